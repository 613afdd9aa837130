//! `GET /v1/toolkit`, `/v1/toolkit.xlsx`, `/v1/toolkit.html`: the Revenue Protection Toolkit for a practice's codes.

pub(crate) mod answer;
mod modifiers;

use super::state::State;
use crate::api::limits::Limits;
use crate::api::shared::disclaimer::DISCLAIMER;
use crate::api::shared::place_query::PlaceQuery;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reported_denials::denials_if_prompt;
use crate::api::shared::source::release_notice;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::wire::binary::Binary;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::schedule::Schedule;
use crate::toolkit::{MOST_CODES, Reported, Toolkit, page, workbook};
use crate::vocabulary::HcpcsCode;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

/// The codes of a toolkit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ToolkitQuery {
    /// 1 to 50 codes, separated by commas.
    #[param(required = true, example = "76377,70553,99213,20610")]
    codes: Option<String>,
}

/// Get the toolkit
///
/// Returns what could deny or reduce the payment of these codes, computed from the loaded data: denial triggers, modifier
/// pitfalls, bundling conflicts between the codes, and unit limits. It also returns the denials that billers reported. Those are
/// counts of reports, not rates of denial.
///
/// Everything but `reported_denials` comes from memory. If the database does not answer within half a second, that part is
/// `unavailable`.
#[utoipa::path(
    operation_id = "get_toolkit",
    tag = "toolkit",
    params(ToolkitQuery, PlaceQuery),
    responses(
        (status = 200, description = "The toolkit", body = ToolkitAnswer<'static>, content_type = "application/json",
         headers(("Content-Disposition" = String, description = "A name for the file"))),
        ReadProblems,
    )
)]
#[get("/v1/toolkit")]
pub(crate) async fn get_toolkit(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let schedule = state.whole_schedule()?;
    let asked = AskedToolkit::make(&request, &schedule, &state, &limits).await?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(asked.toolkit.origin.file_name("json"))],
    };
    read::named_json(&request, &ToolkitAnswer::new(&asked.toolkit, &asked.context), disposition)
}

/// Get the toolkit as a workbook
///
/// Returns the toolkit as an .xlsx file, with a sheet for each subject, filters and a frozen header row, ready to print. Its
/// bytes are the same as long as the releases and the published reports are the same.
#[utoipa::path(
    operation_id = "get_toolkit_workbook",
    tag = "toolkit",
    params(ToolkitQuery, PlaceQuery),
    responses(
        (status = 200, description = "The workbook; `Content-Disposition` has a file name", body = inline(Binary), content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         headers(("Content-Disposition" = String, description = "A name for the file"))),
        ReadProblems,
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
    let AskedToolkit { toolkit, .. } = AskedToolkit::make(&request, &schedule, &state, &limits).await?;
    let bytes = workbook(&toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(toolkit.origin.file_name("xlsx"))],
    };
    Ok(read::file(&request, WORKBOOK, disposition, bytes))
}

/// Get the toolkit as a page
///
/// Returns the toolkit as an HTML page, to read or to print on A4 or Letter paper.
#[utoipa::path(
    operation_id = "get_toolkit_page",
    tag = "toolkit",
    params(ToolkitQuery, PlaceQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html",
         headers(("Content-Disposition" = String, description = "A name for the file"))),
        ReadProblems,
    )
)]
#[get("/v1/toolkit.html")]
pub(crate) async fn get_toolkit_page(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let schedule = state.whole_schedule()?;
    let AskedToolkit { toolkit, .. } = AskedToolkit::make(&request, &schedule, &state, &limits).await?;
    let html = page(&toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(toolkit.origin.file_name("html"))],
    };
    Ok(read::file(&request, "text/html; charset=utf-8", disposition, html.into_bytes()))
}

/// The toolkit of a request, and what it was priced from.
pub(crate) struct AskedToolkit<'a> {
    pub(crate) context: PricingContext<'a>,
    pub(crate) toolkit: Toolkit,
}

impl<'a> AskedToolkit<'a> {
    /// Reads a request and makes its toolkit.
    ///
    /// # Errors
    /// 400 and 422 if the query is at fault.
    async fn make(
        request: &HttpRequest,
        schedule: &'a Schedule,
        state: &State,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let (ToolkitQuery { codes }, place): (_, PlaceQuery) = query::decode_both(request)?;
        let mut faults = Faults::default();
        let codes = listed_codes(&mut faults, codes.as_deref());
        let place = place.check(&mut faults);
        faults.end(Some(()))?;
        Self::assemble(codes, place.pricing_context(schedule)?, state, limits).await
    }

    /// Makes the toolkit of codes.
    ///
    /// # Errors
    /// 422 if the release does not list one of them.
    pub(crate) async fn assemble(
        codes: Vec<HcpcsCode>,
        context: PricingContext<'a>,
        state: &State,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let release = context.in_force.release;
        for code in codes.iter().filter(|code| release.services.rows_of(**code).is_empty()) {
            faults.add("/query/codes", context.not_listed(*code));
        }
        faults.end(Some(()))?;
        let locality = context.located.locality.map(|row| (row.locality, row.name.clone()));
        let reasons = context.confidence().reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
        let notice = release_notice(release).map(|notice| notice.to_string());
        let notices = notice.into_iter().chain(reasons).collect();
        let terms = limits.reporting.terms;
        let reported = Reported::for_codes(&codes, denials_if_prompt(state, &codes, terms).await, terms);
        let toolkit =
            Toolkit::assemble(&codes, context.medicare(), &state.tips(), locality, notices, reported);
        Ok(Self { context, toolkit })
    }
}

/// The codes of a list, without repetitions.
pub(crate) fn listed_codes(faults: &mut Faults, list: Option<&str>) -> Vec<HcpcsCode> {
    const AT: &str = "/query/codes";
    let texts: Vec<&str> = list.unwrap_or_default().split(',').map(str::trim).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if texts.is_empty() || texts.len() > MOST_CODES {
        faults.add(
            AT,
            format_args!("The list has {} codes. Send 1 to {MOST_CODES}, separated by commas.", texts.len()),
        );
    }
    let mut codes: Vec<HcpcsCode> = Vec::new();
    for code in texts.into_iter().take(MOST_CODES).filter_map(|text| faults.keep(AT, text.parse())) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
