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
pub(crate) mod sites;
mod tables;

pub(crate) use ncci::Ncci;
pub(crate) use tables::Reference;

use claim::{Claim, Line};
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
    /// The sequestration and Medicare's payment if the MIPS adjustment applies to an unassigned claim, which no text settles.
    pub(crate) with_mips: Option<[i64; 2]>,
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
        self.price_with_benefit(request, |_| false)
    }

    /// The same. `is_outside` says of a position whether the line is outside a benefit that the rules do not list, such as a
    /// therapist's. Lines outside the benefit are ranked only with each other, and take what the others leave of the
    /// deductible.
    pub(crate) fn price_with_benefit(
        &self,
        request: &Value,
        is_outside: impl Fn(usize) -> bool,
    ) -> Vec<LineAnswer> {
        let mut claim = Claim::read(self, request);
        gates::before_price(self, &mut claim);
        edits::of_the_claim(&self.ncci, &mut claim);
        let is_apart = |(position, line): (usize, &Line)| {
            line.out.is_none() && (is_outside(position) || benefits::is_outside(&claim, line))
        };
        let is_apart: Vec<bool> = claim.lines.iter().enumerate().map(is_apart).collect();
        let lines = std::mem::take(&mut claim.lines).into_iter().zip(&is_apart);
        let (outside, inside): (Vec<_>, Vec<_>) = lines.partition(|(_, is_apart)| **is_apart);
        let mut answers = |lines: Vec<(Line, &bool)>| {
            claim.lines = lines.into_iter().map(|(line, _)| line).collect();
            let answers = self.answers(&mut claim);
            // Medicare probably denies the lines outside the benefit, so they come after the others.
            claim.deductible -= answers.iter().filter_map(|answer| answer.deductible).sum::<i64>();
            answers.into_iter()
        };
        let (mut inside, mut outside) = (answers(inside), answers(outside));
        is_apart
            .iter()
            .filter_map(|is_apart| if *is_apart { outside.next() } else { inside.next() })
            .collect()
    }

    /// Prices the lines of a claim that are ranked with each other.
    fn answers(&self, claim: &mut Claim) -> Vec<LineAnswer> {
        pricing::adjusted(self, claim);
        anesthesia::adjusted(self, claim);
        pricing::practitioner(claim);
        pricing::one_charge_for_both_sides(claim);
        cost::answers(claim)
    }
}
