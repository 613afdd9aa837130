//! Which lines of a remittance were denied, and why (X12 005010X221A1, loop 2110).
//!
//! Medicare denies single lines of claims that it calls processed, so the status of the claim says little. A line was
//! denied if nothing of it was allowed and a reason says more than its price. A line that went to the deductible alone
//! was not denied.

use super::reasons::{ReasonClass, ReasonCodes};
use crate::vocabulary::{Carc, Money};
use crate::x12::{RemittedAdjustment, RemittedClaim, RemittedLine};

/// The reason for which a line was denied, if it was: its own, or else that of the whole claim.
pub(super) fn denial(
    claim: &RemittedClaim,
    line: &RemittedLine,
    codes: &ReasonCodes,
) -> Option<RemittedAdjustment> {
    let is_unpaid = line.paid <= Money::ZERO && claim.allowed(line) == Money::ZERO;
    let own = denying(&line.adjustments, codes).filter(|_| is_unpaid);
    own.or_else(|| denial_of_whole(claim, codes).filter(|_| allows_only_payment(claim, line)))
}

/// The reason for which a whole claim was denied, if it was: the payer paid nothing, the patient owes no share of an
/// allowed amount, and the claim itself has a reason.
pub(super) fn denial_of_whole(claim: &RemittedClaim, codes: &ReasonCodes) -> Option<RemittedAdjustment> {
    let is_unpaid =
        claim.paid <= Money::ZERO && claim.allowed_but_unpaid(&claim.adjustments, &[]) == Money::ZERO;
    denying(&claim.adjustments, codes).filter(|_| is_unpaid)
}

/// Whether nothing of a line was allowed, and the only reason is that the charge exceeds the fee schedule. That reason can
/// never take the whole charge, so the real one is missing.
pub(super) fn is_only_priced(claim: &RemittedClaim, line: &RemittedLine) -> bool {
    let is_unpaid =
        line.charge > Money::ZERO && line.paid <= Money::ZERO && claim.allowed(line) == Money::ZERO;
    let is_price = |adjusted: &RemittedAdjustment| adjusted.carc.is_some_and(|carc| carc.as_str() == "45");
    is_unpaid && !line.adjustments.is_empty() && line.adjustments.iter().all(is_price)
}

/// Whether nothing of a line was allowed except a payment, which an adjustment of the whole claim takes back.
fn allows_only_payment(claim: &RemittedClaim, line: &RemittedLine) -> bool {
    let allowed = line.allowed.unwrap_or_else(|| claim.allowed_but_unpaid(&line.adjustments, &line.remarks));
    allowed == Money::ZERO
}

/// The reason that best explains why nothing was allowed: a denial before a reason that may be either, a larger amount
/// before a smaller one, an earlier reason before a later one. A code without a meaning of ours counts as a denial here, so
/// that a small known denial does not hide it.
fn denying(adjustments: &[RemittedAdjustment], codes: &ReasonCodes) -> Option<RemittedAdjustment> {
    let reasons =
        adjustments.iter().filter(|adjusted| class(adjusted.carc, codes) != ReasonClass::Adjustment);
    let weight = |adjusted: &&RemittedAdjustment| {
        let reason = adjusted.carc.and_then(|carc| codes.get(carc));
        let denies = reason.is_some_and(|reason| reason.class == ReasonClass::Denial || !reason.has_words());
        (denies, adjusted.amount.cents().unsigned_abs())
    };
    reasons.rev().max_by_key(weight).copied()
}

/// The class of a reason code. A code that is not known may be either.
fn class(carc: Option<Carc>, codes: &ReasonCodes) -> ReasonClass {
    carc.and_then(|carc| codes.get(carc)).map_or(ReasonClass::Context, |reason| reason.class)
}
