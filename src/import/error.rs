//! Why files were not imported: always which file, and where in it.

use std::fmt;
use std::io;

/// The most faults of one file that are listed: enough to see a pattern, few enough to read.
pub const MAX_LISTED_FAULTS: usize = 20;

/// The longest value that is shown whole: longer than any that CMS publishes in a cell that is parsed.
const LONGEST_VALUE: usize = 40;

/// A value as it is shown, cut where it is long.
pub(super) fn shown(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => {
            format!("{:?} and {} more bytes", value.get(..end).unwrap_or_default(), value.len() - end)
        }
        None => format!("{value:?}"),
    }
}

/// One thing wrong in a file: where, the value found and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1 as an editor counts; in a workbook the row.
    pub line: Option<u64>,
    /// The column by CMS's name.
    pub column: Option<String>,
    /// The value found and what was expected instead.
    pub problem: String,
}

impl Fault {
    /// A fault of the file as a whole.
    pub(super) fn of_file(problem: impl Into<String>) -> Self {
        Self { line: None, column: None, problem: problem.into() }
    }

    /// A fault of a whole line.
    pub(super) fn at_line(line: u64, problem: impl Into<String>) -> Self {
        Self { line: Some(line), column: None, problem: problem.into() }
    }

    /// A fault of one cell.
    pub(super) fn at_cell(line: u64, column: &str, problem: impl Into<String>) -> Self {
        Self { line: Some(line), column: Some(column.to_owned()), problem: problem.into() }
    }

    /// The line and column as far as they are known, to follow the file's name.
    fn place(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!(" line {line}"));
        let column = self.column.as_ref().map_or_else(String::new, |column| format!(", {column}"));
        line + &column
    }
}

/// The faults of one file, the first [`MAX_LISTED_FAULTS`] of them in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFaults {
    /// The file's name.
    pub file: String,
    /// The faults, in the file's order.
    pub listed: Vec<Fault>,
    /// How many more there are.
    pub unlisted: usize,
}

impl FileFaults {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), listed: Vec::new(), unlisted: 0 }
    }

    pub(super) fn add(&mut self, fault: Fault) {
        if self.listed.len() < MAX_LISTED_FAULTS {
            self.listed.push(fault);
        } else {
            self.unlisted += 1;
        }
    }

    /// The value read, or `None` after noting why there is none.
    pub(super) fn keep<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.add(fault)).ok()
    }

    /// `value` if there was no fault.
    pub(super) fn or<T>(self, value: T) -> Result<T, ImportError> {
        if self.listed.is_empty() { Ok(value) } else { Err(ImportError::Faults(self)) }
    }
}

impl fmt::Display for FileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.listed.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}{}: {}", self.file, fault.place(), fault.problem)?;
        }
        match self.unlisted {
            0 => Ok(()),
            more => write!(f, "\n{}: and {more} more", self.file),
        }
    }
}

/// A file that was looked at and not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name, without folders.
    pub file: String,
    /// Why it was not loaded.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.reason)
    }
}

fn lines(skipped: &[Skipped]) -> String {
    let mut text: String = skipped.iter().take(MAX_LISTED_FAULTS).map(|one| format!("\n{one}")).collect();
    if skipped.len() > MAX_LISTED_FAULTS {
        text.push_str(&format!("\nand {} more", skipped.len() - MAX_LISTED_FAULTS));
    }
    text
}

/// Why an import stopped. Nothing of it was loaded.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A path that cannot be read.
    #[error("{file}: cannot be read")]
    Unreadable {
        /// The path.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// More than a limit allows.
    #[error("{file}: {found} is more than {limit}, {reason}")]
    TooLarge {
        /// The file.
        file: String,
        /// What was found, with its unit.
        found: String,
        /// The limit, with its unit.
        limit: String,
        /// Why that is the limit.
        reason: &'static str,
    },
    /// A web page, such as a licence page, saved under the name of a data file.
    #[error(
        "{file}: this is a web page, not {expected}; it may be CMS's licence page: accept the licence in a browser and download the file again"
    )]
    WebPage {
        /// The file.
        file: String,
        /// What its name promises.
        expected: &'static str,
    },
    /// A `.zip` that is none.
    #[error("{file}: not a zip archive: {problem}")]
    NotAZip {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A zip whose content is encrypted.
    #[error("{file}: {member} in it is encrypted; CMS's own archives are not: download it again")]
    Encrypted {
        /// The archive.
        file: String,
        /// The encrypted file in it.
        member: String,
    },
    /// A file whose content is not what its name says.
    #[error("{file}: named like {expected}, but its content is {found}")]
    NotWhatItsNameSays {
        /// The file.
        file: String,
        /// What the name promises.
        expected: &'static str,
        /// What the content looks like.
        found: String,
    },
    /// Rows or columns that are not as CMS publishes them.
    #[error("{0}")]
    Faults(FileFaults),
    /// Two files that should not be together, or do not agree.
    #[error("{one} and {other} {problem}")]
    Disagreement {
        /// One of them.
        one: String,
        /// The other.
        other: String,
        /// How they disagree.
        problem: String,
    },
    /// Some of the files that only together make a release.
    #[error(
        "{found}: only a part of a quarter's PTP edits; missing are {missing}. Give all of them in one command: \
         the edits of a missing file would be taken for none"
    )]
    Incomplete {
        /// The files found.
        found: String,
        /// The missing ones.
        missing: String,
    },
    /// Nothing tells which release the files are of, or from which day it is in force.
    #[error("{files}: {problem}")]
    UnknownRelease {
        /// The files.
        files: String,
        /// What is unknown and which option tells it.
        problem: String,
    },
    /// What stopped the import of one archive among several.
    #[error("in {archive}: {error}")]
    InArchive {
        /// The archive.
        archive: String,
        /// What stopped it.
        error: Box<ImportError>,
    },
    /// None of the files holds a table.
    #[error("nothing to import{}", lines(.skipped))]
    NothingToImport {
        /// What was looked at and why it was not loaded.
        skipped: Vec<Skipped>,
    },
}

impl ImportError {
    /// Two files of which a release has one.
    pub(super) fn two_of(one: &str, other: &str) -> Self {
        Self::Disagreement {
            one: one.to_owned(),
            other: other.to_owned(),
            problem:
                "hold the same table and differ: put the files of each release into a folder of their own"
                    .to_owned(),
        }
    }
}

impl From<FileFaults> for ImportError {
    fn from(faults: FileFaults) -> Self {
        Self::Faults(faults)
    }
}

/// The one fault of a file, as an error.
pub(super) fn fault_in(file: &str, fault: Fault) -> ImportError {
    ImportError::Faults(FileFaults { file: file.to_owned(), listed: vec![fault], unlisted: 0 })
}
