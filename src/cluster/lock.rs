//! File locks of the programs that share a cluster. The system drops a lock when its process ends, however it ends.

use super::EmbeddedError;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a program waits while another starts or stops the cluster: longer than either takes.
const PATIENCE: Duration = Duration::from_secs(150);

/// The pause between two attempts.
const POLL: Duration = Duration::from_millis(20);

/// Waits until this program holds the lock alone.
pub(super) async fn exclusive(path: &Path) -> Result<File, EmbeddedError> {
    wait_for(path, File::try_lock).await
}

/// Waits until no program holds the lock alone, then shares it with others.
pub(super) async fn shared(path: &Path) -> Result<File, EmbeddedError> {
    wait_for(path, File::try_lock_shared).await
}

/// Exchanges a shared lock for an exclusive one if no other program shares it. Otherwise the lock may be lost.
pub(super) fn is_last(file: &File, path: &Path) -> Result<bool, EmbeddedError> {
    is_locked(file.try_lock(), path)
}

async fn wait_for(
    path: &Path,
    attempt: fn(&File) -> Result<(), TryLockError>,
) -> Result<File, EmbeddedError> {
    let file = open_lock(path)?;
    let deadline = Instant::now() + PATIENCE;
    while !is_locked(attempt(&file), path)? {
        if Instant::now() >= deadline {
            return Err(EmbeddedError::Busy { lock: path.to_owned(), seconds: PATIENCE.as_secs() });
        }
        sleep(POLL).await;
    }
    Ok(file)
}

fn is_locked(attempt: Result<(), TryLockError>, path: &Path) -> Result<bool, EmbeddedError> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(EmbeddedError::io("lock", path)(source)),
    }
}

/// Opens the lock's file, and makes it if it is missing. It is never written to, so that a planted link cannot make root
/// change another file.
fn open_lock(path: &Path) -> Result<File, EmbeddedError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => give_to_folders_owner(&file, path).map(|()| file),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => File::open(path),
        Err(error) => Err(error),
    }
    .map_err(EmbeddedError::io("open", path))
}

/// Makes the owner of the folder the owner of the file: if root uses a normal user's folder first, the user must still
/// be able to use it.
fn give_to_folders_owner(file: &File, path: &Path) -> std::io::Result<()> {
    let Some(folder) = path.parent().map(Path::metadata).transpose()? else { return Ok(()) };
    if folder.uid() == file.metadata()?.uid() {
        return Ok(());
    }
    fchown(file, Some(folder.uid()), Some(folder.gid()))
}
