//! ZIP5: the carrier locality of every ZIP code, with one file for each quarter.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::Header;
use super::table::{Column, Field, Row, fixed_width};
use crate::schedule::content::ZipLocality;
use crate::vocabulary::{Quarter, Zip};
use std::collections::HashMap;

/// Positions of CMS's layout page (ZIP5lyout.txt). Positions in between have indicators of other programs.
const LAYOUT: &[Field] = &[
    Field("State", 1, 2),
    Field("Zip Code", 3, 7),
    Field("Carrier", 8, 12),
    Field("Pricing Locality", 13, 14),
    Field("Rural Indicator", 15, 15),
    Field("Plus Four Flag", 21, 21),
    Field("Year/Quarter", 76, 80),
];

/// The rows of one quarter.
#[derive(Clone, Debug)]
pub(super) struct ZipFile {
    pub(super) zips: Vec<ZipLocality>,
    pub(super) quarter: Quarter,
}

struct ZipColumns {
    state: Column,
    zip: Column,
    carrier: Column,
    locality: Column,
    rural: Column,
    plus_four: Column,
    quarter: Column,
}

/// Reads the fixed-width form, the only one CMS publishes besides a workbook.
pub(super) fn read_zips(file: &str, bytes: &[u8]) -> Result<ZipFile, ImportError> {
    let columns = find_columns(file)?;
    let mut faults = FileFaults::new(file);
    let mut zips = Vec::new();
    let mut common: Option<Quarter> = None;
    let mut lines = HashMap::new();
    for row in fixed_width(bytes, LAYOUT, "") {
        let read = row.and_then(|row| {
            let (zip, quarter) = read_row(&row, &columns)?;
            let expected = *common.get_or_insert(quarter);
            if quarter != expected {
                let problem = format!(
                    "{:?} differs from the quarter in the rows above",
                    row.cell(columns.quarter.index)
                );
                return Err(row.fault(columns.quarter, problem));
            }
            match lines.insert(zip.zip, row.line) {
                None => Ok(zip),
                Some(line) => {
                    Err(Fault::at_line(row.line, format!("repeats ZIP code {} from line {line}", zip.zip)))
                }
            }
        });
        zips.extend(faults.keep(read));
    }
    faults.or(())?;
    let quarter = common.ok_or_else(|| fault_in(file, Fault::of_file("holds no rows")))?;
    Ok(ZipFile { zips, quarter })
}

fn find_columns(file: &str) -> Result<ZipColumns, ImportError> {
    let header = Header::of_layout(LAYOUT);
    let mut finder = header.finder();
    let columns = ZipColumns {
        state: finder.column("State"),
        zip: finder.column("Zip Code"),
        carrier: finder.column("Carrier"),
        locality: finder.column("Pricing Locality"),
        rural: finder.column("Rural Indicator"),
        plus_four: finder.column("Plus Four Flag"),
        quarter: finder.column("Year/Quarter"),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_row(row: &Row, columns: &ZipColumns) -> Result<(ZipLocality, Quarter), Fault> {
    let zip: Zip = row.parse(columns.zip)?;
    let known = |column: Column, expected: &str| {
        row.fault(column, format!("{:?} is not a known value: expected {expected}", row.cell(column.index)))
    };
    let rural = match row.cell(columns.rural.index) {
        "" => None,
        "R" => Some('R'),
        "B" => Some('B'),
        _ => return Err(known(columns.rural, "blank, R or B")),
    };
    let plus_four_needed = match row.cell(columns.plus_four.index) {
        "0" => false,
        "1" => true,
        _ => return Err(known(columns.plus_four, "0 or 1")),
    };
    let locality = super::locality::read_locality(row, columns.carrier, columns.locality)?;
    let state = row.text(columns.state)?;
    Ok((ZipLocality { zip, state, locality, rural, plus_four_needed }, row.parse(columns.quarter)?))
}
