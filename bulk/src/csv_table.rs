//! The columns of CSV files of lines.

use medpayiq_arrow::claims::columns::{LINE_COLUMNS, ROW_FAULT, claim_columns};
use medpayiq_claims::{Fault, rows};

/// The columns of a file, in its order.
pub type CsvHeader = rows::CsvHeader<&'static str>;

/// The names of all columns that a file may have, and of the fault of a row.
pub fn column_names() -> impl Iterator<Item = &'static str> {
    claim_columns().chain(LINE_COLUMNS).chain([ROW_FAULT])
}

/// Reads the first row.
///
/// # Errors
/// If a column is unknown or repeated, or if there is no column `hcpcs`.
pub fn read_header(row: &str) -> Result<CsvHeader, String> {
    let known: Vec<(&'static str, &str)> =
        column_names().filter(|name| *name != ROW_FAULT).map(|name| (name, name)).collect();
    let row = row.trim_end_matches('\r').trim_start_matches('\u{feff}');
    let first = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.detail).next();
    CsvHeader::read(row.as_bytes(), &known).map_err(|faults| first(faults).unwrap_or_default())
}
