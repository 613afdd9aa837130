//! Localities as CMS's files write them: contractor and number in two columns, names with marks.

use super::error::Fault;
use super::table::{Column, Row};
use crate::vocabulary::Locality;
use std::collections::HashMap;

/// The locality of a row; leading zeros that a spreadsheet took from the numbers are put back.
pub(super) fn read_locality(row: &Row, contractor: Column, number: Column) -> Result<Locality, Fault> {
    let padded = |column: Column, width: usize| format!("{:0>width$}", row.cell(column.index));
    let refused = |error: crate::vocabulary::ParsePlaceError| row.fault(contractor, error.to_string());
    let is_empty = |column: Column| row.cell(column.index).is_empty();
    if is_empty(contractor) || is_empty(number) {
        return Err(row.fault(contractor, "no contractor and locality number: expected such as 01112 and 05"));
    }
    Locality::from_parts(&padded(contractor, 5), &padded(number, 2)).map_err(refused)
}

/// A name without the marks `*` and `**` at its end.
pub(super) fn without_mark(name: &str) -> String {
    name.trim_end_matches(['*', ' ']).to_owned()
}

/// The localities of a file and the lines they stand on.
#[derive(Default)]
pub(super) struct Seen(HashMap<Locality, u64>);

impl Seen {
    /// Refuses a locality that a line above has.
    pub(super) fn first(&mut self, row: &Row, locality: Locality) -> Result<(), Fault> {
        match self.0.insert(locality, row.line) {
            None => Ok(()),
            Some(line) => {
                Err(Fault::at_line(row.line, format!("repeats locality {locality} of line {line}")))
            }
        }
    }
}
