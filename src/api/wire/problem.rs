//! RFC 9457 problems: what every failed request is answered with.

use super::error::{Error, Fault, Kind};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use utoipa::ToSchema;

/// How long a caller should wait before trying again.
const RETRY_AFTER_SECONDS: u16 = 5;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A failed request, told as RFC 9457 `application/problem+json`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The kind of problem, as a URN that does not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:medpayiq:problem:invalid-value")]
    kind: String,
    /// The kind of problem in words.
    #[schema(example = "The request has invalid values")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What happened to this request.
    #[schema(example = "the request has values that cannot be")]
    detail: String,
    /// The request's name in the service's log, also in the header `x-request-id`.
    #[schema(example = "5f3a9c1d-42")]
    request_id: String,
    /// Everything that is wrong with the request.
    #[schema(value_type = Vec<Fault>)]
    errors: Vec<ProblemFault>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ProblemFault {
    pointer: String,
    detail: String,
}

/// What is wrong with one part of a body, a claim or a row, while its other parts are answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartProblem {
    /// The kind of problem, as a URN that does not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:medpayiq:problem:invalid-value")]
    kind: String,
    /// The kind of problem in words.
    #[schema(example = "The request has invalid values")]
    title: &'static str,
    /// The status that the part alone would have been answered with.
    #[schema(example = 422)]
    status: u16,
    /// Everything that is wrong with the part.
    errors: Vec<Fault>,
}

impl PartProblem {
    /// The problem of a part that failed with an error, whose faults may have been given other pointers.
    pub(crate) fn new(error: &Error, errors: Vec<Fault>) -> Self {
        let Kind { status, name, title } = error.kind();
        Self { kind: format!("urn:medpayiq:problem:{name}"), title, status: status.as_u16(), errors }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.kind().status
    }

    /// An empty body: `answer_problems` writes it, for it knows the request.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// Runs a request: gives it an id, lets HEAD ask for what GET answers, counts and logs it, and turns every failure, ours
/// or the framework's, into a problem.
pub(crate) async fn answer_problems<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let began = Instant::now();
    if request.method() == Method::HEAD {
        // The encoder remembers that the request was HEAD and leaves the body out.
        request.head_mut().method = Method::GET;
    }
    if is_encoded(&request) {
        let refused = request.error_response(Error::UnsupportedEncoding);
        tell(&refused, began);
        return Ok(render(refused));
    }
    let response = next.call(request).await?;
    let status = tell(&response, began);
    if status.is_client_error() || status.is_server_error() {
        Ok(render(response))
    } else {
        Ok(response.map_into_left_body())
    }
}

/// Whether the body is compressed or otherwise encoded: no operation decodes it.
fn is_encoded(request: &ServiceRequest) -> bool {
    request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity")
}

/// Counts and logs an answer.
fn tell<B>(response: &ServiceResponse<B>, began: Instant) -> StatusCode {
    let (asked, status, took) = (response.request(), response.status(), began.elapsed());
    let metrics = asked.app_data::<Data<Metrics>>();
    // The pattern, for a path may hold what nobody should read: a token, or somebody's name typed for a code.
    let path = metrics.map_or("", |metrics| metrics.requests.count(asked.match_name(), status, took));
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(method = %asked.method(), path, status = status.as_u16(), microseconds, "answered a request");
    status
}

fn render<A, B>(response: ServiceResponse<A>) -> ServiceResponse<EitherBody<B>> {
    let request_id = next_request_id();
    let own = response.response().error().and_then(|error| error.as_error::<Error>());
    let framework;
    let error = match own {
        Some(error) => error,
        None => {
            framework = of_status(response.status());
            &framework
        }
    };
    log(error, &request_id);
    let answer = problem(error, request_id);
    response.into_response(answer).map_into_right_body()
}

/// The framework's own failures.
fn of_status(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::NoSuchPath,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge { limit: Limits::default().body_bytes },
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedMediaType("application/json"),
        status if status.is_client_error() => {
            Error::Malformed(vec![Fault::new("", "the request could not be read")])
        }
        status => Error::Internal(format!("the framework answered {status}")),
    }
}

/// Logs our own failures once, with their chain, and that the database is away; what callers do wrong is theirs to see.
fn log(error: &Error, request_id: &str) {
    let chain = || crate::telemetry::chain(error);
    match error {
        Error::Store(_) | Error::Internal(_) => {
            tracing::error!(request_id, chain = chain(), "a request failed");
        }
        Error::Away(_) => tracing::warn!(request_id, chain = chain(), "a request needs the database"),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::NoSuchPath
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedEncoding
        | Error::UnsupportedMediaType(_)
        | Error::TooManyReports { .. }
        | Error::Unavailable(_) => {}
    }
}

fn problem(error: &Error, request_id: String) -> HttpResponse<BoxBody> {
    let Kind { status, name, title } = error.kind();
    let faults = error.faults().iter();
    let body = Problem {
        kind: format!("urn:medpayiq:problem:{name}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: error.to_string(),
        request_id,
        errors: faults
            .map(|fault| ProblemFault { pointer: fault.pointer.clone(), detail: fault.detail.clone() })
            .collect(),
    };
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/problem+json")));
    answer.insert_header((REQUEST_ID, body.request_id.as_str()));
    match error {
        Error::MethodNotAllowed { allow } => {
            answer.insert_header((ALLOW, allow.as_str()));
        }
        Error::Unavailable(_) | Error::Away(_) => {
            answer.insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS.to_string()));
        }
        Error::TooManyReports { retry_after_seconds } => {
            answer.insert_header((RETRY_AFTER, retry_after_seconds.to_string()));
        }
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::NoSuchPath
        | Error::TooLarge { .. }
        | Error::UnsupportedEncoding
        | Error::UnsupportedMediaType(_)
        | Error::Store(_)
        | Error::Internal(_) => {}
    }
    answer.body(serde_json::to_vec(&body).unwrap_or_default())
}

/// A name for a request in the log: a random part for the process, a number for the request.
fn next_request_id() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{:08x}-{}", *PROCESS & 0xffff_ffff, COUNT.fetch_add(1, Ordering::Relaxed))
}
