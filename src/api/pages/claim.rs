//! `GET /claim`: a claim of several lines, priced. `POST /claim`: the claims of an 837P file, priced.

use super::code_prices::{Participation, patient_of};
use super::filters;
use super::form_faults::FormFaults;
use super::options::{Choice, Group, capitalized, participations, places_of_service, professions};
use super::params::{KEPT, Params, When};
use super::render;
use super::upload::{refuse_other_sites, uploaded_file};
use crate::api::estimates::checked_request::CheckedRequest;
use crate::api::estimates::edit_response::{EditResponse, ModifierCondition};
use crate::api::estimates::price_body::is_light;
use crate::api::estimates::priced_claim::{price, price_checked};
use crate::api::estimates::request::{EstimateRequest, LineRequest};
use crate::api::estimates::response::{EstimateResponse, TotalsResponse};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::notation::{parse_lines, write_lines};
use crate::api::state::State;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::Body;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::faults::Faults;
use crate::schedule::{Schedule, Whereabouts};
use crate::vocabulary::format_date;
use crate::x12::{ClaimFrequency, ReadClaim, ServiceClaim, read_claims};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
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
    lines: &'a [LineRequest],
    answer: Option<EstimateResponse<'a>>,
    faults: FormFaults,
}

/// A claim, priced
#[get("/claim")]
pub(super) async fn claim_page(
    request: HttpRequest,
    state: web::Data<State>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let schedule = state.whole_schedule()?;
    let mut faults = Faults::default();
    let when = When::of(&params, &schedule, &mut faults);
    let lines = parse_lines(params.text("lines")).unwrap_or_else(|wrong| {
        wrong.iter().for_each(|fault| faults.add(&fault.pointer, &fault.detail));
        Vec::new()
    });
    let form = ClaimForm { params, when, lines };
    let page = match faults.end(Some(())) {
        Ok(()) if form.lines.is_empty() => Ok(None),
        Ok(()) if is_light(form.lines.len()) => form.priced_page(&schedule).map(Some),
        Ok(()) => {
            let form = form.clone();
            heavy.run(move || form.priced_page(&schedule)).await?.map(Some)
        }
        Err(error) => Err(error),
    };
    match FormFaults::split(&request, page)? {
        (Some(Some(html)), _) => Ok(render::kept_page(&request, html)),
        (_, faults) => {
            let view = form.view(None, faults);
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
    fn view<'a>(&'a self, answer: Option<EstimateResponse<'a>>, faults: FormFaults) -> ClaimView<'a> {
        let Self { params, when, lines } = self;
        ClaimView {
            params,
            search: params.only(&KEPT),
            date: when.date_text(params),
            places: places_of_service(when.place),
            place_name: capitalized(when.place.name()),
            professions: professions(params.get("by").unwrap_or("physician")),
            participations: participations(params.text("part")),
            lines,
            answer,
            faults,
        }
    }

    /// The page of the priced claim.
    ///
    /// # Errors
    /// 422 if the claim is at fault.
    fn priced_page(&self, schedule: &Schedule) -> Result<String, Error> {
        let priced = price(schedule, request_for(&self.params, &self.when, &self.lines))?;
        render::render(&self.view(Some(priced.answer()), FormFaults::default()))
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
    }
}

impl ClaimView<'_> {
    /// The claim with a modifier added to one of its lines.
    fn address_with(&self, position: usize, modifier: &str) -> String {
        let mut lines = self.lines.to_vec();
        if let Some(line) = lines.get_mut(position) {
            line.modifiers.get_or_insert_default().push(modifier.to_owned());
        }
        self.params.with("lines", Some(&write_lines(&lines))).address("/claim")
    }

    /// The name of an edit in words.
    fn name_of(&self, edit: &EditResponse<'_>) -> String {
        let values = &edit.values;
        let pair = values.column_one.zip(values.column_two);
        match (pair, values.procedure) {
            (Some((one, two)), _) => format!("Edit of {} and {}", one.0, two.0),
            (None, Some(procedure)) => format!("Global period of {}", procedure.0),
            (None, None) if edit.kind == "mue" => "Limit of units".to_owned(),
            (None, None) => "Add-on code".to_owned(),
        }
    }

    /// The modifiers that would resolve an edit, if it denies the line.
    fn cures(&self, edit: &EditResponse<'_>) -> Vec<ModifierCondition> {
        if edit.state == "denied" { edit.resolution.modifiers.items().collect() } else { Vec::new() }
    }
}

/// The claims of a file.
#[derive(Template)]
#[template(path = "pages/claim_file.html")]
struct ClaimFileView {
    search: Params,
    claims: Vec<FileClaim>,
    left_out: usize,
}

/// A claim of a file. Nothing of it names the patient.
#[derive(Default)]
struct FileClaim {
    position: usize,
    text: String,
    denied: usize,
    totals: Option<TotalsResponse>,
    /// The same claim as a page.
    address: String,
    faults: FormFaults,
}

/// The most claims of a file that the page shows.
const MOST_CLAIMS: usize = 200;

/// The claims of a file, priced
#[post("/claim")]
pub(super) async fn claim_file_page(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let file = uploaded_file(&request, body, limits.x12_bytes).await?;
    let schedule = state.whole_schedule()?;
    let metrics = metrics.into_inner();
    let read = heavy.run(move || {
        let read = read_claims(&file).map_err(|error| Error::Invalid(vec![Fault::from(&error)]))?;
        let left_out = read.len().saturating_sub(MOST_CLAIMS);
        let shown = read.iter().take(MOST_CLAIMS);
        let claims = shown.flat_map(|claim| file_claims(claim, &schedule, &metrics)).collect();
        Ok::<_, Error>(ClaimFileView { search: Params::default(), claims, left_out })
    });
    render::unkept_page(&read.await??)
}

/// The parts of a claim in a file. Lines on different days or at different places are separate claims.
fn file_claims(read: &ReadClaim, schedule: &Schedule, metrics: &Metrics) -> Vec<FileClaim> {
    let blank =
        |text: &str| FileClaim { position: read.position, text: text.to_owned(), ..FileClaim::default() };
    match &read.services {
        Err(faults) => {
            vec![FileClaim {
                faults: FormFaults::of_list(faults.iter().map(Fault::from)),
                ..blank("This claim cannot be read.")
            }]
        }
        Ok(_) if read.frequency == ClaimFrequency::Void => vec![blank("This claim cancels an earlier one.")],
        Ok(parts) => parts
            .iter()
            .map(|part| FileClaim { position: read.position, ..priced_part(part, schedule, metrics) })
            .collect(),
    }
}

fn priced_part(part: &ServiceClaim, schedule: &Schedule, metrics: &Metrics) -> FileClaim {
    let place = part.zip.map_or(Whereabouts::Unknown, |zip| Whereabouts::Zip(zip.zip));
    let asked = EstimateRequest::about(&part.claim, place);
    let text = write_lines(&asked.lines);
    let checked = CheckedRequest::from_x12(schedule, part);
    let priced = checked.and_then(|checked| price_checked(schedule, checked));
    let address = Params::default()
        .with("zip", asked.zip.as_deref())
        .with("date", asked.date_of_service.as_deref())
        .with("pos", asked.place_of_service.as_deref())
        .with("lines", Some(&text))
        .address("/claim");
    let text = text.replace('\n', ", ");
    let blank = FileClaim { text, address, ..FileClaim::default() };
    match priced {
        Ok(priced) => {
            metrics.lines.x12.count(&priced.estimate);
            let answer = priced.answer();
            let denied = answer.lines.iter().filter(|line| !line.predicted_denials.is_empty()).count();
            FileClaim { denied, totals: Some(answer.totals), ..blank }
        }
        Err(error) => FileClaim { faults: FormFaults::of(&error), ..blank },
    }
}
