//! Whether a modifier fits a code, so that it can show that a service was separate from another (NCCI Policy Manual ch. 1, E).

use super::modifiers as m;
use super::sites::Site;
use super::visits::{may_be_visit, takes_visit_modifiers};
use crate::law::{CodeList, Lookup, Provisions};
use crate::vocabulary::{BilateralSurgery, HcpcsCode, Modifier, ServiceRow};

/// Whether the modifier of a code of an edit can resolve it: it fits the code, and a modifier of a site fits the other code
/// too. A site that the other service cannot be on does not show that the two were on different ones.
pub(super) fn fits_pair(
    modifier: Modifier,
    (hcpcs, row): (HcpcsCode, Option<&ServiceRow>),
    (other, other_row): (HcpcsCode, Option<&ServiceRow>),
    law: &Provisions,
) -> bool {
    let fits_other = Site::of(modifier).is_none_or(|site| has_site(site, other, other_row, law));
    fits_other && fits(modifier, hcpcs, row, law)
}

/// Whether the modifier fits the code. If the law has no list that it takes to know, the modifier fits, and
/// [`caveat_unknown_lists`](super::rules::unknown_lists::caveat_unknown_lists) says so. Without the code's row it is not known
/// whether the service has sides: then it has.
pub(super) fn fits(modifier: Modifier, hcpcs: HcpcsCode, row: Option<&ServiceRow>, law: &Provisions) -> bool {
    let is_visit = || takes_visit_modifiers(law, hcpcs);
    if m::OWN_VISITS.contains(&modifier) || modifier == m::SEPARATE_OUTPATIENT_VISIT {
        is_visit().unwrap_or(true)
    } else if m::DISTINCT_SERVICES.contains(&modifier) || m::OTHER_OPERATIONS.contains(&modifier) {
        !is_visit().unwrap_or(false)
    } else if let Some(site) = Site::of(modifier) {
        has_site(site, hcpcs, row, law)
    } else {
        list_of(modifier, law).is_some_and(|list| list.as_ref().map_or(true, |codes| codes.has(hcpcs)))
    }
}

/// Whether the service can be furnished on such a site.
fn has_site(site: Site, hcpcs: HcpcsCode, row: Option<&ServiceRow>, law: &Provisions) -> bool {
    match site {
        Site::Side => has_sides(hcpcs, row, law),
        Site::Eyelid | Site::Finger | Site::Toe | Site::CoronaryArtery => {
            list_of_site(site, law).as_ref().map_or(true, |codes| codes.has(hcpcs))
        }
    }
}

/// Whether the service can be furnished on the right or the left side. The bilateral indicators 1 and 3 say so, and 9 that it
/// cannot. The others say nothing: 0 is on a cast of one arm, and on an electrocardiogram.
pub(super) fn has_sides(hcpcs: HcpcsCode, row: Option<&ServiceRow>, law: &Provisions) -> bool {
    let may_have_sides = match row.map(|row| row.bilateral) {
        Some(BilateralSurgery::OneHundredFifty | BilateralSurgery::EachSideFull) => true,
        Some(BilateralSurgery::NotApplicable) => false,
        Some(BilateralSurgery::NoAdjustment | BilateralSurgery::AlreadyBilateral) | None => {
            law.services_without_sides.as_ref().map_or(true, |codes| !codes.has(hcpcs))
        }
    };
    may_have_sides && !may_be_visit(law, hcpcs)
}

/// Whether the service can be on such a site for sure: if the law does not have the list, only the bilateral indicator says so.
pub(super) fn surely_has_site(
    site: Site,
    hcpcs: HcpcsCode,
    row: Option<&ServiceRow>,
    law: &Provisions,
) -> bool {
    let is_by_indicator = site == Site::Side && row.is_some_and(|row| row.bilateral.pays_each_side());
    has_site(site, hcpcs, row, law) && (is_by_indicator || list_of_site(site, law).is_ok())
}

/// The law's list that says which services can be on such a site.
const fn list_of_site(site: Site, law: &Provisions) -> &Lookup<CodeList> {
    match site {
        Site::Side => &law.services_without_sides,
        Site::Eyelid => &law.eyelid_services,
        Site::Finger => &law.finger_services,
        Site::Toe => &law.toe_services,
        Site::CoronaryArtery => &law.coronary_services,
    }
}

/// The law's list of the services that a modifier fits, if it is one of a site or of repeated tests.
pub(super) fn list_of(modifier: Modifier, law: &Provisions) -> Option<&Lookup<CodeList>> {
    let of_tests = (modifier == m::REPEATED_TEST).then_some(&law.laboratory_tests);
    of_tests.or_else(|| Site::of(modifier).map(|site| list_of_site(site, law)))
}

/// The services to which a modifier belongs that says more about them, with a sentence that names them. It resolves no edit.
pub(super) fn services_of(modifier: Modifier, law: &Provisions) -> Option<(&Lookup<CodeList>, &'static str)> {
    match &modifier.bytes() {
        b"90" | b"91" | b"QP" | b"QW" => Some((&law.laboratory_tests, "It applies to laboratory tests.")),
        b"AB" => Some((&law.audiologist_services, "It applies to services of audiologists.")),
        b"GG" | b"GH" => Some((&law.mammography, "It applies to mammography.")),
        b"Q7" | b"Q8" | b"Q9" => Some((&law.foot_care, "It applies to foot care.")),
        _ => None,
    }
}
