//! Finds columns by their names. CMS's files stack the names over several rows and repeat them.

use super::error::{Fault, ImportError, fault_in};
use super::table::{Column, Field, Row};

/// The most rows of titles and column names that a file may begin with; CMS's have ten.
const MAX_HEADER_ROWS: usize = 40;

/// The names of a file's columns.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The line of the lowest row of names.
    line: Option<u64>,
    names: Vec<String>,
}

/// A name without case, blanks and signs: releases differ in those.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_uppercase()).collect()
}

/// Splits a file's rows at its header row: the first row with a first cell that satisfies `is_header`.
///
/// # Errors
/// If none of the first rows does.
pub(super) fn split<'a>(
    file: &str,
    rows: &'a [Row],
    expected: &str,
    is_header: impl Fn(&str) -> bool,
) -> Result<(&'a [Row], &'a Row, &'a [Row]), ImportError> {
    let found = rows.iter().take(MAX_HEADER_ROWS).position(|row| is_header(&plain(row.cell(0))));
    let parts = found.and_then(|at| Some((rows.get(..at)?, rows.get(at)?, rows.get(at + 1..)?)));
    parts.ok_or_else(|| {
        let problem =
            format!("no header row: none of the first {MAX_HEADER_ROWS} rows begins with {expected}");
        fault_in(file, Fault::of_file(problem))
    })
}

/// Whether a row below column names continues them. The first column has a short name, so its cell is blank.
pub(super) fn continues_names(row: &Row) -> bool {
    row.cell(0).is_empty()
}

impl Header {
    /// The names of one row.
    pub(super) fn of_row(row: &Row) -> Self {
        Self::of_rows(&[row])
    }

    /// The names of the lowest row, each joined to the names above it. A row above with one filled cell is
    /// a title, not a column name.
    pub(super) fn stacked(above: &[Row], lowest: &Row) -> Self {
        let is_title = |row: &&Row| row.cells().filter(|cell| !cell.is_empty()).count() <= 1;
        let named: Vec<&Row> = above.iter().filter(|row| !is_title(row)).chain([lowest]).collect();
        Self::of_rows(&named)
    }

    /// The names of rows that all name columns. Each name is joined from the cells of its column.
    pub(super) fn of_rows(rows: &[&Row]) -> Self {
        let name = |at: usize| {
            let parts: Vec<&str> =
                rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).collect();
            parts.join(" ")
        };
        let width = |row: &&Row| (1..=row.len()).rev().find(|width| !row.cell(width - 1).is_empty());
        let width = rows.iter().filter_map(width).max();
        Self { line: rows.last().map(|row| row.line), names: (0..width.unwrap_or(0)).map(name).collect() }
    }

    /// The names of a row and of the rows below it that continue them, and the rows after these.
    pub(super) fn stacked_below<'a>(first: &Row, below: &'a [Row]) -> (Self, &'a [Row]) {
        let count = below.iter().take_while(|row| continues_names(row)).count();
        let (more, data) = below.split_at(count);
        let rows: Vec<&Row> = [first].into_iter().chain(more).collect();
        (Self::of_rows(&rows), data)
    }

    /// The names of a fixed-width layout.
    pub(super) fn of_layout(layout: &[Field]) -> Self {
        Self { line: None, names: layout.iter().map(|Field(name, _, _)| (*name).to_owned()).collect() }
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// The names, in the file's order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Begins to look for columns.
    pub(super) fn finder(&self) -> Finder<'_> {
        Finder { header: self, taken: Vec::new(), missing: Vec::new() }
    }
}

/// Looks for the columns of a header and remembers which were found.
pub(super) struct Finder<'a> {
    header: &'a Header,
    taken: Vec<usize>,
    missing: Vec<&'static str>,
}

impl Finder<'_> {
    /// Returns the column with this name. [`Self::finish`] reports a missing one.
    pub(super) fn column(&mut self, name: &'static str) -> Column {
        let wanted = plain(name);
        self.column_where(name, |found| found == wanted)
    }

    /// Returns the first column with a plain name that satisfies `is_it`. Faults call it `name`.
    pub(super) fn column_where(&mut self, name: &'static str, is_it: impl Fn(&str) -> bool) -> Column {
        self.optional_where(name, is_it).unwrap_or_else(|| {
            self.missing.push(name);
            Column { index: usize::MAX, name }
        })
    }

    /// A column that not every release has.
    pub(super) fn optional(&mut self, name: &'static str) -> Option<Column> {
        let wanted = plain(name);
        self.optional_where(name, |found| found == wanted)
    }

    /// A column that not every release has, found by its plain name.
    pub(super) fn optional_where(
        &mut self,
        name: &'static str,
        is_it: impl Fn(&str) -> bool,
    ) -> Option<Column> {
        let mut untaken = (0..).zip(&self.header.names).filter(|(at, _)| !self.taken.contains(at));
        let (index, _) = untaken.find(|(_, found)| is_it(&plain(found)))?;
        self.taken.push(index);
        Some(Column { index, name })
    }

    /// Refuses a header with columns missing or left over.
    pub(super) fn finish(self, file: &str) -> Result<(), ImportError> {
        let quoted = |name: &str| format!("{name:?}");
        let missing: Vec<String> = self.missing.iter().map(|name| quoted(name)).collect();
        let unknown: Vec<String> = (0..)
            .zip(&self.header.names)
            .filter(|(at, _)| !self.taken.contains(at))
            .map(|(at, name): (usize, _)| format!("{name:?} (column {})", at + 1))
            .collect();
        let list = |what: &str, names: &[String]| match names {
            [] => None,
            [..] => Some(format!("{what} {}", names.join(", "))),
        };
        let parts: Vec<String> =
            [list("no column", &missing), list("unknown column", &unknown)].into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(());
        }
        let problem = parts.join("; ");
        Err(fault_in(file, Fault::new(self.header.line, None, problem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::delimited;

    fn header(text: &str) -> Header {
        let rows = delimited(text.as_bytes(), b',').unwrap();
        let (above, lowest, _) = split("F.csv", &rows, "HCPCS", |first| first == "HCPCS").unwrap();
        Header::stacked(above, lowest)
    }

    #[test]
    fn names_are_stacked_and_titles_are_not_names() {
        let header =
            header(",,A title,\n,,,FOR,NON-FAC\n,,,PAY,NA\nHCPCS,MOD,DESCRIPTION,MENT,INDICATOR,,\n");
        assert_eq!(header.names(), ["HCPCS", "MOD", "DESCRIPTION", "FOR PAY MENT", "NON-FAC NA INDICATOR"]);
    }

    #[test]
    fn missing_and_unknown_columns_are_named() {
        let header = header(",WORK,,MP\nHCPCS,RVUS,MOD,RVU\n");
        let mut finder = header.finder();
        finder.column("HCPCS");
        finder.column("WORK RVU");
        finder.column("MOD");
        finder.column("MP RVU");
        assert_eq!(
            finder.finish("F.csv").unwrap_err().to_string(),
            r#"F.csv line 2: no column "WORK RVU"; unknown column "WORK RVUS" (column 2)"#
        );
    }
}
