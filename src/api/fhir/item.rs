//! A service of a FHIR claim as a line to price.

use super::charge::charge;
use super::claim::{CodeableConcept, Item};
use super::details::check_details;
use super::expression::of_item;
use super::extensions::refuse_extensions;
use super::quantity::{Count, check_quantity};
use super::systems::{PLACES, SERVICES, Systems, is_one_of};
use super::without_values::{NO_DAY, NO_PLACE};
use crate::api::estimates::request::LineRequest;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::{PlaceOfService, parse_date};
use time::Date;

/// A service whose elements were read. What is at fault is absent.
#[derive(Debug)]
pub(crate) struct CheckedItem {
    /// Its position in the claim.
    pub(crate) position: usize,
    pub(crate) sequence: i64,
    /// The first day.
    pub(crate) from: Option<Date>,
    /// The last day, and the expression of it.
    pub(crate) to: Option<(Date, String)>,
    pub(crate) place: Option<PlaceOfService>,
    hcpcs: Option<String>,
    /// One for each modifier of the claim; empty if it is at fault.
    modifiers: Vec<String>,
    units: Option<i64>,
    minutes: Option<i64>,
    charge: Option<String>,
    /// The element that the charge is from.
    charge_element: &'static str,
}

impl CheckedItem {
    /// Whether it has a code, so that the rest of it can be checked.
    pub(crate) const fn has_code(&self) -> bool {
        self.hcpcs.is_some()
    }

    /// The expression of a field of its line.
    pub(crate) fn expression(&self, field: &str) -> String {
        let at = |element: &str| of_item(self.position, element);
        match field.split_once('/') {
            Some(("modifiers", position)) => at(&format!("modifier[{position}]")),
            _ => match field {
                "hcpcs" => at("productOrService"),
                "modifiers" => at("modifier"),
                "units" | "minutes" => at("quantity.value"),
                "charge" => at(self.charge_element),
                _ => at(""),
            },
        }
    }
}

impl From<&CheckedItem> for LineRequest {
    fn from(item: &CheckedItem) -> Self {
        Self {
            id: Some((item.position + 1).to_string()),
            hcpcs: item.hcpcs.clone().unwrap_or_default(),
            modifiers: Some(item.modifiers.clone()),
            units: item.units,
            charge: item.charge.clone(),
            minutes: item.minutes,
            postoperative_days: None,
        }
    }
}

/// Reads a service, and adds what is at fault.
pub(crate) fn check_item(item: Item, position: usize, faults: &mut Faults) -> CheckedItem {
    let at = |element: &str| of_item(position, element);
    refuse_extensions(item.modifier_extension.as_deref(), &at("modifierExtension"), faults);
    check_details(&item, position, faults);
    let hcpcs = known_code(item.product_or_service.as_ref(), SERVICES, &at("productOrService"), faults);
    let modifiers = item.modifier.iter().flatten().enumerate();
    let modifiers = modifiers.map(|(number, concept)| {
        known_code(Some(concept), SERVICES, &at(&format!("modifier[{number}]")), faults).unwrap_or_default()
    });
    let modifiers = modifiers.collect();
    let place_at = at("locationCodeableConcept");
    let place = known_code(item.location_codeable_concept.as_ref(), PLACES, &place_at, faults);
    let place =
        place.and_then(|code| faults.keep(&place_at, code.parse::<PlaceOfService>().map_err(|_| NO_PLACE)));
    let (from, to) = days(&item, position, faults);
    let count = check_quantity(item.quantity.as_ref(), &at("quantity"), faults);
    let Count { units, minutes } = count;
    let (charge, charge_element) = charge(&item, count, position, faults);
    let sequence = item.sequence.unwrap_or_default();
    CheckedItem {
        position,
        sequence,
        from,
        to,
        place,
        hcpcs,
        modifiers,
        units,
        minutes,
        charge,
        charge_element,
    }
}

/// The code of a concept in one of the systems. Two different ones would be two services.
fn known_code(
    concept: Option<&CodeableConcept>,
    systems: Systems,
    at: &str,
    faults: &mut Faults,
) -> Option<String> {
    let codes: Vec<(&str, &str)> = concept.iter().flat_map(|concept| concept.codes()).collect();
    let mut known: Vec<&str> = codes
        .iter()
        .filter(|(system, code)| is_one_of(system, systems) && !code.trim().is_empty())
        .map(|(_, code)| *code)
        .collect();
    known.sort_unstable();
    known.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    let (code, detail) = match (known.as_slice(), codes.as_slice()) {
        ([only], _) if is_short(only) => return Some((*only).to_owned()),
        ([_], _) => {
            let detail = "The code is longer than any code of its system.".to_owned();
            (FaultCode::WrongLength, detail)
        }
        ([], []) => (FaultCode::MissingField, "The code is missing.".to_owned()),
        ([], [..]) => {
            let first = systems.first().unwrap_or(&"");
            let detail =
                format!("No code is of a code system that is known here. Send one, such as of {first}.");
            (FaultCode::InvalidValue, detail)
        }
        ([..], _) => {
            let detail =
                "There are several codes. Send one code, and each service as an item of its own.".to_owned();
            (FaultCode::Conflict, detail)
        }
    };
    faults.add_coded(code, at, detail);
    None
}

/// Whether a text can be a code. A longer one may say something of the patient, so no fault repeats it.
fn is_short(code: &str) -> bool {
    const LONGEST: usize = 8;
    code.trim().len() <= LONGEST
}

/// The first day of a service, and the last with its expression.
fn days(item: &Item, position: usize, faults: &mut Faults) -> (Option<Date>, Option<(Date, String)>) {
    let at = |element: &str| of_item(position, element);
    let start = item.serviced_period.as_ref().and_then(|period| period.start.as_deref());
    let (from, expression) = match (item.serviced_date.as_deref(), start) {
        (Some(day), _) => (Some(day), at("servicedDate")),
        (None, start) => (start, at("servicedPeriod.start")),
    };
    if from.is_none() {
        let detail = "The day of the service is missing. Send servicedDate, or servicedPeriod with a start.";
        faults.add_coded(FaultCode::MissingField, at("serviced"), detail);
    }
    let from = from.and_then(|text| day(text, &expression, faults));
    let end = item.serviced_period.as_ref().filter(|_| item.serviced_date.is_none());
    let end_at = at("servicedPeriod.end");
    let to = end.and_then(|period| period.end.as_deref()).and_then(|text| day(text, &end_at, faults));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        faults.add_coded(FaultCode::Conflict, &end_at, "The last day is before the first.");
        return (from, None);
    }
    (from, to.map(|to| (to, end_at)))
}

/// The day of a FHIR dateTime such as `2025-01-15T09:30:00-08:00`. The fault does not repeat a text that is none: it may be the day
/// on which the patient was born.
fn day(text: &str, at: &str, faults: &mut Faults) -> Option<Date> {
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    faults.keep(at, parse_date(day).map_err(|_| NO_DAY))
}
