//! Bodies: what they are declared as, and reading them within limits of length and time.

use super::error::{Error, Fault};
use crate::api::limits::Limits;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::{FutureExt, StreamExt};
use std::convert::Infallible;
use std::future::{Ready, poll_fn, ready};
use std::task::Poll;
use std::time::Duration;

/// What a body is declared as.
#[derive(Clone, Copy)]
pub(crate) struct MediaType<'a>(&'a str);

impl MediaType<'_> {
    /// Whether it is this one, given without parameters.
    pub(crate) fn is(self, name: &str) -> bool {
        let Self(declared) = self;
        let (named, _) = declared.split_once(';').unwrap_or((declared, ""));
        named.trim().eq_ignore_ascii_case(name)
    }
}

/// What the body of a request is declared as; nothing where it is not declared.
pub(crate) fn media_type(request: &HttpRequest) -> MediaType<'_> {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    MediaType(declared.unwrap_or_default())
}

/// The body of a request, on its way in.
pub(crate) struct Body {
    payload: Payload,
    /// How long it says it is, where it says so.
    declared_bytes: Option<u64>,
    /// How long its next bytes are waited for.
    longest_pause: Duration,
}

impl FromRequest for Body {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let limits = request.app_data::<Data<Limits>>().map_or_else(Limits::default, |limits| ***limits);
        ready(Ok(Self {
            payload: payload.take(),
            declared_bytes: declared.and_then(|length| length.parse().ok()),
            longest_pause: limits.body_pause,
        }))
    }
}

impl Body {
    /// Refuses a body that says it is too long, before any of it is read.
    ///
    /// # Errors
    /// 413.
    pub(crate) fn check_declared(&self, limit: usize) -> Result<(), Error> {
        let is_longer = |declared| usize::try_from(declared).map_or(true, |declared| declared > limit);
        if self.declared_bytes.is_some_and(is_longer) { Err(Error::TooLarge { limit }) } else { Ok(()) }
    }

    /// The next bytes where they are here already, or none at the end; nothing where they have yet to come.
    pub(crate) fn at_hand(&mut self) -> Option<Result<Option<Bytes>, Error>> {
        self.payload.next().now_or_never().map(told)
    }

    /// The next bytes, or none at the end.
    ///
    /// # Errors
    /// 400 where the body breaks off, or nothing more of it comes.
    pub(crate) async fn next_bytes(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(next) = self.soon().await {
            return told(next);
        }
        tokio::time::timeout(self.longest_pause, self.payload.next()).await.map_or_else(
            |_| {
                let waited = self.longest_pause.as_secs();
                let detail = format_args!("no byte of the body came for {waited} seconds");
                Err(Error::Malformed(vec![Fault::new("", detail)]))
            },
            told,
        )
    }

    /// The next bytes, or none at the end, where they are here by the second look; nothing where they have yet to come.
    ///
    /// A connection hands over what came behind a request's head only after the first look. So no clock is asked for
    /// bodies that come with their heads, as nearly all do.
    async fn soon(&mut self) -> Option<Option<Result<Bytes, PayloadError>>> {
        let mut has_looked = false;
        poll_fn(|context| match self.payload.poll_next_unpin(context) {
            Poll::Ready(next) => Poll::Ready(Some(next)),
            Poll::Pending if has_looked => Poll::Ready(None),
            Poll::Pending => {
                has_looked = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        })
        .await
    }
}

/// Reads a whole body. One that came in one piece is that piece, and is not copied.
///
/// # Errors
/// 413 where it is longer than the limit or says that it will be, 400 where it breaks off or nothing more of it comes.
pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Bytes, Error> {
    body.check_declared(limit)?;
    let within = |length: usize| if length > limit { Err(Error::TooLarge { limit }) } else { Ok(()) };
    let first = body.next_bytes().await?.unwrap_or_default();
    within(first.len())?;
    let Some(second) = body.next_bytes().await? else { return Ok(first) };
    let mut whole = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(bytes) = next {
        within(whole.len().saturating_add(bytes.len()))?;
        whole.extend_from_slice(&bytes);
        next = body.next_bytes().await?;
    }
    Ok(whole.freeze())
}

/// What came next of a body; 400 where it broke off.
fn told(next: Option<Result<Bytes, PayloadError>>) -> Result<Option<Bytes>, Error> {
    let broke_off = |error| Fault::new("", format_args!("the body cannot be read: {error}"));
    next.transpose().map_err(|error| Error::Malformed(vec![broke_off(error)]))
}
