//! `POST /v1/denial-reports` and `DELETE /v1/denial-reports/{token}`: contributing a denial, and taking it back.

use super::contributor::{submission, taken};
use super::report_lists::report_lists;
use super::request::{DenialReportRequest, decode};
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::state::State;
use crate::api::wire::body::{Body, media_type, read};
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::denials::RetractionToken;
use crate::store::{contribute, retract};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// That a report was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcceptedReport {
    /// Always `accepted`.
    status: &'static str,
    /// What the report is taken back with.
    #[schema(pattern = "^[0-9a-f]{40}$")]
    retraction_token: String,
    /// What to do with it.
    detail: &'static str,
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

const KEEP_THE_TOKEN: &str =
    "Thank you. Keep the token: it is shown once, and only it takes the report back.";

/// Contribute a denial
///
/// One denied line, by closed lists, from a biller to billers. Nothing about a patient has a place in it: an unknown field, and a
/// note with what could be a name, a number of anybody's, an address or a date, is refused, not stored and not logged. No
/// address of the contributor is stored. The answer is the same whatever becomes of the report.
///
/// With an `Idempotency-Key` the same request counts once within 24 hours, and is answered with the same token.
#[utoipa::path(
    operation_id = "create_denial_report",
    tag = "denials",
    params(("Idempotency-Key" = Option<String>, Header, description = "Any text of the caller's, under which the same request counts once within 24 hours", example = "8e03978e-40d5-43e8-bc93-6894a57f9324")),
    request_body(content = DenialReportRequest, content_type = "application/json", description = "A denied line, of up to 16 kB"),
    responses(
        (status = 202, description = "Taken", body = AcceptedReport, content_type = "application/json",
         example = json!({"status": "accepted", "retraction_token": "0123456789abcdef0123456789abcdef01234567", "detail": KEEP_THE_TOKEN})),
        (status = 400, description = "Not JSON of this form, or a parameter", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value that is not of its list, what could be a patient's, an unknown field, or a key that was used for another request", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many reports within an hour", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer: try again with the same key", body = Problem, content_type = "application/problem+json"),
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
    let refuse = |_: &Error| metrics.reports.refuse(1);
    let NoQuery {} = query::decode_unrepeated(&request, "no parameters").inspect_err(refuse)?;
    let body = read(body, limits.report_bytes).await?;
    let report = decode(media_type(&request), &body).inspect_err(refuse)?;
    let submission = submission(&request, &limits, &body)?;
    let lists = report_lists(&state).await?;
    let report = report.check(&lists, OffsetDateTime::now_utc().date()).inspect_err(refuse)?;
    let tokens = taken(contribute(state.store(), &[report], &submission).await?, 1, &metrics)?;
    let token = tokens.first().map(RetractionToken::to_string).unwrap_or_default();
    let accepted = AcceptedReport { status: "accepted", retraction_token: token, detail: KEEP_THE_TOKEN };
    let no_store = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Accepted().insert_header(no_store).json(accepted))
}

/// Take a denial report back
///
/// It counts no longer: at once where too few reports remain, else when the figures of its code move the next time.
#[utoipa::path(
    operation_id = "delete_denial_report",
    tag = "denials",
    params(("token" = String, Path, description = "The retraction token that the report was answered with", example = "0123456789abcdef0123456789abcdef01234567", pattern = "^[0-9a-f]{40}$")),
    responses(
        (status = 204, description = "Taken back"),
        (status = 404, description = "No report has this token, or it was taken back before", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/v1/denial-reports/{token}")]
pub(crate) async fn delete_denial_report(
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let none = || Error::NotFound("no report has this token, or it was taken back before".to_owned());
    let token: RetractionToken = path.parse().map_err(|_| none())?;
    let found = retract(state.store(), &token, limits.reporting.terms).await?;
    if found { Ok(HttpResponse::NoContent().finish()) } else { Err(none()) }
}
