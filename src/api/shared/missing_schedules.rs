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
pub(super) fn missing_schedule(schedule: &Schedule, hcpcs: HcpcsCode) -> Option<String> {
    let kind = kind_of(hcpcs)?;
    let is_loaded = match kind {
        Kind::Tests => !schedule.laboratory_rates().is_empty(),
        Kind::Drugs => !schedule.drug_limits().is_empty(),
        Kind::Equipment => !schedule.equipment_fees().is_empty(),
        Kind::Nutrition => !schedule.nutrition_fees().is_empty(),
    };
    let (what, by, file) = match kind {
        Kind::Tests => ("laboratory tests", "the clinical laboratory fee schedule", "CLFS"),
        Kind::Drugs => ("drugs and vaccines", "quarterly payment limits", "ASP"),
        Kind::Equipment => ("equipment and supplies", "the fee schedule of equipment", "DMEPOS"),
        Kind::Nutrition => ("nutrition", "the fee schedule of nutrition", "DMEPEN"),
    };
    (!is_loaded).then(|| {
        format!(
            "Codes like it are for {what}. Medicare pays them by {by}, which is not loaded. An operator can import CMS's file of it ({file})."
        )
    })
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
