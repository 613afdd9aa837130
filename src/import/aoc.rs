//! AOC: add-on codes, one line for each primary code that allows payment.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::Header;
use super::table::{Column, Field, Row, fixed_width};
use crate::edits::AddOnPair;
use crate::vocabulary::HcpcsCode;
use std::collections::HashMap;
use time::Date;

/// Positions of CMS's layout. The last field is a special instruction and mostly blank.
const LAYOUT: &[Field] = &[
    Field("Type", 1, 1),
    Field("Add-On Code", 2, 6),
    Field("Add-On Deletion Date", 7, 13),
    Field("Primary Code", 14, 18),
    Field("Primary Deletion Date", 19, 25),
    Field("Effective Date", 26, 32),
    Field("Deletion Date", 33, 39),
    Field("Special Instruction", 40, 97),
];
/// CMS's placeholder if the contractor defines the primary codes.
const CONTRACTOR_DEFINED: &str = "CCCCC";

struct AddOnColumns {
    kind: Column,
    add_on: Column,
    add_on_deleted: Column,
    primary: Column,
    primary_deleted: Column,
    effective: Column,
    deleted: Column,
    note: Column,
}

/// Reads the fixed-width form.
pub(super) fn read_add_on_codes(file: &str, bytes: &[u8]) -> Result<Vec<AddOnPair>, ImportError> {
    let columns = find_columns(file)?;
    let mut faults = FileFaults::new(file);
    let mut pairs: Vec<AddOnPair> = Vec::new();
    let (mut kinds, mut lines) = (HashMap::new(), HashMap::new());
    for row in fixed_width(bytes, LAYOUT, "") {
        let read = row.and_then(|row| {
            let pair = read_row(&row, &columns)?;
            let (kind, line) = *kinds.entry(pair.add_on).or_insert((pair.kind, row.line));
            if kind != pair.kind {
                let problem =
                    format!("{:?} contradicts type {} on line {line}", pair.kind.code(), kind.code());
                return Err(row.fault(columns.kind, problem));
            }
            match lines.insert(pair.clone(), row.line) {
                None => Ok(pair),
                Some(line) => Err(Fault::at_line(row.line, format!("repeats line {line}"))),
            }
        });
        pairs.extend(faults.keep(read));
    }
    if pairs.is_empty() && faults.listed.is_empty() {
        return Err(fault_in(file, Fault::of_file("holds no rows")));
    }
    faults.or(pairs)
}

fn find_columns(file: &str) -> Result<AddOnColumns, ImportError> {
    let header = Header::of_layout(LAYOUT);
    let mut finder = header.finder();
    let columns = AddOnColumns {
        kind: finder.column("Type"),
        add_on: finder.column("Add-On Code"),
        add_on_deleted: finder.column("Add-On Deletion Date"),
        primary: finder.column("Primary Code"),
        primary_deleted: finder.column("Primary Deletion Date"),
        effective: finder.column("Effective Date"),
        deleted: finder.column("Deletion Date"),
        note: finder.column("Special Instruction"),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_row(row: &Row, columns: &AddOnColumns) -> Result<AddOnPair, Fault> {
    let primary = match row.cell(columns.primary.index) {
        CONTRACTOR_DEFINED => None,
        _ => Some(row.parse::<HcpcsCode>(columns.primary)?),
    };
    let effective = day(row, columns.effective)?;
    Ok(AddOnPair {
        kind: row.parse(columns.kind)?,
        add_on: row.parse(columns.add_on)?,
        add_on_deleted: day(row, columns.add_on_deleted)?,
        primary,
        primary_deleted: day(row, columns.primary_deleted)?,
        effective: effective.ok_or_else(|| row.fault(columns.effective, expected("")))?,
        deleted: day(row, columns.deleted)?,
        note: Some(row.text(columns.note)?).filter(|note| !note.is_empty()),
    })
}

fn expected(text: &str) -> String {
    format!("{text:?} is not a date: expected year and day of the year, such as 2024183")
}

/// `2024183`: the 183rd day of 2024.
fn day(row: &Row, column: Column) -> Result<Option<Date>, Fault> {
    let text = row.cell(column.index);
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || row.fault(column, expected(text));
    let (year, day) = text.split_at_checked(4).filter(|(_, day)| day.len() == 3).ok_or_else(wrong)?;
    let (year, day) = year.parse().ok().zip(day.parse().ok()).ok_or_else(wrong)?;
    Date::from_ordinal_date(year, day).map(Some).map_err(|_| wrong())
}
