//! Both sides.

use super::against;
use crate::pricing::{OneSide, Rule, may_be_visit};
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::BilateralSurgery;

/// What modifier 50 adds, if anything.
pub(in crate::tips) fn both_sides(subject: &Subject<'_>) -> Option<Tip> {
    // Eye visits have the indicator too, but nobody bills them by side.
    if !subject.is_priced() || may_be_visit(subject.medicare.rates.law, subject.hcpcs()) {
        return None;
    }
    let both = subject.medicare.allowed(&subject.on_both_sides()?)?;
    both.price()?;
    let (one, two) = (subject.plain.dollars(), both.dollars());
    let (effect, text) = match subject.row.bilateral {
        BilateralSurgery::OneHundredFifty => (
            Effect::More,
            format!(
                "If both sides are done in one session, bill one line with modifier 50 and one unit: {two} instead of {one}."
            ),
        ),
        BilateralSurgery::EachSideFull => (
            Effect::More,
            format!("Medicare pays each side in full: {two} for both with modifier 50, {one} for one side."),
        ),
        BilateralSurgery::AlreadyBilateral => (
            Effect::Informs,
            format!(
                "With modifier 50 the fee is still {two}. {}",
                OneSide::of(subject.medicare.rates.law, subject.hcpcs())
            ),
        ),
        // Most of these codes are of no side at all.
        BilateralSurgery::NoAdjustment | BilateralSurgery::NotApplicable => return None,
    };
    let figures = against(both, subject.plain.clone());
    Some(subject.tip("both-sides", effect, Rule::Bilateral.source(), text, figures))
}
