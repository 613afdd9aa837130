//! Which modifiers make both codes of an edit payable (NCCI Policy Manual ch. 1, E).
//!
//! 76, 77, 51 and 22 do not, whatever they tell of a line.

use super::modifiers as m;
use super::visits::may_be_visit;
use crate::pricing::pipeline::LineWork;
use crate::vocabulary::{HcpcsCode, Modifier};
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
    /// It names a site that both lines name, which does not tell them apart.
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
    let on = |line: &LineWork<'_>, other: &LineWork<'_>, column| {
        let bypasses = line.line.modifiers.iter().filter_map(move |modifier| {
            let certainty = certainty(line.line.hcpcs, *modifier, column, day)?;
            let is_same_site = m::is_anatomic(*modifier) && other.has(*modifier);
            let certainty = if is_same_site { Certainty::SameSite } else { certainty };
            Some(Bypass { certainty, modifier: *modifier, column })
        });
        bypasses.min_by_key(|bypass| bypass.certainty)
    };
    let found = [on(two, one, Column::Two), on(one, two, Column::One)];
    found.into_iter().flatten().min_by_key(|bypass| bypass.certainty)
}

/// What a modifier is worth on a line of that code and column.
fn certainty(hcpcs: HcpcsCode, modifier: Modifier, column: Column, day: Date) -> Option<Certainty> {
    let is_heeded = if m::OTHER_SESSIONS.contains(&modifier) {
        return Some(if column == Column::Two { Certainty::Sure } else { Certainty::Misplaced });
    } else if m::DISTINCT_SERVICES.contains(&modifier) {
        (column == Column::Two || day >= EITHER_COLUMN_SINCE)
            && !(modifier == m::DISTINCT && may_be_visit(hcpcs))
    } else if m::OWN_VISITS.contains(&modifier) {
        may_be_visit(hcpcs)
    } else {
        m::is_anatomic(modifier)
    };
    is_heeded.then_some(Certainty::Sure)
}
