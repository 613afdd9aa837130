//! An estimate: one outcome for each line of the claim, and the sums.

use super::caveat::{Caveat, Confidence};
use super::cost_share::CostShare;
use super::edit_hit::EditHit;
use super::predicted_denial::PredictedDenial;
use super::refusal::Refusal;
use super::trace::Step;
use crate::vocabulary::{Carc, ConversionFactor, Gpcis, GroupCode, Money, Rarc, RvuSet, Setting};

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
    /// What the fee schedule amount was made from; `None` for anesthesia, which has base units and a factor of its own.
    pub formula: Option<FeeFormula>,
    /// Which practice expense was taken.
    pub setting: Setting,
    /// One unit, before any modifier or claim rule: what CMS publishes.
    pub fee_schedule: Money,
    /// What was taken off because the day has several procedures or tests: CARC 59.
    pub several_services_cut: Money,
    /// What was taken off the technical component for FX, FY and CT: CARC 237.
    pub technical_cut: Money,
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

/// What the fee schedule amount of one unit was made from (42 CFR 414.20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeFormula {
    /// The RVUs of the row in its setting.
    pub rvus: RvuSet,
    /// The indices of the locality, or of the nation.
    pub gpcis: Gpcis,
    /// Dollars for one adjusted RVU.
    pub conversion_factor: ConversionFactor,
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
    pub carc: Carc,
    /// The remittance advice remark codes beside it.
    pub rarc: &'static [Rarc],
    /// How much.
    pub amount: Money,
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

impl LineEstimate {
    /// Between what the allowed amount lies for a caveat, where the ends are known.
    #[must_use]
    pub fn range_of(&self, caveat: &Caveat) -> Option<(Money, Money)> {
        let range = self.ranges.iter().find(|range| range.caveat == *caveat)?;
        Some((range.low, range.high))
    }
}
