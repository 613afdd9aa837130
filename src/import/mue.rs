//! MUE: the most units of each code that Medicare pays a practitioner, with one file for each quarter, comma-separated or
//! as a workbook.

use super::error::{Fault, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Row, delimited};
use super::unique_rows::{UniqueRow, read_unique_rows};
use crate::edits::PublishedLimit;
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode};

struct UnitLimitColumns {
    hcpcs: Column,
    units: Column,
    adjudication: Column,
    rationale: Column,
}

/// Reads the comma-separated form of the practitioner table.
pub(super) fn read_unit_limits(file: &str, bytes: &[u8]) -> Result<Vec<PublishedLimit>, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) = split(file, &rows, "HCPCS/CPT Code", |first| first == "HCPCSCPTCODE")?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    read_unique_rows(file, bytes, &header, data, "limits", |row| read_row(row, &columns))
}

impl UniqueRow for PublishedLimit {
    type Key = HcpcsCode;

    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn key(&self) -> Self::Key {
        self.hcpcs
    }
}

fn find_columns(file: &str, header: &Header) -> Result<UnitLimitColumns, ImportError> {
    let mut finder = header.finder();
    let columns = UnitLimitColumns {
        hcpcs: finder.column("HCPCS/CPT Code"),
        units: finder.column("Practitioner Services MUE Values"),
        adjudication: finder.column("MUE Adjudication Indicator"),
        rationale: finder.column("MUE Rationale"),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_row(row: &Row, columns: &UnitLimitColumns) -> Result<PublishedLimit, Fault> {
    let units: u32 = row.cell(columns.units.index).parse().map_err(|_| {
        let found = row.cell(columns.units.index);
        row.fault(columns.units, format!("{found:?} is not a number of units: expected 0 or more"))
    })?;
    let hcpcs = row.parse(columns.hcpcs)?;
    let (adjudication, rationale) = (adjudication(row, columns.adjudication)?, row.text(columns.rationale)?);
    Ok(PublishedLimit { hcpcs, units, adjudication, rationale })
}

/// The number that `3 Date of Service Edit: Clinical` begins with.
fn adjudication(row: &Row, column: Column) -> Result<AdjudicationIndicator, Fault> {
    let number = row.cell(column.index).split_whitespace().next().unwrap_or_default();
    number
        .parse()
        .map_err(|error: crate::vocabulary::ParseIndicatorError| row.fault(column, error.to_string()))
}
