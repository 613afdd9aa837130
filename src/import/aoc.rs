//! AOC: add-on codes, one row for each primary code that allows payment, as fixed-width text or as a workbook.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Field, LINE_END, Row, check_last_line, decode, delimited, fixed_width};
use crate::edits::AddOnPair;
use crate::vocabulary::HcpcsCode;
use std::collections::HashMap;
use time::Date;

/// Positions of CMS's text. The names are the columns of CMS's workbook. The last field is mostly blank.
const LAYOUT: &[Field] = &[
    Field("AOC_Edit_Type", 1, 1),
    Field("Add-On_Code", 2, 6),
    Field("AOC_DelDT", 7, 13),
    Field("Primary_Code", 14, 18),
    Field("Primary_Code_DelDT", 19, 25),
    Field("AOC_Edit_EffDT", 26, 32),
    Field("AOC_Edit_DelDT", 33, 39),
    Field("Special_Instruction_Notes", 40, LINE_END),
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
pub(super) fn read_add_on_text(file: &str, bytes: &[u8]) -> Result<Vec<AddOnPair>, ImportError> {
    let columns = find_columns(file, &Header::of_layout(LAYOUT))?;
    let cut = check_last_line(&decode(bytes));
    read_pairs(file, &columns, fixed_width(bytes, LAYOUT, ""), cut)
}

/// Reads the form with a header, which CMS publishes as a workbook.
pub(super) fn read_add_on_csv(file: &str, bytes: &[u8]) -> Result<Vec<AddOnPair>, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, names, data) = split(file, &rows, "AOC_Edit_Type", |first| first == "AOCEDITTYPE")?;
    let header = Header::of_row(names);
    let columns = find_columns(file, &header)?;
    let rows = data.iter().map(|row| row.check_width(header.width()).map(|()| row.clone()));
    read_pairs(file, &columns, rows, Ok(()))
}

/// Reads the rows below the column names. `end` is the fault of the file's end, if it has one.
fn read_pairs(
    file: &str,
    columns: &AddOnColumns,
    rows: impl IntoIterator<Item = Result<Row, Fault>>,
    end: Result<(), Fault>,
) -> Result<Vec<AddOnPair>, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut pairs: Vec<AddOnPair> = Vec::new();
    let mut lines = HashMap::new();
    for row in rows {
        let read = row.and_then(|row| {
            let pair = read_row(&row, columns)?;
            match lines.insert(pair.clone(), row.line) {
                None => Ok(pair),
                Some(line) => Err(Fault::at_line(row.line, format!("repeats line {line}"))),
            }
        });
        pairs.extend(faults.keep(read));
    }
    faults.keep(end);
    if pairs.is_empty() && faults.listed.is_empty() {
        return Err(fault_in(file, Fault::of_file("holds no rows")));
    }
    faults.or(pairs)
}

fn find_columns(file: &str, header: &Header) -> Result<AddOnColumns, ImportError> {
    let mut finder = header.finder();
    let columns = AddOnColumns {
        kind: finder.column("AOC_Edit_Type"),
        add_on: finder.column("Add-On_Code"),
        add_on_deleted: finder.column("AOC_DelDT"),
        primary: finder.column("Primary_Code"),
        primary_deleted: finder.column("Primary_Code_DelDT"),
        effective: finder.column("AOC_Edit_EffDT"),
        deleted: finder.column("AOC_Edit_DelDT"),
        note: finder.column("Special_Instruction_Notes"),
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
