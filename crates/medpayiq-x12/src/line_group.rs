//! Groups the lines of a claim by date, place and practitioner. Each group is priced as a claim of its own.

use super::claim::{ClaimZip, LastDay, ServiceClaim, ZipOwner};
use super::service::{Assignment, LineDates, Practitioner, ServiceLine};
use super::{ClaimNote, X12Error};
use medpayiq_core::vocabulary::{Claim, ClaimLine, InvalidClaim, Money, PlaceOfService, Provider};

/// The place of service of the patient's home.
const HOME: &str = "12";

/// Where, when and by whom a line was furnished.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    pub(super) dates: LineDates,
    pub(super) place: PlaceOfService,
    pub(super) zip: Option<ClaimZip>,
    pub(super) practitioner: Option<Practitioner>,
    pub(super) assignment: Assignment,
}

/// Lines that are priced together.
#[derive(Debug)]
pub(super) struct LineGroup {
    /// Those of the first line.
    circumstances: Circumstances,
    lines: Vec<ServiceLine>,
    last_days: Vec<LastDay>,
    notes: Vec<ClaimNote>,
}

impl LineGroup {
    /// Groups lines in the order in which each group begins.
    pub(super) fn group(lines: impl IntoIterator<Item = (ServiceLine, Circumstances)>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for (line, circumstances) in lines {
            match groups.iter_mut().find(|group| group.circumstances.are_priced_with(&circumstances)) {
                Some(group) => group.push(line, &circumstances),
                None => {
                    let mut group = Self::new(circumstances);
                    group.push(line, &circumstances);
                    groups.push(group);
                }
            }
        }
        groups
    }

    const fn new(circumstances: Circumstances) -> Self {
        Self { circumstances, lines: Vec::new(), last_days: Vec::new(), notes: Vec::new() }
    }

    fn push(&mut self, line: ServiceLine, circumstances: &Circumstances) {
        let LineDates { from, to, segment } = circumstances.dates;
        let several_days = from != to;
        self.last_days.extend(several_days.then_some(LastDay { day: to, segment }));
        let notes = circumstances.notes().into_iter();
        let notes = notes.chain(several_days.then_some(ClaimNote::SeveralDays { segment }));
        let zero = (line.charge == Money::ZERO).then_some(ClaimNote::ZeroCharge { segment: line.segment });
        let part = line.line.unit_thousandths().map(|_| ClaimNote::PartOfUnit { segment: line.segment });
        for note in notes.chain(zero).chain(part) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        self.lines.push(line);
    }

    /// Returns the group as a claim, with these notes of the whole claim after its own.
    ///
    /// # Errors
    /// If a claim cannot have these lines.
    pub(super) fn service_claim(
        self,
        claim_segment: u32,
        claim_notes: impl Iterator<Item = ClaimNote>,
    ) -> Result<ServiceClaim, X12Error> {
        let Self { circumstances, lines, last_days, mut notes } = self;
        let (line_numbers, lines) = lines.into_iter().map(|line| (line.number, line.line)).unzip();
        let claim = circumstances.claim(lines).map_err(|_| X12Error {
            segment: claim_segment,
            element: "LX",
            expected: "service lines that one claim can have",
        })?;
        notes.extend(claim_notes);
        Ok(ServiceClaim {
            claim,
            line_numbers,
            zip: circumstances.zip,
            claim_segment,
            date_segment: circumstances.dates.segment,
            last_days,
            notes,
        })
    }
}

impl Circumstances {
    /// Returns whether lines with these circumstances have the same date, place and practitioner.
    fn are_priced_with(&self, other: &Self) -> bool {
        let zip = |all: &Self| all.zip.map(|zip| zip.zip);
        let kind = |all: &Self| all.practitioner.map(|practitioner| practitioner.kind);
        self.dates.from == other.dates.from
            && self.place == other.place
            && zip(self) == zip(other)
            && kind(self) == kind(other)
    }

    fn claim(&self, lines: Vec<ClaimLine>) -> Result<Claim, InvalidClaim> {
        Ok(Claim::new(self.dates.from, self.place, lines)?.by(self.provider()))
    }

    /// A participating provider accepts assignment on every claim, so one who does not is not participating.
    fn provider(&self) -> Provider {
        let typical = Provider::default();
        let accepts_assignment = match self.assignment {
            Assignment::NotGiven | Assignment::Accepted => true,
            Assignment::NotAccepted => false,
        };
        Provider {
            kind: self.practitioner.map_or(typical.kind, |practitioner| practitioner.kind),
            participating: accepts_assignment,
            accepts_assignment,
            ..typical
        }
    }

    /// Returns the notes about place, practitioner and assignment.
    fn notes(&self) -> Vec<ClaimNote> {
        let place = match self.zip.map(|zip| zip.owner) {
            None => Some(ClaimNote::NoZip),
            Some(ZipOwner::BillingProvider) => Some(ClaimNote::BillingProviderZip),
            Some(ZipOwner::ServiceFacility) => None,
        };
        let assignment = match self.assignment {
            Assignment::NotGiven => Some(ClaimNote::NoAssignment),
            Assignment::Accepted => None,
            Assignment::NotAccepted => Some(ClaimNote::Unassigned),
        };
        let home = (self.place.code() == HOME).then_some(ClaimNote::HomeNotRead);
        let profession =
            self.practitioner.map(|Practitioner { kind, segment }| ClaimNote::Profession { kind, segment });
        [place, home, profession, assignment].into_iter().flatten().collect()
    }
}
