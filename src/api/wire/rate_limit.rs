//! The headers of limited requests: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers).

use crate::keys::{Allowance, LimitExceeded, Rate};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Whose requests a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedBy {
    /// Those with one key.
    Key,
    /// Those from one network without a key.
    Address,
}

impl LimitedBy {
    /// The name of the limit.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Address => "address",
        }
    }

    /// Whose requests they are, for people.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Key => "with this API key",
            Self::Address => "without an API key from your network",
        }
    }
}

/// Adds the headers of a request that was allowed.
pub(crate) fn show_allowance(headers: &mut HeaderMap, by: LimitedBy, allowance: Allowance) {
    let name = by.as_str();
    show(headers, by, allowance.rate, format!("\"{name}\";r={}", allowance.remaining));
}

/// Copies the headers from an answer to the problem that takes its place, unless the problem has its own.
pub(crate) fn copy_allowance(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [RATE_LIMIT_POLICY, RATE_LIMIT] {
        if let Some(value) = from.get(&name).filter(|_| !to.contains_key(&name)) {
            to.insert(name, value.clone());
        }
    }
}

/// Adds the headers of a request that came too early.
pub(super) fn show_exceeded(headers: &mut HeaderMap, by: LimitedBy, exceeded: LimitExceeded) {
    let (name, seconds) = (by.as_str(), exceeded.retry_after_seconds);
    show(headers, by, exceeded.rate, format!("\"{name}\";r=0;t={seconds}"));
}

fn show(headers: &mut HeaderMap, by: LimitedBy, rate: Rate, limit: String) {
    let (name, requests, seconds) = (by.as_str(), rate.requests(), rate.period().seconds());
    let policy = format!("\"{name}\";q={requests};w={seconds}");
    for (header, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, limit)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(header, value);
        }
    }
}
