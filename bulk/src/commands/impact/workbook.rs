//! The comparison as a workbook.

use super::super::AnyError;
use super::tally::{Sums, Tally, by_change, dollars};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::path::Path;

const HEADS: [&str; 9] = [
    "lines",
    "old allowed",
    "new allowed",
    "change",
    "old paid",
    "new paid",
    "old patient",
    "new patient",
    "change in percent",
];

/// Writes a sheet of totals, and one each of codes, localities and changed results.
pub(super) fn write(tally: &Tally, path: &Path) -> Result<(), AnyError> {
    let mut book = Workbook::new();
    let all = [("all", &tally.all)];
    sheet(book.add_worksheet(), "Total", "", all.into_iter())?;
    sheet(book.add_worksheet(), "Codes", "code", by_change(&tally.codes).into_iter())?;
    sheet(book.add_worksheet(), "Localities", "locality", by_change(&tally.localities).into_iter())?;
    let named = |((code, old, new), sums): (&(String, String, String), &Sums)| {
        (format!("{code}: {old} to {new}"), *sums)
    };
    let changed: Vec<(String, Sums)> = tally.changed.iter().map(named).collect();
    let changed = changed.iter().map(|(name, sums)| (name.as_str(), sums));
    sheet(book.add_worksheet(), "Changed results", "code and results", changed)?;
    book.save(path)?;
    Ok(())
}

fn sheet<'a>(
    sheet: &mut Worksheet,
    name: &str,
    first: &str,
    rows: impl Iterator<Item = (&'a str, &'a Sums)>,
) -> Result<(), AnyError> {
    let bold = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    sheet.set_name(name)?.set_freeze_panes(1, 1)?;
    sheet.write_with_format(0, 0, first, &bold)?;
    for (column, head) in (1_u16..).zip(HEADS) {
        sheet.write_with_format(0, column, head, &bold)?;
    }
    for (row, (name, sums)) in (1_u32..).zip(rows) {
        sheet.write(row, 0, name)?;
        sheet.write(row, 1, sums.lines)?;
        let ([old, new], [old_paid, new_paid], [old_patient, new_patient]) =
            (sums.allowed, sums.paid, sums.patient);
        let amounts = [old, new, sums.change(), old_paid, new_paid, old_patient, new_patient];
        for (column, cents) in (2_u16..).zip(amounts) {
            sheet.write_number_with_format(row, column, dollars(cents).parse::<f64>()?, &money)?;
        }
        if old != 0 {
            let hundredths = sums.change().saturating_mul(10_000) / old;
            sheet.write_number_with_format(row, 9, dollars(hundredths).parse::<f64>()?, &money)?;
        }
    }
    sheet.autofit();
    Ok(())
}
