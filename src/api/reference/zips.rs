//! `GET /v1/zips/{zip}`: the payment locality of a ZIP code.

use crate::api::shared::site::in_force;
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query::{self, link_query};
use crate::api::wire::read;
use crate::schedule::{FoundZip, InForce, Release, Schedule};
use crate::vocabulary::{Locality, Zip, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// For which day the locality is named.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ZipQuery {
    /// The day, ISO 8601; absent: the newest release's.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
}

/// A ZIP code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ZipDetail<'a> {
    /// The ZIP code, as asked.
    #[schema(value_type = String, example = "94110")]
    zip: Shown<Zip>,
    /// The postal abbreviation of the state.
    #[schema(example = "CA")]
    state: &'a str,
    /// Its locality, or its default one where the last four digits decide.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// The locality's name.
    name: &'a str,
    /// `R` rural, `B` super rural, null urban, for ambulance services.
    rural: Option<char>,
    /// Whether the ZIP code lies in several localities and its last four digits decide.
    plus_four_needed: bool,
    /// The localities it may lie in, where that is so: those of the ZIP codes that share its first three digits, or else
    /// the nearest others of its state; the default alone where those are the same, and the others are not known.
    candidates: Vec<CandidateLocality<'a>>,
    /// CMS's ZIP code release.
    #[schema(example = "ZIP5_2025Q4")]
    release: &'a str,
    /// The locality's page: on the date asked for, or else in the newest release that has it; null where none has.
    #[schema(example = "/v1/localities/01112-05")]
    link: Option<String>,
}

/// A locality that a ZIP code may lie in.
#[derive(Debug, Serialize, ToSchema)]
struct CandidateLocality<'a> {
    /// The locality.
    #[schema(value_type = String, example = "01112-05")]
    locality: Shown<Locality>,
    /// Its name.
    name: &'a str,
}

/// Look up a ZIP code
///
/// The payment locality of a five- or nine-digit ZIP code. Where the ZIP code lies on a border between localities,
/// its default locality and the candidates.
#[utoipa::path(
    operation_id = "get_zip",
    tag = "reference",
    params(("zip" = String, Path, description = "ZIP code, five or nine digits", example = "94110", pattern = r"^\d{5}(-?\d{4})?$"), ZipQuery),
    responses(
        (status = 200, description = "The ZIP code", body = ZipDetail<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such ZIP code is loaded", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/zips/{zip}")]
pub(crate) async fn get_zip(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: ZipQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let zip = faults.keep("/path/zip", path.parse());
    let day = faults.day("/query/date", asked.date.as_deref());
    let zip: Zip = faults.end(zip)?;
    let schedule = state.schedule()?;
    let in_force = in_force(&schedule, day, None)?;
    let directory = schedule.find_zip(zip).map_err(|error| Error::NotFound(error.to_string()))?;
    read::json(&request, &detail(&schedule, &in_force, zip, directory))
}

/// What the directory says of the ZIP code. The year's GPCIs need not be loaded for it: a locality's name is then that of
/// another loaded year, or blank.
fn detail<'a>(
    schedule: &'a Schedule,
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
        let date = (is_own && in_force.date_given).then(|| format_date(in_force.date));
        let other = (!is_own).then_some(release.label.as_str());
        let query = link_query([("date", date.as_deref()), ("release", other)]);
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
