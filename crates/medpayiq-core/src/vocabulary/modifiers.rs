//! Every modifier, with what the product does with it.

use super::Modifier;
use super::nearest::name_nearest;

/// What the product does with a modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModifierUse {
    /// A pricing rule reads it.
    Rule,
    /// It informs the contractor, or concerns edits and coverage. No pricing rule reads it.
    Information,
    /// It exists, but the product does not know what it does to a price.
    Other,
}

/// The table: the modifiers that a rule reads, by a name for the code; those that inform; and all others that exist. The
/// codes of the last two are sorted.
macro_rules! modifiers {
    (
        rule { $($name:ident = $code:literal;)+ }
        information { $($information:literal)+ }
        other { $($other:literal)+ }
    ) => {
        $(pub(crate) const $name: Modifier = Modifier::known($code);)+

        /// The modifiers that a rule reads.
        const RULE: &[Modifier] =
            &[$($name),+, Modifier::PROFESSIONAL, Modifier::TECHNICAL, Modifier::DISCONTINUED];

        /// The modifiers that inform.
        const INFORMATION: &[&str] = &[$($information),+];

        /// The other modifiers that exist, among them those of payers other than Medicare.
        const OTHER: &[&str] = &[$($other),+];
    };
}

modifiers! {
    rule {
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
        PREOPERATIVE_ONLY = b"56";
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
        ACTIVE_TREATMENT = b"AT";
        CRITICAL_CARE_APART = b"FT";
        SPLIT_VISIT = b"FS";
        PRIMARY_CARE_EXCEPTION = b"GE";
        TEACHING_PHYSICIAN = b"GC";
        VOLUNTARY_NOTICE = b"GX";
        MONITORED_CARE = b"QS";
        MONITORED_CARE_DEEP = b"G8";
        DRUG_DISCARDED = b"JW";
        DRUG_NOT_DISCARDED = b"JZ";
        DRUG_DISCOUNTED = b"JG";
        DRUG_DISCOUNTED_OTHER = b"TB";
        WAIVED_TEST = b"QW";
        RENTED = b"RR";
    }
    information {
        "23" "32" "51" "63" "90" "92" "96" "97" "99" "AB" "AF" "AG" "AH" "AI" "AJ" "AK" "AM" "AR" "CC" "CR"
        "CS" "E1" "E2" "E3" "E4" "EJ" "ET" "F1" "F2" "F3" "F4" "F5" "F6" "F7" "F8" "F9" "FA" "FQ" "FR" "G0"
        "G6" "G7" "G9" "GF" "GG" "GH" "GJ" "GR" "GU" "GV" "GW" "JA" "JB" "LC" "LD" "LM" "LR" "P1" "P2"
        "P3" "P4" "P5" "P6" "PI" "PS" "Q0" "Q1" "Q2" "Q3" "Q4" "Q5" "Q6" "Q7" "Q8" "Q9" "QP" "RC" "RD"
        "RI" "SA" "SC" "SG" "SW" "T1" "T2" "T3" "T4" "T5" "T6" "T7" "T8" "T9" "TA" "TH"
    }
    other {
        "1P" "2P" "3P" "8P" "A1" "A2" "A3" "A4" "A5" "A6" "A7" "A8" "A9" "AE" "AO" "AP" "AU" "AV" "AW" "AX"
        "AY" "AZ" "BA" "BL" "BO" "BP" "BR" "BU" "CA" "CB" "CD" "CE" "CF" "CG" "CH" "CI" "CJ" "CK" "CL" "CM"
        "CN" "DA" "EA" "EB" "EC" "ED" "EE" "EM" "EP" "ER" "EX" "EY" "FB" "FC" "FP" "G1" "G2" "G3" "G4" "G5"
        "GB" "GD" "GK" "GL" "GM" "GS" "H9" "HA" "HB" "HC" "HD" "HE" "HF" "HG" "HH" "HI" "HJ" "HK" "HL" "HM"
        "HN" "HO" "HP" "HQ" "HR" "HS" "HT" "HU" "HV" "HW" "HX" "HY" "HZ" "J1" "J2" "J3" "J4" "J5" "JC" "JD"
        "JE" "JF" "JK" "JL" "K0" "K1" "K2" "K3" "K4" "KA" "KB" "KC" "KD" "KE" "KF" "KG" "KH" "KI" "KJ" "KK"
        "KL" "KM" "KN" "KO" "KP" "KQ" "KR" "KS" "KT" "KU" "KV" "KW" "KY" "KZ" "LL" "LS" "LU" "M2" "MA" "MB"
        "MC" "MD" "ME" "MF" "MG" "MH" "MS" "N1" "N2" "N3" "NB" "NR" "NU" "PD" "PL" "PM" "PN" "PO" "QA" "QB"
        "QC" "QD" "QE" "QF" "QG" "QH" "QJ" "QL" "QM" "QN" "QQ" "QR" "QT" "RA" "RB" "RE" "SB" "SD" "SE"
        "SF" "SH" "SJ" "SK" "SL" "SM" "SN" "SQ" "SS" "ST" "SU" "SV" "SY" "SZ" "TD" "TE" "TF" "TG" "TJ" "TK"
        "TL" "TM" "TN" "TP" "TQ" "TR" "TS" "TT" "TU" "TV" "TW" "U1" "U2" "U3" "U4" "U5" "U6" "U7" "U8" "U9"
        "UA" "UB" "UC" "UD" "UE" "UF" "UG" "UH" "UJ" "UK" "UN" "UP" "UQ" "UR" "US" "V1" "V2" "V3" "V4" "V5"
        "V6" "V7" "V8" "V9" "VM" "VP" "X1" "X2" "X3" "X4" "X5" "ZA" "ZB" "ZC"
    }
}

/// The places that an ambulance comes from, the first letter of its modifier, and goes to, the second.
const AMBULANCE_PLACES: &str = "DEGHIJNPRS";
/// A stop at a physician's office on the way to the hospital: only a second letter.
const AMBULANCE_STOP: char = 'X';

impl Modifier {
    /// What the product does with the modifier, or `None` if CPT and HCPCS have no such modifier.
    #[must_use]
    pub fn known_use(self) -> Option<ModifierUse> {
        let is_in = |codes: &[&str]| codes.binary_search(&self.as_str()).is_ok();
        if RULE.contains(&self) {
            Some(ModifierUse::Rule)
        } else if is_in(INFORMATION) {
            Some(ModifierUse::Information)
        } else if is_in(OTHER) || is_of_ambulances(self.as_str()) {
            Some(ModifierUse::Other)
        } else {
            None
        }
    }
}

/// The most modifiers that are called near.
const MOST_NEAR: usize = 4;

impl Modifier {
    /// The modifiers that somebody may have meant who wrote this one, the likeliest first: the same characters in the other order,
    /// then those with the same first character, then those with the same second. Those that a rule reads come first.
    #[must_use]
    pub fn nearest(self) -> Vec<Self> {
        let [first, second] = self.characters();
        let listed = INFORMATION.iter().chain(OTHER).filter_map(|code| code.parse().ok());
        let all: Vec<Self> = RULE.iter().copied().chain(listed).collect();
        let is_swapped = |one: &Self| one.characters() == [second, first];
        let has_first = |one: &Self| one.characters().first() == Some(&first);
        let has_second = |one: &Self| one.characters().last() == Some(&second);
        let kinds: [&dyn Fn(&Self) -> bool; 3] = [&is_swapped, &has_first, &has_second];
        let mut near: Vec<Self> = Vec::new();
        for modifier in kinds.iter().flat_map(|is_near| all.iter().filter(|one| is_near(one))) {
            if near.len() < MOST_NEAR && *modifier != self && !near.contains(modifier) {
                near.push(*modifier);
            }
        }
        near
    }

    /// A sentence about a modifier that CPT and HCPCS do not have, with a blank before it; empty if they have it.
    #[must_use]
    pub fn if_missing(self) -> String {
        if self.known_use().is_some() {
            return String::new();
        }
        let nearest = name_nearest(&self.nearest());
        format!(" CPT and HCPCS do not have it. {nearest}").trim_end().to_owned()
    }

    fn characters(self) -> [char; 2] {
        let mut characters = self.as_str().chars();
        [characters.next().unwrap_or_default(), characters.next().unwrap_or_default()]
    }
}

fn is_of_ambulances(text: &str) -> bool {
    let mut places = text.chars();
    let (from, to) = (places.next(), places.next());
    from.is_some_and(|place| AMBULANCE_PLACES.contains(place))
        && to.is_some_and(|place| AMBULANCE_PLACES.contains(place) || place == AMBULANCE_STOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_searched_lists_are_sorted() {
        assert!(INFORMATION.is_sorted_by(|one, next| one < next));
        assert!(OTHER.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn no_modifier_is_listed_twice() {
        let rule = RULE.iter().map(Modifier::as_str);
        let mut listed: Vec<&str> =
            rule.chain(INFORMATION.iter().copied()).chain(OTHER.iter().copied()).collect();
        listed.sort_unstable();
        assert!(listed.is_sorted_by(|one, next| one < next));
        assert_eq!(listed.len(), 424);
    }

    #[test]
    fn a_modifier_has_a_use_or_does_not_exist() {
        let known_use = |text: &str| text.parse::<Modifier>().unwrap().known_use();
        assert_eq!(known_use("26"), Some(ModifierUse::Rule));
        assert_eq!(known_use("59"), Some(ModifierUse::Rule));
        assert_eq!(known_use("QP"), Some(ModifierUse::Information));
        assert_eq!(known_use("U4"), Some(ModifierUse::Other));
        assert_eq!(known_use("RH"), Some(ModifierUse::Other));
        assert_eq!(known_use("SX"), Some(ModifierUse::Other));
        assert_eq!(known_use("XR"), None);
        assert_eq!(known_use("00"), None);
    }

    #[test]
    fn the_nearest_modifiers_have_the_same_characters_in_part() {
        let nearest = |text: &str| {
            let near = text.parse::<Modifier>().unwrap().nearest();
            near.iter().map(Modifier::as_str).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(nearest("TR"), "RT TB TC T1");
        assert_eq!(nearest("R7"), "RT RR RC RD");
        assert_eq!(nearest("ZZ"), "ZA ZB ZC GZ");
        assert_eq!(nearest("XX"), "XE XP XS XU");
        assert_eq!(nearest("00"), "50 80 90 G0");
    }
}
