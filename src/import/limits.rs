//! The limits of an import: every size, count and depth has one.

use super::error::ImportError;
use std::path::Path;

/// The largest file that is read: over ten times the largest table of CMS's releases (ZIP5, 3.5 MB).
pub(super) const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The largest file of PTP edits: five times a quarter's largest of the four.
pub(super) const MAX_PTP_BYTES: u64 = 256 * 1024 * 1024;
/// The largest part of a workbook of PTP edits: some ten times the text.
pub(super) const MAX_PTP_SHEET_BYTES: u64 = 1024 * 1024 * 1024;
/// The most that all files of one archive may hold: some thirty releases' worth.
pub(super) const MAX_ARCHIVE_BYTES: u64 = 512 * 1024 * 1024;
/// The most files of one archive or walk: CMS's archives hold about twenty.
pub(super) const MAX_FILES: usize = 10_000;
/// How deep folders, and archives in archives, are followed. Deeper nesting is a loop or an attack.
pub(super) const MAX_DEPTH: usize = 8;
/// The largest file of payment amounts: a year's PFALL has a million lines of 132 bytes.
pub(super) const MAX_PAYMENT_BYTES: u64 = 512 * 1024 * 1024;

/// Refuses more than a limit.
pub(super) fn check_count(
    path: &Path,
    what: &str,
    found: usize,
    most: usize,
    reason: &'static str,
) -> Result<(), ImportError> {
    if found <= most {
        return Ok(());
    }
    Err(ImportError::TooLarge {
        file: path.display().to_string(),
        found: format!("{found} {what}"),
        limit: most.to_string(),
        reason,
    })
}

/// Refuses more bytes than a limit.
pub(super) fn check_bytes(
    name: &str,
    found: u64,
    most: u64,
    reason: &'static str,
) -> Result<(), ImportError> {
    if found <= most {
        return Ok(());
    }
    Err(ImportError::TooLarge {
        file: name.to_owned(),
        found: format!("{found} bytes"),
        limit: format!("{most} bytes"),
        reason,
    })
}
