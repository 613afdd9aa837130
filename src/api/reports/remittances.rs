//! `POST /v1/remittances`: makes denial reports from an X12 835, to preview or to contribute.

use super::contributor::{accepted_tokens, submission};
use super::remittance_body::{feed_body, not_a_remittance};
use super::remittance_response::RemittanceResponse;
use super::report_lists::report_lists;
use crate::api::access::gate::Gate;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::edi::EDI_X12;
use crate::api::state::State;
use crate::api::wire::binary::Binary;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, ReadBody, media_type};
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, ContributionProblems};
use crate::denials::{ClosedLists, Intake, Remitted, Report};
use crate::keys::Scope;
use crate::store::{self, Contribution};
use crate::x12::{RemittanceReader, X12Error};
use actix_web::http::header::{CACHE_CONTROL, ContentType, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::IntoParams;

/// A fictitious remittance with two claims, for the documentation. A test sends it.
const EXAMPLE_REMITTANCE: &str = include_str!("../../../openapi/remittance.835");

/// What to do with the reports of a remittance.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemittanceQuery {
    /// Whether to contribute the reports. Default: false, they are only shown.
    #[param(example = true)]
    contribute: Option<bool>,
}

/// Make denial reports from a remittance
///
/// Takes an X12 835 (005010X221A1) of up to 20 MiB, with any delimiters and with one or several interchanges. Returns the reports
/// of its denied lines. Nothing is kept unless `contribute=true`. Then all reports are contributed as by
/// `POST /v1/denial-reports`, or none if one of them is refused, and each has its retraction token. The same remittance counts
/// once within 24 hours, with or without an `Idempotency-Key`, and its repetitions get the same tokens.
///
/// A line is denied if nothing of it was allowed and at least one of its reasons is not about the price. A line that went to the
/// deductible in full is not denied. Claims that are reversed later in the same body are left out. Claims and lines are
/// identified by their position and segment.
///
/// The service does not keep, return or log names, addresses, texts, the numbers of patients, claims and payments, or amounts and
/// days. A report has the month of the service and the range of the charge instead.
#[utoipa::path(
    operation_id = "create_remittance",
    tag = "denials",
    params(
        RemittanceQuery,
        ("Idempotency-Key" = Option<String>, Header, nullable = false, description = "Any text that you choose, such as a random UUID. With `contribute=true`, the same remittance with the same key counts once within 24 hours. Default: a digest of the body", example = "0b6ff0a5-9c5e-4b0c-8d6b-7a7c2a7b1f10"),
    ),
    request_body(
        description = "An X12 interchange of remittances",
        content((inline(Binary) = "application/edi-x12", example = json!(EXAMPLE_REMITTANCE))),
    ),
    responses(
        (status = 200, description = "The reports, and the claims and lines that make none", body = RemittanceResponse, content_type = "application/json"),
        ContributionProblems,
        BodyProblems,
        (status = 422, description = "The body is not a complete interchange of remittances, as `errors` shows by segment, or the key was used for another request"),
    )
)]
#[post("/v1/remittances")]
pub(crate) async fn create_remittance(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let asked: RemittanceQuery = query::without_content(
        query::decode(&request),
        "Send no parameter except contribute, once, as true or false.",
    )?;
    if asked.contribute == Some(true) {
        gate.require(&request, Scope::Contribute)?;
    }
    if !media_type(&request).is(EDI_X12) {
        return Err(Error::UnsupportedMediaType(&[EDI_X12]));
    }
    let lists = report_lists(&state).await?;
    let (remitted, digest) = read_remittance(body, lists, limits.remittance_bytes, &heavy).await?;
    let tokens = match asked.contribute {
        Some(true) => {
            let reports = remitted.denials.iter().map(|denial| denial.report.clone()).collect::<Vec<_>>();
            let contribution = contribute_all(&request, &state, &limits, &reports, &digest).await?;
            Some(accepted_tokens(contribution, reports.len(), &metrics)?)
        }
        Some(false) | None => None,
    };
    let response = RemittanceResponse::new(&remitted, tokens.as_deref());
    let body = serde_json::to_vec(&response).map_err(|error| Error::Internal(error.to_string()))?;
    let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Ok().insert_header(ContentType::json()).insert_header(no_store).body(body))
}

/// Contributes all reports in one transaction, as a single report is contributed.
///
/// Without an idempotency key, the digest of the body is the key: a remittance is easily sent twice, but its denials happened once.
///
/// # Errors
/// The same as for a single report.
async fn contribute_all(
    request: &HttpRequest,
    state: &State,
    limits: &Limits,
    reports: &[Report],
    digest: &[u8],
) -> Result<Contribution, Error> {
    let own_key = hex::encode(digest);
    let mut submission = submission(request, state, limits, digest)?;
    submission.idempotency_key = submission.idempotency_key.or(Some(&own_key));
    if reports.is_empty() {
        return Ok(Contribution::Taken(Vec::new()));
    }
    Ok(store::contribute(state.store(), reports, &submission).await?)
}

/// A remittance while its body arrives.
struct RemittanceIntake {
    reader: RemittanceReader,
    intake: Intake,
    digest: Sha256,
}

/// The reports of a remittance, and the SHA-256 digest of its body.
type ReadRemittance = (Remitted, [u8; 32]);

/// Reads a remittance piece by piece. The pieces are parsed on the threads for heavy work.
///
/// # Errors
/// 413 if the body is too long or declares so, 422 if it is not a remittance, 503 if too much heavy work is waiting.
async fn read_remittance(
    body: Body,
    lists: ClosedLists,
    limit: usize,
    heavy: &HeavyWork,
) -> Result<ReadRemittance, Error> {
    let intake = feed_body(body, limit, heavy, RemittanceIntake::new(lists), RemittanceIntake::feed).await?;
    heavy.run(move || intake.end()).await?.map_err(not_a_remittance)
}

/// Reads a whole remittance.
///
/// # Errors
/// 422 if it is not a remittance, 503 if too much heavy work is waiting.
pub(crate) async fn read_whole_remittance(
    bytes: Arc<ReadBody>,
    lists: ClosedLists,
    heavy: &HeavyWork,
) -> Result<Remitted, Error> {
    let read = heavy.run(move || RemittanceIntake::new(lists).feed(&bytes).and_then(RemittanceIntake::end));
    let (remitted, _) = read.await?.map_err(not_a_remittance)?;
    Ok(remitted)
}

impl RemittanceIntake {
    fn new(lists: ClosedLists) -> Self {
        let today = OffsetDateTime::now_utc().date();
        let (reader, digest) = (RemittanceReader::default(), Sha256::new());
        Self { reader, intake: Intake::new(lists, today), digest }
    }

    fn feed(mut self, piece: &[u8]) -> Result<Self, Vec<X12Error>> {
        self.digest.update(piece);
        self.reader.feed(piece, |claim| self.intake.take(&claim))?;
        Ok(self)
    }

    fn end(self) -> Result<ReadRemittance, Vec<X12Error>> {
        let Self { reader, mut intake, digest } = self;
        reader.finish(|claim| intake.take(&claim))?;
        let remitted = intake.end().map_err(|fault| vec![fault])?;
        Ok((remitted, digest.finalize().into()))
    }
}
