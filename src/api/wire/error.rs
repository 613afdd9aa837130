//! Every way a request can fail, by what the caller does next.

use crate::schedule::{LocateError, NotInForce};
use crate::store::StoreError;
use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where: an RFC 6901 JSON pointer into the body, `/query/` or `/path/` and the parameter's name, or `/segments/`
    /// with the number of an X12 segment and the element.
    #[schema(example = "/lines/0/hcpcs")]
    pub pointer: String,
    /// What is wrong, and what was expected.
    #[schema(
        example = "\"9921\" is not a HCPCS code: expected five letters or digits, such as 99213, 0633T or G0439"
    )]
    pub detail: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self { pointer: pointer.into(), detail: detail.to_string() }
    }
}

/// A failed request. Each variant is a problem type of its own.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not JSON of the operation's form, or an unknown parameter.
    #[error("the request is not of this operation's form")]
    Malformed(Vec<Fault>),
    /// Of the right form, with values that cannot be.
    #[error("the request has values that cannot be")]
    Invalid(Vec<Fault>),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// No path of this service.
    #[error("there is nothing at this path: see /docs for what there is")]
    NoSuchPath,
    /// The path is known, the method is not one of its own.
    #[error("this path answers {allow} only")]
    MethodNotAllowed {
        /// The methods it answers.
        allow: String,
    },
    /// The body is too long.
    #[error("the body is longer than {limit} bytes, which is the limit here")]
    TooLarge {
        /// The most bytes that the operation reads.
        limit: usize,
    },
    /// The body is not declared as what the operation reads.
    #[error("send the body as {0}")]
    UnsupportedMediaType(&'static str),
    /// The body is compressed or otherwise encoded.
    #[error("send the body as it is, without a Content-Encoding")]
    UnsupportedEncoding,
    /// A contributor sent more reports than one may within an hour.
    #[error(
        "more denial reports than one contributor may send within an hour: try again in {retry_after_seconds} seconds"
    )]
    TooManyReports {
        /// How long to wait.
        retry_after_seconds: i64,
    },
    /// Nothing is loaded yet.
    #[error("{0}")]
    Unavailable(String),
    /// The database is away.
    #[error("the database does not answer; estimates and look-ups go on from memory")]
    Away(#[source] StoreError),
    /// The database failed in a way that is no fault of the caller's.
    #[error("the database failed")]
    Store(#[source] StoreError),
    /// Our bug.
    #[error("the service failed")]
    Internal(String),
}

/// How a problem type is told: its status, the last part of its URN, and its title.
pub(crate) struct Kind {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
}

impl Error {
    /// A single wrong value.
    pub fn invalid(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self::Invalid(vec![Fault::new(pointer, detail)])
    }

    /// Both failures of a request, where both are of its values: then all faults are named. Else the first.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Invalid(faults), Self::Invalid(more)) => Self::Invalid([faults, more].concat()),
            (first, _) => first,
        }
    }

    pub(crate) fn kind(&self) -> Kind {
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
            Self::TooManyReports { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-reports", "Too many reports")
            }
            Self::Unavailable(_) | Self::Away(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Unavailable for now")
            }
            Self::Store(_) | Self::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal-error", "Internal error")
            }
        };
        Kind { status, name, title }
    }

    /// What is wrong with the request, where it is the request's fault.
    pub(crate) fn faults(&self) -> &[Fault] {
        match self {
            Self::Malformed(faults) | Self::Invalid(faults) => faults,
            Self::NotFound(_)
            | Self::NoSuchPath
            | Self::MethodNotAllowed { .. }
            | Self::TooLarge { .. }
            | Self::UnsupportedEncoding
            | Self::UnsupportedMediaType(_)
            | Self::TooManyReports { .. }
            | Self::Unavailable(_)
            | Self::Away(_)
            | Self::Store(_)
            | Self::Internal(_) => &[],
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if error.is_away() { Self::Away(error) } else { Self::Store(error) }
    }
}

/// Names the parameter that a date or release fault is about.
pub(crate) fn release_fault(error: &NotInForce, at: &str) -> Error {
    match error {
        NotInForce::NothingLoaded => Error::Unavailable(error.to_string()),
        NotInForce::NotCovered { .. }
        | NotInForce::UnknownRelease { .. }
        | NotInForce::NoFeeSchedule { .. }
        | NotInForce::OtherYear { .. } => {
            let name = match (error.is_about_release(), at) {
                (true, _) => "release",
                (false, "") => "date_of_service",
                (false, _) => "date",
            };
            Error::invalid(format!("{at}/{name}"), error)
        }
    }
}

/// Names the parameter that a place's fault is about.
pub(crate) fn place_fault(error: &LocateError, at: &str, zip_given: bool) -> Error {
    let name = if error.is_about_zip() || zip_given { "zip" } else { "locality" };
    Error::invalid(format!("{at}/{name}"), error)
}
