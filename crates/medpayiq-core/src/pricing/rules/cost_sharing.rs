//! On what terms a line's allowed amount is shared: waivers, screening that turned diagnostic, therapy assistants.

use super::modifiers as m;
use super::visits::{CodeRange, codes, within};
use crate::pricing::cost_share::Terms;
use crate::pricing::rates::Rates;
use crate::vocabulary::{Claim, ClaimLine, HcpcsCode, MultipleProcedure, PcTc, ServiceRow, Share};

const ADVANCE_CARE_PLANNING: &[CodeRange] = &[codes(b"99497", b"99498")];
const WELLNESS_VISITS: &[CodeRange] = &[codes(b"G0438", b"G0439")];

/// The terms of a line (Social Security Act 1833(a)(1), (b), (dd); 1834(v)).
pub(in crate::pricing) fn terms(
    claim: &Claim,
    line: &ClaimLine,
    row: &ServiceRow,
    rates: &Rates<'_>,
) -> Terms {
    let rules = &rates.cost_share;
    let waived = rules.is_waived(line.hcpcs, claim.date_of_service) || planned_at_wellness_visit(claim, line);
    let turned_diagnostic = line.has(m::SCREENING_TURNED_DIAGNOSTIC)
        && (is_colorectal_claim(claim) || is_beside_screening_elsewhere(claim, line.hcpcs));
    let by_assistant = line.has(m::THERAPIST_ASSISTANT) || line.has(m::OCCUPATIONAL_ASSISTANT);
    let by_assistant = by_assistant && is_therapy(row);
    let coinsurance = match (waived, turned_diagnostic) {
        (true, _) => Share::ZERO,
        (false, true) => rules.screening_turned_diagnostic,
        (false, false) => rules.coinsurance,
    };
    Terms {
        deductible_applies: !waived && !turned_diagnostic,
        coinsurance,
        assistant: by_assistant.then_some(rules.therapy_assistant),
        mips: claim.provider.mips_adjustment,
        sequestration: rules.sequestration,
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
const BESIDE_SCREENING: &[CodeRange] = &[codes(b"00811", b"00813"), codes(b"88300", b"88399")];

/// Whether a line with PT is the colorectal procedure itself; other services of the encounter then share its terms.
pub(super) fn is_colorectal_claim(claim: &Claim) -> bool {
    let is_procedure =
        |line: &ClaimLine| line.has(m::SCREENING_TURNED_DIAGNOSTIC) && within(COLORECTAL, line.hcpcs);
    claim.lines.iter().any(is_procedure)
}

/// Whether a service with PT goes with a colorectal procedure on another practitioner's claim: its anesthesia and pathology
/// share its terms. A claim that has the procedure tells them itself.
pub(super) fn is_beside_screening_elsewhere(claim: &Claim, hcpcs: HcpcsCode) -> bool {
    within(BESIDE_SCREENING, hcpcs) && !claim.lines.iter().any(|line| within(COLORECTAL, line.hcpcs))
}

/// Whether therapy assistants furnish the service.
pub(super) fn is_therapy(row: &ServiceRow) -> bool {
    row.multiple_procedure == MultipleProcedure::Therapy || row.pc_tc == PcTc::PhysicalTherapy
}

/// Advance care planning with modifier 33 beside the annual wellness visit costs the patient nothing.
fn planned_at_wellness_visit(claim: &Claim, line: &ClaimLine) -> bool {
    within(ADVANCE_CARE_PLANNING, line.hcpcs)
        && line.has(m::PREVENTIVE)
        && claim.lines.iter().any(|other| within(WELLNESS_VISITS, other.hcpcs))
}
