//! What is usual for a code: the place where it is furnished, and the visit or procedure that meets it on a claim.

use super::case::Case;
use super::medicare::Medicare;
use crate::vocabulary::{HcpcsCode, PlaceOfService, ServiceRow, Setting, Status};

/// The places that the definitions of visits name, those of operations that need a hospital bed (on organs, of fractures of the hip,
/// transplants), and those of emergencies and of tests in a hospital's laboratory: the first code, the last one, and the place of
/// service. The places of procedures are this project's own choice.
const PLACES: &[(&[u8; 5], &[u8; 5], &str)] = &[
    (b"01958", b"01969", "21"),
    (b"27235", b"27248", "21"),
    (b"31500", b"31500", "23"),
    (b"31600", b"31610", "21"),
    (b"32035", b"32320", "21"),
    (b"32440", b"32540", "21"),
    (b"32551", b"32551", "21"),
    (b"32650", b"32674", "21"),
    (b"32850", b"32856", "21"),
    (b"33249", b"33249", "21"),
    (b"33300", b"33999", "21"),
    (b"36555", b"36556", "21"),
    (b"36600", b"36640", "21"),
    (b"38700", b"38724", "21"),
    (b"43100", b"43135", "21"),
    (b"43620", b"43645", "21"),
    (b"43770", b"43775", "21"),
    (b"43800", b"43865", "21"),
    (b"44005", b"44055", "21"),
    (b"44110", b"44227", "21"),
    (b"44300", b"44346", "21"),
    (b"44900", b"44970", "21"),
    (b"45110", b"45136", "21"),
    (b"47120", b"47147", "21"),
    (b"48100", b"48160", "21"),
    (b"48500", b"48556", "21"),
    (b"49000", b"49020", "21"),
    (b"50300", b"50380", "21"),
    (b"59400", b"59622", "21"),
    (b"61304", b"61576", "21"),
    (b"90870", b"90870", "22"),
    (b"90935", b"90947", "21"),
    (b"92941", b"92941", "21"),
    (b"92950", b"92950", "23"),
    (b"92920", b"92998", "22"),
    (b"93451", b"93464", "22"),
    (b"93563", b"93572", "22"),
    (b"93600", b"93662", "22"),
    (b"94002", b"94003", "21"),
    (b"99221", b"99239", "21"),
    (b"99251", b"99255", "21"),
    (b"99281", b"99288", "23"),
    (b"99291", b"99292", "21"),
    (b"99304", b"99318", "32"),
    (b"99341", b"99350", "12"),
    (b"99460", b"99480", "21"),
    (b"G0316", b"G0316", "21"),
    (b"G0317", b"G0317", "32"),
    (b"G0318", b"G0318", "12"),
    (b"G0406", b"G0408", "21"),
    (b"G0425", b"G0427", "23"),
    (b"G0508", b"G0509", "21"),
];

/// Where a code is usually furnished: in the place that it names, or else in an office, or in a hospital outpatient department
/// if it is anesthesia or rarely done outside a facility.
pub(super) fn usual_place(row: &ServiceRow) -> PlaceOfService {
    let is_of_facility = row.is_na(Setting::NonFacility) || row.status == Status::Anesthesia;
    match named_place(row.hcpcs) {
        Some(place) => place,
        None if is_of_facility => PlaceOfService::HOSPITAL_OUTPATIENT,
        None => PlaceOfService::OFFICE,
    }
}

/// The place that a code names.
fn named_place(hcpcs: HcpcsCode) -> Option<PlaceOfService> {
    let named = PLACES
        .iter()
        .find(|(first, last, _)| (HcpcsCode::known(first)..=HcpcsCode::known(last)).contains(&hcpcs));
    named.and_then(|(.., place)| place.parse().ok())
}

/// Whether a code is usually furnished at a place: the code names no other one, and CMS does not mark it as rare there.
pub(super) fn is_furnished_at(medicare: &Medicare<'_>, hcpcs: HcpcsCode, place: PlaceOfService) -> bool {
    let rows = medicare.rates.services.rows_of(hcpcs);
    let is_rare = |setting| rows.iter().all(|row| row.is_na(setting));
    named_place(hcpcs).is_none_or(|named| named == place) && !place.setting().is_some_and(is_rare)
}

/// Whether practices furnish the code in offices and in hospitals: it names no place.
pub(super) fn has_choice_of_place(hcpcs: HcpcsCode) -> bool {
    named_place(hcpcs).is_none()
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

/// Minor procedures that meet a visit of this kind at this place, the most usual first.
pub(super) fn usual_procedures(visit: HcpcsCode, place: PlaceOfService) -> &'static [HcpcsCode] {
    const INTO_THE_EYE: &[HcpcsCode] = &[HcpcsCode::known(b"67028")];
    const AT_THE_BEDSIDE: &[HcpcsCode] = &[HcpcsCode::known(b"36556"), HcpcsCode::known(b"11042")];
    const IN_AN_EMERGENCY: &[HcpcsCode] = &[HcpcsCode::known(b"12001"), HcpcsCode::known(b"20610")];
    const AT_HOME: &[HcpcsCode] = &[HcpcsCode::known(b"11042"), HcpcsCode::known(b"20610")];
    const INTO_A_JOINT: &[HcpcsCode] = &[HcpcsCode::known(b"20610")];
    match place.code() {
        _ if is_of_eye(visit) => INTO_THE_EYE,
        "21" => AT_THE_BEDSIDE,
        "23" => IN_AN_EMERGENCY,
        "31" | "32" | "12" => AT_HOME,
        _ => INTO_A_JOINT,
    }
}
