//! Tables in which each code stands in one row, or in one row with each modifier.

use super::error::{Fault, FileFaults, ImportError};
use super::header::Header;
use super::table::{Row, check_last_line, decode};
use crate::vocabulary::HcpcsCode;
use std::collections::HashMap;
use std::hash::Hash;

/// A row of such a table.
pub(super) trait UniqueRow {
    /// What no other row has.
    type Key: Eq + Hash;

    /// The code.
    fn hcpcs(&self) -> HcpcsCode;

    /// The code with what may follow it.
    fn key(&self) -> Self::Key;
}

/// Reads the rows below a header. `bytes` is the whole file, and `content` is what its rows are called.
///
/// # Errors
/// Every row that is not valid or repeats another one, a file that was cut short, and a file without rows.
pub(super) fn read_unique_rows<T: UniqueRow>(
    file: &str,
    bytes: &[u8],
    header: &Header,
    data: &[Row],
    content: &str,
    read_row: impl Fn(&Row) -> Result<T, Fault>,
) -> Result<Vec<T>, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut found = Vec::new();
    let mut lines = HashMap::new();
    for row in data {
        let read = row.check_width(header.width()).and_then(|()| read_row(row));
        let unique = read.and_then(|read| match lines.insert(read.key(), row.line) {
            None => Ok(read),
            Some(line) => Err(Fault::at_line(row.line, format!("repeats {} from line {line}", read.hcpcs()))),
        });
        found.extend(faults.keep(unique));
    }
    faults.keep(check_last_line(&decode(bytes)));
    if data.is_empty() {
        faults.add(Fault::of_file(format!("holds no {content}")));
    }
    faults.or(found)
}
