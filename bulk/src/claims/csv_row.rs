//! Rows of CSV. A row is one line of text, as in `POST /v1/estimates/batch`, so a stray quotation mark cannot affect other rows.

use super::columns::{CLAIM_FLAGS, CLAIM_TEXTS, LINE_COLUMNS, ROW_FAULT};
use crate::hints::did_you_mean;
use std::borrow::Cow;

/// The names of all columns that a file may have, and of the fault of a row.
pub fn column_names() -> impl Iterator<Item = &'static str> {
    let claim = CLAIM_TEXTS.iter().chain(&CLAIM_FLAGS).map(|(name, ..)| *name);
    claim.chain(LINE_COLUMNS).chain([ROW_FAULT])
}

/// The columns of a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvHeader(Vec<&'static str>);

impl CsvHeader {
    /// Reads the first row.
    ///
    /// # Errors
    /// If a column is unknown or repeated, or if there is no column `hcpcs`.
    pub fn read(row: &str) -> Result<Self, String> {
        let mut columns: Vec<&'static str> = Vec::new();
        for name in fields(row.trim_end_matches('\r'))? {
            let name = name.trim().trim_start_matches('\u{feff}');
            let found = column_names().filter(|known| *known != ROW_FAULT);
            match found.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
                Some(known) if columns.contains(&known) => {
                    return Err(format!("The header has the column {known} twice."));
                }
                Some(known) => columns.push(known),
                None => {
                    let names: Vec<&str> = column_names().filter(|known| *known != ROW_FAULT).collect();
                    let meant = did_you_mean(name, &names);
                    let names = names.join(", ");
                    return Err(format!("{name:.60?} is not a column.{meant} The columns are {names}."));
                }
            }
        }
        if columns.contains(&"hcpcs") {
            Ok(Self(columns))
        } else {
            Err("The first row must name the columns, among them hcpcs.".to_owned())
        }
    }

    /// Whether the rows of a claim have its name.
    #[must_use]
    pub fn has_claims(&self) -> bool {
        self.0.contains(&"claim")
    }

    /// Returns the cells of a row, each with its column.
    ///
    /// # Errors
    /// If the row does not match the header.
    pub fn cells<'a>(&self, row: &'a str) -> Result<Vec<(&'static str, Cow<'a, str>)>, String> {
        let fields = fields(row.trim_end_matches('\r'))?;
        if fields.len() != self.0.len() {
            let (found, expected) = (fields.len(), self.0.len());
            return Err(format!("The number of fields is {found}, but the header has {expected}."));
        }
        Ok(self.0.iter().copied().zip(fields).collect())
    }
}

/// Returns the fields of one row.
fn fields(row: &str) -> Result<Vec<Cow<'_, str>>, String> {
    if !row.contains('"') {
        return Ok(row.split(',').map(Cow::Borrowed).collect());
    }
    if row.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err("A quotation mark is not closed. A row is one line of text.".to_owned());
    }
    let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row.as_bytes());
    let mut record = csv::StringRecord::new();
    csv.read_record(&mut record).map_err(|error| error.to_string())?;
    Ok(record.iter().map(|field| Cow::Owned(field.to_owned())).collect())
}
