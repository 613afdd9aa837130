//! CMS's list of anesthesia base units: each line has a code and its units, below a three-row header.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Row, delimited};
use crate::schedule::content::AnesthesiaBaseUnits;
use std::collections::HashMap;

/// The most base units of a code; CMS's highest is 30.
const MAX_BASE_UNITS: u8 = 50;

/// The codes of one year's list.
#[derive(Clone, Debug)]
pub(super) struct BaseUnitFile {
    pub(super) units: Vec<AnesthesiaBaseUnits>,
    /// The year in the header of the units: `2022 BASE UNIT`.
    pub(super) year: Option<i32>,
}

struct BaseUnitColumns {
    code: Column,
    units: Column,
}

/// Reads the form with tab-separated cells, or with comma-separated ones, which CMS publishes as a workbook.
pub(super) fn read_base_units(file: &str, bytes: &[u8], delimiter: u8) -> Result<BaseUnitFile, ImportError> {
    read_rows(file, &delimited(bytes, delimiter).map_err(|fault| fault_in(file, fault))?)
}

fn read_rows(file: &str, rows: &[Row]) -> Result<BaseUnitFile, ImportError> {
    let (_, top, below) = split(file, rows, "CODE", |first| first == "CODE")?;
    let (header, data) = Header::stacked_below(top, below);
    let mut finder = header.finder();
    let columns = BaseUnitColumns {
        code: finder.column("CODE"),
        units: finder.column_where("BASE UNIT", |name| name.ends_with("BASEUNIT")),
    };
    finder.finish(file)?;
    let units = read_units(file, data, &columns)?;
    let year = header.names().iter().find_map(|name| name.split(' ').find_map(|word| word.parse().ok()));
    Ok(BaseUnitFile { units, year })
}

fn read_units(
    file: &str,
    rows: &[Row],
    columns: &BaseUnitColumns,
) -> Result<Vec<AnesthesiaBaseUnits>, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut units = Vec::new();
    let mut lines = HashMap::new();
    for row in rows {
        let read = row.check_width(2).and_then(|()| read_row(row, columns));
        let unique = read.and_then(|read| match lines.insert(read.hcpcs, row.line) {
            None => Ok(read),
            Some(line) => Err(Fault::at_line(row.line, format!("repeats {} from line {line}", read.hcpcs))),
        });
        units.extend(faults.keep(unique));
    }
    if rows.is_empty() {
        faults.add(Fault::of_file("holds no codes"));
    }
    faults.or(units)
}

fn read_row(row: &Row, columns: &BaseUnitColumns) -> Result<AnesthesiaBaseUnits, Fault> {
    let base_units: u8 = row.parse(columns.units)?;
    if base_units > MAX_BASE_UNITS {
        let problem = format!("{base_units} is not a number of base units: expected 0 to {MAX_BASE_UNITS}");
        return Err(row.fault(columns.units, problem));
    }
    Ok(AnesthesiaBaseUnits { hcpcs: row.parse(columns.code)?, base_units })
}
