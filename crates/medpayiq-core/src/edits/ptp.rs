//! Procedure-to-procedure (PTP) edits of a quarter, past ones included, found by either code.

use super::Day;
use super::positions::{number, short, slice, wide};
use super::ptp_edit::{EditTerms, PackedEdit, TooLarge};
use super::ptp_partners::Partners;
use super::ptp_rows::{PtpRows, number_rationales};
use crate::vocabulary::{Bundling, HcpcsCode, PtpEdit, PtpIndicator};
use std::ops::Range;
use time::Date;

/// The PTP edits of one release, past ones included, sorted by column one, column two and first day.
///
/// Every code has a number, its position in the sorted list of codes. The edits are stored in columns, one array for each,
/// in the table's order. `begins` has the first edit of each column one code, and `partners` narrows the search
/// for a pair. `by_column_two` lists the positions of the edits again, by column two, for look-ups by that code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PtpTable {
    /// Every code of either column, sorted. The position of a code is its number.
    pub(super) codes: Vec<HcpcsCode>,
    /// The position of each code's first edit as column one, and at last the number of edits.
    pub(super) begins: Vec<u32>,
    /// The number of each edit's column two.
    pub(super) column_two: Vec<u16>,
    /// The days, indicator and rationale of each edit.
    pub(super) terms: Vec<EditTerms>,
    /// The position of each code's first edit as column two in `by_column_two`, and at last the number of edits.
    begins_by_column_two: Vec<u32>,
    /// Which column two codes each code can have edits with.
    partners: Partners,
    /// The positions of the edits, sorted by column two and then column one.
    by_column_two: Vec<u32>,
    pub(super) rationales: Vec<String>,
    /// The earliest first day of an edit that was not deleted.
    covers_from: Option<Day>,
}

/// The columns of a table that the others follow from.
pub(super) struct Columns {
    pub(super) codes: Vec<HcpcsCode>,
    pub(super) begins: Vec<u32>,
    pub(super) column_two: Vec<u16>,
    pub(super) terms: Vec<EditTerms>,
    pub(super) rationales: Vec<String>,
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
        Ok(Self::with_indexes(Columns { codes, begins, column_two, terms, rationales }))
    }

    /// A table of columns that are in its order, with what follows from them.
    fn with_indexes(columns: Columns) -> Self {
        let Columns { codes, begins, column_two, terms, rationales } = columns;
        let covers_from = terms.iter().filter(|terms| terms.still_apply()).map(|terms| terms.effective).min();
        let (begins_by_column_two, by_column_two) = reversed(codes.len(), &column_two);
        let partners = Partners::of(&begins, &column_two);
        Self {
            codes,
            begins,
            column_two,
            terms,
            begins_by_column_two,
            partners,
            by_column_two,
            rationales,
            covers_from,
        }
    }

    /// The table of such columns; `None` if they are not in order or name codes or edits that are not there.
    pub(super) fn of_columns(columns: Columns) -> Option<Self> {
        let Columns { codes, begins, column_two, terms, .. } = &columns;
        let is_whole = begins.first() == Some(&0) && begins.last() == Some(&number(terms.len()));
        let is_known = codes.len() <= usize::from(u16::MAX)
            && column_two.iter().all(|code| usize::from(*code) < codes.len());
        let is_sorted = is_whole
            && begins.windows(2).all(|ends| {
                let columns = column_two.get(slice(ends)).unwrap_or_default();
                ends.is_sorted() && columns.is_sorted()
            });
        (is_known && is_sorted).then(|| Self::with_indexes(columns))
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
        let directions = self.numbers(one, other).map(|(one, other)| [(one, other), (other, one)]);
        directions.into_iter().flatten().flat_map(|(one, two)| self.directed(one, two))
    }

    /// The edits among codes in force on a day. The codes must be sorted. Each code is looked up once.
    #[must_use]
    pub fn among_on(&self, codes: &[HcpcsCode], day: Day) -> Vec<PtpEdit<'_>> {
        let codes = if codes.len() > 1 { codes } else { &[] };
        let known = codes.iter().filter_map(|code| Some((*code, self.codes.binary_search(code).ok()?)));
        let numbers: Vec<(HcpcsCode, usize)> = known.collect();
        // Two codes have at most one edit in force, as a rule. So the list need not grow.
        let pairs = numbers.len() * numbers.len() / 2;
        let mut found = Vec::with_capacity(pairs.min(self.len()));
        for (column_one, one) in &numbers {
            for (column_two, two) in &numbers {
                let Some(near) = self.partners.near(*one, *two) else { continue };
                let in_force = self.positions_near(near, *two).filter_map(|at| self.terms.get(at));
                let in_force = in_force.filter(|terms| terms.apply_on(day));
                found.extend(in_force.map(|terms| (*column_one, *column_two, terms)));
            }
        }
        found.into_iter().map(|(one, two, terms)| self.edit_of((one, two), terms)).collect()
    }

    /// The edits with these columns, given by the numbers of the codes.
    fn directed(&self, one: usize, two: usize) -> impl Iterator<Item = PtpEdit<'_>> {
        let column_one = self.codes.get(one).copied();
        self.positions(one, two).filter_map(move |at| self.edit(column_one?, at))
    }

    /// The numbers of two codes; `None` if no edit has one of them.
    fn numbers(&self, one: HcpcsCode, other: HcpcsCode) -> Option<(usize, usize)> {
        self.codes.binary_search(&one).ok().zip(self.codes.binary_search(&other).ok())
    }

    /// The positions of the edits with these columns, given by the numbers of the codes.
    fn positions(&self, one: usize, two: usize) -> Range<usize> {
        self.positions_near(self.partners.near(one, two).unwrap_or_default(), two)
    }

    /// The positions of the edits with a column two among some of one column one.
    fn positions_near(&self, near: Range<usize>, two: usize) -> Range<usize> {
        let columns = self.column_two.get(near.clone()).unwrap_or_default();
        let two = short(two);
        let first = columns.partition_point(|column| *column < two);
        let count = columns.iter().skip(first).take_while(|column| **column == two).count();
        near.start + first..near.start + first + count
    }

    /// The edits with a code as column one or two, of any day, in the table's order.
    pub fn of(&self, code: HcpcsCode) -> impl Iterator<Item = PtpEdit<'_>> {
        self.positions_of(code).filter_map(|at| self.edit(self.column_one(at)?, at))
    }

    /// The edits in force on a day with a code as column one or two, in the table's order.
    pub fn of_on(&self, code: HcpcsCode, day: Day) -> impl Iterator<Item = PtpEdit<'_>> {
        let positions = self.positions_of(code).filter(move |at| self.applies(*at, day));
        positions.filter_map(|at| self.edit(self.column_one(at)?, at))
    }

    /// How many edits in force on a day have a code as column one or two.
    #[must_use]
    pub fn count_on(&self, code: HcpcsCode, day: Day) -> usize {
        self.positions_of(code).filter(|at| self.applies(*at, day)).count()
    }

    /// How many edits in force on a day have a code as column two.
    #[must_use]
    pub fn bundling_on(&self, code: HcpcsCode, day: Day) -> Bundling {
        let number = self.codes.binary_search(&code).ok();
        let positions = number.map_or(&[][..], |number| self.as_column_two(number));
        let terms = positions.iter().filter_map(|at| self.terms.get(wide(*at)));
        let mut found = Bundling::default();
        for terms in terms.filter(|terms| terms.apply_on(day)) {
            match terms.indicator {
                PtpIndicator::NotAllowed => found.never += 1,
                PtpIndicator::Allowed => found.with_modifier += 1,
                PtpIndicator::NotApplicable => {}
            }
        }
        found
    }

    /// Whether an edit in force on a day has these codes as column one and column two.
    #[must_use]
    pub fn bundles_on(&self, column_one: HcpcsCode, column_two: HcpcsCode, day: Day) -> bool {
        let numbers = self.numbers(column_one, column_two);
        numbers.is_some_and(|(one, two)| self.positions(one, two).any(|at| self.applies(at, day)))
    }

    /// The positions of the edits with a code as column one or two, of any day, in order.
    fn positions_of(&self, code: HcpcsCode) -> impl Iterator<Item = usize> {
        let number = self.codes.binary_search(&code).ok();
        let own = number.map_or(0..0, |number| self.as_column_one(number));
        let reverse = number.map_or(&[][..], |number| self.as_column_two(number));
        let (before, after) = reverse.split_at(reverse.partition_point(|at| wide(*at) < own.start));
        before.iter().copied().map(wide).chain(own).chain(after.iter().copied().map(wide))
    }

    /// Whether an edit applies to services of a day.
    fn applies(&self, at: usize, day: Day) -> bool {
        self.terms.get(at).is_some_and(|terms| terms.apply_on(day))
    }

    /// The positions of a code's edits as column one.
    pub(super) fn as_column_one(&self, number: usize) -> Range<usize> {
        self.begins.get(number..number + 2).map_or(0..0, slice)
    }

    /// The positions of a code's edits as column two, in order.
    fn as_column_two(&self, number: usize) -> &[u32] {
        let ends = self.begins_by_column_two.get(number..number + 2);
        self.by_column_two.get(ends.map_or(0..0, slice)).unwrap_or_default()
    }

    /// The column one of an edit.
    fn column_one(&self, at: usize) -> Option<HcpcsCode> {
        let past = self.begins.partition_point(|begin| wide(*begin) <= at);
        self.codes.get(past.checked_sub(1)?).copied()
    }

    fn edit(&self, column_one: HcpcsCode, at: usize) -> Option<PtpEdit<'_>> {
        let column_two = *self.codes.get(usize::from(*self.column_two.get(at)?))?;
        Some(self.edit_of((column_one, column_two), self.terms.get(at)?))
    }

    fn edit_of(&self, (column_one, column_two): (HcpcsCode, HcpcsCode), terms: &EditTerms) -> PtpEdit<'_> {
        PtpEdit {
            column_one,
            column_two,
            effective: terms.effective.date(),
            deleted: (terms.deleted != Day::NEVER).then(|| terms.deleted.date()),
            indicator: terms.indicator,
            before_1996: terms.before_1996,
            rationale: self.rationales.get(usize::from(terms.rationale)).map_or("", String::as_str),
        }
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
