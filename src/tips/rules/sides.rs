//! Both sides.

use super::{against, alone};
use crate::pricing::{OneSide, Rule, may_be_visit};
use crate::tips::usual::is_read_by_side;
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
        BilateralSurgery::EachSideFull => {
            let in_full = subject.plain.amount() + subject.plain.amount();
            let each = if both.amount() < in_full {
                "Medicare pays for each side, and reduces the second as a further test of the day"
            } else {
                "Medicare pays each side in full"
            };
            (Effect::More, format!("{each}: {two} for both with modifier 50, {one} for one side."))
        }
        BilateralSurgery::AlreadyBilateral if is_read_by_side(subject.rows) => {
            return reading_of_other_side(subject);
        }
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

/// The reading of such a test for the other side.
fn reading_of_other_side(subject: &Subject<'_>) -> Option<Tip> {
    let other = subject.medicare.allowed(&subject.with_reading_of_other_side())?;
    other.price()?;
    let text = format!(
        "The technical part is one fee for both sides, and the practitioner's own part is paid for each side. For the other side bill a second line with 26 and RT or LT: {}.",
        other.dollars()
    );
    Some(subject.tip("both-sides", Effect::More, Rule::Bilateral.source(), text, alone(other)))
}
