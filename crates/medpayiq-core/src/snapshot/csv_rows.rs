//! Rows of a table as CSV: a line with the columns' names, and a line a row. Lines that begin with `#` are comments.

use super::error::TableError;
use crate::schedule::columns::{CellReader, CellWriter, Column, ColumnValue, TableRow};
use csv::{Position, Reader, ReaderBuilder, StringRecord, Writer, WriterBuilder};

/// Reads the rows of a table. `file` is its name, for errors.
///
/// # Errors
/// If the columns are not those of the table, or a cell is not a value of its column.
pub fn read_rows<T: TableRow>(file: &str, text: &[u8]) -> Result<Vec<T>, TableError> {
    let mut reader = reader_of(text);
    let header = reader.headers().map_err(|error| TableError::of_csv(file, &error))?;
    check_header(file, T::COLUMNS.iter().map(|column| column.name), header.iter())?;
    let mut record = StringRecord::new();
    let mut rows = Vec::new();
    while reader.read_record(&mut record).map_err(|error| TableError::of_csv(file, &error))? {
        rows.push(T::read_cells(&mut Cells { file, record: &record, columns: T::COLUMNS.iter(), next: 0 })?);
    }
    Ok(rows)
}

/// What begins a line that is a comment.
const COMMENT: u8 = b'#';

/// A reader that leaves comments out.
pub(super) fn reader_of(text: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new().comment(Some(COMMENT)).from_reader(text)
}

/// A writer that quotes what would read as a comment.
pub(super) fn new_writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().comment(Some(COMMENT)).from_writer(Vec::new())
}

/// Refuses columns that are not those expected, in the same order.
pub(super) fn check_header<'a>(
    file: &str,
    expected: impl Iterator<Item = &'static str> + Clone,
    found: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), TableError> {
    if expected.clone().eq(found.clone()) {
        return Ok(());
    }
    let list = |names: Vec<&str>| names.join(", ");
    let problem = format!("its columns are {}: expected {}", list(found.collect()), list(expected.collect()));
    Err(TableError::new(file, None, None, problem))
}

/// The line of a record, counted from 1.
pub(super) fn line_of(position: Option<&Position>) -> Option<u64> {
    position.map(Position::line)
}

struct Cells<'a> {
    file: &'a str,
    record: &'a StringRecord,
    columns: std::slice::Iter<'static, Column>,
    next: usize,
}

impl CellReader for Cells<'_> {
    type Error = TableError;

    fn read_cell<V: ColumnValue>(&mut self) -> Result<V, TableError> {
        let name = self.columns.next().map(|column| column.name);
        // The csv reader refuses a record with more or fewer cells than the header has.
        let text = self.record.get(self.next).unwrap_or_default();
        self.next += 1;
        V::from_text(text).map_err(|error| {
            TableError::new(self.file, line_of(self.record.position()), name, error.to_string())
        })
    }
}

/// Writes the rows of a table.
///
/// # Errors
/// If the CSV writer refuses, which it does for no row.
pub fn write_rows<'a, T: TableRow + 'a>(
    rows: impl IntoIterator<Item = &'a T>,
) -> Result<Vec<u8>, TableError> {
    let mut cells = CsvCells { writer: new_writer(), text: String::new() };
    let wrong = |error: csv::Error| TableError::of_csv(T::TABLE, &error);
    cells.writer.write_record(T::COLUMNS.iter().map(|column| column.name)).map_err(wrong)?;
    for row in rows {
        row.write_cells(&mut cells).and_then(|()| cells.end_record()).map_err(wrong)?;
    }
    written(T::TABLE, cells.writer)
}

/// The bytes that a writer has written.
pub(super) fn written(table: &str, writer: Writer<Vec<u8>>) -> Result<Vec<u8>, TableError> {
    writer.into_inner().map_err(|error| TableError::new(table, None, None, error.to_string()))
}

struct CsvCells {
    writer: Writer<Vec<u8>>,
    /// The text of the cell being written.
    text: String,
}

impl CsvCells {
    fn end_record(&mut self) -> Result<(), csv::Error> {
        self.writer.write_record(None::<&[u8]>)
    }
}

impl CellWriter for CsvCells {
    type Error = csv::Error;

    fn write_cell<V: ColumnValue>(&mut self, value: &V) -> Result<(), csv::Error> {
        self.text.clear();
        value.write_text(&mut self.text);
        self.writer.write_field(&self.text)
    }
}
