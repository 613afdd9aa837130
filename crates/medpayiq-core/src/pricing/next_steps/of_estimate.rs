//! What to do about a line of an estimate that Medicare denies or may deny.

use super::action::{AppealChance, NextStep};
use crate::pricing::edit_hit::EditState;
use crate::pricing::estimate::{LineEstimate, Outcome};

impl LineEstimate {
    /// What to do about the denial that the estimate predicts. `None` if it predicts none.
    #[must_use]
    pub fn next_step(&self) -> Option<NextStep> {
        let denial = self.predicted_denials.first()?;
        let of_code = || NextStep::of_denial(denial.group, denial.carc, denial.rarc);
        let Outcome::NotPriced(refusal) = &self.outcome else { return of_code() };
        let denying = self.edits.iter().filter(|hit| hit.state == EditState::Denied);
        let mut steps =
            denying.filter(|hit| hit.edit.refusal().code() == refusal.code()).map(|hit| hit.edit.next_step());
        // Of several edits, one against which nothing helps decides.
        let first = steps.next().map(|first| {
            steps.find(|step| step.appeal_can_help == AppealChance::No).map_or(first, |step| step)
        });
        first.or_else(|| refusal.next_step()).or_else(of_code)
    }
}
