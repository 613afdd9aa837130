//! The end of a snapshot: the archive's comment, with the format and a checksum of everything before it.

use super::SnapshotError;
use sha2::{Digest, Sha256};

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 2;

/// The folder of all members, by whose name a snapshot is known even if its end is missing.
pub(super) const FOLDER: &str = "medpayiq-snapshot/";
/// How a zip archive begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// The position of the first member's name in an archive.
const FIRST_NAME: usize = 30;
/// The characters of a SHA-256 in hexadecimal.
const CHECKSUM_LENGTH: usize = 64;
/// The longest comment before the checksum.
const LONGEST_MARK: usize = 64;

/// The comment of an archive that is not sealed yet: its checksum is a row of zeros.
pub(super) fn unsealed_comment() -> String {
    format!("{}{}", mark(FORMAT), "0".repeat(CHECKSUM_LENGTH))
}

fn mark(format: u32) -> String {
    format!("medpayiq snapshot {format} sha256 ")
}

/// Puts the checksum of what is before it at the end.
pub(super) fn seal(archive: &mut [u8]) {
    if let Some((content, checksum)) = archive.split_last_chunk_mut::<CHECKSUM_LENGTH>() {
        checksum.copy_from_slice(sha256(content).as_bytes());
    }
}

/// Refuses what is not a whole snapshot that this program can read.
pub(super) fn check_seal(bytes: &[u8]) -> Result<(), SnapshotError> {
    let Some((content, checksum)) = bytes.split_last_chunk::<CHECKSUM_LENGTH>() else {
        return Err(without_seal(bytes));
    };
    let format = format_of(content).ok_or_else(|| without_seal(bytes))?;
    if format > FORMAT {
        return Err(SnapshotError::Newer { found: format, known: FORMAT });
    }
    if sha256(content).as_bytes() == checksum { Ok(()) } else { Err(SnapshotError::Damaged) }
}

/// The format that the mark at the end of the content names.
fn format_of(content: &[u8]) -> Option<u32> {
    let tail = content.get(content.len().saturating_sub(LONGEST_MARK)..)?;
    let tail = String::from_utf8_lossy(tail);
    let (_, rest) = tail.rsplit_once("medpayiq snapshot ")?;
    rest.strip_suffix(" sha256 ")?.parse().ok()
}

fn without_seal(bytes: &[u8]) -> SnapshotError {
    if begins_as_snapshot(bytes) { SnapshotError::Incomplete } else { SnapshotError::NotASnapshot }
}

/// Whether a file begins as snapshots do.
pub(super) fn begins_as_snapshot(bytes: &[u8]) -> bool {
    let name = bytes.get(FIRST_NAME..FIRST_NAME + FOLDER.len());
    bytes.starts_with(ARCHIVE) && name == Some(FOLDER.as_bytes())
}

fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
