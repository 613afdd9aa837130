//! `POST /v1/estimates/batch`: claims without end, row by row.
//!
//! The body is read as its answer is taken: [`rows`] cuts it into blocks of whole claims, [`stream`] prices a few
//! blocks at once beside the serving threads and sends them in order, and [`answer`] writes each claim in a short
//! form. What is in memory at any moment does not grow with the body.

mod answer;
mod block;
mod csv_row;
mod row;
mod rows;
mod stream;

use crate::api::metrics::Metrics;
use crate::api::state::State;
use crate::api::wire::body::{Body, media_type};
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use actix_web::{HttpRequest, HttpResponse, post, web};
use answer::{Pricing, RowResponse};
use row::BatchRow;
use rows::Layout;
use serde::Deserialize;
use utoipa::IntoParams;

/// The media types of the operation.
const LAYOUTS: &[(&str, Layout)] = &[
    ("application/x-ndjson", Layout::Ndjson),
    ("application/ndjson", Layout::Ndjson),
    ("application/jsonl", Layout::Ndjson),
    ("text/csv", Layout::Csv),
];

const MEDIA_TYPES: &str = "application/x-ndjson (one JSON object a line) or text/csv (with a header)";

const EXAMPLE_CSV: &str = "\
claim,date_of_service,locality,hcpcs,modifiers,units,charge
1,2025-01-15,01112-05,71260,,1,600.00
1,2025-01-15,01112-05,76377,26,1,300.00
2,2025-01-16,01112-05,99213,25 95,1,
";

/// How a batch is answered.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchQuery {
    /// Whether each line's trace is answered too; absent: no.
    #[param(example = true)]
    trace: Option<bool>,
}

/// Price claims without end
///
/// The body is streamed, and so is the answer: one JSON object a line for each row of the body, in its order, as soon as
/// it is priced. A row that cannot be priced is answered with its problem and fails no other.
///
/// A row of NDJSON is the request of `POST /v1/estimates`, or a line with the claim's fields beside its own. A row of CSV
/// is a line; the header names the columns: claim, date_of_service, place_of_service, locality, zip, release,
/// provider_kind, participating, accepts_assignment, qualifying_apm, mips_adjustment_percent, deductible_remaining, therapy_used, id, hcpcs, modifiers (with a
/// blank or | between), units, charge, minutes, postoperative_days. Only hcpcs must be there. Consecutive rows with the same value of claim
/// are one claim and have one answer, under the number of the first; what they say of the claim itself must agree.
///
/// Read the answer while you send: the body is taken no faster than its answer is, so a client that sends all of a long
/// body first is held up after some megabytes (`curl --upload-file` does both at once).
///
/// Rows are counted from 1, a CSV header and empty lines aside. A row may have 256 KiB. An answer that ends without the
/// end of its transfer coding was broken off: the connection failed, or a minute passed without a byte of the body.
#[utoipa::path(
    operation_id = "create_estimates_batch",
    tag = "estimates",
    params(BatchQuery),
    request_body(
        description = "Claims, a row each",
        content(
            (BatchRow = "application/x-ndjson"),
            (String = "text/csv", example = json!(EXAMPLE_CSV)),
        ),
    ),
    responses(
        (status = 200, description = "One answer a row", body = RowResponse<'static>, content_type = "application/x-ndjson"),
        (status = 400, description = "An unknown parameter, or a CSV header that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is declared neither as NDJSON nor as CSV", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/estimates/batch")]
pub(crate) async fn create_estimates_batch(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let asked: BatchQuery = query::decode(&request)?;
    let declared = media_type(&request);
    let layout = LAYOUTS.iter().find(|(name, _)| declared.is(name));
    let (_, layout) = layout.ok_or(Error::UnsupportedMediaType(MEDIA_TYPES))?;
    let pricing = Pricing {
        schedule: state.whole_schedule()?,
        metrics: metrics.into_inner(),
        with_trace: asked.trace.unwrap_or(false),
    };
    let blocks = stream::Blocks::open(body, *layout).await?;
    let answers = stream::answers(blocks, pricing, state.pricing_permits());
    Ok(HttpResponse::Ok().insert_header(("content-type", "application/x-ndjson")).streaming(answers))
}
