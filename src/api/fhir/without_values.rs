//! What is wrong with a value of a claim, in sentences that never repeat the value. A wrong element may hold anything about the
//! patient, such as the day on which they were born.

use crate::api::wire::error::Fault;
use crate::api::wire::fault_code::FaultCode;

/// The text is not a day.
pub(super) const NO_DAY: &str = "This is not a date. Write year, month and day, such as 2025-12-25.";
/// The code is not a place of service.
pub(super) const NO_PLACE: &str = "CMS has not assigned this place of service code. Write two digits, such as 11 (office) or 22 (hospital \
     outpatient department).";
/// The days of a service are not priced alike.
pub(super) const DAYS_DIFFER: &str =
    "The conversion factor or the deductible changes between the two days. Split the service at the change.";
/// The values of two elements that could be about somebody.
const NO_CODE: &str =
    "This is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.";
const NO_MODIFIER: &str = "This is not a modifier. Write two letters or digits, such as 26 or RT.";
const NO_COUNT: &str = "The quantity is out of range. Write a whole number from 1 to 9999.";
const NO_AMOUNT: &str =
    "This is not an amount. Write dollars from 0.01 to 99999999.99, with two decimals at most.";
const NO_ZIP: &str = "This is not a ZIP code. Write five or nine digits, such as 94110.";
const UNKNOWN_ZIP: &str =
    "The loaded releases do not have this ZIP code. Send the parameter locality, such as 01112-05.";
const NO_LOCALITY: &str =
    "This is not a locality. Write the contractor and locality number, such as 01112-05.";
const UNKNOWN_DAY: &str = "No loaded release covers the day of the service.";
const UNKNOWN_LOCALITY: &str = "The release has no such locality.";
const OTHER: &str = "The value is not valid.";

/// The fault of a field of an estimate without the value that was sent.
pub(super) fn without_value(fault: Fault) -> Fault {
    let field = fault.pointer.trim_end_matches(|last: char| last.is_ascii_digit()).trim_end_matches('/');
    let (_, name) = field.rsplit_once('/').unwrap_or(("", field));
    // What follows the first sentence is about the loaded data.
    let rest = fault.detail.split_once(". ").map_or("", |(_, rest)| rest);
    let detail = match (name, fault.code) {
        (
            _,
            FaultCode::WrongLength | FaultCode::Conflict | FaultCode::MissingField | FaultCode::MoreFaults,
        ) => return fault,
        ("date_of_service", FaultCode::NotLoaded) => format!("{UNKNOWN_DAY} {rest}"),
        ("locality", FaultCode::NotLoaded) if fault.detail.contains(" has no locality ") => {
            format!("{UNKNOWN_LOCALITY} {rest}")
        }
        ("locality", FaultCode::NotLoaded) => return fault,
        ("zip", FaultCode::NotLoaded) => UNKNOWN_ZIP.to_owned(),
        (name, _) => sentence(name).to_owned(),
    };
    Fault { detail, ..fault }
}

fn sentence(name: &str) -> &'static str {
    match name {
        "date_of_service" => NO_DAY,
        "place_of_service" => NO_PLACE,
        "hcpcs" => NO_CODE,
        "modifiers" => NO_MODIFIER,
        "units" | "minutes" => NO_COUNT,
        "charge" => NO_AMOUNT,
        "zip" => NO_ZIP,
        "locality" => NO_LOCALITY,
        _ => OTHER,
    }
}
