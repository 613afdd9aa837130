//! Which line of a remittance was denied, and for which reason (X12 005010X221A1, loop 2110).
//!
//! Medicare denies single lines of claims that it calls processed, so the claim's own status tells little. A line was
//! denied when nothing of it was allowed and a reason says more than that it was priced: one that only the deductible
//! took is not.

use super::reasons::{ReasonClass, ReasonCodes};
use crate::vocabulary::{Carc, GroupCode, Money, Rarc};
use crate::x12::{RemittedAdjustment, RemittedClaim, RemittedLine};

/// The remark that says of CO-237 and CO-144 that they are MIPS's, which changes what is paid and not what is allowed.
const MIPS: &str = "N807";

/// Why a line was denied, if it was: by a reason of its own, else by one of the whole claim's.
pub(super) fn denial(
    claim: &RemittedClaim,
    line: &RemittedLine,
    codes: &ReasonCodes,
) -> Option<RemittedAdjustment> {
    let is_unpaid = line.paid <= Money::ZERO && allowed(claim, line) == Money::ZERO;
    let own = denying(&line.adjustments, codes).filter(|_| is_unpaid);
    own.or_else(|| denial_of_whole(claim, codes).filter(|_| nothing_beside_paid(claim, line)))
}

/// Why a claim was denied as a whole, if it was: nothing was paid of it, nothing is owed by the patient as a share of
/// what was allowed, and a reason stands at the claim itself.
pub(super) fn denial_of_whole(claim: &RemittedClaim, codes: &ReasonCodes) -> Option<RemittedAdjustment> {
    let is_unpaid = claim.paid <= Money::ZERO && beside_paid(claim, &claim.adjustments, &[]) == Money::ZERO;
    denying(&claim.adjustments, codes).filter(|_| is_unpaid)
}

/// Whether nothing of a line was allowed and the only reason is that the charge is above the fee schedule, which can never
/// be the whole charge: why the line was not paid is missing.
pub(super) fn is_only_priced(claim: &RemittedClaim, line: &RemittedLine) -> bool {
    let is_unpaid =
        line.charge > Money::ZERO && line.paid <= Money::ZERO && allowed(claim, line) == Money::ZERO;
    let is_price = |adjusted: &RemittedAdjustment| adjusted.carc.is_some_and(|carc| carc.as_str() == "45");
    is_unpaid && !line.adjustments.is_empty() && line.adjustments.iter().all(is_price)
}

/// What was allowed for a line: what the payer says it was, else what was paid with the patient's share and what was
/// taken off the payment.
fn allowed(claim: &RemittedClaim, line: &RemittedLine) -> Money {
    line.allowed.unwrap_or_else(|| line.paid + beside_paid(claim, &line.adjustments, &line.remarks))
}

/// Whether a line shows no allowed amount but for a payment, which an adjustment of the whole claim takes away again.
fn nothing_beside_paid(claim: &RemittedClaim, line: &RemittedLine) -> bool {
    let allowed = line.allowed.unwrap_or_else(|| beside_paid(claim, &line.adjustments, &line.remarks));
    allowed == Money::ZERO
}

/// The adjustments that are part of what was allowed: deductible, coinsurance and copayment, sequestration, MIPS.
fn beside_paid(claim: &RemittedClaim, adjustments: &[RemittedAdjustment], remarks: &[Rarc]) -> Money {
    let is_mips = claim.remarks.iter().chain(remarks).any(|remark| remark.as_str() == MIPS);
    let part = adjustments.iter().filter(|adjusted| {
        match (adjusted.group, adjusted.carc.as_ref().map(Carc::as_str)) {
            (GroupCode::PatientResponsibility, Some("1" | "2" | "3"))
            | (GroupCode::Contractual, Some("253")) => true,
            (GroupCode::Contractual, Some("237" | "144")) => is_mips,
            (_, _) => false,
        }
    });
    part.map(|adjusted| adjusted.amount).sum()
}

/// The reason that says most of why nothing was allowed: a denial before one that may be either, the larger amount
/// before the smaller, the earlier before the later.
fn denying(adjustments: &[RemittedAdjustment], codes: &ReasonCodes) -> Option<RemittedAdjustment> {
    let reasons =
        adjustments.iter().filter(|adjusted| class(adjusted.carc, codes) != ReasonClass::Adjustment);
    let weight = |adjusted: &&RemittedAdjustment| {
        (class(adjusted.carc, codes) == ReasonClass::Denial, adjusted.amount.cents().unsigned_abs())
    };
    reasons.rev().max_by_key(weight).copied()
}

/// What a reason code says of a line; one that is not known may say either.
fn class(carc: Option<Carc>, codes: &ReasonCodes) -> ReasonClass {
    carc.and_then(|carc| codes.get(carc)).map_or(ReasonClass::Context, |reason| reason.class)
}
