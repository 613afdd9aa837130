//! `GET /v1/reason-codes`: what a remittance's codes mean, and what usually mends them.

use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::denials::{AdjustmentReason, RemarkCode};
use crate::store;
use crate::vocabulary::{Carc, Rarc};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The codes of remittances that are known here, in our own words; X12 and CMS maintain the codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittanceCodes {
    /// Claim adjustment reason codes (CARC).
    reasons: Vec<ReasonDetail>,
    /// Remittance advice remark codes (RARC), those that a practitioner meets most.
    remarks: Vec<RemarkDetail>,
}

/// A claim adjustment reason code.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonDetail {
    /// The code.
    #[schema(value_type = String, example = "97")]
    carc: Shown<Carc>,
    /// Whether it denies a line. A denial report takes those of class D and C.
    class: ReasonClassDetail,
    /// What it means.
    meaning: String,
    /// What usually mends it.
    typical_fix: String,
}

/// Whether a reason code denies a line.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonClassDetail {
    /// `A`, `D` or `C`.
    #[schema(example = "D")]
    code: &'static str,
    /// What that means.
    #[schema(example = "denial")]
    text: &'static str,
}

/// A remittance advice remark code.
#[derive(Debug, Serialize, ToSchema)]
struct RemarkDetail {
    /// The code.
    #[schema(value_type = String, example = "M15")]
    rarc: Shown<Rarc>,
    /// `supplemental` to an adjustment, or `informational`.
    #[schema(example = "supplemental")]
    kind: String,
    /// What it means.
    meaning: String,
    /// What usually mends it.
    typical_fix: String,
}

fn reason(carc: Carc, reason: &AdjustmentReason) -> ReasonDetail {
    let AdjustmentReason { class, meaning, typical_fix } = reason.clone();
    let class = ReasonClassDetail { code: class.as_str(), text: class.name() };
    ReasonDetail { carc: Shown(carc), class, meaning, typical_fix }
}

fn remark(RemarkCode { rarc, kind, meaning, typical_fix }: RemarkCode) -> RemarkDetail {
    RemarkDetail { rarc: Shown(rarc), kind, meaning, typical_fix }
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// List reason and remark codes
///
/// What a remittance's codes mean, in our own words, and what usually mends them.
#[utoipa::path(
    operation_id = "list_reason_codes",
    tag = "denials",
    responses(
        (status = 200, description = "The codes", body = RemittanceCodes, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/reason-codes")]
pub(crate) async fn list_reason_codes(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let NoQuery {} = query::decode(&request)?;
    let reasons = store::reason_codes(state.store()).await?;
    let remarks = store::remark_codes(state.store()).await?;
    let reasons = reasons.iter().map(|(carc, meaning)| reason(carc, meaning)).collect();
    read::json(&request, &RemittanceCodes { reasons, remarks: remarks.into_iter().map(remark).collect() })
}
