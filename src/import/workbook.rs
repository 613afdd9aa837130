//! Reads the rows of a workbook one at a time, because a sheet may claim more cells than fit in memory.

use super::error::{Fault, ImportError, fault_in};
use super::limits::MAX_FILE_BYTES;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use std::io::Cursor;

/// The most columns that are read. CMS's tables have at most 114, in the fee schedule of equipment.
const MOST_COLUMNS: u32 = 192;
/// The most rows of a sheet, which is Excel's own limit.
const MOST_ROWS: u32 = 1_048_576;

/// A sheet as comma-separated text. The line of a row is its number in the sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) text: String,
}

/// Why the sheets of a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum WorkbookError {
    /// Not a workbook, or a damaged one.
    #[error("not a workbook: {0}")]
    Unreadable(#[from] XlsxError),
    /// A few bytes of a workbook may stand for gigabytes of text, because cells share their texts.
    #[error("its cells have over {MAX_FILE_BYTES} bytes of text, far more than any table CMS publishes")]
    TooLong,
    /// A row that cannot be written as text.
    #[error("its cells cannot be read: {0}")]
    Unwritable(#[from] csv::Error),
}

/// The error for bytes that are not a workbook.
pub(super) fn not_a_workbook(file: &str, error: &XlsxError) -> ImportError {
    fault_in(file, Fault::of_file(format!("not a workbook: {error}")))
}

/// Calls with each row of the first sheet that has a filled cell: its number, counted from 1, and its cells' texts.
pub(super) fn each_row(bytes: &[u8], row: impl FnMut(u64, &[String])) -> Result<(), XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let first = workbook.sheet_names().first().cloned().unwrap_or_default();
    each_row_of(&mut workbook, &first, row)
}

fn each_row_of(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    mut row: impl FnMut(u64, &[String]),
) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let (mut current, mut texts) = (0, Vec::new());
    let mut pass_row = |current: u32, texts: &[String]| {
        if !texts.is_empty() {
            row(u64::from(current) + 1, texts);
        }
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (at, column) = cell.get_position();
        if at != current {
            pass_row(current, &texts);
            texts.clear();
            current = at;
        }
        let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let text = cell_text(cell.get_value(), format.map(|format| format.format_code.as_str()));
        if column < MOST_COLUMNS && at < MOST_ROWS && !text.is_empty() {
            let place = usize::try_from(column).unwrap_or(usize::MAX);
            texts.resize(texts.len().max(place + 1), String::new());
            texts.iter_mut().skip(place).take(1).for_each(|cell| cell.clone_from(&text));
        }
    }
    pass_row(current, &texts);
    Ok(())
}

/// Reads every worksheet as comma-separated text.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let worksheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = worksheets.map(|sheet| sheet.name.clone()).collect();
    let mut left = usize::try_from(MAX_FILE_BYTES).unwrap_or(usize::MAX);
    let mut sheets = Vec::new();
    for name in names {
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        let mut is_too_long = false;
        each_row_of(&mut workbook, &name, |number, cells| {
            let length = cells.iter().map(|cell| cell.len() + 1).sum();
            is_too_long |= left < length;
            left = left.saturating_sub(length);
            if !is_too_long {
                rows.push((number, cells.to_vec()));
            }
        })?;
        if is_too_long {
            return Err(WorkbookError::TooLong);
        }
        sheets.push(Sheet { name, text: csv_text(&rows)? });
    }
    Ok(sheets)
}

/// The rows as comma-separated text. All have the same number of cells, because a workbook omits blank ones.
fn csv_text(rows: &[(u64, Vec<String>)]) -> Result<String, csv::Error> {
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let mut text = Vec::new();
    let mut line = 1;
    for (number, cells) in rows {
        while line < *number {
            text.push(b'\n');
            line += 1;
        }
        // A line break within a cell would shift the numbers of the lines below.
        let cells = cells.iter().map(|cell| cell.replace(['\r', '\n'], " "));
        let blank = std::iter::repeat(String::new());
        let mut writer = csv::WriterBuilder::new().from_writer(&mut text);
        writer.write_record(cells.chain(blank).take(width))?;
        writer.flush()?;
        drop(writer);
        line += 1;
    }
    Ok(String::from_utf8(text).unwrap_or_default())
}

/// A cell as CMS's comma-separated files write it.
fn cell_text(value: &DataRef<'_>, format: Option<&str>) -> String {
    match value {
        DataRef::Int(number) => with_zeros(number.to_string(), format),
        DataRef::Float(number) => with_zeros(number_text(*number), format),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(moment) => moment_text(*moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A number to 15 significant digits, as a spreadsheet shows it: its binary form of 1.009 is 1.0089999999999999.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 {
        return number.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A whole number with the leading zeros that its cell's format shows: `00000` shows 100 as 00100.
fn with_zeros(number: String, format: Option<&str>) -> String {
    let width = format.filter(|format| format.bytes().all(|digit| digit == b'0')).map_or(0, str::len);
    if number.bytes().all(|digit| digit.is_ascii_digit()) { format!("{number:0>width$}") } else { number }
}

/// A date as 2026-01-31. A time of day, which no table of CMS's has, follows it.
fn moment_text(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return date;
    }
    format!("{date} {hour:02}:{minute:02}:{second:02}")
}
