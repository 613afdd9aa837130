//! `GET /v1/reason-codes`: what the codes of a remittance mean, and what usually resolves them.

use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ListProblems;
use crate::denials::{AdjustmentReason, RemarkCode};
use crate::store;
use crate::vocabulary::{Carc, Rarc};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The reason and remark codes that this service knows, described in our own words. X12 and CMS maintain the codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittanceCodes {
    /// Claim adjustment reason codes (CARC).
    reasons: Vec<ReasonDetail>,
    /// The most frequent remittance advice remark codes (RARC).
    remarks: Vec<RemarkDetail>,
}

/// A claim adjustment reason code.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonDetail {
    /// The code.
    #[schema(value_type = String, example = "97")]
    carc: Shown<Carc>,
    /// Whether the code denies a line. Denial reports take codes of class D and C.
    class: ReasonClassDetail,
    /// What the code means.
    meaning: String,
    /// What usually resolves it.
    typical_fix: String,
}

/// Whether a reason code denies a line.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonClassDetail {
    /// `A`, `D` or `C`.
    #[schema(example = "D")]
    code: &'static str,
    /// What the class means.
    #[schema(example = "denial")]
    text: &'static str,
}

/// A remittance advice remark code.
#[derive(Debug, Serialize, ToSchema)]
struct RemarkDetail {
    /// The code.
    #[schema(value_type = String, example = "M15")]
    rarc: Shown<Rarc>,
    /// `supplemental` if it adds to an adjustment, or `informational`.
    #[schema(example = "supplemental")]
    kind: String,
    /// What the code means.
    meaning: String,
    /// What usually resolves it.
    typical_fix: String,
}

fn reason_detail(carc: Carc, reason: &AdjustmentReason) -> ReasonDetail {
    let AdjustmentReason { class, meaning, typical_fix } = reason.clone();
    let class = ReasonClassDetail { code: class.as_str(), text: class.name() };
    ReasonDetail { carc: Shown(carc), class, meaning, typical_fix }
}

fn remark_detail(RemarkCode { rarc, kind, meaning, typical_fix }: RemarkCode) -> RemarkDetail {
    RemarkDetail { rarc: Shown(rarc), kind, meaning, typical_fix }
}

/// List reason and remark codes
///
/// Returns the claim adjustment reason codes (CARC) and remittance advice remark codes (RARC) that this service knows: what each
/// means, in our own words, and what usually resolves it.
#[utoipa::path(
    operation_id = "list_reason_codes",
    tag = "denials",
    responses(
        (status = 200, description = "The codes", body = RemittanceCodes, content_type = "application/json"),
        ListProblems,
    )
)]
#[get("/v1/reason-codes")]
pub(crate) async fn list_reason_codes(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let reasons = store::reason_codes(state.store()).await?;
    let remarks = store::remark_codes(state.store()).await?;
    let reasons = reasons.iter().map(|(carc, reason)| reason_detail(carc, reason)).collect();
    let remarks = remarks.into_iter().map(remark_detail).collect();
    read::json(&request, &RemittanceCodes { reasons, remarks })
}
