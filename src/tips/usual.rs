//! What is usual for a code: the place where it is furnished, and the visit or procedure that meets it on a claim.

use super::case::Case;
use super::examples::EXAMPLES;
use super::medicare::Medicare;
use crate::vocabulary::{
    BilateralSurgery, Component, GlobalDays, HcpcsCode, PcTc, PlaceOfService, ServiceRow, Setting, Status,
};

/// Where a code is usually furnished: in the place that it names; in a hospital as an inpatient if it is an operation with a long
/// stay; in a hospital outpatient department if it is anesthesia or rarely done outside a facility; or else in an office.
pub(super) fn usual_place(row: &ServiceRow) -> PlaceOfService {
    let is_of_facility = row.is_na(Setting::NonFacility) || row.status == Status::Anesthesia;
    match EXAMPLES.named_place(row.hcpcs) {
        Some(place) => place,
        None if has_long_stay(row) => PlaceOfService::HOSPITAL_INPATIENT,
        None if is_of_facility => PlaceOfService::HOSPITAL_OUTPATIENT,
        None => PlaceOfService::OFFICE,
    }
}

/// Whether a row is an operation after which a patient stays in the hospital.
fn has_long_stay(row: &ServiceRow) -> bool {
    let is_operation = row.is_na(Setting::NonFacility) && row.global_days == GlobalDays::Ninety;
    let is_long = row.rvus(Setting::Facility).work >= EXAMPLES.long_stay_work;
    is_operation && is_long && !EXAMPLES.outpatient.contain(row.hcpcs)
}

/// Whether a code is an operation of 90 global days that is usually decided on days before it. The visit of its day, and of the day before,
/// is then part of it.
pub(crate) fn is_planned_operation(medicare: &Medicare<'_>, hcpcs: HcpcsCode) -> bool {
    let rows = medicare.rates.services.rows_of(hcpcs);
    let is_major = rows.iter().any(|row| row.global_days == GlobalDays::Ninety);
    is_major && !EXAMPLES.decided_on_the_day.contain(hcpcs)
}

/// Whether a code is usually furnished at a place: the code names no other one, CMS does not mark it as rare there, and the practice is
/// paid for it there. In a facility Medicare pays the facility for technical and staff services, and for the whole of a test that has
/// codes for its parts, such as 93015 (RVU file, PC/TC indicators 3, 4 and 5).
pub(super) fn is_furnished_at(medicare: &Medicare<'_>, hcpcs: HcpcsCode, place: PlaceOfService) -> bool {
    let rows = medicare.rates.services.rows_of(hcpcs);
    let is_rare = |setting| rows.iter().all(|row| row.is_na(setting));
    let is_of_practice =
        |row: &ServiceRow| matches!(row.pc_tc, PcTc::TechnicalOnly | PcTc::GlobalOnly | PcTc::IncidentTo);
    let is_of_facility = place.setting() == Some(Setting::Facility) && rows.iter().all(is_of_practice);
    EXAMPLES.named_place(hcpcs).is_none_or(|named| named == place)
        && !place.setting().is_some_and(is_rare)
        && !is_of_facility
}

/// Whether a procedure can begin as a screening of the colon and get modifier PT. A screening that ends with the mere look has a code of its
/// own (G0104, G0105 or G0121), and none is done with a rigid scope (42 CFR 410.37).
pub(super) fn may_begin_as_screening(hcpcs: HcpcsCode) -> bool {
    const LOOKS: [HcpcsCode; 3] =
        [HcpcsCode::known(b"44388"), HcpcsCode::known(b"45330"), HcpcsCode::known(b"45378")];
    let rigid = HcpcsCode::known(b"45300")..=HcpcsCode::known(b"45327");
    !LOOKS.contains(&hcpcs) && !rigid.contains(&hcpcs)
}

/// Whether the technical part of a test is one fee for both sides, and its professional component is paid for each.
pub(crate) fn is_read_by_side(rows: &[ServiceRow]) -> bool {
    let is = |component, bilateral| {
        rows.iter().any(|row| row.component == component && row.bilateral == bilateral)
    };
    is(Component::Technical, BilateralSurgery::AlreadyBilateral)
        && is(Component::Professional, BilateralSurgery::EachSideFull)
}

/// The visit of a nurse, which is incident to a practitioner's service.
const NURSE_VISIT: HcpcsCode = HcpcsCode::known(b"99211");

/// Whether practices furnish the code in offices and in hospitals: it names no place. In a hospital nobody bills the visit of a nurse.
pub(super) fn has_choice_of_place(hcpcs: HcpcsCode) -> bool {
    EXAMPLES.named_place(hcpcs).is_none() && hcpcs != NURSE_VISIT
}

/// The place where examples bill a code: the usual one, or another one if Medicare prices the code there and not at the usual
/// one. `part` is what the code needs to have a price; without it no place has one.
pub(super) fn priced_place(
    row: &ServiceRow,
    part: Option<&[&[u8; 2]]>,
    medicare: &Medicare<'_>,
) -> PlaceOfService {
    let usual = usual_place(row);
    let Some(part) = part else { return usual };
    let answer = |place| medicare.allowed(&Case::with_line(row.hcpcs, place).with(part));
    let is_refused = answer(usual).and_then(|side| side.refusal().map(|refusal| refusal.code()));
    // An add-on code is refused everywhere without its primary.
    if is_refused.is_none_or(|code| code == "add_on_without_primary") {
        return usual;
    }
    let first = [PlaceOfService::OFFICE, PlaceOfService::HOSPITAL_OUTPATIENT];
    let mut places = first.into_iter().chain(PlaceOfService::all());
    places.find(|place| answer(*place).is_some_and(|side| side.price().is_some())).unwrap_or(usual)
}

/// Codes of the eye, which practices bill with eye examinations.
fn is_of_eye(hcpcs: HcpcsCode) -> bool {
    let ranges: [(&[u8; 5], &[u8; 5]); 3] =
        [(b"65091", b"68899"), (b"92002", b"92499"), (b"G0117", b"G0118")];
    ranges.iter().any(|(first, last)| (HcpcsCode::known(first)..=HcpcsCode::known(last)).contains(&hcpcs))
}

/// The visit that a patient of this service has at this place: an eye examination, a hospital visit, or an office visit.
pub(super) fn usual_visit(hcpcs: HcpcsCode, place: PlaceOfService, medicare: &Medicare<'_>) -> HcpcsCode {
    const OFFICE_VISIT: HcpcsCode = HcpcsCode::known(b"99213");
    let visit = match place.code() {
        _ if is_of_eye(hcpcs) => HcpcsCode::known(b"92014"),
        "21" => HcpcsCode::known(b"99222"),
        "23" => HcpcsCode::known(b"99284"),
        "31" | "32" => HcpcsCode::known(b"99308"),
        "12" => HcpcsCode::known(b"99348"),
        _ => OFFICE_VISIT,
    };
    if !medicare.rates.services.rows_of(visit).is_empty() { visit } else { OFFICE_VISIT }
}

/// The visits of the day on which a patient leaves the hospital.
const DISCHARGES: [HcpcsCode; 4] = [
    HcpcsCode::known(b"99234"),
    HcpcsCode::known(b"99235"),
    HcpcsCode::known(b"99238"),
    HcpcsCode::known(b"99239"),
];

/// Minor procedures that meet a visit of this kind at this place, the most usual first.
pub(super) fn usual_procedures(visit: HcpcsCode, place: PlaceOfService) -> &'static [HcpcsCode] {
    const INTO_THE_EYE: &[HcpcsCode] = &[HcpcsCode::known(b"67028")];
    const AT_THE_BEDSIDE: &[HcpcsCode] = &[HcpcsCode::known(b"36556"), HcpcsCode::known(b"11042")];
    const BEFORE_DISCHARGE: &[HcpcsCode] = &[HcpcsCode::known(b"11042")];
    const IN_AN_EMERGENCY: &[HcpcsCode] = &[HcpcsCode::known(b"12001"), HcpcsCode::known(b"20610")];
    const AT_HOME: &[HcpcsCode] = &[HcpcsCode::known(b"11042"), HcpcsCode::known(b"20610")];
    const INTO_A_JOINT: &[HcpcsCode] = &[HcpcsCode::known(b"20610")];
    match place.code() {
        // What a nurse does before the procedure is a part of it.
        _ if visit == NURSE_VISIT => &[],
        _ if is_of_eye(visit) => INTO_THE_EYE,
        "21" if DISCHARGES.contains(&visit) => BEFORE_DISCHARGE,
        "21" => AT_THE_BEDSIDE,
        "23" => IN_AN_EMERGENCY,
        "31" | "32" | "12" => AT_HOME,
        _ => INTO_A_JOINT,
    }
}
