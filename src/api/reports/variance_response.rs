//! The answer about a remittance: each line with its verdict, and the summary.

use crate::api::shared::next_step::{DeadlineResponse, KnownDays, NextStepResponse};
use crate::api::shared::reasons::{DenialResponse, ReasonResponse};
use crate::api::shared::source::TermsSource;
use crate::api::wire::closed_lists::{ChangeName, LevelName, PaymentScheduleName, VerdictName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::unit_count::UnitCount;
use crate::pricing::Caveat;
use crate::variance::{
    Amounts, DenialStep, Explanation, Judge, JudgedLine, LineGroups, LineSource, PaidClaims, Summary,
    SummaryRow,
};
use crate::vocabulary::{HcpcsCode, Modifier};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use time::Date;
use utoipa::ToSchema;

/// How long lines are judged before other work has its turn, unless a single claim takes longer.
pub(super) const TURN: Duration = Duration::from_millis(50);

/// Expected against paid, for a remittance.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct VarianceResponse {
    /// Every line, in the order of the remittance.
    pub(crate) lines: Vec<VarianceLine>,
    /// How many lines have each verdict and change, and how much money they are.
    pub(crate) summary: Vec<VarianceSummary>,
    /// The number of claims.
    #[schema(example = 3)]
    pub(crate) claims: usize,
    /// The releases that the lines were judged by.
    pub(crate) source: Vec<VarianceSource>,
    /// The contract by which the lines were judged. Absent if they were judged by what Medicare owes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) terms: Option<TermsSource>,
}

/// A schedule of Part B, and the release of it that lines were judged by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VarianceSource {
    /// The schedule.
    #[schema(value_type = PaymentScheduleName)]
    pub(crate) schedule: &'static str,
    /// CMS's release of it.
    #[schema(example = "RVU25A")]
    pub(crate) release: String,
}

impl From<&LineSource> for VarianceSource {
    fn from(source: &LineSource) -> Self {
        Self { schedule: source.schedule.as_str(), release: source.release.clone() }
    }
}

/// A line of a remittance, what Medicare owes for it, and what was paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VarianceLine {
    /// The claim's position in the body, from 1.
    #[schema(example = 1)]
    pub(crate) claim: u32,
    /// The line's position in the claim, from 1; 0 for a claim without lines, which is not judged.
    #[schema(example = 1)]
    pub(crate) line: u32,
    /// The number of its segment, SVC, or CLP of a claim without lines. The first ISA is segment 1.
    #[schema(example = 14)]
    pub(crate) segment: u32,
    /// Your own number of the claim (CLP01). Present if the query has `echo=control_numbers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) control_number: Option<String>,
    /// The code that was billed; null if it is not a readable HCPCS code.
    #[schema(value_type = Option<String>, example = "76377", required = true)]
    pub(crate) hcpcs: Option<Shown<HcpcsCode>>,
    /// The modifiers that were billed.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// The units that were billed, as they were sent: SVC07, else SVC05. They can have up to three decimals, but Medicare pays parts of a unit
    /// of ambulance miles alone.
    #[schema(value_type = f64, example = 1)]
    pub(crate) units: UnitCount,
    /// The month of the service; null if the remittance does not give it.
    #[schema(example = "2025-01", required = true)]
    pub(crate) date_month: Option<String>,
    /// What Medicare owes; null if that is not known.
    #[schema(required = true)]
    pub(crate) expected: Option<ExpectedAmounts>,
    /// What was paid.
    pub(crate) paid: PaidAmounts,
    /// Expected minus paid of the allowed amount; null if nothing is known to be expected.
    #[schema(value_type = Option<Dollars>, required = true)]
    pub(crate) difference: Option<Dollars>,
    /// Expected minus paid of the payment; null if nothing is known to be expected. A reduction such as sequestration changes the payment
    /// and not the allowed amount.
    #[schema(value_type = Option<Dollars>, required = true)]
    pub(crate) paid_difference: Option<Dollars>,
    /// The verdict.
    #[schema(value_type = VerdictName)]
    pub(crate) verdict: &'static str,
    /// Why the line cannot be judged. Present if the verdict is `cannot_judge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) doubt: Option<ReasonResponse>,
    /// The code of the reason for which the line has no price, as in an estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<&'static str>,
    /// The denials that an estimate predicts for the line as billed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) predicted_denials: Vec<DenialResponse>,
    /// What to do about a denied line: by the estimate if it predicts the denial, else by the payer's codes. Absent if the line was not
    /// denied, if its plan is not Medicare Part B, or if its codes do not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_step: Option<NextStepResponse>,
    /// The single changes under which the line is paid as it was paid, the likeliest first.
    pub(crate) explained_by: Vec<ExplanationResponse>,
    /// The confidence in the expected amount; null if there is none.
    #[schema(required = true)]
    pub(crate) confidence: Option<VarianceConfidence>,
    /// The schedule that the line was judged by; null if it was not priced.
    #[schema(required = true)]
    pub(crate) source: Option<VarianceSource>,
}

/// What Medicare owes for a line, in dollars.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct ExpectedAmounts {
    /// What Medicare allows.
    pub(crate) allowed: Dollars,
    /// What Medicare pays, after the deductible that the payer took.
    pub(crate) medicare_paid: Dollars,
    /// What the patient owes.
    pub(crate) patient: Dollars,
}

/// What was paid for a line, in dollars.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct PaidAmounts {
    /// What the payer allowed: AMT*B6, else the sum of the payment and what was taken from it.
    pub(crate) allowed: Dollars,
    /// The payment: SVC03.
    pub(crate) paid: Dollars,
    /// What the payer left to the patient: the adjustments of group PR.
    pub(crate) patient: Dollars,
}

/// A single change that explains a payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplanationResponse {
    /// What changes; `unknown` if no single change explains the payment.
    #[schema(value_type = ChangeName)]
    pub(crate) change: &'static str,
    /// To what: a locality, a setting, a profession, a release, a number of units or percent, or the modifier. Empty for an
    /// unknown change.
    #[schema(example = "01112-05")]
    pub(crate) to: String,
    /// The allowed amount under the change; null for an unknown change.
    #[schema(value_type = Option<Dollars>, required = true)]
    pub(crate) allowed: Option<Dollars>,
}

/// The confidence in an expected amount, and the codes of what lowers it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VarianceConfidence {
    /// `high`, `medium`, `low`, or `none` if there is no amount.
    #[schema(value_type = LevelName)]
    pub(crate) level: &'static str,
    /// The code of each reason that lowers it.
    pub(crate) reasons: Vec<&'static str>,
}

/// The lines with one verdict and one likeliest change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VarianceSummary {
    /// The verdict.
    #[schema(value_type = VerdictName)]
    pub(crate) verdict: &'static str,
    /// The code of the doubt. Present if the verdict is `cannot_judge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) doubt: Option<&'static str>,
    /// The likeliest change; null if the payment needs no explanation or has none.
    #[schema(value_type = Option<ChangeName>, required = true)]
    pub(crate) change: Option<&'static str>,
    /// The number of lines.
    pub(crate) lines: usize,
    /// Expected minus paid of their allowed amounts, in dollars.
    pub(crate) difference: Dollars,
    /// Expected minus paid of their payments, in dollars.
    pub(crate) paid_difference: Dollars,
}

/// The month of a day.
pub(crate) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), u8::from(day.month()))
}

impl From<&JudgedLine> for VarianceLine {
    fn from(judged: &JudgedLine) -> Self {
        let line = &judged.line;
        let doubt = judged.verdict.doubt();
        let reasons = |reasons: &[Caveat]| reasons.iter().map(Caveat::code).collect();
        Self {
            claim: line.place.claim,
            line: line.place.line,
            segment: line.place.segment,
            control_number: line.control_number.as_ref().map(|number| number.reveal().to_owned()),
            hcpcs: line.hcpcs.map(Shown),
            modifiers: line.modifiers.iter().copied().map(Shown).collect(),
            units: UnitCount { thousandths: line.units },
            date_month: line.days.map(|(from, _)| month(from)),
            expected: judged.expected.map(ExpectedAmounts::from),
            paid: PaidAmounts::from(line.paid),
            difference: judged.difference().map(Shown),
            paid_difference: judged.paid_difference().map(Shown),
            verdict: judged.verdict.as_str(),
            doubt: doubt.map(|doubt| ReasonResponse {
                code: doubt.code(),
                text: doubt.to_string(),
                source: None,
            }),
            reason: judged.reason,
            predicted_denials: judged.predicted.iter().copied().map(DenialResponse::from).collect(),
            next_step: judged.next_step.map(NextStepResponse::from),
            explained_by: judged.explained_by.iter().map(ExplanationResponse::from).collect(),
            confidence: judged.confidence.as_ref().map(|confidence| VarianceConfidence {
                level: confidence.level.as_str(),
                reasons: reasons(&confidence.reasons),
            }),
            source: judged.source.as_ref().map(VarianceSource::from),
        }
    }
}

/// The day of the service is not in the answer, so neither is the last day of a time limit.
impl From<DenialStep> for NextStepResponse {
    fn from(DenialStep { step, deadline }: DenialStep) -> Self {
        Self::with_deadline(
            step,
            deadline.map(|deadline| DeadlineResponse::new(deadline, KnownDays::default())),
        )
    }
}

impl From<Amounts> for ExpectedAmounts {
    fn from(Amounts { allowed, medicare_paid, patient }: Amounts) -> Self {
        Self { allowed: Shown(allowed), medicare_paid: Shown(medicare_paid), patient: Shown(patient) }
    }
}

impl From<Amounts> for PaidAmounts {
    fn from(Amounts { allowed, medicare_paid, patient }: Amounts) -> Self {
        Self { allowed: Shown(allowed), paid: Shown(medicare_paid), patient: Shown(patient) }
    }
}

impl From<&Explanation> for ExplanationResponse {
    fn from(Explanation { change, to, allowed }: &Explanation) -> Self {
        Self { change: change.as_str(), to: to.clone(), allowed: allowed.map(Shown) }
    }
}

impl From<SummaryRow> for VarianceSummary {
    fn from(SummaryRow { verdict, change, lines, difference, paid_difference }: SummaryRow) -> Self {
        Self {
            verdict: verdict.as_str(),
            doubt: verdict.doubt().map(crate::variance::Doubt::code),
            change: change.map(crate::variance::Change::as_str),
            lines,
            difference: Shown(difference),
            paid_difference: Shown(paid_difference),
        }
    }
}

impl VarianceResponse {
    /// Judges all lines at once.
    pub(crate) fn of(claims: PaidClaims, judge: &Judge<'_>) -> Self {
        let mut judging = Judging::new(claims);
        while !judging.take_turn(judge) {}
        judging.response()
    }
}

/// The lines of a remittance while they are judged.
pub(crate) struct Judging {
    claims: usize,
    groups: LineGroups,
    judged: BTreeMap<usize, JudgedLine>,
}

impl Judging {
    /// None is judged yet.
    pub(crate) fn new(claims: PaidClaims) -> Self {
        Self { claims: claims.claims(), groups: claims.groups(), judged: BTreeMap::new() }
    }

    /// Judges lines for one turn, and returns whether all are judged.
    pub(crate) fn take_turn(&mut self, judge: &Judge<'_>) -> bool {
        let began = Instant::now();
        while began.elapsed() < TURN {
            let Some(group) = self.groups.next() else { return true };
            self.judged.extend(judge.judge(group));
        }
        false
    }

    /// The answer about the lines that are judged.
    pub(crate) fn response(&self) -> VarianceResponse {
        let mut summary = Summary::default();
        let lines = self.judged.values().map(|line| {
            summary.add(line);
            VarianceLine::from(line)
        });
        VarianceResponse {
            lines: lines.collect(),
            summary: summary.rows().map(VarianceSummary::from).collect(),
            claims: self.claims,
            source: summary.sources().map(VarianceSource::from).collect(),
            terms: None,
        }
    }
}
