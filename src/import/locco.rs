//! LOCCO: the counties that every locality covers.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::locality::without_mark;
use super::table::{Column, Row, delimited};
use crate::schedule::content::LocalityCounties;
use crate::vocabulary::Locality;
use std::collections::HashSet;

/// The counties of one file.
#[derive(Clone, Debug)]
pub(super) struct CountyFile {
    pub(super) counties: Vec<LocalityCounties>,
    /// The year of its title, `COUNTIES INCLUDED IN 2025 LOCALITIES`.
    pub(super) year: Option<i32>,
}

struct CountyColumns {
    contractor: Column,
    number: Column,
    state: Column,
    area: Column,
    counties: Column,
}

/// Reads the comma-separated form. Only the first row of a state names the state. A locality that two carriers
/// serve (Missouri's 05302-99) has a row for each, and the second is left out.
pub(super) fn read_counties(file: &str, bytes: &[u8]) -> Result<CountyFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (above, lowest, data) =
        split(file, &rows, "Medicare Administrative Contractor", |first| first.starts_with("MEDICAREADM"))?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    let mut faults = FileFaults::new(file);
    let mut state = String::new();
    let mut counties = Vec::new();
    let mut seen: HashSet<(Locality, String)> = HashSet::new();
    for row in data.iter().filter(|row| !row.is_note()) {
        let read = row.check_width(header.width()).and_then(|()| read_row(row, &columns, &mut state));
        let read = faults.keep(read);
        counties.extend(read.filter(|read| seen.insert((read.locality, read.counties.clone()))));
    }
    if counties.is_empty() {
        faults.add(Fault::of_file("holds no localities"));
    }
    let title = above.iter().flat_map(Row::cells).find(|cell| cell.contains("LOCALITIES"));
    let year = title.and_then(|title| title.split(' ').find_map(|word| word.parse().ok()));
    faults.or(CountyFile { counties, year })
}

fn find_columns(file: &str, header: &Header) -> Result<CountyColumns, ImportError> {
    let mut finder = header.finder();
    let columns = CountyColumns {
        contractor: finder
            .column_where("Medicare Administrative Contractor", |name| name.starts_with("MEDICAREADM")),
        number: finder.column("Locality Number"),
        state: finder.column("State"),
        area: finder.column("Fee Schedule Area"),
        counties: finder.column("Counties"),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_row(row: &Row, columns: &CountyColumns, state: &mut String) -> Result<LocalityCounties, Fault> {
    let named = row.text(columns.state)?;
    if !named.is_empty() {
        *state = named;
    }
    if state.is_empty() {
        return Err(row.fault(columns.state, "\"\" is blank, and no row above names a state"));
    }
    Ok(LocalityCounties {
        locality: super::locality::read_locality(row, columns.contractor, columns.number)?,
        state: state.clone(),
        area: without_mark(row.cell(columns.area.index)),
        counties: row.cell(columns.counties.index).to_owned(),
    })
}
