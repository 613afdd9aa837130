//! Codes and what they mean: indicators, reasons, confidence.

use crate::api::wire::closed_lists::{GroupName, LevelName};
use crate::api::wire::decimal::{GpciText, Shown};
use crate::api::wire::each::Each;
use crate::denials::ReportNote;
use crate::pricing::{Caveat, Confidence, LineEstimate, PredictedDenial, Refusal};
use crate::vocabulary::{Carc, Gpcis, Rarc};
use serde::Serialize;
use utoipa::ToSchema;

/// An indicator's code and its meaning.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indicator {
    /// The code, as in CMS's file.
    #[schema(example = "A")]
    pub(crate) code: &'static str,
    /// What it means for payment.
    pub(crate) text: &'static str,
}

/// The indicator of a value that has a code and a text.
macro_rules! indicator {
    ($value:expr) => {
        $crate::api::shared::reasons::Indicator { code: $value.code(), text: $value.text() }
    };
}

pub(crate) use indicator;

/// A reason: a machine code, and the same in words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonResponse {
    /// The machine code. It does not change.
    #[schema(example = "always_bundled")]
    pub(crate) code: &'static str,
    /// The reason in words.
    pub(crate) text: String,
    /// The law or CMS document behind the reason, if it is why the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "RVU file, status code")]
    pub(crate) source: Option<&'static str>,
}

/// Geographic practice cost indices (GPCI).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GpciResponse {
    /// The index of physician work.
    pub(crate) work: GpciText,
    /// The index of practice expense.
    pub(crate) pe: GpciText,
    /// The index of malpractice insurance.
    pub(crate) mp: GpciText,
}

/// A denial, as the remittance advice would show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DenialResponse {
    /// The claim adjustment group code. CO: the provider bears the amount. PR: the patient. OA: neither.
    #[schema(value_type = GroupName)]
    pub(crate) group: &'static str,
    /// The claim adjustment reason code (CARC).
    #[schema(value_type = String, example = "97")]
    pub(crate) carc: Shown<Carc>,
    /// The remittance advice remark codes (RARC).
    #[schema(value_type = Vec<String>, example = json!(["M15"]))]
    pub(crate) rarc: Each<'static, Rarc, Shown<Rarc>>,
}

/// The confidence in an amount, and what lowers it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfidenceResponse {
    /// `high`, `medium` or `low`; `none` if there is no amount.
    #[schema(value_type = LevelName)]
    pub(crate) level: &'static str,
    /// Everything that lowers the confidence.
    pub(crate) reasons: Vec<ReasonResponse>,
}

impl From<&Refusal> for ReasonResponse {
    fn from(refusal: &Refusal) -> Self {
        Self { code: refusal.code(), text: refusal.to_string(), source: Some(refusal.source()) }
    }
}

impl From<ReportNote> for ReasonResponse {
    fn from(note: ReportNote) -> Self {
        Self { code: note.code(), text: note.to_string(), source: None }
    }
}

impl From<&Caveat> for ReasonResponse {
    fn from(caveat: &Caveat) -> Self {
        Self { code: caveat.code(), text: caveat.to_string(), source: None }
    }
}

impl ReasonResponse {
    /// A caveat about a line's amount, with the range of the amount if the caveat leaves one.
    pub(crate) fn of_line(estimate: &LineEstimate, caveat: &Caveat) -> Self {
        Self { text: estimate.describe(caveat).to_string(), ..Self::from(caveat) }
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
