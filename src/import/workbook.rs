//! Reads the rows of a workbook's first sheet one at a time, because a sheet may claim more cells than fit in memory.

use calamine::{Data, Reader, Xlsx, XlsxError};
use std::io::Cursor;

/// The most columns that are read. CMS's tables have about a dozen.
const MOST_COLUMNS: u32 = 64;

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
