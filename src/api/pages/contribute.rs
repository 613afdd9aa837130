//! `/contribute/{hcpcs}`: reports a denial, and takes a report back.

use super::form_faults::FormFaults;
use super::options::{Choice, Group, capitalized, in_words, places_of_service};
use super::params::{KEPT, Params};
use super::render::{fresh_page, render, unkept_page};
use super::unknown_params::OF_REPORT;
use super::upload::refuse_other_sites;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::reports::contributor::submission;
use crate::api::reports::denial_reports::{AcceptedReport, accept_report, retract_report};
use crate::api::reports::request::{AppealRequest, DenialReportRequest};
use crate::api::state::State;
use crate::api::wire::body::{Body, read_body};
use crate::api::wire::error::Error;
use crate::denials::{AppealOutcome, AppealStrategy, BilledBucket, Payer, Statement};
use crate::store;
use crate::vocabulary::{GroupCode, HcpcsCode, PlaceOfService};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

/// The form of a report.
#[derive(Template)]
#[template(path = "pages/contribute.html")]
struct ContributeView<'a> {
    hcpcs: HcpcsCode,
    search: Params,
    /// What the reader has filled in.
    form: &'a Params,
    faults: FormFaults,
    /// A random text. A form that is sent twice counts once.
    key: String,
    places: Vec<Group>,
    payers: Vec<Choice>,
    groups: Vec<Choice>,
    charges: Vec<Choice>,
    strategies: Vec<Choice>,
    outcomes: Vec<Choice>,
    statements: Vec<Choice>,
    /// The reason codes that deny a line and that we have words for.
    reasons: Vec<(String, String)>,
}

/// The thanks for a report.
#[derive(Template)]
#[template(path = "pages/contributed.html")]
struct ContributedView {
    hcpcs: HcpcsCode,
    search: Params,
    accepted: AcceptedReport,
}

/// That a report was taken back.
#[derive(Template)]
#[template(path = "pages/retracted.html")]
struct RetractedView {
    search: Params,
}

/// The form of a report
#[get("/contribute/{hcpcs}")]
pub(super) async fn contribute_page(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let hcpcs = code_of(&path)?;
    let form = Params::of(&request, OF_REPORT);
    let html = render(&ContributeView::new(hcpcs, &form, FormFaults::default(), &state).await?)?;
    Ok(fresh_page(StatusCode::OK, html))
}

/// Takes a report
#[post("/contribute/{hcpcs}")]
pub(super) async fn send_report_page(
    request: HttpRequest,
    path: web::Path<String>,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let hcpcs = code_of(&path)?;
    let body = read_body(body, limits.report_bytes).await?;
    let form = Params::of_body(&body);
    let mut submission = submission(&request, &state, &limits, &body)?;
    submission.idempotency_key = form.get("key");
    match accept_report(report_of(hcpcs, &form), &submission, &state, &metrics).await {
        Ok(accepted) => unkept_page(&ContributedView { hcpcs, search: Params::default(), accepted }),
        Err(error @ Error::Invalid(_)) => {
            let view = ContributeView::new(hcpcs, &form, FormFaults::of(&error), &state).await?;
            Ok(fresh_page(StatusCode::UNPROCESSABLE_ENTITY, render(&view)?))
        }
        Err(error) => Err(error),
    }
}

/// Takes a report back
#[post("/retract")]
pub(super) async fn retract_page(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    refuse_other_sites(&request)?;
    let body = read_body(body, limits.report_bytes).await?;
    let form = Params::of_body(&body);
    retract_report(form.text("token"), &state, &limits).await?;
    unkept_page(&RetractedView { search: Params::default() })
}

fn code_of(path: &str) -> Result<HcpcsCode, Error> {
    path.trim().parse().map_err(|error| Error::invalid("/path/hcpcs", error))
}

/// The report of a form. [`DenialReportRequest::check`] finds what is wrong with it.
fn report_of(hcpcs: HcpcsCode, form: &Params) -> DenialReportRequest {
    let owned = |name: &str| form.get(name).map(str::to_owned);
    let list = |name: &str| {
        let text = form.text(name).to_uppercase();
        let parts = text.split(|one: char| !one.is_alphanumeric()).filter(|part| !part.is_empty());
        Some(parts.map(str::to_owned).collect::<Vec<_>>()).filter(|list| !list.is_empty())
    };
    let appeal = owned("strategy").or_else(|| owned("outcome")).map(|_| AppealRequest {
        strategy: form.text("strategy").to_owned(),
        outcome: form.text("outcome").to_owned(),
    });
    DenialReportRequest {
        hcpcs: hcpcs.to_string(),
        modifiers: list("modifiers"),
        place_of_service: owned("place_of_service"),
        payer: form.text("payer").to_owned(),
        group: form.text("group").to_owned(),
        carc: form.text("carc").split_whitespace().next().unwrap_or_default().to_owned(),
        rarc: list("rarc"),
        service_month: form.text("service_month").to_owned(),
        billed_bucket: owned("billed_bucket"),
        appeal,
        statements: Some(form.all("statements").map(str::to_owned).collect()),
        note: owned("note"),
    }
}

/// The choices of a closed list.
fn choices(
    values: impl Iterator<Item = &'static str>,
    chosen: &str,
    words: impl Fn(&'static str) -> String,
) -> Vec<Choice> {
    values.map(|value| Choice { value, text: words(value), is_chosen: value == chosen }).collect()
}

/// Every statement, in a sentence.
fn statements(form: &Params) -> Vec<Choice> {
    let choice = |statement: &Statement| Choice {
        value: statement.as_str(),
        text: statement.meaning().to_owned(),
        is_chosen: form.all("statements").any(|chosen| chosen == statement.as_str()),
    };
    Statement::ALL.iter().map(choice).collect()
}

/// A group code, with who bears the amount.
fn group_in_words(code: &'static str) -> String {
    let bearer = match code {
        "CO" => "the patient may not be billed",
        "PR" => "the patient owes it",
        "OA" => "neither, another adjustment",
        "PI" => "the payer decided it",
        _ => "a correction",
    };
    format!("{code}: {bearer}")
}

/// A range of charges: `100_to_249` is `$100 to $249`.
fn charge_in_words(name: &str) -> String {
    let dollars = |word: &str| {
        if word.bytes().all(|byte| byte.is_ascii_digit()) { format!("${word}") } else { word.to_owned() }
    };
    capitalized(&name.split('_').map(dollars).collect::<Vec<_>>().join(" "))
}

impl<'a> ContributeView<'a> {
    async fn new(
        hcpcs: HcpcsCode,
        form: &'a Params,
        faults: FormFaults,
        state: &State,
    ) -> Result<Self, Error> {
        let lists = store::code_lists(state.store()).await?;
        let reasons = lists
            .reasons
            .iter()
            .filter(|(_, reason, dates)| {
                reason.class.as_str() != "A" && !reason.meaning.is_empty() && dates.stop.is_none()
            })
            .map(|(carc, reason, _)| (carc.to_string(), reason.meaning.clone()))
            .collect();
        let chosen = form.get("place_of_service").and_then(|code| code.parse::<PlaceOfService>().ok());
        let mut places = places_of_service(chosen.unwrap_or(PlaceOfService::OFFICE));
        if chosen.is_none() {
            places.iter_mut().flat_map(|group| &mut group.choices).for_each(|place| place.is_chosen = false);
        }
        Ok(Self {
            hcpcs,
            search: form.only(&KEPT),
            form,
            faults,
            key: random_key()?,
            places,
            payers: choices(Payer::ALL.iter().map(|payer| payer.as_str()), form.text("payer"), in_words),
            groups: choices(
                GroupCode::ALL.into_iter().map(GroupCode::as_str),
                form.text("group"),
                group_in_words,
            ),
            charges: choices(
                BilledBucket::ALL.iter().map(|range| range.as_str()),
                form.text("billed_bucket"),
                charge_in_words,
            ),
            strategies: choices(
                AppealStrategy::ALL.iter().map(|one| one.as_str()),
                form.text("strategy"),
                in_words,
            ),
            outcomes: choices(
                AppealOutcome::ALL.iter().map(|one| one.as_str()),
                form.text("outcome"),
                in_words,
            ),
            statements: statements(form),
            reasons,
        })
    }
}

/// A random text that names one sending of a form.
///
/// # Errors
/// 500 if the machine has no random numbers.
pub(super) fn random_key() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(hex::encode(bytes))
}
