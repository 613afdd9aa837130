//! File locks between the programs that share a cluster. The system drops them with the process, however it ends.

use super::EmbeddedError;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a program waits for another that starts or stops the cluster: longer than either takes.
const PATIENCE: Duration = Duration::from_secs(150);

/// How often it looks.
const POLL: Duration = Duration::from_millis(20);

/// Waits until this program alone holds the lock.
pub(super) async fn exclusive(path: &Path) -> Result<File, EmbeddedError> {
    wait_for(path, File::try_lock).await
}

/// Waits until nobody holds the lock alone, then holds it together with others.
pub(super) async fn shared(path: &Path) -> Result<File, EmbeddedError> {
    wait_for(path, File::try_lock_shared).await
}

/// Exchanges a shared lock for an exclusive one, if nobody else shares it. The lock may be lost if somebody does.
pub(super) fn is_last(file: &File, path: &Path) -> Result<bool, EmbeddedError> {
    got(file.try_lock(), path)
}

async fn wait_for(
    path: &Path,
    attempt: fn(&File) -> Result<(), TryLockError>,
) -> Result<File, EmbeddedError> {
    let file = open(path)?;
    let deadline = Instant::now() + PATIENCE;
    while !got(attempt(&file), path)? {
        if Instant::now() >= deadline {
            return Err(EmbeddedError::Busy { lock: path.to_owned(), seconds: PATIENCE.as_secs() });
        }
        sleep(POLL).await;
    }
    Ok(file)
}

fn got(attempt: Result<(), TryLockError>, path: &Path) -> Result<bool, EmbeddedError> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(EmbeddedError::io("lock", path)(source)),
    }
}

/// Opens the lock's file, made if missing and never written, so that root follows no planted link into another file.
fn open(path: &Path) -> Result<File, EmbeddedError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => give_to_folders_owner(&file, path).map(|()| file),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => File::open(path),
        Err(error) => Err(error),
    }
    .map_err(EmbeddedError::io("open", path))
}

/// Root may be the first to use a normal user's folder; the user must still be able to use it afterwards.
fn give_to_folders_owner(file: &File, path: &Path) -> std::io::Result<()> {
    let Some(folder) = path.parent().map(Path::metadata).transpose()? else { return Ok(()) };
    if folder.uid() == file.metadata()?.uid() {
        return Ok(());
    }
    fchown(file, Some(folder.uid()), Some(folder.gid()))
}
