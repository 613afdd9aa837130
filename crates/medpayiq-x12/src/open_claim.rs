//! A claim while its segments are read, from CLM to the next claim, and what it comes to.

use super::claim::{Assignment, Frequency, LastDay, Practitioner, ServiceLine, ZipOwner, ZipSeen};
use super::elements::assigned_number;
use super::professional::Billing;
use super::service::{Days, Place, claim_charge, claim_place, days, frequency, line_place, service_line};
use super::{Note, Segment, ServiceClaim, X12Error};
use medpayiq_core::vocabulary::{MAX_LINES, Money};

/// The most faults that are named of one claim.
const MOST_FAULTS: usize = 50;
/// The place of service that is the patient's home.
const HOME: &str = "12";

/// A claim whose end was not met yet.
#[derive(Debug)]
pub(super) struct OpenClaim {
    pub(super) segment: u32,
    pub(super) frequency: Frequency,
    billing: Billing,
    place: Option<Place>,
    charge: Option<Money>,
    assignment: Option<Assignment>,
    around: Around,
    lines: Vec<OpenLine>,
    has_too_many: bool,
    faults: Vec<X12Error>,
}

/// What a claim says for all its lines, or a line for itself.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    facility: Option<ZipSeen>,
    practitioner: Option<Practitioner>,
}

/// A line whose end was not met yet.
#[derive(Debug)]
struct OpenLine {
    segment: u32,
    id: Option<String>,
    service: Seen<ServiceLine>,
    days: Seen<Days>,
    place: Option<Place>,
    around: Around,
}

/// Part of a line.
#[derive(Debug)]
enum Seen<T> {
    NotYet,
    /// Seen and at fault.
    Faulty,
    Read(T),
}

impl<T> Seen<T> {
    fn or_missing(self, missing: X12Error, faults: &mut Vec<X12Error>) -> Option<T> {
        match self {
            Self::NotYet => {
                faults.push(missing);
                None
            }
            Self::Faulty => None,
            Self::Read(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Seen<T> {
    fn from(read: Option<T>) -> Self {
        read.map_or(Self::Faulty, Self::Read)
    }
}

impl OpenClaim {
    pub(super) fn new(claim: &Segment<'_>, billing: Billing) -> Self {
        let mut faults = Vec::new();
        let mut kept = |fault| faults.push(fault);
        let charge = claim_charge(claim).map_err(&mut kept).ok();
        let place = claim_place(claim).map_err(&mut kept).ok();
        let assignment = Assignment::read(claim).map_err(&mut kept).ok().flatten();
        let (around, lines) = (Around::default(), Vec::new());
        let (segment, frequency) = (claim.number, frequency(claim));
        Self {
            segment,
            frequency,
            billing,
            place,
            charge,
            assignment,
            around,
            lines,
            has_too_many: false,
            faults,
        }
    }

    fn keep<T>(&mut self, read: Result<T, X12Error>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// What the open line says, or the claim where none is open.
    fn around(&mut self) -> &mut Around {
        self.lines.last_mut().map_or(&mut self.around, |line| &mut line.around)
    }

    pub(super) fn facility(&mut self, zip: Option<ZipSeen>) {
        self.around().facility = zip;
    }

    pub(super) fn practitioner(&mut self, practitioner: Option<Practitioner>) {
        self.around().practitioner = practitioner;
    }

    /// Reads a segment of a line.
    pub(super) fn read(&mut self, segment: &Segment<'_>) {
        match segment.id() {
            b"LX" => self.begin_line(segment),
            b"SV1" => self.service(segment),
            b"DTP" => self.days(segment),
            _ => self.faults.push(segment.expected("", "SV1, a professional service")),
        }
    }

    fn begin_line(&mut self, segment: &Segment<'_>) {
        let id = assigned_number(segment.element(1)).map(str::to_owned);
        if id.is_none() {
            self.faults.push(segment.expected("LX01", "the line's number, one to six digits"));
        }
        self.push_line(segment, id);
    }

    fn push_line(&mut self, segment: &Segment<'_>, id: Option<String>) {
        if self.lines.len() == MAX_LINES {
            if !std::mem::replace(&mut self.has_too_many, true) {
                self.faults.push(segment.expected("LX", "no more than 50 service lines in a claim"));
            }
            self.lines.pop();
        }
        self.lines.push(OpenLine {
            segment: segment.number,
            id,
            service: Seen::NotYet,
            days: Seen::NotYet,
            place: None,
            around: Around::default(),
        });
    }

    fn service(&mut self, segment: &Segment<'_>) {
        let is_open = |line: &OpenLine| matches!(line.service, Seen::NotYet);
        if !self.lines.last().is_some_and(is_open) {
            self.push_line(segment, None);
        }
        let place = self.keep(line_place(segment)).flatten();
        let Some(line) = self.lines.last_mut() else { return };
        line.place = place;
        let service = service_line(segment, line.id.take());
        line.service = service.map_err(|faults| self.faults.extend(faults)).ok().into();
    }

    fn days(&mut self, segment: &Segment<'_>) {
        let is_of_service = segment.element(1) == b"472";
        let line = self.lines.last_mut().filter(|line| is_of_service && matches!(line.days, Seen::NotYet));
        if let Some(line) = line {
            line.days = days(segment).map_err(|fault| self.faults.push(fault)).ok().into();
        }
    }

    /// The services that are priced together, in the order of their first lines; or every fault of the claim.
    pub(super) fn finish(mut self) -> Result<Vec<ServiceClaim>, Vec<X12Error>> {
        let (segment, lines) = (self.segment, std::mem::take(&mut self.lines));
        if lines.is_empty() {
            self.faults.push(X12Error {
                segment,
                element: "LX",
                expected: "at least one service line after CLM",
            });
        }
        let lines: Vec<_> = lines.into_iter().filter_map(|line| self.place_line(line)).collect();
        if !self.faults.is_empty() {
            self.faults.truncate(MOST_FAULTS);
            return Err(self.faults);
        }
        let charges: Money = lines.iter().map(|(line, _)| line.charge).sum();
        let mut parts = priced_together(lines);
        let split = (parts.len() > 1).then_some(Note::Split { parts: parts.len() });
        let differs = self.charge.is_some_and(|charge| charge != charges).then_some(Note::ChargesDiffer);
        let replaces = (self.frequency == Frequency::Replacement).then_some(Note::Replacement);
        for part in &mut parts {
            part.notes.extend([&split, &differs, &replaces].into_iter().flatten().cloned());
        }
        Ok(parts)
    }

    /// A line with the claim it would be priced in if it stood alone; none, and a fault, where something is missing.
    fn place_line(&mut self, line: OpenLine) -> Option<(ServiceLine, ServiceClaim)> {
        let missing = |element, expected| X12Error { segment: line.segment, element, expected };
        let no_service = missing("SV1", "a professional service in each line");
        let no_day = missing("DTP", "DTP*472, the day of service of each line");
        let service = line.service.or_missing(no_service, &mut self.faults);
        let days = line.days.or_missing(no_day, &mut self.faults);
        let (service, days, place) = (service?, days?, line.place.or_else(|| self.place.clone())?);
        let zip = line.around.facility.or(self.around.facility).or(self.billing.zip);
        let practitioner = line.around.practitioner.or(self.around.practitioner);
        let mut part = ServiceClaim {
            date: days.from,
            date_segment: days.segment,
            place_of_service: place.code,
            place_segment: place.segment,
            zip,
            practitioner: practitioner.or(self.billing.practitioner),
            assignment: self.assignment,
            claim_segment: self.segment,
            last_days: Vec::new(),
            lines: Vec::new(),
            notes: Vec::new(),
        };
        part.notes = notes(&part);
        if days.from != days.to {
            part.last_days.push(LastDay { day: days.to, segment: days.segment });
            part.notes.push(Note::SeveralDays { segment: days.segment });
        }
        let charges_nothing = service.charge == Money::ZERO;
        part.notes.extend(charges_nothing.then_some(Note::ZeroCharge { segment: service.segment }));
        Some((service, part))
    }
}

/// Puts lines of one day, place and practitioner together.
fn priced_together(lines: Vec<(ServiceLine, ServiceClaim)>) -> Vec<ServiceClaim> {
    let mut parts: Vec<ServiceClaim> = Vec::new();
    for (line, alone) in lines {
        match parts.iter_mut().find(|known| known.goes_with(&alone)) {
            Some(known) => {
                known.lines.push(line);
                known.last_days.extend(alone.last_days);
                let new = alone.notes.into_iter().filter(|note| !known.notes.contains(note));
                known.notes = known.notes.iter().cloned().chain(new).collect();
            }
            None => parts.push(ServiceClaim { lines: vec![line], ..alone }),
        }
    }
    parts
}

/// What there is to say of how the circumstances of a line were read.
fn notes(part: &ServiceClaim) -> Vec<Note> {
    let place = match part.zip.map(|seen| seen.owner) {
        None => Some(Note::NoZip),
        Some(ZipOwner::BillingProvider) => Some(Note::BillingProviderZip),
        Some(ZipOwner::ServiceFacility) => None,
    };
    let assignment = match part.assignment {
        None => Some(Note::NoAssignment),
        Some(Assignment::Accepted) => None,
        Some(code @ (Assignment::LaboratoryOnly | Assignment::NotAccepted)) => Some(Note::Unassigned(code)),
    };
    let home = (part.place_of_service == HOME).then_some(Note::HomeNotRead);
    let profession = part.practitioner.map(Note::Profession);
    [place, home, profession, assignment].into_iter().flatten().collect()
}

impl ServiceClaim {
    /// Whether both are of one day, place and practitioner.
    fn goes_with(&self, other: &Self) -> bool {
        let zip = |claim: &Self| claim.zip.map(|seen| seen.zip);
        let kind = |claim: &Self| claim.practitioner.map(|told| told.kind);
        self.date == other.date
            && self.place_of_service == other.place_of_service
            && zip(self) == zip(other)
            && kind(self) == kind(other)
    }
}
