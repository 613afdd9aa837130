//! Every way a request can fail, grouped by what the caller can do about it.

use super::challenge::KeyFault;
use super::rate_limit::LimitedBy;
use crate::keys::{LimitExceeded, Scopes};
use crate::store::{Outage, StoreError};
use actix_web::http::StatusCode;
pub use medpayiq_claims::Fault;
use medpayiq_claims::{FaultCode, Refused};

/// A failed request. Each variant has its own problem type, except that an outage has one type in two variants, and so has
/// a failure of the service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body or the query does not match the operation's schema.
    #[error("The request does not match this operation's schema; see `errors`.")]
    Malformed(Vec<Fault>),
    /// The request matches the schema, but some values are not valid.
    #[error("Some values are not valid; each is listed in `errors`.")]
    Invalid(Vec<Fault>),
    /// The path is known, but what it names does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The service has no such path.
    #[error("Unknown path. The API is described at /docs.")]
    NoSuchPath,
    /// The path does not support this method.
    #[error("Method not allowed. This path supports {allow}.")]
    MethodNotAllowed {
        /// The methods that the path supports.
        allow: String,
    },
    /// The body is too long.
    #[error("{}", describe_limit(*.limit, .advice))]
    TooLarge {
        /// The most bytes that the operation reads.
        limit: usize,
        /// A sentence about what to do instead, or nothing.
        advice: &'static str,
    },
    /// The body has another media type than the operation reads.
    #[error("Send the body with Content-Type: {}.", .0.join(" or "))]
    UnsupportedMediaType(&'static [&'static str]),
    /// The body is compressed or otherwise encoded.
    #[error("Send the body without Content-Encoding.")]
    UnsupportedEncoding,
    /// The head of the request is too long.
    #[error("The head of the request is too long: at most 128 kB and 96 headers are read.")]
    HeadTooLong,
    /// The head of the request did not arrive in time.
    #[error("The head of the request did not arrive in time. Send the first line and the headers at once.")]
    SlowHead,
    /// The request needs an API key, or has one that is not valid.
    #[error("{}", .fault.in_words())]
    Unauthenticated {
        /// What is wrong with its key.
        fault: KeyFault,
        /// Whether the request is for a page, which a browser shows.
        is_page: bool,
    },
    /// The API key of the request has no such scope.
    #[error(
        "The API key has no scope for this. It needs {0}. Ask the operator of this service for a key with it."
    )]
    MissingScope(Scopes),
    /// The request is from a page of an origin that the operator does not allow.
    #[error(
        "This service does not allow pages of this origin. The operator can allow it with MEDPAYIQ_CORS_ORIGINS."
    )]
    ForbiddenOrigin,
    /// The request came too early.
    #[error(
        "Too many requests {}: at most {} are allowed. Try again in {}.",
        .by.in_words(), .exceeded.rate.in_words(), seconds(.exceeded.retry_after_seconds)
    )]
    TooManyRequests {
        /// Whose requests are limited.
        by: LimitedBy,
        /// The limit.
        exceeded: LimitExceeded,
    },
    /// A contributor sent more reports than the operator allows within an hour.
    #[error(
        "Too many denial reports from your network within an hour. Try again in {}.",
        seconds(*.retry_after_seconds)
    )]
    TooManyReports {
        /// The seconds until the contributor may send reports again.
        retry_after_seconds: i64,
    },
    /// The service is not ready for this request yet.
    #[error("{0}")]
    Unavailable(String),
    /// The database does not answer.
    #[error("The database does not answer. Estimates and look-ups still work.")]
    Away(#[source] StoreError),
    /// The database answers and cannot take this now: it is read-only, full, or busy with others.
    #[error(
        "The database cannot take this now. Send the request again later, with the same Idempotency-Key if it has one."
    )]
    Refused(#[source] StoreError),
    /// The database reported an error that the caller did not cause.
    #[error("The database reported an error. The operator can find it in the log by the request id.")]
    Store(#[source] StoreError),
    /// A fault in this program.
    #[error("The service failed. The operator can find the cause in the log by the request id.")]
    Internal(String),
}

/// The limit of a body in the largest unit that divides it, and what to do instead.
fn describe_limit(bytes: usize, advice: &str) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    let limit = if bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes.is_multiple_of(KIB) {
        format!("{} KiB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    };
    format!("The body exceeds the limit of {limit}. {advice}").trim_end().to_owned()
}

/// A problem type: its status, the last part of its URN, and its title.
pub(crate) struct ProblemType {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
}

/// A number of seconds in words.
fn seconds(count: impl ToString) -> String {
    let count = count.to_string();
    let unit = if count == "1" { "second" } else { "seconds" };
    format!("{count} {unit}")
}

impl Error {
    /// A request with a single invalid value.
    pub fn invalid(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self::invalid_as(FaultCode::InvalidValue, pointer, detail)
    }

    /// A request with a single fault of another kind.
    pub fn invalid_as(code: FaultCode, pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self::Invalid(vec![Fault::coded(code, pointer, detail)])
    }

    /// A body that is longer than `limit` bytes.
    pub(crate) const fn too_large(limit: usize) -> Self {
        Self::TooLarge { limit, advice: "" }
    }

    /// The same error. If it is about the body's length, it says what to do instead.
    pub(crate) fn advising(self, advice: &'static str) -> Self {
        match self {
            Self::TooLarge { limit, .. } => Self::TooLarge { limit, advice },
            other @ (Self::Malformed(_)
            | Self::Invalid(_)
            | Self::NotFound(_)
            | Self::NoSuchPath
            | Self::MethodNotAllowed { .. }
            | Self::UnsupportedMediaType(_)
            | Self::UnsupportedEncoding
            | Self::HeadTooLong
            | Self::SlowHead
            | Self::Unauthenticated { .. }
            | Self::MissingScope(_)
            | Self::ForbiddenOrigin
            | Self::TooManyRequests { .. }
            | Self::TooManyReports { .. }
            | Self::Unavailable(_)
            | Self::Away(_)
            | Self::Refused(_)
            | Self::Store(_)
            | Self::Internal(_)) => other,
        }
    }

    /// Joins two failures of one request: if both list invalid values, returns one error with all of them, else the first.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Invalid(faults), Self::Invalid(more)) => Self::Invalid([faults, more].concat()),
            (first, _) => first,
        }
    }

    pub(crate) fn problem_type(&self) -> ProblemType {
        let (status, name, title) = match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed-request", "The request is malformed"),
            Self::Invalid(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid-value", "The request has invalid values")
            }
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::NoSuchPath => (StatusCode::NOT_FOUND, "no-such-path", "No such path"),
            Self::MethodNotAllowed { .. } => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed")
            }
            Self::TooLarge { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large")
            }
            Self::UnsupportedEncoding => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-encoding", "Unsupported content encoding")
            }
            Self::UnsupportedMediaType(_) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Unsupported media type")
            }
            Self::HeadTooLong => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "head-too-long",
                "The head of the request is too long",
            ),
            Self::SlowHead => {
                (StatusCode::REQUEST_TIMEOUT, "slow-head", "The head of the request did not arrive")
            }
            Self::Unauthenticated { .. } => {
                (StatusCode::UNAUTHORIZED, "key-required", "An API key is required")
            }
            Self::MissingScope(_) => (StatusCode::FORBIDDEN, "missing-scope", "The API key may not do this"),
            Self::ForbiddenOrigin => (StatusCode::FORBIDDEN, "forbidden-origin", "The origin is not allowed"),
            Self::TooManyRequests { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests")
            }
            Self::TooManyReports { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-reports", "Too many reports")
            }
            Self::Unavailable(_) | Self::Away(_) | Self::Refused(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable")
            }
            Self::Store(_) | Self::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal-error", "Internal error")
            }
        };
        ProblemType { status, name, title }
    }

    /// Everything that is wrong with the request; empty if the request is not at fault or the detail says it all.
    pub(crate) fn faults(&self) -> &[Fault] {
        match self {
            Self::Malformed(faults) | Self::Invalid(faults) => faults,
            Self::NotFound(_)
            | Self::NoSuchPath
            | Self::MethodNotAllowed { .. }
            | Self::TooLarge { .. }
            | Self::UnsupportedEncoding
            | Self::UnsupportedMediaType(_)
            | Self::HeadTooLong
            | Self::SlowHead
            | Self::Unauthenticated { .. }
            | Self::MissingScope(_)
            | Self::ForbiddenOrigin
            | Self::TooManyRequests { .. }
            | Self::TooManyReports { .. }
            | Self::Unavailable(_)
            | Self::Away(_)
            | Self::Refused(_)
            | Self::Store(_)
            | Self::Internal(_) => &[],
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Malformed(faults) => Self::Malformed(faults),
            Refused::Invalid(faults) => Self::Invalid(faults),
            Refused::NothingLoaded(detail) => Self::Unavailable(detail),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error.outage() {
            Some(Outage::Away) => Self::Away(error),
            Some(Outage::Refused) => Self::Refused(error),
            None => Self::Store(error),
        }
    }
}
