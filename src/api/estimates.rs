//! `POST /v1/estimates`: what Medicare will pay for a claim, and why.

use super::body::{Body, media_type, read};
use super::decimal::Shown;
use super::error::Error;
use super::estimate_request::{CheckedRequest, EstimateRequest, hold_to_deductible};
use super::estimate_response::{BorderZip, Candidate, Range};
use super::metrics::Metrics;
use super::problem::Problem;
use super::routes::Limits;
use super::site::settle;
use super::state::State;
use super::x12_estimates::{self, EXAMPLE_INTERCHANGE, EstimateAnswer};
use crate::pricing::{self, ClaimEdits, Estimate, Rates};
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, Located, Release, Schedule};
use crate::vocabulary::{Claim, Money};
use actix_web::{HttpRequest, HttpResponse, post, web};

const BORDER_ZIP: &str = "The ZIP code lies in several localities and its last four digits decide. CMS's file of \
     nine-digit ZIP codes is not read, so the default locality was priced; the candidates are the localities of nearby ZIP \
     codes. Where one is known to be right, send the locality itself.";

const LONE_ZIP: &str = "The ZIP code lies in several localities and its last four digits decide. CMS's file of \
     nine-digit ZIP codes is not read, so the default locality was priced. The others are not known here: every ZIP code \
     near it and in its state lies in the same one, so that no range can be given. Where another is known to be right, send the \
     locality itself.";

/// Price a claim
///
/// One result for each line, in the request's order. A line that the physician fee schedule does not price is an
/// answer with its reason, not an error. Amounts are decimal strings of dollars.
///
/// An X12 837P (`application/edi-x12`) is answered claim by claim, and a claim that cannot be priced does not fail the
/// rest. Code, modifiers, units or minutes, charge, place, date, the service facility's ZIP code (else the billing
/// provider's), assignment and whether the claim replaces or voids another are read; nothing of the patient is. A void
/// has neither estimate nor problem and is not added up. Lines are named by the numbers of LX01, or by their position where
/// those do not tell a claim's lines apart.
#[utoipa::path(
    operation_id = "create_estimate",
    tag = "estimates",
    request_body(
        description = "A claim as JSON, or an X12 interchange of professional claims (837P, 005010X222) of up to 2 MB and 5000 claims.",
        content(
            (EstimateRequest = "application/json"),
            (String = "application/edi-x12", example = json!(EXAMPLE_INTERCHANGE)),
        ),
    ),
    responses(
        (status = 200, description = "The estimate; of an interchange, one for each claim, day and place", body = EstimateAnswer<'static>, content_type = "application/json"),
        (status = 400, description = "Not JSON of this form", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is declared neither as JSON nor as X12", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Of this form, with wrong values: all of them are named", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/estimates")]
pub(super) async fn create_estimate(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let declared = media_type(&request);
    if declared.is(x12_estimates::MEDIA_TYPE) {
        let body = read(body, limits.x12_bytes).await?;
        return x12_estimates::answer(body, state.whole_schedule()?, metrics.into_inner()).await;
    }
    let body = read(body, limits.body_bytes).await?;
    let request: EstimateRequest = super::json::decode(declared, &body)?;
    let answer = {
        let schedule = state.schedule()?;
        let priced = price(&schedule, request)?;
        metrics.lines.json.count(&priced.estimate);
        super::json::answer(priced.answer().to_json())
    };
    // What else is at hand is priced first, and then all answers are sent together: a caller who waits for several is woken
    // once, where answers one by one would wake them for each.
    tokio::task::yield_now().await;
    Ok(answer)
}

/// A request with its estimate.
#[derive(Debug)]
pub struct PricedClaim<'a> {
    /// The claim that was priced.
    pub claim: Claim,
    /// What Medicare would answer.
    pub estimate: Estimate,
    /// The locality priced, or none for national amounts.
    pub locality: Option<&'a LocalityIndices>,
    /// The release priced from.
    pub release: &'a Release,
    /// Whether the request gave the date; else it is the release's first day.
    pub date_given: bool,
    pub(super) ids: Vec<String>,
    pub(super) rates: Rates<'a>,
    pub(super) border: Option<BorderZip<'a>>,
}

/// Reads a request that came otherwise than by HTTP, as the operation reads its body.
///
/// # Errors
/// [`Error::Malformed`] with every fault of its form.
pub fn request(json: &[u8]) -> Result<EstimateRequest, Error> {
    super::json::decode_bytes(json)
}

/// Prices a request against a schedule.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request.
pub fn price(schedule: &Schedule, request: EstimateRequest) -> Result<PricedClaim<'_>, Error> {
    let CheckedRequest { day, place, release, claim } = request.into();
    let settled = settle(schedule, day, release.as_deref(), place, "");
    // Whatever is wrong with the lines, the date, release and place are looked at too: all faults are named at once.
    let ((mut claim, ids), (in_force, located)) = match (claim, settled) {
        (Ok(claim), Ok(settled)) => (claim, settled),
        (Err(error), Err(other)) => return Err(error.and(other)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
    };
    claim.date_of_service = in_force.date;
    let mut rates = schedule.rates(&in_force, &located, claim.provider.qualifying_apm);
    hold_to_deductible(&claim, rates.cost_share.deductible)?;
    rates.edits = schedule.edits_of(&claim);
    let estimate = pricing::estimate(&claim, &rates);
    let border = border_zip(schedule, &in_force, &located, &claim, &rates.edits);
    let InForce { release, date_given, .. } = in_force;
    Ok(PricedClaim { claim, estimate, locality: located.locality, release, date_given, ids, rates, border })
}

/// The candidates of a ZIP code on a border, and the range of what the claim comes to among them.
fn border_zip<'a>(
    schedule: &'a Schedule,
    in_force: &InForce<'a>,
    located: &Located<'a>,
    claim: &Claim,
    edits: &ClaimEdits<'a>,
) -> Option<BorderZip<'a>> {
    let priced = located.candidates.iter().map(|candidate| {
        let there = Located { locality: Some(*candidate), candidates: Vec::new(), doubt: None };
        let rates = schedule.rates(in_force, &there, claim.provider.qualifying_apm);
        let rates = Rates { edits: edits.clone(), ..rates };
        (*candidate, pricing::estimate(claim, &rates).totals.allowed)
    });
    let priced: Vec<_> = priced.collect();
    let priced_count = priced.len();
    let low = priced.iter().map(|(_, allowed)| *allowed).min()?;
    let high = priced.iter().map(|(_, allowed)| *allowed).max().unwrap_or(Money::ZERO);
    let candidates = priced.into_iter().map(|(row, allowed)| Candidate {
        locality: Shown(row.locality),
        name: &row.name,
        allowed: Shown(allowed),
    });
    let allowed_range = (priced_count > 1).then_some(Range { low: Shown(low), high: Shown(high) });
    let detail = if priced_count > 1 { BORDER_ZIP } else { LONE_ZIP };
    Some(BorderZip { detail, candidates: candidates.collect(), allowed_range })
}
