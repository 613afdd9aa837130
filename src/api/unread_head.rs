//! Answers requests with an unreadable head with a problem, and counts and logs them.
//!
//! The framework answers a head that is not HTTP (400), that is too long (431) or that does not arrive (408) in its connection
//! handler, before any handler or middleware sees the request. Its answer has no body. This is the connection that it writes to:
//! such an answer is replaced on its way out. Every answer of our own with one of these statuses has a body, so no other is.
//!
//! A later head of a connection that does not arrive in time gets the same answer, and ends the connection.

use super::head_clock::{HeadClock, Overdue};
use super::limits::Limits;
use super::metrics::Metrics;
use super::middleware::log_answer;
use super::request_id::{REQUEST_ID, RequestId};
use super::safe_headers::add_safe_headers;
use super::wire::error::{Error, Fault};
use super::wire::fault_code::FaultCode;
use super::wire::problem::problem_response;
use actix_web::body::MessageBody;
use actix_web::http::header::{HeaderMap, HttpDate};
use actix_web::web::Data;
use bytes::{Buf, BytesMut};
use std::future::Future;
use std::io::{Error as IoError, ErrorKind, Result as IoResult};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant, SystemTime};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep_until};

/// The longest head of an answer of the framework.
const MOST_HEAD: usize = 512;

/// A connection that replaces the framework's answers to heads that it cannot read.
pub(super) struct Explaining<T> {
    connection: T,
    metrics: Option<Data<Metrics>>,
    /// What is written instead, as long as the connection has not taken it.
    instead: BytesMut,
    clock: Rc<HeadClock>,
    /// Rings when the clock may have run out. It is set at the first wait, and again only if it rings.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<T> Explaining<T> {
    pub(super) fn new(connection: T, metrics: Option<Data<Metrics>>, limits: &Limits) -> Self {
        let clock = Rc::new(HeadClock::new(limits));
        Self { connection, metrics, instead: BytesMut::new(), clock, alarm: None }
    }

    /// The clock, which the requests of the connection stop while they run.
    pub(super) fn clock(&self) -> Rc<HeadClock> {
        Rc::clone(&self.clock)
    }

    /// Waits until the next head is overdue, and returns what of it did not come.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<Overdue> {
        loop {
            let Some((end, overdue)) = self.clock.end() else { return Poll::Pending };
            if end <= Instant::now() {
                self.clock.stop();
                return Poll::Ready(overdue);
            }
            let end = end.into();
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(end)));
            if alarm.is_elapsed() || end < alarm.deadline() {
                alarm.as_mut().reset(end);
            }
            ready!(alarm.as_mut().poll(context));
        }
    }
}

impl<T: AsyncWrite + Unpin> Explaining<T> {
    /// Begins to write these bytes and a problem. What the connection does not take now is written before anything else.
    fn write_instead(&mut self, context: &mut Context<'_>, before: &[u8], error: &Error) -> IoResult<()> {
        self.instead.extend_from_slice(before);
        self.instead.extend_from_slice(&refusal(error, self.metrics.as_deref().map(AsRef::as_ref)));
        match self.poll_instead(context) {
            Poll::Ready(written) => written,
            Poll::Pending => Ok(()),
        }
    }

    /// Writes what is to be written instead.
    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        while self.instead.has_remaining() {
            let count = ready!(Pin::new(&mut self.connection).poll_write(context, &self.instead))?;
            if count == 0 {
                return Poll::Ready(Err(IoError::from(ErrorKind::WriteZero)));
            }
            self.instead.advance(count);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Explaining<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<IoResult<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.connection).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                self.clock.bytes_arrived();
            }
            return Poll::Ready(read);
        }
        if ready!(self.poll_overdue(context)) == Overdue::RestOfHead {
            self.write_instead(context, b"", &Error::SlowHead)?;
        }
        // No bytes: as if the client had ended the connection.
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Explaining<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<IoResult<usize>> {
        ready!(self.poll_instead(context))?;
        let Some(unread) = UnreadHead::at_end_of(bytes) else {
            return Pin::new(&mut self.connection).poll_write(context, bytes);
        };
        self.write_instead(context, unread.before, &unread.error)?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.connection).poll_shutdown(context)
    }
}

/// An answer of the framework to a head that it cannot read.
struct UnreadHead<'a> {
    /// Other answers before it.
    before: &'a [u8],
    error: Error,
}

impl<'a> UnreadHead<'a> {
    /// The answer to such a head, if these bytes end with one.
    fn at_end_of(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.ends_with(b"\r\n\r\n") {
            return None;
        }
        let (_, end) = bytes.split_at(bytes.len().saturating_sub(MOST_HEAD));
        let start = end.windows(9).rposition(|part| part == b"HTTP/1.1 ")?;
        let (_, head) = end.split_at_checked(start)?;
        let (before, _) = bytes.split_at_checked(bytes.len().checked_sub(head.len())?)?;
        let head = std::str::from_utf8(head).ok()?;
        let has_no_body = |line: &str| line.trim_end().eq_ignore_ascii_case("content-length: 0");
        let error = head.get(9..12).and_then(error_of).filter(|_| head.lines().any(has_no_body))?;
        Some(Self { before, error })
    }
}

/// An answer with a problem, after which the connection closes. It is counted and logged like other answers.
fn refusal(error: &Error, metrics: Option<&Metrics>) -> Vec<u8> {
    let id = RequestId::of(&HeaderMap::new());
    let mut problem = problem_response(error, &id);
    let status = problem.status();
    let route = metrics.map_or("", |metrics| metrics.requests.count_unread(status));
    tracing::error_span!("request", request_id = %id)
        .in_scope(|| log_answer("", route, status, Duration::ZERO, String::new));
    add_safe_headers(problem.headers_mut(), false);
    let headers = problem.headers().clone();
    let body = problem.into_body().try_into_bytes().unwrap_or_default();
    let date = HttpDate::from(SystemTime::now());
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ndate: {date}\r\n{REQUEST_ID}: {id}\r\ncontent-length: {}\r\n",
        body.len()
    )
    .into_bytes();
    for (name, value) in &headers {
        answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    answer.extend(b"\r\n");
    answer.extend(body);
    answer
}

/// What is wrong with a head that the framework answers with this status.
fn error_of(status: &str) -> Option<Error> {
    match status {
        "400" => Some(Error::Malformed(vec![Fault::coded(
            FaultCode::InvalidSyntax,
            "",
            "The request cannot be read as HTTP/1.1: its first line, a header or the length of its body is not valid.",
        )])),
        "408" => Some(Error::SlowHead),
        "431" => Some(Error::HeadTooLong),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: &str =
        "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Sun, 29 Nov 2026 17:00:00 GMT\r\n\r\n";

    #[test]
    fn only_an_answer_without_a_body_at_the_end_is_replaced() {
        let status = |bytes: &str| {
            UnreadHead::at_end_of(bytes.as_bytes()).map(|unread| unread.error.problem_type().status.as_u16())
        };
        let of = |status: &str| REFUSED.replace("400 Bad Request", status);
        assert_eq!(status(REFUSED), Some(400));
        assert_eq!(status(&of("408 Request Timeout")), Some(408));
        assert_eq!(status(&of("431 Request Header Fields Too Large")), Some(431));
        for other in ["204 No Content", "404 Not Found", "500 Internal Server Error"] {
            assert_eq!(status(&of(other)), None, "{other}");
        }
        for other in [
            "",
            "\r\n\r\n",
            "400 \r\n\r\n",
            "HTTP/1.1 \r\n\r\n",
            &REFUSED.replace(": 0", ": 10"),
            &REFUSED.replace("\r\n\r\n", "\r\n"),
        ] {
            assert_eq!(status(other), None, "{other:?}");
        }
        let earlier = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok{REFUSED}");
        let unread = UnreadHead::at_end_of(earlier.as_bytes()).unwrap();
        assert!(unread.before.ends_with(b"\r\n\r\nok"));
    }
}
