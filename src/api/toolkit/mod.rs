//! `GET /v1/toolkit`, `/v1/toolkit.xlsx`, `/v1/toolkit.html`: the Revenue Protection Toolkit for a practice's codes.

pub(crate) mod answer;
mod edit_answers;
pub(crate) mod maker;
mod modifiers;

use crate::api::shared::disclaimer::DISCLAIMER;
use crate::api::shared::place_query::PlaceQuery;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::toolkit::maker::{AskedToolkit, ToolkitMaker};
use crate::api::wire::binary::Binary;
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::ReadProblems;
use crate::toolkit::{MOST_CODES, Toolkit, page, workbook};
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
        (status = 503, description = "No fee schedule is loaded yet, or too many long requests are waiting"),
    )
)]
#[get("/v1/toolkit")]
pub(crate) async fn get_toolkit(
    request: HttpRequest,
    toolkits: web::Data<ToolkitMaker>,
) -> Result<HttpResponse, Error> {
    let write = |toolkit: &Toolkit, context: &PricingContext<'_>| {
        let body = serde_json::to_vec(&ToolkitAnswer::new(toolkit, context));
        let body = body.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Representation::new("application/json", named(toolkit, DispositionType::Inline, "json"), body))
    };
    Ok(toolkits.make(asked(&request, &toolkits)?, "json", write).await?.answer(&request))
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
        (status = 503, description = "No fee schedule is loaded yet, or too many long requests are waiting"),
    )
)]
#[get("/v1/toolkit.xlsx")]
pub(crate) async fn get_toolkit_workbook(
    request: HttpRequest,
    toolkits: web::Data<ToolkitMaker>,
) -> Result<HttpResponse, Error> {
    const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let write = |toolkit: &Toolkit, _: &PricingContext<'_>| {
        let body = workbook(toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Representation::new(WORKBOOK, named(toolkit, DispositionType::Attachment, "xlsx"), body))
    };
    Ok(toolkits.make(asked(&request, &toolkits)?, "xlsx", write).await?.answer(&request))
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
        (status = 503, description = "No fee schedule is loaded yet, or too many long requests are waiting"),
    )
)]
#[get("/v1/toolkit.html")]
pub(crate) async fn get_toolkit_page(
    request: HttpRequest,
    toolkits: web::Data<ToolkitMaker>,
) -> Result<HttpResponse, Error> {
    let write = |toolkit: &Toolkit, _: &PricingContext<'_>| {
        let html = page(toolkit, DISCLAIMER).map_err(|error| Error::Internal(error.to_string()))?;
        let name = named(toolkit, DispositionType::Inline, "html");
        Ok(Representation::new("text/html; charset=utf-8", name, html.into_bytes()))
    };
    Ok(toolkits.make(asked(&request, &toolkits)?, "html", write).await?.answer(&request))
}

/// What a request asks for.
///
/// # Errors
/// 400 and 422 if the query is at fault.
fn asked(request: &HttpRequest, toolkits: &ToolkitMaker) -> Result<AskedToolkit, Error> {
    let (ToolkitQuery { codes }, place): (_, PlaceQuery) = query::decode_both(request)?;
    let mut faults = Faults::default();
    let codes = listed_codes(&mut faults, codes.as_deref());
    let place = toolkits.check_place(place, &mut faults);
    faults.end(Some(AskedToolkit { codes, place })).map_err(Error::Invalid)
}

/// The name of a file of a toolkit.
fn named(toolkit: &Toolkit, disposition: DispositionType, extension: &str) -> Option<ContentDisposition> {
    let name = DispositionParam::Filename(toolkit.origin.file_name(extension));
    Some(ContentDisposition { disposition, parameters: vec![name] })
}

/// The codes of a list, without repetitions.
pub(crate) fn listed_codes(faults: &mut Faults, list: Option<&str>) -> Vec<HcpcsCode> {
    const AT: &str = "/query/codes";
    let texts: Vec<&str> = list.unwrap_or_default().split(',').map(str::trim).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if texts.is_empty() || texts.len() > MOST_CODES {
        faults.add_coded(
            FaultCode::WrongLength,
            AT,
            format_args!("The list has {} codes. Send 1 to {MOST_CODES}, separated by commas.", texts.len()),
        );
    }
    let mut codes: Vec<HcpcsCode> = Vec::new();
    for code in texts.into_iter().take(MOST_CODES).filter_map(|text| faults.code(AT, text)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
