//! What happens around every request: it is counted and logged, and every failure is answered as a problem.

use super::access::gate::{Admission, Gate, key_name};
use super::cors::{copy_cors_headers, empty_preflight};
use super::failure_log::log_failure;
use super::fhir::outcome_response;
use super::limits::Limits;
use super::mcp::MCP;
use super::metrics::{CONTRIBUTING, Metrics};
use super::pages::{is_page_or_problem, problem_page, wants_page};
use super::request_id::{REQUEST_ID, RequestId, TraceParent};
use super::request_span::{RequestSpan, may_contribute};
use super::safe_headers::add_safe_headers;
use super::state::State;
use super::wire::error::{Error, Fault};
use super::wire::fault_code::FaultCode;
use super::wire::problem::problem_response;
use super::wire::rate_limit::{copy_allowance, show_allowance};
use crate::telemetry::ACCESS;
use actix_web::HttpResponse;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, VARY};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use std::borrow::Cow;
use std::time::{Duration, Instant};
use tracing::Instrument;

/// Runs a request under its id, which every line of the log and the answer have.
pub(crate) async fn run_request<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let id = RequestId::of(request.headers());
    let parent = TraceParent::of(request.headers()).filter(|_| !may_contribute(&request));
    let traced = RequestSpan::begin(&request, &id, parent.as_ref());
    let trace_id = parent.map(|parent| tracing::field::display(parent.trace_id));
    let logged = tracing::error_span!("request", request_id = %id, trace_id);
    let run = run_identified(request, next, &id).instrument(traced.span()).instrument(logged);
    let mut response = run.await?;
    traced.end(&response);
    close_if_draining(&mut response);
    let is_read = matches!(response.request().method(), &Method::GET | &Method::HEAD | &Method::OPTIONS);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id.header());
    add_safe_headers(headers, is_read);
    weaken_tag(headers);
    Ok(response)
}

/// Closes the connection after this answer if the server stops soon. The client's next request then goes to another server,
/// instead of to a connection that is about to break.
fn close_if_draining<B>(response: &mut ServiceResponse<B>) {
    if response.request().app_data::<Data<State>>().is_some_and(|state| state.is_draining()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// Weakens the entity tag of a compressed answer. A strong tag names exact bytes (RFC 9110 section 8.8.1), and these differ
/// from those of the same answer in another coding.
fn weaken_tag(headers: &mut HeaderMap) {
    if headers.contains_key(CONTENT_ENCODING)
        && let Some(tag) = headers.get(ETAG).and_then(|tag| tag.to_str().ok())
        && !tag.starts_with("W/")
        && let Ok(weak) = HeaderValue::try_from(format!("W/{tag}"))
    {
        headers.insert(ETAG, weak);
    }
}

/// Runs a request. It answers HEAD as GET without the body, counts and logs the answer, and turns every failure into a
/// problem: our own errors and those of the framework.
async fn run_identified<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    id: &RequestId,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let began = Instant::now();
    if request.method() == Method::HEAD {
        // The encoder remembers that the request was HEAD, and leaves the body out.
        request.head_mut().method = Method::GET;
    }
    let mut response = next.call(request).await?;
    empty_preflight(&mut response);
    let status = record(&response, began);
    if (status.is_client_error() || status.is_server_error()) && !has_own_body(&response) {
        Ok(with_problem(response, id))
    } else {
        Ok(response.map_into_left_body())
    }
}

/// Refuses a body that is compressed or otherwise encoded. No operation decodes it.
pub(crate) async fn refuse_encoded<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Ok(request.error_response(Error::UnsupportedEncoding).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Refuses a request that its key does not allow or that came too early, and shows the others what is left of their limit. It is
/// inside of what answers browsers (CORS): these ask for permission without a key, and must be able to read a refusal.
pub(crate) async fn admit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let gate = request.app_data::<Data<Gate>>();
    let Admission { left, outcome } = gate.map_or(Admission::OPEN, |gate| gate.admit(&request));
    let mut response = match outcome {
        Ok(()) => next.call(request).await?.map_into_left_body(),
        Err(error) => request.error_response(error).map_into_right_body(),
    };
    if let Some((by, allowance)) = left {
        show_allowance(response.headers_mut(), by, allowance);
    }
    Ok(response)
}

/// Whether a handler answered with a body of its own: a page, such as a form with what to change in it, or a message of the Model
/// Context Protocol.
fn has_own_body<B>(response: &ServiceResponse<B>) -> bool {
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let own = if response.request().path() == MCP { "application/json" } else { "text/html" };
    response.response().error().is_none() && media_type.is_some_and(|kind| kind.starts_with(own))
}

/// Counts and logs an answer, and returns its status.
fn record<B>(response: &ServiceResponse<B>, began: Instant) -> StatusCode {
    let (asked, status, took) = (response.request(), response.status(), began.elapsed());
    let metrics = asked.app_data::<Data<Metrics>>();
    // The log gets the pattern of the path. The path itself may hold what nobody should read: a retraction token, or a
    // person's name that was typed for a code.
    let route = match metrics {
        Some(metrics) => Cow::Borrowed(metrics.requests.count_request(asked.match_name(), status, took)),
        None => Cow::Owned(asked.match_pattern().unwrap_or_else(|| "other".to_owned())),
    };
    // No address, no query and no body: the log of a service with health data must not become a second store of it.
    // A contribution is logged even without its key: PostgreSQL's log has the moment at which each report was written.
    let is_contribution = asked.match_name().is_some_and(|name| CONTRIBUTING.contains(&name));
    let key = || key_name(asked).filter(|_| !is_contribution).unwrap_or_default();
    log_answer(asked.method().as_str(), &route, status, took, key);
    status
}

/// Logs an answer: for debugging, and for the access log if that is on.
pub(super) fn log_answer(
    method: &str,
    route: &str,
    status: StatusCode,
    took: Duration,
    key: impl FnOnce() -> String,
) {
    let (status, microseconds) = (status.as_u16(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    tracing::debug!(method, route, status, microseconds, "answered a request");
    if tracing::enabled!(target: ACCESS, tracing::Level::INFO) {
        tracing::info!(target: ACCESS, method, route, status, microseconds, key = key(), "request");
    }
}

/// The same response with a problem as its body.
fn with_problem<A, B>(response: ServiceResponse<A>, id: &RequestId) -> ServiceResponse<EitherBody<B>> {
    let own = response.response().error().and_then(|error| error.as_error::<Error>());
    let framework;
    let error = match own {
        Some(error) => error,
        None => {
            framework = framework_error(&response);
            &framework
        }
    };
    log_failure(error);
    let asked = response.request();
    if let Some(metrics) = asked.app_data::<Data<Metrics>>() {
        metrics.refused.count(error);
        metrics.errors.count(error);
    }
    let page = wants_page(asked).then(|| problem_page(asked, error, id)).flatten();
    let own = page.or_else(|| outcome_response(asked, error));
    let problem = problem_response(error, id);
    let mut problem = match own {
        Some(own) => with_headers_of(own, &problem),
        None => problem,
    };
    if is_page_or_problem(asked.path()) {
        problem.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    }
    copy_cors_headers(response.headers(), problem.headers_mut());
    copy_allowance(response.headers(), problem.headers_mut());
    response.into_response(problem).map_into_right_body()
}

/// The page, or the outcome of FHIR, with the headers of the problem that it does not have.
fn with_headers_of(mut page: HttpResponse, problem: &HttpResponse) -> HttpResponse {
    for (name, value) in problem.headers() {
        if !page.headers().contains_key(name) {
            page.headers_mut().insert(name.clone(), value.clone());
        }
    }
    page
}

/// The error for a status that the framework itself returned.
fn framework_error<B>(response: &ServiceResponse<B>) -> Error {
    match response.status() {
        StatusCode::NOT_FOUND => Error::NoSuchPath,
        _ if is_refused_origin(response) => Error::Malformed(vec![Fault::new(
            "/headers/origin",
            "This service does not allow this origin, method or header for web pages of other origins.",
        )]),
        StatusCode::PAYLOAD_TOO_LARGE => {
            let limits = response.request().app_data::<Data<Limits>>();
            Error::too_large(limits.map_or(Limits::default().body_bytes, |limits| limits.body_bytes))
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedMediaType(&["application/json"]),
        StatusCode::NOT_ACCEPTABLE => Error::Malformed(vec![Fault::new(
            "/headers/accept-encoding",
            "The header allows no coding that this service has. Allow br, gzip, zstd or identity.",
        )]),
        status if status.is_client_error() => {
            Error::Malformed(vec![Fault::coded(FaultCode::InvalidSyntax, "", "The request cannot be read.")])
        }
        status => Error::Internal(format!("the framework answered {status}")),
    }
}

/// Whether a browser asked for a page of an origin that is not allowed (a preflight request of CORS).
fn is_refused_origin<B>(response: &ServiceResponse<B>) -> bool {
    let error = response.response().error();
    error.is_some_and(|error| error.as_error::<actix_cors::CorsError>().is_some())
}
