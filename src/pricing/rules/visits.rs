//! Which codes are visits: evaluation and management services that surgical packages include.

use crate::vocabulary::HcpcsCode;

/// Ranges of visit codes, first and last included: office, hospital, consultation, emergency, critical care, nursing
/// facility, home, and the general ophthalmological visits.
const VISITS: &[(&str, &str)] = &[
    ("92002", "92014"),
    ("99202", "99215"),
    ("99221", "99239"),
    ("99242", "99255"),
    ("99281", "99285"),
    ("99291", "99292"),
    ("99304", "99318"),
    ("99341", "99350"),
];

/// Whether the code is a visit.
pub(super) fn is_visit(hcpcs: HcpcsCode) -> bool {
    within(VISITS, hcpcs)
}

/// Whether the code is one of Medicare's own visits: the welcome and wellness visits, and psychiatric ones beside them.
fn is_medicare_visit(hcpcs: HcpcsCode) -> bool {
    matches!(hcpcs.as_str(), "G0402" | "G0438" | "G0439" | "G0463" | "G0466" | "G0467" | "G0468")
        || within(OTHER_VISITS, hcpcs)
}

/// Whether the code may carry a visit's modifiers: 24, 25 and 57.
pub(in crate::pricing) fn may_be_visit(hcpcs: HcpcsCode) -> bool {
    is_visit(hcpcs) || is_medicare_visit(hcpcs)
}

/// Services of the evaluation and management section that are no visits of their own: care management, counseling.
const OTHER_VISITS: &[(&str, &str)] = &[("99366", "99499")];

/// Whether the code lies in one of the ranges.
pub(super) fn within(ranges: &[(&str, &str)], hcpcs: HcpcsCode) -> bool {
    let code = hcpcs.as_str();
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&code))
}
