//! `POST /v1/estimates`: what Medicare will pay for a claim, and why.

pub(crate) mod batch;
pub(crate) mod border_zip;
pub(crate) mod edit_response;
pub(crate) mod edits_check;
pub(crate) mod priced_claim;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod x12_estimates;
pub(crate) mod x12_request;

use self::priced_claim::price;
use self::request::EstimateRequest;
use self::x12_estimates::{EXAMPLE_INTERCHANGE, EstimateAnswer};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::x12::X12_MEDIA_TYPE;
use crate::api::state::State;
use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::api::wire::responses::EstimateProblems;
use actix_web::{HttpRequest, HttpResponse, post, web};

/// What to do with more claims than one body can hold.
const USE_BATCH: &str = "For more claims use POST /v1/estimates/batch.";

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
        EstimateProblems,
    )
)]
#[post("/v1/estimates")]
pub(crate) async fn create_estimate(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let declared = media_type(&request);
    if declared.is(X12_MEDIA_TYPE) {
        let body = read_body(body, limits.x12_bytes).await?;
        return x12_estimates::answer(body, state.whole_schedule()?, metrics.into_inner()).await;
    }
    let body = read_body(body, limits.body_bytes).await.map_err(|error| error.advising(USE_BATCH))?;
    let request: EstimateRequest = json::decode(declared, &body)?;
    let answer = {
        let schedule = state.schedule()?;
        let priced = price(&schedule, request)?;
        metrics.lines.json.count(&priced.estimate);
        json::answer(priced.answer().to_json())
    };
    // What else is at hand is priced first, and then all answers are sent together: a caller who waits for several is woken
    // once, where answers one by one would wake them for each.
    tokio::task::yield_now().await;
    Ok(answer)
}
