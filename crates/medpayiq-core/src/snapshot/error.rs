//! Why a snapshot, or a table of it, could not be read or written.

use std::fmt;
use std::io;

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct TableError {
    file: String,
    line: Option<u64>,
    column: Option<&'static str>,
    problem: String,
}

impl TableError {
    pub(super) fn new(file: &str, line: Option<u64>, column: Option<&'static str>, problem: String) -> Self {
        Self { file: file.to_owned(), line, column, problem }
    }

    pub(super) fn of_csv(file: &str, error: &csv::Error) -> Self {
        let problem = if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
            format!("has {len} cells: expected {expected_len}")
        } else {
            error.to_string()
        };
        Self::new(file, error.position().map(csv::Position::line), None, problem)
    }
}

/// `service_rows.csv line 12, work_rvu: "1.305" has more than 2 decimals`.
impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, " line {line}"))?;
        self.column.map_or(Ok(()), |column| write!(f, ", {column}"))?;
        write!(f, ": {}", self.problem)
    }
}

/// Why a snapshot could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file could not be read.
    #[error("the snapshot cannot be read: {0}")]
    Unreadable(io::Error),
    /// The file is something else.
    #[error("this file is not a MedPayIQ snapshot. Write one with `medpayiq snapshot FILE`.")]
    NotASnapshot,
    /// The file begins as a snapshot does, and its end is missing.
    #[error(
        "the snapshot is incomplete: its end is missing. Copy the file again, or write it again with `medpayiq snapshot`."
    )]
    Incomplete,
    /// The file's content has changed since it was written.
    #[error(
        "the snapshot is damaged: its content does not match its checksum. \
         Copy the file again, or write it again with `medpayiq snapshot`."
    )]
    Damaged,
    /// The file was written by a newer program.
    #[error(
        "the snapshot has format {found}, and this program reads format {known} and older. \
         Update MedPayIQ, or write the snapshot with this version."
    )]
    Newer {
        /// The file's format.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },
    /// The checksum is right and a table is not: the program that wrote the file had other rules.
    #[error("the snapshot has a table that this program cannot read: {0}")]
    Table(#[from] TableError),
    /// The archive within the file is not one.
    #[error("the snapshot has no readable archive: {0}")]
    Archive(String),
    /// A table is larger than this program takes.
    #[error(
        "has a table of more than {most_bytes} bytes: {name}. This program neither reads nor writes one."
    )]
    TooLarge {
        /// The table's file within the snapshot.
        name: String,
        /// The most bytes of a table.
        most_bytes: u64,
    },
    /// The file could not be written.
    #[error("the snapshot cannot be written: {0}")]
    Unwritable(io::Error),
    /// A file that is no snapshot has the name.
    #[error(
        "this file is not a snapshot, so it was not overwritten. Choose another name, or delete the file."
    )]
    Occupied,
}
