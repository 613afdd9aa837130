//! PTP edits as CSV. A quarter has millions of them, so a row is read without a value for each cell.

use super::csv_rows::{check_header, line_of, new_writer, reader_of, written};
use super::error::TableError;
use crate::edits::{Day, PtpRow, PtpRows};
use crate::vocabulary::{HcpcsCode, PtpEdit, format_date, parse_date};
use csv::ByteRecord;
use std::fmt::Display;
use std::str::FromStr;

/// The table's name.
pub(super) const TABLE: &str = "ptp_edits";
/// The columns, in the order of [`Cells::row`] and [`write_ptp_edits`].
const COLUMNS: [&str; 7] =
    ["column_one", "column_two", "before_1996", "effective_from", "deleted_on", "indicator", "rationale"];

/// Reads PTP edits. `file` is their name, for errors.
///
/// # Errors
/// If the columns are not those of the table, or a cell is not a value of its column.
pub fn read_ptp_edits(file: &str, text: &[u8]) -> Result<PtpRows, TableError> {
    let mut reader = reader_of(text);
    let header = reader.headers().map_err(|error| TableError::of_csv(file, &error))?;
    check_header(file, COLUMNS.into_iter(), header.iter())?;
    let mut rows = PtpRows::default();
    let mut record = ByteRecord::new();
    let mut days = LastDays::default();
    while reader.read_byte_record(&mut record).map_err(|error| TableError::of_csv(file, &error))? {
        let cells = Cells { file, record: &record };
        let row = cells.row(&mut days)?;
        rows.push(row).map_err(|error| cells.wrong(6, error))?;
    }
    Ok(rows)
}

/// Days already read: neighboring rows mostly have the same ones, and a date takes longer to read than the rest of a row.
#[derive(Default)]
struct LastDays([Option<([u8; 10], Day)>; 4]);

impl LastDays {
    fn day(&mut self, text: &[u8]) -> Option<Result<Day, String>> {
        let bytes: [u8; 10] = text.try_into().ok()?;
        if let Some((_, day)) = self.0.iter().flatten().find(|(known, _)| *known == bytes) {
            return Some(Ok(*day));
        }
        let date = parse_date(std::str::from_utf8(text).ok()?).ok()?;
        let Some(day) = Day::of(date) else {
            return Some(Err(format!("{} is out of range: expected 1990 to 2169", format_date(date))));
        };
        self.0.rotate_right(1);
        let [first, ..] = &mut self.0;
        *first = Some((bytes, day));
        Some(Ok(day))
    }
}

struct Cells<'a> {
    file: &'a str,
    record: &'a ByteRecord,
}

impl<'a> Cells<'a> {
    fn row(&self, days: &mut LastDays) -> Result<PtpRow<'a>, TableError> {
        Ok(PtpRow {
            columns: [self.parse::<HcpcsCode>(0)?, self.parse(1)?],
            before_1996: self.parse(2)?,
            effective: self.day(3, days)?,
            deleted: if self.bytes(4).is_empty() { None } else { Some(self.day(4, days)?) },
            indicator: self.parse(5)?,
            rationale: self.text(6)?,
        })
    }

    fn bytes(&self, column: usize) -> &'a [u8] {
        self.record.get(column).unwrap_or_default()
    }

    fn text(&self, column: usize) -> Result<&'a str, TableError> {
        std::str::from_utf8(self.bytes(column)).map_err(|error| self.wrong(column, error))
    }

    fn parse<T: FromStr<Err: Display>>(&self, column: usize) -> Result<T, TableError> {
        self.text(column)?.parse().map_err(|error: T::Err| self.wrong(column, error))
    }

    fn day(&self, column: usize, days: &mut LastDays) -> Result<Day, TableError> {
        let found = days.day(self.bytes(column));
        let day = found.unwrap_or_else(|| {
            let text = String::from_utf8_lossy(self.bytes(column));
            Err(format!("{text:?} is not a date: write it such as 2024-07-01"))
        });
        day.map_err(|problem| self.wrong(column, problem))
    }

    fn wrong(&self, column: usize, problem: impl Display) -> TableError {
        let name = COLUMNS.get(column).copied();
        TableError::new(self.file, line_of(self.record.position()), name, problem.to_string())
    }
}

/// Writes PTP edits.
///
/// # Errors
/// If the CSV writer refuses, which it does for no row.
pub fn write_ptp_edits<'a>(edits: impl IntoIterator<Item = PtpEdit<'a>>) -> Result<Vec<u8>, TableError> {
    let mut writer = new_writer();
    let wrong = |error: csv::Error| TableError::of_csv(TABLE, &error);
    writer.write_record(COLUMNS).map_err(wrong)?;
    for edit in edits {
        let cells = [
            edit.column_one.as_str(),
            edit.column_two.as_str(),
            if edit.before_1996 { "true" } else { "false" },
            &format_date(edit.effective),
            &edit.deleted.map_or_else(String::new, format_date),
            edit.indicator.code(),
            edit.rationale,
        ];
        writer.write_record(cells).map_err(wrong)?;
    }
    written(TABLE, writer)
}
