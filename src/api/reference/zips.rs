//! `GET /v1/zips/{zip}`: the payment locality of a ZIP code.

use crate::api::shared::place_query::{AskedRelease, ReleaseQuery};
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query::{self, query_string};
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::schedule::{FoundZip, InForce, Release, Schedule};
use crate::vocabulary::{Locality, Zip, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A ZIP code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZipDetail<'a> {
    /// The ZIP code of the request.
    #[schema(value_type = String, example = "94110")]
    zip: Shown<Zip>,
    /// The postal abbreviation of the state.
    #[schema(example = "CA")]
    state: &'a str,
    /// The locality of the ZIP code. If the last four digits decide, it is the default locality.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// The name of the locality.
    name: &'a str,
    /// For ambulance services: `R` if the area is rural, `B` if it is super rural, null if it is urban.
    #[schema(required = true)]
    rural: Option<char>,
    /// Whether the ZIP code is in several localities, so that its last four digits decide.
    plus_four_needed: bool,
    /// The localities that the ZIP code may be in, if the last four digits decide. They are the localities of the ZIP codes with
    /// the same first three digits, or else the nearest others of the state. If all those are the same, the default is the only
    /// one.
    candidates: Vec<CandidateLocality<'a>>,
    /// The name of CMS's ZIP code release.
    #[schema(example = "ZIP5_2025Q4")]
    release: &'a str,
    /// The path of the locality: in the release of the request, or in the newest one that has it; null if none has.
    #[schema(example = "/v1/localities/01112-05", required = true)]
    link: Option<String>,
}

/// A locality that a ZIP code may be in.
#[derive(Debug, Serialize, ToSchema)]
struct CandidateLocality<'a> {
    /// The locality.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// The name of the locality.
    name: &'a str,
}

/// Get a ZIP code
///
/// Returns the payment locality of a ZIP code with five or nine digits. If the ZIP code is in several localities, returns its
/// default locality and the candidates.
#[utoipa::path(
    operation_id = "get_zip",
    tag = "reference",
    params(("zip" = String, Path, description = "The ZIP code, five or nine digits", example = "94110", pattern = r"^\d{5}(-?\d{4})?$"), ReleaseQuery),
    responses(
        (status = 200, description = "The ZIP code", body = ZipDetail<'static>, content_type = "application/json"),
        ReadProblems,
        (status = 404, description = "The loaded ZIP code directory does not have the ZIP code"),
    )
)]
#[get("/v1/zips/{zip}")]
pub(crate) async fn get_zip(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: ReleaseQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let zip = faults.keep("/path/zip", path.parse());
    let asked = asked.check(&mut faults);
    let zip: Zip = faults.end(zip).map_err(Error::Invalid)?;
    let schedule = state.schedule()?;
    let in_force = asked.in_force(&schedule)?;
    let found = schedule.find_zip(zip).map_err(|error| Error::NotFound(error.to_string()))?;
    read::json(&request, &zip_detail(&schedule, &asked, &in_force, zip, found))
}

/// The ZIP code as in the directory. If the release in force does not have its locality, the name of the locality comes from
/// another loaded release, or is blank.
fn zip_detail<'a>(
    schedule: &'a Schedule,
    asked: &AskedRelease,
    in_force: &InForce<'a>,
    zip: Zip,
    found: FoundZip<'a>,
) -> ZipDetail<'a> {
    let has = |locality: Locality| move |release: &&'a Release| release.locality(locality).is_some();
    let newest = |locality: Locality| schedule.releases().iter().rev().find(has(locality));
    let known = |locality| Some(in_force.release).filter(has(locality)).or_else(|| newest(locality));
    let name = |locality| {
        known(locality).and_then(|release| release.locality(locality)).map_or("", |row| row.name.as_str())
    };
    let link = |locality, release: &Release| {
        let is_own = release.label == in_force.release.label;
        let date = asked.day.filter(|_| is_own).map(format_date);
        let pinned = (!is_own || asked.release.is_some()).then_some(release.label.as_str());
        let query = query_string([("date", date.as_deref()), ("release", pinned)]);
        format!("/v1/localities/{locality}{query}")
    };
    let candidate =
        |locality: Locality| CandidateLocality { locality: Shown(locality), name: name(locality) };
    let FoundZip { directory, row } = found;
    let neighbors = if row.plus_four_needed { directory.neighboring_localities(zip) } else { Vec::new() };
    ZipDetail {
        zip: Shown(zip),
        state: &row.state,
        locality: Shown(row.locality),
        name: name(row.locality),
        rural: row.rural,
        plus_four_needed: row.plus_four_needed,
        candidates: neighbors.into_iter().map(candidate).collect(),
        release: &directory.label,
        link: known(row.locality).map(|release| link(row.locality, release)),
    }
}
