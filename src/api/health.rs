//! Health checks: whether the process is running, and whether it can serve.

use super::state::State;
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::store::StoreError;
use crate::telemetry;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The health of the service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Check liveness
///
/// Returns 200 as long as the process answers requests, even if the database is down.
#[utoipa::path(
    operation_id = "get_livez",
    tag = "operations",
    responses((status = 200, description = "The process is running", body = Health, content_type = "application/json",
               example = json!({"status": "live"})))
)]
#[get("/livez")]
pub(crate) async fn get_livez() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "live" })
}

/// Check readiness
///
/// Returns 200 if a fee schedule is loaded and the database answers, else 503 with what is missing.
#[utoipa::path(
    operation_id = "get_readyz",
    tag = "operations",
    responses(
        (status = 200, description = "The service is ready", body = Health, content_type = "application/json",
         example = json!({"status": "ready"})),
        (status = 503, description = "The service is not ready; `detail` says what is missing", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/readyz")]
pub(crate) async fn get_readyz(state: web::Data<State>) -> Result<HttpResponse, Error> {
    let schedule = state.current_schedule().releases().is_empty().then_some("No fee schedule is loaded.");
    let ping = state.store().ping().await;
    let warn = |error: &StoreError| {
        tracing::warn!(
            chain = telemetry::chain(error),
            "the service is not ready: the database does not answer"
        )
    };
    let database = ping.inspect_err(warn).err().map(|_| "The database does not answer.");
    let missing: Vec<_> = [schedule, database].into_iter().flatten().collect();
    if missing.is_empty() {
        Ok(HttpResponse::Ok().json(Health { status: "ready" }))
    } else {
        Err(Error::Unavailable(missing.join(" ")))
    }
}
