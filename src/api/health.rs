//! Whether the service lives, and whether it can serve.

use super::state::State;
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::store::StoreError;
use crate::telemetry;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// That the service is well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Whether the process lives
///
/// Answers as long as the process serves requests, whatever the state of the database.
#[utoipa::path(
    operation_id = "get_livez",
    tag = "operations",
    responses((status = 200, description = "It lives", body = Health, content_type = "application/json",
               example = json!({"status": "live"})))
)]
#[get("/livez")]
pub(crate) async fn get_livez() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "live" })
}

/// Whether the service can serve
///
/// Ready when a fee schedule is loaded and the database answers; else 503, which says what is missing.
#[utoipa::path(
    operation_id = "get_readyz",
    tag = "operations",
    responses(
        (status = 200, description = "It can serve", body = Health, content_type = "application/json",
         example = json!({"status": "ready"})),
        (status = 503, description = "It cannot yet: the detail says what is missing", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/readyz")]
pub(crate) async fn get_readyz(state: web::Data<State>) -> Result<HttpResponse, Error> {
    let schedule = state.loaded().releases().is_empty().then_some("no fee schedule is loaded");
    let ping = state.store().ping().await;
    let warn = |error: &StoreError| tracing::warn!(chain = telemetry::chain(error), "not ready");
    let database = ping.inspect_err(warn).err().map(|_| "the database does not answer");
    let missing: Vec<_> = [schedule, database].into_iter().flatten().collect();
    if missing.is_empty() {
        Ok(HttpResponse::Ok().json(Health { status: "ready" }))
    } else {
        Err(Error::Unavailable(missing.join("; ")))
    }
}
