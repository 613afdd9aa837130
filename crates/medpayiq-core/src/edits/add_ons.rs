//! Add-on codes and their primary codes.

use crate::vocabulary::{AddOnRule, AddOnType, CodeIndex, HcpcsCode};
use time::Date;

/// A row of CMS's add-on code table: an add-on code and one of its primary codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddOnPair {
    /// The add-on code.
    pub add_on: HcpcsCode,
    /// Whether CMS lists the primary code, or the contractor defines it. A code can be of several types, each with its own
    /// primary codes and days.
    pub kind: AddOnType,
    /// A primary code; `None` if the contractor decides.
    pub primary: Option<HcpcsCode>,
    /// The last day of the add-on code itself, if it was deleted.
    pub add_on_deleted: Option<Date>,
    /// The last day of the primary code itself, if it was deleted.
    pub primary_deleted: Option<Date>,
    /// The first day of the pair.
    pub effective: Date,
    /// The last day of the pair, if it was deleted.
    pub deleted: Option<Date>,
    /// A special instruction, if the file has one.
    pub note: Option<String>,
}

impl AddOnPair {
    /// Whether the row applies to services of a day. The day of a deletion is its last day.
    #[must_use]
    pub fn is_in_force_on(&self, day: Date) -> bool {
        let ends = [self.add_on_deleted, self.primary_deleted, self.deleted];
        self.effective <= day && ends.into_iter().flatten().all(|end| day <= end)
    }
}

/// The add-on rules of a quarter, past ones included, sorted by add-on code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddOnTable {
    pairs: Vec<AddOnPair>,
    index: CodeIndex,
    /// The earliest first day of a row that was not deleted.
    covers_from: Option<Date>,
}

impl AddOnTable {
    /// Sorts rows into a table.
    #[must_use]
    pub fn new(mut pairs: Vec<AddOnPair>) -> Self {
        pairs.sort_unstable();
        let is_current = |pair: &&AddOnPair| pair.deleted.is_none();
        let covers_from = pairs.iter().filter(is_current).map(|pair| pair.effective).min();
        let index = CodeIndex::of(pairs.iter().map(|pair| pair.add_on));
        Self { pairs, index, covers_from }
    }

    /// Every row, in order.
    #[must_use]
    pub fn pairs(&self) -> &[AddOnPair] {
        &self.pairs
    }

    /// The first day that the table covers: the earliest first day of a row that was not deleted.
    #[must_use]
    pub fn covers_from(&self) -> Option<Date> {
        self.covers_from
    }

    /// The primary codes of a code on a day; `None` if it is no add-on code then.
    #[must_use]
    pub fn of(&self, code: HcpcsCode, day: Date) -> Option<AddOnRule> {
        let own = self.pairs.get(self.index.rows_of(code)).unwrap_or_default();
        let in_force = || own.iter().filter(|pair| pair.is_in_force_on(day));
        let kind = in_force().map(|pair| pair.kind).reduce(joined)?;
        let mut primaries = Vec::with_capacity(own.len());
        primaries.extend(in_force().filter_map(|pair| pair.primary));
        primaries.sort_unstable();
        primaries.dedup();
        Some(AddOnRule { kind, primaries })
    }
}

/// The type of a code with rows of both types. If some of its primary codes are listed and the contractor defines others, it
/// is of the third type.
fn joined(one: AddOnType, other: AddOnType) -> AddOnType {
    if one == other { one } else { AddOnType::PartlyListed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn pair(kind: AddOnType, primary: Option<&str>, effective: Date, deleted: Option<Date>) -> AddOnPair {
        AddOnPair {
            add_on: "20701".parse().unwrap(),
            kind,
            primary: primary.map(|primary| primary.parse().unwrap()),
            add_on_deleted: None,
            primary_deleted: None,
            effective,
            deleted,
            note: None,
        }
    }

    /// The type and the primary codes of the add-on code on a day.
    fn rule(table: &AddOnTable, day: Date) -> Option<String> {
        let AddOnRule { kind, primaries } = table.of("20701".parse().unwrap(), day)?;
        let primaries: Vec<_> = primaries.iter().map(HcpcsCode::as_str).collect();
        Some(format!("{} {}", kind.code(), primaries.join(" ")))
    }

    #[test]
    fn a_code_has_the_type_of_its_rows_in_force() {
        let (first, last, next) = (date!(2020 - 01 - 01), date!(2022 - 12 - 31), date!(2023 - 01 - 01));
        let table = AddOnTable::new(vec![
            pair(AddOnType::Listed, Some("11010"), first, Some(last)),
            pair(AddOnType::PartlyListed, Some("11011"), next, None),
            pair(AddOnType::PartlyListed, Some("11010"), next, None),
        ]);
        let on = |day| rule(&table, day).unwrap_or_default();
        assert_eq!(
            [on(date!(2019 - 12 - 31)), on(first), on(last), on(next)],
            ["", "1 11010", "1 11010", "3 11010 11011"]
        );
    }

    #[test]
    fn listed_and_contractor_defined_rows_make_the_third_type() {
        let first = date!(2020 - 01 - 01);
        let listed = pair(AddOnType::Listed, Some("11010"), first, None);
        let defined = pair(AddOnType::ContractorDefined, None, first, None);
        let rule = |pairs: &[&AddOnPair]| {
            rule(&AddOnTable::new(pairs.iter().copied().cloned().collect()), first).unwrap()
        };
        assert_eq!(rule(&[&listed, &listed]), "1 11010");
        assert_eq!(rule(&[&defined]), "2 ");
        assert_eq!(rule(&[&defined, &listed]), "3 11010");
    }
}
