//! Reads the bodies of requests, within limits of length and time.

use super::error::{Error, Fault};
use super::fault_code::FaultCode;
use crate::api::limits::{BATCH_BYTES_PER_SECOND, BODY_BYTES_PER_SECOND, Limits};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt, StreamExt};
use std::cell::RefCell;
use std::convert::Infallible;
use std::future::{Ready, poll_fn, ready};
use std::ops::Deref;
use std::rc::Rc;
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
    /// How long the client may keep the service waiting for the whole, apart from a second more for so many bytes.
    body_time: Duration,
    bytes_per_second: u64,
    /// How long the service has waited for bytes.
    waited: Duration,
    /// How many bytes have arrived.
    arrived: u64,
    memory: Option<Data<BodyMemory>>,
    share: BodyShare,
}

/// The share of memory of a body, which outlives the reading of it.
#[derive(Clone, Default)]
pub(crate) struct BodyShare(Rc<RefCell<Option<MemoryShare>>>);

impl BodyShare {
    /// The share, for whoever keeps the body.
    pub(crate) fn take(&self) -> Option<MemoryShare> {
        self.0.take()
    }

    /// How many bytes it allows to hold.
    fn bytes(&self) -> usize {
        let permits = self.0.borrow().as_ref().map_or(0, MemoryShare::num_permits);
        permits.saturating_mul(PERMIT_BYTES).saturating_add(FREE_BYTES)
    }

    fn add(&self, more: MemoryShare) {
        let mut share = self.0.borrow_mut();
        match share.as_mut() {
            Some(share) => share.merge(more),
            None => *share = Some(more),
        }
    }
}

/// The memory for bodies, in all connections together. A body has its share until the work with it has ended.
pub(crate) struct BodyMemory {
    permits: Arc<Semaphore>,
    most_permits: usize,
    /// The places for bodies that wait for memory. The framework holds up to 128 kB of each of them.
    waiting: Semaphore,
}

/// A share of the memory for bodies. It is given back when it is dropped.
pub(crate) type MemoryShare = OwnedSemaphorePermit;

/// The bytes that one permit stands for.
const PERMIT_BYTES: usize = 1024;
/// How long a body waits for memory.
const MEMORY_WAIT: Duration = Duration::from_secs(5);
/// The most bodies that wait for it. Others are refused at once.
const MOST_WAITING: usize = 256;
/// The bytes that every connection may hold without a share. A claim of fifty lines has about ten kilobytes.
pub(crate) const FREE_BYTES: usize = 16 * 1024;

impl BodyMemory {
    /// Memory of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let most_permits = bytes / PERMIT_BYTES;
        let waiting = Semaphore::new(MOST_WAITING);
        Self { permits: Arc::new(Semaphore::new(most_permits)), most_permits, waiting }
    }

    async fn take(&self, bytes: usize) -> Result<MemoryShare, Error> {
        let full = || Error::Unavailable("Too many long bodies are arriving at once.".to_owned());
        let _place = self.waiting.try_acquire().map_err(|_| full())?;
        timeout(MEMORY_WAIT, self.take_in_turn(bytes)).await.unwrap_or_else(|_| Err(full()))
    }

    async fn take_in_turn(&self, bytes: usize) -> Result<MemoryShare, Error> {
        let permits = bytes.div_ceil(PERMIT_BYTES).min(self.most_permits);
        let permits = u32::try_from(permits).unwrap_or(u32::MAX);
        let share = Arc::clone(&self.permits).acquire_many_owned(permits).await;
        share.map_err(|error| Error::Internal(error.to_string()))
    }
}

/// A whole body, with its share of the memory for bodies.
#[derive(Default)]
pub(crate) struct ReadBody {
    bytes: Bytes,
    share: Option<MemoryShare>,
}

impl ReadBody {
    pub(crate) const fn new(bytes: Bytes, share: Option<MemoryShare>) -> Self {
        Self { bytes, share }
    }

    /// Its bytes, and its share of memory, which is to be held as long as they are.
    pub(crate) fn into_parts(self) -> (Bytes, Option<MemoryShare>) {
        (self.bytes, self.share)
    }

    /// Its share of memory, for what is kept of the body.
    pub(crate) fn into_share(self) -> Option<MemoryShare> {
        self.share
    }
}

impl Deref for ReadBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
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
            body_time: limits.body_time,
            bytes_per_second: BODY_BYTES_PER_SECOND,
            waited: Duration::ZERO,
            arrived: 0,
            memory: request.app_data().cloned(),
            share: BodyShare::default(),
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

    /// The same body, which may arrive more slowly: its parts are answered while it arrives.
    pub(crate) fn into_stream(self) -> Self {
        Self { bytes_per_second: BATCH_BYTES_PER_SECOND, ..self }
    }

    /// The bytes of a body that another parser reads, within the limits of [`read_body`].
    ///
    /// # Errors
    /// Those of [`read_body`].
    pub(crate) fn into_bytes_within(self, limit: usize) -> impl Stream<Item = Result<Bytes, Error>> {
        stream::try_unfold(self, move |mut body| async move {
            let Some(bytes) = body.next_bytes().await? else { return Ok(None) };
            let arrived = usize::try_from(body.arrived).unwrap_or(usize::MAX);
            if arrived > limit {
                return Err(Error::too_large(limit));
            }
            body.cover(arrived).await?;
            Ok(Some((bytes, body)))
        })
    }

    /// The share of memory of the body.
    pub(crate) fn share(&self) -> BodyShare {
        self.share.clone()
    }

    /// Makes sure that so many bytes of the body may be held. Its share of memory grows with what has arrived, not with what
    /// the client declares: a client cannot take memory from others by a mere head.
    ///
    /// # Errors
    /// 503 if other bodies take all of it for five seconds, or too many wait for it.
    pub(crate) async fn cover(&self, bytes: usize) -> Result<(), Error> {
        let (Some(memory), covered) = (&self.memory, self.share.bytes()) else { return Ok(()) };
        if bytes > covered {
            // Twice as much, like the buffer that it is for.
            let more = bytes.saturating_sub(covered).max(covered);
            self.share.add(memory.take(more).await?);
        }
        Ok(())
    }

    /// Takes a share of memory of so many bytes for one part of the body. It waits as long as it takes, for an answer that has
    /// already begun. Others give theirs back: their clients may not keep the service waiting for long.
    pub(crate) async fn take_in_turn(&self, bytes: usize) -> Result<Option<MemoryShare>, Error> {
        match &self.memory {
            Some(memory) => memory.take_in_turn(bytes).await.map(Some),
            None => Ok(None),
        }
    }

    /// The next bytes if they have arrived already: `Some(Ok(None))` at the end, `None` if more are still to come.
    pub(crate) fn at_hand(&mut self) -> Option<Result<Option<Bytes>, Error>> {
        let next = self.payload.next().now_or_never()?;
        Some(self.count(next))
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
                let began = Instant::now();
                let next = timeout(wait, self.payload.next()).await;
                self.waited = self.waited.saturating_add(began.elapsed());
                next.map_err(|_| self.too_slow())?
            }
        };
        self.count(next)
    }

    /// Counts what arrived, and turns an error of the transport into a 400.
    fn count(&mut self, next: Option<Result<Bytes, PayloadError>>) -> Result<Option<Bytes>, Error> {
        let next = or_malformed(next)?;
        let length = next.as_ref().map_or(0, Bytes::len);
        self.arrived = self.arrived.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        Ok(next)
    }

    /// How long the service may still wait for the body. What the service itself needs to answer its parts does not count.
    fn time_left(&self) -> Duration {
        let seconds = Duration::from_secs(self.arrived / self.bytes_per_second);
        self.body_time.saturating_add(seconds).saturating_sub(self.waited)
    }

    fn too_slow(&self) -> Error {
        let fault = if self.time_left().is_zero() {
            let (time, rate) = (self.body_time.as_secs(), self.bytes_per_second / 1_000);
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

/// Reads a whole body. If it arrived in one piece, returns that piece without copying it. A body of more than [`FREE_BYTES`] gets
/// a share of the memory for bodies.
///
/// # Errors
/// 413 if the body is longer than the limit or declares so, 400 if it breaks off or pauses too long, 503 if other bodies take
/// all memory.
pub(crate) async fn read_body(mut body: Body, limit: usize) -> Result<ReadBody, Error> {
    body.check_declared(limit)?;
    let within = |length: usize| if length > limit { Err(Error::too_large(limit)) } else { Ok(()) };
    let first = body.next_bytes().await?.unwrap_or_default();
    within(first.len())?;
    body.cover(first.len()).await?;
    let Some(second) = body.next_bytes().await? else { return Ok(ReadBody::new(first, body.share.take())) };
    // The pieces are joined at the end: a buffer that grows leaves its earlier selves in memory.
    let mut length = first.len();
    let mut pieces = vec![first];
    let mut next = Some(second);
    while let Some(bytes) = next {
        length = length.saturating_add(bytes.len());
        within(length)?;
        body.cover(length).await?;
        pieces.push(bytes);
        next = body.next_bytes().await?;
    }
    Ok(ReadBody::new(pieces.concat().into(), body.share.take()))
}

/// Turns an error of the transport into a 400.
fn or_malformed(next: Option<Result<Bytes, PayloadError>>) -> Result<Option<Bytes>, Error> {
    let broke_off = |error| {
        Fault::coded(FaultCode::UnreadableBody, "", format_args!("The body cannot be read: {error}."))
    };
    next.transpose().map_err(|error| Error::Malformed(vec![broke_off(error)]))
}
