//! Both sides.

use super::against;
use crate::pricing::Rule;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::BilateralSurgery;

/// What modifier 50 pays, or does not.
pub(in crate::tips) fn both_sides(subject: &Subject<'_>) -> Option<Tip> {
    if !subject.is_priced() {
        return None;
    }
    let both = subject.medicare.allowed(&subject.case().with(&[b"50"]))?;
    both.price()?;
    let (one, two) = (subject.plain.amount(), both.amount());
    let (effect, text) = match subject.row.bilateral {
        BilateralSurgery::OneHundredFifty => (
            Effect::More,
            format!(
                "Both sides of one session go on one line with modifier 50 and one unit: {two} instead of {one}."
            ),
        ),
        BilateralSurgery::EachSideFull => (
            Effect::More,
            format!("Each side is paid in full: both with modifier 50 are allowed {two}, one side {one}."),
        ),
        BilateralSurgery::AlreadyBilateral => (
            Effect::Informs,
            format!(
                "The fee already holds both sides: with modifier 50 it stays {two}. Bill one unit, whether one side was done or two."
            ),
        ),
        BilateralSurgery::NoAdjustment if subject.row.global_days.is_procedure() => (
            Effect::Informs,
            format!(
                "Modifier 50 adds nothing here: both sides together stay {two}, and some contractors reject the line instead."
            ),
        ),
        BilateralSurgery::NoAdjustment | BilateralSurgery::NotApplicable => return None,
    };
    let figures = against(both, subject.plain.clone());
    Some(subject.tip("both-sides", effect, Rule::Bilateral.source(), text, figures))
}
