//! `GET /`: searches for a code, at a place and on a day.

use super::asked_services::AskedServices;
use super::form_faults::FormFaults;
use super::options::{Group, places_of_service, title_case};
use super::other_rates::schedule_in_words;
use super::params::{KEPT, Params, When};
use super::render;
use crate::api::codes::search::{CodeSearch, Codes, MatchedBy, find_codes};
use crate::api::shared::pricing_context::release_in_force;
use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, RateRelease, Release, Schedule};
use crate::vocabulary::{HcpcsCode, PaymentSchedule, RateRow};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// The most codes that the page lists.
const MOST_FOUND: usize = 40;

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
    /// The codes of other schedules that begin with the text, each with its schedule in words.
    other_codes: Vec<(HcpcsCode, &'static str)>,
    /// Whether the codes that the text names say all of it, so that no list is needed.
    is_answered: bool,
    /// The codes in the text and the address of a claim with them, if the text has several.
    claim: Option<(String, String)>,
    /// The releases that are loaded, as to be cited.
    releases: Vec<String>,
    is_extract: bool,
    faults: FormFaults,
}

/// The search page
#[get("/")]
pub(super) async fn home_page(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let searchable = state.searchable()?;
    let schedule = searchable.schedule();
    let mut faults = Faults::default();
    let when = When::of(&params, schedule, &mut faults);
    faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let checked = faults.end(Some(())).and_then(|()| release_in_force(schedule, when.day, None, "/query"));
    let (in_force, faults) = FormFaults::split(&request, checked)?;
    let in_force = in_force.map_or_else(|| release_in_force(schedule, None, None, "/query"), Ok)?;
    let release = in_force.release;
    let search = params.only(&KEPT);
    let asked = params.get("q").filter(|_| faults.is_empty());
    let asked_services = AskedServices::of(schedule, asked.unwrap_or_default());
    if let Some(address) = asked_services.address_of_one(&search) {
        return Ok(render::secured(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()));
    }
    let find = |text: &str| find_codes(&searchable, release, &CodeSearch::for_text(text), MOST_FOUND, "");
    let found = asked.map(find);
    let other_codes =
        asked.map(|text| codes_of_other_schedules(schedule, &in_force, text)).unwrap_or_default();
    let finds_nothing = found.as_ref().is_some_and(|found| found.codes.is_empty());
    let view = Home {
        params: &params,
        claim: asked_services.claim(&search),
        search,
        date: when.date_text(&params),
        places: places_of_service(when.place),
        localities: localities(release),
        is_answered: asked_services.is_whole_text() || (finds_nothing && !other_codes.is_empty()),
        found,
        other_codes,
        releases: schedule.releases().iter().map(|release| release.title().to_string()).collect(),
        is_extract: Schedule::is_extract(schedule),
        faults,
    };
    render::form_page(&request, &view, &view.faults)
}

/// The codes that begin with a text and that another schedule of Part B has on the day, but not the physician fee schedule.
fn codes_of_other_schedules(
    schedule: &Schedule,
    in_force: &InForce<'_>,
    text: &str,
) -> Vec<(HcpcsCode, &'static str)> {
    /// A shorter text begins too many codes.
    const SHORTEST: usize = 3;
    let prefix = text.trim().to_uppercase();
    if prefix.len() < SHORTEST {
        return Vec::new();
    }
    let day = in_force.date;
    let tests = begin_with(schedule.laboratory_rates_on(day), &prefix);
    let drugs = begin_with(schedule.drug_limits_on(day), &prefix);
    let equipment = begin_with(schedule.equipment_fees_on(day), &prefix);
    let nutrition = begin_with(schedule.nutrition_fees_on(day), &prefix);
    let all = [
        (tests, PaymentSchedule::ClinicalLaboratory),
        (drugs, PaymentSchedule::DrugLimits),
        (equipment, PaymentSchedule::Equipment),
        (nutrition, PaymentSchedule::Equipment),
    ];
    let named = all
        .into_iter()
        .flat_map(|(codes, schedule)| codes.into_iter().map(move |code| (code, schedule_in_words(schedule))));
    let is_elsewhere = |code: HcpcsCode| in_force.release.services.rows_of(code).is_empty();
    let mut codes: Vec<_> = named.filter(|(code, _)| is_elsewhere(*code)).collect();
    codes.sort_unstable();
    codes.dedup_by_key(|(code, _)| *code);
    codes.truncate(MOST_FOUND);
    codes
}

/// The codes of a release of rates that begin with a text.
fn begin_with<T: RateRow>(release: Option<&RateRelease<T>>, prefix: &str) -> Vec<HcpcsCode> {
    let rates = release.map(|release| release.rates.as_slice()).unwrap_or_default();
    let from = rates.partition_point(|rate| rate.hcpcs().as_str() < prefix);
    let codes = rates.get(from..).unwrap_or_default().iter().map(RateRow::hcpcs);
    codes.take_while(|code| code.as_str().starts_with(prefix)).collect()
}

/// The localities of a release, each with its name, sorted by state.
fn localities(release: &Release) -> Vec<(String, String)> {
    let mut rows: Vec<_> = release.localities.iter().collect();
    rows.sort_by_key(|row| (&row.state, &row.name));
    let named = |row: &LocalityIndices| format!("{}: {}", row.state, title_case(&row.name));
    rows.into_iter().map(|row| (row.locality.to_string(), named(row))).collect()
}

impl Home<'_> {
    fn is_any_word(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.matched_by == MatchedBy::AnyWord)
    }
}
