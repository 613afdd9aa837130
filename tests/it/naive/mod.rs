//! A second implementation of the payment rules, independent and deliberately plain, to compare with the product's.
//!
//! It shares no code with the product. README.md lists how it decides what the rules leave open.

pub(crate) mod claims;

mod anesthesia;
mod claim;
mod cost;
pub(crate) mod edit_claims;
mod edits;
mod gates;
mod money;
mod ncci;
mod own_tables;
pub(crate) mod own_tests;
mod pricing;
mod ranking;
mod tables;

pub(crate) use ncci::Ncci;
pub(crate) use tables::Reference;

use claim::Claim;
use serde_json::Value;

/// The answer for one line; amounts are cents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineAnswer {
    pub(crate) result: String,
    pub(crate) fee_schedule: Option<i64>,
    pub(crate) adjusted: Option<i64>,
    pub(crate) allowed: Option<i64>,
    pub(crate) limiting_charge: Option<i64>,
    pub(crate) deductible: Option<i64>,
    pub(crate) coinsurance: Option<i64>,
    pub(crate) sequestration: Option<i64>,
    pub(crate) medicare_paid: Option<i64>,
    pub(crate) patient: Option<i64>,
    /// The rule that decided.
    pub(crate) note: String,
}

impl Reference {
    /// Prices a valid request of 2025: one answer for each line, in the order of the request.
    pub(crate) fn price(&self, request: &Value) -> Vec<LineAnswer> {
        let mut claim = Claim::read(self, request);
        gates::before_price(self, &mut claim);
        edits::of_the_claim(&self.ncci, &mut claim);
        pricing::adjusted(self, &mut claim);
        anesthesia::adjusted(self, &mut claim);
        pricing::practitioner(&mut claim);
        pricing::one_charge_for_both_sides(&mut claim);
        cost::answers(&claim)
    }
}
