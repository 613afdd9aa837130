//! `GET /metrics`: how the service does, for the operator's monitoring, in Prometheus's text format.
//!
//! What is counted on the way is counted in atomics that were looked up before: no request waits for another, and none
//! makes a label. What stands at the moment is asked for when somebody looks. Every label is of a closed list: no path, code,
//! token or address gets into one.

mod lines;
mod reports;
mod requests;
mod steps;

use super::state::State;
use crate::api::wire::error::Error;
use crate::denials::PublicationTerms;
use crate::schedule::{EditReleases, Schedule};
use crate::store::Connections;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpResponse, get, web};
use lines::Lines;
use prometheus::{
    IntGauge, IntGaugeVec, Registry, TEXT_FORMAT, TextEncoder,
    register_int_gauge_vec_with_registry as gauges, register_int_gauge_with_registry as gauge,
};
use reports::Reports;
use requests::Requests;
use time::OffsetDateTime;
use utoipa::openapi::OpenApi as Document;

/// Everything that is counted, of one server.
pub(crate) struct Metrics {
    registry: Registry,
    /// The requests answered.
    pub(crate) requests: Requests,
    /// The lines priced.
    pub(crate) lines: Lines,
    /// The denial reports sent.
    pub(crate) reports: Reports,
    releases: IntGaugeVec,
    swapped_at: IntGauge,
    connections: IntGaugeVec,
    connections_limit: IntGauge,
    connections_awaited: IntGauge,
}

impl Metrics {
    /// The metrics of a server with these operations, nothing counted yet.
    ///
    /// # Errors
    /// When two of them have one name.
    pub(crate) fn new(document: &Document, terms: PublicationTerms) -> prometheus::Result<Self> {
        let registry = Registry::new();
        let build =
            gauges!("medpayiq_build_info", "Always 1; its label tells the version.", &["version"], registry)?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let started = "When the server started, in seconds since 1970.";
        gauge!("process_start_time_seconds", started, registry)?
            .set(OffsetDateTime::now_utc().unix_timestamp());
        Ok(Self {
            requests: Requests::register(&registry, document, terms)?,
            lines: Lines::register(&registry)?,
            reports: Reports::register(&registry, terms)?,
            releases: gauges!("medpayiq_releases", "Releases in memory, by kind.", &["kind"], registry)?,
            swapped_at: gauge!(
                "medpayiq_schedule_swapped_timestamp_seconds",
                "When the schedule in memory was put in place, in seconds since 1970; 0 before the first.",
                registry
            )?,
            connections: gauges!(
                "medpayiq_database_connections",
                "Open connections of the pool: idle, or busy with a request.",
                &["state"],
                registry
            )?,
            connections_limit: gauge!(
                "medpayiq_database_connections_limit",
                "The most connections that the pool may open.",
                registry
            )?,
            connections_awaited: gauge!(
                "medpayiq_database_connections_awaited",
                "Requests that wait for a connection of the pool.",
                registry
            )?,
            registry,
        })
    }

    /// All of them as text, with what stands at the moment.
    fn tell(
        &self,
        schedule: &Schedule,
        swapped_at: i64,
        connections: Connections,
    ) -> prometheus::Result<String> {
        let EditReleases { ptp, unit_limits, add_ons } = schedule.edit_releases();
        let releases = [
            ("fee_schedule", schedule.releases().len()),
            ("zip_localities", usize::from(schedule.zips().is_some())),
            ("anesthesia_base_units", schedule.anesthesia_base_units().len()),
            ("ptp_edits", ptp.len()),
            ("unit_limits", unit_limits.len()),
            ("add_on_codes", add_ons.len()),
        ];
        for (kind, loaded) in releases {
            self.releases.with_label_values(&[kind]).set(signed(loaded));
        }
        self.swapped_at.set(swapped_at);
        let Connections { most, open, idle, awaited } = connections;
        self.connections.with_label_values(&["idle"]).set(signed(idle));
        self.connections.with_label_values(&["busy"]).set(signed(open.saturating_sub(idle)));
        self.connections_limit.set(signed(most));
        self.connections_awaited.set(signed(awaited));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How the service does
///
/// Counts since this server started, and how it stands, in Prometheus's text format: requests by operation and status, how
/// long they took, lines by result, denial reports, releases in memory, connections. For the operator's own monitoring: a
/// proxy in front should not pass it on.
///
/// Nothing here tells of one contributor: what was taken of denial reports is counted in whole steps of as many as it
/// takes to move their figures.
#[utoipa::path(
    operation_id = "get_metrics",
    tag = "operations",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain; version=0.0.4"))
)]
#[get("/metrics")]
pub(crate) async fn get_metrics(
    state: web::Data<State>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let told = metrics.tell(&state.loaded(), state.swapped_at(), state.store().connections());
    let text = told.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(TEXT_FORMAT)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(text))
}
