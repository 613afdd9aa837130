//! The minimal answer to a request for an estimate: amounts and codes, without explanations. A line takes about 300 bytes.
//!
//! It is written without serde, as the full answer is. What there is nothing of is left out.

use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::estimates::response::LineSourceResponse;
use crate::api::shared::reasons::DenialResponse;
use crate::api::wire::closed_lists::{LevelName, LineResultName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::each::Each;
use crate::api::wire::write_json::{WriteJson, json_object};
use crate::pricing::{
    Caveat, Confidence, CostShare, LineEstimate, Outcome, PredictedDenial, Price, Refusal, Totals,
};
use crate::vocabulary::{ClaimLine, HcpcsCode, Locality, Money};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The estimate of a claim in its minimal form, for `Prefer: return=minimal`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinimalEstimate<'a> {
    /// One result per line, in the order of the request.
    lines: Vec<MinimalLine<'a>>,
    /// The totals of the lines.
    totals: MinimalTotals,
    /// The date that was priced.
    #[schema(value_type = String, example = "2025-01-15", format = Date)]
    date_of_service: Shown<Date>,
    /// The release that was priced from.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The locality that was priced. Absent for national amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "01112-05")]
    locality: Option<Shown<Locality>>,
    /// The contract whose amounts these are: the name of stored terms, or `inline` if the request has the terms itself. Absent if
    /// the amounts are Medicare's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "clinic")]
    terms: Option<&'a str>,
}

/// A row of a batch in its minimal form. A row with a problem is as in the full form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MinimalRow<'a> {
    /// The number of the row, from 1. For several rows: of the first.
    #[schema(example = 1)]
    pub(crate) row: u64,
    /// How many rows the claim has. Absent if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<u64>,
    #[serde(flatten)]
    pub(crate) estimate: MinimalEstimate<'a>,
}

/// The result of one line in its minimal form.
#[derive(Debug, Serialize, ToSchema)]
struct MinimalLine<'a> {
    /// The id of the line in the request, or its position.
    #[schema(example = "1")]
    id: &'a str,
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The result, as in the full form.
    #[schema(value_type = LineResultName)]
    result: &'static str,
    /// The code of the reason why the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The schedule that prices the line, if it is another one than the physician fee schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<LineSourceResponse<'a>>,
    /// The amounts. Absent if the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    amounts: Option<MinimalAmounts>,
    /// The denials to expect if the line is billed as sent. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<DenialResponse>>)]
    predicted_denials: Option<Each<'a, PredictedDenial, DenialResponse>>,
    /// Confidence in the allowed amount.
    confidence: ConfidenceSummary<'a>,
    /// The code of each warning that `confidence.reasons` does not have. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    warnings: Option<Vec<&'static str>>,
}

/// The amounts of a priced line in its minimal form, in dollars.
#[derive(Debug, Serialize, ToSchema)]
struct MinimalAmounts {
    /// The amount that CMS publishes: one unit, before any modifier or rule about the claim.
    fee_schedule: Dollars,
    /// What Medicare allows.
    allowed: Dollars,
    /// The most that a nonparticipating practitioner may charge on an unassigned claim. Absent for other claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    limiting_charge: Option<Dollars>,
    /// The part of the allowed amount that goes toward the deductible. The patient owes it.
    deductible: Dollars,
    /// The coinsurance that the patient owes.
    coinsurance: Dollars,
    /// What sequestration takes off Medicare's payment.
    sequestration: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patient owes.
    patient: Dollars,
    /// The bonus for a health professional shortage area (modifier AQ). Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    bonus_estimate: Option<Dollars>,
}

/// The totals of a claim in their minimal form, in dollars. They assume that the patient's deductible is met, unless the request says
/// what is left of it. For a patient who has met none of it, send the year's deductible as `patient.deductible_remaining`.
#[derive(Debug, Serialize, ToSchema)]
struct MinimalTotals {
    /// What Medicare allows.
    allowed: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patient owes.
    patient: Dollars,
    /// The charges. Absent if a line has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<Dollars>,
    /// What the provider can collect from nobody, without sequestration.
    contractual_write_off: Dollars,
    /// The charges of lines with an unknown payment. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    undetermined_charge: Option<Dollars>,
}

/// Confidence in an amount, and the codes of what lowers it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfidenceSummary<'a> {
    /// `high`, `medium`, `low`, or `none` if there is no amount.
    #[schema(value_type = LevelName)]
    level: &'static str,
    /// The code of each reason that lowers it. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    reasons: Option<Each<'a, Caveat, &'static str>>,
}

json_object!(MinimalEstimate<'_> {
    lines, totals, date_of_service, release, locality or absent, terms or absent,
});
json_object!(MinimalLine<'_> {
    id, hcpcs, result: word, reason: word or absent, source or absent, amounts or absent, predicted_denials or absent, confidence,
    warnings or absent,
});
json_object!(MinimalAmounts {
    fee_schedule, allowed, limiting_charge or absent, deductible, coinsurance, sequestration, medicare_paid, patient,
    bonus_estimate or absent,
});
json_object!(MinimalTotals {
    allowed, medicare_paid, patient, charge or absent, contractual_write_off, undetermined_charge or absent,
});
json_object!(ConfidenceSummary<'_> { level: word, reasons or absent });

impl WriteJson for MinimalRow<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        let Self { row, rows, estimate } = self;
        out.extend_from_slice(b"{\"row\":");
        row.write_json(out);
        if let Some(rows) = rows {
            out.extend_from_slice(b",\"rows\":");
            rows.write_json(out);
        }
        // The fields of the estimate follow those of the row in one object.
        let opening = out.len();
        estimate.write_json(out);
        out.get_mut(opening).into_iter().for_each(|brace| *brace = b',');
    }
}

/// About how many bytes a line takes, and the rest of an answer.
const LINE_BYTES: usize = 300;

impl MinimalEstimate<'_> {
    /// Returns the answer as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(LINE_BYTES * (self.lines.len() + 1));
        self.write_json(&mut json);
        json
    }
}

impl PricedClaim<'_> {
    /// Returns the minimal answer.
    #[must_use]
    pub fn minimal_answer(&self) -> MinimalEstimate<'_> {
        let lines = self.line_ids.iter().zip(self.claim.lines()).zip(&self.estimate.lines);
        let lines =
            lines.map(|((id, line), estimate)| minimal_line(id, line, estimate, self.source_of(estimate)));
        MinimalEstimate {
            lines: lines.collect(),
            totals: self.estimate.totals.into(),
            date_of_service: Shown(self.claim.date_of_service()),
            release: &self.release.label,
            locality: self.locality.map(|row| Shown(row.locality)),
            terms: self.contract(),
        }
    }
}

fn minimal_line<'a>(
    id: &'a str,
    line: &'a ClaimLine,
    estimate: &'a LineEstimate,
    source: Option<LineSourceResponse<'a>>,
) -> MinimalLine<'a> {
    let (price, refusal) = match &estimate.outcome {
        Outcome::Priced(price) => (Some(price), None),
        Outcome::NotPriced(refusal) => (None, Some(refusal)),
    };
    MinimalLine {
        id,
        hcpcs: Shown(line.hcpcs()),
        result: refusal.map_or("priced", |refusal| refusal.kind().as_str()),
        reason: refusal.map(Refusal::code),
        source,
        amounts: price.map(MinimalAmounts::from),
        predicted_denials: Each(&estimate.predicted_denials, |denial| DenialResponse::from(*denial))
            .non_empty(),
        confidence: ConfidenceSummary::from(&estimate.confidence),
        warnings: other_warnings(estimate),
    }
}

/// The code of each warning of a line, once, if it is not among the reasons that lower its confidence. `None` if none is left.
fn other_warnings(estimate: &LineEstimate) -> Option<Vec<&'static str>> {
    let reasons = &estimate.confidence.reasons;
    let mut codes: Vec<&'static str> = Vec::new();
    for code in estimate.warnings.iter().map(Caveat::code) {
        if !codes.contains(&code) && reasons.iter().all(|reason| reason.code() != code) {
            codes.push(code);
        }
    }
    (!codes.is_empty()).then_some(codes)
}

impl<'a> From<&'a Confidence> for ConfidenceSummary<'a> {
    fn from(confidence: &'a Confidence) -> Self {
        Self {
            level: confidence.level.as_str(),
            reasons: Each(&confidence.reasons, Caveat::code).non_empty(),
        }
    }
}

impl From<&Price> for MinimalAmounts {
    fn from(price: &Price) -> Self {
        let CostShare { deductible, coinsurance, sequestration, medicare_paid, .. } = price.share;
        Self {
            fee_schedule: Shown(price.fee_schedule),
            allowed: Shown(price.allowed),
            limiting_charge: price.limiting_charge.map(Shown),
            deductible: Shown(deductible),
            coinsurance: Shown(coinsurance),
            sequestration: Shown(sequestration),
            medicare_paid: Shown(medicare_paid),
            patient: Shown(price.patient(&price.share)),
            bonus_estimate: price.bonus.map(Shown),
        }
    }
}

impl From<Totals> for MinimalTotals {
    fn from(totals: Totals) -> Self {
        let undetermined = totals.undetermined_charge;
        Self {
            allowed: Shown(totals.allowed),
            medicare_paid: Shown(totals.medicare_paid),
            patient: Shown(totals.patient),
            charge: totals.charge.map(Shown),
            contractual_write_off: Shown(totals.contractual_write_off),
            undetermined_charge: (undetermined != Money::ZERO).then_some(Shown(undetermined)),
        }
    }
}
