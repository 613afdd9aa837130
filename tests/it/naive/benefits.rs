//! Section 30.1, rows 14, 24 and 25: services that a practitioner's benefit does not include.

use super::claim::{Claim, Line};

/// Visits of the office, the hospital, the nursing facility and the home.
const VISITS: [(u32, u32); 7] = [
    (99_202, 99_215),
    (99_221, 99_239),
    (99_242, 99_255),
    (99_281, 99_285),
    (99_291, 99_292),
    (99_304, 99_318),
    (99_341, 99_350),
];
const WITH_A_VISIT: [u32; 3] = [90_833, 90_836, 90_838];

/// Whether the service is probably outside the benefit of the practitioner. Totals leave it out.
pub(crate) fn is_outside(claim: &Claim, line: &Line) -> bool {
    let kinds = ["clinical_social_worker", "marriage_family_therapist", "mental_health_counselor"];
    let social = kinds.contains(&claim.kind.as_str());
    let psychology = social || claim.kind == "clinical_psychologist";
    let number = line.code.parse::<u32>().unwrap_or(0);
    let is_test = (96_105..=96_146).contains(&number);
    let has_visit = is_visit(number) || WITH_A_VISIT.contains(&number);
    let is_of_dietitians =
        (97_802..=97_804).contains(&number) || ["G0270", "G0271"].contains(&line.code.as_str());
    let is_antigen = (95_144..=95_170).contains(&number);
    (social && is_test)
        || (psychology && has_visit)
        || (is_of_dietitians && claim.kind != "dietitian")
        || (is_antigen && claim.kind != "physician")
}

fn is_visit(number: u32) -> bool {
    VISITS.iter().any(|(from, to)| (*from..=*to).contains(&number))
}

/// Whether the code is a visit, also one of an eye doctor.
pub(crate) fn is_any_visit(code: &str) -> bool {
    let number = code.parse::<u32>().unwrap_or(0);
    is_visit(number) || (92_002..=92_014).contains(&number)
}

/// The benefits of social workers, family therapists and counselors exclude hospital inpatients.
pub(crate) fn is_counseling_of_inpatient(claim: &Claim) -> bool {
    let kinds = ["clinical_social_worker", "marriage_family_therapist", "mental_health_counselor"];
    kinds.contains(&claim.kind.as_str()) && ["21", "51"].contains(&claim.place.as_str())
}

/// The first and the last code of each range.
type Ranges = &'static [(&'static str, &'static str)];

/// Services of physical and occupational therapists.
const OF_BOTH: Ranges = &[
    ("20560", "20561"),
    ("29065", "29799"),
    ("90901", "90901"),
    ("90912", "90913"),
    ("95851", "95857"),
    ("95860", "95913"),
    ("95992", "95992"),
    ("96000", "96004"),
    ("96110", "96113"),
    ("96125", "96125"),
    ("97010", "97158"),
    ("97169", "97799"),
    ("98966", "98981"),
    ("G0151", "G0152"),
    ("G0281", "G0283"),
    ("G0329", "G0329"),
    ("G2250", "G2251"),
];
const OF_PHYSICAL_THERAPISTS: Ranges = &[("97159", "97164")];
const OF_OCCUPATIONAL_THERAPISTS: Ranges = &[("92526", "92526"), ("92605", "92618"), ("97165", "97168")];
const OF_SPEECH_PATHOLOGISTS: Ranges = &[
    ("92507", "92526"),
    ("92597", "92618"),
    ("96105", "96105"),
    ("96110", "96113"),
    ("96125", "96125"),
    ("97129", "97130"),
    ("97533", "97550"),
    ("98966", "98981"),
    ("G2250", "G2251"),
];

/// The ranges of each discipline, by its modifier.
const OF_DISCIPLINES: [(&str, [Ranges; 2]); 3] = [
    ("GN", [OF_SPEECH_PATHOLOGISTS, &[]]),
    ("GO", [OF_BOTH, OF_OCCUPATIONAL_THERAPISTS]),
    ("GP", [OF_BOTH, OF_PHYSICAL_THERAPISTS]),
];

/// Whether the line is therapy because it names a discipline that furnishes it.
pub(crate) fn is_of_named_discipline(line: &Line) -> bool {
    let is_in = |(from, to): &(&str, &str)| (*from..=*to).contains(&line.code.as_str());
    OF_DISCIPLINES.iter().any(|(modifier, lists)| line.has(modifier) && lists.concat().iter().any(is_in))
}
