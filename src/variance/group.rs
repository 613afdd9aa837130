//! Groups the lines of a remittance by patient, practitioner, day and place. Medicare prices those together.

use super::doubt::Doubt;
use super::paid_line::PaidLine;
use crate::vocabulary::{Money, PlaceOfService};
use crate::x12::{ClaimIdentity, ClaimStatus, Fingerprint, RemittedClaim};
use std::collections::HashMap;
use time::Date;

/// The claims of a remittance, until all of them have arrived. Claims of one patient and day can be far apart, and an entry
/// can take back an earlier one, so no line is judged before the end.
#[derive(Debug, Default)]
pub struct PaidClaims {
    lines: Vec<PaidLine>,
    claims: usize,
    /// The claims that no later entry has taken back: their position among the lines, and their amounts.
    standing: HashMap<ClaimIdentity, Vec<StandingClaim>>,
}

/// A claim that no later entry has taken back yet.
#[derive(Debug)]
struct StandingClaim {
    first_line: usize,
    lines: usize,
    charge: Money,
    paid: Money,
}

/// Lines that are priced together, or lines of one claim that are not priced.
#[derive(Clone, Debug, Default)]
pub struct LineGroup {
    /// The lines, each with its position among all lines of the remittance.
    pub lines: Vec<(usize, PaidLine)>,
}

/// What the lines of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct GroupKey {
    patient: Patient,
    practitioner: Option<Fingerprint>,
    day: Option<Date>,
    place: Option<PlaceOfService>,
    is_priced: bool,
}

/// The patient of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Patient {
    /// Claims with this fingerprint are of the same patient.
    Known(Fingerprint),
    /// The claim has no member number, so it is not priced with others.
    OfClaim(usize),
}

impl PaidClaims {
    /// Adds the next claim.
    pub fn take(&mut self, claim: &RemittedClaim) {
        self.claims += 1;
        match claim.status {
            ClaimStatus::Reversal => self.reverse(claim),
            ClaimStatus::Adjudicated => {
                let (charge, paid) = (claim.charge, claim.paid);
                let standing =
                    StandingClaim { first_line: self.lines.len(), lines: claim.lines.len(), charge, paid };
                self.standing.entry(claim.identity).or_default().push(standing);
            }
            ClaimStatus::Predetermination => {}
        }
        self.lines.extend(PaidLine::of_claim(claim));
    }

    /// How many claims there are.
    #[must_use]
    pub const fn claims(&self) -> usize {
        self.claims
    }

    /// How many lines there are.
    #[must_use]
    pub const fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Marks the earlier claim that a reversal takes back: the latest one with its amounts negated, or else the latest one.
    fn reverse(&mut self, reversal: &RemittedClaim) {
        let (charge, paid) = (Money::ZERO - reversal.charge, Money::ZERO - reversal.paid);
        let Some(standing) = self.standing.get_mut(&reversal.identity) else { return };
        let exact = standing.iter().rposition(|claim| claim.charge == charge && claim.paid == paid);
        let reversed = exact.map(|position| standing.remove(position)).or_else(|| standing.pop());
        let Some(StandingClaim { first_line, lines, .. }) = reversed else { return };
        for line in self.lines.iter_mut().skip(first_line).take(lines) {
            line.unpriced = Some(Doubt::Reversed);
        }
    }

    /// The groups, in the order of their first lines.
    #[must_use]
    pub fn groups(self) -> Vec<LineGroup> {
        let mut places: HashMap<GroupKey, usize> = HashMap::new();
        let mut groups: Vec<LineGroup> = Vec::new();
        for (position, line) in self.lines.into_iter().enumerate() {
            let place = *places.entry(key(&line)).or_insert(groups.len());
            if place == groups.len() {
                groups.push(LineGroup::default());
            }
            if let Some(group) = groups.get_mut(place) {
                group.lines.push((position, line));
            }
        }
        groups
    }
}

fn key(line: &PaidLine) -> GroupKey {
    let patient = line.patient.filter(|_| line.unpriced.is_none());
    GroupKey {
        patient: patient.map_or(Patient::OfClaim(line.place.claim), Patient::Known),
        practitioner: line.practitioner,
        day: line.days.map(|(from, _)| from),
        place: line.place_of_service,
        is_priced: line.unpriced.is_none(),
    }
}
