//! `GET /toolkit`: what could deny or reduce the payment of a practice's codes, to read, download or print.

use super::filters;
use super::form_faults::FormFaults;
use super::params::{KEPT, Params, When};
use super::render;
use crate::api::limits::Limits;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::state::State;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::toolkit::{AskedToolkit, listed_codes};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::vocabulary::HcpcsCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// The form of a toolkit, and its report.
#[derive(Template)]
#[template(path = "pages/toolkit.html")]
struct ToolkitView<'a> {
    params: &'a Params,
    search: Params,
    report: Option<ToolkitAnswer<'a>>,
    /// The codes and the place, as the query of the files.
    query: String,
    faults: FormFaults,
}

/// The toolkit
#[get("/toolkit")]
pub(super) async fn toolkit_page(
    request: HttpRequest,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let schedule = state.whole_schedule()?;
    let made = toolkit_of(&params, &schedule, &state, &limits).await;
    let (made, faults) = FormFaults::split(&request, made)?;
    let made = made.flatten();
    let view = ToolkitView {
        params: &params,
        search: params.only(&KEPT),
        report: made.as_ref().map(|(asked, _)| ToolkitAnswer::new(&asked.toolkit, &asked.context)),
        query: made.as_ref().map(|(_, query)| query.clone()).unwrap_or_default(),
        faults,
    };
    render::form_page(&request, &view, &view.faults)
}

/// The toolkit that the form asks for, and the query of its files. `None` if the form is empty.
///
/// # Errors
/// 422 with everything that is wrong with the form.
async fn toolkit_of<'a>(
    params: &Params,
    schedule: &'a Schedule,
    state: &State,
    limits: &Limits,
) -> Result<Option<(AskedToolkit<'a>, String)>, Error> {
    let mut faults = Faults::default();
    let when = When::of(params, schedule, &mut faults);
    let list = params.text("codes").split(|one: char| !one.is_alphanumeric()).collect::<Vec<_>>().join(",");
    let is_asked = params.get("codes").is_some();
    let codes = if is_asked { listed_codes(&mut faults, Some(&list)) } else { Vec::new() };
    let place = faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let place = faults.end(Some(place))?;
    if !is_asked {
        return Ok(None);
    }
    let context = PricingContext::new(schedule, when.day, None, place)?;
    let names: Vec<String> = codes.iter().map(HcpcsCode::to_string).collect();
    let query = format!("{}&codes={}", context.link_query(), names.join(","));
    Ok(Some((AskedToolkit::assemble(codes, context, state, limits).await?, query)))
}
