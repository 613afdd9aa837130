//! `GET /v1/reason-codes`: what the codes of a remittance mean, and what usually resolves them.

use crate::api::state::State;
use crate::api::wire::blocking::LongReads;
use crate::api::wire::closed_lists::{ReasonClassName, RemarkKindName};
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::ListProblems;
use crate::denials::{AdjustmentReason, CodeDates, RemarkCode};
use crate::store;
use crate::vocabulary::{Carc, Rarc, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// Every reason and remark code, the most frequent described in our own words. X12 and CMS maintain the codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittanceCodes {
    /// Claim adjustment reason codes (CARC).
    pub(crate) reasons: Vec<ReasonDetail>,
    /// Remittance advice remark codes (RARC).
    pub(crate) remarks: Vec<RemarkDetail>,
}

/// A claim adjustment reason code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonDetail {
    /// The code.
    #[schema(value_type = String, example = "97")]
    pub(crate) carc: Shown<Carc>,
    /// Whether the code denies a line. Denial reports take codes of class D and C.
    pub(crate) class: ReasonClassDetail,
    /// What the code means, in our own words. Empty if we have no description of it.
    pub(crate) meaning: String,
    /// What usually resolves it. Empty if we have no description of the code.
    pub(crate) typical_fix: String,
    /// The day from which the code is in force; null if it is not known.
    #[schema(format = Date, example = "1995-01-01", required = true)]
    pub(crate) start: Option<String>,
    /// The day from which the code is no longer in force; null if it still is.
    #[schema(format = Date, required = true)]
    pub(crate) stop: Option<String>,
}

/// Whether a reason code denies a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonClassDetail {
    /// `A`, `D` or `C`.
    #[schema(value_type = ReasonClassName)]
    pub(crate) code: &'static str,
    /// What the class means.
    #[schema(example = "denial")]
    pub(crate) text: &'static str,
}

/// A remittance advice remark code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemarkDetail {
    /// The code.
    #[schema(value_type = String, example = "M15")]
    pub(crate) rarc: Shown<Rarc>,
    /// `supplemental` if it adds to an adjustment, `informational`, or `unclassified` if we have no description of the code.
    #[schema(value_type = RemarkKindName)]
    pub(crate) kind: String,
    /// What the code means, in our own words. Empty if we have no description of it.
    pub(crate) meaning: String,
    /// What usually resolves it. Empty if we have no description of the code.
    pub(crate) typical_fix: String,
    /// The day from which the code is in force; null if it is not known.
    #[schema(format = Date, example = "1995-01-01", required = true)]
    pub(crate) start: Option<String>,
    /// The day from which the code is no longer in force; null if it still is.
    #[schema(format = Date, required = true)]
    pub(crate) stop: Option<String>,
}

fn reason_detail(
    carc: Carc,
    reason: &AdjustmentReason,
    CodeDates { start, stop }: CodeDates,
) -> ReasonDetail {
    let AdjustmentReason { class, meaning, typical_fix } = reason.clone();
    let class = ReasonClassDetail { code: class.as_str(), text: class.name() };
    let (start, stop) = (start.map(format_date), stop.map(format_date));
    ReasonDetail { carc: Shown(carc), class, meaning, typical_fix, start, stop }
}

fn remark_detail((remark, CodeDates { start, stop }): (RemarkCode, CodeDates)) -> RemarkDetail {
    let RemarkCode { rarc, kind, meaning, typical_fix } = remark;
    let (start, stop) = (start.map(format_date), stop.map(format_date));
    RemarkDetail { rarc: Shown(rarc), kind, meaning, typical_fix, start, stop }
}

/// List reason and remark codes
///
/// Returns every claim adjustment reason code (CARC) and remittance advice remark code (RARC), with the days on which it is in
/// force. The most frequent have a meaning in our own words, and what usually resolves them.
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
    reads: web::Data<LongReads>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let codes = remittance_codes(&state).await?;
    // The lists have two hundred kilobytes, so they are written where they hold up no other request.
    let answer = reads.run(move || Representation::json(&codes)).await??;
    Ok(answer.answer(&request))
}

/// Every reason and remark code.
///
/// # Errors
/// 503 if they were not read yet and the database does not answer.
pub(crate) async fn remittance_codes(state: &State) -> Result<RemittanceCodes, Error> {
    let lists = store::code_lists(state.store()).await?;
    let reasons =
        lists.reasons.iter().map(|(carc, reason, dates)| reason_detail(carc, reason, dates)).collect();
    let remarks = RemarkCode::all(lists.remarks.clone()).into_iter().map(remark_detail).collect();
    Ok(RemittanceCodes { reasons, remarks })
}

impl RemittanceCodes {
    /// Only these codes.
    ///
    /// # Errors
    /// 422 if one of them is not in the lists.
    pub(crate) fn only(mut self, reasons: &[Carc], remarks: &[Rarc]) -> Result<Self, Error> {
        self.reasons.retain(|known| reasons.contains(&known.carc.0));
        self.remarks.retain(|known| remarks.contains(&known.rarc.0));
        let mut faults = Faults::default();
        for (position, carc) in reasons.iter().enumerate() {
            if !self.reasons.iter().any(|known| known.carc.0 == *carc) {
                let detail =
                    format_args!("{carc} is not in the list of claim adjustment reason codes (CARC).");
                faults.add_coded(FaultCode::NotLoaded, format_args!("/carc/{position}"), detail);
            }
        }
        for (position, rarc) in remarks.iter().enumerate() {
            if !self.remarks.iter().any(|known| known.rarc.0 == *rarc) {
                let detail =
                    format_args!("{rarc} is not in the list of remittance advice remark codes (RARC).");
                faults.add_coded(FaultCode::NotLoaded, format_args!("/rarc/{position}"), detail);
            }
        }
        faults.end(Some(self)).map_err(Error::Invalid)
    }
}
