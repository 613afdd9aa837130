//! Lines that another schedule of Part B prices: clinical laboratory tests (Social Security Act 1833(h), 1834A).
//!
//! Tests: laboratory.rs.

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Modifier, PlaceOfService, Status};

/// Finds the lines that the physician fee schedule does not price, but another loaded schedule lists. Such a line has no row
/// of the physician fee schedule from here on, so none of its rules changes the line.
pub(in crate::pricing) fn choose_schedules(work: &mut Work<'_>) {
    let place = work.claim.place_of_service();
    let rates = work.rates;
    for line in work.lines.iter_mut().filter(|line| is_of_another_schedule(line)) {
        let Some(laboratory) = &rates.other_schedules.laboratory else { continue };
        let mut listed = laboratory.of(line.billed.hcpcs(), line.day).peekable();
        if listed.peek().is_none() {
            continue;
        }
        let modifier = line.any_of(&[m::WAIVED_TEST]);
        let outcome = match (listed.find(|rate| rate.modifier == modifier), modifier) {
            (Some(rate), _) if rate.rate.is_some() => Ok(rate),
            (Some(_), _) => Err(Refusal::LocalLaboratoryRate),
            (None, Some(modifier)) => Err(not_waived(modifier)),
            (None, None) => continue,
        };
        line.row = None;
        line.refusal = None;
        // The caveats so far are about the physician fee schedule.
        line.caveats.clear();
        match outcome {
            Ok(rate) => {
                line.rate = Some(ScheduleRate::Laboratory(rate, laboratory.source));
                line.add_caveat(laboratory.caveat.clone());
                caveat_laboratory(line, place);
            }
            Err(refusal) => line.refuse(refusal),
        }
    }
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

/// The refusal of QW on a test that is not waived.
const fn not_waived(modifier: Modifier) -> Refusal {
    let indicator = "The clinical laboratory fee schedule does not list the test with it.";
    Refusal::ModifierNotAllowed { modifier, indicator }
}

fn caveat_laboratory(line: &mut LineWork<'_>, place: PlaceOfService) {
    if place.is_hospital() {
        line.add_caveat(Caveat::LaboratoryInHospital { place });
    }
    line.add_caveat(Caveat::LaboratoryCertificate);
}

/// Prices the units of each line that another schedule prices.
pub(in crate::pricing) fn price_rates(work: &mut Work<'_>) {
    for line in work.lines.iter_mut().filter(|line| line.refusal.is_none()) {
        let Some(ScheduleRate::Laboratory(rate, source)) = line.rate else { continue };
        let Some(amount) = rate.rate else { continue };
        line.step(Rule::LaboratoryRate.by(source), Operation::Rate(amount));
        line.fee_schedule = line.amount;
        line.unit = line.amount;
        if line.count > 1 {
            line.step(Rule::Units, Operation::Units(line.count));
        }
    }
}
