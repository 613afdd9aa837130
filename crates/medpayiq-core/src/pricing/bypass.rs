//! The modifiers that allow both codes of an edit (NCCI Policy Manual ch. 1, E).
//!
//! 76, 77, 51 and 22 never do.

use super::fitting::fits_pair;
use super::modifiers as m;
use super::visits::{is_visit, separates_visit};
use super::work::LineWork;
use crate::law::{Lookup, Missing, Provisions};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, PtpEdit, PtpIndicator, ServiceRow};

/// The modifiers that allow both services of some pair whose indicator is 1: anatomic modifiers, those of global surgery, and
/// those of distinct services (NCCI Policy Manual, chapter 1, section E).
const RESOLVING_MODIFIERS: &[&[u8; 2]] = &[
    b"E1", b"E2", b"E3", b"E4", b"FA", b"F1", b"F2", b"F3", b"F4", b"F5", b"F6", b"F7", b"F8", b"F9", b"TA",
    b"T1", b"T2", b"T3", b"T4", b"T5", b"T6", b"T7", b"T8", b"T9", b"LT", b"RT", b"LC", b"LD", b"LM", b"RC",
    b"RI", b"24", b"25", b"57", b"58", b"78", b"79", b"27", b"59", b"91", b"XE", b"XS", b"XP", b"XU",
];

/// The modifiers that allow both services of an edit with indicator 1: on the line of column two, or on that of a visit in
/// column one. A visit has only the modifier that says that it was separate from the other service. `row` finds the row of a code.
pub(crate) fn resolving_modifiers<'r>(
    edit: &PtpEdit<'_>,
    row: impl Fn(HcpcsCode) -> Option<&'r ServiceRow>,
    law: &Provisions,
) -> Vec<Modifier> {
    let [one, two] = [edit.column_one, edit.column_two].map(|code| (code, row(code)));
    // A procedure's package includes the visit, whatever its own line says.
    let is_packaged = is_visit(law, one.0) && two.1.is_some_and(|row| row.global_days.is_procedure());
    let resolves = |modifier: &Modifier| {
        let on_two = certainty(two, one, *modifier, EditColumn::Two, law).filter(|_| !is_packaged);
        let on_visit =
            certainty(one, two, *modifier, EditColumn::One, law).filter(|_| m::OWN_VISITS.contains(modifier));
        on_two.or(on_visit) == Some(Certainty::Sure)
    };
    let all = RESOLVING_MODIFIERS.iter().map(|text| Modifier::known(text));
    all.filter(|_| edit.indicator == PtpIndicator::Allowed).filter(resolves).collect()
}

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
    /// It is a visit's modifier for another case than a service of the day, or one of operations on another service.
    OtherCase,
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
    if one.billed.modifiers().is_empty() && two.billed.modifiers().is_empty() {
        return None;
    }
    let on = |line: &LineWork<'_>, other: &LineWork<'_>, column| {
        let [own, others] = [line, other].map(|line| (line.billed.hcpcs(), line.row));
        let bypasses = line.billed.modifiers().iter().filter_map(move |modifier| {
            let certainty = certainty(own, others, *modifier, column, law)?;
            let is_same_site = other.has(*modifier) && m::is_anatomic(*modifier);
            let is_own_case = || certainty == Certainty::OtherCase && is_own_case(*modifier, line, other);
            let certainty = if is_same_site {
                Certainty::SameSite
            } else if is_own_case() {
                Certainty::Sure
            } else {
                certainty
            };
            Some(Bypass { certainty, modifier: *modifier, column })
        });
        bypasses.min_by_key(|bypass| bypass.certainty)
    };
    let found = [on(two, one, EditColumn::Two), on(one, two, EditColumn::One)];
    found.into_iter().flatten().min_by_key(|bypass| bypass.certainty)
}

/// Whether the claim is the case that a visit's modifier is for: 25 with FT on critical care beside an operation, and 24 beside
/// a return to the operating room, which follows one.
fn is_own_case(modifier: Modifier, visit: &LineWork<'_>, other: &LineWork<'_>) -> bool {
    match modifier {
        m::SEPARATE_VISIT => visit.has(m::CRITICAL_CARE_APART),
        m::UNRELATED_VISIT => other.has(m::RETURN_TO_OPERATING_ROOM),
        _ => false,
    }
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

/// How certain a modifier is on a line of its own code and column, with a line of the other code; `None` if it does not count.
fn certainty(
    own: (HcpcsCode, Option<&ServiceRow>),
    other: (HcpcsCode, Option<&ServiceRow>),
    modifier: Modifier,
    column: EditColumn,
    law: &Provisions,
) -> Option<Certainty> {
    let is_distinct = m::DISTINCT_SERVICES.contains(&modifier);
    let acts = column == EditColumn::Two || !is_distinct || acts_from_column_one(law).unwrap_or(true);
    let is_of_visit = m::OWN_VISITS.contains(&modifier) || modifier == m::SEPARATE_OUTPATIENT_VISIT;
    let is_of_operation = m::OTHER_OPERATIONS.contains(&modifier);
    let is_no_operation = own.1.is_some_and(|row| row.global_days == GlobalDays::NotApplicable);
    if !acts || !fits_pair(modifier, own, other, law) {
        None
    } else if (is_of_visit && !separates_visit(law, modifier, own.0, other.1))
        || (is_of_operation && is_no_operation)
    {
        Some(Certainty::OtherCase)
    } else if m::OTHER_SESSIONS.contains(&modifier) && column == EditColumn::One {
        Some(Certainty::Misplaced)
    } else {
        Some(Certainty::Sure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolving_modifiers_are_exactly_those_that_count() {
        let alphabet = || (b'0'..=b'9').chain(b'A'..=b'Z');
        let all = alphabet().flat_map(|first| alphabet().map(move |second| [first, second]));
        let law = crate::law::Law::shipped().unwrap();
        let law = law.on(time::macros::date!(2025 - 01 - 15));
        // A visit, a procedure, and services on every site.
        let codes = ["99213", "45380", "67700", "26010", "28010", "92928", "85025"];
        let codes = codes.map(|code| code.parse::<HcpcsCode>().unwrap());
        let counts = |modifier: &Modifier| {
            let own = |code: &HcpcsCode| (*code, None);
            codes
                .iter()
                .any(|code| certainty(own(code), own(code), *modifier, EditColumn::Two, law).is_some())
        };
        let counted = all.filter_map(|text| std::str::from_utf8(&text).ok()?.parse::<Modifier>().ok());
        let mut counted: Vec<String> = counted.filter(counts).map(|modifier| modifier.to_string()).collect();
        let mut listed: Vec<String> =
            RESOLVING_MODIFIERS.iter().map(|text| Modifier::known(text).to_string()).collect();
        counted.sort();
        listed.sort();
        assert_eq!(listed, counted);
    }
}
