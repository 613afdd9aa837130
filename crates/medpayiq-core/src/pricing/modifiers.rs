//! Groups of modifiers that rules ask for.

use crate::vocabulary::Modifier;
pub(super) use crate::vocabulary::modifiers::*;

/// Surgery that should not have been done: on the wrong site, on the wrong patient, or the wrong surgery.
pub(super) const WRONG_SURGERIES: &[Modifier] = &[WRONG_SITE, WRONG_PATIENT, WRONG_SURGERY];

/// Who gave anesthesia. Every anesthesia line carries one of them.
pub(super) const ANESTHESIA: &[Modifier] =
    &[PERSONALLY, SUPERVISING_MANY, DIRECTING_SEVERAL, DIRECTED, DIRECTING_ONE, UNDIRECTED];

/// An assistant at surgery of any kind.
pub(super) const ASSISTANTS: &[Modifier] =
    &[ASSISTANT, MINIMUM_ASSISTANT, ASSISTANT_FOR_RESIDENT, ASSISTANT_NONPHYSICIAN];

/// The discipline of a therapy service.
pub(super) const DISCIPLINES: &[Modifier] = &[SPEECH, OCCUPATIONAL, PHYSICAL];

/// Groups of which a line has one modifier at most: who gave anesthesia, and what is said about an item of equipment
/// (Pub. 100-04 ch. 20, 30 and 130).
pub(super) const EXCLUSIVE: &[&[Modifier]] = &[
    ANESTHESIA,
    // New, used, rented, or only maintained.
    &[item(b"NU"), item(b"UE"), RENTED, item(b"MS")],
    // The month of a rental. The later ones are no purchase.
    &[item(b"KH"), item(b"KI"), item(b"KJ")],
    &[item(b"NU"), item(b"KI")],
    &[item(b"NU"), item(b"KJ")],
    &[item(b"UE"), item(b"KI")],
    &[item(b"UE"), item(b"KJ")],
    // The patient chose to buy, to rent, or did not choose.
    &[item(b"BP"), item(b"BR"), item(b"BU")],
    // The item or a part of it is replaced.
    &[item(b"RA"), item(b"RB")],
    // A facial prosthesis is made from a new impression or from an earlier model.
    &[item(b"KM"), item(b"KN")],
    // The supply belongs to an ostomy or a catheter, to a prosthesis, or to a dressing.
    &[item(b"AU"), item(b"AV"), item(b"AW")],
    // The prescribed flow of oxygen.
    &[item(b"QA"), item(b"QB"), item(b"QE"), item(b"QF"), item(b"QG"), item(b"QR")],
];

/// A modifier of equipment, which no rule of the physician fee schedule reads.
const fn item(code: &[u8; 2]) -> Modifier {
    Modifier::known(code)
}

/// A procedure that is distinct from another.
pub(super) const DISTINCT_SERVICES: &[Modifier] =
    &[DISTINCT, SEPARATE_ENCOUNTER, SEPARATE_STRUCTURE, SEPARATE_PRACTITIONER, UNUSUAL_NON_OVERLAPPING];

/// A visit that was separate from another service.
pub(super) const OWN_VISITS: &[Modifier] = &[UNRELATED_VISIT, SEPARATE_VISIT, DECISION_FOR_SURGERY];

/// Another session, operation or test of the same patient.
pub(super) const OTHER_SESSIONS: &[Modifier] =
    &[SEPARATE_OUTPATIENT_VISIT, STAGED, RETURN_TO_OPERATING_ROOM, UNRELATED_PROCEDURE, REPEATED_TEST];

/// Another operation of the same patient.
pub(super) const OTHER_OPERATIONS: &[Modifier] = &[STAGED, RETURN_TO_OPERATING_ROOM, UNRELATED_PROCEDURE];

/// Anesthesia of another session of the day.
pub(super) const OTHER_ANESTHESIA: &[Modifier] = &[
    STAGED,
    DISTINCT,
    REPEATED,
    REPEATED_BY_ANOTHER,
    RETURN_TO_OPERATING_ROOM,
    UNRELATED_PROCEDURE,
    SEPARATE_ENCOUNTER,
];

/// Whether the modifier is one of these.
fn is_among(modifiers: &[[u8; 2]], modifier: Modifier) -> bool {
    modifiers.contains(&modifier.bytes())
}

/// The right side of the body, and the eyelids, fingers and toes on it.
const RIGHT_SITES: &[[u8; 2]] =
    &[*b"E3", *b"E4", *b"F5", *b"F6", *b"F7", *b"F8", *b"F9", *b"RT", *b"T5", *b"T6", *b"T7", *b"T8", *b"T9"];

/// The left side, and the sites on it.
const LEFT_SITES: &[[u8; 2]] =
    &[*b"E1", *b"E2", *b"F1", *b"F2", *b"F3", *b"F4", *b"FA", *b"LT", *b"T1", *b"T2", *b"T3", *b"T4", *b"TA"];

/// Coronary arteries, which are on neither side.
const ARTERIES: &[[u8; 2]] = &[*b"LC", *b"LD", *b"LM", *b"RC", *b"RI"];

/// Whether the modifier names the right side, or a site on it.
pub(super) fn is_right(modifier: Modifier) -> bool {
    is_among(RIGHT_SITES, modifier)
}

/// Whether the modifier names the left side, or a site on it.
pub(super) fn is_left(modifier: Modifier) -> bool {
    is_among(LEFT_SITES, modifier)
}

/// Whether the modifier names a site of the body: a side, eyelid, finger, toe or coronary artery.
pub(super) fn is_anatomic(modifier: Modifier) -> bool {
    is_right(modifier) || is_left(modifier) || is_among(ARTERIES, modifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sites that a modifier can name.
    const ANATOMIC: &[&[u8; 2]] = &[
        b"E1", b"E2", b"E3", b"E4", b"F1", b"F2", b"F3", b"F4", b"F5", b"F6", b"F7", b"F8", b"F9", b"FA",
        b"LC", b"LD", b"LM", b"LT", b"RC", b"RI", b"RT", b"T1", b"T2", b"T3", b"T4", b"T5", b"T6", b"T7",
        b"T8", b"T9", b"TA",
    ];

    #[test]
    fn every_site_but_the_arteries_is_on_one_side() {
        let sided = |site: &[u8; 2]| RIGHT_SITES.contains(site) != LEFT_SITES.contains(site);
        let others: Vec<[u8; 2]> = ANATOMIC.iter().map(|site| **site).filter(|site| !sided(site)).collect();
        assert_eq!(RIGHT_SITES.len() + LEFT_SITES.len() + others.len(), ANATOMIC.len());
        assert_eq!(others, ARTERIES);
        for site in ANATOMIC {
            let modifier = Modifier::known(site);
            assert!(is_anatomic(modifier), "{modifier}");
            assert_eq!(is_right(modifier) || is_left(modifier), !ARTERIES.contains(site), "{modifier}");
        }
        assert!(!is_anatomic("59".parse().unwrap()));
    }
}
