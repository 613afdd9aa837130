//! `GET /v1/toolkit`, `/v1/toolkit.xlsx`, `/v1/toolkit.html`: the Revenue Protection Toolkit of a practice's codes.

mod answer;

use super::state::State;
use crate::api::codes::denials::denials_at_hand;
use crate::api::estimates::response::DISCLAIMER;
use crate::api::limits::Limits;
use crate::api::shared::site::Site;
use crate::api::shared::source;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::schedule::Schedule;
use crate::toolkit::{MOST_CODES, Reported, Toolkit, page, workbook};
use crate::vocabulary::HcpcsCode;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

/// Whose toolkit, and for which day and place.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ToolkitQuery {
    /// The codes, 1 to 50, separated by commas.
    #[param(required = true, example = "76377,70553,99213,20610")]
    codes: Option<String>,
    /// The day, ISO 8601, whose release and rules are used; absent: the first day of the newest release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// Contractor and locality number; absent, and `zip` too: national amounts.
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110; instead of `locality`.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    zip: Option<String>,
}

/// Get the toolkit
///
/// What would deny or cut these codes, from the loaded data: denial triggers, modifier pitfalls, bundling conflicts among
/// them, unit limits. And what denied them, as billers reported it: a count of reports, not a rate.
///
/// All but `reported_denials` is from memory. While the database is away, or takes longer than half a second, that part is
/// `unavailable` and the rest is answered all the same.
#[utoipa::path(
    operation_id = "get_toolkit",
    tag = "toolkit",
    params(ToolkitQuery),
    responses(
        (status = 200, description = "The toolkit", body = ToolkitAnswer<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value, or codes that the release does not list", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/toolkit")]
pub(crate) async fn get_toolkit(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let schedule = state.whole_schedule()?;
    let asked = Asked::read(&request, &schedule, &state, &limits).await?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(asked.toolkit.origin.file_name("json"))],
    };
    read::named_json(&request, &ToolkitAnswer::new(&asked.toolkit, &asked.site), disposition)
}

/// Get the toolkit as a workbook
///
/// The toolkit as an .xlsx file: a sheet for each subject, with filters and a frozen heading, set up to print. The same
/// releases and published reports make the same bytes.
#[utoipa::path(
    operation_id = "get_toolkit_workbook",
    tag = "toolkit",
    params(ToolkitQuery),
    responses(
        (status = 200, description = "The workbook, to save under the name given", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value, or codes that the release does not list", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/toolkit.xlsx")]
pub(crate) async fn get_toolkit_workbook(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let schedule = state.whole_schedule()?;
    let Asked { toolkit, .. } = Asked::read(&request, &schedule, &state, &limits).await?;
    let bytes = workbook(&toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(toolkit.origin.file_name("xlsx"))],
    };
    Ok(read::document(&request, WORKBOOK, disposition, bytes))
}

/// Get the toolkit as a page
///
/// The toolkit as HTML, to read or to print on A4 or Letter.
#[utoipa::path(
    operation_id = "get_toolkit_page",
    tag = "toolkit",
    params(ToolkitQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value, or codes that the release does not list", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/toolkit.html")]
pub(crate) async fn get_toolkit_page(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let schedule = state.whole_schedule()?;
    let Asked { toolkit, .. } = Asked::read(&request, &schedule, &state, &limits).await?;
    let html = page(&toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(toolkit.origin.file_name("html"))],
    };
    Ok(read::document(&request, "text/html; charset=utf-8", disposition, html.into_bytes()))
}

/// What was asked for, with its report.
struct Asked<'a> {
    site: Site<'a>,
    toolkit: Toolkit,
}

impl<'a> Asked<'a> {
    async fn read(
        request: &HttpRequest,
        schedule: &'a Schedule,
        state: &State,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let asked: ToolkitQuery = query::decode(request)?;
        let mut faults = Faults::default();
        let codes = codes(&mut faults, asked.codes.as_deref());
        let day = faults.day("/query/date", asked.date.as_deref());
        let place = faults.place("/query", asked.locality.as_deref(), asked.zip.as_deref());
        faults.end(Some(()))?;
        let site = Site::settle(schedule, day, None, place)?;
        let mut faults = Faults::default();
        let release = site.in_force.release;
        for code in codes.iter().filter(|code| release.services.rows_of(**code).is_empty()) {
            faults.add("/query/codes", site.not_listed(*code));
        }
        faults.end(Some(()))?;
        let locality = site.located.locality.map(|row| (row.locality, row.name.clone()));
        let reasons = site.confidence().reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
        let notices =
            source::notice(release).map(|notice| notice.to_string()).into_iter().chain(reasons).collect();
        let terms = limits.reporting.terms;
        let reported = Reported::for_codes(&codes, denials_at_hand(state, &codes, terms).await, terms);
        let toolkit = Toolkit::assemble(&codes, site.medicare(), &state.tips(), locality, notices, reported);
        Ok(Self { site, toolkit })
    }
}

/// The codes of a list, each once.
fn codes(faults: &mut Faults, list: Option<&str>) -> Vec<HcpcsCode> {
    const AT: &str = "/query/codes";
    let texts: Vec<&str> = list.unwrap_or_default().split(',').map(str::trim).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if texts.is_empty() || texts.len() > MOST_CODES {
        faults
            .add(AT, format_args!("{} codes: expected 1 to {MOST_CODES}, separated by commas", texts.len()));
    }
    let mut codes: Vec<HcpcsCode> = Vec::new();
    for code in texts.into_iter().take(MOST_CODES).filter_map(|text| faults.keep(AT, text.parse())) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
