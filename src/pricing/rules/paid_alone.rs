//! Services that depend on the rest of the day: status T is paid alone, status P is incident to another service.

use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::Work;
use crate::pricing::refusal::{Refusal, RefusalKind};
use crate::vocabulary::{ServiceRow, Status};

/// Bundles status T and P lines where another payable service stands on the claim.
pub(in crate::pricing) fn bundle_dependent_services(work: &mut Work<'_>) {
    let is_open = |status: Status| move |row: &ServiceRow| row.status == status;
    let pays =
        |row: &ServiceRow| matches!(row.status, Status::Active | Status::Restricted | Status::Anesthesia);
    let count = |work: &mut Work<'_>, wanted: &dyn Fn(&ServiceRow) -> bool| {
        work.open_lines().filter(|(_, row)| wanted(row)).count()
    };
    let others_are_paid = count(work, &pays) > 0 || has_contractor_priced_line(work);
    let paid_alone = count(work, &is_open(Status::PaidAlone));
    for (line, row) in work.open_lines() {
        match row.status {
            Status::PaidAlone if others_are_paid => line.refuse(Refusal::BundledWithPaidService),
            Status::PaidAlone if paid_alone > 1 => line.doubt(Doubt::SeveralPaidAlone),
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

/// A service that the contractor prices, or whose anesthesia figures are not loaded, is payable too, though there is no
/// amount here.
fn has_contractor_priced_line(work: &Work<'_>) -> bool {
    let refusals = work.lines.iter().filter_map(|line| line.refusal.as_ref());
    refusals.map(Refusal::kind).any(|kind| kind == RefusalKind::ContractorPriced)
}
