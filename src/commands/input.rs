//! The file that a command reads.

use super::error::AnyError;
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
