//! What the patient pays of an allowed amount: the deductible and the coinsurance, unless the law waives them
//! (Social Security Act 1833(a)(1), (b), (dd)).

use crate::pricing::cost_share::{CostShare, PatientTerms};
use crate::pricing::modifiers as m;
use crate::pricing::rates::Rates;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::visits::{CodeRange, codes, within};
use crate::pricing::work::Work;
use crate::vocabulary::{Claim, ClaimLine, HcpcsCode, Money, Share};

const ADVANCE_CARE_PLANNING: &[CodeRange] = &[codes(b"99497", b"99498")];
const WELLNESS_VISITS: &[CodeRange] = &[codes(b"G0438", b"G0439")];

/// Finds what the patient pays of each line: nothing if the law waives it, less if a screening turned diagnostic.
pub(in crate::pricing) fn start_sharing(work: &mut Work<'_>) {
    let (claim, rates) = (work.claim, work.rates);
    for (line, _) in work.open_lines() {
        line.patient_terms = patient_terms(claim, line.billed, rates);
        line.share = CostShare::of(line.amount);
    }
}

/// Takes what remains of the patient's deductible. If the caller does not say how much remains, both answers are made: with
/// all of it met, and with none of it met.
pub(in crate::pricing) fn take_deductible(work: &mut Work<'_>) {
    let known = work.claim.deductible_remaining();
    let mut remaining = known.unwrap_or(Money::ZERO);
    let mut whole = work.rates.cost_share.deductible.filter(|_| known.is_none());
    for (line, _) in work.open_lines() {
        line.share_if_deductible_unmet = whole.map(|_| line.share);
        if line.patient_terms.deductible_applies {
            let taken = line.share.apply(|share| use_up(&mut remaining, share));
            line.record_share(Rule::Deductible, taken);
            if let (Some(whole), Some(unmet)) = (&mut whole, &mut line.share_if_deductible_unmet) {
                unmet.apply(|share| use_up(whole, share));
            }
        }
    }
}

/// Takes a line's part of the deductible that remains.
fn use_up(remaining: &mut Money, share: &mut CostShare) -> Option<Operation> {
    share.deductible = share.medicare_paid.min(*remaining);
    *remaining = *remaining - share.deductible;
    (share.deductible > Money::ZERO).then_some(Operation::Less(share.deductible))
}

/// Takes the patient's coinsurance of what the deductible left.
pub(in crate::pricing) fn take_coinsurance(work: &mut Work<'_>) {
    for (line, _) in work.open_lines() {
        let rate = line.patient_terms.coinsurance;
        line.share_step(Rule::Coinsurance, |share| {
            share.coinsurance = share.medicare_paid.times(rate);
            Some(Operation::LessPart(rate, share.coinsurance))
        });
    }
}

fn patient_terms(claim: &Claim, line: &ClaimLine, rates: &Rates<'_>) -> PatientTerms {
    let rules = &rates.cost_share;
    if rules.is_waived(line.hcpcs(), claim.date_of_service()) || planned_at_wellness_visit(claim, line) {
        return PatientTerms { deductible_applies: false, coinsurance: Share::ZERO };
    }
    let turned_diagnostic = line.has(m::SCREENING_TURNED_DIAGNOSTIC)
        && (is_colorectal_claim(claim) || is_with_screening_elsewhere(claim, line.hcpcs()));
    if turned_diagnostic {
        PatientTerms { deductible_applies: false, coinsurance: rules.screening_turned_diagnostic }
    } else {
        PatientTerms { deductible_applies: true, coinsurance: rules.coinsurance }
    }
}

/// Codes of colonoscopy, sigmoidoscopy and colorectal screening, first and last included.
const COLORECTAL: &[CodeRange] = &[
    codes(b"44388", b"44408"),
    codes(b"45300", b"45398"),
    codes(b"G0104", b"G0106"),
    codes(b"G0120", b"G0121"),
];

/// What other practitioners furnish in the encounter: anesthesia of the lower intestine, and surgical pathology.
const WITH_SCREENING: &[CodeRange] = &[codes(b"00811", b"00813"), codes(b"88300", b"88399")];

/// Whether the claim has a colorectal procedure with PT. Then the other services of the encounter share its terms.
pub(super) fn is_colorectal_claim(claim: &Claim) -> bool {
    let is_procedure =
        |line: &ClaimLine| line.has(m::SCREENING_TURNED_DIAGNOSTIC) && within(COLORECTAL, line.hcpcs());
    claim.lines().iter().any(is_procedure)
}

/// Whether a service with PT belongs to a colorectal procedure on another practitioner's claim. Anesthesia and pathology of
/// the procedure share its terms. If the claim has the procedure itself, that decides.
pub(super) fn is_with_screening_elsewhere(claim: &Claim, hcpcs: HcpcsCode) -> bool {
    within(WITH_SCREENING, hcpcs) && !claim.lines().iter().any(|line| within(COLORECTAL, line.hcpcs()))
}

/// Advance care planning with modifier 33 and an annual wellness visit costs the patient nothing.
fn planned_at_wellness_visit(claim: &Claim, line: &ClaimLine) -> bool {
    within(ADVANCE_CARE_PLANNING, line.hcpcs())
        && line.has(m::PREVENTIVE)
        && claim.lines().iter().any(|other| within(WELLNESS_VISITS, other.hcpcs()))
}
