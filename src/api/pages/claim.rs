//! `GET /claim`: a claim of several lines, priced.

use super::code_cures::any_of;
use super::code_prices::{Participation, patient_of};
use super::cures::{Cure, Cures};
use super::filters;
use super::form_faults::{FormFaults, joined};
use super::missing_modifiers::{Lack, lack_of};
use super::options::{Choice, Group, capitalized, participations, places_of_service, professions};
use super::other_rates::missing_rates;
use super::params::{KEPT, Params, When};
use super::render;
use super::unknown_params::OF_CLAIM;
use crate::api::codes::other_schedules::rates_of;
use crate::api::estimates::edit_response::EditResponse;
use crate::api::estimates::price_body::is_light;
use crate::api::estimates::priced_claim::{PricedClaim, price};
use crate::api::estimates::request::{EstimateRequest, LineRequest};
use crate::api::estimates::response::{EstimateResponse, LineResponse, LineSourceResponse};
use crate::api::shared::notation::{parse_lines, write_lines};
use crate::api::shared::reasons::ReasonResponse;
use crate::api::state::State;
use crate::api::wire::blocking::{HeavyWork, LongReads};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::faults::Faults;
use crate::pricing::{Edit, EditHit, EditState, LineEstimate};
use crate::schedule::Schedule;
use crate::tips::{OtherWay, other_way_on};
use crate::toolkit::without_price;
use crate::vocabulary::{PtpIndicator, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

/// The form of a claim, and its estimate.
#[derive(Template)]
#[template(path = "pages/claim.html")]
struct ClaimView<'a> {
    params: &'a Params,
    search: Params,
    date: String,
    places: Vec<Group>,
    place_name: String,
    professions: Vec<Choice>,
    participations: Vec<Choice>,
    answer: Option<EstimateResponse<'a>>,
    /// The lines of the answer.
    lines: Vec<LineView<'a>>,
    faults: FormFaults,
}

/// A line of the claim, and its edits.
struct LineView<'a> {
    line: LineResponse<'a>,
    /// The words for a line without a price.
    without_price: Option<&'static str>,
    /// That a schedule which lists the code is not loaded for the day.
    missing_rates: Option<String>,
    /// Whether it is known what Medicare pays: by the price, or by a denial of a known code.
    has_known_payment: bool,
    /// What the line lacks, although it has a price.
    lack: Option<Lack>,
    /// The modifiers that make Medicare pay the line, if no edit denies it.
    cures: Vec<Cure>,
    /// The warnings that lower no confidence: those are listed already.
    warnings: Vec<ReasonResponse>,
    edits: Vec<EditView<'a>>,
}

/// An edit of a line, and what makes Medicare pay the line.
struct EditView<'a> {
    heading: String,
    edit: EditResponse<'a>,
    /// What to do about it.
    advice: String,
    /// What denies the line too, if some modifier would resolve the edit alone.
    also_denied_by: Option<String>,
    is_resolved: bool,
    cures: Vec<Cure>,
}

/// A claim, priced
#[get("/claim")]
pub(super) async fn claim_page(
    request: HttpRequest,
    state: web::Data<State>,
    heavy: web::Data<HeavyWork>,
    reads: web::Data<LongReads>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request, OF_CLAIM);
    let schedule = state.whole_schedule()?;
    let mut faults = Faults::default();
    let when = When::of(&params, &schedule, &mut faults);
    let lines = parse_lines(params.text("lines")).unwrap_or_else(|wrong| {
        wrong.iter().for_each(|fault| faults.add(&fault.pointer, &fault.detail));
        Vec::new()
    });
    let form = ClaimForm { params, when, lines };
    let page = match faults.end(Some(())).map_err(Error::Invalid) {
        Ok(()) if form.lines.is_empty() => Ok(None),
        Ok(()) => {
            let (is_light, form) = (is_light(form.lines.len()), form.clone());
            // Pricing the cures takes milliseconds, even of a short claim.
            let make = move || form.priced_page(&schedule);
            let made = if is_light { reads.run(make).await } else { heavy.run(make).await };
            made?.map(Some)
        }
        Err(error) => Err(joined(error, form.faults_of_lines(&schedule))),
    };
    match FormFaults::split(&request, page)? {
        (Some(Some(html)), _) => Ok(render::kept_page(&request, html)),
        (_, faults) => {
            let view = form.view(None, Vec::new(), faults);
            render::form_page(&request, &view, &view.faults)
        }
    }
}

/// The fields of the form.
#[derive(Clone)]
struct ClaimForm {
    params: Params,
    when: When,
    lines: Vec<LineRequest>,
}

impl ClaimForm {
    fn view<'a>(
        &'a self,
        answer: Option<EstimateResponse<'a>>,
        lines: Vec<LineView<'a>>,
        faults: FormFaults,
    ) -> ClaimView<'a> {
        let Self { params, when, .. } = self;
        ClaimView {
            params,
            search: params.only(&KEPT),
            date: when.date_text(params),
            places: places_of_service(when.place),
            place_name: capitalized(when.place.name()),
            professions: professions(params.get("by").unwrap_or("physician")),
            participations: participations(params.text("part")),
            answer,
            lines,
            faults,
        }
    }

    /// What is wrong with the lines, whatever the place and the day are.
    fn faults_of_lines(&self, schedule: &Schedule) -> Vec<Fault> {
        if self.lines.is_empty() {
            return Vec::new();
        }
        let request = request_for(&self.params, &When::anywhere(), &self.lines);
        price(schedule, request).err().map(|error| error.faults().to_vec()).unwrap_or_default()
    }

    /// The page of the priced claim.
    ///
    /// # Errors
    /// 422 if the claim is at fault.
    fn priced_page(&self, schedule: &Schedule) -> Result<String, Error> {
        let request = request_for(&self.params, &self.when, &self.lines);
        let priced = price(schedule, request.clone())?;
        let mut answer = priced.answer();
        let lines = std::mem::take(&mut answer.lines);
        let cures = Cures::of(schedule, &request, &priced);
        let lines = line_views(lines, schedule, &priced, &cures);
        render::render(&self.view(Some(answer), lines, FormFaults::default()))
    }
}

/// The lines of an answer, each with what would make Medicare pay it.
fn line_views<'a>(
    lines: Vec<LineResponse<'a>>,
    schedule: &Schedule,
    priced: &PricedClaim<'_>,
    cures: &Cures<'_>,
) -> Vec<LineView<'a>> {
    let day = priced.claim.date_of_service();
    let view = |(position, (mut line, estimate)): (usize, (LineResponse<'a>, &LineEstimate))| {
        let edits = std::mem::take(&mut line.edits).into_iter().zip(&estimate.edits);
        let edits = edits.map(|(edit, hit)| edit_view(position, edit, hit, priced, cures)).collect();
        let (hcpcs, without_price) = (line.hcpcs.0, without_price(estimate));
        let missing_rates =
            without_price.and_then(|_| missing_rates(schedule, hcpcs, day, &rates_of(schedule, hcpcs, day)));
        let warnings = unsaid_warnings(&mut line);
        LineView {
            line,
            without_price,
            missing_rates,
            has_known_payment: estimate.has_known_payment(),
            lack: lack_of(estimate),
            cures: cures.for_line(position),
            warnings,
            edits,
        }
    };
    lines.into_iter().zip(&priced.estimate.lines).enumerate().map(view).collect()
}

/// The warnings of a line that its confidence does not list. They leave the line.
fn unsaid_warnings(line: &mut LineResponse<'_>) -> Vec<ReasonResponse> {
    let mut warnings = std::mem::take(&mut line.warnings);
    warnings.retain(|warning| line.confidence.reasons.iter().all(|reason| reason.text != warning.text));
    warnings
}

fn edit_view<'a>(
    position: usize,
    edit: EditResponse<'a>,
    hit: &EditHit,
    priced: &PricedClaim<'_>,
    cures: &Cures<'_>,
) -> EditView<'a> {
    let way = other_way_of(hit, priced);
    let has_cures = way.is_none_or(|(way, indicator)| way.keeps_modifiers(indicator));
    let mut found = if has_cures { cures.for_edit(position, hit) } else { Vec::new() };
    found.retain(|cure| way.is_none_or(|(way, _)| way.takes(&cure.modifiers)));
    let is_denied_twice = has_cures
        && hit.state == EditState::Denied
        && found.is_empty()
        && !edit.resolution.modifiers.is_empty();
    let state = match hit.state {
        EditState::Denied => "what would cure it",
        EditState::Review(_) => "may be reviewed",
        EditState::ResolvedBy { .. } => "resolved",
    };
    EditView {
        heading: format!("{}: {state}", name_of(&hit.edit)),
        also_denied_by: cures.also_denied_by(position, hit).filter(|_| is_denied_twice),
        is_resolved: matches!(hit.state, EditState::ResolvedBy { .. }),
        advice: way.map_or_else(
            || edit.resolution.advice.to_string(),
            |(way, indicator)| way.advice(indicator).to_owned(),
        ),
        edit,
        cures: found,
    }
}

/// How the two services of an edit that denies a line are billed instead, with the edit's indicator.
fn other_way_of(hit: &EditHit, priced: &PricedClaim<'_>) -> Option<(&'static OtherWay, PtpIndicator)> {
    let Edit::Ptp { column_one, column_two, indicator, .. } = &hit.edit else { return None };
    let day = priced.claim.date_of_service();
    let way = other_way_on(day, &priced.rates, [*column_one, *column_two])?;
    (hit.state == EditState::Denied).then_some((way, *indicator))
}

/// The name of an edit in words.
fn name_of(edit: &Edit) -> String {
    match edit {
        Edit::Ptp { column_one, column_two, .. } => format!("Edit of {column_one} and {column_two}"),
        Edit::GlobalPeriod { procedure, .. } => format!("Global period of {procedure}"),
        Edit::UnitLimit { .. } => "Limit of units".to_owned(),
        Edit::AddOn { .. } => "Add-on code".to_owned(),
    }
}

fn request_for(params: &Params, when: &When, lines: &[LineRequest]) -> EstimateRequest {
    let kind = params.get("by").map(str::to_owned);
    EstimateRequest {
        date_of_service: when.day.map(format_date),
        place_of_service: Some(when.place.code().to_owned()),
        locality: when.locality.clone(),
        zip: when.zip.clone(),
        provider: Some(Participation::of(params.text("part")).provider(kind)),
        patient: patient_of(params),
        lines: lines.to_vec(),
        release: None,
        terms: None,
    }
}

impl LineView<'_> {
    /// The modifiers that the price needs; one of them is enough: `GP, GO or GN`.
    fn needed(&self) -> Option<String> {
        self.lack.as_ref().filter(|lack| lack.is_certain)?;
        let names: Vec<&str> = self.cures.iter().map(|cure| cure.modifiers.as_str()).collect();
        any_of(&names)
    }

    /// What was not checked or lowers the confidence, without what the line lacks, which the page says above.
    fn notes(&self) -> Vec<&str> {
        let is_lack = |text: &str| self.lack.as_ref().is_some_and(|lack| text.starts_with(&lack.text));
        let all = self.line.confidence.reasons.iter().chain(&self.warnings);
        all.map(|reason| reason.text.as_str()).filter(|text| !is_lack(text)).collect()
    }
}

impl<'a> ClaimView<'a> {
    /// The codes of the lines that have a price and lack a modifier without which Medicare does not pay them.
    fn lacking(&self) -> Option<String> {
        self.codes_of(|view| view.lack.as_ref().is_some_and(|lack| lack.is_certain))
    }

    /// Whether Medicare's payment of any line is known, also that it is nothing.
    fn has_known_payment(&self) -> bool {
        self.lines.iter().any(|view| view.has_known_payment)
    }

    /// The codes of the lines with an unknown payment.
    fn uncounted(&self) -> Option<String> {
        self.codes_of(|view| !view.has_known_payment)
    }

    /// The codes of some lines; `None` if no line is one of them.
    fn codes_of(&self, is_one: impl Fn(&LineView<'a>) -> bool) -> Option<String> {
        let found = self.lines.iter().filter(|view| is_one(view));
        let codes: Vec<String> = found.map(|view| view.line.hcpcs.0.to_string()).collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    }

    /// The claim with a change.
    fn address_of(&self, cure: &Cure) -> String {
        self.params.with("lines", Some(&write_lines(&cure.lines))).address("/claim")
    }

    /// The other schedules that price lines, each once.
    fn other_sources(&self) -> Vec<&LineSourceResponse<'_>> {
        let mut sources: Vec<&LineSourceResponse<'_>> = Vec::new();
        for source in self.lines.iter().filter_map(|view| view.line.source.as_ref()) {
            if !sources.iter().any(|known| known.release == source.release) {
                sources.push(source);
            }
        }
        sources
    }
}
