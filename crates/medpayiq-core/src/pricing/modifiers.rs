//! The modifiers that rules ask for, by what they say.

use crate::vocabulary::Modifier;

macro_rules! modifiers {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $($(#[$doc])* pub(super) const $name: Modifier = Modifier::known($text);)+

        /// Every modifier that a rule asks for.
        const WITH_A_RULE: &[Modifier] = &[$($name),+, Modifier::PROFESSIONAL, Modifier::TECHNICAL, Modifier::DISCONTINUED];
    };
}

modifiers! {
    INCREASED = b"22";
    UNRELATED_VISIT = b"24";
    SEPARATE_VISIT = b"25";
    SEPARATE_OUTPATIENT_VISIT = b"27";
    PREVENTIVE = b"33";
    BY_SURGEON = b"47";
    BOTH_SIDES = b"50";
    REDUCED = b"52";
    SURGERY_ONLY = b"54";
    AFTERCARE_ONLY = b"55";
    FORECARE_ONLY = b"56";
    DECISION_FOR_SURGERY = b"57";
    STAGED = b"58";
    DISTINCT = b"59";
    CO_SURGEON = b"62";
    TEAM = b"66";
    STOPPED_BEFORE_ANESTHESIA = b"73";
    STOPPED_AFTER_ANESTHESIA = b"74";
    REPEATED = b"76";
    REPEATED_BY_ANOTHER = b"77";
    RETURN_TO_OPERATING_ROOM = b"78";
    UNRELATED_PROCEDURE = b"79";
    ASSISTANT = b"80";
    MINIMUM_ASSISTANT = b"81";
    ASSISTANT_FOR_RESIDENT = b"82";
    REPEATED_TEST = b"91";
    ASSISTANT_NONPHYSICIAN = b"AS";
    RIGHT = b"RT";
    LEFT = b"LT";
    SEPARATE_ENCOUNTER = b"XE";
    SEPARATE_PRACTITIONER = b"XP";
    SEPARATE_STRUCTURE = b"XS";
    UNUSUAL_NON_OVERLAPPING = b"XU";
    FILM = b"FX";
    COMPUTED_RADIOGRAPHY = b"FY";
    SCANNER = b"CT";
    THERAPIST_ASSISTANT = b"CQ";
    OCCUPATIONAL_ASSISTANT = b"CO";
    SPEECH = b"GN";
    OCCUPATIONAL = b"GO";
    PHYSICAL = b"GP";
    SCREENING_TURNED_DIAGNOSTIC = b"PT";
    EXCLUDED_BY_STATUTE = b"GY";
    NECESSITY_DENIAL_EXPECTED = b"GZ";
    WRONG_SITE = b"PA";
    WRONG_PATIENT = b"PB";
    WRONG_SURGERY = b"PC";
    SHORTAGE_AREA = b"AQ";
    THRESHOLD_EXCEPTION = b"KX";
    AUDIO_ONLY = b"93";
    AUDIO_AND_VIDEO = b"95";
    NOTICE_GIVEN = b"GA";
    TELEHEALTH_OF_HOSPITAL = b"GT";
    STORED_TELEHEALTH = b"GQ";
    PERSONALLY = b"AA";
    SUPERVISING_MANY = b"AD";
    DIRECTING_SEVERAL = b"QK";
    DIRECTED = b"QX";
    DIRECTING_ONE = b"QY";
    UNDIRECTED = b"QZ";
}

/// Surgery that should not have been done: on the wrong site, on the wrong patient, or another one than agreed.
pub(super) const WRONG_SURGERIES: &[Modifier] = &[WRONG_SITE, WRONG_PATIENT, WRONG_SURGERY];

/// Who gave anesthesia; one of them stands on every anesthesia line.
pub(super) const ANESTHESIA: &[Modifier] =
    &[PERSONALLY, SUPERVISING_MANY, DIRECTING_SEVERAL, DIRECTED, DIRECTING_ONE, UNDIRECTED];

/// An assistant at surgery, of whichever kind.
pub(super) const ASSISTANTS: &[Modifier] =
    &[ASSISTANT, MINIMUM_ASSISTANT, ASSISTANT_FOR_RESIDENT, ASSISTANT_NONPHYSICIAN];

/// The discipline of a therapy service.
pub(super) const DISCIPLINES: &[Modifier] = &[SPEECH, OCCUPATIONAL, PHYSICAL];

/// A procedure that is distinct from another, however it is.
pub(super) const DISTINCT_SERVICES: &[Modifier] =
    &[DISTINCT, SEPARATE_ENCOUNTER, SEPARATE_STRUCTURE, SEPARATE_PRACTITIONER, UNUSUAL_NON_OVERLAPPING];

/// A visit of its own beside another service.
pub(super) const OWN_VISITS: &[Modifier] = &[UNRELATED_VISIT, SEPARATE_VISIT, DECISION_FOR_SURGERY];

/// Another session, operation or test of the same patient.
pub(super) const OTHER_SESSIONS: &[Modifier] =
    &[SEPARATE_OUTPATIENT_VISIT, STAGED, RETURN_TO_OPERATING_ROOM, UNRELATED_PROCEDURE, REPEATED_TEST];

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

/// Coronary arteries, which are of neither. Sorted.
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

/// Modifiers that no rule of a price asks for: they inform, or speak to edits and coverage. Sorted.
const INFORMING: &[&str] = &[
    "23", "32", "51", "63", "90", "92", "96", "97", "99", "AF", "AG", "AH", "AI", "AJ", "AK", "AM", "AR",
    "AT", "CC", "CR", "CS", "E1", "E2", "E3", "E4", "EJ", "ET", "F1", "F2", "F3", "F4", "F5", "F6", "F7",
    "F8", "F9", "FA", "FQ", "FR", "FS", "FT", "G0", "G6", "G7", "G8", "G9", "GC", "GE", "GF", "GG", "GH",
    "GJ", "GR", "GU", "GV", "GW", "GX", "JA", "JB", "JG", "JW", "JZ", "LC", "LD", "LM", "LR", "P1", "P2",
    "P3", "P4", "P5", "P6", "PI", "PS", "Q0", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "QP",
    "QS", "QW", "RC", "RD", "RI", "SA", "SC", "SG", "SW", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8",
    "T9", "TA", "TB", "TH",
];

/// Whether the modifier is known here: by a rule, or as one that informs.
pub(super) fn is_known(modifier: Modifier) -> bool {
    WITH_A_RULE.contains(&modifier) || INFORMING.binary_search(&modifier.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ARTERIES, INFORMING, LEFT_SITES, RIGHT_SITES, is_anatomic, is_left, is_right};

    /// The sites that a modifier can name.
    const ANATOMIC: &[&str] = &[
        "E1", "E2", "E3", "E4", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "FA", "LC", "LD", "LM",
        "LT", "RC", "RI", "RT", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "TA",
    ];

    #[test]
    fn the_lists_that_are_searched_are_sorted() {
        assert!(INFORMING.is_sorted());
        assert!(ANATOMIC.is_sorted());
        assert!(ARTERIES.is_sorted());
        assert!(RIGHT_SITES.is_sorted());
        assert!(LEFT_SITES.is_sorted());
    }

    #[test]
    fn every_site_but_the_arteries_is_of_one_side() {
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
