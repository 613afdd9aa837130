//! The modifiers that allow both codes of an edit (NCCI Policy Manual ch. 1, E).
//!
//! 76, 77, 51 and 22 never do.

use super::modifiers as m;
use super::visits::takes_visit_modifiers;
use super::work::LineWork;
use crate::law::{Lookup, Missing, Provisions};
use crate::vocabulary::{HcpcsCode, Modifier};

/// The modifiers that allow both services of a pair if its indicator is 1: anatomic modifiers, those of global surgery, and
/// those of distinct services (NCCI Policy Manual, chapter 1, section E).
pub const RESOLVING_MODIFIERS: &[&str] = &[
    "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2",
    "T3", "T4", "T5", "T6", "T7", "T8", "T9", "LT", "RT", "LC", "LD", "LM", "RC", "RI", "24", "25", "57",
    "58", "78", "79", "27", "59", "91", "XE", "XS", "XP", "XU",
];

/// A modifier that allows both codes of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bypass {
    pub(super) certainty: Certainty,
    pub(super) modifier: Modifier,
    pub(super) column: EditColumn,
}

/// How certain it is that a contractor accepts the modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// It is on the line where it belongs.
    Sure,
    /// It is on the column one line, but belongs on the other.
    Misplaced,
    /// It names a site that both lines name, so it does not show that they were separate.
    SameSite,
}

/// The column of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EditColumn {
    One,
    Two,
}

/// The modifier that resolves an edit with indicator 1 between two lines: the most certain one of either line.
pub(super) fn bypass(one: &LineWork<'_>, two: &LineWork<'_>, law: &Provisions) -> Option<Bypass> {
    let on = |line: &LineWork<'_>, other: &LineWork<'_>, column| {
        let bypasses = line.billed.modifiers().iter().filter_map(move |modifier| {
            let certainty = certainty(line.billed.hcpcs(), *modifier, column, law)?;
            let is_same_site = m::is_anatomic(*modifier) && other.has(*modifier);
            let certainty = if is_same_site { Certainty::SameSite } else { certainty };
            Some(Bypass { certainty, modifier: *modifier, column })
        });
        bypasses.min_by_key(|bypass| bypass.certainty)
    };
    let found = [on(two, one, EditColumn::Two), on(one, two, EditColumn::One)];
    found.into_iter().flatten().min_by_key(|bypass| bypass.certainty)
}

/// Whether 59 and the X modifiers count on the column one line too (change request 11168).
fn acts_from_column_one(law: &Provisions) -> Lookup<bool> {
    law.modifiers_on_either_column.map(|figure| figure.value)
}

impl Bypass {
    /// The figure of the law that it would take to know that the modifier resolves the edit, if the law has no value of it.
    pub(super) fn missing(self, law: &Provisions) -> Option<Missing> {
        let is_distinct = m::DISTINCT_SERVICES.contains(&self.modifier);
        acts_from_column_one(law).err().filter(|_| is_distinct && self.column == EditColumn::One)
    }
}

/// How certain a modifier is on a line of that code and column, or `None` if it does not count.
///
/// If the law has no list of visits on the day, the modifier counts. Then
/// [`caveat_unknown_visits`](super::rules::unknown_visits::caveat_unknown_visits) says so.
fn certainty(
    hcpcs: HcpcsCode,
    modifier: Modifier,
    column: EditColumn,
    law: &Provisions,
) -> Option<Certainty> {
    let counts = if m::OTHER_SESSIONS.contains(&modifier) {
        return Some(if column == EditColumn::Two { Certainty::Sure } else { Certainty::Misplaced });
    } else if m::DISTINCT_SERVICES.contains(&modifier) {
        let acts = match column {
            EditColumn::One => acts_from_column_one(law).unwrap_or(true),
            EditColumn::Two => true,
        };
        acts && !takes_visit_modifiers(law, hcpcs).unwrap_or(false)
    } else if m::OWN_VISITS.contains(&modifier) {
        takes_visit_modifiers(law, hcpcs).unwrap_or(true)
    } else {
        m::is_anatomic(modifier)
    };
    counts.then_some(Certainty::Sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolving_modifiers_are_exactly_those_that_count() {
        let alphabet = || (b'0'..=b'9').chain(b'A'..=b'Z');
        let all = alphabet().flat_map(|first| alphabet().map(move |second| [first, second]));
        let (visit, procedure): (HcpcsCode, HcpcsCode) = ("99213".parse().unwrap(), "45380".parse().unwrap());
        let law = crate::law::Law::shipped().unwrap();
        let law = law.on(time::macros::date!(2025 - 01 - 15));
        let counts = |modifier: &Modifier| {
            let on = |hcpcs| certainty(hcpcs, *modifier, EditColumn::Two, law);
            on(visit).or(on(procedure)).is_some()
        };
        let counted = all.filter_map(|text| std::str::from_utf8(&text).ok()?.parse::<Modifier>().ok());
        let mut counted: Vec<String> = counted.filter(counts).map(|modifier| modifier.to_string()).collect();
        let mut listed: Vec<String> = RESOLVING_MODIFIERS.iter().map(|text| (*text).to_owned()).collect();
        counted.sort();
        listed.sort();
        assert_eq!(listed, counted);
    }
}
