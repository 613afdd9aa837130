//! `GET /codes/{hcpcs}`: a code at a glance.

use super::charts::{HistoryChart, RvuBar, history_chart, rvu_bars};
use super::code_form::{CodeForm, refused_page};
use super::code_prices::{AskedLine, Chip, LineChoice, Price, PricedClaims};
use super::filters;
use super::params::{Params, When};
use super::render;
use crate::api::codes::common_edits::{CommonPairs, common_edits};
use crate::api::codes::denials::{Denials, denials};
use crate::api::codes::edits::CodeEdits;
use crate::api::codes::history::{History, history};
use crate::api::codes::page::{CodePage, page_from_memory};
use crate::api::codes::tips::{TipResponse, Tips, tips_response};
use crate::api::estimates::request::LineRequest;
use crate::api::limits::Limits;
use crate::api::shared::notation::write_line;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reported_denials::denials_if_prompt;
use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::tips::WrittenTips;
use crate::vocabulary::HcpcsCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// A code's page.
#[derive(Template)]
#[template(path = "pages/code.html")]
struct CodeView<'a> {
    hcpcs: HcpcsCode,
    search: Params,
    params: &'a Params,
    place_name: String,
    form: CodeForm<'a>,
    chosen: &'a LineChoice,
    primary: Option<HcpcsCode>,
    price: Price<'a>,
    settings: Vec<(&'static str, Price<'a>)>,
    practitioners: Vec<(&'static str, Price<'a>)>,
    chips: Vec<Chip<'a>>,
    page: &'a CodePage<'a>,
    rvu_bars: Option<[RvuBar; 2]>,
    history: History<'a>,
    history_chart: Option<HistoryChart>,
    edits: CodeEdits<'a>,
    partners: Vec<PartnerGroup<'a>>,
    tips: Tips<'a>,
    denials: Option<Denials>,
    /// The address of the same figures as JSON.
    json_address: String,
}

/// The tips that the page shows at first.
const FIRST_TIPS: usize = 6;

/// The edits that do the same.
struct PartnerGroup<'a> {
    title: String,
    /// The other codes, each with the position of its edit.
    partners: Vec<(usize, Partner<'a>)>,
}

/// The other code of an edit.
struct Partner<'a> {
    code: HcpcsCode,
    explanation: Option<&'a str>,
}

/// The page of a code
#[get("/codes/{hcpcs}")]
pub(super) async fn code_page(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.trim().parse());
    let hcpcs: HcpcsCode = faults.end(hcpcs)?;
    let schedule = state.whole_schedule()?;
    let terms = limits.reporting.terms;
    let reported = denials_if_prompt(&state, &[hcpcs], terms).await;
    let reported = reported.map(|published| denials(hcpcs, published.get(&hcpcs), terms));
    let written = state.tips();
    priced_page(&request, hcpcs, &params, &schedule, &written, reported)
        .or_else(|error| refused_page(&request, hcpcs, &params, &schedule, error))
}

/// The page with the price that the reader asks for.
///
/// # Errors
/// 422 with everything that is wrong with the form, 404 if no release lists the code.
fn priced_page(
    request: &HttpRequest,
    hcpcs: HcpcsCode,
    params: &Params,
    schedule: &Schedule,
    written: &WrittenTips,
    reported: Option<Denials>,
) -> Result<HttpResponse, Error> {
    let mut faults = Faults::default();
    let when = When::of(params, schedule, &mut faults);
    let place = faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let place = faults.end(Some(place))?;
    let context = PricingContext::new(schedule, when.day, None, place)?;
    let page = page_from_memory(&context, written, hcpcs)?;
    let asked = AskedLine::new(hcpcs, &when, context.in_force.date, params, &page.typical);
    let claims = PricedClaims::price(schedule, &asked, &page.typical)?;
    let tips = tips_response(&context, written, hcpcs)?;
    let view = CodeView::new(&asked, &claims, &context, &page, tips, reported)?;
    render::page(request, &view)
}

impl<'a> CodeView<'a> {
    fn new(
        asked: &'a AskedLine<'a>,
        claims: &'a PricedClaims<'a>,
        context: &'a PricingContext<'a>,
        page: &'a CodePage<'a>,
        tips: Tips<'a>,
        denials: Option<Denials>,
    ) -> Result<Self, Error> {
        let (hcpcs, params, schedule) = (asked.hcpcs, asked.params, context.schedule);
        let history = history(schedule, hcpcs)?;
        let with = params.get("with").and_then(|code| code.parse().ok());
        let shown = CommonPairs { with, shows_all: params.get("edits") == Some("all") };
        let edits = common_edits(context, hcpcs, &shown)?;
        let price = claims.named("chosen").ok_or_else(|| Error::Internal("no price".to_owned()))?;
        let named = |list: &[(&'static str, &str)]| {
            list.iter().filter_map(|(text, name)| Some((*text, claims.named(name)?))).collect()
        };
        Ok(Self {
            hcpcs,
            search: params.only(&super::params::KEPT),
            params,
            place_name: super::options::capitalized(asked.when.place.name()),
            form: CodeForm {
                explanation: page.explanation,
                descriptor: page.descriptor,
                date: page.date.clone(),
                ..CodeForm::new(hcpcs, params, asked.when, &asked.chosen)
            },
            chosen: &asked.chosen,
            primary: asked.primary(),
            price,
            settings: named(&[("Office (11)", "office"), ("Hospital outpatient (22)", "hospital")]),
            practitioners: named(&[
                ("Participating", "participates"),
                ("Nonparticipating, accepts assignment", "assigned"),
                ("Nonparticipating, no assignment", "unassigned"),
            ]),
            chips: claims.chips(asked),
            page,
            rvu_bars: page.rows.first().map(|row| rvu_bars(&row.rvu)),
            history_chart: history_chart(&history),
            history,
            partners: partner_groups(&edits, schedule),
            edits,
            tips,
            denials,
            json_address: format!("/v1/codes/{hcpcs}{}", context.link_query()),
        })
    }

    /// The first tips or the others, each with its position.
    fn tips(&self, first: bool) -> impl Iterator<Item = (usize, &TipResponse)> {
        self.tips.tips.iter().enumerate().filter(move |(position, _)| (*position < FIRST_TIPS) == first)
    }

    /// The address of a claim with this line.
    fn claim_address(&self) -> String {
        let line = LineRequest {
            hcpcs: self.hcpcs.to_string(),
            modifiers: Some(self.chosen.modifiers.clone()),
            minutes: self.chosen.minutes,
            ..LineRequest::default()
        };
        self.search.with("lines", Some(&write_line(&line))).address("/claim")
    }

    /// The address of this page with another value of a parameter.
    fn address_with(&self, name: &str, value: &str) -> String {
        self.params.with(name, Some(value)).address_of(&self.hcpcs)
    }
}

/// The edits by what they do to the code of the page.
fn partner_groups<'a>(edits: &CodeEdits<'_>, schedule: &'a Schedule) -> Vec<PartnerGroup<'a>> {
    let hcpcs = edits.hcpcs.0;
    let mut groups: Vec<PartnerGroup<'a>> = Vec::new();
    for (position, pair) in edits.ptp.iter().enumerate() {
        let denies_this = pair.column_two.0 == hcpcs;
        let code = if denies_this { pair.column_one.0 } else { pair.column_two.0 };
        let partner = Partner { code, explanation: schedule.explanation(code) };
        let title = group_title(hcpcs, denies_this, pair.modifier_indicator.code);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.partners.push((position, partner)),
            None => groups.push(PartnerGroup { title, partners: vec![(position, partner)] }),
        }
    }
    groups
}

/// What the edits of a group do, in words.
fn group_title(hcpcs: HcpcsCode, denies_this: bool, indicator: &str) -> String {
    let denied = if denies_this {
        format!("Medicare pays these and denies {hcpcs}.")
    } else {
        format!("Medicare pays {hcpcs} and denies these.")
    };
    match indicator {
        "0" => format!("{denied} No modifier helps: bill one of them."),
        "1" => format!("{denied} A modifier helps if the services were separate and the record shows it."),
        _ => format!("These edits with {hcpcs} no longer apply. Medicare pays both."),
    }
}
