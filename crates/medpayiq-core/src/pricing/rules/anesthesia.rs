//! Anesthesia: base and time units times the locality's factor (42 CFR 414.46; Pub. 100-04 ch. 12, 50).

use crate::pricing::amount::{anesthesia_amount, time_tenths};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::precedence;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{ConversionFactor, GlobalDays, HcpcsCode, Share, Status};
use std::cmp::Reverse;

/// Daily management of an epidural: base units, no time.
const DAILY_MANAGEMENT: &str = "01996";
/// Add-ons that Medicare pays with the session's code: burns by area, and two for labor.
const ADD_ON_WITHOUT_TIME: &str = "01953";
const ADD_ONS: &[&str] = &[ADD_ON_WITHOUT_TIME, "01968", "01969"];
/// Base units alone.
const WITHOUT_TIME: &[&str] = &[DAILY_MANAGEMENT, ADD_ON_WITHOUT_TIME];
/// The base units of a physician who supervises more than four procedures.
const SUPERVISION_UNITS: u8 = 3;

/// Refuses anesthesia that cannot be priced: without a modifier for who gave it, time, base units or factor.
pub(in crate::pricing) fn gate_anesthesia(work: &mut Work<'_>) {
    let rates = work.rates.anesthesia;
    // 47 is on the line of the surgery, and a claim is of one practitioner.
    let by_surgeon = work.claim.lines().iter().any(|line| line.has(m::BY_SURGEON));
    let operates =
        work.open().any(|(_, _, row)| matches!(row.global_days, GlobalDays::Ten | GlobalDays::Ninety));
    for (line, _) in work.open_lines().filter(|(_, row)| row.status == Status::Anesthesia) {
        if by_surgeon {
            line.refuse(Refusal::AnesthesiaBySurgeon);
        }
        gate(line, rates.base_units(line.billed.hcpcs()), rates.factor);
        line.add_caveat(operates.then_some(Caveat::SurgeryBesideAnesthesia));
        if rates.is_others {
            line.add_caveat(Caveat::AnesthesiaFactorOfOthers);
        }
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
    let is_main = |line: &LineWork<'_>| {
        open(line) && !is_one_of(ADD_ONS, line) && !is_one_of(&[DAILY_MANAGEMENT], line)
    };
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
            Some((first, _)) if first == position => pay(line, base(line), total, rates.factor),
            Some((_, other)) if in_session(line) => line.refuse(Refusal::AnesthesiaSession { other }),
            Some(_) | None if is_one_of(WITHOUT_TIME, line) => {
                pay(line, base(line), 0, rates.factor);
            }
            Some(_) | None => pay(line, base(line), minutes(line).unwrap_or(0), rates.factor),
        }
    }
}

fn gate(line: &mut LineWork<'_>, base_units: Option<u8>, factor: Option<ConversionFactor>) {
    let needs_time = !is_one_of(WITHOUT_TIME, line) && !line.has(m::SUPERVISING_MANY);
    if line.any_of(m::ANESTHESIA).is_none() {
        line.refuse(Refusal::AnesthesiaModifierMissing);
    } else if needs_time && minutes(line).is_none() {
        line.refuse(Refusal::AnesthesiaTimeMissing);
    } else if base_units.is_none() {
        line.refuse(Refusal::BaseUnitsUnknown);
    } else if factor.is_none() {
        line.refuse(Refusal::AnesthesiaFactorUnknown);
    } else if let (true, Some(base_units), Some(factor)) = (line.has(m::REDUCED), base_units, factor) {
        let time_tenths = time_tenths(minutes(line).unwrap_or(0));
        line.refuse(Refusal::ReducedByReport { most: anesthesia_amount(base_units, time_tenths, factor) });
    }
    if line.billed.units() > 1 && is_one_of(WITHOUT_TIME, line) {
        line.add_caveat(Caveat::UnitsWithoutTime);
    } else if line.billed.minutes().is_none() && line.billed.units() > 1 {
        line.add_caveat(Caveat::AnesthesiaMinutesFromUnits);
    }
}

/// The minutes of a line. The claim form has them in its units.
fn minutes(line: &LineWork<'_>) -> Option<u32> {
    line.billed.minutes().or(Some(line.billed.units()).filter(|units| *units > 1))
}

fn is_one_of(codes: &[&str], line: &LineWork<'_>) -> bool {
    codes.contains(&line.billed.hcpcs().as_str())
}

/// Whether the fee is shared between who directs and who is directed.
fn is_directed(line: &LineWork<'_>) -> bool {
    line.any_of(&[m::DIRECTING_SEVERAL, m::DIRECTING_ONE, m::DIRECTED]).is_some()
}

fn pay(line: &mut LineWork<'_>, base_units: u8, minutes: u32, factor: Option<ConversionFactor>) {
    let factor = factor.unwrap_or(ConversionFactor::ZERO);
    let supervises = line.has(m::SUPERVISING_MANY);
    let (base_units, time_tenths) =
        if supervises { (SUPERVISION_UNITS, 0) } else { (base_units, time_tenths(minutes)) };
    line.step(Rule::AnesthesiaUnits, Operation::Anesthesia { base_units, time_tenths, factor });
    line.fee_schedule = line.amount;
    line.unit = line.amount;
    if supervises {
        let with_induction = Operation::Anesthesia { base_units: base_units + 1, time_tenths, factor };
        line.add_caveat(Caveat::PresenceAtInduction { present: with_induction.apply(line.amount) });
    }
    if is_directed(line) {
        line.step(Rule::MedicalDirection, Operation::Part(Share::percent(50)));
    }
}
