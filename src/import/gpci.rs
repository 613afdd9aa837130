//! GPCI, Addendum E: the geographic practice cost indices of every locality.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::locality::{Seen, without_mark};
use super::table::{Column, Row, delimited};
use crate::schedule::content::LocalityIndices;
use crate::vocabulary::Gpci;

/// The localities of one file.
#[derive(Clone, Debug)]
pub(super) struct GpciFile {
    pub(super) localities: Vec<LocalityIndices>,
    /// The year in the names of its columns, such as `2025 PE GPCI`.
    pub(super) year: Option<i32>,
}

struct GpciColumns {
    contractor: Column,
    state: Column,
    number: Column,
    name: Column,
    work_with_floor: Option<Column>,
    work_without_floor: Option<Column>,
    practice_expense: Column,
    malpractice: Column,
}

/// Reads the comma-separated form. A year's file has the work index with the 1.000 floor, without it, or both.
pub(super) fn read_gpci(file: &str, bytes: &[u8]) -> Result<GpciFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) =
        split(file, &rows, "Medicare Administrative Contractor", |first| first.starts_with("MEDICAREADM"))?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    let mut faults = FileFaults::new(file);
    let mut seen = Seen::default();
    let mut localities = Vec::new();
    for row in data.iter().filter(|row| !row.is_note()) {
        let read = row.check_width(header.width()).and_then(|()| read_row(row, &columns));
        let unique = read.and_then(|read| seen.first(row, read.locality).map(|()| read));
        localities.extend(faults.keep(unique));
    }
    if localities.is_empty() {
        faults.add(Fault::of_file("holds no localities"));
    }
    let year = header.names().iter().find_map(|name| name.split_once(' ')?.0.parse().ok());
    faults.or(GpciFile { localities, year })
}

fn find_columns(file: &str, header: &Header) -> Result<GpciColumns, ImportError> {
    let mut finder = header.finder();
    let is_work = |name: &str| name.contains("PWGPCI");
    let columns = GpciColumns {
        contractor: finder
            .column_where("Medicare Administrative Contractor (MAC)", |name| name.starts_with("MEDICAREADM")),
        state: finder.column("State"),
        number: finder.column("Locality Number"),
        name: finder.column("Locality Name"),
        work_without_floor: finder
            .optional_where("PW GPCI (without 1.0 Floor)", |name| is_work(name) && name.contains("WITHOUT")),
        work_with_floor: finder
            .optional_where("PW GPCI (with 1.0 Floor)", |name| is_work(name) && name.contains("WITH1")),
        practice_expense: finder.column_where("PE GPCI", |name| name.ends_with("PEGPCI")),
        malpractice: finder.column_where("MP GPCI", |name| name.ends_with("MPGPCI")),
    };
    finder.finish(file)?;
    if columns.work_with_floor.is_none() && columns.work_without_floor.is_none() {
        return Err(fault_in(file, Fault::of_file("no column \"PW GPCI\", with or without the 1.0 floor")));
    }
    Ok(columns)
}

fn read_row(row: &Row, columns: &GpciColumns) -> Result<LocalityIndices, Fault> {
    let gpci = |column: Option<Column>| column.map(|column| row.parse::<Gpci>(column)).transpose();
    Ok(LocalityIndices {
        locality: super::locality::read_locality(row, columns.contractor, columns.number)?,
        state: row.text(columns.state)?,
        name: without_mark(&row.text(columns.name)?),
        work_with_floor: gpci(columns.work_with_floor)?,
        work_without_floor: gpci(columns.work_without_floor)?,
        practice_expense: row.parse(columns.practice_expense)?,
        malpractice: row.parse(columns.malpractice)?,
    })
}
