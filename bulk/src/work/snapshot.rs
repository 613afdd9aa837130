//! Snapshots from a disk or an object store.

use super::error::WorkError;
use super::location::Location;
use medpayiq_arrow::snapshots::{self, Loaded};
use std::path::Path;
use std::sync::Arc;

/// Reads a snapshot, unless this process has read it already.
///
/// # Errors
/// If it cannot be read, or is not a snapshot.
pub async fn load(argument: &Path) -> Result<Arc<Loaded>, WorkError> {
    let location = Location::of(argument)?;
    Ok(match location.path() {
        Some(path) => snapshots::load(&path, None)?,
        None => snapshots::from_bytes(Path::new(location.as_str()), &location.read().await?, None)?,
    })
}
