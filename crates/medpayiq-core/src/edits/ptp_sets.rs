//! The PTP edits of a release in sets, for a database: a set has the edits of a column one code that differ only in column two.
//!
//! CMS adds and deletes edits of a code together, so a quarter has a tenth as many sets as edits, and most of them are also in the
//! quarter before.

use super::Day;
use super::ptp::PtpTable;
use super::ptp_edit::EditTerms;
use crate::vocabulary::{HcpcsCode, PtpIndicator};
use time::Date;

/// Edits of a column one code that differ only in column two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PtpSet {
    /// The code that Medicare pays.
    pub column_one: HcpcsCode,
    /// The codes that it does not pay with that one, in order.
    pub column_two: Vec<HcpcsCode>,
    /// The first day.
    pub effective: Date,
    /// The last day of edits that were deleted.
    pub deleted: Option<Date>,
    /// Whether a modifier may allow both services.
    pub indicator: PtpIndicator,
    /// Whether the edits existed before 1996.
    pub before_1996: bool,
    /// The number of the rationale in the table's list.
    pub rationale: u8,
}

impl PtpTable {
    /// Every set, in the order of column one.
    pub fn sets(&self) -> impl Iterator<Item = PtpSet> {
        self.codes.iter().enumerate().flat_map(|(number, code)| self.sets_of(number, *code))
    }

    /// The sets of a column one code, which is given with its number.
    fn sets_of(&self, number: usize, column_one: HcpcsCode) -> Vec<PtpSet> {
        let range = self.as_column_one(number);
        let columns = self.column_two.get(range.clone()).unwrap_or_default();
        let terms = self.terms.get(range).unwrap_or_default();
        let mut edits: Vec<(EditTerms, u16)> = terms.iter().copied().zip(columns.iter().copied()).collect();
        edits.sort_unstable();
        let sets = edits.chunk_by(|(one, _), (next, _)| one == next);
        let set = |edits: &[(EditTerms, u16)]| {
            let (terms, _) = edits.first()?;
            let column_two = edits.iter().filter_map(|(_, two)| self.codes.get(usize::from(*two)).copied());
            Some(PtpSet {
                column_one,
                column_two: column_two.collect(),
                effective: terms.effective.date(),
                deleted: (terms.deleted != Day::NEVER).then(|| terms.deleted.date()),
                indicator: terms.indicator,
                before_1996: terms.before_1996,
                rationale: terms.rationale,
            })
        };
        sets.filter_map(set).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::{PackedEdit, PtpRow, PtpRows};
    use time::macros::date;

    fn row<'a>(columns: &str, deleted: Option<Date>, rationale: &'a str) -> PtpRow<'a> {
        let (one, two) = columns.split_once('/').unwrap();
        PtpRow {
            columns: [one.parse().unwrap(), two.parse().unwrap()],
            effective: Day::of(date!(2024 - 07 - 01)).unwrap(),
            deleted: deleted.and_then(Day::of),
            indicator: PtpIndicator::Allowed,
            before_1996: false,
            rationale,
        }
    }

    fn table() -> PtpTable {
        let mut rows = PtpRows::default();
        let ended = Some(date!(2025 - 06 - 30));
        for row in [
            row("20610/20605", None, "first"),
            row("20610/20600", ended, "first"),
            row("20610/99213", None, "first"),
            row("20610/99214", None, "other"),
            row("11042/99213", None, "first"),
        ] {
            rows.push(row).unwrap();
        }
        PtpTable::of_rows([rows]).unwrap()
    }

    #[test]
    fn edits_that_differ_only_in_column_two_are_a_set() {
        let table = table();
        let described = |set: PtpSet| {
            let codes: Vec<&str> = set.column_two.iter().map(HcpcsCode::as_str).collect();
            let rationale = &table.rationales()[usize::from(set.rationale)];
            let until = set.deleted.map_or("*".to_owned(), |day| day.year().to_string());
            format!("{} {until} {rationale}: {}", set.column_one, codes.join(" "))
        };
        assert_eq!(
            table.sets().map(described).collect::<Vec<_>>(),
            [
                "11042 * first: 99213",
                "20610 2025 first: 20600",
                "20610 * first: 20605 99213",
                "20610 * other: 99214"
            ]
        );
    }

    #[test]
    fn the_edits_of_all_sets_are_the_table() {
        let table = table();
        let packed = |set: PtpSet| {
            let PtpSet { column_one, column_two, effective, deleted, indicator, before_1996, rationale } =
                set;
            let (effective, deleted) = (Day::of(effective).unwrap(), deleted.and_then(Day::of));
            column_two.into_iter().map(move |column_two| {
                PackedEdit::new(
                    [column_one, column_two],
                    effective,
                    deleted,
                    indicator,
                    before_1996,
                    rationale,
                )
            })
        };
        let edits = table.sets().flat_map(packed).collect();
        assert_eq!(PtpTable::new(edits, table.rationales().to_vec()).unwrap(), table);
    }
}
