//! Why files were not imported: each error names the file and the position in it.

use std::fmt;
use std::io;

/// The most faults of one file that are listed: enough to see a pattern, few enough to read.
pub const MAX_LISTED_FAULTS: usize = 20;

/// The longest value shown in full. CMS's parsed cells are shorter.
const LONGEST_VALUE: usize = 40;

/// Quotes a value, cut if it is too long.
pub(super) fn shown(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => {
            format!("{:?} and {} more bytes", value.get(..end).unwrap_or_default(), value.len() - end)
        }
        None => format!("{value:?}"),
    }
}

/// One problem in a file: its position, the value found and what was expected.
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
    #[error("{file}: {found} is over the limit of {limit} ({reason})")]
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
        "{file}: this is a web page, not {expected}. It may be CMS's license page. Accept the license in a browser and download the file again."
    )]
    WebPage {
        /// The file.
        file: String,
        /// What its name promises.
        expected: &'static str,
    },
    /// A `.zip` file that is not a zip archive.
    #[error("{file}: not a zip archive: {problem}")]
    NotAZip {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A zip with encrypted content.
    #[error(
        "{file}: {member} in it is encrypted. CMS does not encrypt its archives. Download it again from CMS."
    )]
    Encrypted {
        /// The archive.
        file: String,
        /// The encrypted file in it.
        member: String,
    },
    /// A file with other content than its name says.
    #[error("{file}: the name says {expected}, but the content is {found}")]
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
        "{found}: not all of a quarter's PTP edits. Missing: {missing}. Give all four files in one command: \
         without a file, its edits would not apply"
    )]
    Incomplete {
        /// The files found.
        found: String,
        /// The missing ones.
        missing: String,
    },
    /// The release of the files, or its first day, is unknown.
    #[error("{files}: {problem}")]
    UnknownRelease {
        /// The files.
        files: String,
        /// What is unknown, and the option that sets it.
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
    #[error("nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, \
         anesthesia base units, MUE, AOC or ccipra), alone or in a zip{}", lines(.skipped))]
    NothingToImport {
        /// What was looked at and why it was not loaded.
        skipped: Vec<Skipped>,
    },
}

impl ImportError {
    /// The error if a release has two files of the same table.
    pub(super) fn two_of(one: &str, other: &str) -> Self {
        Self::Disagreement {
            one: one.to_owned(),
            other: other.to_owned(),
            problem:
                "hold the same table with different rows. Put the files of each release in their own folder."
                    .to_owned(),
        }
    }
}

impl From<FileFaults> for ImportError {
    fn from(faults: FileFaults) -> Self {
        Self::Faults(faults)
    }
}

/// Makes an error of a file's only fault.
pub(super) fn fault_in(file: &str, fault: Fault) -> ImportError {
    ImportError::Faults(FileFaults { file: file.to_owned(), listed: vec![fault], unlisted: 0 })
}
