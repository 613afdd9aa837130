//! What to do about the denial of a line.

use super::denial_codes::{DenialStep, PaidDenial};
use super::frame::Frame;
use super::paid_line::PaidLine;
use super::verdict::Verdict;
use crate::pricing::{Deadline, LineEstimate, NextStep};
use crate::vocabulary::Carc;

/// What to do about a line of Medicare Part B with this verdict. If the payer denied it for the reason that the estimate predicts, the estimate says
/// more than the codes do.
pub(super) fn denial_step(
    frame: &Frame<'_>,
    line: &PaidLine,
    estimate: &LineEstimate,
    verdict: Verdict,
) -> Option<DenialStep> {
    // Other plans have their own rules and time limits.
    if verdict != Verdict::Denied || line.is_of_other_plan {
        return None;
    }
    let of_codes = |denial: &PaidDenial| NextStep::of_denial(denial.group, denial.carc, &denial.rarc);
    let is_predicted = |carc: Carc| {
        let predicted = estimate.predicted_denials.first();
        predicted.is_some_and(|predicted| NextStep::is_predicted(predicted.carc, carc))
    };
    let step = match line.denial.as_deref() {
        Some(denial) if !is_predicted(denial.carc) => of_codes(denial),
        Some(_) | None => estimate.next_step(),
    }?;
    let law = frame.schedule.law().on(frame.in_force.date);
    let deadline = step.action.deadline().and_then(|kind| Deadline::of(kind, law).ok());
    Some(DenialStep { step, deadline })
}
