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

/// The right side of the body, and the eyelids, fingers and toes on it. Sorted.
const RIGHT_SITES: &[&str] = &["E3", "E4", "F5", "F6", "F7", "F8", "F9", "RT", "T5", "T6", "T7", "T8", "T9"];

/// The left side, and the sites on it. Sorted.
const LEFT_SITES: &[&str] = &["E1", "E2", "F1", "F2", "F3", "F4", "FA", "LT", "T1", "T2", "T3", "T4", "TA"];

/// Coronary arteries, which are on neither side. Sorted.
const ARTERIES: &[&str] = &["LC", "LD", "LM", "RC", "RI"];

/// Whether the modifier names the right side, or a site on it.
pub(super) fn is_right(modifier: Modifier) -> bool {
    RIGHT_SITES.binary_search(&modifier.as_str()).is_ok()
}

/// Whether the modifier names the left side, or a site on it.
pub(super) fn is_left(modifier: Modifier) -> bool {
    LEFT_SITES.binary_search(&modifier.as_str()).is_ok()
}

/// Whether the modifier names a site of the body: a side, eyelid, finger, toe or coronary artery.
pub(super) fn is_anatomic(modifier: Modifier) -> bool {
    is_right(modifier) || is_left(modifier) || ARTERIES.binary_search(&modifier.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ARTERIES, LEFT_SITES, RIGHT_SITES, is_anatomic, is_left, is_right};

    /// The sites that a modifier can name.
    const ANATOMIC: &[&str] = &[
        "E1", "E2", "E3", "E4", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "FA", "LC", "LD", "LM",
        "LT", "RC", "RI", "RT", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "TA",
    ];

    #[test]
    fn the_searched_lists_are_sorted() {
        assert!(ANATOMIC.is_sorted());
        assert!(ARTERIES.is_sorted());
        assert!(RIGHT_SITES.is_sorted());
        assert!(LEFT_SITES.is_sorted());
    }

    #[test]
    fn every_site_but_the_arteries_is_on_one_side() {
        let sided = |site: &&&str| RIGHT_SITES.contains(site) != LEFT_SITES.contains(site);
        let others: Vec<_> = ANATOMIC.iter().filter(|site| !sided(site)).collect();
        assert_eq!(others, [&"LC", &"LD", &"LM", &"RC", &"RI"]);
        assert_eq!(RIGHT_SITES.len() + LEFT_SITES.len() + others.len(), ANATOMIC.len());
        assert_eq!(others.into_iter().copied().collect::<Vec<_>>(), ARTERIES);
        for site in ANATOMIC {
            let modifier = site.parse().unwrap();
            assert!(is_anatomic(modifier), "{site}");
            assert_eq!(is_right(modifier) || is_left(modifier), !ARTERIES.contains(site), "{site}");
        }
        assert!(!is_anatomic("59".parse().unwrap()));
    }
}
