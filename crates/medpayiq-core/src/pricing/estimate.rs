//! An estimate: one outcome for each line of the claim, and the sums.

use super::caveat::{Caveat, Confidence};
use super::cost_share::CostShare;
use super::edit_hit::EditHit;
use super::refusal::{PredictedDenial, Refusal};
use super::trace::Step;
use crate::vocabulary::{GroupCode, Money, RvuSet, Setting};

/// What Medicare would answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// One for each line of the claim, in its order.
    pub lines: Vec<LineEstimate>,
    /// The sums.
    pub totals: Totals,
}

/// What Medicare would answer to one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEstimate {
    /// A price, or the reason there is none.
    pub outcome: Outcome,
    /// What was done to the line, in order.
    pub trace: Vec<Step>,
    /// How the charge comes apart, as a remittance would show it.
    pub adjustments: Vec<Adjustment>,
    /// The denials that billing the line as it stands would bring, or may.
    pub predicted_denials: Vec<PredictedDenial>,
    /// The edits that touch the line, those that a modifier resolves among them.
    pub edits: Vec<EditHit>,
    /// How sure the allowed amount is.
    pub confidence: Confidence,
    /// What the caller should know: rules that were left out, modifiers that were left aside.
    pub warnings: Vec<Caveat>,
    /// Between what the allowed amount lies, for each caveat of which the ends are known.
    pub ranges: Vec<CaveatRange>,
}

/// What the allowed amount may be where a caveat turns out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaveatRange {
    /// The caveat.
    pub caveat: Caveat,
    /// The least.
    pub low: Money,
    /// The most.
    pub high: Money,
}

/// A price, or the reason there is none: never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Medicare prices the line.
    Priced(Price),
    /// It does not.
    NotPriced(Refusal),
}

/// The amounts of a priced line, in the order they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The RVUs of the row in its setting; none for anesthesia, which has base units.
    pub rvus: Option<RvuSet>,
    /// Which practice expense was taken.
    pub setting: Setting,
    /// One unit, before any modifier or claim rule: what CMS publishes.
    pub fee_schedule: Money,
    /// The line after all rules.
    pub adjusted: Money,
    /// The lesser of charge and adjusted.
    pub allowed: Money,
    /// The most a nonparticipating practitioner may charge on an unassigned claim.
    pub limiting_charge: Option<Money>,
    /// Who pays what of it.
    pub share: CostShare,
    /// Who pays what of it with the whole year's deductible still owed, where the caller did not say.
    pub share_if_deductible_unmet: Option<CostShare>,
    /// What the patient owes over the allowed amount, up to the limiting charge; none on an assigned claim,
    /// and `None` too where an unassigned line names no charge.
    pub balance_bill: Option<Money>,
    /// The shortage area bonus, paid quarterly and outside the claim.
    pub bonus: Option<Money>,
}

impl Price {
    /// What the patient owes in all under a share of the allowed amount.
    ///
    /// On an unassigned claim Medicare pays the patient, who owes the practitioner the charge up to its
    /// limit: the patient then bears the balance and the sequestration too.
    #[must_use]
    pub fn patient(&self, share: &CostShare) -> Money {
        match self.balance_bill {
            Some(balance) => share.patient() + balance + share.sequestration,
            None => share.patient(),
        }
    }
}

/// A part of the charge that Medicare does not pay, as an X12 835 `CAS` segment shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Who bears it.
    pub group: GroupCode,
    /// The claim adjustment reason code.
    pub carc: &'static str,
    /// The remittance advice remark codes beside it.
    pub rarc: &'static [&'static str],
    /// How much.
    pub amount: Money,
}

/// What a remittance remarks of several procedures or tests of a day.
const MULTIPLE_PROCEDURES: &[&str] = &["N670"];
/// What it remarks of a MIPS adjustment.
const MIPS: &[&str] = &["N807"];

/// Splits a line's charge: charge = paid + every adjustment, of which those of group PR are the patient's.
fn adjustments(
    outcome: &Outcome,
    trace: &[Step],
    charge: Option<Money>,
    cut_remarks: &'static [&'static str],
) -> Vec<Adjustment> {
    match outcome {
        Outcome::Priced(price) => {
            let parts = priced_adjustments(price, trace, charge, cut_remarks).into_iter();
            parts.filter(|part| part.amount != Money::ZERO).collect()
        }
        Outcome::NotPriced(refusal) => match (refusal.predicted_denial(), charge) {
            (Some(PredictedDenial { group, carc, rarc }), Some(amount)) if amount != Money::ZERO => {
                vec![Adjustment { group, carc, rarc, amount }]
            }
            (Some(_) | None, Some(_) | None) => Vec::new(),
        },
    }
}

fn priced_adjustments(
    price: &Price,
    trace: &[Step],
    charge: Option<Money>,
    cut_remarks: &'static [&'static str],
) -> [Adjustment; 9] {
    let remarked = |group, carc, rarc, amount| Adjustment { group, carc, rarc, amount };
    let part = |group, carc, amount| remarked(group, carc, &[], amount);
    let (provider, patient) = (GroupCode::Contractual, GroupCode::PatientResponsibility);
    let share = &price.share;
    let balance = price.balance_bill.unwrap_or(Money::ZERO);
    let over_fee = charge.map_or(Money::ZERO, |charge| charge - price.allowed - balance);
    // What rules with a reason code of their own took off, as far as the charge was above what they left.
    let cut = taken_off(trace, "237").min(over_fee);
    let reduced = taken_off(trace, "59").min(over_fee - cut);
    let bears_sequestration = if price.balance_bill.is_some() { patient } else { provider };
    let mips = if share.mips > Money::ZERO { "144" } else { "237" };
    [
        part(provider, "45", over_fee - cut - reduced),
        remarked(provider, "59", MULTIPLE_PROCEDURES, reduced),
        remarked(provider, "237", cut_remarks, cut),
        part(patient, "45", balance),
        part(patient, "1", share.deductible),
        part(patient, "2", share.coinsurance),
        part(provider, "45", share.assistant_reduction),
        remarked(provider, mips, MIPS, Money::ZERO - share.mips),
        part(bears_sequestration, "253", share.sequestration),
    ]
}

/// What the steps with this reason code took off.
fn taken_off(trace: &[Step], carc: &str) -> Money {
    let before = std::iter::once(Money::ZERO).chain(trace.iter().map(|step| step.amount));
    before
        .zip(trace)
        .filter(|(_, step)| step.rule.carc() == carc)
        .map(|(before, step)| before - step.amount)
        .sum()
}

/// The sums over the lines of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The charges, where every line has one.
    pub charge: Option<Money>,
    /// The allowed amounts.
    pub allowed: Money,
    /// What Medicare pays.
    pub medicare_paid: Money,
    /// What the patient owes.
    pub patient: Money,
    /// What the practitioner may collect from nobody, sequestration apart.
    pub contractual_write_off: Money,
    /// The charges of lines whose payment this estimate does not know: other schedules, contractor-priced services.
    pub undetermined_charge: Money,
    /// What Medicare pays and the patient owes when nothing of the deductible was met, where the caller
    /// did not say.
    pub if_deductible_unmet: Option<(Money, Money)>,
}

impl Totals {
    /// Sums the lines; `deductible_unknown` asks for the second answer, with nothing of it met.
    pub(super) fn of(
        lines: &[LineEstimate],
        charges: impl Iterator<Item = Option<Money>> + Clone,
        deductible_unknown: bool,
    ) -> Self {
        let charge = charges.clone().sum::<Option<Money>>();
        let mut totals = Self { charge, ..Self::default() };
        let mut unmet = (Money::ZERO, Money::ZERO);
        for (line, charge) in lines.iter().zip(charges.clone()) {
            totals.contractual_write_off += line.write_off();
            let is_open = line.predicted_denials.is_empty() && matches!(line.outcome, Outcome::NotPriced(_));
            totals.undetermined_charge += charge.filter(|_| is_open).unwrap_or(Money::ZERO);
            match &line.outcome {
                Outcome::Priced(price) => {
                    let unmet_share = price.share_if_deductible_unmet.unwrap_or(price.share);
                    totals.allowed += price.allowed;
                    totals.medicare_paid += price.share.medicare_paid;
                    totals.patient += price.patient(&price.share);
                    unmet.0 += unmet_share.medicare_paid;
                    unmet.1 += price.patient(&unmet_share);
                }
                Outcome::NotPriced(_) => {
                    let owed = line.owed_by_patient();
                    totals.patient += owed;
                    unmet.1 += owed;
                }
            }
        }
        totals.if_deductible_unmet = deductible_unknown.then_some(unmet);
        totals
    }
}

/// What the stages wrote on a line beside its outcome.
pub(super) struct Notes {
    pub(super) trace: Vec<Step>,
    pub(super) caveats: Vec<Caveat>,
    pub(super) ranges: Vec<CaveatRange>,
    pub(super) predicted_denials: Vec<PredictedDenial>,
    pub(super) edits: Vec<EditHit>,
}

impl LineEstimate {
    pub(super) fn new(
        outcome: Outcome,
        notes: Notes,
        charge: Option<Money>,
        cut_remarks: &'static [&'static str],
    ) -> Self {
        let Notes { mut trace, caveats, ranges, mut predicted_denials, edits } = notes;
        let adjustments = adjustments(&outcome, &trace, charge, cut_remarks);
        let warnings = caveats.iter().filter(|caveat| caveat.is_warning()).cloned().collect();
        let mut confidence = Confidence::of(caveats);
        if let Outcome::NotPriced(refusal) = &outcome {
            // Steps speak of an amount, and so do most caveats, and there is none.
            trace.clear();
            confidence.reasons.retain(|caveat| refusal.is_doubted_by(caveat));
            confidence.reasons.extend(refusal.caveat());
            confidence = Confidence::of(confidence.reasons);
            confidence.level = confidence.level.min(refusal.certainty());
            predicted_denials = refusal.predicted_denial().into_iter().collect();
        }
        Self { outcome, trace, adjustments, predicted_denials, edits, confidence, warnings, ranges }
    }

    /// Between what the allowed amount lies for a caveat, where the ends are known.
    #[must_use]
    pub fn range_of(&self, caveat: &Caveat) -> Option<(Money, Money)> {
        let range = self.ranges.iter().find(|range| range.caveat == *caveat)?;
        Some((range.low, range.high))
    }

    /// What nobody may be asked for; sequestration, which is no write-off of the charge, apart.
    fn write_off(&self) -> Money {
        let written_off =
            |part: &&Adjustment| part.group == GroupCode::Contractual && !matches!(part.carc, "253" | "144");
        self.adjustments.iter().filter(written_off).map(|part| part.amount).sum()
    }

    fn owed_by_patient(&self) -> Money {
        let owed = |part: &&Adjustment| part.group == GroupCode::PatientResponsibility;
        self.adjustments.iter().filter(owed).map(|part| part.amount).sum()
    }
}
