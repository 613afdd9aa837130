//! Anesthesia: base and time units times the locality's factor (42 CFR 414.46; Pub. 100-04 ch. 12, 50).
//!
//! Tests: rules/anesthesia.rs, shares.rs, audited_rules.rs, anesthesia_factors.rs, figures.txt "Anesthesia".

use crate::law::{Figure, Missing, borrowed, is_listed};
use crate::pricing::amount::time_tenths;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::precedence;
use crate::pricing::rates::{AnesthesiaFigure, AnesthesiaRates, FactorOrigin, NoAnesthesiaFactor};
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Authority, Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, Money, Status};
use std::cmp::Reverse;

/// Daily management of an epidural. Medicare pays it in addition to the one code of a session.
const DAILY_MANAGEMENT: HcpcsCode = HcpcsCode::known(b"01996");

const DENIALS: &[Modifier] = &[m::EXCLUDED_BY_STATUTE, m::NECESSITY_DENIAL_EXPECTED];

/// Refuses anesthesia that cannot be priced: without a modifier for who gave it, time, base units or factor.
pub(in crate::pricing) fn gate_anesthesia(work: &mut Work<'_>) {
    let rates = work.rates.anesthesia;
    // 47 is on the line of the surgery, and a claim is of one practitioner.
    let by_surgeon = work.claim.lines().iter().any(|line| line.has(m::BY_SURGEON));
    let operates =
        work.open().any(|(_, _, row)| matches!(row.global_days, GlobalDays::Ten | GlobalDays::Ninety));
    let several = work.open().filter(|(_, _, row)| row.status == Status::Anesthesia).count() > 1;
    for (line, _) in work.open_lines().filter(|(_, row)| row.status == Status::Anesthesia) {
        if by_surgeon {
            line.refuse(Refusal::AnesthesiaBySurgeon);
        }
        gate(line, rates.base_units(line.billed.hcpcs()), &rates);
        if let Err(missing) = borrowed(&line.law.anesthesia_add_ons)
            && several
        {
            line.refuse_without(missing);
        }
        line.add_caveat(operates.then_some(Caveat::SurgeryBesideAnesthesia));
        caveat_origin(line, rates.factor);
        if let Some(list) = rates.older_list {
            line.add_caveat(Caveat::BaseUnitsOlder { list: list.to_owned() });
        }
    }
}

/// Prices the session's anesthesia: the code with the most base units takes the time of all lines. A line with a modifier for
/// another session of the day is priced separately.
pub(in crate::pricing) fn price_anesthesia(work: &mut Work<'_>) {
    let is_anesthesia = |line: &LineWork<'_>| line.row.is_some_and(|row| row.status == Status::Anesthesia);
    if !work.lines.iter().any(is_anesthesia) {
        return;
    }
    let rates = work.rates.anesthesia;
    let open = |line: &LineWork<'_>| line.refusal.is_none() && is_anesthesia(line);
    let is_main =
        |line: &LineWork<'_>| open(line) && !is_add_on(line) && line.billed.hcpcs() != DAILY_MANAGEMENT;
    let several = work.lines.iter().filter(|line| is_main(line)).count() > 1;
    let in_session = |line: &LineWork<'_>| is_main(line) && line.any_of(m::OTHER_ANESTHESIA).is_none();
    let session = work.lines.iter().enumerate().filter(|(_, line)| in_session(line));
    let base = |line: &LineWork<'_>| rates.base_units(line.billed.hcpcs()).unwrap_or(0);
    let ranked = session.map(|(position, line)| {
        let first = (base(line), !is_directed(line), Reverse(line.billed.hcpcs()), minutes(line));
        (first, precedence(line), position)
    });
    let highest: Option<(usize, HcpcsCode)> =
        ranked.max().and_then(|(.., position)| Some((position, work.lines.get(position)?.billed.hcpcs())));
    let total: u32 = work.lines.iter().filter(|line| in_session(line)).filter_map(minutes).sum();
    for (position, line) in work.lines.iter_mut().enumerate().filter(|(_, line)| open(line)) {
        let separate = line.any_of(m::OTHER_ANESTHESIA).filter(|_| several && is_main(line));
        line.add_caveat(separate.map(|modifier| Caveat::AnesthesiaApart { modifier }));
        match highest {
            Some((first, _)) if first == position => pay(line, base(line), total, rates),
            Some((_, other)) if in_session(line) => line.refuse(Refusal::AnesthesiaSession { other }),
            Some(_) | None if is_without_time(line) => pay(line, base(line), 0, rates),
            Some(_) | None => pay(line, base(line), minutes(line).unwrap_or(0), rates),
        }
    }
}

/// Notes how the factor is known, if CMS does not publish it for the place and the practitioner.
fn caveat_origin(line: &mut LineWork<'_>, factor: Result<AnesthesiaFigure, NoAnesthesiaFactor>) {
    let Ok(AnesthesiaFigure { factor: of_law, origin, .. }) = factor else { return };
    match origin {
        FactorOrigin::Published => {}
        FactorOrigin::Estimated => line.add_caveat(Caveat::AnesthesiaFactorEstimated),
        FactorOrigin::OfLaw(of_file) => line.add_caveat(Caveat::AnesthesiaFileNotUsed { of_file, of_law }),
        FactorOrigin::OfOthers(missing) => line.miss(missing),
    }
}

fn gate(line: &mut LineWork<'_>, base_units: Option<u8>, rates: &AnesthesiaRates<'_>) {
    let listed = borrowed(&line.law.anesthesia_without_time).map(|codes| codes.has(line.billed.hcpcs()));
    let is_without_time = listed == Ok(true);
    let needs_time = !is_without_time && !line.has(m::SUPERVISING_MANY);
    if needs_time && minutes(line).is_some() {
        line.lookup(listed);
    }
    if line.any_of(m::ANESTHESIA).is_none() {
        line.refuse(Refusal::AnesthesiaModifierMissing);
    } else if needs_time && minutes(line).is_none() {
        match listed {
            Ok(_) => line.refuse(Refusal::AnesthesiaTimeMissing),
            Err(missing) => line.refuse_without(missing),
        }
    } else if let Some(base_units) = base_units {
        match units(line, base_units, minutes(line).unwrap_or(0), rates) {
            // Modifiers that declare a denial decide before a contractor would price the line.
            Ok((most, _)) if line.has(m::REDUCED) && line.any_of(DENIALS).is_none() => {
                line.refuse(Refusal::ReducedByReport { most: most.apply(Money::ZERO) });
            }
            Ok(_) => {}
            Err(NoAnesthesiaFactor::NotLoaded(Missing { figure })) => {
                line.refuse(Refusal::AnesthesiaFactorUnknown { figure, day: line.day });
            }
            Err(NoAnesthesiaFactor::Missing(missing)) => line.refuse_without(missing),
        }
    } else {
        line.refuse(Refusal::BaseUnitsUnknown);
    }
    if is_without_time {
        line.lookup(borrowed(&line.law.anesthesia_by_units));
    }
    if is_by_units(line) {
        // Its units are paid, and are no minutes.
    } else if line.billed.units() > 1 && is_without_time {
        line.add_caveat(Caveat::UnitsWithoutTime);
    } else if line.billed.minutes().is_none() && line.billed.units() > 1 {
        line.add_caveat(Caveat::AnesthesiaMinutesFromUnits);
    }
}

/// The operation that prices a line's units, with the rule and the figures that order it.
fn units(
    line: &LineWork<'_>,
    base_units: u8,
    minutes: u32,
    rates: &AnesthesiaRates<'_>,
) -> Result<(Operation, Authority), NoAnesthesiaFactor> {
    let AnesthesiaFigure { factor, source, .. } = rates.factor?;
    let authority = source.map_or(Rule::AnesthesiaUnits.into(), |source| Rule::AnesthesiaUnits.by(source));
    let (base_units, time_tenths, source) = if line.has(m::SUPERVISING_MANY) {
        let units = line.law.supervision_units.map_err(NoAnesthesiaFactor::Missing)?;
        (units.value, 0, Some(units.source))
    } else if minutes > 0 {
        let unit = line.law.anesthesia_time_unit.map_err(NoAnesthesiaFactor::Missing)?;
        (base_units, time_tenths(minutes, unit.value), Some(unit.source))
    } else {
        (base_units_billed(line, base_units), 0, None)
    };
    let authority = source.map_or(authority, |source| authority.and(source));
    Ok((Operation::Anesthesia { base_units, time_tenths, factor }, authority))
}

/// The base units of a code without time: once, or for each unit billed.
fn base_units_billed(line: &LineWork<'_>, base_units: u8) -> u8 {
    if !is_by_units(line) {
        return base_units;
    }
    u32::from(base_units).saturating_mul(line.billed.units()).try_into().unwrap_or(u8::MAX)
}

/// Whether the code is paid its base units for each unit billed.
fn is_by_units(line: &LineWork<'_>) -> bool {
    is_listed(&line.law.anesthesia_by_units, line.billed.hcpcs())
}

/// The minutes of a line. The claim form has them in its units.
fn minutes(line: &LineWork<'_>) -> Option<u32> {
    line.billed.minutes().or(Some(line.billed.units()).filter(|units| *units > 1))
}

/// Whether Medicare pays the code in addition to the one code of a session.
fn is_add_on(line: &LineWork<'_>) -> bool {
    is_listed(&line.law.anesthesia_add_ons, line.billed.hcpcs())
}

/// Whether the code is paid by base units alone.
fn is_without_time(line: &LineWork<'_>) -> bool {
    is_listed(&line.law.anesthesia_without_time, line.billed.hcpcs())
}

/// Whether the fee is shared between who directs and who is directed.
fn is_directed(line: &LineWork<'_>) -> bool {
    line.any_of(&[m::DIRECTING_SEVERAL, m::DIRECTING_ONE, m::DIRECTED]).is_some()
}

fn pay(line: &mut LineWork<'_>, base_units: u8, minutes: u32, rates: AnesthesiaRates<'_>) {
    // The gate has refused lines without one of the figures.
    let Ok((operation, authority)) = units(line, base_units, minutes, &rates) else { return };
    line.step(authority, operation);
    line.fee_schedule = line.amount;
    line.unit = line.amount;
    if line.has(m::SUPERVISING_MANY)
        && let Some(more) = line.lookup(line.law.induction_units)
    {
        let present = with_more_units(operation, more.value).apply(line.amount);
        line.add_caveat(Caveat::PresenceAtInduction { present });
    }
    if is_directed(line)
        && let Some(Figure { value, source }) = line.lookup(line.law.medical_direction_share)
    {
        line.step(Rule::MedicalDirection.by(source), Operation::Part(value));
    }
}

/// The price with more base units.
const fn with_more_units(operation: Operation, more: u8) -> Operation {
    if let Operation::Anesthesia { base_units, time_tenths, factor } = operation {
        Operation::Anesthesia { base_units: base_units.saturating_add(more), time_tenths, factor }
    } else {
        operation
    }
}
