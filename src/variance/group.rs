//! Groups the lines of a remittance by patient, practitioner, day and place. Medicare prices those together.

use super::doubt::Doubt;
use super::paid_line::PaidLine;
use crate::vocabulary::{Money, PlaceOfService};
use crate::x12::{ClaimIdentity, ClaimStatus, Fingerprint, RemittedClaim};
use std::collections::HashMap;
use time::Date;

/// The claims of a remittance, until all of them have arrived. Claims of one patient and day can be anywhere in it, and an entry
/// can take back any earlier one, so no line is judged before the end. What is kept of a line is no more than its judgement
/// needs, and has a fixed size.
#[derive(Debug, Default)]
pub struct PaidClaims {
    lines: Vec<PaidLine>,
    claims: usize,
    /// The claims that no later entry has taken back: their position among the lines, and their amounts.
    standing: HashMap<ClaimIdentity, Vec<StandingClaim>>,
}

// A remittance of 20 MiB has at most some 200,000 lines. With their modifiers, which are few bytes more, they fit into 50 MB.
const _: () = assert!(size_of::<Option<PaidLine>>() <= 208);

/// The fewest lines for which memory is reserved at once.
const FEWEST_RESERVED: usize = 1_024;

/// A claim that no later entry has taken back yet.
#[derive(Debug)]
struct StandingClaim {
    first_line: u32,
    lines: u32,
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
                let (first_line, lines) = (number(self.lines.len()), number(claim.lines.len()));
                let standing = StandingClaim { first_line, lines, charge, paid };
                // Nearly every claim has an identity of its own.
                let of_identity = self.standing.entry(claim.identity);
                of_identity.or_insert_with(|| Vec::with_capacity(1)).push(standing);
            }
            ClaimStatus::Predetermination => {}
        }
        for line in PaidLine::of_claim(claim) {
            // The usual growth would reserve as much again as there is.
            if self.lines.len() == self.lines.capacity() {
                self.lines.reserve_exact((self.lines.len() / 8).max(FEWEST_RESERVED));
            }
            self.lines.push(line);
        }
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
        let (first_line, lines) = (position(first_line), position(lines));
        for line in self.lines.iter_mut().skip(first_line).take(lines) {
            line.unpriced = Some(Doubt::Reversed);
        }
    }

    /// The groups, in the order of their first lines.
    #[must_use]
    pub fn groups(self) -> LineGroups {
        let Self { lines, standing, .. } = self;
        drop(standing);
        let mut numbers: HashMap<GroupKey, u32> = HashMap::new();
        let group_of = |line: &PaidLine| {
            let next = number(numbers.len());
            *numbers.entry(key(line)).or_insert(next)
        };
        let groups: Vec<u32> = lines.iter().map(group_of).collect();
        let mut order: Vec<u32> = (0..number(lines.len())).collect();
        order.sort_by_key(|line| groups.get(position(*line)));
        LineGroups { lines: lines.into_iter().map(Some).collect(), groups, order, next: 0 }
    }
}

/// The groups of a remittance, one at a time, in the order of their first lines.
#[derive(Debug)]
pub struct LineGroups {
    /// The lines that were not returned yet.
    lines: Vec<Option<PaidLine>>,
    /// The number of each line's group.
    groups: Vec<u32>,
    /// The lines by group.
    order: Vec<u32>,
    /// How many lines were returned.
    next: usize,
}

impl Iterator for LineGroups {
    type Item = LineGroup;

    fn next(&mut self) -> Option<LineGroup> {
        let rest = self.order.get(self.next..)?;
        let group_of = |line: &u32| self.groups.get(position(*line));
        let group = group_of(rest.first()?);
        let count = rest.iter().take_while(|line| group_of(line) == group).count();
        let mut lines = Vec::with_capacity(count);
        for line in rest.iter().take(count).copied().map(position) {
            lines.extend(self.lines.get_mut(line).and_then(Option::take).map(|taken| (line, taken)));
        }
        self.next += count;
        Some(LineGroup { lines })
    }
}

/// A position as it is kept. A remittance of 20 MiB has far fewer lines than that.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
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
