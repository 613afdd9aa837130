//! A file cut into lines of cells: comma separated, tab separated or fixed width.

use super::error::{Fault, shown};
use csv::{ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;
use time::{Date, Month};

/// The byte with which DOS programs end a text file; some of CMS's files still carry it.
const CTRL_Z: &str = "\u{1a}";

/// The most lines of one cell. CMS breaks some column names over a few lines. A cell with more lines begins with a
/// quotation mark that is not closed.
const MAX_CELL_LINES: usize = 10;

/// One line of a file as cells.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The line, counted from 1.
    pub(super) line: u64,
    cells: StringRecord,
}

/// A column: its position and CMS's name for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) index: usize,
    pub(super) name: &'static str,
}

impl Row {
    pub(super) fn new(line: u64, cells: StringRecord) -> Self {
        Self { line, cells }
    }

    /// The cells without the blanks around them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(str::trim)
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell at a position, or nothing beyond the last.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or_default().trim()
    }

    /// Whether every cell is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }

    /// Whether only the first cell is filled, and not with a number: a footnote.
    pub(super) fn is_note(&self) -> bool {
        let starts_with_digit = self.cell(0).starts_with(|first: char| first.is_ascii_digit());
        !starts_with_digit && self.cells().skip(1).all(str::is_empty)
    }

    /// Whether the line is blank, or the Ctrl-Z line that ends a file.
    pub(super) fn is_end(&self) -> bool {
        self.is_blank() || (self.cell(0) == CTRL_Z && self.cells().skip(1).all(str::is_empty))
    }

    /// A cell that may hold any text, made of ASCII only.
    pub(super) fn text(&self, column: Column) -> Result<String, Fault> {
        let text = self.cell(column.index);
        if text.is_ascii() {
            Ok(text.to_owned())
        } else {
            Err(self.fault(column, format!("{text:?} has characters other than ASCII")))
        }
    }

    /// A cell as a value of the vocabulary.
    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: Column) -> Result<T, Fault> {
        let cell = self.cell(column.index);
        let refused = |error: T::Err| self.fault(column, error.to_string());
        cell.parse().map_err(|error| refused(error).explained(cell, |other| other.parse::<T>().is_ok()))
    }

    /// A cell that is blank or exactly `mark`: whether it is marked.
    pub(super) fn mark(&self, column: Column, mark: &str) -> Result<bool, Fault> {
        match self.cell(column.index) {
            "" => Ok(false),
            text if text == mark => Ok(true),
            other => {
                Err(self.fault(column, format!("{other:?} is not a known value: expected blank or {mark:?}")))
            }
        }
    }

    /// A cell of exactly one printable ASCII character.
    pub(super) fn character(&self, column: Column) -> Result<char, Fault> {
        let mut characters = self.cell(column.index).chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if only.is_ascii_graphic() => Ok(only),
            (_, _) => Err(self.fault(column, format!("{:?} is not one character", self.cell(column.index)))),
        }
    }

    /// What is wrong with a cell of this line; a long value is cut in what is said of it.
    pub(super) fn fault(&self, column: Column, problem: impl Into<String>) -> Fault {
        let value = self.cell(column.index);
        Fault::at_cell(self.line, column.name, problem.into().replace(&format!("{value:?}"), &shown(value)))
    }

    /// Refuses a line that does not have a header's columns: in the middle of one a file was cut.
    pub(super) fn check_width(&self, columns: usize) -> Result<(), Fault> {
        if self.len() < columns {
            let problem =
                format!("has {} of {columns} columns: the file may have been cut short", self.len());
            return Err(Fault::at_line(self.line, problem));
        }
        match self.cells().skip(columns).find(|cell| !cell.is_empty()) {
            Some(extra) => Err(Fault::at_line(
                self.line,
                format!("{} is beyond the last of {columns} columns", shown(extra)),
            )),
            None => Ok(()),
        }
    }
}

/// Decodes bytes as UTF-8, else as Latin-1, because CMS writes descriptors in Latin-1.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Refuses a text without an end of its last line. The file may have been cut in its last cell, and a count of columns
/// does not show that.
pub(super) fn check_last_line(text: &str) -> Result<(), Fault> {
    if text.is_empty() || text.ends_with('\n') || text.ends_with(CTRL_Z) {
        return Ok(());
    }
    let line = u64::try_from(text.lines().count()).unwrap_or(u64::MAX);
    Err(Fault::at_line(line, "the file ends in the middle of this line: it may have been cut short"))
}

/// Returns the lines of a file with cells separated by `delimiter`, without the blank and Ctrl-Z lines at its end.
pub(super) fn delimited(bytes: &[u8], delimiter: u8) -> Result<Vec<Row>, Fault> {
    let mut rows = records(&decode(bytes), delimiter).collect::<Result<Vec<Row>, Fault>>()?;
    while rows.last().is_some_and(Row::is_end) {
        rows.pop();
    }
    Ok(rows)
}

/// Iterates over the lines of a text with cells separated by `delimiter`. Empty lines are left out.
pub(super) fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Result<Row, Fault>> {
    let mut settings = ReaderBuilder::new();
    settings.has_headers(false).flexible(true).delimiter(delimiter);
    let mut lines = Lines::of(text);
    settings.from_reader(text.as_bytes()).into_records().map(move |record| {
        let cells = record.map_err(|error| Fault::of_file(error.to_string()))?;
        let line = lines.at(cells.position().map_or(0, csv::Position::byte));
        let broken = cells.as_slice().contains('\n');
        if broken
            && cells.iter().any(|cell| cell.matches('\n').take(MAX_CELL_LINES).count() == MAX_CELL_LINES)
        {
            let problem = "a quotation mark is not closed: its cell runs on over the lines below";
            return Err(Fault::at_line(line, problem));
        }
        Ok(Row::new(line, cells))
    })
}

/// Counts lines as an editor does; the csv reader's own count stops before blank lines.
struct Lines<'a> {
    rest: &'a [u8],
    passed: u64,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), passed: 0, line: 1 }
    }

    /// The line of the first cell at or after a byte, which must not be before the byte of the previous call.
    fn at(&mut self, byte: u64) -> u64 {
        while let Some((first, rest)) = self.rest.split_first() {
            if self.passed >= byte && !matches!(first, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*first == b'\n');
            self.passed += 1;
            self.rest = rest;
        }
        self.line
    }
}

/// A column of a fixed-width file: its name, its first and its last position, counted from 1 as CMS does.
pub(super) struct Field(pub(super) &'static str, pub(super) usize, pub(super) usize);

/// The last position of a field that ends with its line, and that may be blank.
pub(super) const LINE_END: usize = usize::MAX;

/// The lines of a fixed-width file cut into the fields of its layout; a fault for each line that is too
/// short. Lines that begin with `comment`, and blank and Ctrl-Z lines at the end, are left out.
pub(super) fn fixed_width(bytes: &[u8], layout: &[Field], comment: &str) -> Vec<Result<Row, Fault>> {
    let text = decode(bytes);
    let ends_here = |line: &str| line.trim_end().is_empty() || line.trim_end() == CTRL_Z;
    let mut lines: Vec<(u64, &str)> = (1..).zip(text.lines()).collect();
    while lines.last().is_some_and(|(_, line)| ends_here(line)) {
        lines.pop();
    }
    let is_comment = |line: &str| !comment.is_empty() && line.starts_with(comment);
    let data = lines.into_iter().filter(|(_, line)| !is_comment(line));
    data.map(|(number, line)| cut(number, line, layout)).collect()
}

fn cut(number: u64, line: &str, layout: &[Field]) -> Result<Row, Fault> {
    let width =
        layout.iter().map(|Field(_, _, last)| *last).filter(|last| *last != LINE_END).max().unwrap_or(0);
    let length = line.chars().count();
    if length < width {
        let problem = format!("has {length} characters, expected {width}: the file may have been cut short");
        return Err(Fault::at_line(number, problem));
    }
    let mut cells = StringRecord::new();
    for Field(_, first, last) in layout {
        cells.push_field(&between(line, *first, *last));
    }
    Ok(Row::new(number, cells))
}

/// The characters at positions `first` to `last`, counted from 1.
fn between(line: &str, first: usize, last: usize) -> String {
    if line.is_ascii() {
        return line.get(first - 1..last.min(line.len())).unwrap_or_default().to_owned();
    }
    line.chars().skip(first - 1).take(last - (first - 1)).collect()
}

/// The day of eight digits, if the calendar has it.
pub(super) fn calendar_day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|one| one.is_ascii_digit()) {
        return None;
    }
    let month = Month::try_from(text.get(4..6)?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(text.get(..4)?.parse().ok()?, month, text.get(6..)?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "", "\"c, d\",e", "f", "\u{1a},", ",", ""].join(end);
            let rows = delimited(text.as_bytes(), b',').unwrap();
            let seen: Vec<_> = rows.iter().map(|row| (row.line, row.cell(0))).collect();
            assert_eq!(seen, [(1, "a"), (3, "c, d"), (4, "f")], "{end:?}");
        }
    }

    #[test]
    fn a_latin_1_byte_is_one_character_of_a_fixed_width_line() {
        let layout = [Field("A", 1, 2), Field("B", 3, 6), Field("C", 7, 7)];
        let rows = fixed_width(b"12caf\xe97\r\n12\r\n\x1a\r\n", &layout, "");
        let row = rows[0].as_ref().unwrap();
        assert_eq!(row.cells().collect::<Vec<_>>(), ["12", "caf\u{e9}", "7"]);
        assert_eq!(
            rows[1].as_ref().unwrap_err(),
            &Fault::at_line(2, "has 2 characters, expected 7: the file may have been cut short")
        );
        assert_eq!(rows.len(), 2);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_cutting(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = delimited(&bytes, b',');
            let _ = fixed_width(&bytes, &[Field("A", 1, 5), Field("B", 3, 9)], "HDR");
        }
    }
}
