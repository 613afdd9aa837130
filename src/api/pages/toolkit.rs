//! `GET /toolkit`: what could deny or reduce the payment of a practice's codes, to read, download or print.

use super::filters;
use super::form_faults::FormFaults;
use super::params::{KEPT, Params, When};
use super::render;
use super::unknown_params::OF_TOOLKIT;
use crate::api::shared::place_query::AskedPlace;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::state::State;
use crate::api::toolkit::answer::ToolkitAnswer;
use crate::api::toolkit::listed_codes;
use crate::api::toolkit::maker::{AskedToolkit, ToolkitMaker};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::read::Representation;
use crate::schedule::Schedule;
use crate::toolkit::Toolkit;
use crate::vocabulary::format_date;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// The form of a toolkit, and its report.
#[derive(Template)]
#[template(path = "pages/toolkit.html")]
struct ToolkitView<'a> {
    params: &'a Params,
    search: Params,
    /// The date for the field of the form.
    date: String,
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
    toolkits: web::Data<ToolkitMaker>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request, OF_TOOLKIT);
    let schedule = state.whole_schedule()?;
    let asked = match asked_toolkit(&params, &schedule) {
        Ok(Some(asked)) => make(&toolkits, asked, &params).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match FormFaults::split(&request, asked)? {
        (Some(Some(page)), _) => Ok(render::secured(page.answer(&request))),
        (_, faults) => {
            let search = params.only(&KEPT);
            let date = date_of_form(&params, &schedule);
            let view =
                ToolkitView { params: &params, search, date, report: None, query: String::new(), faults };
            render::form_page(&request, &view, &view.faults)
        }
    }
}

/// The date that was typed, or the date that counts instead.
fn date_of_form(params: &Params, schedule: &Schedule) -> String {
    When::of(params, schedule, &mut Faults::default()).date_text(params)
}

/// The toolkit that the form asks for. `None` if the form is empty.
///
/// # Errors
/// 422 with everything that is wrong with the form.
fn asked_toolkit(params: &Params, schedule: &Schedule) -> Result<Option<AskedToolkit>, Error> {
    let mut faults = Faults::default();
    let when = When::of(params, schedule, &mut faults);
    let list = params.text("codes").split(|one: char| !one.is_alphanumeric()).collect::<Vec<_>>().join(",");
    let is_asked = params.get("codes").is_some();
    let codes = if is_asked { listed_codes(&mut faults, Some(&list)) } else { Vec::new() };
    let place = faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let place = faults.end(Some(AskedPlace::new(when.day, place))).map_err(Error::Invalid)?;
    Ok(is_asked.then_some(AskedToolkit { codes, place }))
}

/// The page of a toolkit.
///
/// # Errors
/// 422 and 503, as for its files.
async fn make(
    toolkits: &ToolkitMaker,
    asked: AskedToolkit,
    params: &Params,
) -> Result<Representation, Error> {
    // The form shows its fields as the reader wrote them.
    let form = params.address("page");
    let params = params.clone();
    let write = move |toolkit: &Toolkit, context: &PricingContext<'_>| {
        let codes: Vec<String> = toolkit.services.iter().map(|service| service.hcpcs.to_string()).collect();
        let query = format!("{}&codes={}", context.link_query(), codes.join(","));
        let report = Some(ToolkitAnswer::new(toolkit, context));
        let (search, faults) = (params.only(&KEPT), FormFaults::default());
        let date = format_date(context.in_force.date);
        let view = ToolkitView { params: &params, search, date, report, query, faults };
        Ok(Representation::new(render::HTML, None, render::render(&view)?.into_bytes()))
    };
    toolkits.make(asked, &form, write).await
}

impl ToolkitView<'_> {
    /// Whether an earlier denial of the report is the same: a claim of two of the codes is found from each of them.
    fn is_repeated(&self, position: &usize) -> bool {
        let triggers =
            self.report.as_ref().map(|report| report.denial_triggers.as_slice()).unwrap_or_default();
        let Some((own, earlier)) = triggers.get(..=*position).and_then(<[_]>::split_last) else {
            return false;
        };
        earlier.iter().any(|other| (&other.billed, &other.reason) == (&own.billed, &own.reason))
    }
}
