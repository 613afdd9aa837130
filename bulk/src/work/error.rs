//! Why files cannot be priced.

use super::location::Location;
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
    /// A file or folder of an object store cannot be read or written.
    #[error("{location}: {error}")]
    Store {
        /// The file or folder.
        location: Location,
        /// What the store says.
        #[source]
        error: Box<object_store::Error>,
    },
    /// There is no such file.
    #[error("{0}: there is no such file")]
    NotThere(Location),
    /// A path is not UTF-8.
    #[error("{}: the path is not UTF-8. Rename it.", .0.display())]
    NotText(PathBuf),
    /// A file has the ending of no format that is read.
    #[error("{0}: the name must end in .parquet, .csv or .ndjson")]
    UnknownFormat(Location),
    /// A folder or pattern has no file.
    #[error("{0}: no file ends in .parquet, .csv or .ndjson there")]
    NoFiles(Location),
    /// The columns of a file are not those of claims.
    #[error("{location}: {fault}")]
    Columns {
        /// The file.
        location: Location,
        /// What is wrong with them.
        fault: String,
    },
    /// The output folder has something else.
    #[error("{location}: {fault}")]
    Occupied {
        /// The folder.
        location: Location,
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
    #[error("part {part}, {location}: {error}")]
    Part {
        /// Its number.
        part: usize,
        /// Its input.
        location: Location,
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
