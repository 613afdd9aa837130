//! Why files cannot be priced.

use datafusion::common::DataFusionError;
use medpayiq_arrow::snapshots::SnapshotFault;
use std::path::{Path, PathBuf};

/// Why files cannot be priced.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// A file or folder cannot be read or written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: std::io::Error,
    },
    /// A file has the ending of no format that is read.
    #[error("{}: the name must end in .parquet, .csv or .ndjson", .0.display())]
    UnknownFormat(PathBuf),
    /// A folder or pattern has no file.
    #[error("{}: no file ends in .parquet, .csv or .ndjson there", .0.display())]
    NoFiles(PathBuf),
    /// The columns of a file are not those of claims.
    #[error("{}: {fault}", .path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        fault: String,
    },
    /// The output folder has something else.
    #[error("{}: {fault}", .path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// What it has, and what to do.
        fault: String,
    },
    /// A snapshot cannot be used.
    #[error(transparent)]
    Snapshot(#[from] SnapshotFault),
    /// The engine failed.
    #[error("{0}")]
    Engine(#[from] DataFusionError),
    /// A part failed too often.
    #[error("part {part}, {}: {error}", .path.display())]
    Part {
        /// Its number.
        part: usize,
        /// Its input.
        path: PathBuf,
        /// Why it failed.
        error: DataFusionError,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl WorkError {
    /// Returns a function that adds a path to an error of the system.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}
