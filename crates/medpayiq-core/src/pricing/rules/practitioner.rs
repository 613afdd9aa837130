//! Professions that Medicare pays a share of the physician fee schedule (Social Security Act 1833(a)(1)).

use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;
use crate::vocabulary::{Share, Status};

/// Takes the share of the practitioner's profession, such as 85 or 75 percent.
pub(in crate::pricing) fn take_practitioner_share(work: &mut Work<'_>) {
    let share = work.claim.provider().kind.share();
    if share == Share::WHOLE {
        return;
    }
    for (line, _) in work.open_lines().filter(|(_, row)| row.status != Status::Anesthesia) {
        line.step(Rule::PractitionerShare, Operation::Part(share));
    }
}
