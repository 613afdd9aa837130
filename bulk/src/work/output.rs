//! The output folder: a file for each part, and receipts by which a later run knows what is finished.

use super::error::WorkError;
use super::input::Input;
use super::part::Part;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of receipts within the output folder. Readers of Parquet ignore names that begin so.
const RECEIPTS: &str = "_medpayiq";
const JOB: &str = "job.json";

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum OutputFormat {
    /// Parquet, compressed.
    Parquet,
    /// CSV with a header, one line a row.
    Csv,
}

impl OutputFormat {
    const fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// What a row of the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A claim with a list of lines.
    Claims,
    /// A line with the fields of its claim.
    Lines,
}

/// What the files of a folder were priced from. A later run must be the same to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The version of the program.
    pub version: String,
    /// The SHA-256 of the snapshot.
    pub snapshot_sha256: String,
    /// The format of the files.
    pub format: OutputFormat,
    /// What a row is.
    pub layout: Layout,
    /// The files that are priced.
    pub inputs: Vec<Input>,
    /// The parts, each of which is one file.
    pub parts: Vec<Part>,
}

/// That a part is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// How many rows its file has.
    pub rows: u64,
}

/// An output folder.
#[derive(Clone, Debug)]
pub struct Output {
    folder: PathBuf,
    format: OutputFormat,
}

impl Output {
    /// Opens the folder of a job, which is new or has a part of the same job.
    ///
    /// # Errors
    /// If the folder has the files of another job, or anything else.
    pub fn open(folder: &Path, job: &Job) -> Result<Self, WorkError> {
        let receipts = folder.join(RECEIPTS);
        let file = receipts.join(JOB);
        let occupied = |fault: &str| WorkError::Occupied { path: folder.to_owned(), fault: fault.to_owned() };
        match fs::read(&file) {
            Ok(bytes) => {
                let known: Option<Job> = serde_json::from_slice(&bytes).ok();
                if known.as_ref() != Some(job) {
                    return Err(occupied(&what_differs(known.as_ref(), job)));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
                    return Err(occupied("the folder has other files. Name a new folder, or an empty one."));
                }
                fs::create_dir_all(&receipts).map_err(WorkError::io(&receipts))?;
                let bytes =
                    serde_json::to_vec_pretty(job).map_err(|error| WorkError::Other(error.to_string()))?;
                write_whole(&file, &bytes)?;
            }
            Err(error) => return Err(WorkError::io(&file)(error)),
        }
        let folder = folder.canonicalize().map_err(WorkError::io(folder))?;
        Ok(Self { folder, format: job.format })
    }

    /// Returns the file of a part.
    #[must_use]
    pub fn file(&self, part: &Part) -> PathBuf {
        self.folder.join(format!("part-{:05}.{}", part.number, self.format.ending()))
    }

    fn receipt_file(&self, part: &Part) -> PathBuf {
        self.folder.join(RECEIPTS).join(format!("part-{:05}.json", part.number))
    }

    /// Returns the receipt of a part that is finished.
    #[must_use]
    pub fn receipt(&self, part: &Part) -> Option<Receipt> {
        let receipt = serde_json::from_slice(&fs::read(self.receipt_file(part)).ok()?).ok()?;
        self.file(part).is_file().then_some(receipt)
    }

    /// Notes that a part is finished.
    ///
    /// # Errors
    /// If the receipt cannot be written.
    pub fn finish(&self, part: &Part, receipt: Receipt) -> Result<(), WorkError> {
        let bytes = serde_json::to_vec(&receipt).map_err(|error| WorkError::Other(error.to_string()))?;
        write_whole(&self.receipt_file(part), &bytes)
    }

    /// Removes what writers left that were killed: files like `part-00007.parquet#1`.
    pub fn remove_leftovers(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let is_leftover =
                name.to_str().is_some_and(|name| name.starts_with("part-") && name.contains('#'));
            if is_leftover {
                // Only disk space is lost if it stays.
                _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn what_differs(known: Option<&Job>, job: &Job) -> String {
    let Some(known) = known else {
        return "the folder has another job, which this version cannot read. Name a new folder.".to_owned();
    };
    let what = if known.snapshot_sha256 != job.snapshot_sha256 {
        format!(
            "is priced from the snapshot with SHA-256 {}, not {}",
            known.snapshot_sha256, job.snapshot_sha256
        )
    } else if known.inputs != job.inputs {
        "is of other input files, or they have changed since".to_owned()
    } else if known.version != job.version {
        format!("is of version {} of this program, not {}", known.version, job.version)
    } else {
        "has another format or other parts".to_owned()
    };
    format!("what is finished there {what}. Name a new folder, or repeat the first command.")
}

/// Writes a file that is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WorkError> {
    let new = path.with_extension("new");
    fs::write(&new, bytes).and_then(|()| fs::rename(&new, path)).map_err(WorkError::io(path))
}
