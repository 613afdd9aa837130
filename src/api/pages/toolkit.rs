//! `GET /toolkit`: what could deny or reduce the payment of a practice's codes, to read, download or print.

use super::filters;
use super::params::{KEPT, Params, When};
use super::render;
use crate::api::limits::Limits;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::state::State;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::toolkit::{AskedToolkit, listed_codes};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
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
    let when = When::of(&params, &schedule)?;
    let search = params.only(&KEPT);
    if params.get("codes").is_none() {
        let view = ToolkitView { params: &params, search, report: None, query: String::new() };
        return render::page(&request, &view);
    }
    let list = params.text("codes").split(|one: char| !one.is_alphanumeric()).collect::<Vec<_>>().join(",");
    let mut faults = Faults::default();
    let codes = listed_codes(&mut faults, Some(&list));
    let place = faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let place = faults.end(Some(place))?;
    let context = PricingContext::new(&schedule, when.day, None, place)?;
    let names: Vec<String> = codes.iter().map(HcpcsCode::to_string).collect();
    let query = format!("{}&codes={}", context.link_query(), names.join(","));
    let AskedToolkit { toolkit, context } = AskedToolkit::assemble(codes, context, &state, &limits).await?;
    let report = Some(ToolkitAnswer::new(&toolkit, &context));
    render::page(&request, &ToolkitView { params: &params, search, report, query })
}
