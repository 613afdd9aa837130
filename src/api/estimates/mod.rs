//! `POST /v1/estimates`: what Medicare will pay for a claim, and why.
//!
//! Claims arrive as JSON ([`request`]), as rows of a batch ([`batch`]), as X12 ([`x12_estimates`]) or from the command line.
//! All of them become a [`checked_request`] and are priced by [`priced_claim`].

pub(crate) mod batch;
pub(crate) mod border_zip;
pub(crate) mod checked_request;
pub(crate) mod edit_response;
pub(crate) mod edits_check;
pub(crate) mod minimal;
pub(crate) mod price_body;
pub(crate) mod priced_claim;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod several_days;
pub(crate) mod x12_claim;
pub(crate) mod x12_estimates;

use self::price_body::price_body;
use self::priced_claim::PricedClaim;
use self::request::EstimateRequest;
use self::response::EstimateResponse;
use crate::api::access::gate::Gate;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::EDI_X12;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::api::wire::prefer::Detail;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, EstimateProblems, PricingProblems};
use crate::schedule::Schedule;
use actix_web::http::header::{HeaderName, HeaderValue, LINK};
use actix_web::{HttpRequest, HttpResponse, post, web};

/// The advice to a caller with more claims than one body can hold.
const USE_BATCH: &str = "For more claims use POST /v1/estimates/batch.";

/// Since when interchanges belong to an operation of their own: 29 November 2026, as RFC 9745 writes a date.
const DEPRECATED_SINCE: HeaderValue = HeaderValue::from_static("@1795910400");
/// The operation that replaces it.
const SUCCESSOR: HeaderValue = HeaderValue::from_static("</v1/estimates/x12>; rel=\"successor-version\"");

/// The same answer with what replaces the way in which it was asked for.
fn as_deprecated(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("deprecation"), DEPRECATED_SINCE);
    headers.insert(LINK, SUCCESSOR);
    answer
}

/// Price a claim
///
/// Returns one result per line, in the order of the request. If Medicare does not price a line from the physician fee
/// schedule, the result says why; this is not an error. Amounts are strings of dollars, such as `"41.69"`.
///
/// With the header `Prefer: return=minimal`, the answer has amounts and codes only, of the schema `MinimalEstimate`. It is a
/// quarter as long. The operation has no query parameters, so there is no `include` either.
///
/// The body can also be an X12 837P, with the media type `application/edi-x12`. It is answered as by
/// `POST /v1/estimates/x12`, which is the operation for it. This use is deprecated, which the header `Deprecation` says.
#[utoipa::path(
    operation_id = "create_estimate",
    tag = "estimates",
    request_body(description = "A claim", content = EstimateRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "The estimate", body = EstimateResponse<'static>, content_type = "application/json"),
        EstimateProblems,
        BodyProblems,
        PricingProblems,
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
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    query::none_but_prefer(&request)?;
    let (declared, detail) = (media_type(&request), Detail::of(&request));
    if declared.is(EDI_X12) {
        let answer = x12_estimates::answer(body, &state, &limits, metrics, &heavy, None).await?;
        return Ok(as_deprecated(answer));
    }
    if !declared.is("application/json") {
        return Err(Error::UnsupportedMediaType(&["application/json", EDI_X12]));
    }
    let body = read_body(body, limits.body_bytes).await.map_err(|error| error.advising(USE_BATCH))?;
    let terms = TermsInReach::of(&request, &gate, &state);
    let write = move |priced: &PricedClaim<'_>, _: &Schedule| {
        metrics.lines.json.count(&priced.estimate);
        Ok(match detail {
            Detail::Full => priced.answer().to_json(),
            Detail::Minimal => priced.minimal_answer().to_json(),
        })
    };
    let answer = detail.mark(json::answer(price_body(body, &state, terms, &heavy, write).await?));
    // Requests that have already arrived are priced before the first answer is sent. A caller who waits for several answers
    // then gets them together and wakes up once instead of once for each.
    tokio::task::yield_now().await;
    Ok(answer)
}
