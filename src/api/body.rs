//! Bodies: what they are declared as, and reading them within a limit.

use super::error::{Error, Fault};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};

/// What the body is declared as, in lower case and without parameters; empty where it is not declared.
pub(super) fn media_type(request: &HttpRequest) -> String {
    let declared =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads a whole body.
///
/// # Errors
/// 413 where it is longer than the limit, 400 where it breaks off.
pub(super) async fn read(body: web::Payload, limit: usize) -> Result<web::Bytes, Error> {
    let read = body.to_bytes_limited(limit).await.map_err(|_| Error::TooLarge)?;
    read.map_err(|error| {
        Error::Malformed(vec![Fault::new("", format_args!("the body cannot be read: {error}"))])
    })
}
