//! The output folder: a file for each part, and receipts by which a later run knows what is finished.

use super::error::WorkError;
use super::input::Input;
use super::location::Location;
use super::part::Part;
use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The folder of receipts within the output folder. Readers of Parquet ignore names that begin so.
const RECEIPTS: &str = "_medpayiq";
const JOB: &str = "job.json";
/// How many receipts are read at a time.
const READ_AT_A_TIME: usize = 16;

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
    /// How many bytes its file has. A file of another length was written by somebody else since.
    pub bytes: u64,
}

/// An output folder.
#[derive(Clone, Debug)]
pub struct Output {
    folder: Location,
    format: OutputFormat,
}

impl Output {
    /// Opens the folder of a job, which is new or has a part of the same job.
    ///
    /// # Errors
    /// If the folder has the files of another job, or anything else.
    pub async fn open(folder: &Path, job: &Job) -> Result<Self, WorkError> {
        let folder = Location::of(folder)?;
        let file = folder.join(RECEIPTS).join(JOB);
        let occupied =
            |fault: &str| WorkError::Occupied { location: folder.clone(), fault: fault.to_owned() };
        match file.read().await {
            Ok(bytes) => {
                let known: Option<Job> = serde_json::from_slice(&bytes).ok();
                if known.as_ref() != Some(job) {
                    return Err(occupied(&what_differs(known.as_ref(), job)));
                }
            }
            Err(WorkError::NotThere(_)) => {
                if folder.has_files().await? {
                    return Err(occupied("the folder has other files. Name a new folder, or an empty one."));
                }
                file.write(json(serde_json::to_vec_pretty(job))?).await?;
            }
            Err(error) => return Err(error),
        }
        Ok(Self { folder, format: job.format })
    }

    /// Returns the file of a part.
    #[must_use]
    pub fn file(&self, part: &Part) -> Location {
        self.folder.join(&format!("part-{:05}.{}", part.number, self.format.ending()))
    }

    fn receipt_file(&self, part: &Part) -> Location {
        self.folder.join(RECEIPTS).join(&format!("part-{:05}.json", part.number))
    }

    /// Returns the receipts of the parts that are finished, by the numbers of the parts.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub async fn receipts(&self, parts: &[Part]) -> Result<HashMap<usize, Receipt>, WorkError> {
        let mut there: HashMap<Location, u64> = HashMap::new();
        for folder in [&self.folder, &self.folder.join(RECEIPTS)] {
            there.extend(folder.files().await?.into_iter().map(|file| (file.location, file.bytes)));
        }
        let with_length = parts.iter().filter(|part| there.contains_key(&self.receipt_file(part)));
        let with_length = with_length.filter_map(|part| Some((part, *there.get(&self.file(part))?)));
        let read = with_length.map(|(part, length)| async move {
            let bytes = self.receipt_file(part).read().await.ok()?;
            let receipt: Receipt = serde_json::from_slice(&bytes).ok()?;
            (receipt.bytes == length).then_some((part.number, receipt))
        });
        let read = stream::iter(read).buffer_unordered(READ_AT_A_TIME);
        Ok(read.filter_map(|receipt| async move { receipt }).collect().await)
    }

    /// Notes that a part is finished, whose file has so many rows.
    ///
    /// # Errors
    /// If the file is not there, or the receipt cannot be written.
    pub async fn finish(&self, part: &Part, rows: u64) -> Result<Receipt, WorkError> {
        let receipt = Receipt { rows, bytes: self.file(part).describe().await?.bytes };
        self.receipt_file(part).write(json(serde_json::to_vec(&receipt))?).await?;
        Ok(receipt)
    }

    /// Removes the file of a part that failed, unless the part has a receipt: then somebody else finished it.
    pub async fn remove_failed(&self, part: &Part) {
        if self.receipt_file(part).describe().await.is_ok() {
            return;
        }
        match self.file(part).remove().await {
            Ok(()) | Err(WorkError::NotThere(_)) => {}
            Err(error) => eprintln!("The file of a part that failed is still there. {error}"),
        }
    }

    /// Removes what writers left that were killed: files like `part-00007.parquet#1`. An object store shows no such files.
    pub fn remove_leftovers(&self) {
        let Some(folder) = self.folder.path() else { return };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
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

fn json(written: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, WorkError> {
    written.map_err(|error| WorkError::Other(error.to_string()))
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
