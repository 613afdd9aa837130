//! A remitted claim while its segments are read, and what is expected of each element that is kept.

use super::elements::{date, signed_amount, thousandths, two_digits, value};
use super::remittance::{
    ClaimIdentity, ClaimStatus, PlanKind, RemittedAdjustment, RemittedClaim, RemittedLine, RemittedService,
};
use super::remitted_details::{ClaimDetails, LineDetails};
use super::{Segment, X12Error};
use medpayiq_core::vocabulary::{Carc, Modifier, Money, Rarc};
use time::Date;

/// The most service lines of a claim (005010X221, loop 2110).
const MOST_LINES: usize = 999;
/// The most adjustments of a claim or a line: 99 segments of six adjustments each.
const MOST_ADJUSTMENTS: usize = 99 * 6;
/// The most remark codes of a claim or a line.
const MOST_REMARKS: usize = 99;

/// What is expected of a reason in CAS.
const REASON: &str = "a claim adjustment reason code of up to five letters or digits, such as 45 or B7";

/// The six adjustments of a CAS: the number of the reason, and the names of reason and amount.
const ADJUSTMENTS: [(usize, &str, &str); 6] = [
    (2, "CAS02", "CAS03"),
    (5, "CAS05", "CAS06"),
    (8, "CAS08", "CAS09"),
    (11, "CAS11", "CAS12"),
    (14, "CAS14", "CAS15"),
    (17, "CAS17", "CAS18"),
];

/// Returns the value, or reports the fault. The caller goes on without the value, because an input with a fault is refused
/// at its end.
fn keep<T>(faults: &mut Vec<X12Error>, value: Result<T, X12Error>) -> Option<T> {
    value.map_err(|fault| faults.push(fault)).ok()
}

fn dollars(
    segment: &Segment<'_>,
    number: usize,
    name: &'static str,
    expected: &'static str,
) -> Result<Money, X12Error> {
    signed_amount(segment.element(number)).ok_or(segment.expected(name, expected))
}

/// A number of units in thousandths, if there is one. A reversal may make it negative, as it makes the charge.
fn units(
    segment: &Segment<'_>,
    number: usize,
    name: &'static str,
    charge: Money,
) -> Result<Option<u32>, X12Error> {
    let element = segment.element(number);
    let unsigned = element.strip_prefix(b"-").filter(|_| charge < Money::ZERO).unwrap_or(element);
    if unsigned.is_empty() {
        return Ok(None);
    }
    let units =
        thousandths(unsigned).ok_or(segment.expected(name, "a number of units with up to three decimals"))?;
    Ok(Some(units))
}

impl RemittedClaim {
    /// Begins a claim with its CLP segment.
    pub(super) fn begin(
        claim: &Segment<'_>,
        position: usize,
        identity: ClaimIdentity,
        details: Option<ClaimDetails>,
        faults: &mut Vec<X12Error>,
    ) -> Self {
        let charge = dollars(claim, 3, "CLP03", "the charge of the claim in dollars");
        let paid = dollars(claim, 4, "CLP04", "the payment for the claim in dollars");
        let status = keep(faults, ClaimStatus::read(claim));
        Self {
            position,
            segment: claim.number,
            identity,
            status: status.unwrap_or(ClaimStatus::Adjudicated),
            charge: keep(faults, charge).unwrap_or_default(),
            paid: keep(faults, paid).unwrap_or_default(),
            plan: PlanKind::from_filing_indicator(claim.element(6)),
            place_of_service: two_digits(claim.element(8)).and_then(|code| code.parse().ok()),
            is_institutional: !claim.element(11).is_empty(),
            adjustments: Vec::new(),
            remarks: Vec::new(),
            unknown_remarks: 0,
            lines: Vec::new(),
            details,
            month: None,
            days: None,
        }
    }

    /// Reads a segment of the claim. Most are skipped.
    pub(super) fn read(&mut self, segment: &Segment<'_>, faults: &mut Vec<X12Error>) {
        let read = match segment.id() {
            b"SVC" => self.read_service(segment, faults),
            b"CAS" => self.read_adjustments(segment, faults),
            b"DTM" => self.read_date(segment),
            b"AMT" => self.read_allowed(segment),
            b"LQ" => self.read_remark(segment),
            b"MOA" => self.read_claim_remarks(segment),
            b"MIA" => {
                self.is_institutional = true;
                Ok(())
            }
            _ => Ok(()),
        };
        keep(faults, read);
    }

    /// Ends the claim. A line without a month gets the month of the claim.
    pub(super) fn end(mut self) -> Self {
        for line in &mut self.lines {
            line.month = line.month.or(self.month);
            line.details.days = line.details.days.or(self.days);
        }
        self
    }

    fn read_service(&mut self, service: &Segment<'_>, faults: &mut Vec<X12Error>) -> Result<(), X12Error> {
        if self.lines.len() == MOST_LINES {
            return Err(service.expected("SVC", "no more than 999 service lines in a claim"));
        }
        let charge = dollars(service, 2, "SVC02", "the charge of the line in dollars");
        let paid = dollars(service, 3, "SVC03", "the payment for the line in dollars");
        self.is_institutional |= is_revenue_code(service.element(4)) || service.component(1, 1) == b"NU";
        let charge = keep(faults, charge).unwrap_or_default();
        let counted = units(service, 5, "SVC05", charge);
        let billed = units(service, 7, "SVC07", charge);
        let (code, malformed_modifiers) = RemittedService::read(service, 1);
        self.lines.push(RemittedLine {
            segment: service.number,
            service: code,
            malformed_modifiers,
            charge,
            paid: keep(faults, paid).unwrap_or_default(),
            allowed: None,
            month: None,
            adjustments: Vec::new(),
            remarks: Vec::new(),
            details: LineDetails {
                units: keep(faults, counted).flatten(),
                billed_units: keep(faults, billed).flatten(),
                billed_service: billed_service(service),
                ..LineDetails::default()
            },
        });
        Ok(())
    }

    /// Reads a CAS, which belongs to the open line, or to the claim before its first line.
    fn read_adjustments(
        &mut self,
        segment: &Segment<'_>,
        faults: &mut Vec<X12Error>,
    ) -> Result<(), X12Error> {
        let line = self.lines.last_mut().map(|line| &mut line.adjustments);
        let adjustments = line.unwrap_or(&mut self.adjustments);
        let group = value(segment.element(1));
        let group = group
            .ok_or(segment.expected("CAS01", "CO, PR, OA, PI or CR, which says who bears the adjustment"))?;
        for (number, reason_name, amount_name) in ADJUSTMENTS {
            let reason = segment.element(number);
            if reason.is_empty() && segment.element(number + 1).is_empty() && number > 2 {
                continue;
            }
            let carc = carc(reason).ok_or(segment.expected(reason_name, REASON));
            let amount = dollars(segment, number + 1, amount_name, "the amount of the adjustment in dollars");
            if let (Some(carc), Some(amount)) = (keep(faults, carc), keep(faults, amount)) {
                adjustments.push(RemittedAdjustment { group, carc, amount });
            }
        }
        let is_fine = adjustments.len() <= MOST_ADJUSTMENTS;
        is_fine
            .then_some(())
            .ok_or(segment.expected("CAS", "no more than 99 CAS segments in a claim or a line"))
    }

    /// Reads the date of a line or of the claim: its month, and the day if days are kept.
    fn read_date(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let keeps_days = self.details.is_some();
        let qualifier = segment.element(1);
        let month = match (qualifier, self.lines.last_mut()) {
            (b"472", Some(line)) => Some(&mut line.month),
            (b"150", Some(line)) if line.month.is_none() => Some(&mut line.month),
            (b"232", None) => Some(&mut self.month),
            (b"151", Some(_)) | (b"233", None) if keeps_days => None,
            _ => return Ok(()),
        };
        let day = read_day(segment)?;
        if let Some(month) = month {
            *month = Some(day.replace_day(1).unwrap_or(day));
        }
        if keeps_days {
            match self.lines.last_mut() {
                Some(line) => line.note_day(qualifier, day),
                None => self.note_day(qualifier, day),
            }
        }
        Ok(())
    }

    /// Notes the first or last day of the claim.
    fn note_day(&mut self, qualifier: &[u8], day: Date) {
        self.days = match self.days {
            Some((from, _)) if qualifier == b"233" && from <= day => Some((from, day)),
            _ => Some((day, day)),
        };
    }

    fn read_allowed(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if let (b"B6", Some(line)) = (segment.element(1), self.lines.last_mut()) {
            line.allowed = Some(dollars(segment, 2, "AMT02", "the allowed amount of the line in dollars")?);
        }
        Ok(())
    }

    fn read_remark(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if let (b"HE", Some(line)) = (segment.element(1), self.lines.last_mut()) {
            self.unknown_remarks += add_remark(&mut line.remarks, segment, 2, "LQ02")?;
        }
        Ok(())
    }

    fn read_claim_remarks(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let names = [(3, "MOA03"), (4, "MOA04"), (5, "MOA05"), (6, "MOA06"), (7, "MOA07")];
        for (number, name) in names.into_iter().filter(|(number, _)| !segment.element(*number).is_empty()) {
            self.unknown_remarks += add_remark(&mut self.remarks, segment, number, name)?;
        }
        Ok(())
    }
}

/// Reads a reason code. Returns `Some(None)` for a code that does not have the form of a CARC, such as a payer's own, and
/// `None` for a text that cannot be a reason code at all.
fn carc(element: &[u8]) -> Option<Option<Carc>> {
    let could_be = (1..=5).contains(&element.len()) && element.iter().all(u8::is_ascii_alphanumeric);
    could_be.then(|| value(element))
}

/// Adds a remark code. Returns 1 if it does not have the form of a RARC, else 0.
fn add_remark(
    remarks: &mut Vec<Rarc>,
    segment: &Segment<'_>,
    number: usize,
    name: &'static str,
) -> Result<usize, X12Error> {
    let Some(remark) = value(segment.element(number)) else { return Ok(1) };
    if remarks.len() == MOST_REMARKS {
        return Err(segment.expected(name, "no more than 99 remark codes in a claim or a line"));
    }
    if !remarks.contains(&remark) {
        remarks.push(remark);
    }
    Ok(0)
}

fn read_day(segment: &Segment<'_>) -> Result<Date, X12Error> {
    date(segment.element(2)).ok_or(segment.expected("DTM02", "a date of eight digits (year, month, day)"))
}

/// Reads the service that was billed, SVC06, if it differs from the one that the payer decided.
fn billed_service(service: &Segment<'_>) -> Option<RemittedService> {
    let is_given = !service.element(6).is_empty() && service.element(6) != service.element(1);
    is_given.then(|| RemittedService::read(service, 6).0)
}

/// Returns whether SVC04 is a revenue code: four digits.
const fn is_revenue_code(element: &[u8]) -> bool {
    matches!(element, [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'])
}

impl ClaimStatus {
    fn read(claim: &Segment<'_>) -> Result<Self, X12Error> {
        match claim.element(2) {
            b"22" => Ok(Self::Reversal),
            b"25" => Ok(Self::Predetermination),
            [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9'] => Ok(Self::Adjudicated),
            _ => Err(claim.expected("CLP02", "a claim status code of one or two digits, such as 1, 4 or 22")),
        }
    }
}

impl RemittedService {
    /// Returns the service of an element, and how many of its modifiers do not have the form of one.
    fn read(service: &Segment<'_>, element: usize) -> (Self, usize) {
        let other = match service.component(element, 1) {
            b"HC" => return Self::hcpcs(service, element),
            b"NU" => Self::Revenue,
            b"AD" => Self::Dental,
            [b'N', b'1'..=b'6'] => Self::Drug,
            [_, _] => Self::OtherList,
            _ => Self::Unreadable,
        };
        (other, 0)
    }

    fn hcpcs(service: &Segment<'_>, element: usize) -> (Self, usize) {
        let Some(code) = value(service.component(element, 2)) else { return (Self::Unreadable, 0) };
        let given = (3..=6).map(|number| service.component(element, number)).filter(|text| !text.is_empty());
        let modifiers: Vec<Option<Modifier>> = given.map(value).collect();
        let malformed = modifiers.iter().filter(|modifier| modifier.is_none()).count();
        (Self::Hcpcs(code, modifiers.into_iter().flatten().collect()), malformed)
    }
}
