//! The codes of visits: evaluation and management services that surgical packages include. The law lists them.

use super::modifiers as m;
use crate::law::{Lookup, Provisions, borrowed, is_listed};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, ServiceRow};

/// Whether the code is a visit. If the law has no list of visits on the day, none is, and
/// [`caveat_unknown_lists`](super::rules::unknown_lists::caveat_unknown_lists) says so.
pub(super) fn is_visit(law: &Provisions, hcpcs: HcpcsCode) -> bool {
    is_listed(&law.visits, hcpcs)
}

/// Whether the code can carry a visit's modifiers: 24, 25 and 57. Those of care management and of wellness visits can too.
///
/// # Errors
/// If the law does not have one of the two lists on the day, and the other does not have the code.
pub(super) fn takes_visit_modifiers(law: &Provisions, hcpcs: HcpcsCode) -> Lookup<bool> {
    if is_visit(law, hcpcs) {
        return Ok(true);
    }
    let is_other = borrowed(&law.services_with_visit_modifiers)?.has(hcpcs);
    if is_other { Ok(true) } else { borrowed(&law.visits).map(|_| false) }
}

/// Whether the law lists the code among those that can carry a visit's modifiers.
#[must_use]
pub fn may_be_visit(law: &Provisions, hcpcs: HcpcsCode) -> bool {
    takes_visit_modifiers(law, hcpcs).unwrap_or(false)
}

/// Whether a modifier says by itself that a visit was separate from another service of its day. 25 says so, and 57 of the visit
/// that decided on an operation with 90 global days, whose package includes every other visit. 24 is for the days after an
/// operation, and 27 for the claims of hospitals. Without the other code's row it can be an operation or none.
pub(super) fn separates_visit(
    law: &Provisions,
    modifier: Modifier,
    visit: HcpcsCode,
    other: Option<&ServiceRow>,
) -> bool {
    let days = other.map(|row| row.global_days);
    match modifier {
        m::SEPARATE_VISIT => days != Some(GlobalDays::Ninety) || !is_visit(law, visit),
        m::DECISION_FOR_SURGERY => {
            let may_be_operation =
                matches!(days, None | Some(GlobalDays::Ninety | GlobalDays::ContractorDecides));
            may_be_operation && is_visit(law, visit)
        }
        _another_case => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;
    use time::macros::date;

    #[test]
    fn care_management_takes_the_modifiers_of_a_visit_but_is_none() {
        let law = Law::shipped().unwrap();
        let law = law.on(date!(2025 - 01 - 15));
        for code in [b"99490", b"G0439"].map(HcpcsCode::known) {
            assert!(!is_visit(law, code) && may_be_visit(law, code), "{code}");
        }
        let visit = HcpcsCode::known(b"99213");
        assert!(is_visit(law, visit) && may_be_visit(law, visit));
    }
}
