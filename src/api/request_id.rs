//! The id of a request: the caller's own if it is sane, else a new one. It is in every answer and every line of the log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt::{self, Display};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The header of the id, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
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

/// Whether an id may go into the log: no blanks, quotes or controls that could look like another line.
fn is_sane(id: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=MOST_CHARACTERS).contains(&id.len()) && id.iter().all(is_plain)
}
