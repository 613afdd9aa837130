//! `POST /v1/estimates/batch`: a stream of claims, row by row.
//!
//! The body is read only as fast as the client reads the answer. [`rows`] cuts the body into blocks of whole claims. [`stream`]
//! prices a few blocks at once on the threads for blocking work and sends the answers in order. [`answer`] writes each claim in
//! a short form. Memory does not grow with the length of the body.

mod answer;
mod block;
mod csv_row;
mod row;
mod rows;
mod stream;

use crate::api::access::gate::Gate;
use crate::api::metrics::Metrics;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::binary::Rows;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, media_type};
use crate::api::wire::error::Error;
use crate::api::wire::prefer::Detail;
use crate::api::wire::query;
use actix_web::{HttpRequest, HttpResponse, post, web};
use answer::{BatchPricing, RowForm, RowResponse};
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

const MEDIA_TYPES: &[&str] = &["application/x-ndjson", "text/csv"];

type BatchRows = Rows<BatchRow>;
type RowResponses = Rows<RowResponse<'static>>;

/// A row of the documentation. A row has the schema `BatchRow`.
const EXAMPLE_NDJSON: &str = "\
{\"date_of_service\":\"2025-01-15\",\"locality\":\"01112-05\",\"hcpcs\":\"76377\",\"modifiers\":[\"26\"],\"units\":1,\"charge\":\"300.00\"}
";

/// The answer to it.
const EXAMPLE_ANSWER: &str = include_str!("../../../../openapi/answers/create_estimates_batch.ndjson");

const EXAMPLE_CSV: &str = "\
claim,date_of_service,locality,hcpcs,modifiers,units,charge
1,2025-01-15,01112-05,71260,,1,600.00
1,2025-01-15,01112-05,76377,26,1,300.00
2,2025-01-16,01112-05,99213,25 95,1,
";

/// Options of a batch.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchQuery {
    /// Whether the answers include the trace of each line. If absent: false.
    #[param(example = true)]
    trace: Option<bool>,
    /// The name of stored terms for the rows that have no terms of their own. If absent: such rows are priced as Medicare pays
    /// them. It needs the scope `terms`.
    #[param(max_length = 64)]
    terms: Option<String>,
}

/// Price a stream of claims
///
/// Send any number of claims, one row each, as NDJSON or CSV. Each row gets one JSON object on a line of the answer, in the
/// order of the rows, as soon as it is priced. If a row cannot be priced, its answer has a problem and the other rows are not
/// affected.
///
/// A row of NDJSON has the schema `BatchRow`: the request of `POST /v1/estimates`, or one line with the fields of its claim in
/// the same object. A row of the answer has the schema `RowResponse`.
///
/// With the header `Prefer: return=minimal`, a row of the answer has amounts and codes only, of the schema `MinimalRow`. `trace=true`
/// comes before this preference.
///
/// A row of CSV is one line. The header names the columns. `hcpcs` is required. The optional columns of a line are `id`,
/// `modifiers` (separated by a blank or `|`), `units`, `charge`, `minutes` and `postoperative_days`. Those of its claim are
/// `date_of_service`, `place_of_service`, `locality`, `zip`, `release`, `provider_kind`, `participating`, `accepts_assignment`,
/// `qualifying_apm`, `mips_adjustment_percent`, `deductible_remaining`, `therapy_used` and `terms`, the name of stored terms.
/// They mean what they mean in JSON.
/// Consecutive rows with the same value in the column `claim` are one claim and get one answer, with the number of the first
/// row. Their values of the claim must agree.
///
/// Read the answer while you send. The service reads the body only as fast as you read the answer, so a client that first
/// sends a long body is stopped after some megabytes. `curl --upload-file` does both at once.
///
/// Rows are counted from 1, without the CSV header and empty lines. A row may have up to 256 KiB. If the answer ends without
/// the last chunk of its transfer coding, it is incomplete: the connection failed, no byte of the body arrived for a minute, or
/// the service waited longer for bytes than 30 seconds and one more for each 1,000 bytes. The connection is also closed if you
/// read nothing of the answer for a minute.
#[utoipa::path(
    operation_id = "create_estimates_batch",
    tag = "estimates",
    params(BatchQuery),
    request_body(
        description = "Claims, one per row: as NDJSON a `BatchRow` on each line",
        content(
            (inline(BatchRows) = "application/x-ndjson", example = json!(EXAMPLE_NDJSON)),
            (String = "text/csv", example = json!(EXAMPLE_CSV)),
        ),
    ),
    responses(
        (status = 200, description = "One JSON object per line and row, each of the schema `RowResponse`", body = inline(RowResponses), content_type = "application/x-ndjson", example = json!(EXAMPLE_ANSWER)),
        (status = 400, description = "An unknown parameter, or a CSV header that cannot be used"),
        (status = 422, description = "The parameter `terms` is not the name of stored terms"),
        (status = 415, description = "The body is declared neither as NDJSON nor as CSV"),
        (status = 503, description = "No fee schedule is loaded yet"),
    )
)]
#[post("/v1/estimates/batch")]
pub(crate) async fn create_estimates_batch(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let options: BatchQuery = query::decode(&request)?;
    // A trace is not minimal.
    let detail = if options.trace == Some(true) { Detail::Full } else { Detail::of(&request) };
    let declared = media_type(&request);
    let layout = LAYOUTS.iter().find(|(name, _)| declared.is(name));
    let (_, layout) = layout.ok_or(Error::UnsupportedMediaType(MEDIA_TYPES))?;
    let pricing = BatchPricing {
        schedule: state.whole_schedule()?,
        terms: TermsInReach::of(&request, &gate, &state)
            .with_usual(options.terms.as_deref(), "/query/terms")?,
        metrics: metrics.into_inner(),
        form: match (options.trace, detail) {
            (Some(true), _) => RowForm::WithTrace,
            (_, Detail::Minimal) => RowForm::Minimal,
            (_, Detail::Full) => RowForm::Usual,
        },
    };
    let blocks = stream::Blocks::open(body.into_stream(), *layout).await?;
    let answers = stream::answers(blocks, pricing, HeavyWork::clone(&heavy));
    let mut response = HttpResponse::Ok();
    Ok(detail.mark(response.insert_header(("content-type", "application/x-ndjson")).streaming(answers)))
}
