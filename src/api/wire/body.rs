//! Reads the bodies of requests, within limits of length and time.

use super::error::{Error, Fault};
use super::fault_code::FaultCode;
use crate::api::limits::{BODY_BYTES_PER_SECOND, Limits};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt, StreamExt};
use std::convert::Infallible;
use std::future::{Ready, poll_fn, ready};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The media type that a request declares for its body.
#[derive(Clone, Copy)]
pub(crate) struct MediaType<'a>(&'a str);

impl MediaType<'_> {
    /// Whether it is this media type, whatever its parameters.
    pub(crate) fn is(self, name: &str) -> bool {
        let Self(declared) = self;
        let (named, _) = declared.split_once(';').unwrap_or((declared, ""));
        named.trim().eq_ignore_ascii_case(name)
    }
}

/// The media type of a request's body; it is no media type if the header is missing.
pub(crate) fn media_type(request: &HttpRequest) -> MediaType<'_> {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    MediaType(declared.unwrap_or_default())
}

/// The body of a request, while it arrives.
pub(crate) struct Body {
    payload: Payload,
    /// The length in `Content-Length`, if the request has it.
    declared_bytes: Option<u64>,
    /// How long to wait for more bytes.
    longest_pause: Duration,
    /// When it began to arrive, and how long it may take.
    began: Instant,
    body_time: Duration,
    /// How many bytes have arrived.
    arrived: u64,
    memory: Option<Data<BodyMemory>>,
}

/// The memory for bodies that are still arriving, in all connections together.
pub(crate) struct BodyMemory(Arc<Semaphore>);

/// The bytes that one permit stands for.
const PERMIT_BYTES: usize = 1024;
/// How long a body waits for memory.
const MEMORY_WAIT: Duration = Duration::from_secs(5);

impl BodyMemory {
    /// Memory of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / PERMIT_BYTES)))
    }

    async fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Error> {
        let full = || Error::Unavailable("Too many long bodies are arriving at once.".to_owned());
        let permits = u32::try_from(bytes.div_ceil(PERMIT_BYTES)).map_err(|_| full())?;
        let taking = Arc::clone(&self.0).acquire_many_owned(permits);
        timeout(MEMORY_WAIT, taking).await.ok().and_then(Result::ok).ok_or_else(full)
    }
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
            began: Instant::now(),
            body_time: limits.body_time,
            arrived: 0,
            memory: request.app_data().cloned(),
        }))
    }
}

impl Body {
    /// Refuses a body that declares too great a length, before any of it is read.
    ///
    /// # Errors
    /// 413.
    pub(crate) fn check_declared(&self, limit: usize) -> Result<(), Error> {
        let is_longer = |declared| usize::try_from(declared).map_or(true, |declared| declared > limit);
        if self.declared_bytes.is_some_and(is_longer) { Err(Error::too_large(limit)) } else { Ok(()) }
    }

    /// The same body, which may take any time as a whole: its parts are answered while it arrives.
    pub(crate) fn into_stream(self) -> Self {
        Self { body_time: Duration::MAX, ..self }
    }

    /// The bytes of a body that another parser reads, within the limits of [`read_body`]. Takes memory for the whole of it.
    ///
    /// # Errors
    /// Those of [`read_body`], and 503 if other bodies take all memory.
    pub(crate) fn into_bytes_within(self, limit: usize) -> impl Stream<Item = Result<Bytes, Error>> {
        stream::try_unfold((self, 0_usize, None), move |(mut body, arrived, mut memory)| async move {
            if memory.is_none() {
                body.check_declared(limit)?;
                memory = body.take_memory(limit).await?;
            }
            let Some(bytes) = body.next_bytes().await? else { return Ok(None) };
            let arrived = arrived.saturating_add(bytes.len());
            if arrived > limit {
                return Err(Error::too_large(limit));
            }
            Ok(Some((bytes, (body, arrived, memory))))
        })
    }

    /// Takes memory for a body of up to `limit` bytes, until the permit is dropped.
    ///
    /// # Errors
    /// 503 if other bodies take all of it for five seconds.
    async fn take_memory(&self, limit: usize) -> Result<Option<OwnedSemaphorePermit>, Error> {
        let declared = self.declared_bytes.and_then(|bytes| usize::try_from(bytes).ok());
        match &self.memory {
            Some(memory) => memory.take(declared.unwrap_or(limit).min(limit)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The next bytes if they have arrived already: `Some(Ok(None))` at the end, `None` if more are still to come.
    pub(crate) fn at_hand(&mut self) -> Option<Result<Option<Bytes>, Error>> {
        self.payload.next().now_or_never().map(or_malformed)
    }

    /// Waits for the next bytes; returns `None` at the end.
    ///
    /// # Errors
    /// 400 if the body breaks off, if nothing arrives for [`Limits::body_pause`], or if the whole takes too long.
    pub(crate) async fn next_bytes(&mut self) -> Result<Option<Bytes>, Error> {
        let next = match self.poll_twice().await {
            Some(next) => next,
            None => {
                let wait = self.time_left().min(self.longest_pause);
                let next = timeout(wait, self.payload.next()).await;
                next.map_err(|_| self.too_slow())?
            }
        };
        let next = or_malformed(next)?;
        self.arrived = self
            .arrived
            .saturating_add(next.as_ref().map_or(0, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
        Ok(next)
    }

    /// How long the whole body may still take.
    fn time_left(&self) -> Duration {
        let seconds = Duration::from_secs(self.arrived / BODY_BYTES_PER_SECOND);
        self.body_time.saturating_add(seconds).saturating_sub(self.began.elapsed())
    }

    fn too_slow(&self) -> Error {
        let fault = if self.time_left().is_zero() {
            let (time, rate) = (self.body_time.as_secs(), BODY_BYTES_PER_SECOND / 1_000);
            Fault::coded(
                FaultCode::UnreadableBody,
                "",
                format_args!("The body took longer than {time} seconds and one more for each {rate} kB."),
            )
        } else {
            let waited = self.longest_pause.as_secs();
            Fault::coded(
                FaultCode::UnreadableBody,
                "",
                format_args!("No byte of the body arrived for {waited} seconds."),
            )
        };
        Error::Malformed(vec![fault])
    }

    /// The next bytes if the first or second poll returns them; `None` if they are still to come.
    ///
    /// This is an optimisation. Waiting with a timeout registers a timer, which costs more than everything else that reading
    /// a small body does. Nearly all bodies arrive together with the head of their request. The framework hands such a body
    /// over only on the second poll: the first poll makes it look at the bytes behind the head. So two polls without a timer
    /// read nearly every body, and only a slow one needs the timer.
    async fn poll_twice(&mut self) -> Option<Option<Result<Bytes, PayloadError>>> {
        let mut has_polled = false;
        poll_fn(|context| match self.payload.poll_next_unpin(context) {
            Poll::Ready(next) => Poll::Ready(Some(next)),
            Poll::Pending if has_polled => Poll::Ready(None),
            Poll::Pending => {
                has_polled = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        })
        .await
    }
}

/// Reads a whole body. If it arrived in one piece, returns that piece without copying it.
///
/// # Errors
/// 413 if the body is longer than the limit or declares so, 400 if it breaks off or pauses too long.
pub(crate) async fn read_body(mut body: Body, limit: usize) -> Result<Bytes, Error> {
    body.check_declared(limit)?;
    let within = |length: usize| if length > limit { Err(Error::too_large(limit)) } else { Ok(()) };
    let first = body.next_bytes().await?.unwrap_or_default();
    within(first.len())?;
    let Some(second) = body.next_bytes().await? else { return Ok(first) };
    let _memory = body.take_memory(limit).await?;
    let mut whole = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(bytes) = next {
        within(whole.len().saturating_add(bytes.len()))?;
        whole.extend_from_slice(&bytes);
        next = body.next_bytes().await?;
    }
    Ok(whole.freeze())
}

/// Turns an error of the transport into a 400.
fn or_malformed(next: Option<Result<Bytes, PayloadError>>) -> Result<Option<Bytes>, Error> {
    let broke_off = |error| {
        Fault::coded(FaultCode::UnreadableBody, "", format_args!("The body cannot be read: {error}."))
    };
    next.transpose().map_err(|error| Error::Malformed(vec![broke_off(error)]))
}
