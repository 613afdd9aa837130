//! Localities in CMS's files: the contractor and the number are two columns, and names end in marks.

use super::error::Fault;
use super::table::{Column, Row};
use crate::vocabulary::Locality;
use std::collections::HashMap;

/// Returns the locality of a row. Restores leading zeros that a spreadsheet removed.
pub(super) fn read_locality(row: &Row, contractor: Column, number: Column) -> Result<Locality, Fault> {
    let padded = |column: Column, width: usize| format!("{:0>width$}", row.cell(column.index));
    let refused = |error: crate::vocabulary::ParsePlaceError| {
        row.fault(contractor, error.to_string()).explained(row.cell(contractor.index), |_| false)
    };
    let is_empty = |column: Column| row.cell(column.index).is_empty();
    if is_empty(contractor) || is_empty(number) {
        return Err(
            row.fault(contractor, "no contractor or locality number: expected, for example, 01112 and 05")
        );
    }
    Locality::from_parts(&padded(contractor, 5), &padded(number, 2)).map_err(refused)
}

/// A name without the marks `*` and `**` at its end.
pub(super) fn without_mark(name: &str) -> String {
    name.trim_end_matches(['*', ' ']).to_owned()
}

/// The localities of a file and their lines.
#[derive(Default)]
pub(super) struct Seen(HashMap<Locality, u64>);

impl Seen {
    /// Refuses a locality that is already on a line above.
    pub(super) fn first(&mut self, row: &Row, locality: Locality) -> Result<(), Fault> {
        match self.0.insert(locality, row.line) {
            None => Ok(()),
            Some(line) => {
                Err(Fault::at_line(row.line, format!("repeats locality {locality} from line {line}")))
            }
        }
    }
}
