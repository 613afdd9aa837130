//! Which modifiers make both codes of an edit payable (NCCI Policy Manual ch. 1, E).
//!
//! 76, 77, 51 and 22 do not, whatever they tell of a line.

use super::modifiers as m;
use super::visits::{is_visit, may_be_visit};
use crate::pricing::pipeline::LineWork;
use crate::vocabulary::Modifier;
use time::Date;
use time::macros::date;

/// The first day on which 59 and the X modifiers resolve an edit from the column one line too (CR 11168).
const EITHER_COLUMN_SINCE: Date = date!(2019 - 07 - 01);

/// A modifier that makes both codes of an edit payable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bypass {
    pub(super) certainty: Certainty,
    pub(super) modifier: Modifier,
    pub(super) column: Column,
}

/// How sure it is that a contractor heeds the modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// It stands where it belongs.
    Sure,
    /// It stands on the column one line, and belongs on the other.
    Misplaced,
    /// Both lines name the same site, which does not tell them apart.
    SameSite,
}

/// The column of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    One,
    Two,
}

/// The modifier of either line that resolves an edit of indicator 1 between them, the surest first.
pub(super) fn bypass(one: &LineWork<'_>, two: &LineWork<'_>, day: Date) -> Option<Bypass> {
    let same_site = same_site(one, two);
    let on = |line: &LineWork<'_>, column| {
        let bypasses = line.line.modifiers.iter().filter_map(move |modifier| {
            let certainty = certainty(line, *modifier, column, day)?;
            let certainty = if same_site == Some(*modifier) { Certainty::SameSite } else { certainty };
            Some(Bypass { certainty, modifier: *modifier, column })
        });
        bypasses.min_by_key(|bypass| bypass.certainty)
    };
    let found = [on(two, Column::Two), on(one, Column::One)];
    found.into_iter().flatten().min_by_key(|bypass| bypass.certainty)
}

/// What a modifier of a line is worth in that column.
fn certainty(line: &LineWork<'_>, modifier: Modifier, column: Column, day: Date) -> Option<Certainty> {
    let hcpcs = line.line.hcpcs;
    let heeded = if m::DISTINCT_SERVICES.contains(&modifier) {
        (column == Column::Two || day >= EITHER_COLUMN_SINCE) && !(modifier == m::DISTINCT && is_visit(hcpcs))
    } else if m::OWN_VISITS.contains(&modifier) {
        may_be_visit(hcpcs)
    } else if m::OTHER_SESSIONS.contains(&modifier) {
        return Some(if column == Column::Two { Certainty::Sure } else { Certainty::Misplaced });
    } else {
        m::is_anatomic(modifier)
    };
    heeded.then_some(Certainty::Sure)
}

/// The one site that both lines name, where neither says anything else that would tell them apart.
fn same_site(one: &LineWork<'_>, two: &LineWork<'_>) -> Option<Modifier> {
    let only = |line: &LineWork<'_>| {
        let mut telling = line.line.modifiers.iter().copied().filter(|modifier| tells_apart(*modifier));
        telling.next().filter(|_| telling.next().is_none())
    };
    only(one).filter(|modifier| m::is_anatomic(*modifier) && only(two) == Some(*modifier))
}

fn tells_apart(modifier: Modifier) -> bool {
    let groups = [m::DISTINCT_SERVICES, m::OWN_VISITS, m::OTHER_SESSIONS];
    m::is_anatomic(modifier) || groups.iter().any(|group| group.contains(&modifier))
}
