//! `POST /v1/edits/check`: which edits affect a claim.

use super::edit_response::EditResponse;
use super::request::EstimateRequest;
use crate::api::access::gate::Gate;
use crate::api::estimates::price_body::price_body;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::limits::Limits;
use crate::api::shared::edit_source::EditSource;
use crate::api::shared::next_step::NextStepResponse;
use crate::api::shared::reasons::ReasonResponse;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, ReadBody, media_type, read_body};
use crate::api::wire::closed_lists::LineResultName;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, EstimateProblems, PricingProblems};
use crate::pricing::{Caveat, EditState, LineEstimate, Outcome};
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, Modifier};
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The edits that affect a claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditCheck<'a> {
    /// One result per line, in the order of the request.
    lines: Vec<CheckedLine<'a>>,
    /// The releases of the edits. Null if none are loaded for the date.
    source: EditSource<'a>,
    /// Codes of the claim that the loaded edits do not cover, because they are only an extract.
    #[schema(value_type = Vec<String>, example = json!([]))]
    not_loaded_codes: Vec<Shown<HcpcsCode>>,
    /// The date that was checked. If the request has none: the first day of the newest release.
    #[schema(value_type = String, example = "2025-01-15", format = Date)]
    date_of_service: Shown<Date>,
}

/// The edits that affect a line.
#[derive(Debug, Serialize, ToSchema)]
struct CheckedLine<'a> {
    /// The id of the line in the request, or its position.
    #[schema(example = "1")]
    id: &'a str,
    /// The code.
    #[schema(value_type = String, example = "45380")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers, without repetitions.
    #[schema(value_type = Vec<String>, example = json!([]))]
    modifiers: Vec<Shown<Modifier>>,
    /// How often the service was furnished.
    units: u32,
    /// The result of the line in an estimate. Edits apply only to lines that would be payable without them.
    #[schema(value_type = LineResultName)]
    result: &'static str,
    /// Whether an edit denies the line.
    denied: bool,
    /// The edits that affect the line.
    edits: Vec<EditResponse<'a>>,
    /// What to do about the denial that an estimate predicts. Absent if it predicts none, or if the claim is priced under a contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<NextStepResponse>,
    /// What was not checked, and what is uncertain.
    warnings: Vec<ReasonResponse>,
}

/// The codes of the caveats that are about edits.
const ABOUT_EDITS: &[&str] = &[
    "edits_not_checked",
    "add_on_primary_not_checked",
    "unit_limit_not_checked",
    "older_edits",
    "add_on_not_listed",
    "modifier_on_column_one",
    "same_site",
    "column_one_denied",
    "edits_in_ring",
    "earlier_units_not_checked",
    "earlier_procedures_not_checked",
    "parts_counted_once",
    "primary_by_contractor",
    "critical_care_of_partner",
];

/// Check a claim's edits
///
/// Takes the same request as an estimate and returns only its edits: which lines are denied by procedure-to-procedure (PTP)
/// edits, medically unlikely edits (MUE), add-on rules or global periods. For each edit it says how much money is at stake and
/// what would resolve it, if the record supports that.
#[utoipa::path(
    operation_id = "check_edits",
    tag = "estimates",
    request_body(description = "A claim, as for an estimate", content = EstimateRequest, example = json!({
        "date_of_service": "2025-01-15", "place_of_service": "22", "locality": "01112-05",
        "lines": [{"id": "1", "hcpcs": "45385"}, {"id": "2", "hcpcs": "45380"}],
    })),
    responses(
        (status = 200, description = "The edits of each line", body = EditCheck<'static>, content_type = "application/json"),
        EstimateProblems,
        BodyProblems,
        PricingProblems,
    )
)]
#[post("/v1/edits/check")]
pub(crate) async fn check_edits(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let body = read_body(body, limits.body_bytes).await?;
    json::check_declared(media_type(&request))?;
    let terms = TermsInReach::of(&request, &gate, &state);
    Ok(json::answer(check_edits_of(body, &state, terms, &heavy).await?))
}

/// The edits of the claim of a body, as JSON.
///
/// # Errors
/// 400 and 422 if the claim is at fault, 401 and 403 if it may not name stored terms, 503 if no fee schedule is loaded or too much heavy work is waiting.
pub(crate) async fn check_edits_of(
    body: ReadBody,
    state: &State,
    terms: TermsInReach,
    heavy: &HeavyWork,
) -> Result<Vec<u8>, Error> {
    let write = |priced: &PricedClaim<'_>, schedule: &Schedule| {
        let source = EditSource::of(&schedule.edits_on(priced.claim.date_of_service()));
        let answer = serde_json::to_vec(&EditCheck::new(priced, source));
        answer.map_err(|error| Error::Internal(error.to_string()))
    };
    price_body(body, state, terms, heavy, write).await
}

impl<'a> EditCheck<'a> {
    fn new(priced: &'a PricedClaim<'_>, source: EditSource<'a>) -> Self {
        let lines = (0..priced.claim.lines().len()).filter_map(|position| checked_line(priced, position));
        Self {
            lines: lines.collect(),
            source,
            not_loaded_codes: priced.rates.edits.unknown_codes().into_iter().map(Shown).collect(),
            date_of_service: Shown(priced.claim.date_of_service()),
        }
    }
}

fn checked_line<'a>(priced: &'a PricedClaim<'_>, position: usize) -> Option<CheckedLine<'a>> {
    let (line, estimate) = priced.claim.lines().get(position).zip(priced.estimate.lines.get(position))?;
    Some(CheckedLine {
        id: priced.line_ids.get(position)?,
        hcpcs: Shown(line.hcpcs()),
        modifiers: line.modifiers().iter().copied().map(Shown).collect(),
        units: line.units(),
        result: match &estimate.outcome {
            Outcome::Priced(_) => "priced",
            Outcome::NotPriced(refusal) => refusal.kind().as_str(),
        },
        denied: estimate.edits.iter().any(|hit| hit.state == EditState::Denied),
        edits: priced.edits_of(position),
        next_step: priced.next_step_of(estimate),
        warnings: caveats_about_edits(estimate).map(ReasonResponse::from).collect(),
    })
}

/// Returns the caveats of a line that are about edits.
fn caveats_about_edits(estimate: &LineEstimate) -> impl Iterator<Item = &Caveat> {
    let reasons = &estimate.confidence.reasons;
    let others = estimate.warnings.iter().filter(|warning| !reasons.contains(warning));
    reasons.iter().chain(others).filter(|caveat| ABOUT_EDITS.contains(&caveat.code()))
}
