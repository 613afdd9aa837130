//! A second implementation of the payment rules, independent and deliberately plain, to compare with the product's.
//!
//! It shares no code with the product. README.md lists how it decides what the rules leave open.

pub(crate) mod claims;

mod anesthesia;
mod benefits;
mod claim;
mod cost;
pub(crate) mod edit_claims;
mod edits;
pub(crate) mod gates;
mod money;
mod ncci;
mod own_rows;
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
    /// Medicare's payment if the MIPS adjustment applies to an unassigned claim, which no text settles.
    pub(crate) paid_with_mips: Option<i64>,
    /// The group and the reason code of the denial, if the rules name them.
    pub(crate) denial: Option<(&'static str, &'static str)>,
    /// Whether the service is outside the practitioner's benefit, so that the totals leave it out.
    pub(crate) outside_benefit: bool,
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
