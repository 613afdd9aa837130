//! The codes of visits: evaluation and management services that surgical packages include.

use crate::vocabulary::HcpcsCode;

/// Ranges of visit codes, first and last included: office, hospital and observation, consultation, emergency, critical
/// care, nursing facility, rest home, home, and the general ophthalmological visits.
///
/// Some codes were deleted: 99201 in 2021, those of observation and rest homes in 2023 with a few others. Releases of earlier
/// years price them, and later releases do not list them.
const VISITS: &[CodeRange] = &[
    codes(b"92002", b"92014"),
    codes(b"99201", b"99215"),
    codes(b"99217", b"99239"),
    codes(b"99241", b"99255"),
    codes(b"99281", b"99285"),
    codes(b"99291", b"99292"),
    codes(b"99304", b"99318"),
    codes(b"99324", b"99337"),
    codes(b"99341", b"99350"),
];

/// Other codes that may carry a visit's modifiers: Medicare's welcome and wellness visits, those of hospital clinics and
/// health centers, care management and counseling.
const LIKE_VISITS: &[CodeRange] = &[
    codes(b"99366", b"99499"),
    codes(b"G0402", b"G0402"),
    codes(b"G0438", b"G0439"),
    codes(b"G0463", b"G0463"),
    codes(b"G0466", b"G0468"),
];

/// Whether the code is a visit.
pub(super) fn is_visit(hcpcs: HcpcsCode) -> bool {
    within(VISITS, hcpcs)
}

/// Whether the code may carry a visit's modifiers: 24, 25 and 57.
pub(super) fn may_be_visit(hcpcs: HcpcsCode) -> bool {
    is_visit(hcpcs) || within(LIKE_VISITS, hcpcs)
}

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

#[cfg(test)]
mod tests {
    use super::{HcpcsCode, is_visit, may_be_visit};

    #[test]
    fn deleted_visit_codes_are_still_visits() {
        let deleted = [
            b"99201", b"99217", b"99220", b"99224", b"99241", b"99251", b"99318", b"99324", b"99337",
            b"99343",
        ];
        assert!(deleted.iter().all(|code| is_visit(HcpcsCode::known(code))));
    }

    #[test]
    fn care_management_and_prolonged_care_are_no_visits() {
        let others = [b"99216", b"99240", b"99288", b"99319", b"99339", b"99354", b"99490", b"G0439"];
        assert!(!others.iter().any(|code| is_visit(HcpcsCode::known(code))));
        assert!(may_be_visit(HcpcsCode::known(b"99490")) && may_be_visit(HcpcsCode::known(b"G0439")));
    }
}
