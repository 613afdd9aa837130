//! OPPSCAP: the amounts of imaging services under the hospital outpatient (OPPS) cap, by locality.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Field, Row, delimited, fixed_width};
use crate::schedule::content::{OppsCap, PublishedService};
use std::collections::{HashMap, HashSet};

/// Positions of the text form, counted from 1. CMS does not describe them; they agree with the csv throughout.
const LAYOUT: &[Field] = &[
    Field("HCPCS", 1, 5),
    Field("MOD", 6, 7),
    Field("PROCSTAT", 9, 9),
    Field("CARRIER", 11, 15),
    Field("LOCALITY", 18, 19),
    Field("FACILITY PRICE", 20, 28),
    Field("NON-FACILITY PRICE", 29, 38),
];

struct CapColumns {
    hcpcs: Column,
    modifier: Column,
    status: Column,
    carrier: Column,
    locality: Column,
    facility: Column,
    non_facility: Column,
}

/// The rows of one file, each with its line.
pub(super) type CapRows = Vec<(u64, OppsCap)>;

/// Reads the comma-separated form.
pub(super) fn read_caps_csv(file: &str, bytes: &[u8]) -> Result<CapRows, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) = split(file, &rows, "HCPCS", |first| first == "HCPCS")?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    read_rows(file, &columns, data.iter().map(|row| row.check_width(header.width()).map(|()| row)))
}

/// Reads the fixed-width form.
pub(super) fn read_caps_text(file: &str, bytes: &[u8]) -> Result<CapRows, ImportError> {
    let columns = find_columns(file, &Header::of_layout(LAYOUT))?;
    let rows = fixed_width(bytes, LAYOUT, "");
    read_rows(file, &columns, rows.iter().map(|row| row.as_ref().map_err(Clone::clone)))
}

fn find_columns(file: &str, header: &Header) -> Result<CapColumns, ImportError> {
    let mut finder = header.finder();
    let columns = CapColumns {
        hcpcs: finder.column("HCPCS"),
        modifier: finder.column("MOD"),
        status: finder.column("PROCSTAT"),
        carrier: finder.column("CARRIER"),
        locality: finder.column("LOCALITY"),
        facility: finder.column("FACILITY PRICE"),
        // CMS spells it NON-FACILTY.
        non_facility: finder.column_where("NON-FACILITY PRICE", |name| {
            name.starts_with("NONFACIL") && name.ends_with("PRICE")
        }),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_rows<'a>(
    file: &str,
    columns: &CapColumns,
    rows: impl Iterator<Item = Result<&'a Row, Fault>>,
) -> Result<CapRows, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut caps = Vec::new();
    let mut lines = HashMap::new();
    for row in rows {
        let read = row.and_then(|row| {
            let cap = read_row(row, columns)?;
            match lines.insert((cap.hcpcs, cap.component, cap.locality), row.line) {
                None => Ok((row.line, cap)),
                Some(line) => {
                    let problem = format!("repeats {} in {} from line {line}", cap.hcpcs, cap.locality);
                    Err(Fault::at_line(row.line, problem))
                }
            }
        });
        caps.extend(faults.keep(read));
    }
    if caps.is_empty() {
        faults.add(Fault::of_file("holds no rows"));
    }
    faults.or(caps)
}

/// Checks that each row has a service, if the release has services.
pub(super) fn check_services(
    file: &str,
    caps: &[(u64, OppsCap)],
    services: &[PublishedService],
) -> Result<(), ImportError> {
    if services.is_empty() {
        return Ok(());
    }
    let keys: HashSet<_> =
        services.iter().map(|service| (service.row.hcpcs, service.row.component)).collect();
    let mut faults = FileFaults::new(file);
    for (line, cap) in caps.iter().filter(|(_, cap)| !keys.contains(&(cap.hcpcs, cap.component))) {
        let key = [cap.hcpcs.as_str(), cap.component.as_str()].join(" ");
        let problem = format!("\"{}\" is not in the relative value file of the same release", key.trim_end());
        faults.add(Fault::at_cell(*line, "HCPCS", problem));
    }
    faults.or(())
}

fn read_row(row: &Row, columns: &CapColumns) -> Result<OppsCap, Fault> {
    Ok(OppsCap {
        hcpcs: row.parse(columns.hcpcs)?,
        component: row.parse(columns.modifier)?,
        status: row.parse(columns.status)?,
        locality: super::locality::read_locality(row, columns.carrier, columns.locality)?,
        facility: row.parse(columns.facility)?,
        non_facility: row.parse(columns.non_facility)?,
    })
}
