//! ZIP5: the carrier locality of every ZIP code, with one file for each quarter.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Field, Row, delimited, fixed_width};
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

/// Reads the fixed-width form.
pub(super) fn read_zips_text(file: &str, bytes: &[u8]) -> Result<ZipFile, ImportError> {
    let columns = find_columns(file, &Header::of_layout(LAYOUT))?;
    let rows = fixed_width(bytes, LAYOUT, "");
    read_rows(file, &columns, rows.iter().map(|row| row.as_ref().map_err(Clone::clone)))
}

/// Reads the form with a header, which CMS publishes as a workbook.
pub(super) fn read_zips_csv(file: &str, bytes: &[u8]) -> Result<ZipFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) = split(file, &rows, "STATE", |first| first == "STATE")?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    read_rows(file, &columns, data.iter().map(|row| row.check_width(header.width()).map(|()| row)))
}

fn read_rows<'a>(
    file: &str,
    columns: &ZipColumns,
    rows: impl Iterator<Item = Result<&'a Row, Fault>>,
) -> Result<ZipFile, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut zips = Vec::new();
    let mut common: Option<Quarter> = None;
    let mut lines = HashMap::new();
    for row in rows {
        let read = row.and_then(|row| {
            let (zip, quarter) = read_row(row, columns)?;
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

/// The header names some columns otherwise than the layout page, and has the indicators of other programs.
fn find_columns(file: &str, header: &Header) -> Result<ZipColumns, ImportError> {
    let mut finder = header.finder();
    let columns = ZipColumns {
        state: finder.column("State"),
        zip: finder.column("Zip Code"),
        carrier: finder.column("Carrier"),
        locality: finder
            .column_where("Pricing Locality", |name| ["PRICINGLOCALITY", "LOCALITY"].contains(&name)),
        rural: finder.column_where("Rural Indicator", |name| ["RURALINDICATOR", "RURALIND"].contains(&name)),
        plus_four: finder
            .column_where("Plus Four Flag", |name| ["PLUSFOURFLAG", "PLUS4FLAG"].contains(&name)),
        quarter: finder.column_where("Year/Quarter", |name| ["YEARQUARTER", "YEARQTR"].contains(&name)),
    };
    for other in ["Lab CB Locality", "Rural Ind2", "Part B Drug Indicator"] {
        finder.optional(other);
    }
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
