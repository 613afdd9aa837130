//! Why files were not imported: each error names the file and the position in it.

use super::faults::MAX_LISTED_FAULTS;
use std::fmt;
use std::io;

pub(super) use super::faults::{Fault, FileFaults, shown};

impl FileFaults {
    /// `value` if there was no fault.
    pub(super) fn or<T>(self, value: T) -> Result<T, ImportError> {
        if self.listed.is_empty() { Ok(value) } else { Err(ImportError::Faults(self)) }
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
        expected: String,
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
        expected: String,
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
         anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML){}", lines(.skipped))]
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
                "hold the same table of one release, with different rows. Import only the one you want. Files of different releases belong in folders of their own."
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
    let mut faults = FileFaults::new(file);
    faults.add(fault);
    ImportError::Faults(faults)
}
