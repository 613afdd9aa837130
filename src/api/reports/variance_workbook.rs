//! The work list of a remittance as a workbook: the lines that were not paid as expected, the sums, and the releases.

use super::variance_response::VarianceLine;
use super::variance_table::{COLUMNS, Ending, cells};
use crate::api::shared::disclaimer::disclaimer;
use crate::api::wire::error::Error;
use crate::variance::Verdict;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// The most lines of the sheet. A workbook is written as a whole, so its memory grows with them. The other forms have all lines.
const MOST_ROWS: usize = 10_000;

/// The columns that hold counts or amounts.
const FIGURES: &[&str] = &[
    "claim",
    "line",
    "segment",
    "units",
    "expected_allowed",
    "expected_paid",
    "expected_patient",
    "paid_allowed",
    "paid_paid",
    "paid_patient",
    "difference",
    "paid_difference",
];

/// Columns that the reader fills in.
const TO_FILL_IN: &[&str] = &["done", "note"];

/// A workbook whose lines are being collected.
#[derive(Default)]
pub(super) struct VarianceWorkbook {
    rows: Vec<[String; COLUMNS.len()]>,
    left_out: usize,
}

impl VarianceWorkbook {
    /// Adds a line if there is something to do about it.
    pub(super) fn add(&mut self, line: &VarianceLine) {
        if line.verdict == Verdict::AsExpected.as_str() {
            return;
        }
        if self.rows.len() < MOST_ROWS {
            self.rows.push(cells(line));
        } else {
            self.left_out += 1;
        }
    }

    /// The bytes of the workbook.
    ///
    /// # Errors
    /// [`Error::Internal`] if the workbook cannot be written.
    pub(super) fn bytes(&self, ending: &Ending) -> Result<Vec<u8>, Error> {
        self.write(ending).map_err(|error| Error::Internal(error.to_string()))
    }

    fn write(&self, ending: &Ending) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let heading = Format::new().set_bold();
        self.work_list(workbook.add_worksheet(), &heading)?;
        summary(workbook.add_worksheet(), ending, &heading)?;
        self.about(workbook.add_worksheet(), ending, &heading)?;
        workbook.save_to_buffer()
    }

    fn work_list(&self, sheet: &mut Worksheet, heading: &Format) -> Result<(), XlsxError> {
        sheet.set_name("Work list")?;
        let names = COLUMNS.iter().chain(TO_FILL_IN).map(|name| name.replace('_', " "));
        for (column, name) in (0..).zip(names) {
            sheet.write_string_with_format(0, column, name, heading)?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for ((column, name), cell) in (0..).zip(COLUMNS).zip(cells) {
                write_cell(sheet, row, column, cell, FIGURES.contains(&name))?;
            }
        }
        let last_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(COLUMNS.len() + TO_FILL_IN.len() - 1).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn about(&self, sheet: &mut Worksheet, ending: &Ending, heading: &Format) -> Result<(), XlsxError> {
        sheet.set_name("About")?;
        let releases: Vec<String> =
            ending.source.iter().map(|source| format!("{} {}", source.schedule, source.release)).collect();
        let facts = [
            ("claims", ending.claims.to_string()),
            ("lines of the work list", self.rows.len().to_string()),
            ("lines left out of the work list", self.left_out.to_string()),
            ("releases", releases.join(", ")),
            ("please note", disclaimer(ending.terms.is_some()).to_owned()),
        ];
        let contract = ending
            .terms
            .as_ref()
            .map(|terms| ("contract", terms.name.clone().unwrap_or_else(|| "terms of a file".to_owned())));
        let facts = facts.into_iter().chain(contract);
        for (row, (name, value)) in (0..).zip(facts) {
            sheet.write_string_with_format(row, 0, name, heading)?;
            sheet.write_string(row, 1, value)?;
        }
        Ok(())
    }
}

fn summary(sheet: &mut Worksheet, ending: &Ending, heading: &Format) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    for (column, name) in (0..).zip(["verdict", "doubt", "change", "lines", "difference", "paid difference"])
    {
        sheet.write_string_with_format(0, column, name, heading)?;
    }
    for (row, sum) in (1..).zip(&ending.summary) {
        sheet.write_string(row, 0, sum.verdict)?;
        sheet.write_string(row, 1, sum.doubt.unwrap_or_default())?;
        sheet.write_string(row, 2, sum.change.unwrap_or_default())?;
        write_cell(sheet, row, 3, &sum.lines.to_string(), true)?;
        write_cell(sheet, row, 4, &sum.difference.0.to_string(), true)?;
        write_cell(sheet, row, 5, &sum.paid_difference.0.to_string(), true)?;
    }
    Ok(())
}

/// Writes a text, or a figure as a number that a spreadsheet program can add up.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &str,
    is_figure: bool,
) -> Result<(), XlsxError> {
    match cell.parse::<f64>() {
        Ok(figure) if is_figure => sheet.write_number(row, column, figure)?,
        Ok(_) | Err(_) => sheet.write_string(row, column, cell)?,
    };
    Ok(())
}
