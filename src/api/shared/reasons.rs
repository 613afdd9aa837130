//! Codes with their words: indicators, reasons, confidence.

use crate::api::wire::decimal::{Index, Shown};
use crate::api::wire::each::Each;
use crate::pricing::{Caveat, Confidence, LineEstimate, PredictedDenial, Refusal};
use crate::vocabulary::{Carc, Gpcis, Rarc};
use serde::Serialize;
use utoipa::ToSchema;

/// An indicator's code and its meaning.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indicator {
    /// The code as CMS's file writes it.
    #[schema(example = "A")]
    pub(crate) code: &'static str,
    /// What it means for payment.
    pub(crate) text: &'static str,
}

/// A machine code and its words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonResponse {
    /// The machine code.
    #[schema(example = "always_bundled")]
    pub(crate) code: &'static str,
    /// The same in words.
    pub(crate) text: String,
    /// The law or CMS text that orders it, where the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "RVU file, status code")]
    pub(crate) source: Option<&'static str>,
}

/// Geographic practice cost indices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GpciResponse {
    /// For physician work.
    pub(crate) work: Index,
    /// For practice expense.
    pub(crate) pe: Index,
    /// For malpractice.
    pub(crate) mp: Index,
}

/// A denial that a remittance would show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DenialResponse {
    /// CO: the provider bears it; PR: the patient; OA: neither.
    #[schema(example = "CO")]
    pub(crate) group: &'static str,
    /// The claim adjustment reason code.
    #[schema(value_type = String, example = "97")]
    pub(crate) carc: Shown<Carc>,
    /// Remittance advice remark codes.
    #[schema(value_type = Vec<String>, example = json!(["M15"]))]
    pub(crate) rarc: Each<'static, Rarc, Shown<Rarc>>,
}

/// How sure an amount is, and why no surer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfidenceResponse {
    /// high, medium, low, or none where there is no amount.
    #[schema(example = "high")]
    pub(crate) level: &'static str,
    /// Every reason for less than certainty.
    pub(crate) reasons: Vec<ReasonResponse>,
}

impl From<&Refusal> for ReasonResponse {
    fn from(refusal: &Refusal) -> Self {
        Self { code: refusal.code(), text: refusal.to_string(), source: Some(refusal.source()) }
    }
}

impl From<&Caveat> for ReasonResponse {
    fn from(caveat: &Caveat) -> Self {
        Self { code: caveat.code(), text: caveat.to_string(), source: None }
    }
}

impl ReasonResponse {
    /// A caveat about a line's amount; it names the range where it leaves one.
    pub(crate) fn of_line(estimate: &LineEstimate, caveat: &Caveat) -> Self {
        let mut reason = Self::from(caveat);
        if let Some((low, high)) = estimate.range_of(caveat) {
            reason.text.push_str(&format!(" (between {low} and {high})"));
        }
        reason
    }
}

impl ConfidenceResponse {
    /// The confidence in a line's amount.
    pub(crate) fn of_line(estimate: &LineEstimate) -> Self {
        let confidence = &estimate.confidence;
        let reasons = confidence.reasons.iter().map(|caveat| ReasonResponse::of_line(estimate, caveat));
        Self { level: confidence.level.as_str(), reasons: reasons.collect() }
    }
}

impl From<&Confidence> for ConfidenceResponse {
    fn from(confidence: &Confidence) -> Self {
        let reasons = confidence.reasons.iter().map(ReasonResponse::from).collect();
        Self { level: confidence.level.as_str(), reasons }
    }
}

impl From<Gpcis> for GpciResponse {
    fn from(gpcis: Gpcis) -> Self {
        Self { work: Shown(gpcis.work), pe: Shown(gpcis.practice_expense), mp: Shown(gpcis.malpractice) }
    }
}

impl From<PredictedDenial> for DenialResponse {
    fn from(denial: PredictedDenial) -> Self {
        Self {
            group: denial.group.as_str(),
            carc: Shown(denial.carc),
            rarc: Each(denial.rarc, |code| Shown(*code)),
        }
    }
}
