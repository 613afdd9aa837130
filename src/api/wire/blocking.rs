//! Work that would block a thread that serves requests.

use super::error::Error;
use actix_web::web;

/// Runs CPU-heavy work on the pool of blocking threads, and returns its result.
///
/// # Errors
/// [`Error::Internal`] if the work panics.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    web::block(work).await.map_err(|error| Error::Internal(error.to_string()))
}
