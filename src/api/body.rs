//! Bodies: what they are declared as, and reading them within a limit.

use super::error::{Error, Fault};
use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Bytes};
use futures_util::StreamExt;
use std::fmt::Display;
use std::time::Duration;

/// How long the next bytes of a body that is read piece by piece are waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What a body is declared as.
#[derive(Clone, Copy)]
pub(super) struct MediaType<'a>(&'a str);

impl MediaType<'_> {
    /// Whether it is this one, given without parameters.
    pub(super) fn is(self, name: &str) -> bool {
        let Self(declared) = self;
        let (named, _) = declared.split_once(';').unwrap_or((declared, ""));
        named.trim().eq_ignore_ascii_case(name)
    }
}

/// What the body of a request is declared as; nothing where it is not declared.
pub(super) fn media_type(request: &HttpRequest) -> MediaType<'_> {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    MediaType(declared.unwrap_or_default())
}

/// Reads a whole body.
///
/// # Errors
/// 413 where it is longer than the limit, 400 where it breaks off.
pub(super) async fn read(body: web::Payload, limit: usize) -> Result<Bytes, Error> {
    let read = body.to_bytes_limited(limit).await.map_err(|_| Error::TooLarge { limit })?;
    read.map_err(unreadable)
}

/// The next bytes of a body, or none at its end.
///
/// # Errors
/// 400 where it breaks off, or nothing more of it comes.
pub(super) async fn next_bytes(body: &mut web::Payload) -> Result<Option<Bytes>, Error> {
    match tokio::time::timeout(LONGEST_PAUSE, body.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
        Ok(Some(Err(error))) => Err(unreadable(error)),
        Err(_) => {
            let waited = LONGEST_PAUSE.as_secs();
            let detail = format_args!("no byte of the body came for {waited} seconds");
            Err(Error::Malformed(vec![Fault::new("", detail)]))
        }
    }
}

/// A body that broke off.
pub(super) fn unreadable(error: impl Display) -> Error {
    Error::Malformed(vec![Fault::new("", format_args!("the body cannot be read: {error}"))])
}
