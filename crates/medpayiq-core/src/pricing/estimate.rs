//! An estimate: one outcome for each line of a claim, and the sums.

use super::caveat::Caveat;
use super::confidence::Confidence;
use super::cost_share::{CostShare, ShareRates};
use super::edit_hit::EditHit;
use super::predicted_denial::PredictedDenial;
use super::refusal::Refusal;
use super::refusal_kind::RefusalKind;
use super::trace::Step;
use crate::vocabulary::{
    Carc, ConversionFactor, Gpcis, GroupCode, Money, PaymentSchedule, Rarc, RvuSet, Setting,
};
use std::fmt::{self, Display};

/// The estimate of a claim: what Medicare would answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// One for each line of the claim, in its order.
    pub lines: Vec<LineEstimate>,
    /// The sums.
    pub totals: Totals,
}

/// The estimate of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEstimate {
    /// The schedule that the line's amounts are from, also those of a line that an edit denies.
    pub schedule: PaymentSchedule,
    /// A price, or the reason why there is none.
    pub outcome: Outcome,
    /// What the rules did to the amount, in order.
    pub trace: Vec<Step>,
    /// How the charge is split, as a remittance would show it.
    pub adjustments: Vec<Adjustment>,
    /// The denials that billing the line like this would bring, or may bring.
    pub predicted_denials: Vec<PredictedDenial>,
    /// The edits that concern the line, also those that a modifier resolves.
    pub edits: Vec<EditHit>,
    /// What Medicare would allow if no edit denied the line. `None` if no edit does, or if the fee schedule would not price
    /// the line even then.
    pub at_stake: Option<Money>,
    /// The confidence in the allowed amount.
    pub confidence: Confidence,
    /// What the caller must be warned of, such as rules that were not applied and modifiers without effect.
    pub warnings: Vec<Caveat>,
    /// The range of the allowed amount for each caveat, if it is known.
    pub ranges: Vec<CaveatRange>,
    /// On what terms the allowed amount is shared.
    pub(super) terms: Option<ShareRates>,
}

impl LineEstimate {
    /// Whether Medicare's payment is known, also that it is nothing because the line is denied. A code that is not listed may be one of
    /// another schedule.
    #[must_use]
    pub fn has_known_payment(&self) -> bool {
        match &self.outcome {
            Outcome::Priced(_) => true,
            Outcome::NotPriced(refusal) => {
                refusal.kind() != RefusalKind::UnknownCode && !self.predicted_denials.is_empty()
            }
        }
    }

    /// Who pays what of the allowed amount of a price if a payer took this deductible from the line and adjusted its payment
    /// by this much for MIPS. A remittance shows both. A deductible that does not apply to the service is not taken.
    #[must_use]
    pub fn share_as_remitted(&self, price: &Price, deductible: Money, mips: Money) -> CostShare {
        self.terms.map_or(price.share, |terms| terms.share(price.allowed, deductible, mips))
    }
}

/// The range of the allowed amount if a caveat turns out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaveatRange {
    /// The caveat.
    pub caveat: Caveat,
    /// The lowest amount.
    pub low: Money,
    /// The highest amount.
    pub high: Money,
}

/// A price, or the reason why there is none: never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Medicare prices the line.
    Priced(Price),
    /// It does not.
    NotPriced(Refusal),
}

impl Outcome {
    /// The price, if there is one.
    #[must_use]
    pub const fn price(&self) -> Option<&Price> {
        match self {
            Self::Priced(price) => Some(price),
            Self::NotPriced(_) => None,
        }
    }
}

/// The amounts of a priced line, in the order in which the rules make them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The schedule that prices the line.
    pub schedule: PaymentSchedule,
    /// What the fee schedule amount was made from; `None` for anesthesia, which has base units and a factor of its own, and for
    /// other schedules.
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
    /// The lower of charge and adjusted amount: what Medicare allows.
    pub allowed: Money,
    /// The most a nonparticipating practitioner may charge on an unassigned claim.
    pub limiting_charge: Option<Money>,
    /// Who pays what of it.
    pub share: CostShare,
    /// Who pays what of it if none of the year's deductible is met; only if the caller did not say what remains.
    pub share_if_deductible_unmet: Option<CostShare>,
    /// What the patient owes above the allowed amount, up to the limiting charge; `None` on an assigned claim. A line without a
    /// charge is billed up to the limiting charge.
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
    /// What the patient owes in all, for a share of the allowed amount.
    ///
    /// On an unassigned claim Medicare pays the patient, and the patient owes the practitioner the charge up to its limit. So
    /// the patient bears the balance and the sequestration too.
    #[must_use]
    pub fn patient(&self, share: &CostShare) -> Money {
        match self.balance_bill {
            Some(balance) => share.patient() + balance + share.sequestration,
            None => share.patient(),
        }
    }
}

/// A part of the charge that Medicare does not pay, as a `CAS` segment of an X12 835 shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Who bears it.
    pub group: GroupCode,
    /// The claim adjustment reason code.
    pub carc: Carc,
    /// The remittance advice remark codes.
    pub rarc: &'static [Rarc],
    /// How much.
    pub amount: Money,
}

/// The sums over the lines of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The charges, if every line has one.
    pub charge: Option<Money>,
    /// The allowed amounts.
    pub allowed: Money,
    /// What Medicare pays.
    pub medicare_paid: Money,
    /// What the patient owes.
    pub patient: Money,
    /// What the practitioner may collect from nobody, without sequestration.
    pub contractual_write_off: Money,
    /// The charges of lines with an unknown payment: other fee schedules, contractor-priced services, and services outside
    /// the practitioner's benefit, which add nothing to the other sums.
    pub undetermined_charge: Money,
    /// What Medicare pays and what the patient owes if none of the deductible is met; only if the caller did not say what
    /// remains.
    pub if_deductible_unmet: Option<(Money, Money)>,
}

impl LineEstimate {
    /// The lowest and highest allowed amount for a caveat, if they are known.
    #[must_use]
    pub fn range_of(&self, caveat: &Caveat) -> Option<(Money, Money)> {
        let range = self.ranges.iter().find(|range| range.caveat == *caveat)?;
        Some((range.low, range.high))
    }

    /// A caveat in words, with the range of the allowed amount if it is known.
    pub fn describe<'a>(&self, caveat: &'a Caveat) -> impl Display + use<'a> {
        let range = self.range_of(caveat);
        fmt::from_fn(move |f| {
            write!(f, "{caveat}")?;
            let Some((low, high)) = range else { return Ok(()) };
            write!(f, " The allowed amount is between {} and {}.", low.dollars(), high.dollars())
        })
    }
}
