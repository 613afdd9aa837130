//! Section 30.1, rows 14, 24 and 25: services that a practitioner's benefit does not include.

use super::claim::{Claim, Line, is_visit};

const WITH_A_VISIT: [&str; 3] = ["90833", "90836", "90838"];

/// Whether the service is outside the benefit of the practitioner.
pub(crate) fn is_outside(claim: &Claim, line: &Line) -> bool {
    let social = ["clinical_social_worker", "marriage_family_therapist", "mental_health_counselor"]
        .contains(&claim.kind.as_str());
    let psychology = social || claim.kind == "clinical_psychologist";
    let is_inpatient = claim.place == "21" || claim.place == "51";
    let is_test = line.code.parse::<u32>().is_ok_and(|number| (96_105..=96_146).contains(&number));
    let has_visit = is_visit(&line.code) || WITH_A_VISIT.contains(&line.code.as_str());
    (social && (is_inpatient || is_test)) || (psychology && has_visit)
}
