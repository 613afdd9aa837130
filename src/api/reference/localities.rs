//! `GET /v1/localities` and one of them: payment localities and their indices.

use crate::api::shared::reasons::GpciResponse;
use crate::api::shared::site::in_force;
use crate::api::state::State;
use crate::api::wire::decimal::{Dollars, Index, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, Schedule, Whereabouts};
use crate::vocabulary::{Locality, Mac};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which release's localities.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LocalityQuery {
    /// The day, ISO 8601, whose release is shown; absent: the newest.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// A release by name, instead of a date.
    #[param(example = "RVU25A")]
    release: Option<String>,
}

/// The localities of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Localities<'a> {
    /// The release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// What is missing, where it has none.
    notice: Option<String>,
    /// The localities, by contractor and number.
    localities: Vec<LocalityDetail<'a>>,
}

/// A payment locality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocalityDetail<'a> {
    /// Contractor and locality number.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// The Medicare administrative contractor.
    #[schema(value_type = String, example = "01112")]
    mac: Shown<Mac>,
    /// The number within the contractor's jurisdiction.
    #[schema(value_type = String, example = "05")]
    number: &'a str,
    /// The postal abbreviation of the state.
    #[schema(example = "CA")]
    state: &'a str,
    /// CMS's name of it.
    name: &'a str,
    /// The indices on the date.
    gpci: GpciResponse,
    /// The work index raised to the floor of 1.000, where the file has it.
    work_gpci_with_floor: Option<Index>,
    /// The work index without the floor, where the file has it.
    work_gpci_without_floor: Option<Index>,
    /// Dollars for one anesthesia unit.
    anesthesia_conversion_factor: Option<Dollars>,
    /// The counties, in CMS's words.
    counties: Vec<&'a str>,
}

/// One payment locality, and of which release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocalityPage<'a> {
    /// The release that its figures are of.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The locality.
    #[serde(flatten)]
    locality: LocalityDetail<'a>,
}

/// List localities
///
/// Every payment locality of the release in force, with its GPCIs, anesthesia factor and counties.
#[utoipa::path(
    operation_id = "list_localities",
    tag = "reference",
    params(LocalityQuery),
    responses(
        (status = 200, description = "The localities", body = Localities<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/localities")]
pub(crate) async fn list_localities(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: LocalityQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let day = faults.day("/query/date", asked.date.as_deref());
    faults.end(Some(()))?;
    let schedule = state.schedule()?;
    let in_force = in_force(&schedule, day, asked.release.as_deref())?;
    let release = in_force.release;
    let localities = Localities {
        release: &release.label,
        notice: release.localities.is_empty().then(|| release.no_indices().to_string()),
        localities: release.localities.iter().map(|row| detail(&schedule, &in_force, row)).collect(),
    };
    read::json(&request, &localities)
}

/// Look up a locality
///
/// One payment locality by contractor and number, such as 01112-05.
#[utoipa::path(
    operation_id = "get_locality",
    tag = "reference",
    params(
        ("mac" = String, Path, description = "Medicare administrative contractor, five digits", example = "01112", pattern = r"^\d{5}$"),
        ("locality" = String, Path, description = "Locality number, two digits", example = "05", pattern = r"^\d{2}$"),
        LocalityQuery
    ),
    responses(
        (status = 200, description = "The locality", body = LocalityPage<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The release has no such locality", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/localities/{mac}-{locality}")]
pub(crate) async fn get_locality(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let (mac, number) = path.into_inner();
    let asked: LocalityQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let locality = faults.keep("/path/locality", Locality::from_parts(&mac, &number));
    let day = faults.day("/query/date", asked.date.as_deref());
    let locality = faults.end(locality)?;
    let schedule = state.schedule()?;
    let in_force = in_force(&schedule, day, asked.release.as_deref())?;
    let located = schedule.locate(in_force.release, Whereabouts::Locality(locality));
    let located = located.map_err(|error| Error::NotFound(error.to_string()))?;
    let row = located.locality.ok_or_else(|| Error::NotFound(format!("there is no locality {locality}")))?;
    let release = in_force.release.localities_from.as_ref().unwrap_or(&in_force.release.label);
    read::json(&request, &LocalityPage { release, locality: detail(&schedule, &in_force, row) })
}

fn detail<'a>(
    schedule: &'a Schedule,
    in_force: &InForce<'a>,
    row: &'a LocalityIndices,
) -> LocalityDetail<'a> {
    let InForce { release, date, .. } = *in_force;
    LocalityDetail {
        locality: Shown(row.locality),
        mac: Shown(row.locality.mac()),
        number: row.locality.number(),
        state: &row.state,
        name: &row.name,
        gpci: row.gpcis(schedule.work_floor_on(date)).into(),
        work_gpci_with_floor: row.work_with_floor.map(Shown),
        work_gpci_without_floor: row.work_without_floor.map(Shown),
        anesthesia_conversion_factor: release.anesthesia_factor(row.locality).map(|row| Shown(row.factor)),
        counties: release.counties_of(row.locality).map(|row| row.counties.as_str()).collect(),
    }
}
