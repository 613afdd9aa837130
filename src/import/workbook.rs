//! Reads the rows of a workbook's first sheet one at a time, because a sheet may claim more cells than fit in memory.

use super::error::{Fault, ImportError, fault_in};
use super::sources::check_unpacked;
use super::table::Row;
use calamine::{Data, Reader, Xlsx, XlsxError};
use csv::StringRecord;
use std::io::Cursor;

/// The most columns that are read. CMS's tables have about a dozen.
const MOST_COLUMNS: u32 = 64;

/// Returns the rows of a table that have a filled cell. Every row has as many cells as the widest, because a workbook
/// leaves blank cells out.
///
/// # Errors
/// If the file is not a workbook, or is larger than any table but the PTP edits.
pub(super) fn rows(file: &str, bytes: &[u8]) -> Result<Vec<Row>, ImportError> {
    check_unpacked(file, bytes)?;
    let mut filled: Vec<(u64, Vec<String>)> = Vec::new();
    each_row(bytes, |line, cells| filled.push((line, cells.to_vec())))
        .map_err(|error| not_a_workbook(file, &error))?;
    let width = filled.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let row = |(line, mut cells): (u64, Vec<String>)| {
        cells.resize(width, String::new());
        Row::new(line, StringRecord::from(cells))
    };
    Ok(filled.into_iter().map(row).filter(|row| !row.is_blank()).collect())
}

/// The error for bytes that are not a workbook.
pub(super) fn not_a_workbook(file: &str, error: &XlsxError) -> ImportError {
    fault_in(file, Fault::of_file(format!("not a workbook: {error}")))
}

/// Calls with each row that has a filled cell: its number, counted from 1, and its cells' texts.
pub(super) fn each_row(bytes: &[u8], mut row: impl FnMut(u64, &[String])) -> Result<(), XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let first = workbook.sheet_names().first().cloned().unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(&first)?;
    let (mut current, mut texts) = (0, Vec::new());
    let mut pass_row = |current: u32, texts: &[String]| {
        if !texts.is_empty() {
            row(u64::from(current) + 1, texts);
        }
    };
    while let Some(cell) = cells.next_cell()? {
        let (at, column) = cell.get_position();
        if at != current {
            pass_row(current, &texts);
            texts.clear();
            current = at;
        }
        let text = Data::from(cell.get_value().clone()).to_string();
        if column < MOST_COLUMNS && !text.is_empty() {
            let place = usize::try_from(column).unwrap_or(usize::MAX);
            texts.resize(texts.len().max(place + 1), String::new());
            texts.iter_mut().skip(place).take(1).for_each(|cell| cell.clone_from(&text));
        }
    }
    pass_row(current, &texts);
    Ok(())
}
