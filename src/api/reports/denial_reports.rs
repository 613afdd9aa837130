//! `POST /v1/denial-reports` and `DELETE /v1/denial-reports/{token}`: contributes a denial, and retracts it.

use super::contributor::{accepted_tokens, submission};
use super::report_lists::report_lists;
use super::request::{DenialReportRequest, decode_report};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::shared::reasons::ReasonResponse;
use crate::api::state::State;
use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::api::wire::responses::{BodyProblems, ContributionProblems};
use crate::denials::RetractionToken;
use crate::store::{Submission, contribute, retract};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The status of an accepted report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AcceptedStatus {
    /// The report is accepted.
    Accepted,
}

/// An accepted report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcceptedReport {
    /// Always `accepted`.
    pub(crate) status: AcceptedStatus,
    /// The token that retracts the report.
    #[schema(pattern = "^[0-9a-f]{40}$")]
    pub(crate) retraction_token: String,
    /// What to do with the token.
    pub(crate) detail: &'static str,
    /// What is worth a look: codes that began after the month of the service. Absent if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) notes: Vec<ReasonResponse>,
}

const KEEP_THE_TOKEN: &str =
    "Thank you. Keep the token: it is shown only once, and only it can retract the report.";

/// Contribute a denial
///
/// Takes a report of one denied line for the figures of `GET /v1/codes/{hcpcs}/denials`. All fields but the note take values of
/// closed lists. The report must hold nothing about a patient. An unknown field is refused. A note may have only words of a fixed
/// list; each other word is refused by name. Choose `statements` for what the note cannot say. What is refused is neither stored nor
/// logged. The contributor's network address is not stored. The answer is the same whether a report is counted at once, later, or
/// after review.
///
/// With an `Idempotency-Key`, the same request counts once within 24 hours, and its repetitions get the same token.
#[utoipa::path(
    operation_id = "create_denial_report",
    tag = "denials",
    params(("Idempotency-Key" = Option<String>, Header, nullable = false, description = "Any text that you choose, such as a random UUID. The same request with the same key counts once within 24 hours", example = "8e03978e-40d5-43e8-bc93-6894a57f9324")),
    request_body(content = DenialReportRequest, content_type = "application/json", description = "A denied line, up to 16 KiB"),
    responses(
        (status = 202, description = "The report is accepted", body = AcceptedReport, content_type = "application/json",
         example = json!({"status": "accepted", "retraction_token": "0123456789abcdef0123456789abcdef01234567", "detail": KEEP_THE_TOKEN})),
        ContributionProblems,
        BodyProblems,
        (status = 422, description = "A value is not in its list, a field is unknown, a note has a word that is not in the list, or the key was used for another request"),
    )
)]
#[post("/v1/denial-reports")]
pub(crate) async fn create_denial_report(
    request: HttpRequest,
    body: Body,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse, Error> {
    let refuse = |_: &Error| metrics.reports.count_refused(1);
    query::without_content(query::none(&request), "Send no parameters.").inspect_err(refuse)?;
    let body = read_body(body, limits.report_bytes).await?;
    let report = decode_report(media_type(&request), &body).inspect_err(refuse)?;
    let submission = submission(&request, &state, &limits, &body)?;
    let accepted = accept_report(report, &submission, &state, &metrics).await?;
    let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Accepted().insert_header(no_store).json(accepted))
}

/// Checks a report and contributes it.
///
/// # Errors
/// 422 if a value is not in its list, 429 if the contributor sent too many reports.
pub(crate) async fn accept_report(
    report: DenialReportRequest,
    submission: &Submission<'_>,
    state: &State,
    metrics: &Metrics,
) -> Result<AcceptedReport, Error> {
    let lists = report_lists(state).await?;
    let checked = report.check(&lists, OffsetDateTime::now_utc().date());
    let report = checked.inspect_err(|_| metrics.reports.count_refused(1))?;
    let notes = report.notes().into_iter().map(ReasonResponse::from).collect();
    let contribution = contribute(state.store(), &[report], submission).await?;
    let tokens = accepted_tokens(contribution, 1, metrics)?;
    let token = tokens.first().map(RetractionToken::to_string).unwrap_or_default();
    Ok(AcceptedReport {
        status: AcceptedStatus::Accepted,
        retraction_token: token,
        detail: KEEP_THE_TOKEN,
        notes,
    })
}

/// Retract a denial report
///
/// Removes the report from the figures of its code when they next change, or at once if too few reports remain.
#[utoipa::path(
    operation_id = "delete_denial_report",
    tag = "denials",
    params(("token" = String, Path, description = "The retraction token of the report", example = "0123456789abcdef0123456789abcdef01234567", pattern = "^[0-9a-f]{40}$")),
    responses(
        (status = 204, description = "The report is retracted"),
        (status = 400, description = "A parameter is unknown"),
        (status = 404, description = "No report has this token, or it was already retracted"),
        (status = 503, description = "The database does not answer"),
    )
)]
#[delete("/v1/denial-reports/{token}")]
pub(crate) async fn delete_denial_report(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    query::without_content(query::none(&request), "Send no parameters.")?;
    retract_report(&path, &state, &limits).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Retracts the report with this token.
///
/// # Errors
/// 404 if no report has it.
pub(crate) async fn retract_report(token: &str, state: &State, limits: &Limits) -> Result<(), Error> {
    let not_found = || Error::NotFound("No report has this token, or it was already retracted.".to_owned());
    let token: RetractionToken = token.parse().map_err(|_| not_found())?;
    state.database().check_prepared()?;
    let found = retract(state.store(), &token, limits.reporting.terms).await?;
    if found { Ok(()) } else { Err(not_found()) }
}
