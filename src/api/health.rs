//! Health checks: whether the process is running, and whether it can serve.

use super::state::State;
use crate::api::wire::closed_lists::DatabaseStateName;
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::store;
use crate::telemetry::COMMIT;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The day on which it was built, if the build named it.
const BUILT_ON: Option<&str> = match option_env!("MEDPAYIQ_BUILT_ON") {
    Some(day) if !day.is_empty() => Some(day),
    Some(_) | None => None,
};

/// The status of a process that answers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LiveStatus {
    /// The process answers.
    Live,
}

/// The status of a service that answers estimates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReadyStatus {
    /// Estimates are answered.
    Ready,
}

/// The health of the process.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `live`.
    status: LiveStatus,
}

/// The readiness of the service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Always `ready`: estimates and look-ups are answered.
    status: ReadyStatus,
    /// What was last seen of the database, within some seconds: `up`, `away` if it does not answer or is read-only, `unprepared` if a migration failed or a newer program
    /// changed its tables, or `starting` until this program has prepared it. Denial reports need it to be `up`.
    #[schema(value_type = DatabaseStateName)]
    database: &'static str,
    /// What is wrong with the database. Absent if it is `up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    detail: Option<String>,
}

/// Which program answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    /// The version of the program.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The commit from which it was built; null if the build did not name it.
    #[schema(example = "4053d39", required = true)]
    commit: Option<&'static str>,
    /// The day on which it was built; null if the build did not name it.
    #[schema(example = "2026-11-29", format = Date, required = true)]
    built_on: Option<&'static str>,
    /// The number of the newest migration of the database that it has. It works with a database of this number only.
    #[schema(example = 22)]
    schema: i32,
}

/// Get the version
///
/// Returns the version of the program, and what it was built from. Needs no key.
#[utoipa::path(
    operation_id = "get_version",
    tag = "operations",
    responses(
        (status = 200, description = "The version", body = Version, content_type = "application/json",
         example = json!({"version": "0.1.0", "commit": null, "built_on": null, "schema": 24})),
        (status = 400, description = "A parameter is unknown"),
    )
)]
#[get("/version")]
pub(crate) async fn get_version(request: HttpRequest) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    Ok(HttpResponse::Ok().json(Version {
        version: env!("CARGO_PKG_VERSION"),
        commit: Some(COMMIT).filter(|commit| !commit.is_empty()),
        built_on: BUILT_ON,
        schema: store::newest_migration(),
    }))
}

/// Check liveness
///
/// Returns 200 as long as the process answers requests, even if the database is down.
#[utoipa::path(
    operation_id = "get_livez",
    tag = "operations",
    responses(
        (status = 200, description = "The process is running", body = Health, content_type = "application/json",
         example = json!({"status": "live"})),
        (status = 400, description = "A parameter is unknown"),
    )
)]
#[get("/livez")]
pub(crate) async fn get_livez(request: HttpRequest) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    Ok(HttpResponse::Ok().json(Health { status: LiveStatus::Live }))
}

/// Check readiness
///
/// Returns 200 while estimates can be answered, that is once a fee schedule is loaded. They are answered from memory, so a database
/// that goes away afterwards changes only `database`. Asks nothing of the database. A server that was asked to stop returns 503 some
/// seconds before it stops, if its operator set `MEDPAYIQ_DRAIN_SECONDS`.
#[utoipa::path(
    operation_id = "get_readyz",
    tag = "operations",
    responses(
        (status = 200, description = "The service is ready", body = Readiness, content_type = "application/json",
         example = json!({"status": "ready", "database": "up"})),
        (status = 400, description = "A parameter is unknown"),
        (status = 503, description = "The service is not ready; `detail` says why"),
    )
)]
#[get("/readyz")]
pub(crate) async fn get_readyz(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    if state.is_draining() {
        return Err(Error::Unavailable("This server stops soon. Send requests to another one.".to_owned()));
    }
    let seen = state.database();
    let (database, detail) = (seen.as_str(), seen.detail());
    if !state.has_schedule() {
        let unloaded = state.unloaded();
        let why = unloaded.as_ref().map(|why| format!("It could not be read: {why}."));
        let missing = ["No fee schedule is loaded.".to_owned()].into_iter().chain(why).chain(detail);
        return Err(Error::Unavailable(missing.collect::<Vec<_>>().join(" ")));
    }
    Ok(HttpResponse::Ok().json(Readiness { status: ReadyStatus::Ready, database, detail }))
}
