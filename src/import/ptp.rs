//! CMS's practitioner PTP edits: one of a quarter's four files, tab-separated or as a workbook.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, continues_names, plain};
use super::sources::check_large_workbook;
use super::table::{Column, Row, calendar_day, check_last_line, decode};
use super::workbook;
use crate::edits::{Day, PtpRow, PtpRows};
use crate::vocabulary::{HcpcsCode, PtpIndicator, format_date};
use csv::StringRecord;
use std::fmt::Display;
use std::str::FromStr;

/// The most lines of titles and column names above the edits. CMS's files have six.
const MAX_HEADER_LINES: u64 = 40;
/// The columns of the file.
const WIDTH: usize = 7;

const TOO_MANY_RATIONALES: &str = "is the 257th different rationale: CMS uses about twelve";

/// Reads the tab-separated form.
pub(super) fn read_ptp_text(file: &str, bytes: &[u8]) -> Result<PtpRows, ImportError> {
    let text = decode(bytes);
    let mut reader = Reader::new(file);
    for (number, line) in (1..).zip(text.lines()) {
        reader.read(number, line.split('\t'));
    }
    reader.faults.keep(check_last_line(&text));
    reader.finish("a tab-separated line that begins")
}

/// Reads the first sheet of the workbook.
pub(super) fn read_ptp_workbook(file: &str, bytes: &[u8]) -> Result<PtpRows, ImportError> {
    check_large_workbook(file, bytes)?;
    let mut reader = Reader::new(file);
    workbook::each_row(bytes, |number, cells| reader.read(number, cells.iter().map(String::as_str)))
        .map_err(|error| workbook::not_a_workbook(file, &error))?;
    reader.finish("a row that begins")
}

fn is_header<'a>(mut cells: impl Iterator<Item = &'a str>) -> bool {
    ["COLUMN1", "COLUMN2"].iter().all(|name| cells.next().is_some_and(|cell| plain(cell) == *name))
}

struct PtpColumns {
    one: Column,
    two: Column,
    before_1996: Column,
    effective: Column,
    deleted: Column,
    indicator: Column,
    rationale: Column,
}

impl PtpColumns {
    fn find(file: &str, header: &Header) -> Result<Self, ImportError> {
        let mut finder = header.finder();
        let columns = Self {
            one: finder.column("Column 1"),
            two: finder.column("Column 2"),
            before_1996: finder
                .column_where("In existence prior to 1996", |name| name.contains("PRIORTO1996")),
            effective: finder.column("Effective Date"),
            deleted: finder.column_where("Deletion Date", |name| name.starts_with("DELETIONDATE")),
            indicator: finder.column_where("Modifier", |name| name.starts_with("MODIFIER")),
            rationale: finder.column_where("PTP Edit Rationale", |name| name.ends_with("RATIONALE")),
        };
        finder.finish(file)?;
        Ok(columns)
    }
}

/// What is known of a file's columns.
enum Columns {
    /// The rows of column names so far. CMS stacks the names over four rows.
    Named(Vec<Row>),
    Found(PtpColumns),
    NotFound(ImportError),
}

/// Reads rows one by one. There are millions, so no row is kept as text.
struct Reader<'a> {
    file: &'a str,
    columns: Columns,
    faults: FileFaults,
    found: PtpRows,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str) -> Self {
        let columns = Columns::Named(Vec::new());
        Self { file, columns, faults: FileFaults::new(file), found: PtpRows::default() }
    }

    /// Reads a title, a row of column names, or an edit.
    fn read<'b>(&mut self, line: u64, cells: impl Iterator<Item = &'b str> + Clone) {
        if let Columns::Named(names) = &mut self.columns {
            let row = || Row::new(line, cells.clone().collect::<StringRecord>());
            let is_name = match names.as_slice() {
                [] => is_header(cells.clone()),
                [..] => continues_names(&row()),
            };
            if is_name && line <= MAX_HEADER_LINES {
                return names.push(row());
            }
            if names.is_empty() {
                return;
            }
            self.find_columns();
        }
        if let Columns::Found(columns) = &self.columns {
            let kept = read_edit(columns, &mut self.found, line, cells);
            self.faults.keep(kept);
        }
    }

    /// Finds the columns by the names that were read.
    fn find_columns(&mut self) {
        if let Columns::Named(names) = &self.columns {
            let header = Header::of_rows(&names.iter().collect::<Vec<_>>());
            self.columns = match PtpColumns::find(self.file, &header) {
                Ok(columns) => Columns::Found(columns),
                Err(error) => Columns::NotFound(error),
            };
        }
    }

    /// Returns the edits. `expected` is what a row of column names begins as.
    fn finish(mut self, expected: &str) -> Result<PtpRows, ImportError> {
        if matches!(&self.columns, Columns::Named(names) if names.is_empty()) {
            let problem = format!("no column names: expected {expected} with Column 1 and Column 2");
            return Err(fault_in(self.file, Fault::of_file(problem)));
        }
        self.find_columns();
        if let Columns::NotFound(error) = self.columns {
            return Err(error);
        }
        if self.found.is_empty() && self.faults.listed.is_empty() {
            return Err(fault_in(self.file, Fault::of_file("holds no edits")));
        }
        self.faults.or(self.found)
    }
}

/// Adds the edit of a row, if the row has one.
fn read_edit<'a>(
    columns: &PtpColumns,
    found: &mut PtpRows,
    line: u64,
    cells: impl Iterator<Item = &'a str>,
) -> Result<(), Fault> {
    let row = Cells::new(line, cells);
    if row.is_end() {
        return Ok(());
    }
    let edit = row.edit(columns)?;
    found.push(edit).map_err(|_| row.fault(columns.rationale, TOO_MANY_RATIONALES))
}

/// One row's cells.
struct Cells<'a> {
    line: u64,
    cells: [&'a str; WIDTH],
    count: usize,
    /// A cell beyond the last column.
    beyond: Option<&'a str>,
}

impl<'a> Cells<'a> {
    fn new(line: u64, cells: impl Iterator<Item = &'a str>) -> Self {
        let mut row = Self { line, cells: [""; WIDTH], count: 0, beyond: None };
        for cell in cells.map(str::trim) {
            match row.cells.get_mut(row.count) {
                Some(place) => *place = cell,
                None => row.beyond = row.beyond.or(Some(cell).filter(|cell| !cell.is_empty())),
            }
            row.count += 1;
        }
        row
    }

    /// Whether the line is blank, or the Ctrl-Z line that ends a file.
    fn is_end(&self) -> bool {
        let [first, rest @ ..] = &self.cells;
        matches!(*first, "" | "\u{1a}") && rest.iter().all(|cell| cell.is_empty())
    }

    fn edit(&self, columns: &PtpColumns) -> Result<PtpRow<'a>, Fault> {
        self.check_width()?;
        let one: HcpcsCode = self.parse(columns.one)?;
        let two: HcpcsCode = self.parse(columns.two)?;
        if one == two {
            return Err(
                self.fault(columns.two, format!("{two} is in both columns: expected two different codes"))
            );
        }
        let before_1996 = match self.cell(columns.before_1996) {
            "" => false,
            "*" => true,
            other => {
                let problem = format!("{other:?} is not a known value: expected blank or \"*\"");
                return Err(self.fault(columns.before_1996, problem));
            }
        };
        let effective = self.day(columns.effective)?;
        let deleted = match self.cell(columns.deleted) {
            "*" => None,
            _ => Some(self.day(columns.deleted)?),
        };
        let indicator: PtpIndicator = self.parse(columns.indicator)?;
        let rationale = self.rationale(columns.rationale)?;
        Ok(PtpRow { columns: [one, two], effective, deleted, indicator, before_1996, rationale })
    }

    fn check_width(&self) -> Result<(), Fault> {
        if self.count < WIDTH {
            let problem = format!("has {} of {WIDTH} columns: the file may have been cut short", self.count);
            return Err(Fault::at_line(self.line, problem));
        }
        match self.beyond {
            Some(extra) => {
                Err(Fault::at_line(self.line, format!("{extra:?} is beyond the last of {WIDTH} columns")))
            }
            None => Ok(()),
        }
    }

    fn cell(&self, column: Column) -> &'a str {
        self.cells.get(column.index).copied().unwrap_or_default()
    }

    fn parse<T: FromStr<Err: Display>>(&self, column: Column) -> Result<T, Fault> {
        self.cell(column).parse().map_err(|error: T::Err| self.fault(column, error.to_string()))
    }

    /// `20240701`.
    fn day(&self, column: Column) -> Result<Day, Fault> {
        let text = self.cell(column);
        let date = calendar_day(text).ok_or_else(|| {
            self.fault(
                column,
                format!("{text:?} is not a date: expected year, month and day, such as 20240701"),
            )
        })?;
        Day::of(date).ok_or_else(|| {
            self.fault(column, format!("{} is out of range: expected 1990 to 2169", format_date(date)))
        })
    }

    fn rationale(&self, column: Column) -> Result<&'a str, Fault> {
        let text = self.cell(column);
        if text.is_empty() || !text.is_ascii() {
            return Err(self.fault(column, format!("{text:?}: expected a rationale in ASCII characters")));
        }
        Ok(text)
    }

    fn fault(&self, column: Column, problem: impl Into<String>) -> Fault {
        Fault::at_cell(self.line, column.name, problem)
    }
}
