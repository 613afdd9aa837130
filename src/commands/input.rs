//! The file that a command reads.

use super::error::AnyError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a file, or standard input if it is `-`.
///
/// # Errors
/// If it cannot be read.
pub(super) fn read_file(file: &Path) -> Result<Vec<u8>, AnyError> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Reads a file, and one byte more than its limit at most: a device has no end.
///
/// # Errors
/// If it cannot be read.
pub(super) fn read_at_most(file: &Path, limit: usize) -> Result<Vec<u8>, AnyError> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", file.display());
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file).map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
