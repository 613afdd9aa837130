//! `GET /metrics`: metrics of the service in Prometheus's text format, for the operator's monitoring.
//!
//! Counters are atomics that were looked up at the start, so no request waits for another or creates a label. Gauges are set
//! when somebody reads the metrics. Every label takes values of a closed list: no path, code, token or address becomes one.

mod errors;
mod lines;
mod refused;
mod releases;
mod reports;
mod requests;
mod steps;

use super::access::gate::Gate;
use super::state::State;
use crate::api::wire::blocking::LongReads;
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::denials::PublicationTerms;
use crate::store::Connections;
use crate::telemetry::COMMIT;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, web};
use errors::ErrorMetrics;
use lines::LineMetrics;
use prometheus::{
    IntGauge, IntGaugeVec, Registry, TEXT_FORMAT, TextEncoder,
    register_int_gauge_vec_with_registry as gauges, register_int_gauge_with_registry as gauge,
};
use refused::RefusedMetrics;
use releases::ReleaseMetrics;
use reports::ReportMetrics;
pub(super) use requests::CONTRIBUTING;
use requests::RequestMetrics;
use utoipa::openapi::OpenApi as Document;

/// The metrics of one server.
pub(crate) struct Metrics {
    registry: Registry,
    /// Counts requests.
    pub(crate) requests: RequestMetrics,
    /// Counts the lines of estimates.
    pub(crate) lines: LineMetrics,
    /// Counts denial reports.
    pub(crate) reports: ReportMetrics,
    /// Counts what fails because of the database.
    pub(crate) errors: ErrorMetrics,
    releases: ReleaseMetrics,
    database_up: IntGauge,
    connections: IntGaugeVec,
    connections_limit: IntGauge,
    connections_awaited: IntGauge,
    /// Counts the requests that the gate refused.
    pub(crate) refused: RefusedMetrics,
    keys: IntGauge,
    limited_networks: IntGauge,
}

impl Metrics {
    /// The metrics of a server with these operations, all at zero.
    ///
    /// # Errors
    /// If two metrics have the same name.
    pub(crate) fn new(document: &Document, terms: PublicationTerms) -> prometheus::Result<Self> {
        let registry = Registry::new();
        let build = gauges!(
            "medpayiq_build_info",
            "Always 1. The labels have the version of the program and the commit from which it was built.",
            &["version", "commit"],
            registry
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION"), COMMIT]).set(1);
        register_process(&registry)?;
        Ok(Self {
            requests: RequestMetrics::register(&registry, document, terms)?,
            lines: LineMetrics::register(&registry)?,
            reports: ReportMetrics::register(&registry, terms)?,
            errors: ErrorMetrics::register(&registry)?,
            releases: ReleaseMetrics::register(&registry)?,
            database_up: gauge!(
                "medpayiq_database_up",
                "1 if the database answers and is prepared for this program, else 0.",
                registry
            )?,
            connections: gauges!(
                "medpayiq_database_connections",
                "Open database connections: idle, or busy with a request.",
                &["state"],
                registry
            )?,
            connections_limit: gauge!(
                "medpayiq_database_connections_limit",
                "The most database connections that this server may open.",
                registry
            )?,
            connections_awaited: gauge!(
                "medpayiq_database_connections_awaited",
                "Requests that wait for a database connection.",
                registry
            )?,
            refused: RefusedMetrics::register(&registry)?,
            keys: gauge!("medpayiq_api_keys", "Valid API keys in memory.", registry)?,
            limited_networks: gauge!(
                "medpayiq_limited_networks",
                "Networks without an API key whose limit this server remembers.",
                registry
            )?,
            registry,
        })
    }

    /// All metrics as text, after setting the gauges.
    fn render(&self, state: &State, gate: &Gate) -> prometheus::Result<String> {
        self.releases.show(&state.current_schedule(), state.swapped_at());
        self.errors.show_failures(state.failed_reloads(), state.failed_forgetting());
        self.database_up.set(i64::from(state.database().is_up()));
        let Connections { most, open, idle, awaited } = state.store().connections();
        self.connections.with_label_values(&["idle"]).set(signed(idle));
        self.connections.with_label_values(&["busy"]).set(signed(open.saturating_sub(idle)));
        self.keys.set(signed(state.keys().as_ref().map_or(0, |keys| keys.len())));
        self.limited_networks.set(signed(gate.limited_networks()));
        self.connections_limit.set(signed(most));
        self.connections_awaited.set(signed(awaited));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// Adds the memory, processor time and open files of this process.
#[cfg(target_os = "linux")]
fn register_process(registry: &Registry) -> prometheus::Result<()> {
    registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))
}

/// Adds what is known of this process on other systems: when it started.
#[cfg(not(target_os = "linux"))]
fn register_process(registry: &Registry) -> prometheus::Result<()> {
    let started = "The time at which the server started, in seconds since 1970.";
    gauge!("process_start_time_seconds", started, registry)?
        .set(time::OffsetDateTime::now_utc().unix_timestamp());
    Ok(())
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Get Prometheus metrics
///
/// Returns metrics of this server in Prometheus's text format: requests by operation and status, their durations, claim lines by
/// result, denial reports, releases in memory, and database connections. They are for the operator's monitoring. A proxy in front
/// of the service should not expose them.
///
/// Accepted denial reports are counted in steps of as many as it takes to change the published figures. So the metrics do not
/// reveal a single report.
#[utoipa::path(
    operation_id = "get_metrics",
    tag = "operations",
    responses(
        (status = 200, description = "The metrics", body = String, content_type = "text/plain; version=0.0.4"),
        (status = 400, description = "A parameter is unknown"),
    )
)]
#[get("/metrics")]
pub(crate) async fn get_metrics(
    request: HttpRequest,
    state: web::Data<State>,
    metrics: web::Data<Metrics>,
    gate: web::Data<Gate>,
    reads: web::Data<LongReads>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    // The text has a hundred kilobytes, so it is written where it holds up no other request.
    let text = reads.run(move || metrics.render(&state, &gate)).await?;
    let text = text.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(TEXT_FORMAT)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(text))
}
