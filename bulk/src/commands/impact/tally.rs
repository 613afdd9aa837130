//! The sums of a comparison.

use super::super::AnyError;
use datafusion::arrow::array::{Array, AsArray, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The sums of some lines, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) lines: i64,
    pub(super) allowed: [i64; 2],
    pub(super) paid: [i64; 2],
    pub(super) patient: [i64; 2],
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        let pairs = [
            (&mut self.allowed, other.allowed),
            (&mut self.paid, other.paid),
            (&mut self.patient, other.patient),
        ];
        for ([old, new], [more_old, more_new]) in pairs {
            *old += more_old;
            *new += more_new;
        }
    }

    /// How much more the new snapshot allows.
    pub(super) const fn change(&self) -> i64 {
        let [old, new] = self.allowed;
        new - old
    }
}

/// What two snapshots pay for the same claims.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) all: Sums,
    pub(super) codes: BTreeMap<String, Sums>,
    pub(super) localities: BTreeMap<String, Sums>,
    /// By old and new result, if they differ.
    pub(super) changed: BTreeMap<(String, String, String), Sums>,
}

impl Tally {
    /// Reads the rows of the query.
    pub(super) fn of(batches: &[RecordBatch]) -> Result<Self, AnyError> {
        let mut tally = Self::default();
        for batch in batches {
            let texts = |name: &str| -> Result<StringArray, AnyError> {
                let column = batch.column_by_name(name).ok_or("a column is missing")?;
                Ok(cast(column, &DataType::Utf8)?.as_string::<i32>().clone())
            };
            let cents = |name: &str| -> Result<Int64Array, AnyError> {
                let column = batch.column_by_name(name).ok_or("a column is missing")?;
                Ok(cast(column, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            };
            let [localities, codes, old, new] =
                [texts("locality")?, texts("hcpcs")?, texts("old_result")?, texts("new_result")?];
            let lines = cents("lines")?;
            let sums = [
                [cents("old_allowed")?, cents("new_allowed")?],
                [cents("old_paid")?, cents("new_paid")?],
                [cents("old_patient")?, cents("new_patient")?],
            ];
            for row in 0..batch.num_rows() {
                let at = |column: &Int64Array| if column.is_valid(row) { column.value(row) } else { 0 };
                let [allowed, paid, patient] = sums.each_ref().map(|pair| pair.each_ref().map(at));
                let sums = Sums { lines: at(&lines), allowed, paid, patient };
                let text = |column: &StringArray, otherwise: &str| {
                    if column.is_valid(row) { column.value(row).to_owned() } else { otherwise.to_owned() }
                };
                tally.add(
                    &sums,
                    text(&localities, "national"),
                    text(&codes, "refused claims"),
                    (text(&old, "no line"), text(&new, "no line")),
                );
            }
        }
        Ok(tally)
    }

    fn add(&mut self, sums: &Sums, locality: String, code: String, (old, new): (String, String)) {
        self.all.add(sums);
        self.localities.entry(locality).or_default().add(sums);
        if old != new {
            self.changed.entry((code.clone(), old, new)).or_default().add(sums);
        }
        self.codes.entry(code).or_default().add(sums);
    }

    /// The report in words and figures, with so many codes.
    pub(super) fn report(&self, most_codes: usize) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        _ = self.write(&mut text, most_codes);
        text
    }

    fn write(&self, out: &mut String, most_codes: usize) -> std::fmt::Result {
        let Sums { lines, allowed, paid, patient } = self.all;
        writeln!(out, "{lines} lines            old            new         change")?;
        for (name, [old, new]) in [("allowed", allowed), ("Medicare pays", paid), ("patient owes", patient)] {
            writeln!(out, "{name:14} {:>14} {:>14} {:>14}", dollars(old), dollars(new), dollars(new - old))?;
        }
        writeln!(out, "\ncode        lines   old allowed    new allowed         change")?;
        for (code, sums) in by_change(&self.codes).into_iter().take(most_codes) {
            write_row(out, code, sums)?;
        }
        writeln!(out, "\nlocality    lines   old allowed    new allowed         change")?;
        for (locality, sums) in by_change(&self.localities) {
            write_row(out, locality, sums)?;
        }
        if !self.changed.is_empty() {
            writeln!(out, "\nLines with another result:")?;
        }
        for ((code, old, new), sums) in &self.changed {
            writeln!(out, "{code}: {} lines from {old} to {new}", sums.lines)?;
        }
        Ok(())
    }
}

fn write_row(out: &mut String, name: &str, sums: &Sums) -> std::fmt::Result {
    let [old, new] = sums.allowed.map(dollars);
    writeln!(out, "{name:10} {:>6} {old:>13} {new:>14} {:>14}", sums.lines, dollars(sums.change()))
}

/// The rows with the largest change first.
pub(super) fn by_change(sums: &BTreeMap<String, Sums>) -> Vec<(&str, &Sums)> {
    let mut rows: Vec<(&str, &Sums)> = sums.iter().map(|(name, sums)| (name.as_str(), sums)).collect();
    rows.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.change().abs()));
    rows
}

/// Cents as dollars with two decimals.
pub(super) fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_summed_by_code_and_locality() {
        let mut tally = Tally::default();
        let sums = |lines, old, new| Sums { lines, allowed: [old, new], ..Sums::default() };
        tally.add(
            &sums(2, 1000, 1500),
            "01112-05".into(),
            "99213".into(),
            ("priced".into(), "priced".into()),
        );
        tally.add(&sums(1, 500, 0), "13202-01".into(), "99213".into(), ("priced".into(), "bundled".into()));
        assert_eq!((tally.all.lines, tally.all.change()), (3, 0));
        assert_eq!(tally.codes.get("99213").map(Sums::change), Some(0));
        assert_eq!(tally.localities.get("01112-05").map(Sums::change), Some(500));
        assert!(tally.report(5).contains("99213: 1 lines from priced to bundled"), "{}", tally.report(5));
        assert_eq!(dollars(-1), "-0.01");
    }
}
