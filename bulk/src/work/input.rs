//! The files to price.

use super::error::WorkError;
use crate::csv_table::{CsvHeader, read_header};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Parquet: claims with a list of lines, or one line a row.
    Parquet,
    /// CSV with a header: one line a row.
    Csv,
    /// One JSON object a row.
    Ndjson,
}

/// A file to price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was changed, in seconds since 1970.
    pub changed: u64,
}

impl Format {
    /// Returns the format that the ending of a name stands for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// Returns the files at these paths. A folder stands for the files of a known format in it, in the order of their names.
///
/// # Errors
/// If a path does not exist, has no known format, or is a folder without such files.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Input>, WorkError> {
    let mut inputs = Vec::new();
    for path in paths {
        let path = path.canonicalize().map_err(WorkError::io(path))?;
        if !path.is_dir() {
            inputs.push(input(path)?);
            continue;
        }
        let entries = fs::read_dir(&path).map_err(WorkError::io(&path))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| file.is_file() && Format::of(file).is_some());
        files.sort();
        if files.is_empty() {
            return Err(WorkError::NoFiles(path));
        }
        for file in files {
            inputs.push(input(file)?);
        }
    }
    Ok(inputs)
}

fn input(path: PathBuf) -> Result<Input, WorkError> {
    let format = Format::of(&path).ok_or_else(|| WorkError::UnknownFormat(path.clone()))?;
    let metadata = fs::metadata(&path).map_err(WorkError::io(&path))?;
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let changed = changed.map_or(0, |since| since.as_secs());
    Ok(Input { path, format, bytes: metadata.len(), changed })
}

/// Returns the header of a CSV file as it is written, and as it is understood.
///
/// # Errors
/// If the file cannot be read, or a column is unknown.
pub fn csv_header(path: &Path) -> Result<(String, CsvHeader), WorkError> {
    let mut text = String::new();
    let file = File::open(path).map_err(WorkError::io(path))?;
    BufReader::new(file).read_line(&mut text).map_err(WorkError::io(path))?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    let header = read_header(&text).map_err(|fault| WorkError::Columns { path: path.to_owned(), fault })?;
    Ok((text, header))
}
