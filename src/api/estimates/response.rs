//! What an estimate is answered with.

mod json;

use super::edit_response::EditResponse;
use crate::api::estimates::border_zip::BorderZip;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::shared::disclaimer::DISCLAIMER;
use crate::api::shared::reasons::{ConfidenceResponse, DenialResponse, GpciResponse, ReasonResponse};
use crate::api::shared::source::SourceResponse;
use crate::api::wire::decimal::{Dollars, FactorText, RvuText, Shown};
use crate::api::wire::each::Each;
use crate::pricing::{
    Adjustment, CostShare, LineEstimate, Operation, Outcome, PredictedDenial, Price, Step, Totals,
};
use crate::vocabulary::{ClaimLine, HcpcsCode, Modifier, RvuSet};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The estimate of a claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateResponse<'a> {
    /// One result a line, in the request's order.
    lines: Vec<LineResponse<'a>>,
    /// The sums.
    totals: TotalsResponse,
    /// Where the figures are from.
    source: SourceResponse<'a>,
    /// The date priced: the request's, or the first day of the newest release, which `source.notice` then tells.
    #[schema(value_type = String, example = "2025-01-15", format = Date)]
    date_of_service: Shown<Date>,
    /// The localities that a ZIP code on a border may lie in, with what the claim comes to in each.
    #[serde(skip_serializing_if = "Option::is_none")]
    zip: Option<&'a BorderZip<'a>>,
    /// What an estimate is not.
    disclaimer: &'static str,
}

/// What became of one line.
#[derive(Debug, Serialize, ToSchema)]
struct LineResponse<'a> {
    /// The request's name for the line, or its position.
    #[schema(example = "1")]
    id: &'a str,
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers, each once.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    modifiers: Each<'a, Modifier, Shown<Modifier>>,
    /// How often.
    units: u32,
    /// priced, bundled, denied_by_edit, contractor_priced, not_covered, other_schedule, report_only, use_other_code, unknown_code
    /// or invalid.
    #[schema(example = "priced")]
    result: &'static str,
    /// Why the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<ReasonResponse>,
    /// The RVUs of the setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    rvu: Option<RvuResponse>,
    /// `non_facility` or `facility`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "non_facility")]
    setting: Option<&'static str>,
    /// The locality's indices, or 1.000 for the nation.
    #[serde(skip_serializing_if = "Option::is_none")]
    gpci: Option<GpciResponse>,
    /// Dollars for one adjusted RVU.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion_factor: Option<FactorText>,
    /// The amounts, where the line is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    amounts: Option<AmountsResponse>,
    /// What was done to the line, step by step.
    #[schema(value_type = Vec<StepResponse<'static>>)]
    trace: Each<'a, Step, StepResponse<'a>>,
    /// How the charge comes apart, as on a remittance: charge = paid + every adjustment, those of group PR being
    /// the patient's.
    #[schema(value_type = Vec<AdjustmentResponse>)]
    adjustments: Each<'a, Adjustment, AdjustmentResponse>,
    /// The edits that touch the line: NCCI's, and the packages of procedures.
    edits: Vec<EditResponse<'a>>,
    /// The denials that billing the line as it stands would bring. What only lowers a payment, such as the cut of FX, is no
    /// denial and stands among the adjustments.
    #[schema(value_type = Vec<DenialResponse>)]
    predicted_denials: Each<'a, PredictedDenial, DenialResponse>,
    /// How sure the allowed amount is.
    confidence: ConfidenceResponse,
    /// What to know: rules that were left out, modifiers that were left aside, what was not checked.
    warnings: Vec<ReasonResponse>,
}

/// RVUs of one setting.
#[derive(Debug, Serialize, ToSchema)]
struct RvuResponse {
    /// Physician work.
    work: RvuText,
    /// Practice expense.
    pe: RvuText,
    /// Malpractice.
    mp: RvuText,
    /// Their sum.
    total: RvuText,
}

/// The amounts of a priced line, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmountsResponse {
    /// One unit before any modifier or claim rule: what CMS publishes.
    fee_schedule: Dollars,
    /// The line after all rules.
    adjusted: Dollars,
    /// The lesser of charge and adjusted.
    allowed: Dollars,
    /// The most a nonparticipating practitioner may charge on an unassigned claim.
    limiting_charge: Option<Dollars>,
    /// The deductible's part.
    deductible: Dollars,
    /// The coinsurance.
    coinsurance: Dollars,
    /// What sequestration takes.
    sequestration: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patient owes.
    patient: Dollars,
    /// The shortage area bonus (AQ), paid each quarter outside the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    bonus_estimate: Option<Dollars>,
}

/// One step of the trace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepResponse<'a> {
    /// The rule applied.
    #[schema(example = "geographic_adjustment")]
    rule: &'static str,
    /// What it did.
    #[schema(value_type = String)]
    effect: Shown<&'a Step>,
    /// The amount after it, in dollars.
    amount: Dollars,
    /// The law or CMS text that orders it.
    #[schema(example = "42 CFR 414.20; Pub. 100-04 ch. 12, 20")]
    source: &'static str,
}

/// A part of the charge that Medicare does not pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdjustmentResponse {
    /// CO: the provider bears it; PR: the patient; OA: neither.
    #[schema(example = "CO")]
    group: &'static str,
    /// The claim adjustment reason code.
    #[schema(example = "45")]
    carc: &'static str,
    /// Remittance advice remark codes beside it: of CO-237 N775 (FX), N794 (FY), N759 (CT) or N807 (MIPS), of CO-144 N807, of
    /// CO-59 N670; of a denied line those of its denial.
    #[schema(example = json!([]))]
    rarc: &'static [&'static str],
    /// How much, in dollars.
    amount: Dollars,
}

/// The sums of a claim, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalsResponse {
    /// The charges, or null where a line has none.
    charge: Option<Dollars>,
    /// The allowed amounts.
    allowed: Dollars,
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patient owes.
    patient: Dollars,
    /// What may be collected from nobody, sequestration apart.
    contractual_write_off: Dollars,
    /// The charges of lines whose payment is not known here: other schedules, contractor-priced services.
    undetermined_charge: Dollars,
    /// The same with nothing of the year's deductible met, where the request did not say what remains.
    if_deductible_unmet: Option<UnmetResponse>,
}

/// What changes while the deductible is unmet.
#[derive(Debug, Serialize, ToSchema)]
struct UnmetResponse {
    /// What Medicare pays.
    medicare_paid: Dollars,
    /// What the patient owes.
    patient: Dollars,
}

impl PricedClaim<'_> {
    /// The answer for the wire.
    #[must_use]
    pub fn answer(&self) -> EstimateResponse<'_> {
        let named = self.ids.iter().zip(&self.claim.lines).zip(&self.estimate.lines).enumerate();
        let lines = named.map(|(position, ((id, line), estimate))| {
            line_response(id, line, estimate, self.edits_of(position))
        });
        EstimateResponse {
            lines: lines.collect(),
            totals: self.estimate.totals.into(),
            source: self.source(),
            date_of_service: Shown(self.claim.date_of_service),
            zip: self.border.as_ref(),
            disclaimer: DISCLAIMER,
        }
    }
}

fn line_response<'a>(
    id: &'a str,
    line: &'a ClaimLine,
    estimate: &'a LineEstimate,
    edits: Vec<EditResponse<'a>>,
) -> LineResponse<'a> {
    let (price, refusal) = match &estimate.outcome {
        Outcome::Priced(price) => (Some(price), None),
        Outcome::NotPriced(refusal) => (None, Some(refusal)),
    };
    let priced_with = estimate.trace.first().and_then(|step| match step.operation {
        Operation::Price { gpcis, factor, .. } => Some((gpcis, factor)),
        Operation::Anesthesia { .. }
        | Operation::Limit(_)
        | Operation::Units(_)
        | Operation::Part(_)
        | Operation::PartOfDays { .. }
        | Operation::Less(_)
        | Operation::LessPart(..)
        | Operation::LessComponents { .. }
        | Operation::Plus(_) => None,
    });
    LineResponse {
        id,
        hcpcs: Shown(line.hcpcs),
        modifiers: Each(&line.modifiers, |modifier| Shown(*modifier)),
        units: line.units,
        result: refusal.map_or("priced", |refusal| refusal.kind().as_str()),
        reason: refusal.map(ReasonResponse::from),
        rvu: price.and_then(|price| price.rvus).map(RvuResponse::from),
        setting: price.map(|price| price.setting.as_str()),
        gpci: priced_with.map(|(gpcis, _)| gpcis.into()),
        conversion_factor: priced_with.map(|(_, factor)| Shown(factor)),
        amounts: price.map(AmountsResponse::from),
        trace: Each(&estimate.trace, StepResponse::from),
        adjustments: Each(&estimate.adjustments, AdjustmentResponse::from),
        edits,
        predicted_denials: Each(&estimate.predicted_denials, |denial| DenialResponse::from(*denial)),
        confidence: ConfidenceResponse::of_line(estimate),
        warnings: estimate.warnings.iter().map(|caveat| ReasonResponse::of_line(estimate, caveat)).collect(),
    }
}

impl From<RvuSet> for RvuResponse {
    fn from(rvus: RvuSet) -> Self {
        Self {
            work: Shown(rvus.work),
            pe: Shown(rvus.practice_expense),
            mp: Shown(rvus.malpractice),
            total: Shown(rvus.total()),
        }
    }
}

impl From<&Price> for AmountsResponse {
    fn from(price: &Price) -> Self {
        let CostShare { deductible, coinsurance, sequestration, medicare_paid, .. } = price.share;
        Self {
            fee_schedule: Shown(price.fee_schedule),
            adjusted: Shown(price.adjusted),
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

impl<'a> From<&'a Step> for StepResponse<'a> {
    fn from(step: &'a Step) -> Self {
        let (rule, source) = (step.rule.code(), step.rule.source());
        Self { rule, effect: Shown(step), amount: Shown(step.amount), source }
    }
}

impl From<&Adjustment> for AdjustmentResponse {
    fn from(adjustment: &Adjustment) -> Self {
        let Adjustment { group, carc, rarc, amount } = *adjustment;
        Self { group: group.as_str(), carc, rarc, amount: Shown(amount) }
    }
}

impl From<Totals> for TotalsResponse {
    fn from(totals: Totals) -> Self {
        let unmet = |(medicare_paid, patient)| UnmetResponse {
            medicare_paid: Shown(medicare_paid),
            patient: Shown(patient),
        };
        Self {
            charge: totals.charge.map(Shown),
            allowed: Shown(totals.allowed),
            medicare_paid: Shown(totals.medicare_paid),
            patient: Shown(totals.patient),
            contractual_write_off: Shown(totals.contractual_write_off),
            undetermined_charge: Shown(totals.undetermined_charge),
            if_deductible_unmet: totals.if_deductible_unmet.map(unmet),
        }
    }
}
