//! Which lines are paid once the edits between lines have all acted. They lean on each other: what a unit limit, a missing
//! primary or status T takes is column one of no edit, and what no column one takes may fill a limit or be a primary.
//!
//! The order of the lines plays no part. What the rules decide is found by narrowing it between the lines that are surely
//! paid and those that may be; what stays open is a ring, of which no text says which line is paid.

use super::{add_ons, global_package, paid_alone, unit_limits};
use crate::pricing::work::{LineWork, Work};

/// What the edits leave of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Paid,
    /// A column one line that is paid denies it.
    Denied,
    /// A ring of edits, each of whose lines falls by the one before it.
    Ring,
    /// No column one line denies it, and another rule does.
    Fallen,
}

/// A set of lines: whether the one at each position is in it.
type Lines = Vec<bool>;

/// How far a set of lines is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// The lines that are in it, whatever is still open.
    surely: Lines,
    /// Those and the open ones.
    possibly: Lines,
}

/// Two positions of which the second is denied where the first is paid.
pub(super) type Denial = (usize, usize);

/// Settles each line under the denials of edits.
pub(super) fn settle(work: &Work<'_>, denials: &[Denial]) -> Vec<Standing> {
    let payable: Lines = work.lines.iter().map(LineWork::is_payable).collect();
    let (left, paid) = narrow(work, &payable, denials);
    let positions = || 0..payable.len();
    let rings: Lines = positions()
        .map(|position| is_in(&left.possibly, position) && !is_in(&left.surely, position))
        .collect();
    // A ring takes all its lines, and is then out of the way of the others.
    let (left, paid) = if rings.contains(&true) {
        let others: Lines =
            positions().map(|position| is_in(&payable, position) && !is_in(&rings, position)).collect();
        narrow(work, &others, denials)
    } else {
        (left, paid)
    };
    let standing = |position| {
        if is_in(&paid.possibly, position) {
            Standing::Paid
        } else if is_in(&rings, position) {
            Standing::Ring
        } else if is_in(&left.possibly, position) || !is_in(&payable, position) {
            Standing::Fallen
        } else {
            Standing::Denied
        }
    };
    positions().map(standing).collect()
}

/// The lines that no column one takes, and those that are paid in the end.
fn narrow(work: &Work<'_>, payable: &Lines, denials: &[Denial]) -> (Known, Known) {
    let open = Known { surely: payable.clone(), possibly: payable.clone() };
    let mut paid = Known { surely: vec![false; payable.len()], possibly: payable.clone() };
    loop {
        let is_spared = |position| work.spared == Some(position);
        let left = open.but_for(&paid, |two, standing| {
            !is_spared(two) && denials.iter().any(|(one, denied)| *denied == two && standing(*one))
        });
        let next = left.but_for(&left, |position, standing| {
            !is_spared(position) && unit_limits::is_above(work, position, standing)
        });
        let next =
            next.but_for(&next, |position, standing| paid_alone::is_beside_another(work, position, standing));
        let next = next.supported(work);
        let next = next.but_for(&next, |position, standing| {
            !is_spared(position) && global_package::is_taken(work, position, standing)
        });
        let next = next.supported(work);
        if next == paid {
            return (left, paid);
        }
        paid = next;
    }
}

impl Known {
    /// The lines that a rule leaves which takes the more lines, the more `others` stand.
    fn but_for(&self, others: &Self, takes: impl Fn(usize, &dyn Fn(usize) -> bool) -> bool) -> Self {
        let left = |lines: &Lines, others: &Lines| -> Lines {
            let is_left = |position: usize| {
                is_in(lines, position) && !takes(position, &|other| other == position || is_in(others, other))
            };
            (0..lines.len()).map(is_left).collect()
        };
        Self { surely: left(&self.surely, &others.possibly), possibly: left(&self.possibly, &others.surely) }
    }

    /// The lines that are no add-ons, or whose primary is left too.
    fn supported(&self, work: &Work<'_>) -> Self {
        let supported = |lines: &Lines| {
            let mut lines = lines.clone();
            // Whoever falls may be another's primary.
            while let Some(position) = (0..lines.len()).find(|position| {
                is_in(&lines, *position)
                    && work.spared != Some(*position)
                    && add_ons::falls(work, *position, &|other| is_in(&lines, other))
            }) {
                if let Some(line) = lines.get_mut(position) {
                    *line = false;
                }
            }
            lines
        };
        Self { surely: supported(&self.surely), possibly: supported(&self.possibly) }
    }
}

fn is_in(lines: &Lines, position: usize) -> bool {
    lines.get(position).copied().unwrap_or(false)
}
