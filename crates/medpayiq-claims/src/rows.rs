//! Rows of tables: the cells of CSV, and the two forms of a row, which is a claim or one line of one.

use super::fault::Fault;
use super::fault_code::FaultCode;
use super::faults::MOST_FAULTS;
use super::hints::did_you_mean;
use std::borrow::Cow;

/// The fault of a row if its claim has another value in an earlier row.
pub const DIFFERS: &str = "The value differs from an earlier row of the same claim.";

/// A text that is not a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:.60?} is not a whole number. Write it in digits, such as 2.")]
pub struct NotAWholeNumber<'a>(pub &'a str);

/// A text that is neither true nor false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:.60?} is not a valid value. Write true or false.")]
pub struct NotABoolean<'a>(pub &'a str);

/// Reads a cell as a whole number, also 2.0 as spreadsheets write it.
///
/// # Errors
/// If it is another text.
pub fn whole_number(text: &str) -> Result<i64, NotAWholeNumber<'_>> {
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|digit| digit == b'0'));
    whole.map_or(text, |(whole, _)| whole).parse().map_err(|_| NotAWholeNumber(text))
}

/// Reads a cell as true or false, in any case.
///
/// # Errors
/// If it is another text.
pub fn boolean(text: &str) -> Result<bool, NotABoolean<'_>> {
    text.to_ascii_lowercase().parse().map_err(|_| NotABoolean(text))
}

/// Returns the modifiers of a cell, which have blanks or bars between them.
pub fn modifiers(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([' ', '|']).filter(|modifier| !modifier.is_empty())
}

/// Returns the fields of a row of CSV. A row is one line of text, so a stray quotation mark cannot affect other rows.
///
/// # Errors
/// If the row is not UTF-8, or a quotation mark is not closed.
pub fn fields(row: &[u8]) -> Result<Vec<Cow<'_, str>>, Fault> {
    let fault = |detail: &str| Fault::coded(FaultCode::InvalidSyntax, "", detail);
    let text = std::str::from_utf8(row).map_err(|_| fault("The row is not UTF-8."))?;
    if !text.contains('"') {
        return Ok(text.split(',').map(Cow::Borrowed).collect());
    }
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err(fault("A quotation mark is not closed. A row is one line of text."));
    }
    let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row);
    let mut record = csv::StringRecord::new();
    csv.read_record(&mut record).map_err(|error| fault(&error.to_string()))?;
    Ok(record.iter().map(|field| Cow::Owned(field.to_owned())).collect())
}

/// The columns of a table of lines, in its order. `C` is what the reader calls a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvHeader<C>(Vec<C>);

impl<C: Copy + PartialEq> CsvHeader<C> {
    /// Reads the first row. `known` are the columns that a table may have, each with its name.
    ///
    /// # Errors
    /// Every fault, up to [`MOST_FAULTS`], if a column is unknown or repeated, or if there is no column `hcpcs`.
    pub fn read(row: &[u8], known: &[(C, &str)]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut columns = Vec::new();
        for (position, name) in fields(row).map_err(|fault| vec![fault])?.iter().enumerate() {
            if faults.len() == MOST_FAULTS {
                break;
            }
            let found = known.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim()));
            let pointer = format!("/header/{position}");
            match found {
                Some((column, name)) if columns.contains(column) => {
                    let detail = format_args!("The header has the column {name} twice.");
                    faults.push(Fault::coded(FaultCode::RepeatedField, pointer, detail));
                }
                Some((column, _)) => columns.push(*column),
                None => {
                    faults.push(Fault::coded(FaultCode::UnknownField, pointer, unknown_column(name, known)));
                }
            }
        }
        let codes = known.iter().find(|(_, name)| *name == "hcpcs");
        if faults.is_empty() && !codes.is_some_and(|(column, _)| columns.contains(column)) {
            let detail = "The first row must name the columns, among them hcpcs.";
            faults.push(Fault::coded(FaultCode::MissingField, "/header", detail));
        }
        if faults.is_empty() { Ok(Self(columns)) } else { Err(faults) }
    }

    /// Returns the position of a column.
    pub fn position(&self, column: C) -> Option<usize> {
        self.0.iter().position(|known| *known == column)
    }

    /// Returns the cells of a row, each with its column.
    ///
    /// # Errors
    /// If the row does not match the header.
    pub fn cells<'a>(&self, row: &'a [u8]) -> Result<Vec<(C, Cow<'a, str>)>, Fault> {
        let fields = fields(row)?;
        if fields.len() != self.0.len() {
            let (found, expected) = (fields.len(), self.0.len());
            let detail = format_args!("The number of fields is {found}, but the header has {expected}.");
            return Err(Fault::coded(FaultCode::WrongLength, "", detail));
        }
        Ok(self.0.iter().copied().zip(fields).collect())
    }
}

fn unknown_column<C>(name: &str, known: &[(C, &str)]) -> String {
    let names: Vec<&str> = known.iter().map(|(_, name)| *name).collect();
    let meant = did_you_mean(name, &names);
    let separated = if name.contains([';', '\t', '|']) { " Separate them by commas." } else { "" };
    let columns = names.join(", ");
    format!("{name:.60?} is not a column.{meant} The columns are {columns}.{separated}")
}

/// What a row has: a claim with its lines, or one line with the fields of its claim.
#[derive(Clone, Debug)]
pub enum RowForm<L, H> {
    /// A claim.
    Claim(L),
    /// A line, by its code.
    Line(H),
}

impl<L, H> RowForm<L, H> {
    /// Decides which form a row has. `of_line` are the names of the fields of a line, each with whether the row has it.
    ///
    /// # Errors
    /// If the row has both, or neither.
    pub fn of(lines: Option<L>, hcpcs: Option<H>, of_line: &[(&str, bool)]) -> Result<Self, Fault> {
        match (lines, hcpcs) {
            (Some(lines), None) if of_line.iter().all(|(_, is_sent)| !is_sent) => Ok(Self::Claim(lines)),
            (None, Some(hcpcs)) => Ok(Self::Line(hcpcs)),
            (Some(_), _) => {
                let sent = of_line.iter().filter(|(_, is_sent)| *is_sent);
                let fields = sent.map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
                let detail = format!(
                    "The row has lines, and beside them what belongs to one line: {fields}. Put that into the lines, or leave lines out."
                );
                Err(Fault::coded(FaultCode::Conflict, "/lines", detail))
            }
            (None, None) => {
                let detail = "The row has no service. Send hcpcs, or lines.";
                Err(Fault::coded(FaultCode::MissingField, "/hcpcs", detail))
            }
        }
    }
}
