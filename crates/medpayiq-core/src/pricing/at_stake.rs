//! What is at stake if an edit denies a line: the amount that Medicare would allow if no edit denied it.
//!
//! Without the edits against one line, that line is paid, and may itself deny others or change their rank. So the amount is
//! that of another claim: the one in which Medicare pays this line and every other line that is then paid. The dependencies
//! between the lines say which those are. The price of the line depends only on the lines that are priced together with it,
//! so only those are priced again.

use super::edit_hit::EditState;
use super::line_set::LineSet;
use super::priced_together::PricedTogether;
use super::rules::visit_complexity::COMPLEXITY;
use super::work::{LineWork, Work};
use crate::vocabulary::Money;

/// Notes on each line that an edit denies the amount at stake, if the schedule has a price for it. `price` runs the stages
/// from the edits to the allowed amount.
pub(super) fn find_amounts_at_stake(work: &mut Work<'_>, price: impl Fn(&mut Work<'_>)) {
    let is_denied = |line: &LineWork<'_>| line.edits.iter().any(|hit| hit.state == EditState::Denied);
    let denied = work.lines_that(is_denied) & work.dependencies.open;
    if denied.is_empty() {
        return;
    }
    let together = PricedTogether::of(work);
    for position in denied.positions() {
        let (at_stake, effort) = at_stake(work, position, &together, &price);
        work.effort += effort;
        if let Some(line) = work.lines.get_mut(position) {
            line.at_stake = at_stake;
        }
    }
}

/// The amount at stake on a line, and the effort that it took.
fn at_stake(
    work: &Work<'_>,
    position: usize,
    priced_together: &PricedTogether,
    price: impl Fn(&mut Work<'_>),
) -> (Option<Money>, usize) {
    let (line, dependencies) = (LineSet::of(position), &work.dependencies);
    let outcomes = dependencies.settle(line);
    let effort = dependencies.effort_of(&outcomes);
    let paid = dependencies.paid_by(&outcomes, line) & dependencies.open;
    if !paid.meets(line) {
        return (None, effort);
    }
    // The complexity of a visit is paid with the visits of the claim.
    let is_complexity = work.by_code.lines_of(COMPLEXITY).meets(line);
    let together = if is_complexity { paid } else { priced_together.with(line, work) & paid };
    let mut other = work.unpriced(together);
    price(&mut other);
    let mut priced = together.positions().zip(&other.lines);
    let priced = priced.find(|(other, _)| *other == position).filter(|(_, line)| line.refusal.is_none());
    (priced.map(|(_, line)| line.amount), effort + other.effort)
}
