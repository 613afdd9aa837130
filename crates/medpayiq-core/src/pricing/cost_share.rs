//! Who pays what of an allowed amount: deductible, coinsurance, sequestration (Pub. 100-04 ch. 1, 4 and 18).

use super::trace::Operation;
use crate::vocabulary::{DateRange, HcpcsCode, Money, Share};
use time::Date;

/// The cost-sharing figures in force on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostShareRules<'a> {
    /// The year's Part B deductible, if it is known.
    pub deductible: Option<Money>,
    /// The patient's share of the allowed amount after the deductible.
    pub coinsurance: Share,
    /// The patient's share if a screening colonoscopy turned diagnostic (PT).
    pub screening_turned_diagnostic: Share,
    /// The share of Medicare's payment that is paid if an assistant furnished therapy (CQ, CO).
    pub therapy_assistant: Share,
    /// The share of Medicare's payment that sequestration takes.
    pub sequestration: Share,
    /// The services without deductible and coinsurance, sorted by code.
    pub waived: &'a [WaivedService],
}

/// A service without deductible and coinsurance by law, mostly for prevention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaivedService {
    /// The service.
    pub hcpcs: HcpcsCode,
    /// The days of the waiver.
    pub range: DateRange,
}

impl CostShareRules<'_> {
    /// Whether the law waives deductible and coinsurance for the service on that day.
    #[must_use]
    pub fn is_waived(&self, hcpcs: HcpcsCode, day: Date) -> bool {
        let start = self.waived.partition_point(|waiver| waiver.hcpcs < hcpcs);
        let mut waivers = self.waived.iter().skip(start).take_while(|waiver| waiver.hcpcs == hcpcs);
        waivers.any(|waiver| waiver.range.contains(day))
    }
}

/// What the patient pays of a line's allowed amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PatientTerms {
    /// Whether the deductible applies.
    pub(super) deductible_applies: bool,
    /// The coinsurance rate.
    pub(super) coinsurance: Share,
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
    /// An allowed amount of which nobody but Medicare pays a part yet.
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
