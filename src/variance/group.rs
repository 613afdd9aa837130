//! Groups the lines of a remittance by patient, practitioner, day and place. Medicare prices those together.

use super::chunks::Chunks;
use super::doubt::Doubt;
use super::paid_line::{PaidLine, number};
use crate::vocabulary::{HcpcsCode, Money, PlaceOfService};
use crate::x12::{ClaimIdentity, ClaimStatus, Fingerprint, RemittedClaim, RemittedLine, StandingClaims};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use time::Date;

/// The claims of a remittance, until all of them have arrived. Claims of one patient and day can be anywhere in it, and an entry
/// can take back any earlier one, so no line is judged before the end. What is kept of a line is no more than its judgement
/// needs, and has a fixed size.
#[derive(Debug, Default)]
pub struct PaidClaims {
    /// The lines that were not judged yet.
    lines: Chunks<Option<PaidLine>>,
    /// The group of each line.
    groups: Vec<GroupId>,
    claims: usize,
    /// The claims that a later entry can take back.
    adjudicated: Chunks<AdjudicatedClaim>,
    reversals: Vec<Reversal>,
    /// Makes the numbers of groups. Its key is made anew for every remittance.
    hasher: RandomState,
}

// A remittance of 20 MiB has some 140,000 lines, which take 26 MB with all that is kept of them. The shortest claims are 470,000,
// and take 94 MB.
const _: () = assert!(size_of::<Option<PaidLine>>() <= 160 && size_of::<AdjudicatedClaim>() <= 40);

/// A claim as its payer decided it.
#[derive(Clone, Copy, Debug)]
struct AdjudicatedClaim {
    identity: ClaimIdentity,
    first_line: u32,
    lines: u32,
    charge: Money,
    paid: Money,
}

/// An entry that takes back an earlier claim.
#[derive(Clone, Debug)]
struct Reversal {
    identity: ClaimIdentity,
    charge: Money,
    paid: Money,
    /// How many adjudicated claims come before it.
    after: usize,
    /// The codes that it takes back, each with the group in which it was priced.
    services: Box<[Service]>,
}

/// A code of a patient's day.
type Service = (GroupId, HcpcsCode);

/// Lines that are priced together, or lines of one claim that are not priced.
#[derive(Clone, Debug, Default)]
pub struct LineGroup {
    /// The lines, each with its position among all lines of the remittance.
    pub lines: Vec<(usize, PaidLine)>,
}

/// A number that the lines of a group have in common: a fingerprint of their [`GroupKey`].
type GroupId = u64;

/// What the lines of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum GroupKey {
    /// They are priced together.
    Priced {
        patient: Patient,
        practitioner: Option<Fingerprint>,
        day: Option<Date>,
        place: Option<PlaceOfService>,
    },
    /// They are lines of one claim that are not priced. The number is the claim's position.
    Unpriced(u32),
}

/// The patient of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Patient {
    /// Claims with this fingerprint are of the same patient.
    Known(Fingerprint),
    /// The claim at this position has no member number, so it is not priced with others.
    OfClaim(u32),
}

impl PaidClaims {
    /// Adds the next claim.
    pub fn take(&mut self, claim: &RemittedClaim) {
        self.claims += 1;
        let (identity, charge, paid) = (claim.identity, claim.charge, claim.paid);
        match claim.status {
            ClaimStatus::Reversal => {
                let after = self.adjudicated.len();
                let services =
                    claim.lines.iter().zip(PaidLine::of_claim(claim)).filter_map(|(remitted, line)| {
                        Some((self.hasher.hash_one(priced_key(claim, remitted, &line)), line.hcpcs?))
                    });
                let services = services.collect();
                self.reversals.push(Reversal { identity, charge, paid, after, services });
            }
            ClaimStatus::Adjudicated => {
                let (first_line, lines) = (number(self.lines.len()), number(claim.lines.len().max(1)));
                self.adjudicated.push(AdjudicatedClaim { identity, first_line, lines, charge, paid });
            }
            ClaimStatus::Predetermination => {}
        }
        if claim.lines.is_empty() {
            let line = PaidLine::of_whole(claim);
            self.groups.push(self.hasher.hash_one(GroupKey::Unpriced(line.place.claim)));
            self.lines.push(Some(line));
        }
        for (remitted, line) in claim.lines.iter().zip(PaidLine::of_claim(claim)) {
            self.groups.push(self.hasher.hash_one(key(claim, remitted, &line)));
            self.lines.push(Some(line));
        }
    }

    /// How many claims there are.
    #[must_use]
    pub const fn claims(&self) -> usize {
        self.claims
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The earlier claims that reversals take back, and the services of reversals that take back none.
    fn reversed(&self) -> (Vec<AdjudicatedClaim>, HashSet<Service>) {
        let reversals = self.reversals.iter().map(|reversal| reversal.identity);
        let mut standing = StandingClaims::of_reversals(reversals);
        let mut earlier = self.adjudicated.iter().copied().enumerate().peekable();
        let (mut reversed, mut unmatched) = (Vec::new(), HashSet::new());
        for Reversal { identity, charge, paid, after, services } in &self.reversals {
            while let Some((_, claim)) = earlier.next_if(|(index, _)| index < after) {
                standing.push(claim.identity, claim, (claim.charge, claim.paid));
            }
            match standing.take_back(*identity, (Money::ZERO - *charge, Money::ZERO - *paid)) {
                Some(claim) => reversed.push(claim),
                None => unmatched.extend(services.iter().copied()),
            }
        }
        (reversed, unmatched)
    }

    /// Notes at the lines of services that an entry takes back that it may be theirs.
    fn doubt_services(&mut self, unmatched: &HashSet<Service>) {
        if unmatched.is_empty() {
            return;
        }
        for (position, group) in self.groups.iter().enumerate() {
            let line = self.lines.get_mut(position).and_then(Option::as_mut);
            if let Some(line) =
                line.filter(|line| line.hcpcs.is_some_and(|code| unmatched.contains(&(*group, code))))
            {
                line.doubt(Doubt::UnmatchedReversal);
            }
        }
    }

    /// The groups, in the order of their first lines.
    #[must_use]
    pub fn groups(mut self) -> LineGroups {
        let (reversed, unmatched) = self.reversed();
        for AdjudicatedClaim { first_line, lines, .. } in reversed {
            for line in (first_line..first_line + lines).map(position) {
                let kept = self.lines.get_mut(line).and_then(Option::as_mut);
                if let (Some(kept), Some(group)) = (kept, self.groups.get_mut(line)) {
                    kept.unpriced = Some(Doubt::Reversed);
                    *group = self.hasher.hash_one(GroupKey::Unpriced(kept.place.claim));
                }
            }
        }
        self.doubt_services(&unmatched);
        let Self { lines, groups, .. } = self;
        let order = by_first_line(&groups);
        LineGroups { lines, groups, order, next: 0 }
    }
}

/// The positions of all lines, group by group, in the order of the groups' first lines.
fn by_first_line(groups: &[GroupId]) -> Vec<u32> {
    let group_of = |line: u32| groups.get(position(line)).copied();
    let mut order: Vec<u32> = (0..number(groups.len())).collect();
    order.sort_unstable_by_key(|line| (group_of(*line), *line));
    let mut first_lines = vec![0; order.len()];
    for group in order.chunk_by(|one, other| group_of(*one) == group_of(*other)) {
        let Some(first) = group.first() else { continue };
        for line in group {
            if let Some(first_line) = first_lines.get_mut(position(*line)) {
                *first_line = *first;
            }
        }
    }
    order.sort_unstable_by_key(|line| (first_lines.get(position(*line)).copied(), *line));
    order
}

/// The groups of a remittance, one at a time, in the order of their first lines.
#[derive(Debug)]
pub struct LineGroups {
    /// The lines that were not returned yet.
    lines: Chunks<Option<PaidLine>>,
    /// The group of each line.
    groups: Vec<GroupId>,
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

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What a line has in common with its group.
fn key(claim: &RemittedClaim, remitted: &RemittedLine, line: &PaidLine) -> GroupKey {
    if line.unpriced.is_some() {
        return GroupKey::Unpriced(line.place.claim);
    }
    priced_key(claim, remitted, line)
}

/// What a line has in common with those that are priced with it, or would be.
fn priced_key(claim: &RemittedClaim, remitted: &RemittedLine, line: &PaidLine) -> GroupKey {
    let details = claim.details.as_ref();
    let patient = details.and_then(|details| details.patient);
    let practitioner = remitted.details.practitioner;
    GroupKey::Priced {
        patient: patient.map_or(Patient::OfClaim(line.place.claim), Patient::Known),
        practitioner: practitioner.or_else(|| details.and_then(|details| details.practitioner)),
        day: line.days.map(|(from, _)| from),
        place: line.place_of_service,
    }
}
