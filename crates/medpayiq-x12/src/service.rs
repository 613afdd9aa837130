//! The elements of a claim and its lines that are kept, and what is expected of each.

use super::claim::ClaimFrequency;
use super::elements::{amount, date, date_range, thousandths, two_digits, value, whole_number};
use super::{Segment, X12Error};
use medpayiq_core::vocabulary::{
    Charge, ClaimLine, HcpcsCode, InvalidClaim, MAX_UNITS, Modifier, Money, PlaceOfService, ProviderKind,
};
use std::num::NonZeroU32;
use time::Date;

/// One service.
#[derive(Clone, Debug)]
pub(super) struct ServiceLine {
    /// The segment of the service: SV1.
    pub(super) segment: u32,
    /// The number of the line on the claim, in digits: LX01.
    pub(super) number: Option<String>,
    /// The charge, 0 or more: SV102.
    pub(super) charge: Money,
    /// The line to price. A charge of 0 is unknown here.
    pub(super) line: ClaimLine,
}

impl ServiceLine {
    /// The same service over the days of its line.
    pub(super) fn over(self, dates: LineDates) -> Self {
        Self { line: self.line.with_days(dates.days()), ..self }
    }
}

/// The dates of a line and their segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineDates {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) segment: u32,
}

impl LineDates {
    /// The number of days, from the first to the last.
    fn days(self) -> NonZeroU32 {
        let days = u32::try_from((self.to - self.from).whole_days()).unwrap_or(u32::MAX);
        NonZeroU32::MIN.saturating_add(days)
    }
}

/// The profession of the practitioner who furnished a service, and its segment: PRV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Practitioner {
    pub(super) kind: ProviderKind,
    pub(super) segment: u32,
}

/// CLM07: whether the provider accepts assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assignment {
    /// Empty.
    NotGiven,
    /// A.
    Accepted,
    /// C, and B: for clinical laboratory services only, which the physician fee schedule does not price.
    NotAccepted,
}

/// Reads CLM02.
pub(super) fn claim_charge(claim: &Segment<'_>) -> Result<Money, X12Error> {
    amount(claim.element(2)).ok_or(claim.expected("CLM02", "the charge of the claim in dollars"))
}

/// Reads CLM05: a place of service, not the facility type of an institutional claim.
pub(super) fn claim_place(claim: &Segment<'_>) -> Result<PlaceOfService, X12Error> {
    if !matches!(claim.component(5, 2), b"" | b"B") {
        return Err(claim.expected("CLM05-2", "B, which says that CLM05-1 is a place of service"));
    }
    place(claim.component(5, 1)).ok_or(claim.expected(
        "CLM05-1",
        "a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares",
    ))
}

/// Reads CLM05-3.
pub(super) fn frequency(claim: &Segment<'_>) -> ClaimFrequency {
    match claim.component(5, 3) {
        b"7" => ClaimFrequency::Replacement,
        b"8" => ClaimFrequency::Void,
        _ => ClaimFrequency::Original,
    }
}

/// Reads CLM07, which may be empty.
pub(super) fn assignment(claim: &Segment<'_>) -> Result<Assignment, X12Error> {
    match claim.element(7) {
        b"" => Ok(Assignment::NotGiven),
        b"A" => Ok(Assignment::Accepted),
        b"B" | b"C" => Ok(Assignment::NotAccepted),
        _ => Err(claim.expected("CLM07", "A, B or C, which says whether the provider accepts assignment")),
    }
}

/// Reads SV105, which may be empty.
pub(super) fn line_place(service: &Segment<'_>) -> Result<Option<PlaceOfService>, X12Error> {
    let code = service.element(5);
    if code.is_empty() {
        return Ok(None);
    }
    let expected = "a two-digit place of service code that CMS assigns, or nothing";
    place(code).map(Some).ok_or(service.expected("SV105", expected))
}

fn place(code: &[u8]) -> Option<PlaceOfService> {
    two_digits(code)?.parse().ok()
}

/// Reads SV1. Returns everything that is wrong with it.
pub(super) fn service_line(
    segment: &Segment<'_>,
    number: Option<String>,
) -> Result<ServiceLine, Vec<X12Error>> {
    let mut faults = Vec::new();
    let mut kept = |fault| faults.push(fault);
    let hcpcs = code(segment).map_err(&mut kept).ok();
    let modifiers = modifiers(segment).map_err(&mut kept).ok();
    let charge = amount(segment.element(2))
        .ok_or(segment.expected("SV102", "the charge of the line in dollars, 0 or more"));
    let charge = charge.map_err(&mut kept).ok();
    let quantity = quantity(segment).map_err(&mut kept).ok();
    let (Some(hcpcs), Some(modifiers), Some(charge), Some(quantity)) = (hcpcs, modifiers, charge, quantity)
    else {
        return Err(faults);
    };
    match claim_line(hcpcs, modifiers, charge, quantity) {
        Ok(line) => Ok(ServiceLine { segment: segment.number, number, charge, line }),
        Err(_) => Err(vec![segment.expected("SV1", "a service that a claim can have")]),
    }
}

fn claim_line(
    hcpcs: HcpcsCode,
    modifiers: Vec<Modifier>,
    charge: Money,
    quantity: Quantity,
) -> Result<ClaimLine, InvalidClaim> {
    let charge = Charge::new(charge).filter(|charge| charge.amount() != Money::ZERO);
    let line = ClaimLine::new(hcpcs).with_charge(charge).with_modifiers(modifiers)?;
    match quantity {
        Quantity::Units { thousandths } => line.with_unit_thousandths(thousandths),
        Quantity::Minutes(minutes) => line.with_minutes(minutes),
    }
}

fn code(segment: &Segment<'_>) -> Result<HcpcsCode, X12Error> {
    if segment.component(1, 1) != b"HC" {
        return Err(
            segment.expected("SV101-1", "HC, followed by the component separator that ISA16 declares")
        );
    }
    let code = value(segment.component(1, 2));
    code.ok_or(segment.expected("SV101-2", "a HCPCS code of five letters or digits, such as 99213"))
}

fn modifiers(segment: &Segment<'_>) -> Result<Vec<Modifier>, X12Error> {
    let given = (3..=6).map(|number| segment.component(1, number)).filter(|text| !text.is_empty());
    let modifiers: Option<_> = given.map(value).collect();
    modifiers.ok_or(segment.expected("SV101", "modifiers of two letters or digits each"))
}

/// How much of a service was furnished: SV103 and SV104.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    /// UN: a number of units, with up to three decimals.
    Units {
        /// The number in thousandths.
        thousandths: u32,
    },
    /// MJ: a number of minutes, as anesthesia is billed.
    Minutes(u32),
}

fn quantity(segment: &Segment<'_>) -> Result<Quantity, X12Error> {
    let (number, expected) = match segment.element(3) {
        b"UN" => {
            let most = MAX_UNITS.saturating_mul(1_000);
            let number = thousandths(segment.element(4)).filter(|number| (1..=most).contains(number));
            let units = number.map(|thousandths| Quantity::Units { thousandths });
            (units, "a number of units up to 9999, with no more than three decimals")
        }
        b"MJ" => {
            let number = whole_number(segment.element(4)).filter(|number| (1..=MAX_UNITS).contains(number));
            (number.map(Quantity::Minutes), "a whole number of minutes from 1 to 9999")
        }
        _ => return Err(segment.expected("SV103", "UN (units) or MJ (minutes)")),
    };
    number.ok_or(segment.expected("SV104", expected))
}

/// Reads DTP*472.
pub(super) fn line_dates(segment: &Segment<'_>) -> Result<LineDates, X12Error> {
    let text = segment.element(3);
    let dates = match segment.element(2) {
        b"D8" => date(text).map(|day| (day, day)),
        b"RD8" => date_range(text),
        _ => None,
    };
    let dates = dates.map(|(from, to)| LineDates { from, to, segment: segment.number });
    dates.ok_or(segment.expected(
        "DTP03",
        "D8 and a date of eight digits (year, month, day), or RD8 and two such dates joined by a hyphen",
    ))
}
