//! The files to price.

use super::error::WorkError;
use super::location::{Entry, Location};
use crate::csv_table::{CsvHeader, read_header};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

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
    #[serde(rename = "path")]
    pub location: Location,
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
    pub fn of(location: &Location) -> Option<Self> {
        match location.ending()?.as_str() {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// Returns the files at these places. A folder stands for the files of a known format in it, in the order of their names. In an
/// object store, what does not end as a file does is a folder.
///
/// # Errors
/// If a file or folder does not exist, has no known format, or is a folder without such files.
pub async fn find(arguments: &[PathBuf]) -> Result<Vec<Input>, WorkError> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let location = Location::of(argument)?;
        let is_folder = match location.path() {
            Some(path) => fs::metadata(&path).map_err(WorkError::io(&path))?.is_dir(),
            None => Format::of(&location).is_none(),
        };
        if is_folder {
            let files = location.files().await?.into_iter().filter_map(input);
            let before = inputs.len();
            inputs.extend(files);
            if inputs.len() == before {
                return Err(WorkError::NoFiles(location));
            }
        } else {
            let found = input(location.describe().await?);
            inputs.push(found.ok_or(WorkError::UnknownFormat(location))?);
        }
    }
    Ok(inputs)
}

fn input(file: Entry) -> Option<Input> {
    let format = Format::of(&file.location)?;
    Some(Input { location: file.location, format, bytes: file.bytes, changed: file.changed })
}

/// The longest header of a CSV file, in bytes.
const MOST_HEADER: u64 = 64 * 1024;

/// Returns the header of a CSV file as it is written, and as it is understood.
///
/// # Errors
/// If the file cannot be read, or a column is unknown.
pub async fn csv_header(input: &Input) -> Result<(String, CsvHeader), WorkError> {
    let columns = |fault: String| WorkError::Columns { location: input.location.clone(), fault };
    let mut bytes = input.location.read_first(MOST_HEADER, input.bytes).await?;
    let end = bytes.iter().position(|byte| *byte == b'\n');
    bytes.truncate(end.unwrap_or(bytes.len()));
    let text = String::from_utf8(bytes).map_err(|_| columns("the header is not UTF-8".to_owned()))?;
    let text = text.trim_end_matches('\r').to_owned();
    let header = read_header(&text).map_err(columns)?;
    Ok((text, header))
}
