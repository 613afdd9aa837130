//! `GET /`: searches for a code, at a place and on a day.

use super::asked_services::AskedServices;
use super::code_form::called;
use super::form_faults::FormFaults;
use super::options::{Group, places_of_service, title_case};
use super::other_codes::{MOST_FOUND, OtherCode, codes_of_other_schedules};
use super::params::{KEPT, Params, When};
use super::render;
use super::unknown_params::OF_SEARCH;
use crate::api::codes::search::{CodeSearch, Codes, MatchedBy, find_codes, is_best_elsewhere};
use crate::api::shared::pricing_context::not_listed;
use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, RateRelease, Release, Schedule};
use crate::vocabulary::HcpcsCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;
use medpayiq_claims::places::release_in_force;

/// The search.
#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'a> {
    params: &'a Params,
    search: Params,
    date: String,
    places: Vec<Group>,
    localities: Vec<(String, String)>,
    /// The codes that were found, if the reader searched.
    found: Option<Codes<'a>>,
    /// The codes that were found and that the physician fee schedule of the day does not list.
    other_codes: Vec<OtherCode<'a>>,
    /// Whether the best of all is among those.
    is_best_elsewhere: bool,
    /// Whether the codes that the text names say all of it, so that no list is needed.
    is_answered: bool,
    /// The codes in the text and the address of a claim with them, if the text has several.
    claim: Option<(String, String)>,
    /// The releases of the physician fee schedule that are loaded, as to be cited.
    releases: Vec<String>,
    /// The releases of edits and of other schedules, each kind with its releases.
    other_releases: Vec<(&'static str, String)>,
    is_extract: bool,
    /// Why nothing was found, if the reader searched for a code.
    not_listed: Option<String>,
    faults: FormFaults,
}

/// The search page
#[get("/")]
pub(super) async fn home_page(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request, OF_SEARCH);
    let searchable = state.searchable()?;
    let schedule = searchable.schedule();
    let mut faults = Faults::default();
    let when = When::of(&params, schedule, &mut faults);
    faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let checked = faults
        .end(Some(()))
        .map_err(Error::Invalid)
        .and_then(|()| Ok(release_in_force(schedule, when.day, None, "/query")?));
    let (in_force, faults) = FormFaults::split(&request, checked)?;
    let in_force = match in_force {
        Some(in_force) => in_force,
        None => release_in_force(schedule, None, None, "/query")?,
    };
    let release = in_force.release;
    let search = params.only(&KEPT);
    let asked = params.get("q").filter(|_| faults.is_empty());
    let asked_services = AskedServices::of(schedule, asked.unwrap_or_default());
    // The page that says what of the address was ignored is this one.
    if let Some(address) = asked_services.address_of_one(&search).filter(|_| params.ignored().is_empty()) {
        return Ok(render::secured(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()));
    }
    let find = |text: &str| find_codes(&searchable, &in_force, &CodeSearch::for_text(text), MOST_FOUND, "");
    let found = asked.map(find);
    let find_others = |text: &str| codes_of_other_schedules(&searchable, &in_force, &search, text);
    let other_codes = asked.map(find_others).unwrap_or_default();
    let finds_nothing = found.as_ref().is_some_and(|found| found.codes.is_empty());
    let claim = asked_services.claim(&search);
    let view = Home {
        params: &params,
        is_answered: (claim.is_some() && asked_services.is_whole_text())
            || (finds_nothing && !other_codes.is_empty()),
        claim,
        search,
        date: when.date_text(&params),
        places: places_of_service(when.place),
        localities: localities(release),
        is_best_elsewhere: asked.is_some_and(|text| is_best_elsewhere(&searchable, release, text)),
        found,
        other_codes,
        releases: schedule.releases().iter().map(|release| release.title().to_string()).collect(),
        other_releases: other_releases(schedule),
        is_extract: Schedule::is_extract(schedule),
        not_listed: asked
            .filter(|_| finds_nothing)
            .and_then(|text| describe_unlisted(schedule, &in_force, text)),
        faults,
    };
    render::form_page(&request, &view, &view.faults)
}

/// Why no loaded release lists a code; `None` if the text is none.
fn describe_unlisted(schedule: &Schedule, in_force: &InForce<'_>, text: &str) -> Option<String> {
    let code = text.trim().parse().ok().filter(|_| text.contains(|one: char| one.is_ascii_digit()))?;
    Some(not_listed(schedule, in_force, code))
}

/// The loaded releases of edits and of other schedules: each kind that has some, with their names, oldest first.
fn other_releases(schedule: &Schedule) -> Vec<(&'static str, String)> {
    fn named<'a>(labels: impl Iterator<Item = &'a str>) -> String {
        labels.collect::<Vec<_>>().join(", ")
    }
    let edits = schedule.edit_releases();
    let kinds = [
        ("Bundling edits (PTP)", named(edits.ptp.iter().map(|release| release.label.as_str()))),
        ("Unit limits (MUE)", named(edits.unit_limits.iter().map(|release| release.label.as_str()))),
        ("Add-on codes", named(edits.add_ons.iter().map(|release| release.label.as_str()))),
        ("Laboratory rates", named(labels(schedule.laboratory_rates()))),
        ("Drug limits", named(labels(schedule.drug_limits()))),
        ("Equipment fees", named(labels(schedule.equipment_fees()))),
        ("Nutrition fees", named(labels(schedule.nutrition_fees()))),
    ];
    kinds.into_iter().filter(|(_, labels)| !labels.is_empty()).collect()
}

fn labels<T>(releases: &[RateRelease<T>]) -> impl Iterator<Item = &str> {
    releases.iter().map(|release| release.label.as_str())
}

/// The localities of a release, each with its name, sorted by state.
fn localities(release: &Release) -> Vec<(String, String)> {
    let mut rows: Vec<_> = release.localities.iter().collect();
    rows.sort_by_key(|row| (&row.state, &row.name));
    let named = |row: &LocalityIndices| format!("{}: {}", row.state, title_case(&row.name));
    rows.into_iter().map(|row| (row.locality.to_string(), named(row))).collect()
}

impl Home<'_> {
    /// What billers call a code, in a sentence; `None` if no term names it.
    fn called(&self, hcpcs: &HcpcsCode) -> Option<String> {
        called(*hcpcs)
    }

    fn is_any_word(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.matched_by == MatchedBy::AnyWord)
    }
}
