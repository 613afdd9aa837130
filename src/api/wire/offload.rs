//! Work that takes longer than a thread that serves may be held up.

use super::error::Error;
use actix_web::web;

/// Works beside the threads that serve.
///
/// # Errors
/// Only when the work itself breaks down.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    web::block(work).await.map_err(|error| Error::Internal(error.to_string()))
}
