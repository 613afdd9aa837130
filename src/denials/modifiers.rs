//! The modifiers that exist, whether or not a Medicare rule uses them. A report can have no others.

use crate::vocabulary::Modifier;

/// CPT's modifiers (HCPCS Level I) for procedures, performance measures and physical status. Sorted.
const LEVEL_ONE: &[&str] = &[
    "1P", "22", "23", "24", "25", "26", "27", "2P", "32", "33", "3P", "47", "50", "51", "52", "53", "54",
    "55", "56", "57", "58", "59", "62", "63", "66", "73", "74", "76", "77", "78", "79", "80", "81", "82",
    "8P", "90", "91", "92", "93", "95", "96", "97", "99", "P1", "P2", "P3", "P4", "P5", "P6",
];

/// CMS's modifiers (HCPCS Level II), including those of payers other than Medicare. Sorted.
const LEVEL_TWO: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "AA", "AD", "AE", "AF", "AG", "AH", "AI", "AJ",
    "AK", "AM", "AO", "AP", "AQ", "AR", "AS", "AT", "AU", "AV", "AW", "AX", "AY", "AZ", "BA", "BL", "BO",
    "BP", "BR", "BU", "CA", "CB", "CC", "CD", "CE", "CF", "CG", "CH", "CI", "CJ", "CK", "CL", "CM", "CN",
    "CO", "CQ", "CR", "CS", "CT", "DA", "E1", "E2", "E3", "E4", "EA", "EB", "EC", "ED", "EE", "EJ", "EM",
    "EP", "ER", "ET", "EX", "EY", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "FA", "FB", "FC",
    "FP", "FQ", "FR", "FS", "FT", "FX", "FY", "G0", "G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9",
    "GA", "GB", "GC", "GD", "GE", "GF", "GG", "GH", "GJ", "GK", "GL", "GM", "GN", "GO", "GP", "GQ", "GR",
    "GS", "GT", "GU", "GV", "GW", "GX", "GY", "GZ", "H9", "HA", "HB", "HC", "HD", "HE", "HF", "HG", "HH",
    "HI", "HJ", "HK", "HL", "HM", "HN", "HO", "HP", "HQ", "HR", "HS", "HT", "HU", "HV", "HW", "HX", "HY",
    "HZ", "J1", "J2", "J3", "J4", "J5", "JA", "JB", "JC", "JD", "JE", "JF", "JG", "JK", "JL", "JW", "JZ",
    "K0", "K1", "K2", "K3", "K4", "KA", "KB", "KC", "KD", "KE", "KF", "KG", "KH", "KI", "KJ", "KK", "KL",
    "KM", "KN", "KO", "KP", "KQ", "KR", "KS", "KT", "KU", "KV", "KW", "KX", "KY", "KZ", "LC", "LD", "LL",
    "LM", "LR", "LS", "LT", "LU", "M2", "MA", "MB", "MC", "MD", "ME", "MF", "MG", "MH", "MS", "N1", "N2",
    "N3", "NB", "NR", "NU", "PA", "PB", "PC", "PD", "PI", "PL", "PM", "PN", "PO", "PS", "PT", "Q0", "Q1",
    "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "QA", "QB", "QC", "QD", "QE", "QF", "QG", "QH", "QJ",
    "QK", "QL", "QM", "QN", "QP", "QQ", "QR", "QS", "QT", "QW", "QX", "QY", "QZ", "RA", "RB", "RC", "RD",
    "RE", "RI", "RR", "RT", "SA", "SB", "SC", "SD", "SE", "SF", "SG", "SH", "SJ", "SK", "SL", "SM", "SN",
    "SQ", "SS", "ST", "SU", "SV", "SW", "SY", "SZ", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9",
    "TA", "TB", "TC", "TD", "TE", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TP", "TQ", "TR", "TS",
    "TT", "TU", "TV", "TW", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9", "UA", "UB", "UC", "UD",
    "UE", "UF", "UG", "UH", "UJ", "UK", "UN", "UP", "UQ", "UR", "US", "V1", "V2", "V3", "V4", "V5", "V6",
    "V7", "V8", "V9", "VM", "VP", "X1", "X2", "X3", "X4", "X5", "XE", "XP", "XS", "XU", "ZA", "ZB", "ZC",
];

/// The places of an ambulance's modifier: the first letter is where it starts, the second where it goes.
const AMBULANCE_PLACES: &str = "DEGHIJNPRS";
/// A stop at a physician's office on the way to the hospital; only a second letter.
const AMBULANCE_STOP: char = 'X';

/// Whether a modifier exists.
pub(super) fn exists(modifier: Modifier) -> bool {
    let text = modifier.as_str();
    let is_listed = [LEVEL_ONE, LEVEL_TWO].iter().any(|listed| listed.binary_search(&text).is_ok());
    is_listed || is_of_ambulances(text)
}

fn is_of_ambulances(text: &str) -> bool {
    let mut places = text.chars();
    let (from, to) = (places.next(), places.next());
    from.is_some_and(|place| AMBULANCE_PLACES.contains(place))
        && to.is_some_and(|place| AMBULANCE_PLACES.contains(place) || place == AMBULANCE_STOP)
}

/// Why a text is not a modifier of a report. The error does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModifierError {
    /// It does not have two letters or digits.
    #[error("not a modifier. Write two letters or digits, such as 26 or RT")]
    Shape,
    /// There is no such modifier.
    #[error("not a modifier of CPT or HCPCS. Write one such as 26 or RT")]
    Unknown,
}

/// Parses a modifier of a report.
///
/// # Errors
/// If there is no such modifier.
pub fn billed_modifier(text: &str) -> Result<Modifier, ModifierError> {
    let modifier = text.parse().map_err(|_| ModifierError::Shape)?;
    if exists(modifier) { Ok(modifier) } else { Err(ModifierError::Unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modifier_lists_are_sorted() {
        assert!(LEVEL_ONE.is_sorted() && LEVEL_TWO.is_sorted());
    }

    #[test]
    fn only_modifiers_of_cpt_and_hcpcs_are_accepted() {
        for text in ["26", "tc", "59", "XS", "GA", "P3", "1P", "HN", "QW", "JZ", "U4", "99", "RH", "SX"] {
            assert_eq!(billed_modifier(text).unwrap().as_str(), text.to_uppercase());
        }
        for text in ["00", "01", "15", "47X", "94", "ZZ", "JO", "DO", "XR"] {
            assert!(billed_modifier(text).is_err(), "{text}");
        }
    }
}
