//! Services that depend on the rest of the day: status T is paid only alone, and status P is incident to another service.
//!
//! Tests: rules/paid_alone.rs, statuses.rs, claim_edits.rs, figures.txt "Status T".

use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;
use crate::vocabulary::{ServiceRow, Status};

/// Bundles status T and P lines if the claim has another payable service.
pub(in crate::pricing) fn bundle_dependent_services(work: &mut Work<'_>) {
    let others_are_paid =
        (0..work.lines.len()).any(|position| work.is_payable(position) && is_other(work, position));
    let paid_alone = work.open().filter(|(_, _, row)| row.status == Status::PaidAlone).count();
    for (line, row) in work.open_lines() {
        match row.status {
            Status::PaidAlone if others_are_paid => line.refuse(Refusal::BundledWithPaidService),
            Status::PaidAlone if paid_alone > 1 => line.add_caveat(Caveat::SeveralPaidAlone),
            Status::BundledOrExcluded if others_are_paid || paid_alone > 0 => {
                line.refuse(Refusal::IncidentToAnotherLine)
            }
            Status::BundledOrExcluded => line.refuse(Refusal::NotOnThisSchedule),
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

/// Whether a line has status T and another service is paid.
pub(in crate::pricing) fn is_beside_another(
    work: &Work<'_>,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> bool {
    let line = work.lines.get(position).filter(|line| line.refusal.is_none());
    let is_paid_alone = line.and_then(|line| line.row).is_some_and(|row| row.status == Status::PaidAlone);
    is_paid_alone && (0..work.lines.len()).any(|other| is_paid(other) && is_other(work, other))
}

/// Whether a payable line is another service, with which status T is not paid. A service that Medicare pays is one, even if
/// the estimate has no amount for it.
fn is_other(work: &Work<'_>, position: usize) -> bool {
    let pays =
        |row: &ServiceRow| matches!(row.status, Status::Active | Status::Restricted | Status::Anesthesia);
    work.lines.get(position).is_some_and(|line| match &line.refusal {
        Some(refusal) => refusal.kind().is_paid_without_amount(),
        None => line.row.is_some_and(pays),
    })
}
