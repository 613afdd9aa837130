//! `GET /codes/{hcpcs}`: a code at a glance.

use super::accepted_chips::{AcceptedChip, accepted_chips};
use super::asked_services::AskedServices;
use super::charts::{HistoryChart, RvuBar, history_chart, rvu_bars};
use super::code_cures::CodeCures;
use super::code_form::{CodeForm, refused_page};
use super::code_prices::{AskedLine, Chip, LineChoice, Price, PricedClaims};
use super::filters;
use super::other_rates::{missing_rates, named_in_words};
use super::params::{KEPT, Params, When};
use super::partners::{PartnerGroup, partner_groups};
use super::render;
use super::state_fees::{StateFee, state_fees};
use super::unknown_params::OF_CODE;
use crate::api::codes::common_edits::{CommonEdits, CommonPairs, common_edits};
use crate::api::codes::denials::{Denials, denials};
use crate::api::codes::history::{History, HistoryEntry, history};
use crate::api::codes::page::{CodePage, RowRvus, page_from_memory};
use crate::api::codes::tips::{TipResponse, Tips, tips_response};
use crate::api::limits::Limits;
use crate::api::shared::notation::write_lines;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reported_denials::denials_if_prompt;
use crate::api::state::State;
use crate::api::wire::blocking::LongReads;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::tips::WrittenTips;
use crate::vocabulary::{HcpcsCode, PlaceOfService, Rvu};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;
use medpayiq_claims::price::latest_day;
use std::sync::Arc;

/// A code's page.
#[derive(Template)]
#[template(path = "pages/code.html")]
struct CodeView<'a> {
    hcpcs: HcpcsCode,
    search: Params,
    params: &'a Params,
    place: PlaceOfService,
    place_name: String,
    form: CodeForm<'a>,
    chosen: &'a LineChoice,
    /// The lines that are priced, in the notation of billers.
    claim_lines: String,
    primary: Option<HcpcsCode>,
    price: Price<'a>,
    settings: Vec<(&'static str, Price<'a>)>,
    practitioners: Vec<(&'static str, Price<'a>)>,
    chips: Vec<Chip<'a>>,
    /// The valid modifiers that do not change the price, as links.
    accepted: Vec<AcceptedChip<'a>>,
    /// What the line lacks.
    cures: CodeCures,
    /// The fees of equipment in the state of the place.
    state_fees: Vec<StateFee>,
    state: &'a str,
    page: &'a CodePage<'a>,
    /// That a schedule which lists the code is not loaded for the day.
    missing_rates: Option<String>,
    /// Whether a row has relative value units.
    has_rvus: bool,
    rvu_bars: Option<[RvuBar; 2]>,
    history: History<'a>,
    /// Whether a release of the physician fee schedule has an amount.
    has_history: bool,
    history_chart: Option<HistoryChart>,
    edits: CommonEdits<'a>,
    partners: Vec<PartnerGroup<'a>>,
    tips: Tips<'a>,
    denials: Option<Denials>,
    /// The address of the same figures as JSON.
    json_address: String,
}

/// The most rates of equipment for which the page lists the fees by state. Some items have nine, and a page has less than 50 kB.
const RATES_BY_STATE: usize = 3;
/// The tips that the page shows at first.
const FIRST_TIPS: usize = 6;

/// The page of a code
#[get("/codes/{hcpcs}")]
pub(super) async fn code_page(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    reads: web::Data<LongReads>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request, OF_CODE);
    let schedule = state.whole_schedule()?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.trim().parse());
    let hcpcs: HcpcsCode = match faults.end(hcpcs).map_err(Error::Invalid) {
        Ok(hcpcs) => hcpcs,
        // A code with its modifiers, such as 29881-RT.
        Err(error) => {
            let asked = AskedServices::of(&schedule, &path.replace(':', "-"));
            let address = asked.address_of_one(&params.only(&KEPT)).ok_or(error)?;
            return Ok(render::secured(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()));
        }
    };
    let terms = limits.reporting.terms;
    let reported = denials_if_prompt(&state, &[hcpcs], terms).await;
    let reported = reported
        .map(|published| denials(hcpcs, published.get(&hcpcs), terms, schedule.law().on(latest_day())));
    let written = state.whole_tips();
    let made = {
        let (params, schedule) = (params.clone(), Arc::clone(&schedule));
        reads.run(move || priced_page(hcpcs, &params, &schedule, &written, reported)).await?
    };
    match made {
        Ok(html) => Ok(render::kept_page(&request, html)),
        Err(error) => refused_page(&request, hcpcs, &params, &schedule, error),
    }
}

/// The page with the price that the reader asks for.
///
/// # Errors
/// 422 with everything that is wrong with the form, 404 if no release lists the code.
fn priced_page(
    hcpcs: HcpcsCode,
    params: &Params,
    schedule: &Schedule,
    written: &WrittenTips,
    reported: Option<Denials>,
) -> Result<String, Error> {
    let mut faults = Faults::default();
    let mut when = When::of(params, schedule, &mut faults);
    let place = faults.place("/query", when.locality.as_deref(), when.zip.as_deref());
    let place = faults.end(Some(place)).map_err(Error::Invalid)?;
    let context = PricingContext::new(schedule, when.day, None, place)?;
    let page = page_from_memory(&context, written, hcpcs)?;
    // A reader who names no place sees the price where the service is usually furnished.
    if params.get("pos").is_none()
        && let Some(usual) =
            page.typical.first().and_then(|typical| typical.line.place_of_service.parse().ok())
    {
        when.place = usual;
    }
    let asked =
        AskedLine::new(hcpcs, &when, context.in_force.date, params, &page.typical, Some(context.medicare()));
    let claims = PricedClaims::price(schedule, &asked, &page.typical)?;
    let tips = tips_response(&context, written, hcpcs)?;
    let view = CodeView::new(&asked, &claims, &context, &page, tips, reported)?;
    render::render(&view)
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
        let edits = common_edits(context, hcpcs, &CommonPairs::of(params.get("with"), params.get("edits")))?;
        let price = claims.chosen().ok_or_else(|| Error::Internal("no price".to_owned()))?;
        let has_units = |rvu: &RowRvus| [rvu.total_non_facility.0, rvu.total_facility.0] != [Rvu::ZERO; 2];
        let has_amount = |entry: &HistoryEntry<'_>| entry.rows.iter().any(|row| row.national.is_some());
        Ok(Self {
            hcpcs,
            search: params.only(&super::params::KEPT),
            params,
            place: asked.when.place,
            place_name: super::options::capitalized(asked.when.place.name()),
            form: CodeForm {
                explanation: page.explanation,
                descriptor: page.descriptor,
                date: page.date.clone(),
                ..CodeForm::new(hcpcs, params, asked.when, &asked.chosen)
            },
            chosen: &asked.chosen,
            claim_lines: write_lines(&claims.request.lines),
            primary: asked.primary(),
            price,
            settings: claims.settings(),
            practitioners: claims.practitioners(),
            chips: claims.chips(asked),
            accepted: accepted_chips(asked, page),
            cures: CodeCures::of(schedule, asked, &claims.request, &claims.chosen),
            state_fees: state_fees(&page.other_schedules, context.located.state, context.located.is_rural),
            state: context.located.state.unwrap_or_default(),
            page,
            missing_rates: missing_rates(schedule, hcpcs, context.in_force.date, &page.other_schedules),
            has_rvus: page.rows.iter().any(|row| has_units(&row.rvu)),
            rvu_bars: page.rows.first().map(|row| &row.rvu).filter(|rvu| has_units(rvu)).map(rvu_bars),
            history_chart: history_chart(&history),
            has_history: history.releases.iter().any(has_amount),
            history,
            partners: partner_groups(&edits.found, asked, context),
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

    /// When the price holds, if it does not always.
    fn condition(&self) -> Option<&'static str> {
        self.price.line.amounts.as_ref()?;
        self.page.typical.iter().find_map(|typical| typical.condition)
    }

    /// The address of a claim with the priced lines, for the same practitioner and patient.
    fn claim_address(&self) -> String {
        let kept = self.params.only(&["zip", "date", "part", "deductible"]);
        let kept = kept.with("pos", Some(self.place.code())).with("by", self.chosen.kind.as_deref());
        kept.with("lines", Some(&self.claim_lines)).address("/claim")
    }

    /// Whether the reader chose a modifier that the page does not list.
    fn is_chosen_apart(&self) -> bool {
        let is_listed = self.chips.iter().any(|chip| chip.is_chosen)
            || self.accepted.iter().any(|accepted| accepted.is_chosen);
        !self.chosen.modifiers.is_empty() && !is_listed
    }

    /// What the check of another code keeps of the form.
    fn kept_by_check(&self) -> Vec<(String, String)> {
        self.params.with("with", None).with("edits", None).items().to_vec()
    }

    /// Whether the line has a price in an office or in a hospital. If it has none, the reason is above the table already.
    fn has_price_somewhere(&self) -> bool {
        self.price.line.amounts.is_some() || self.settings.iter().any(|(_, cell)| cell.line.amounts.is_some())
    }

    /// Whether the patient owes the same for a line that is alone on its claim, whatever is left of the deductible.
    fn is_unmet_alike(&self, cell: &Price<'_>) -> bool {
        let unmet = cell.totals.if_deductible_unmet.as_ref().map(|unmet| unmet.patient.0);
        let met = cell.line.amounts.as_ref().map(|amounts| amounts.patient.0);
        cell.is_alone && unmet.is_some() && unmet == met
    }

    /// Whether the page lists all edits. Then it has no room for tips, denials and figures.
    fn is_list_of_edits(&self) -> bool {
        self.params.get("edits").is_some()
    }

    /// Why the page lists no edits: there are none, or nobody knows.
    fn without_edits(&self) -> String {
        let (hcpcs, with) = (self.hcpcs, self.params.text("with"));
        let is_pair = !with.is_empty() && self.edits.unknown.is_none() && self.edits.unreadable.is_none();
        let is_extract = self.edits.found.source.ptp.as_ref().is_some_and(|release| release.extract);
        if self.edits.first > 0 {
            "There are no more edits.".to_owned()
        } else if is_pair {
            format!("No edit pairs {hcpcs} with {} on this date.", with.to_uppercase())
        } else if is_extract {
            format!(
                "No other code of the starter data bundles with {hcpcs}. Whether a code outside of it does is not known."
            )
        } else {
            format!("No edits on file: no code bundles with {hcpcs} on this date.")
        }
    }

    /// The number of partners of each kind that the page prints, if some kind has more. The stylesheet hides the others.
    fn printed_partners(&self) -> Option<usize> {
        const PRINTED: usize = 2;
        let is_cut = self.edits.found.ptp_count > Some(self.edits.found.ptp.len())
            || self.partners.iter().any(|group| group.partners.len() > PRINTED);
        is_cut.then_some(PRINTED)
    }

    /// Whether the fee schedules of equipment or nutrition list the code.
    fn is_equipment(&self) -> bool {
        self.page.other_schedules.iter().any(|rate| rate.equipment.is_some())
    }

    /// The address of this page with the most common edits alone.
    fn address_of_common_edits(&self) -> String {
        format!("{}#edits", self.params.with("edits", None).address_of(&self.hcpcs))
    }

    /// A schedule of Part B by its name in the API, in words.
    fn named_schedule(&self, name: &str) -> &'static str {
        named_in_words(name)
    }

    /// The address of this page with another value of a parameter.
    fn address_with(&self, name: &str, value: &str) -> String {
        self.params.with(name, Some(value)).address_of(&self.hcpcs)
    }
}
