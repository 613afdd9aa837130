//! The id of a request: the caller's own if it is sane, else a new one. It is in every answer and every line of the log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt::{self, Display};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The header of the id, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header of the caller's trace.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// The longest id of a caller.
const MOST_CHARACTERS: usize = 64;

/// The id of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// The caller's id, if it has up to 64 letters, digits, `.`, `_` and `-`; else a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let own = headers.get(REQUEST_ID).filter(|id| is_sane(id.as_bytes())).cloned();
        own.map_or_else(Self::next, Self)
    }

    /// A new id: a random part for this process, and the number of the request.
    fn next() -> Self {
        static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let id = format!("{:08x}-{}", *PROCESS & 0xffff_ffff, COUNT.fetch_add(1, Ordering::Relaxed));
        Self(HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("none")))
    }

    /// The id as a header of the answer.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

/// The caller's span, from its `traceparent` (W3C Trace Context).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceParent<'a> {
    /// The trace that the request belongs to: 32 hexadecimal digits.
    pub(crate) trace_id: &'a str,
    /// The span that made the request: 16 hexadecimal digits.
    pub(crate) span_id: &'a str,
    /// Whether the caller records this trace.
    pub(crate) is_sampled: bool,
}

impl<'a> TraceParent<'a> {
    /// The caller's span; `None` if the header is absent or not valid.
    pub(crate) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let mut parts = headers.get(TRACEPARENT)?.to_str().ok()?.split('-');
        let (version, trace_id, span_id, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_known = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        let is_set = |part: &str| part.bytes().any(|byte| byte != b'0');
        let is_valid = is_known && is_hex(trace_id, 32) && is_hex(span_id, 16) && is_hex(flags, 2);
        let is_sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
        let parent = Self { trace_id, span_id, is_sampled };
        Some(parent).filter(|_| is_valid && is_set(trace_id) && is_set(span_id))
    }
}

/// Whether an id may go into the log: no blanks, quotes or controls that could look like another line.
fn is_sane(id: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=MOST_CHARACTERS).contains(&id.len()) && id.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_of_a_request_is_that_of_a_valid_traceparent() {
        let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let zeros = "0".repeat(32);
        let valid = |is_sampled| Some(TraceParent { trace_id: trace, span_id: parent, is_sampled });
        for (text, expected) in [
            (format!("00-{trace}-{parent}-01"), valid(true)),
            (format!("00-{trace}-{parent}-00"), valid(false)),
            (format!("00-{trace}-{parent}-02"), valid(false)),
            (format!("cc-{trace}-{parent}-03-what-the-future-adds"), valid(true)),
            (format!("00-{trace}-{parent}-01-more"), None),
            (format!("ff-{trace}-{parent}-01"), None),
            (format!("00-{zeros}-{parent}-01"), None),
            (format!("00-{trace}-{}-01", &zeros[..16]), None),
            (format!("00-{}-{parent}-01", trace.to_uppercase()), None),
            (format!("00-{trace}-{parent}"), None),
            (String::new(), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(TRACEPARENT, HeaderValue::from_str(&text).unwrap());
            assert_eq!(TraceParent::of(&headers), expected, "{text}");
        }
    }
}
