//! A claim while its segments are read, from CLM to the next claim.

use super::claim::{ClaimFrequency, ClaimZip};
use super::elements::assigned_number;
use super::line_group::{Circumstances, LineGroup};
use super::service::{
    Assignment, LineDates, Practitioner, ServiceLine, assignment, claim_charge, claim_place, frequency,
    line_dates, line_place, service_line,
};
use super::{ClaimNote, Segment, ServiceClaim, X12Error};
use medpayiq_core::vocabulary::{MAX_LINES, Money, PlaceOfService};

/// The most faults that are reported for one claim.
const MOST_FAULTS: usize = 50;

/// A claim that is still being read.
#[derive(Debug)]
pub(super) struct OpenClaim {
    pub(super) segment: u32,
    pub(super) frequency: ClaimFrequency,
    levels: ClaimLevels,
    place: Option<PlaceOfService>,
    charge: Option<Money>,
    assignment: Option<Assignment>,
    parties: Parties,
    lines: Vec<OpenLine>,
    has_too_many_lines: bool,
    faults: Vec<X12Error>,
}

/// What the levels of the billing provider and the subscriber say for the claims below them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClaimLevels {
    pub(super) zip: Option<ClaimZip>,
    pub(super) practitioner: Option<Practitioner>,
    /// The segment that says that Medicare is not the subscriber's first payer: SBR.
    pub(super) not_first_payer: Option<u32>,
}

/// Where and by whom services were furnished: as a claim says for all its lines, or as a line says for itself.
#[derive(Clone, Copy, Debug, Default)]
struct Parties {
    facility: Option<ClaimZip>,
    practitioner: Option<Practitioner>,
}

/// A line that is still being read.
#[derive(Debug)]
struct OpenLine {
    segment: u32,
    number: Option<String>,
    service: LinePart<ServiceLine>,
    dates: LinePart<LineDates>,
    place: Option<PlaceOfService>,
    parties: Parties,
}

/// A part of a line that every line must have.
#[derive(Debug)]
enum LinePart<T> {
    NotRead,
    /// It was read and is not valid. The fault is already reported.
    Faulty,
    Valid(T),
}

impl<T> LinePart<T> {
    fn or_missing(self, missing: X12Error, faults: &mut Vec<X12Error>) -> Option<T> {
        match self {
            Self::NotRead => {
                faults.push(missing);
                None
            }
            Self::Faulty => None,
            Self::Valid(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for LinePart<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Faulty, Self::Valid)
    }
}

impl OpenClaim {
    pub(super) fn new(claim: &Segment<'_>, levels: ClaimLevels) -> Self {
        let mut faults = Vec::new();
        let mut kept = |fault| faults.push(fault);
        let charge = claim_charge(claim).map_err(&mut kept).ok();
        let place = claim_place(claim).map_err(&mut kept).ok();
        let assignment = assignment(claim).map_err(&mut kept).ok();
        Self {
            segment: claim.number,
            frequency: frequency(claim),
            levels,
            place,
            charge,
            assignment,
            parties: Parties::default(),
            lines: Vec::new(),
            has_too_many_lines: false,
            faults,
        }
    }

    fn keep<T>(&mut self, value: Result<T, X12Error>) -> Option<T> {
        value.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Returns the parties of the open line, or of the claim if no line is open.
    fn parties(&mut self) -> &mut Parties {
        self.lines.last_mut().map_or(&mut self.parties, |line| &mut line.parties)
    }

    pub(super) fn set_facility(&mut self, zip: Option<ClaimZip>) {
        self.parties().facility = zip;
    }

    pub(super) fn set_practitioner(&mut self, practitioner: Option<Practitioner>) {
        self.parties().practitioner = practitioner;
    }

    /// Reads a segment of a line.
    pub(super) fn read_line_segment(&mut self, segment: &Segment<'_>) {
        match segment.id() {
            b"LX" => self.begin_line(segment),
            b"SV1" => self.read_service(segment),
            b"DTP" => self.read_dates(segment),
            _ => self.faults.push(segment.expected("", "SV1, a professional service")),
        }
    }

    fn begin_line(&mut self, segment: &Segment<'_>) {
        let number = assigned_number(segment.element(1)).map(str::to_owned);
        if number.is_none() {
            self.faults.push(segment.expected("LX01", "the number of the line, one to six digits"));
        }
        self.push_line(segment, number);
    }

    fn push_line(&mut self, segment: &Segment<'_>, number: Option<String>) {
        if self.lines.len() == MAX_LINES {
            if !std::mem::replace(&mut self.has_too_many_lines, true) {
                self.faults.push(segment.expected("LX", "no more than 50 service lines in a claim"));
            }
            self.lines.pop();
        }
        self.lines.push(OpenLine {
            segment: segment.number,
            number,
            service: LinePart::NotRead,
            dates: LinePart::NotRead,
            place: None,
            parties: Parties::default(),
        });
    }

    fn read_service(&mut self, segment: &Segment<'_>) {
        // A sender may leave LX out: then a second SV1 begins the next line.
        let awaits_service = |line: &OpenLine| matches!(line.service, LinePart::NotRead);
        if !self.lines.last().is_some_and(awaits_service) {
            self.push_line(segment, None);
        }
        let place = self.keep(line_place(segment)).flatten();
        let Some(line) = self.lines.last_mut() else { return };
        line.place = place;
        let service = service_line(segment, line.number.take());
        line.service = service.map_err(|faults| self.faults.extend(faults)).ok().into();
    }

    fn read_dates(&mut self, segment: &Segment<'_>) {
        let is_service_date = segment.element(1) == b"472";
        let awaits_dates = |line: &&mut OpenLine| is_service_date && matches!(line.dates, LinePart::NotRead);
        if let Some(line) = self.lines.last_mut().filter(awaits_dates) {
            line.dates = line_dates(segment).map_err(|fault| self.faults.push(fault)).ok().into();
        }
    }

    /// Returns the services that are priced together, in the order of their first lines.
    ///
    /// # Errors
    /// Every fault of the claim.
    pub(super) fn finish(mut self) -> Result<Vec<ServiceClaim>, Vec<X12Error>> {
        let (segment, lines) = (self.segment, std::mem::take(&mut self.lines));
        if lines.is_empty() {
            let expected = "at least one service line after CLM";
            self.faults.push(X12Error { segment, element: "LX", expected });
        }
        let lines: Vec<_> = lines.into_iter().filter_map(|line| self.finish_line(line)).collect();
        if !self.faults.is_empty() {
            self.faults.truncate(MOST_FAULTS);
            return Err(self.faults);
        }
        let charges: Money = lines.iter().map(|(line, _)| line.charge).sum();
        let groups = LineGroup::group(lines);
        let notes = self.notes(charges, groups.len());
        let parts = groups.into_iter().map(|group| group.service_claim(segment, notes.iter().cloned()));
        parts.collect::<Result<_, _>>().map_err(|fault| vec![fault])
    }

    /// Returns the notes about the claim as a whole.
    fn notes(&self, charges: Money, parts: usize) -> Vec<ClaimNote> {
        let split = (parts > 1).then_some(ClaimNote::Split { parts });
        let differs = self.charge.is_some_and(|charge| charge != charges).then_some(ClaimNote::ChargesDiffer);
        let replaces = (self.frequency == ClaimFrequency::Replacement).then_some(ClaimNote::Replacement);
        let not_first = self.levels.not_first_payer.map(|segment| ClaimNote::NotFirstPayer { segment });
        [split, differs, replaces, not_first].into_iter().flatten().collect()
    }

    /// Returns the service of a line and its circumstances. Returns nothing, and reports the fault, if the line is incomplete.
    fn finish_line(&mut self, line: OpenLine) -> Option<(ServiceLine, Circumstances)> {
        let missing = |element, expected| X12Error { segment: line.segment, element, expected };
        let no_service = missing("SV1", "an SV1 segment with the service of this line");
        let no_date = missing("DTP", "a DTP*472 segment with the date of service of this line");
        let service = line.service.or_missing(no_service, &mut self.faults);
        let dates = line.dates.or_missing(no_date, &mut self.faults);
        let (service, dates, place) = (service?, dates?, line.place.or(self.place)?);
        let practitioner = line.parties.practitioner.or(self.parties.practitioner);
        let circumstances = Circumstances {
            dates,
            place,
            zip: line.parties.facility.or(self.parties.facility).or(self.levels.zip),
            practitioner: practitioner.or(self.levels.practitioner),
            assignment: self.assignment?,
        };
        Some((service.over(dates), circumstances))
    }
}
