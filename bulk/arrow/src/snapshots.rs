//! The schedules of this process: each snapshot is read once, by its path, and known by its SHA-256.

use medpayiq_core::law::Law;
use medpayiq_core::schedule::Schedule;
use medpayiq_core::snapshot::{Snapshot, SnapshotError};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A schedule and the file that it is from.
#[derive(Debug)]
pub struct Loaded {
    /// The file.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// The schedule.
    pub schedule: Schedule,
}

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotFault {
    /// The file cannot be read, or is not a snapshot.
    #[error("{}: {error}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        error: SnapshotError,
    },
    /// The law that the program contains cannot be read.
    #[error("the law in this program cannot be read: {0}")]
    Law(String),
    /// The file is another one than the one asked for.
    #[error(
        "{} has SHA-256 {found}, not {expected}. Use the snapshot with that SHA-256.",
        .path.display()
    )]
    OtherFile {
        /// The file.
        path: PathBuf,
        /// The SHA-256 of the file.
        found: String,
        /// The SHA-256 that was asked for.
        expected: String,
    },
    /// The process serves other snapshots only.
    #[error(
        "This executor serves {serves}, but the session asks for the snapshot with SHA-256 {expected}. Start every executor \
         with the snapshot of the session."
    )]
    NotServed {
        /// The snapshots that it serves.
        serves: String,
        /// The SHA-256 that was asked for.
        expected: String,
    },
    /// The snapshot is in an object store, and was not read when the process began.
    #[error(
        "This executor has not read the snapshot {}. Start every executor with --snapshot and the same URL.",
        .0.display()
    )]
    Elsewhere(PathBuf),
    /// The session names no snapshot.
    #[error("The session has no snapshot {0:?}. Name it with --snapshot.")]
    NotNamed(String),
}

/// The snapshots of a process.
#[derive(Default)]
struct Known {
    loaded: Vec<Arc<Loaded>>,
    /// Whether sessions may only use what is loaded: so in an executor that was started with snapshots.
    is_complete: bool,
}

static KNOWN: Mutex<Known> = Mutex::new(Known { loaded: Vec::new(), is_complete: false });

fn known() -> MutexGuard<'static, Known> {
    // A panic while a snapshot was read leaves the list as it was.
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a snapshot, unless this process has read it already.
///
/// # Errors
/// If the file cannot be read, is not a snapshot, or has another SHA-256 than `expected`.
pub fn load(path: &Path, expected: Option<&str>) -> Result<Arc<Loaded>, SnapshotFault> {
    load_into(&mut known(), path, expected)
}

/// Takes a snapshot that was read from elsewhere, such as an object store. `path` is where it is from.
///
/// # Errors
/// If it is not a snapshot, or has another SHA-256 than `expected`.
pub fn from_bytes(path: &Path, bytes: &[u8], expected: Option<&str>) -> Result<Arc<Loaded>, SnapshotFault> {
    keep(&mut known(), path, bytes, expected)
}

/// From now on, sessions that ask for a snapshot which this process has not read are refused.
pub fn serve_no_others() {
    known().is_complete = true;
}

/// Returns the snapshot with this SHA-256, and reads it from its path if this process has not yet.
///
/// # Errors
/// If the process serves other snapshots only, and the errors of [`load`].
pub fn find(sha256: &str, path: &Path) -> Result<Arc<Loaded>, SnapshotFault> {
    let mut known = known();
    if let Some(found) = known.loaded.iter().find(|loaded| loaded.sha256 == sha256) {
        return Ok(Arc::clone(found));
    }
    if known.is_complete {
        let describe =
            |loaded: &Arc<Loaded>| format!("{} (SHA-256 {})", loaded.path.display(), loaded.sha256);
        let serves = known.loaded.iter().map(describe).collect::<Vec<_>>().join(", ");
        return Err(SnapshotFault::NotServed { serves, expected: sha256.to_owned() });
    }
    if path.to_str().is_some_and(|path| path.contains("://")) {
        return Err(SnapshotFault::Elsewhere(path.to_owned()));
    }
    load_into(&mut known, path, Some(sha256))
}

fn load_into(known: &mut Known, path: &Path, expected: Option<&str>) -> Result<Arc<Loaded>, SnapshotFault> {
    let unreadable = |error| SnapshotFault::Unreadable { path: path.to_owned(), error };
    let bytes = std::fs::read(path).map_err(|error| unreadable(SnapshotError::Unreadable(error)))?;
    keep(known, path, &bytes, expected)
}

fn keep(
    known: &mut Known,
    path: &Path,
    bytes: &[u8],
    expected: Option<&str>,
) -> Result<Arc<Loaded>, SnapshotFault> {
    let unreadable = |error| SnapshotFault::Unreadable { path: path.to_owned(), error };
    let sha256 = hex::encode(Sha256::digest(bytes));
    if let Some(expected) = expected.filter(|expected| *expected != sha256) {
        let (path, expected) = (path.to_owned(), expected.to_owned());
        return Err(SnapshotFault::OtherFile { path, found: sha256, expected });
    }
    if let Some(found) = known.loaded.iter().find(|loaded| loaded.sha256 == sha256) {
        return Ok(Arc::clone(found));
    }
    let law = Law::shipped().map_err(|fault| SnapshotFault::Law(fault.to_string()))?;
    let schedule = Snapshot::from_bytes(bytes).map_err(unreadable)?.into_schedule(law);
    let loaded = Arc::new(Loaded { path: path.to_owned(), sha256, schedule });
    known.loaded.push(Arc::clone(&loaded));
    Ok(loaded)
}
