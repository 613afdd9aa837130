//! Which lines Medicare pays after the edits between the lines of a claim.
//!
//! The edits depend on each other. A procedure-to-procedure (PTP) edit denies column two only if column one is paid. Column
//! one may itself be denied: by another PTP edit, by its unit limit, because its primary is missing, or by status T. And a
//! line that a PTP edit denies fills no unit limit and is no primary. So no order of the rules gives the answer, and the
//! order of the lines must not decide it either.
//!
//! The answer is a fixpoint. [`PartlyKnown`] holds two sets of lines: those that are paid in any case, and those that can be paid.
//! At first nothing is sure and every payable line is possible. Each pass applies the rules to both sets: a line is surely
//! paid if no line that is possibly paid denies it, and possibly paid if no line that is surely paid denies it. Each pass
//! only adds to the first set and only takes from the second, so the passes end. If both sets are equal then, every line is
//! decided. A line that is in the second set only belongs to a ring: each line of it is denied only if the one before it is
//! paid. No text decides which line of a ring is paid, so all of them are denied with that reason, and the passes run again
//! without them.

use super::rules::{add_ons, global_package, paid_alone, unit_limits};
use super::work::{LineWork, Work};

/// The outcome of the edits for one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EditOutcome {
    Paid,
    /// A column one line that is paid denies it.
    Denied,
    /// It is in a ring of edits: each line is denied by the line before it.
    Ring,
    /// No column one line denies it, but another rule does.
    DeniedElsewhere,
}

/// A set of lines: whether the line at each position is in it.
type LineSet = Vec<bool>;

/// A set of lines that is only partly decided.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PartlyKnown {
    /// The lines that are in it in any case.
    surely: LineSet,
    /// The lines that can be in it: those and the undecided ones.
    possibly: LineSet,
}

/// Two positions: the second line is denied if the first is paid.
pub(super) type Denial = (usize, usize);

/// Decides each line under the denials of PTP edits.
pub(super) fn settle_edits(work: &Work<'_>, denials: &[Denial]) -> Vec<EditOutcome> {
    let payable: LineSet = work.lines.iter().map(LineWork::is_payable).collect();
    let (left, paid) = find_paid(work, &payable, denials);
    let positions = || 0..payable.len();
    let rings: LineSet = positions()
        .map(|position| is_in(&left.possibly, position) && !is_in(&left.surely, position))
        .collect();
    // All lines of a ring are denied, so they deny no other line.
    let (left, paid) = if rings.contains(&true) {
        let others: LineSet =
            positions().map(|position| is_in(&payable, position) && !is_in(&rings, position)).collect();
        find_paid(work, &others, denials)
    } else {
        (left, paid)
    };
    let outcome = |position| {
        if is_in(&paid.possibly, position) {
            EditOutcome::Paid
        } else if is_in(&rings, position) {
            EditOutcome::Ring
        } else if is_in(&left.possibly, position) || !is_in(&payable, position) {
            EditOutcome::DeniedElsewhere
        } else {
            EditOutcome::Denied
        }
    };
    positions().map(outcome).collect()
}

/// The lines that no column one line denies, and the lines that are paid in the end.
fn find_paid(work: &Work<'_>, payable: &LineSet, denials: &[Denial]) -> (PartlyKnown, PartlyKnown) {
    let all = PartlyKnown { surely: payable.clone(), possibly: payable.clone() };
    let mut paid = PartlyKnown { surely: vec![false; payable.len()], possibly: payable.clone() };
    loop {
        let is_exempt = |position| work.exempt == Some(position);
        let left = all.without(&paid, |two, is_paid| {
            !is_exempt(two) && denials.iter().any(|(one, denied)| *denied == two && is_paid(*one))
        });
        let next = left.without(&left, |position, is_paid| {
            !is_exempt(position) && unit_limits::is_above(work, position, is_paid)
        });
        let next =
            next.without(&next, |position, is_paid| paid_alone::is_beside_another(work, position, is_paid));
        let next = next.with_primaries(work);
        let next = next.without(&next, |position, is_paid| {
            !is_exempt(position) && global_package::is_included(work, position, is_paid)
        });
        let next = next.with_primaries(work);
        if next == paid {
            return (left, paid);
        }
        paid = next;
    }
}

impl PartlyKnown {
    /// The lines that a rule does not deny. The rule must deny the more lines, the more `others` are paid.
    fn without(&self, others: &Self, denies: impl Fn(usize, &dyn Fn(usize) -> bool) -> bool) -> Self {
        let left = |lines: &LineSet, others: &LineSet| -> LineSet {
            let is_left = |position: usize| {
                is_in(lines, position)
                    && !denies(position, &|other| other == position || is_in(others, other))
            };
            (0..lines.len()).map(is_left).collect()
        };
        Self { surely: left(&self.surely, &others.possibly), possibly: left(&self.possibly, &others.surely) }
    }

    /// The lines that are no add-ons, and the add-ons with a primary in the set.
    fn with_primaries(&self, work: &Work<'_>) -> Self {
        let with_primaries = |lines: &LineSet| {
            let mut lines = lines.clone();
            // A line without its primary can be the primary of another, so repeat until nothing changes.
            while let Some(position) = (0..lines.len()).find(|position| {
                is_in(&lines, *position)
                    && work.exempt != Some(*position)
                    && add_ons::is_denied(work, *position, &|other| is_in(&lines, other))
            }) {
                if let Some(line) = lines.get_mut(position) {
                    *line = false;
                }
            }
            lines
        };
        Self { surely: with_primaries(&self.surely), possibly: with_primaries(&self.possibly) }
    }
}

fn is_in(lines: &LineSet, position: usize) -> bool {
    lines.get(position).copied().unwrap_or(false)
}
