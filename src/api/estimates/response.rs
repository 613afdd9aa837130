//! The answer to a request for an estimate.

mod json;

use super::edit_response::EditResponse;
use crate::api::estimates::border_zip::BorderZip;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::shared::disclaimer::disclaimer;
use crate::api::shared::next_step::{KnownDays, NextStepResponse};
use crate::api::shared::reasons::{ConfidenceResponse, DenialResponse, GpciResponse, ReasonResponse};
use crate::api::shared::source::SourceResponse;
use crate::api::wire::closed_lists::{GroupName, LineResultName, PaymentScheduleName, SettingName};
use crate::api::wire::decimal::{Dollars, FactorText, RvuText, Shown};
use crate::api::wire::each::Each;
use crate::pricing::{
    Adjustment, Authority, CostShare, LineEstimate, Outcome, PredictedDenial, Price, Step, Totals,
};
use crate::vocabulary::{Carc, ClaimLine, HcpcsCode, Modifier, Money, PaymentSchedule, Rarc, RvuSet};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The estimate of a claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateResponse<'a> {
    /// One result per line, in the order of the request.
    pub(crate) lines: Vec<LineResponse<'a>>,
    /// The totals of the lines.
    pub(crate) totals: TotalsResponse,
    /// The release, place and files that the figures are from.
    pub(crate) source: SourceResponse<'a>,
    /// The date that was priced. If the request has none: the first day of the newest release, and `source.notice` says so.
    #[schema(value_type = String, example = "2025-01-15", format = Date)]
    pub(crate) date_of_service: Shown<Date>,
    /// The localities that the ZIP code may belong to, with the claim's allowed amount in each. Absent if there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zip: Option<&'a BorderZip<'a>>,
    /// What an estimate does not decide.
    pub(crate) disclaimer: &'static str,
}

/// The result of one line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineResponse<'a> {
    /// The id of the line in the request, or its position.
    #[schema(example = "1")]
    pub(crate) id: &'a str,
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The modifiers, without repetitions.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    pub(crate) modifiers: Each<'a, Modifier, Shown<Modifier>>,
    /// How often the service was furnished.
    pub(crate) units: u32,
    /// `priced`, `bundled`, `denied_by_edit`, `contractor_priced`, `not_covered`, `other_schedule`, `report_only`,
    /// `use_other_code`, `unknown_code`, `invalid` or `figure_missing`.
    #[schema(value_type = LineResultName)]
    pub(crate) result: &'static str,
    /// Why the line is not priced. Absent if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<ReasonResponse>,
    /// The schedule that prices the line, if it is another one than the physician fee schedule. Absent if the line is not priced or
    /// `source` of the answer is also that of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<LineSourceResponse<'a>>,
    /// The relative value units (RVU) of the setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rvu: Option<RvuResponse>,
    /// `non_facility` or `facility`: which practice expense is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SettingName>)]
    pub(crate) setting: Option<&'static str>,
    /// The geographic practice cost indices (GPCI) of the locality, or 1.000 for national amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gpci: Option<GpciResponse>,
    /// Dollars per adjusted RVU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conversion_factor: Option<FactorText>,
    /// The amounts. Absent if the line is not priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amounts: Option<AmountsResponse>,
    /// How the amount was calculated, step by step.
    #[schema(value_type = Vec<StepResponse<'static>>)]
    pub(crate) trace: Each<'a, Step, StepResponse<'a>>,
    /// How the charge is divided, as on a remittance: charge = paid amount + all adjustments. Adjustments of group PR are the
    /// patient's share.
    #[schema(value_type = Vec<AdjustmentResponse>)]
    pub(crate) adjustments: Each<'a, Adjustment, AdjustmentResponse>,
    /// The edits that affect the line: those of the National Correct Coding Initiative (NCCI), and global periods.
    pub(crate) edits: Vec<EditResponse<'a>>,
    /// The denials to expect if the line is billed as sent. A reduced payment, as under modifier FX, is not a denial but an
    /// adjustment.
    #[schema(value_type = Vec<DenialResponse>)]
    pub(crate) predicted_denials: Each<'a, PredictedDenial, DenialResponse>,
    /// What to do about the first of these denials. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_step: Option<NextStepResponse>,
    /// Confidence in the allowed amount, and what lowers it.
    pub(crate) confidence: ConfidenceResponse,
    /// Rules that were not applied, modifiers that have no effect, and everything that was not checked.
    pub(crate) warnings: Vec<ReasonResponse>,
}

/// The schedule and the release that a line is priced by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LineSource)]
pub(crate) struct LineSourceResponse<'a> {
    /// `clinical_laboratory`: the clinical laboratory fee schedule. `drug_limits`: the payment limits of Part B drugs (ASP).
    /// `equipment`: the fee schedule of equipment and supplies (DMEPOS). `contract`: the fees of the request's contract, for a code
    /// that Medicare does not price.
    #[schema(value_type = PaymentScheduleName)]
    pub(crate) schedule: &'static str,
    /// CMS's quarterly release of it. For `contract` the name of the stored terms, or `inline` if the request has them itself.
    #[schema(example = "CLFS_2026Q1")]
    pub(crate) release: &'a str,
}

/// The relative value units (RVU) of one setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RvuResponse {
    /// Physician work.
    pub(crate) work: RvuText,
    /// Practice expense.
    pub(crate) pe: RvuText,
    /// Malpractice.
    pub(crate) mp: RvuText,
    /// The sum of the three.
    pub(crate) total: RvuText,
}

/// The amounts of a priced line, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmountsResponse {
    /// The amount that CMS publishes: one unit, before any modifier or rule about the claim. If the
    /// schedule is `contract`, it is the fee of the contract.
    pub(crate) fee_schedule: Dollars,
    /// The line's amount after all rules.
    pub(crate) adjusted: Dollars,
    /// What Medicare allows: the lesser of `adjusted` and the charge.
    pub(crate) allowed: Dollars,
    /// The most that a nonparticipating practitioner may charge on an unassigned claim. Null for other claims.
    #[schema(required = true)]
    pub(crate) limiting_charge: Option<Dollars>,
    /// The part of the allowed amount that goes toward the deductible. The patient owes it.
    pub(crate) deductible: Dollars,
    /// The coinsurance that the patient owes.
    pub(crate) coinsurance: Dollars,
    /// What sequestration takes off Medicare's payment.
    pub(crate) sequestration: Dollars,
    /// What Medicare pays.
    pub(crate) medicare_paid: Dollars,
    /// What the patient owes.
    pub(crate) patient: Dollars,
    /// The bonus for a health professional shortage area (modifier AQ). Medicare pays it each quarter, outside the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bonus_estimate: Option<Dollars>,
}

/// One step of the trace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepResponse<'a> {
    /// The rule that was applied.
    #[schema(example = "geographic_adjustment")]
    pub(crate) rule: &'static str,
    /// What it did.
    #[schema(value_type = String)]
    pub(crate) effect: Shown<&'a Step>,
    /// The amount after the step, in dollars.
    pub(crate) amount: Dollars,
    /// The laws and CMS texts that order the step: those of the rule, then those of the dated figures that it takes.
    #[schema(value_type = String, example = "42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A")]
    pub(crate) source: Shown<Authority>,
}

/// A part of the charge that Medicare does not pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdjustmentResponse {
    /// Who bears it: CO the provider, PR the patient, OA neither.
    #[schema(value_type = GroupName)]
    pub(crate) group: &'static str,
    /// The claim adjustment reason code (CARC).
    #[schema(value_type = String, example = "45")]
    pub(crate) carc: Shown<Carc>,
    /// The remittance advice remark codes (RARC) of the adjustment. CO-237 has N775 (FX), N794 (FY), N759 (CT) or N807 (MIPS),
    /// CO-144 has N807. A denied line has those of its denial.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub(crate) rarc: Each<'static, Rarc, Shown<Rarc>>,
    /// The amount, in dollars.
    pub(crate) amount: Dollars,
}

/// The totals of a claim, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalsResponse {
    /// The charges. Null if a line has none.
    #[schema(required = true)]
    pub(crate) charge: Option<Dollars>,
    /// What Medicare allows.
    pub(crate) allowed: Dollars,
    /// What Medicare pays.
    pub(crate) medicare_paid: Dollars,
    /// What the patient owes.
    pub(crate) patient: Dollars,
    /// What the provider can collect from nobody, without sequestration.
    pub(crate) contractual_write_off: Dollars,
    /// The charges of lines with an unknown payment: services of other fee schedules, and those that contractors price.
    pub(crate) undetermined_charge: Dollars,
    /// The amounts if the patient has met none of the deductible. Null if the request says what is left of it.
    #[schema(required = true)]
    pub(crate) if_deductible_unmet: Option<UnmetResponse>,
}

/// The amounts that the deductible changes, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmetResponse {
    /// What Medicare pays.
    pub(crate) medicare_paid: Dollars,
    /// What the patient owes.
    pub(crate) patient: Dollars,
}

impl PricedClaim<'_> {
    /// Returns the answer.
    #[must_use]
    pub fn answer(&self) -> EstimateResponse<'_> {
        let named = self.line_ids.iter().zip(self.claim.lines()).zip(&self.estimate.lines).enumerate();
        let lines = named.map(|(position, ((id, line), estimate))| {
            let (source, edits) = (self.source_of(estimate), self.edits_of(position));
            line_response(
                id,
                line,
                estimate,
                OfLine { source, edits, next_step: self.next_step_of(estimate) },
            )
        });
        EstimateResponse {
            lines: lines.collect(),
            totals: self.estimate.totals.into(),
            source: self.source(),
            date_of_service: Shown(self.claim.date_of_service()),
            zip: self.border.as_ref(),
            disclaimer: disclaimer(self.rates.terms.is_some()),
        }
    }

    /// What to do about the denial that a line's estimate predicts. Another payer has its own rules and time limits.
    pub(in crate::api) fn next_step_of(&self, line: &LineEstimate) -> Option<NextStepResponse> {
        if self.rates.terms.is_some() {
            return None;
        }
        let service = self.date_given.then_some(self.claim.date_of_service());
        let days = KnownDays { service, ..KnownDays::default() };
        line.next_step().map(|step| NextStepResponse::new(step, self.rates.law, days))
    }

    /// The source of a line that another schedule than the physician fee schedule prices.
    pub(super) fn source_of(&self, line: &LineEstimate) -> Option<LineSourceResponse<'_>> {
        let schedule = line.outcome.price()?.schedule;
        let release = self.release_of(schedule).filter(|_| schedule != PaymentSchedule::Physician)?;
        Some(LineSourceResponse { schedule: schedule.as_str(), release })
    }
}

/// What an answer says of a line besides its estimate.
struct OfLine<'a> {
    source: Option<LineSourceResponse<'a>>,
    edits: Vec<EditResponse<'a>>,
    next_step: Option<NextStepResponse>,
}

fn line_response<'a>(
    id: &'a str,
    line: &'a ClaimLine,
    estimate: &'a LineEstimate,
    OfLine { source, edits, next_step }: OfLine<'a>,
) -> LineResponse<'a> {
    let (price, refusal) = match &estimate.outcome {
        Outcome::Priced(price) => (Some(price), None),
        Outcome::NotPriced(refusal) => (None, Some(refusal)),
    };
    let formula = price.and_then(|price| price.formula);
    LineResponse {
        id,
        hcpcs: Shown(line.hcpcs()),
        modifiers: Each(line.modifiers(), |modifier| Shown(*modifier)),
        units: line.units(),
        result: refusal.map_or("priced", |refusal| refusal.kind().as_str()),
        reason: refusal.map(ReasonResponse::from),
        source,
        rvu: formula.map(|formula| formula.rvus.into()),
        setting: price
            .filter(|price| price.schedule == PaymentSchedule::Physician)
            .map(|price| price.setting.as_str()),
        gpci: formula.map(|formula| formula.gpcis.into()),
        conversion_factor: formula.map(|formula| Shown(formula.conversion_factor)),
        amounts: price.map(AmountsResponse::from),
        trace: Each(&estimate.trace, StepResponse::from),
        adjustments: Each(&estimate.adjustments, AdjustmentResponse::from),
        edits,
        predicted_denials: Each(&estimate.predicted_denials, |denial| DenialResponse::from(*denial)),
        next_step,
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
        let (rule, source) = (step.rule.code(), Shown(step.authority()));
        Self { rule, effect: Shown(step), amount: Shown(step.amount), source }
    }
}

impl From<&Adjustment> for AdjustmentResponse {
    fn from(adjustment: &Adjustment) -> Self {
        let Adjustment { group, carc, rarc, amount } = *adjustment;
        Self {
            group: group.as_str(),
            carc: Shown(carc),
            rarc: Each(rarc, |code| Shown(*code)),
            amount: Shown(amount),
        }
    }
}

impl From<(Money, Money)> for UnmetResponse {
    fn from((medicare_paid, patient): (Money, Money)) -> Self {
        Self { medicare_paid: Shown(medicare_paid), patient: Shown(patient) }
    }
}

impl From<Totals> for TotalsResponse {
    fn from(totals: Totals) -> Self {
        Self {
            charge: totals.charge.map(Shown),
            allowed: Shown(totals.allowed),
            medicare_paid: Shown(totals.medicare_paid),
            patient: Shown(totals.patient),
            contractual_write_off: Shown(totals.contractual_write_off),
            undetermined_charge: Shown(totals.undetermined_charge),
            if_deductible_unmet: totals.if_deductible_unmet.map(UnmetResponse::from),
        }
    }
}
