//! The span of a request in traces, with the names of OpenTelemetry's conventions for HTTP.

use super::metrics::Metrics;
use super::request_id::{RequestId, TraceParent};
use crate::telemetry::TRACES;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, trace};
use tracing::Span;
use tracing::field::{Empty, display};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The span of a request. It ends with the head of the answer. It has the operation and the status, and nothing of the path's
/// values, the query, the body or the caller's address.
pub(crate) struct RequestSpan {
    span: Span,
    method: &'static str,
}

impl RequestSpan {
    /// Begins the span of a request: as a part of the caller's span, or as a trace of its own.
    pub(crate) fn begin(request: &ServiceRequest, id: &RequestId, parent: Option<&TraceParent<'_>>) -> Self {
        let span = tracing::info_span!(
            target: TRACES, parent: None, "request",
            otel.name = Empty, otel.kind = "server", otel.status_code = Empty,
            http.request.method = Empty, http.route = Empty, http.response.status_code = Empty,
            error.r#type = Empty, medpayiq.operation = Empty, medpayiq.request_id = Empty,
        );
        let method = method_name(request.method());
        // If the caller goes away before the answer, this is all that is known.
        span.record("http.request.method", method).record("otel.name", name_of(method));
        if !span.is_disabled() && !may_contribute(request) {
            span.record("medpayiq.request_id", display(id));
        }
        if !span.is_disabled()
            && let Some(parent) = parent
        {
            // It fails only without the layer of traces, and then the span is disabled.
            _ = span.set_parent(remote(parent));
        }
        Self { span, method }
    }

    /// The span in which the request is run.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Records what the answer says.
    pub(crate) fn end<B>(self, response: &ServiceResponse<B>) {
        let Self { span, method } = self;
        if span.is_disabled() {
            return;
        }
        let (asked, status) = (response.request(), response.status());
        let metrics = asked.app_data::<Data<Metrics>>();
        let operation = metrics.and_then(|metrics| metrics.requests.operation(asked.match_name(), status));
        if let Some((operation, route)) = operation {
            span.record("medpayiq.operation", operation);
            span.record("http.route", route);
            // A span that has begun takes no new `otel.name`.
            span.context().span().update_name(format!("{} {route}", name_of(method)));
        }
        span.record("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            record_failure(&span, status);
        }
    }
}

/// Marks the span of a request that failed because of this service. A mistake of the caller is no failure.
fn record_failure(span: &Span, status: StatusCode) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", status.as_str());
}

/// What stands for a method that HTTP does not define.
const OTHER_METHOD: &str = "_OTHER";

/// The name of a span if only the method is known.
fn name_of(method: &'static str) -> &'static str {
    if method == OTHER_METHOD { "HTTP" } else { method }
}

fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER_METHOD)
}

/// Whether the path is one by which denial reports can be added or retracted. Neither the log nor a trace may then have the caller's
/// trace: somebody who has it and PostgreSQL's log could find out who wrote which report.
pub(crate) fn may_contribute(request: &ServiceRequest) -> bool {
    let metrics = request.app_data::<Data<Metrics>>();
    let route = request.match_pattern();
    metrics.zip(route).is_some_and(|(metrics, route)| metrics.requests.is_contributing(&route))
}

/// The caller's span as a parent.
fn remote(parent: &TraceParent<'_>) -> Context {
    let ids =
        trace::TraceId::from_hex(parent.trace_id).ok().zip(trace::SpanId::from_hex(parent.span_id).ok());
    let Some((trace_id, span_id)) = ids else { return Context::new() };
    let flags = if parent.is_sampled { trace::TraceFlags::SAMPLED } else { trace::TraceFlags::NOT_SAMPLED };
    let state = trace::TraceState::NONE;
    Context::new().with_remote_span_context(trace::SpanContext::new(trace_id, span_id, flags, true, state))
}
