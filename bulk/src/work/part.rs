//! The parts of the input. A part is a file, or a run of bytes of one.

use super::error::WorkError;
use super::input::{Format, Input, csv_header};
use serde::{Deserialize, Serialize};

/// How large the parts are.
#[derive(Clone, Copy, Debug)]
pub struct PartSize {
    /// About how many bytes of a text file.
    pub text_bytes: u64,
    /// About how many bytes of Parquet before compression.
    pub parquet_bytes: u64,
}

impl Default for PartSize {
    fn default() -> Self {
        Self { text_bytes: 64 * 1024 * 1024, parquet_bytes: 64 * 1024 * 1024 }
    }
}

/// A part of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its number, from 0 in the order of the input.
    pub number: usize,
    /// The number of its file.
    pub input: usize,
    /// The bytes of the file from which it begins, and at which the next one begins. A row, or a row group of Parquet, belongs to
    /// the part in which it begins.
    pub from: u64,
    /// See `from`.
    pub to: u64,
}

/// Cuts files into parts.
///
/// # Errors
/// If a file cannot be read.
pub async fn cut(inputs: &[Input], size: PartSize) -> Result<Vec<Part>, WorkError> {
    let mut parts: Vec<Part> = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        for (from, to) in ranges(input, size).await? {
            parts.push(Part { number: parts.len(), input: number, from, to });
        }
    }
    Ok(parts)
}

async fn ranges(input: &Input, size: PartSize) -> Result<Vec<(u64, u64)>, WorkError> {
    // The rows of a claim must stay together.
    let is_whole = input.format == Format::Csv && csv_header(input).await?.1.position("claim").is_some();
    match input.format {
        Format::Parquet => of_row_groups(input, size.parquet_bytes).await,
        Format::Csv if is_whole => Ok(vec![(0, input.bytes)]),
        Format::Csv | Format::Ndjson => Ok(of_bytes(input.bytes, size.text_bytes)),
    }
}

fn of_bytes(bytes: u64, size: u64) -> Vec<(u64, u64)> {
    let count = bytes.div_ceil(size.max(1)).max(1);
    let at = |number: u64| bytes / count * number + (bytes % count) * number / count;
    (0..count).map(|number| (at(number), at(number + 1))).collect()
}

async fn of_row_groups(input: &Input, size: u64) -> Result<Vec<(u64, u64)>, WorkError> {
    let metadata = input.location.parquet_footer().await?;
    if !is_cuttable(metadata.file_metadata().schema().get_fields().iter().map(|field| field.name())) {
        return Ok(vec![(0, input.bytes)]);
    }
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    let (mut from, mut held) = (0, 0);
    for group in metadata.row_groups() {
        let start = group.columns().first().map_or(0, |column| column.byte_range().0);
        if held >= size && start > from {
            ranges.push((from, start));
            (from, held) = (start, 0);
        }
        held += u64::try_from(group.total_byte_size()).unwrap_or(0);
    }
    ranges.push((from, input.bytes));
    Ok(ranges)
}

/// Whether a row is a whole claim.
fn is_cuttable<'a>(columns: impl Iterator<Item = &'a str>) -> bool {
    let names: Vec<&str> = columns.collect();
    names.contains(&"lines") || !names.contains(&"claim")
}
