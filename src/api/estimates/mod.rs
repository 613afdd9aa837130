//! `POST /v1/estimates`: what Medicare will pay for a claim, and why.
//!
//! Claims arrive as JSON ([`request`]), as rows of a batch ([`batch`]), as X12 ([`x12_estimates`]) or from the command line.
//! All of them become a [`checked_request`] and are priced by [`priced_claim`].

pub(crate) mod batch;
pub(crate) mod border_zip;
pub(crate) mod checked_request;
pub(crate) mod edit_response;
pub(crate) mod edits_check;
pub(crate) mod price_body;
pub(crate) mod priced_claim;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod x12_claim;
pub(crate) mod x12_estimates;

use self::price_body::price_body;
use self::priced_claim::PricedClaim;
use self::request::EstimateRequest;
use self::response::EstimateResponse;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::EDI_X12;
use crate::api::state::State;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::api::wire::query;
use crate::api::wire::responses::EstimateProblems;
use crate::schedule::Schedule;
use actix_web::{HttpRequest, HttpResponse, post, web};

/// The advice to a caller with more claims than one body can hold.
const USE_BATCH: &str = "For more claims use POST /v1/estimates/batch.";

/// Price a claim
///
/// Returns one result per line, in the order of the request. If Medicare does not price a line from the physician fee
/// schedule, the result says why; this is not an error. Amounts are strings of dollars, such as `"41.69"`.
///
/// The body can also be an X12 837P, with the media type `application/edi-x12`. It is answered as by
/// `POST /v1/estimates/x12`, which is the operation for it.
#[utoipa::path(
    operation_id = "create_estimate",
    tag = "estimates",
    request_body(description = "A claim", content = EstimateRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "The estimate", body = EstimateResponse<'static>, content_type = "application/json"),
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
    heavy: web::Data<HeavyWork>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let declared = media_type(&request);
    if declared.is(EDI_X12) {
        return x12_estimates::answer(body, &state, &limits, metrics, &heavy).await;
    }
    if !declared.is("application/json") {
        return Err(Error::UnsupportedMediaType(&["application/json", EDI_X12]));
    }
    let body = read_body(body, limits.body_bytes).await.map_err(|error| error.advising(USE_BATCH))?;
    let write = move |priced: &PricedClaim<'_>, _: &Schedule| {
        metrics.lines.json.count(&priced.estimate);
        Ok(priced.answer().to_json())
    };
    let answer = json::answer(price_body(body, &state, &heavy, write).await?);
    // Requests that have already arrived are priced before the first answer is sent. A caller who waits for several answers
    // then gets them together and wakes up once instead of once for each.
    tokio::task::yield_now().await;
    Ok(answer)
}
