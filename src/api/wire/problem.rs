//! Problems (RFC 9457): the body of every failed request.

use super::challenge::{challenge, scope_challenge};
use super::error::{Error, Fault, ProblemType};
use super::rate_limit::show_exceeded;
use crate::api::request_id::RequestId;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The seconds after which a caller should try again if the service is unavailable.
const RETRY_AFTER_SECONDS: u16 = 5;

/// A failed request, as RFC 9457 `application/problem+json`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The problem type, a URN that does not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:medpayiq:problem:invalid-value")]
    kind: String,
    /// The path of a page that explains the problem type.
    #[schema(example = "/problems/invalid-value")]
    help: String,
    /// The problem type in words.
    #[schema(example = "The request has invalid values")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What went wrong with this request.
    #[schema(example = "Some values are not valid; each is listed in `errors`.")]
    detail: String,
    /// The id of the request, as in the header `x-request-id` and in what the log of the service has about it. It is the caller's own
    /// `x-request-id` if that has up to 64 letters, digits, `.`, `_` and `-`.
    #[schema(example = "5f3a9c1d-42")]
    request_id: String,
    /// Everything that is wrong with the request.
    errors: Vec<Fault>,
}

impl Problem {
    /// The problem of a request that failed with this error.
    pub(crate) fn new(error: &Error, request_id: String) -> Self {
        let ProblemType { status, name, title } = error.problem_type();
        Self {
            kind: urn(name),
            help: help_of(name),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: error.to_string(),
            request_id,
            errors: error.faults().to_vec(),
        }
    }
}

/// The path of the page that explains a problem type.
pub(crate) fn help_of(name: &str) -> String {
    format!("/problems/{name}")
}

/// A problem as indented JSON.
///
/// # Errors
/// If it cannot be written, which no problem causes.
pub(crate) fn problem_json(problem: &Problem) -> Result<String, Error> {
    serde_json::to_string_pretty(problem).map_err(|error| Error::Internal(error.to_string()))
}

/// What is wrong with one part of a body, such as a claim or a row. The other parts have their own answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartProblem {
    /// The problem type, a URN that does not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:medpayiq:problem:invalid-value")]
    kind: String,
    /// The problem type in words.
    #[schema(example = "The request has invalid values")]
    title: &'static str,
    /// The HTTP status that this part would have as a request of its own.
    #[schema(example = 422)]
    status: u16,
    /// Everything that is wrong with this part.
    errors: Vec<Fault>,
}

impl PartProblem {
    /// The problem of a part that failed with this error. The caller gives the faults, because their pointers may differ
    /// from those of the error.
    pub(crate) fn new(error: &Error, errors: Vec<Fault>) -> Self {
        let ProblemType { status, name, title } = error.problem_type();
        Self { kind: urn(name), title, status: status.as_u16(), errors }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.problem_type().status
    }

    /// An empty body. The middleware writes the problem, because only it knows the request.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// The answer to a request that failed with this error.
pub(crate) fn problem_response(error: &Error, id: &RequestId) -> HttpResponse<BoxBody> {
    let body = Problem::new(error, id.to_string());
    let mut response = HttpResponse::build(error.status_code());
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/problem+json")));
    let mut response = response.body(serde_json::to_vec(&body).unwrap_or_default());
    add_headers(response.headers_mut(), error);
    response
}

/// Adds the headers that say what the caller can do.
fn add_headers(headers: &mut HeaderMap, error: &Error) {
    let mut add = |name, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    match error {
        Error::MethodNotAllowed { allow } => add(ALLOW, allow.clone()),
        Error::Unavailable(_) | Error::Away(_) | Error::Refused(_) => {
            add(RETRY_AFTER, RETRY_AFTER_SECONDS.to_string());
        }
        Error::TooManyReports { retry_after_seconds } => add(RETRY_AFTER, retry_after_seconds.to_string()),
        Error::TooManyRequests { by, exceeded } => {
            add(RETRY_AFTER, exceeded.retry_after_seconds.to_string());
            show_exceeded(headers, *by, *exceeded);
        }
        Error::Unauthenticated { fault, is_page } => add(WWW_AUTHENTICATE, challenge(*fault, *is_page)),
        Error::MissingScope(missing) => add(WWW_AUTHENTICATE, scope_challenge(*missing)),
        Error::UnsupportedMediaType(accepted) => add(ACCEPT, accepted.join(", ")),
        Error::UnsupportedEncoding => add(ACCEPT_ENCODING, "identity".to_owned()),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::NoSuchPath
        | Error::HeadTooLong
        | Error::SlowHead
        | Error::ForbiddenOrigin
        | Error::TooLarge { .. }
        | Error::Store(_)
        | Error::Internal(_) => {}
    }
}

/// The form of the URN of a problem type.
pub(crate) const URN_FORM: &str = "^urn:medpayiq:problem:[a-z-]+$";

/// The URN of a problem type.
pub(crate) fn urn(name: &str) -> String {
    format!("urn:medpayiq:problem:{name}")
}
