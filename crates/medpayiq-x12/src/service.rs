//! The elements of a claim and of its lines that are kept, each with what is expected of it.

use super::claim::{Frequency, Quantity, ServiceLine};
use super::elements::{amount, date, date_range, two_digits, value, whole_number};
use super::{Segment, X12Error};
use medpayiq_core::vocabulary::{HcpcsCode, MAX_UNITS, Modifier, Money, PlaceOfService};
use time::Date;

/// A place of service and its segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) code: String,
    pub(super) segment: u32,
}

/// The days of a line and their segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) segment: u32,
}

/// CLM02.
pub(super) fn claim_charge(claim: &Segment<'_>) -> Result<Money, X12Error> {
    amount(claim.element(2)).ok_or(claim.expected("CLM02", "the claim's charge in dollars"))
}

/// CLM05: a place of service, not the facility type of an institutional claim.
pub(super) fn claim_place(claim: &Segment<'_>) -> Result<Place, X12Error> {
    if !matches!(claim.component(5, 2), b"" | b"B") {
        return Err(claim.expected("CLM05-2", "B, a place of service code"));
    }
    place(claim, claim.component(5, 1)).ok_or(claim.expected(
        "CLM05-1",
        "a place of service of two digits, then the component separator that ISA16 of this interchange declares",
    ))
}

/// CLM05-3.
pub(super) fn frequency(claim: &Segment<'_>) -> Frequency {
    match claim.component(5, 3) {
        b"7" => Frequency::Replacement,
        b"8" => Frequency::Void,
        _ => Frequency::Original,
    }
}

/// SV105, which may be empty.
pub(super) fn line_place(service: &Segment<'_>) -> Result<Option<Place>, X12Error> {
    let code = service.element(5);
    let read = place(service, code).filter(|place| place.code.parse::<PlaceOfService>().is_ok());
    let is_readable = code.is_empty() || read.is_some();
    is_readable.then_some(read).ok_or(
        service.expected("SV105", "a place of service of two digits that CMS has assigned, or nothing"),
    )
}

fn place(segment: &Segment<'_>, code: &[u8]) -> Option<Place> {
    two_digits(code).map(|code| Place { code: code.to_owned(), segment: segment.number })
}

/// SV1: the service, or everything that is wrong with it.
pub(super) fn service_line(segment: &Segment<'_>, id: Option<String>) -> Result<ServiceLine, Vec<X12Error>> {
    let mut faults = Vec::new();
    let mut kept = |fault| faults.push(fault);
    let hcpcs = code(segment).map_err(&mut kept).ok();
    let modifiers = modifiers(segment).map_err(&mut kept).ok();
    let charge = amount(segment.element(2))
        .ok_or(segment.expected("SV102", "the line's charge in dollars, 0 or more"));
    let charge = charge.map_err(&mut kept).ok();
    let quantity = quantity(segment).map_err(&mut kept).ok();
    match (hcpcs, modifiers, charge, quantity) {
        (Some(hcpcs), Some(modifiers), Some(charge), Some(quantity)) => {
            Ok(ServiceLine { segment: segment.number, id, hcpcs, modifiers, charge, quantity })
        }
        _ => Err(faults),
    }
}

fn code(segment: &Segment<'_>) -> Result<HcpcsCode, X12Error> {
    if segment.component(1, 1) != b"HC" {
        return Err(segment.expected(
            "SV101-1",
            "HC, then the component separator that ISA16 of this interchange declares",
        ));
    }
    let read = value(segment.component(1, 2));
    read.ok_or(segment.expected("SV101-2", "a HCPCS code of five letters or digits, such as 99213"))
}

fn modifiers(segment: &Segment<'_>) -> Result<Vec<Modifier>, X12Error> {
    let given = (3..=6).map(|number| segment.component(1, number)).filter(|text| !text.is_empty());
    let read: Option<_> = given.map(value).collect();
    read.ok_or(segment.expected("SV101", "modifiers of two letters or digits each"))
}

fn quantity(segment: &Segment<'_>) -> Result<Quantity, X12Error> {
    let number =
        whole_number(segment.element(4)).filter(|number| (1..=i64::from(MAX_UNITS)).contains(number));
    let number = number.ok_or(segment.expected("SV104", "a whole number of units or minutes from 1 to 9999"));
    match segment.element(3) {
        b"UN" => number.map(Quantity::Units),
        b"MJ" => number.map(Quantity::Minutes),
        _ => Err(segment.expected("SV103", "UN (units) or MJ (minutes)")),
    }
}

/// DTP*472.
pub(super) fn days(segment: &Segment<'_>) -> Result<Days, X12Error> {
    let text = segment.element(3);
    let read = match segment.element(2) {
        b"D8" => date(text).map(|day| (day, day)),
        b"RD8" => date_range(text),
        _ => None,
    };
    let days = read.map(|(from, to)| Days { from, to, segment: segment.number });
    days.ok_or(segment.expected(
        "DTP03",
        "D8 and the day of service as eight digits, or RD8 and its first and last day with a hyphen between",
    ))
}
