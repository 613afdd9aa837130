//! Procedure-to-procedure (PTP) edits of a quarter, past ones included, found by either code.

use super::Day;
use super::ptp_edit::{EditTerms, PackedEdit, TooLarge};
use super::ptp_rows::{PtpRows, number_rationales};
use crate::vocabulary::{HcpcsCode, PtpEdit};
use std::ops::Range;
use time::Date;

/// The PTP edits of one release, past ones included, sorted by column one, column two and first day.
///
/// Every code has a number, its position in the sorted list of codes. The edits are stored in columns, one array for each,
/// in the table's order. `begins` has the first edit of each column one code, so a look-up of a pair takes two binary
/// searches. `by_column_two` lists the positions of the edits again, by column two, for look-ups by that code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PtpTable {
    /// Every code of either column, sorted. The position of a code is its number.
    codes: Vec<HcpcsCode>,
    /// The position of each code's first edit as column one, and at last the number of edits.
    begins: Vec<u32>,
    /// The number of each edit's column two.
    column_two: Vec<u16>,
    /// The days, indicator and rationale of each edit.
    terms: Vec<EditTerms>,
    /// The position of each code's first edit as column two in `by_column_two`, and at last the number of edits.
    begins_by_column_two: Vec<u32>,
    /// The positions of the edits, sorted by column two and then column one.
    by_column_two: Vec<u32>,
    rationales: Vec<String>,
    /// The earliest first day of an edit that was not deleted.
    covers_from: Option<Day>,
}

impl PtpTable {
    /// Sorts edits into a table; rows that are the same in every column become one. Rationales are numbered anew, in
    /// alphabetical order, so that tables of the same rows are equal.
    ///
    /// # Errors
    /// If there are more codes or edits than the table can number.
    pub fn new(mut edits: Vec<PackedEdit>, rationales: Vec<String>) -> Result<Self, TooLarge> {
        let rationales = number_rationales(&mut edits, &rationales);
        // CMS's files are sorted already, and this sort is fast on sorted rows.
        edits.sort();
        edits.dedup();
        let codes = codes_of(&edits);
        if codes.len() > usize::from(u16::MAX) {
            return Err(TooLarge::Codes);
        }
        u32::try_from(edits.len()).map_err(|_| TooLarge::Edits)?;
        let begin = |code: &HcpcsCode| number(edits.partition_point(|edit| edit.column_one < *code));
        let mut begins: Vec<u32> = codes.iter().map(begin).collect();
        begins.push(number(edits.len()));
        let column_two: Vec<u16> =
            edits.iter().map(|edit| short(codes.partition_point(|code| *code < edit.column_two))).collect();
        let terms: Vec<EditTerms> = edits.iter().map(|edit| edit.terms).collect();
        let covers_from = terms.iter().filter(|terms| terms.still_apply()).map(|terms| terms.effective).min();
        let (begins_by_column_two, by_column_two) = reversed(codes.len(), &column_two);
        Ok(Self {
            codes,
            begins,
            column_two,
            terms,
            begins_by_column_two,
            by_column_two,
            rationales,
            covers_from,
        })
    }

    /// One table of the rows of several parts.
    ///
    /// # Errors
    /// If there are more codes, edits or rationales than a table can number.
    pub fn of_rows(parts: impl IntoIterator<Item = PtpRows>) -> Result<Self, TooLarge> {
        let (edits, rationales) = PtpRows::merged(parts)?;
        Self::new(edits, rationales)
    }

    /// How many edits it has, past ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The rationales, by number.
    #[must_use]
    pub fn rationales(&self) -> &[String] {
        &self.rationales
    }

    /// Whether any edit of any day has the code.
    #[must_use]
    pub fn knows(&self, code: HcpcsCode) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// The first day that the table covers: the earliest first day of an edit that was not deleted.
    ///
    /// CMS's file has its history back to 1996. A file that dates every edit in force to its own quarter says nothing about
    /// the days before, even if it lists deleted edits.
    #[must_use]
    pub fn covers_from(&self) -> Option<Date> {
        self.covers_from.map(Day::date)
    }

    /// Every edit in order, with the number of its rationale.
    pub fn iter(&self) -> impl Iterator<Item = (PtpEdit<'_>, u8)> {
        let of_code = move |(code, ends): (&HcpcsCode, &[u32])| {
            let column_one = *code;
            slice(ends)
                .filter_map(move |at| Some((self.edit(column_one, at)?, self.terms.get(at)?.rationale)))
        };
        self.codes.iter().zip(self.begins.windows(2)).flat_map(of_code)
    }

    /// The edits of a pair of codes, in either direction, of any day.
    pub fn between(&self, one: HcpcsCode, other: HcpcsCode) -> impl Iterator<Item = PtpEdit<'_>> {
        let numbers = self.codes.binary_search(&one).ok().zip(self.codes.binary_search(&other).ok());
        let directions = numbers.map(|(one, other)| [(one, other), (other, one)]);
        directions.into_iter().flatten().flat_map(|(one, two)| self.directed(one, two))
    }

    /// The edits among codes, of any day. The codes must be sorted. Each code is looked up once.
    pub fn among(&self, codes: &[HcpcsCode]) -> impl Iterator<Item = PtpEdit<'_>> + use<'_> {
        let codes = if codes.len() > 1 { codes } else { &[] };
        let numbers: Vec<usize> =
            codes.iter().filter_map(|code| self.codes.binary_search(code).ok()).collect();
        let mut found = Vec::new();
        for one in &numbers {
            let Range { mut start, end } = self.as_column_one(*one);
            // The codes and the edits of a code are both sorted. So each code is searched for after the one before it.
            for two in numbers.iter().map(|two| short(*two)) {
                let columns = self.column_two.get(start..end).unwrap_or_default();
                start += columns.partition_point(|column| *column < two);
                while start < end && self.column_two.get(start) == Some(&two) {
                    found.push((*one, start));
                    start += 1;
                }
            }
        }
        found.into_iter().filter_map(|(one, at)| self.edit(*self.codes.get(one)?, at))
    }

    /// The edits with these columns, given by the numbers of the codes.
    fn directed(&self, one: usize, two: usize) -> impl Iterator<Item = PtpEdit<'_>> {
        let range = self.as_column_one(one);
        let begin = range.start;
        let columns = self.column_two.get(range).unwrap_or_default();
        let two = short(two);
        let first = columns.partition_point(|column| *column < two);
        let count = columns.iter().skip(first).take_while(|column| **column == two).count();
        let column_one = self.codes.get(one).copied();
        (begin + first..begin + first + count).filter_map(move |at| self.edit(column_one?, at))
    }

    /// The edits with a code as column one or two, of any day, in the table's order.
    pub fn of(&self, code: HcpcsCode) -> impl Iterator<Item = PtpEdit<'_>> {
        let number = self.codes.binary_search(&code).ok();
        let own = number.map_or(0..0, |number| self.as_column_one(number));
        let ends = number.and_then(|number| self.begins_by_column_two.get(number..number + 2));
        let reverse = ends.map_or(0..0, slice);
        let reverse = self.by_column_two.get(reverse).unwrap_or_default();
        let (before, after) = reverse.split_at(reverse.partition_point(|at| wide(*at) < own.start));
        let all = before.iter().copied().map(wide).chain(own).chain(after.iter().copied().map(wide));
        all.filter_map(|at| self.edit(self.column_one(at)?, at))
    }

    /// The positions of a code's edits as column one.
    fn as_column_one(&self, number: usize) -> Range<usize> {
        self.begins.get(number..number + 2).map_or(0..0, slice)
    }

    /// The column one of an edit.
    fn column_one(&self, at: usize) -> Option<HcpcsCode> {
        let past = self.begins.partition_point(|begin| wide(*begin) <= at);
        self.codes.get(past.checked_sub(1)?).copied()
    }

    fn edit(&self, column_one: HcpcsCode, at: usize) -> Option<PtpEdit<'_>> {
        let terms = self.terms.get(at)?;
        Some(PtpEdit {
            column_one,
            column_two: *self.codes.get(usize::from(*self.column_two.get(at)?))?,
            effective: terms.effective.date(),
            deleted: (terms.deleted != Day::NEVER).then(|| terms.deleted.date()),
            indicator: terms.indicator,
            before_1996: terms.before_1996,
            rationale: self.rationales.get(usize::from(terms.rationale)).map_or("", String::as_str),
        })
    }
}

/// Every code of either column, once, in order.
fn codes_of(edits: &[PackedEdit]) -> Vec<HcpcsCode> {
    let mut codes: Vec<HcpcsCode> = edits.iter().map(|edit| edit.column_two).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.extend(
        edits
            .chunk_by(|one, next| one.column_one == next.column_one)
            .filter_map(|edits| edits.first().map(|edit| edit.column_one)),
    );
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The positions of edits sorted by column two, and the position of each code's first one. A counting sort keeps the table's
/// order within a code.
fn reversed(codes: usize, column_two: &[u16]) -> (Vec<u32>, Vec<u32>) {
    let mut begins = vec![0_u32; codes + 1];
    for column in column_two {
        if let Some(count) = begins.get_mut(usize::from(*column) + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for begin in &mut begins {
        total += *begin;
        *begin = total;
    }
    let mut next = begins.clone();
    let mut positions = vec![0_u32; column_two.len()];
    for (at, column) in (0_u32..).zip(column_two) {
        if let Some(free) = next.get_mut(usize::from(*column)) {
            if let Some(place) = positions.get_mut(wide(*free)) {
                *place = at;
            }
            *free += 1;
        }
    }
    (begins, positions)
}

/// The positions between two ends.
fn slice(ends: &[u32]) -> Range<usize> {
    match ends {
        [begin, end] => wide(*begin)..wide(*end),
        [..] => 0..0,
    }
}

// These conversions cannot fail, because `PtpTable::new` refuses larger tables.

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn short(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

fn wide(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::{Overlaps, PtpRow};
    use crate::vocabulary::PtpIndicator;
    use proptest::prelude::*;
    use time::macros::date;

    /// Few codes and days, so that pairs repeat.
    fn edit() -> impl Strategy<Value = PackedEdit> {
        let code = || (0_u8..6).prop_map(|digit| format!("9921{digit}").parse::<HcpcsCode>().unwrap());
        let day =
            || (1_u8..28).prop_map(|day| Day::of(date!(2024 - 01 - 01).replace_day(day).unwrap()).unwrap());
        let indicator = prop::sample::select(PtpIndicator::ALL);
        let rest = (prop::option::of(day()), indicator, any::<bool>(), 0_u8..2);
        let columns = (code(), code()).prop_filter("two codes", |(one, two)| one != two);
        (columns, day(), rest).prop_map(|((one, two), effective, (deleted, indicator, before, rationale))| {
            PackedEdit::new([one, two], effective, deleted, indicator, before, rationale)
        })
    }

    const RATIONALES: [&str; 2] = ["one", "other"];

    fn rationales() -> Vec<String> {
        RATIONALES.map(str::to_owned).to_vec()
    }

    /// The edits that a plain search of all rows finds, in the table's order.
    fn plain_search(rows: &[PackedEdit], takes: impl Fn(&PtpEdit<'_>) -> bool) -> Vec<PtpEdit<'static>> {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        rows.dedup();
        let shown = rows.iter().map(|row| PtpEdit {
            column_one: row.column_one,
            column_two: row.column_two,
            effective: row.terms.effective.date(),
            deleted: Some(row.terms.deleted).filter(|day| *day != Day::NEVER).map(Day::date),
            indicator: row.terms.indicator,
            before_1996: row.terms.before_1996,
            rationale: RATIONALES[usize::from(row.terms.rationale)],
        });
        shown.filter(takes).collect()
    }

    proptest! {
        #[test]
        fn look_ups_find_what_a_plain_search_finds(
            rows in prop::collection::vec(edit(), 0..60),
            one in 0_u8..8,
            other in 0_u8..8,
        ) {
            let table = PtpTable::new(rows.clone(), rationales()).unwrap();
            let [one, other] = [one, other].map(|digit| format!("9921{digit}").parse::<HcpcsCode>().unwrap());
            prop_assert_eq!(table.iter().map(|(edit, _)| edit).collect::<Vec<_>>(), plain_search(&rows, |_| true));
            let of = plain_search(&rows, |edit| edit.column_one == one || edit.column_two == one);
            prop_assert_eq!(table.knows(one), !of.is_empty());
            prop_assert_eq!(table.of(one).collect::<Vec<_>>(), of);
            let between = |edit: &PtpEdit<'_>| {
                [(one, other), (other, one)].contains(&(edit.column_one, edit.column_two))
            };
            let mut found: Vec<_> = table.between(one, other).collect();
            found.sort_by_key(|edit| (edit.column_one, edit.column_two));
            prop_assert_eq!(found, plain_search(&rows, between));
        }
    }

    #[test]
    fn rows_are_counted_as_they_are_added() {
        let mut rows = PtpRows::default();
        assert_eq!((rows.len(), rows.is_empty()), (0, true));
        let row = PtpRow {
            columns: ["11042".parse().unwrap(), "99213".parse().unwrap()],
            effective: Day::of(date!(2024 - 07 - 01)).unwrap(),
            deleted: None,
            indicator: PtpIndicator::Allowed,
            before_1996: false,
            rationale: "one",
        };
        rows.push(row).unwrap();
        assert_eq!((rows.len(), rows.is_empty()), (1, false));
    }

    #[test]
    fn a_table_applies_from_the_first_day_of_its_edits_in_force() {
        let row = |one: &str, from, to, indicator| {
            let columns = [one.parse().unwrap(), "99213".parse().unwrap()];
            PackedEdit::new(columns, Day::of(from).unwrap(), to, indicator, false, 0)
        };
        let end = Day::of(date!(2024 - 06 - 30));
        let rows = vec![
            row("11042", date!(1996 - 01 - 01), end, PtpIndicator::Allowed),
            row("11043", date!(2000 - 01 - 01), None, PtpIndicator::NotApplicable),
            row("11044", date!(2024 - 07 - 01), None, PtpIndicator::Allowed),
            row("11042", date!(2020 - 01 - 01), end, PtpIndicator::NotAllowed),
            row("11042", date!(2021 - 01 - 01), end, PtpIndicator::NotAllowed),
        ];
        let table = PtpTable::new(rows, rationales()).unwrap();
        assert_eq!(table.covers_from(), Some(date!(2024 - 07 - 01)));
        let twice = ["11042".parse().unwrap(), "99213".parse().unwrap()];
        assert_eq!(table.overlaps(), Overlaps { agreeing: 1, contradictory: vec![twice, twice] });
        assert_eq!(PtpTable::default().covers_from(), None);
        assert_eq!(PtpTable::new(Vec::new(), Vec::new()).unwrap().of(twice[0]).count(), 0);
    }
}
