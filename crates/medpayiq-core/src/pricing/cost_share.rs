//! Who pays what of an allowed amount: deductible, coinsurance, sequestration (Pub. 100-04 ch. 1, 4 and 18).

use super::trace::Operation;
use crate::law::Figure;
use crate::vocabulary::{FineShare, Money, Share};

/// The terms on which a line's allowed amount is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SharingTerms {
    /// Whether the deductible applies.
    pub(super) deductible_applies: bool,
    /// The patient's part after the deductible.
    pub(super) coinsurance: Figure<FineShare>,
    /// What is paid of Medicare's payment, if a therapy assistant furnished the service.
    pub(super) assistant: Option<Figure<Share>>,
    /// The part that sequestration takes of Medicare's payment; `None` under a contract that leaves it out.
    pub(super) sequestration: Option<Figure<Share>>,
}

/// The shares of a line's terms, without their sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShareRates {
    deductible_applies: bool,
    coinsurance: FineShare,
    assistant: Option<Share>,
    sequestration: Share,
}

impl From<SharingTerms> for ShareRates {
    fn from(terms: SharingTerms) -> Self {
        Self {
            deductible_applies: terms.deductible_applies,
            coinsurance: terms.coinsurance.value,
            assistant: terms.assistant.map(|assistant| assistant.value),
            sequestration: terms.sequestration.map_or(Share::ZERO, |sequestration| sequestration.value),
        }
    }
}

impl ShareRates {
    /// The shares of an allowed amount, after this deductible and with this MIPS adjustment.
    pub(super) fn share(&self, allowed: Money, deductible: Money, mips: Money) -> CostShare {
        let deductible = if self.deductible_applies { deductible.min(allowed) } else { Money::ZERO };
        let coinsurance = (allowed - deductible).times_fine(self.coinsurance);
        let payment = allowed - deductible - coinsurance;
        let kept = self.assistant.map_or(payment, |assistant| payment.times(assistant));
        let sequestration = (kept + mips).times(self.sequestration);
        CostShare {
            deductible,
            coinsurance,
            assistant_reduction: payment - kept,
            mips,
            sequestration,
            medicare_paid: kept + mips - sequestration,
        }
    }
}

/// Who pays what of an allowed amount. Deductible, coinsurance, assistant's reduction, sequestration and Medicare's payment add
/// up to the allowed amount plus the MIPS adjustment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CostShare {
    /// The part of the deductible that this line uses up: claim adjustment reason code (CARC) 1.
    pub deductible: Money,
    /// The patient's coinsurance: CARC 2.
    pub coinsurance: Money,
    /// What Medicare's payment loses because a therapy assistant furnished the service.
    pub assistant_reduction: Money,
    /// What MIPS adds to Medicare's payment (CARC 144), or takes off if negative (CARC 237).
    pub mips: Money,
    /// What sequestration takes from Medicare's payment: CARC 253.
    pub sequestration: Money,
    /// What Medicare pays.
    pub medicare_paid: Money,
}

impl CostShare {
    /// An allowed amount before the patient's parts are taken.
    pub(super) fn of(allowed: Money) -> Self {
        Self { medicare_paid: allowed, ..Self::default() }
    }

    /// Applies an operation to Medicare's part.
    pub(super) fn apply(
        &mut self,
        operation: impl FnOnce(&mut Self) -> Option<Operation>,
    ) -> Option<Operation> {
        let operation = operation(self)?;
        self.medicare_paid = operation.apply(self.medicare_paid);
        Some(operation)
    }

    /// What the patient owes of the allowed amount.
    #[must_use]
    pub fn patient(&self) -> Money {
        self.deductible + self.coinsurance
    }

    /// Medicare's payment before sequestration.
    #[must_use]
    pub fn before_sequestration(&self) -> Money {
        self.medicare_paid + self.sequestration
    }
}
