//! Lines that another schedule of Part B prices: clinical laboratory tests (Social Security Act 1833(h), 1834A), drugs
//! (1842(o), 1847A), and equipment (`equipment`).
//!
//! Tests: laboratory.rs, drugs.rs, equipment.rs, unloaded_schedules.rs.

use super::other_schedule_modifiers::caveat_modifiers;
use super::{contract, equipment};
use crate::law::{Figure, Missing, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::{Listed, OtherSchedules, ScheduleRate};
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Authority, Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Modifier, Money, PaymentSchedule, PlaceOfService, Setting, Status};

/// Finds the lines that the physician fee schedule does not price, but another loaded schedule lists. Such a line has no row
/// of the physician fee schedule from here on, so none of its rules changes the line.
pub(in crate::pricing) fn choose_schedules(work: &mut Work<'_>) {
    let place = work.claim.place_of_service();
    let schedules = &work.rates.other_schedules;
    for line in work.lines.iter_mut().filter(|line| is_of_another_schedule(line)) {
        let Some((schedule, listed)) = listed(line, schedules) else { continue };
        line.row = None;
        line.refusal = None;
        // The caveats so far are about the physician fee schedule.
        line.caveats.clear();
        match listed {
            Ok(rate) => {
                line.rate = Some(rate);
                match rate {
                    ScheduleRate::Laboratory(..) => caveat_laboratory(line, schedules, place),
                    ScheduleRate::Drug(..) => caveat_drug(line, schedules, place),
                    ScheduleRate::Equipment(_, row, _) => {
                        equipment::caveat_item(line, row, schedules, place);
                    }
                    // No schedule of Medicare lists it.
                    ScheduleRate::Contract(_) => {}
                }
            }
            Err(refusal) => line.refuse(refusal),
        }
        caveat_modifiers(line, schedule);
    }
}

/// The first schedule that lists a line, and what it says.
fn listed<'a>(line: &LineWork<'a>, schedules: &OtherSchedules<'a>) -> Option<(PaymentSchedule, Listed<'a>)> {
    if let Some(listed) = laboratory(line, schedules) {
        Some((PaymentSchedule::ClinicalLaboratory, listed))
    } else if let Some(listed) = drug(line, schedules) {
        Some((PaymentSchedule::DrugLimits, listed))
    } else if let Some(listed) = equipment::item(line, schedules) {
        Some((PaymentSchedule::Equipment, listed))
    } else {
        not_loaded(line, schedules).map(|(schedule, refusal)| (schedule, Err(refusal)))
    }
}

/// The refusal of a line that a schedule prices whose release of the day is not loaded. Rates of other quarters or years say nothing
/// about the day.
fn not_loaded(line: &LineWork<'_>, schedules: &OtherSchedules<'_>) -> Option<(PaymentSchedule, Refusal)> {
    let unlisted_drug = || {
        let drugs = schedules.unloaded.drugs.as_ref()?;
        unlisted_drug(line).map(|_| (PaymentSchedule::DrugLimits, drugs.not_loaded()))
    };
    schedules.unloaded.refusal(line.billed.hcpcs()).or_else(unlisted_drug)
}

/// Whether the physician fee schedule leaves a line to another schedule: by its status, or because it does not list the code.
/// Modifier 26 asks for a physician's interpretation, which no other schedule pays.
fn is_of_another_schedule(line: &LineWork<'_>) -> bool {
    let is_left = match (&line.refusal, line.row) {
        (Some(Refusal::NotListed | Refusal::NotInStarterData | Refusal::LaboratoryTest), _) => true,
        (Some(_), _) | (None, None) => false,
        (None, Some(row)) => matches!(row.status, Status::StatutoryExclusion | Status::Excluded),
    };
    is_left && !line.has(Modifier::PROFESSIONAL)
}

/// What the clinical laboratory fee schedule says. A test has a rate without a modifier, and another one with QW if it is
/// waived.
fn laboratory<'a>(line: &LineWork<'a>, schedules: &OtherSchedules<'a>) -> Option<Listed<'a>> {
    let laboratory = schedules.laboratory.as_ref()?;
    let modifier = line.any_of(&[m::WAIVED_TEST]);
    let listed = laboratory.of(line.billed.hcpcs());
    let mut begun = listed.iter().filter(|rate| rate.effective_from <= line.day).peekable();
    begun.peek()?;
    match (begun.find(|rate| rate.modifier == modifier), modifier) {
        (Some(rate), _) if rate.rate.is_some() => Some(Ok(ScheduleRate::Laboratory(rate, laboratory.source))),
        (Some(_), _) => Some(Err(Refusal::LocalLaboratoryRate)),
        (None, Some(modifier)) => Some(Err(not_waived(modifier))),
        (None, None) => None,
    }
}

/// The refusal of QW on a test that is not waived.
const fn not_waived(modifier: Modifier) -> Refusal {
    let indicator = "The clinical laboratory fee schedule does not list the test with it.";
    Refusal::ModifierNotAllowed { modifier, indicator }
}

fn caveat_laboratory(line: &mut LineWork<'_>, schedules: &OtherSchedules<'_>, place: PlaceOfService) {
    line.add_caveat(schedules.laboratory.as_ref().and_then(|laboratory| laboratory.caveat.clone()));
    if place.is_hospital() {
        line.add_caveat(Caveat::LaboratoryInHospital { place });
    }
    line.add_caveat(Caveat::LaboratoryCertificate);
}

/// What the payment limits say about a drug. Medicare's contractor prices a drug without a limit.
fn drug<'a>(line: &LineWork<'a>, schedules: &OtherSchedules<'a>) -> Option<Listed<'a>> {
    let drugs = schedules.drugs.as_ref()?;
    let Some(limit) = drugs.of(line.billed.hcpcs()).first() else {
        return unlisted_drug(line).map(Err);
    };
    if line.has(m::DRUG_DISCARDED) && line.has(m::DRUG_NOT_DISCARDED) {
        return Some(Err(discarded_and_not()));
    }
    Some(match limit.limit {
        Some(_) => Ok(ScheduleRate::Drug(limit, drugs.source)),
        None => Err(Refusal::DrugWithoutLimit),
    })
}

/// The refusal of a drug without a limit, if the physician fee schedule lists it as a drug.
fn unlisted_drug(line: &LineWork<'_>) -> Option<Refusal> {
    line.row.filter(|row| row.status == Status::Excluded)?;
    match borrowed(&line.law.drugs) {
        Ok(drugs) => drugs.has(line.billed.hcpcs()).then_some(Refusal::DrugWithoutLimit),
        Err(Missing { figure }) => Some(Refusal::LawValueMissing { figure, day: line.day }),
    }
}

/// The refusal of a line that says both that some of the drug was discarded and that none was.
const fn discarded_and_not() -> Refusal {
    let indicator =
        "JW bills the discarded part of a drug, and JZ says that nothing was discarded. Bill one of them.";
    Refusal::ModifierNotAllowed { modifier: m::DRUG_NOT_DISCARDED, indicator }
}

fn caveat_drug(line: &mut LineWork<'_>, schedules: &OtherSchedules<'_>, place: PlaceOfService) {
    line.add_caveat(schedules.drugs.as_ref().and_then(|drugs| drugs.caveat.clone()));
    if place.setting() == Some(Setting::Facility) {
        line.add_caveat(Caveat::DrugInFacility { place });
    }
    let Some(ScheduleRate::Drug(limit, _)) = line.rate else { return };
    if limit.is_dated_elsewhere() {
        line.add_caveat(Caveat::LimitDatedElsewhere);
    }
    if limit.is_vaccine || line.any_of(&[m::DRUG_DISCARDED, m::DRUG_NOT_DISCARDED]).is_some() {
        return;
    }
    match line.law.discarded_drugs_stated {
        Ok(Figure { value, .. }) => line.add_caveat(value.then_some(Caveat::DiscardedDrugNotStated)),
        Err(missing) => line.miss_beside_amount(missing),
    }
}

/// Prices the units of each line that another schedule prices.
pub(in crate::pricing) fn price_rates(work: &mut Work<'_>) {
    for line in work.lines.iter_mut().filter(|line| line.refusal.is_none()) {
        match line.rate {
            Some(ScheduleRate::Laboratory(rate, source)) => {
                let Some(amount) = rate.rate else { continue };
                price_units(line, Rule::LaboratoryRate.by(source), amount);
            }
            Some(ScheduleRate::Equipment(fee, _, source)) => {
                price_units(line, Rule::EquipmentFee.by(source), fee);
            }
            Some(ScheduleRate::Contract(fee)) => {
                contract::count_both_sides_once(line);
                price_units(line, Rule::Contract.into(), fee);
            }
            Some(ScheduleRate::Drug(limit, source)) => {
                let Some(price) = limit.limit else { continue };
                let one = Operation::UnitPrices { price, units: 1 };
                line.step(Rule::DrugPaymentLimit.by(source), one);
                line.fee_schedule = line.amount;
                line.unit = line.amount;
                if line.count > 1 {
                    // The limit has three decimals, so the units are not times the rounded amount.
                    line.step(Rule::Units, Operation::UnitPrices { price, units: line.count });
                }
            }
            None => {}
        }
    }
}

/// Prices the units of a line by the rate of one.
fn price_units(line: &mut LineWork<'_>, authority: Authority, rate: Money) {
    line.step(authority, Operation::Rate(rate));
    line.fee_schedule = line.amount;
    line.unit = line.amount;
    if line.count > 1 {
        line.step(Rule::Units, Operation::Units(line.count));
    }
}
