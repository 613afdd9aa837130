//! Services that depend on the rest of the day: status T is paid only alone, and status P is incident to another service.
//!
//! Tests: rules/paid_alone.rs, statuses.rs, claim_edits.rs, equipment.rs, figures.txt "Status T".

use super::equipment::jurisdiction;
use crate::pricing::caveat::Caveat;
use crate::pricing::other_schedules::OtherSchedules;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{HcpcsCode, Jurisdiction, Status};

/// Bundles status T and P lines if the claim has another payable service.
pub(in crate::pricing) fn bundle_dependent_services(work: &mut Work<'_>) {
    let others_are_paid = work.lines.iter().any(|line| line.is_payable() && is_other(line));
    let other_schedules = &work.rates.other_schedules;
    let paid_alone = work.open().filter(|(_, _, row)| row.status == Status::PaidAlone).count();
    for (line, row) in work.open_lines() {
        match row.status {
            Status::PaidAlone if others_are_paid => line.refuse(Refusal::BundledWithPaidService),
            Status::PaidAlone if paid_alone > 1 => line.add_caveat(Caveat::SeveralPaidAlone),
            Status::BundledOrExcluded if others_are_paid || paid_alone > 0 => {
                line.refuse(Refusal::IncidentToAnotherLine)
            }
            Status::BundledOrExcluded => {
                line.refuse(payer_of_supply(line.billed.hcpcs(), other_schedules));
            }
            Status::PaidAlone
            | Status::Active
            | Status::Bundled
            | Status::ContractorPriced
            | Status::Deleted
            | Status::Excluded
            | Status::Discontinued
            | Status::ReplacedWithGrace
            | Status::DeletedModifier
            | Status::Invalid
            | Status::Anesthesia
            | Status::Measurement
            | Status::NonCovered
            | Status::Restricted
            | Status::StatutoryExclusion => {}
        }
    }
}

/// Who pays a status P service that is not incident to another one: by the jurisdiction of the fee schedule of equipment, if that
/// lists it.
fn payer_of_supply(hcpcs: HcpcsCode, schedules: &OtherSchedules<'_>) -> Refusal {
    match jurisdiction(hcpcs, schedules) {
        Some(Jurisdiction::Equipment) => Refusal::EquipmentContractor,
        Some(Jurisdiction::Joint) => Refusal::SupplyWithoutService,
        Some(Jurisdiction::Local) | None => Refusal::NotOnThisSchedule,
    }
}

/// Whether a line has status T.
pub(in crate::pricing) fn is_paid_alone(line: &LineWork<'_>) -> bool {
    line.refusal.is_none() && line.row.is_some_and(|row| row.status == Status::PaidAlone)
}

/// Whether a payable line is another service, with which status T is not paid. A service that Medicare pays is one, even if
/// the estimate has no amount for it.
pub(in crate::pricing) fn is_other(line: &LineWork<'_>) -> bool {
    match &line.refusal {
        Some(refusal) => refusal.kind().is_paid_without_amount(),
        None => line.row.is_some_and(|row| {
            matches!(row.status, Status::Active | Status::Restricted | Status::Anesthesia)
        }),
    }
}
