//! The schedule of Part B that would list a code of this form, if none of its releases is loaded.

use crate::schedule::Schedule;
use crate::vocabulary::HcpcsCode;

/// The kinds of codes that the physician fee schedule does not price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tests,
    Drugs,
    Equipment,
    Nutrition,
}

/// The codes of each kind, as ranges of codes.
const RANGES: [(&str, &str, Kind); 15] = [
    ("0001M", "9999M", Kind::Tests),
    ("0001U", "9999U", Kind::Tests),
    ("80047", "89398", Kind::Tests),
    ("90281", "90399", Kind::Drugs),
    ("90476", "90759", Kind::Drugs),
    ("A4206", "A8004", Kind::Equipment),
    ("B4034", "B9999", Kind::Nutrition),
    ("E0100", "E8002", Kind::Equipment),
    ("J0120", "J9999", Kind::Drugs),
    ("K0001", "K1399", Kind::Equipment),
    ("L0112", "L9900", Kind::Equipment),
    ("P2028", "P2038", Kind::Tests),
    ("Q0138", "Q0139", Kind::Drugs),
    ("Q5101", "Q5199", Kind::Drugs),
    ("V2020", "V2799", Kind::Equipment),
];

/// The kind of a code, by its form alone.
fn kind_of(hcpcs: HcpcsCode) -> Option<Kind> {
    let code = hcpcs.as_str();
    // A letter at the end is a category of its own: 0001U is no code between 00000 and 99999.
    let category = |code: &str| code.chars().last().filter(|last| last.is_alphabetic());
    let is_in = |(first, last, _): &&(&str, &str, Kind)| {
        (*first..=*last).contains(&code) && category(code) == category(first)
    };
    RANGES.iter().find(is_in).map(|(.., kind)| *kind)
}

/// Which schedule lists codes of this form and is not loaded. `None` if it is loaded, or if no other schedule has such codes.
pub(crate) fn missing_schedule(schedule: &Schedule, hcpcs: HcpcsCode) -> Option<&'static str> {
    let kind = kind_of(hcpcs)?;
    let is_loaded = match kind {
        Kind::Tests => !schedule.laboratory_rates().is_empty(),
        Kind::Drugs => !schedule.drug_limits().is_empty(),
        Kind::Equipment => !schedule.equipment_fees().is_empty(),
        Kind::Nutrition => !schedule.nutrition_fees().is_empty(),
    };
    let text = match kind {
        Kind::Tests => {
            "Codes like it are laboratory tests. Medicare pays them by the clinical laboratory fee schedule (CLFS), which is not loaded."
        }
        Kind::Drugs => {
            "Codes like it are drugs and vaccines. Medicare pays them by quarterly payment limits (ASP), which are not loaded."
        }
        Kind::Equipment => {
            "Codes like it are equipment and supplies. Medicare pays them by a fee schedule of their own (DMEPOS), which is not loaded."
        }
        Kind::Nutrition => {
            "Codes like it are nutrition. Medicare pays it by a fee schedule of its own (DMEPEN), which is not loaded."
        }
    };
    (!is_loaded).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_code_names_its_schedule() {
        for (code, kind) in [
            ("83036", Some(Kind::Tests)),
            ("0241U", Some(Kind::Tests)),
            ("J3301", Some(Kind::Drugs)),
            ("90662", Some(Kind::Drugs)),
            ("E0601", Some(Kind::Equipment)),
            ("L1833", Some(Kind::Equipment)),
            ("A4253", Some(Kind::Equipment)),
            ("B4150", Some(Kind::Nutrition)),
            ("99213", None),
            ("0055T", None),
            ("3074F", None),
            ("G0439", None),
            ("A0425", None),
            ("D0120", None),
        ] {
            assert_eq!(kind_of(code.parse().unwrap()), kind, "{code}");
        }
    }
}
