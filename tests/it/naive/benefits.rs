//! Section 30.1, rows 14, 24 and 25: services that a practitioner's benefit does not include.

use super::claim::{Claim, Line};

/// Visits of the office, the hospital, the nursing facility and the home.
const VISITS: [(u32, u32); 7] = [
    (99_202, 99_215),
    (99_221, 99_239),
    (99_242, 99_255),
    (99_281, 99_285),
    (99_291, 99_292),
    (99_304, 99_310),
    (99_341, 99_350),
];
const WITH_A_VISIT: [u32; 3] = [90_833, 90_836, 90_838];

/// Whether the service is probably outside the benefit of the practitioner. Totals leave it out.
pub(crate) fn is_outside(claim: &Claim, line: &Line) -> bool {
    let counselor = ["marriage_family_therapist", "mental_health_counselor"].contains(&claim.kind.as_str());
    let social = counselor || claim.kind == "clinical_social_worker";
    let psychology = social || claim.kind == "clinical_psychologist";
    let number = line.code.parse::<u32>().unwrap_or(0);
    let is_test = (96_105..=96_146).contains(&number);
    let has_visit =
        VISITS.iter().any(|(from, to)| (*from..=*to).contains(&number)) || WITH_A_VISIT.contains(&number);
    (counselor && is_inpatient(claim)) || (social && is_test) || (psychology && has_visit)
}

/// A clinical social worker's benefit excludes hospital inpatients.
pub(crate) fn is_social_work_for_inpatient(claim: &Claim) -> bool {
    claim.kind == "clinical_social_worker" && is_inpatient(claim)
}

fn is_inpatient(claim: &Claim) -> bool {
    claim.place == "21" || claim.place == "51"
}
