//! The amounts, adjustments and denials of a line as FHIR's adjudication. The categories are those of HL7, of Da Vinci's guide to
//! patient cost transparency, and of CARIN's guide.

use super::systems::{
    ADJUDICATION, CARC, CARIN_ADJUDICATION, CARIN_DISCRIMINATOR, GROUPS, OWN_ADJUDICATION, OWN_REASONS,
    PCT_ADJUDICATION, RARC,
};
use super::values::{Amount, Concept};
use crate::pricing::{Adjustment, LineEstimate, Outcome, PredictedDenial, Price, Totals};
use crate::vocabulary::{Carc, GroupCode, Money, Rarc};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of an adjudication: an amount, a reason, or both.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirAdjudication)]
pub(crate) struct Adjudication {
    /// What it is: submitted, eligible (what Medicare allows), deductible, coinsurance, benefit (what Medicare pays),
    /// memberliability (what the patient owes), adjustmentreason, denialreason, or result.
    category: Concept,
    /// The claim adjustment reason code (CARC), its group, and remark codes (RARC). The category result has why the
    /// service has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Concept>,
    /// The amount. Absent for a denial and for a result.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
}

impl Adjudication {
    fn amount(system: &'static str, category: &'static str, amount: Money) -> Self {
        Self { category: Concept::of(system, category), reason: None, amount: Some(amount.into()) }
    }
}

/// The adjudication of a line with this charge.
pub(crate) fn adjudication_of(line: &LineEstimate, charge: Option<Money>) -> Vec<Adjudication> {
    let mut parts = Vec::new();
    parts.extend(charge.map(|charge| Adjudication::amount(ADJUDICATION, "submitted", charge)));
    match &line.outcome {
        Outcome::Priced(price) => parts.extend(amounts(price)),
        Outcome::NotPriced(refusal) => {
            let reason = Concept::of(OWN_REASONS, refusal.code()).in_words(refusal);
            let category = Concept::of(OWN_ADJUDICATION, "result");
            parts.push(Adjudication { category, reason: Some(reason), amount: None });
        }
    }
    parts.extend(line.adjustments.iter().map(adjustment));
    parts.extend(line.predicted_denials.iter().map(denial));
    parts
}

fn amounts(price: &Price) -> [Adjudication; 5] {
    let share = &price.share;
    [
        Adjudication::amount(ADJUDICATION, "eligible", price.allowed),
        Adjudication::amount(ADJUDICATION, "deductible", share.deductible),
        Adjudication::amount(CARIN_ADJUDICATION, "coinsurance", share.coinsurance),
        Adjudication::amount(ADJUDICATION, "benefit", share.medicare_paid),
        Adjudication::amount(PCT_ADJUDICATION, "memberliability", price.patient(share)),
    ]
}

fn adjustment(adjustment: &Adjustment) -> Adjudication {
    let Adjustment { group, carc, rarc, amount } = *adjustment;
    Adjudication {
        category: Concept::of(PCT_ADJUDICATION, "adjustmentreason"),
        reason: Some(reason(group, carc, rarc)),
        amount: Some(amount.into()),
    }
}

fn denial(denial: &PredictedDenial) -> Adjudication {
    Adjudication {
        category: Concept::of(CARIN_DISCRIMINATOR, "denialreason"),
        reason: Some(reason(denial.group, denial.carc, denial.rarc)),
        amount: None,
    }
}

fn reason(group: GroupCode, carc: Carc, rarc: &[Rarc]) -> Concept {
    let reason = Concept::of(CARC, carc).and(GROUPS, group.as_str());
    rarc.iter().fold(reason, |reason, remark| reason.and(RARC, remark))
}

/// The totals of a claim's parts.
pub(crate) fn totals<'a>(parts: impl Iterator<Item = &'a Totals> + Clone) -> Vec<Adjudication> {
    let sum = |of: fn(&Totals) -> Money| parts.clone().map(of).sum::<Money>();
    let charge: Option<Money> = parts.clone().map(|totals| totals.charge).sum();
    let submitted = charge.map(|charge| Adjudication::amount(ADJUDICATION, "submitted", charge));
    let others = [
        Adjudication::amount(ADJUDICATION, "eligible", sum(|totals| totals.allowed)),
        Adjudication::amount(ADJUDICATION, "benefit", sum(|totals| totals.medicare_paid)),
        Adjudication::amount(PCT_ADJUDICATION, "memberliability", sum(|totals| totals.patient)),
    ];
    submitted.into_iter().chain(others).collect()
}
