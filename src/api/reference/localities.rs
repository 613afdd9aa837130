//! `GET /v1/localities` and `GET /v1/localities/{mac}-{locality}`: payment localities and their indices.

use crate::api::shared::place_query::ReleaseQuery;
use crate::api::shared::reasons::GpciResponse;
use crate::api::state::State;
use crate::api::wire::decimal::{Dollars, GpciText, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, Schedule, Whereabouts};
use crate::vocabulary::{Locality, Mac};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The localities of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Localities<'a> {
    /// The name of the release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// What is missing if the release has no localities; else null.
    #[schema(required = true)]
    notice: Option<String>,
    /// The localities, sorted by contractor and number.
    localities: Vec<LocalityDetail<'a>>,
}

/// A payment locality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocalityDetail<'a> {
    /// Contractor and locality number.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// The Medicare administrative contractor (MAC).
    #[schema(value_type = String, example = "01112")]
    mac: Shown<Mac>,
    /// The number of the locality within the contractor's jurisdiction.
    #[schema(value_type = String, example = "05")]
    number: &'a str,
    /// The postal abbreviation of the state.
    #[schema(example = "CA")]
    state: &'a str,
    /// CMS's name of the locality.
    name: &'a str,
    /// The indices on the date.
    gpci: GpciResponse,
    /// The work index with the floor of 1.000; null if CMS's file does not have it.
    #[schema(required = true)]
    work_gpci_with_floor: Option<GpciText>,
    /// The work index without the floor; null if CMS's file does not have it.
    #[schema(required = true)]
    work_gpci_without_floor: Option<GpciText>,
    /// Dollars for one anesthesia unit; null if the release does not have them.
    #[schema(required = true)]
    anesthesia_conversion_factor: Option<Dollars>,
    /// The counties, as in CMS's file.
    counties: Vec<&'a str>,
}

/// A payment locality of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocalityPage<'a> {
    /// The release that its figures come from.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The locality.
    #[serde(flatten)]
    locality: LocalityDetail<'a>,
}

/// List localities
///
/// Returns every payment locality of the release in force, with its geographic practice cost indices (GPCI), anesthesia factor and
/// counties.
#[utoipa::path(
    operation_id = "list_localities",
    tag = "reference",
    params(ReleaseQuery),
    responses(
        (status = 200, description = "The localities", body = Localities<'static>, content_type = "application/json"),
        ReadProblems,
    )
)]
#[get("/v1/localities")]
pub(crate) async fn list_localities(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: ReleaseQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let asked = asked.check(&mut faults);
    faults.end(Some(())).map_err(Error::Invalid)?;
    let schedule = state.schedule()?;
    let in_force = asked.in_force(&schedule)?;
    let release = in_force.release;
    let localities = Localities {
        release: &release.label,
        notice: release.localities.is_empty().then(|| release.no_indices().to_string()),
        localities: release.localities.iter().map(|row| locality_detail(&schedule, &in_force, row)).collect(),
    };
    read::json(&request, &localities)
}

/// Get a locality
///
/// Returns one payment locality, by contractor and number, such as 01112-05.
#[utoipa::path(
    operation_id = "get_locality",
    tag = "reference",
    params(
        ("mac" = String, Path, description = "The Medicare administrative contractor (MAC), five digits", example = "01112", pattern = r"^\d{5}$"),
        ("locality" = String, Path, description = "The locality number, two digits", example = "05", pattern = r"^\d{2}$"),
        ReleaseQuery
    ),
    responses(
        (status = 200, description = "The locality", body = LocalityPage<'static>, content_type = "application/json"),
        ReadProblems,
        (status = 404, description = "The release has no such locality"),
    )
)]
#[get("/v1/localities/{mac}-{locality}")]
pub(crate) async fn get_locality(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let (mac, number) = path.into_inner();
    let asked: ReleaseQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let locality = faults.keep("/path/locality", Locality::from_parts(&mac, &number));
    let asked = asked.check(&mut faults);
    let locality = faults.end(locality).map_err(Error::Invalid)?;
    let schedule = state.schedule()?;
    let in_force = asked.in_force(&schedule)?;
    let located = schedule.locate(in_force.release, Whereabouts::Locality(locality));
    let located = located.map_err(|error| Error::NotFound(error.to_string()))?;
    let row = located.locality.ok_or_else(|| Error::NotFound(format!("There is no locality {locality}.")))?;
    let release = in_force.release.localities_from.as_ref().unwrap_or(&in_force.release.label);
    read::json(&request, &LocalityPage { release, locality: locality_detail(&schedule, &in_force, row) })
}

fn locality_detail<'a>(
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
