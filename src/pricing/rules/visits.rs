//! Which codes are visits: evaluation and management services that surgical packages include.

use crate::vocabulary::HcpcsCode;

/// Ranges of visit codes, first and last included: office, hospital, consultation, emergency, critical care, nursing
/// facility, home, and the general ophthalmological visits.
const VISITS: &[CodeRange] = &[
    codes(b"92002", b"92014"),
    codes(b"99202", b"99215"),
    codes(b"99221", b"99239"),
    codes(b"99242", b"99255"),
    codes(b"99281", b"99285"),
    codes(b"99291", b"99292"),
    codes(b"99304", b"99318"),
    codes(b"99341", b"99350"),
];

/// Medicare's own visits: the welcome and wellness visits, and those of hospital clinics and health centers.
const MEDICARE_VISITS: &[CodeRange] = &[
    codes(b"G0402", b"G0402"),
    codes(b"G0438", b"G0439"),
    codes(b"G0463", b"G0463"),
    codes(b"G0466", b"G0468"),
];

/// Whether the code is a visit.
pub(super) fn is_visit(hcpcs: HcpcsCode) -> bool {
    within(VISITS, hcpcs)
}

/// Whether the code is one of Medicare's own visits, or a service of the visits' section beside them.
fn is_medicare_visit(hcpcs: HcpcsCode) -> bool {
    within(MEDICARE_VISITS, hcpcs) || within(OTHER_VISITS, hcpcs)
}

/// Whether the code may carry a visit's modifiers: 24, 25 and 57.
pub(in crate::pricing) fn may_be_visit(hcpcs: HcpcsCode) -> bool {
    is_visit(hcpcs) || is_medicare_visit(hcpcs)
}

/// Services of the evaluation and management section that are no visits of their own: care management, counseling.
const OTHER_VISITS: &[CodeRange] = &[codes(b"99366", b"99499")];

/// Codes from the first to the last, both included.
pub(super) type CodeRange = (HcpcsCode, HcpcsCode);

/// A range that is known when the program is built.
pub(super) const fn codes(first: &[u8; 5], last: &[u8; 5]) -> CodeRange {
    (HcpcsCode::known(first), HcpcsCode::known(last))
}

/// Whether the code lies in one of the ranges.
pub(super) fn within(ranges: &[CodeRange], hcpcs: HcpcsCode) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&hcpcs))
}
