//! The answer to a row: amounts, codes of reasons, and as much more as the caller wants.

use super::block::ClaimRows;
use crate::api::estimates::minimal::{ConfidenceSummary, MinimalRow};
use crate::api::estimates::priced_claim::{PricedClaim, price_next};
use crate::api::estimates::response::{AdjustmentResponse, AmountsResponse, StepResponse, TotalsResponse};
use crate::api::metrics::Metrics;
use crate::api::shared::next_step::NextStepSummary;
use crate::api::shared::reasons::DenialResponse;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::closed_lists::LineResultName;
use crate::api::wire::decimal::Shown;
use crate::api::wire::each::Each;
use crate::api::wire::error::Error;
use crate::api::wire::problem::PartProblem;
use crate::api::wire::write_json::{WriteJson, json_object, write_with_serde};
use crate::pricing::{Adjustment, Caveat, LineEstimate, Outcome, PredictedDenial, Step};
use crate::schedule::Schedule;
use crate::vocabulary::{ClaimLine, HcpcsCode, Locality, Modifier};
use medpayiq_claims::Lookup;
use serde::Serialize;
use std::sync::Arc;
use time::Date;
use utoipa::ToSchema;

/// What a batch is priced with.
#[derive(Clone)]
pub(crate) struct BatchPricing {
    /// The schedule that was loaded when the batch began.
    pub(crate) schedule: Arc<Schedule>,
    /// The stored terms that a row may name, and those of rows without terms.
    pub(crate) terms: TermsInReach,
    /// Counts the lines.
    pub(crate) metrics: Arc<Metrics>,
    /// How much the answers say.
    pub(crate) form: RowForm,
}

/// How much the answer to a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowForm {
    /// Amounts and codes only.
    Minimal,
    /// Also how the charge is divided.
    Usual,
    /// Also the trace.
    WithTrace,
}

/// The answer to a row, or to consecutive CSV rows of one claim. It has a problem or all other fields.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct RowResponse<'a> {
    /// The number of the row, from 1. For several rows: of the first.
    #[schema(example = 1)]
    row: u64,
    /// How many rows the claim has. Absent if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<usize>)]
    rows: Option<u64>,
    /// One result per line.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<LineSummary<'a>>>,
    /// The totals of the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<TotalsResponse>,
    /// The date that was priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2025-01-15", format = Date)]
    date_of_service: Option<Shown<Date>>,
    /// The release that was priced from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "RVU25A")]
    release: Option<&'a str>,
    /// The locality that was priced. Absent for national amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "01112-05")]
    locality: Option<Shown<Locality>>,
    /// The contract whose amounts these are: the name of stored terms, or `inline` if the row has the terms itself. Absent if the
    /// amounts are Medicare's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "clinic")]
    terms: Option<&'a str>,
    /// What is wrong with the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<PartProblem>,
}

/// The result of a line in short: codes instead of texts, and no empty fields.
#[derive(Debug, Serialize, ToSchema)]
struct LineSummary<'a> {
    /// The id of the line in the row, or its position in the claim.
    #[schema(example = "1")]
    id: &'a str,
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<String>, example = json!(["26"]), required = false)]
    modifiers: Option<Each<'a, Modifier, Shown<Modifier>>>,
    /// How often the service was furnished.
    units: u32,
    /// The result, as in an estimate.
    #[schema(value_type = LineResultName)]
    result: &'static str,
    /// The code of the reason why the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The amounts. Absent if the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    amounts: Option<AmountsResponse>,
    /// How the charge is divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<AdjustmentResponse>, required = false)]
    adjustments: Option<Each<'a, Adjustment, AdjustmentResponse>>,
    /// The denials to expect if the line is billed as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<DenialResponse>, required = false)]
    predicted_denials: Option<Each<'a, PredictedDenial, DenialResponse>>,
    /// What to do about the first of these denials. Absent if there is none, or if a contract made the amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<NextStepSummary>,
    /// Confidence in the allowed amount.
    confidence: ConfidenceSummary<'a>,
    /// The code of each warning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<String>, required = false)]
    warnings: Option<Each<'a, Caveat, &'static str>>,
    /// How the amount was calculated, step by step. Present if the query has `trace=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<StepResponse<'static>>>)]
    trace: Option<Each<'a, Step, StepResponse<'a>>>,
}

json_object!(RowResponse<'_> {
    row, rows or absent, lines or absent, totals or absent, date_of_service or absent, release or absent, locality or absent,
    terms or absent, problem or absent,
});
json_object!(LineSummary<'_> {
    id, hcpcs, modifiers or absent, units, result: word, reason: word or absent, amounts or absent, adjustments or absent,
    predicted_denials or absent, next_step or absent, confidence, warnings or absent, trace or absent,
});

/// Most rows have none, so serde writes it.
impl WriteJson for PartProblem {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_with_serde(self, out);
    }
}

fn summaries<'a>(priced: &'a PricedClaim<'a>, with_trace: bool) -> Vec<LineSummary<'a>> {
    let lines = priced.line_ids.iter().zip(priced.claim.lines()).zip(&priced.estimate.lines);
    let lines = lines.map(|((id, line), estimate)| {
        let next_step = priced.next_step_of(estimate).map(NextStepSummary::from);
        LineSummary { next_step, ..summary(id, line, estimate, with_trace) }
    });
    lines.collect()
}

fn summary<'a>(
    id: &'a str,
    line: &'a ClaimLine,
    estimate: &'a LineEstimate,
    with_trace: bool,
) -> LineSummary<'a> {
    let (price, refusal) = match &estimate.outcome {
        Outcome::Priced(price) => (Some(price), None),
        Outcome::NotPriced(refusal) => (None, Some(refusal)),
    };
    LineSummary {
        id,
        hcpcs: Shown(line.hcpcs()),
        modifiers: Each(line.modifiers(), |modifier| Shown(*modifier)).non_empty(),
        units: line.units(),
        result: refusal.map_or("priced", |refusal| refusal.kind().as_str()),
        reason: refusal.map(crate::pricing::Refusal::code),
        amounts: price.map(AmountsResponse::from),
        adjustments: Each(&estimate.adjustments, AdjustmentResponse::from).non_empty(),
        predicted_denials: Each(&estimate.predicted_denials, |denial| DenialResponse::from(*denial))
            .non_empty(),
        next_step: None,
        confidence: ConfidenceSummary::from(&estimate.confidence),
        warnings: Each(&estimate.warnings, Caveat::code).non_empty(),
        trace: with_trace.then_some(Each(&estimate.trace, StepResponse::from)),
    }
}

/// Prices a claim and writes its answer. `lookup` is in the schedule of the batch.
pub(crate) fn write_row(
    answer: &mut Vec<u8>,
    claim: &ClaimRows<'_>,
    pricing: &BatchPricing,
    lookup: &mut Lookup<'_>,
) {
    let row = match claim.read() {
        Ok(row) => row,
        Err(error) => return write_problem(answer, claim.row, claim.rows, &error, false),
    };
    let priced = match price_next(lookup, &pricing.terms, row.request) {
        Ok(priced) => priced,
        Err(error) => return write_problem(answer, claim.row, claim.rows, &error, row.is_line),
    };
    pricing.metrics.lines.batch.count(&priced.estimate);
    if pricing.form == RowForm::Minimal {
        let estimate = priced.minimal_answer();
        return write(answer, &MinimalRow { row: claim.row, rows: several(claim.rows), estimate });
    }
    let with_trace = pricing.form == RowForm::WithTrace;
    let response = RowResponse {
        lines: Some(summaries(&priced, with_trace)),
        totals: Some(priced.estimate.totals.into()),
        date_of_service: Some(Shown(priced.claim.date_of_service())),
        release: Some(&priced.release.label),
        locality: priced.locality.map(|row| Shown(row.locality)),
        terms: priced.contract(),
        ..RowResponse::blank(claim.row, claim.rows)
    };
    write(answer, &response);
}

/// Writes what is wrong with a row. `is_line` says that the row is its only line: then a fault of the line is a fault of the row.
pub(crate) fn write_problem(answer: &mut Vec<u8>, row: u64, rows: usize, error: &Error, is_line: bool) {
    let faults = error.faults().iter().cloned();
    let faults = faults.map(|fault| if is_line { fault.about_row() } else { fault });
    let problem = Some(PartProblem::new(error, faults.collect()));
    write(answer, &RowResponse { problem, ..RowResponse::blank(row, rows) });
}

fn write(answer: &mut Vec<u8>, response: &impl WriteJson) {
    response.write_json(answer);
    answer.push(b'\n');
}

/// How many rows a claim has, if it has several.
fn several(rows: usize) -> Option<u64> {
    u64::try_from(rows).ok().filter(|rows| *rows > 1)
}

impl RowResponse<'_> {
    fn blank(row: u64, rows: usize) -> Self {
        Self {
            row,
            rows: several(rows),
            lines: None,
            totals: None,
            date_of_service: None,
            release: None,
            locality: None,
            terms: None,
            problem: None,
        }
    }
}
