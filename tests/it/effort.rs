//! No claim takes much more work than its lines are worth: bounds on the effort of an estimate, which is counted and not
//! measured by a clock.

use crate::edit_laws::{dense_edits, edits};
use crate::figures::rvu25d;
use crate::laws::claim;
use crate::support::schedule::SCHEDULE;
use medpayiq::api::request;
use medpayiq::pricing::{ClaimEdits, Rates, effort, most_effort};
use medpayiq::schedule::{Schedule, Whereabouts};
use medpayiq::vocabulary::{Claim, ClaimLine, MAX_LINES, MAX_UNITS, QualifyingApm};
use proptest::prelude::*;

/// The most effort of a claim of 50 lines. `docs/performance.md` says how long it takes.
const MOST: usize = 100_000;

/// The most effort of each of 50 lines, as a multiple of that of one line alone.
const MOST_GROWTH: usize = 40;

/// The worst claims that `worst_claims` has found.
const WORST: &str = include_str!("../../benches/worst.ndjson");

fn effort_of(schedule: &Schedule, claim: &Claim, edits: ClaimEdits<'static>) -> usize {
    let in_force = schedule.in_force(Some(claim.date_of_service()), None).unwrap();
    let located =
        schedule.locate(in_force.release, Whereabouts::Locality("01112-05".parse().unwrap())).unwrap();
    let rates = schedule.rates_without_edits(&in_force, &located, QualifyingApm::No);
    effort(claim, &Rates { edits, ..rates })
}

/// A claim with as many lines as a claim may have.
fn long_claim() -> impl Strategy<Value = Claim> {
    proptest::collection::vec(claim(), 8..12).prop_map(|claims| {
        let lines = claims.iter().flat_map(|claim| claim.lines().to_vec()).cycle().take(MAX_LINES);
        claims[0].clone().with_lines(lines.collect()).unwrap()
    })
}

fn with_units(claim: &Claim, units: u32) -> Claim {
    let line = |line: &ClaimLine| {
        let units = if line.units() > 2 { units } else { line.units() };
        line.clone().with_units(units).unwrap()
    };
    claim.clone().with_lines(claim.lines().iter().map(line).collect()).unwrap()
}

/// The same claim without parts of surgical packages. Whether a part is ranked like its whole operation depends on the fees of
/// the others, which units can change. If it is not, the claim is priced under one more reading.
fn without_shared_packages(claim: &Claim) -> Claim {
    let line = |line: &ClaimLine| {
        let others = line.modifiers().iter().filter(|modifier| !["54", "55"].contains(&modifier.as_str()));
        line.clone().with_modifiers(others.copied().collect::<Vec<_>>()).unwrap()
    };
    claim.clone().with_lines(claim.lines().iter().map(line).collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn the_effort_of_a_claim_is_bounded(claim in long_claim(), seed in any::<u64>(), is_dense in any::<bool>()) {
        let edits = if is_dense { dense_edits(&claim, seed) } else { edits(&claim, seed) };
        let effort = effort_of(&SCHEDULE, &claim, edits);
        prop_assert!(effort <= MOST, "{effort}");
    }

    #[test]
    fn the_effort_of_a_claim_is_bounded_by_its_lines(
        claim in long_claim(), seed in any::<u64>(), is_dense in any::<bool>(), lines in 1..=MAX_LINES,
    ) {
        let claim = claim.clone().with_lines(claim.lines()[..lines].to_vec()).unwrap();
        let edits = if is_dense { dense_edits(&claim, seed) } else { edits(&claim, seed) };
        let (effort, most) = (effort_of(&SCHEDULE, &claim, edits), most_effort(lines));
        prop_assert!(effort <= most, "{effort} of {lines} lines, not {most}");
    }

    #[test]
    fn units_cost_nothing(claim in long_claim(), units in 3..=MAX_UNITS) {
        let claim = without_shared_packages(&claim);
        let few = effort_of(&SCHEDULE, &with_units(&claim, 3), ClaimEdits::default());
        let many = effort_of(&SCHEDULE, &with_units(&claim, units), ClaimEdits::default());
        prop_assert_eq!(few, many);
    }

    #[test]
    fn a_line_of_a_long_claim_takes_little_more_than_a_line_alone(claim in long_claim(), seed in any::<u64>()) {
        let whole = effort_of(&SCHEDULE, &claim, dense_edits(&claim, seed));
        let alone = |line: &ClaimLine| {
            let claim = claim.clone().with_lines(vec![line.clone()]).unwrap();
            effort_of(&SCHEDULE, &claim, ClaimEdits::default())
        };
        let alone: usize = claim.lines().iter().map(alone).sum();
        prop_assert!(whole <= alone * MOST_GROWTH, "{whole} for lines of {alone}");
    }
}

#[test]
fn the_worst_claims_that_were_found_are_within_the_bound() {
    let Some(schedule) = rvu25d() else { return };
    for line in WORST.lines() {
        // The search prices from RVU25A. The release of this schedule begins later in the year.
        let line = line.replace("2025-01-15", "2025-10-15");
        let request = request(line.as_bytes()).unwrap();
        let claim = medpayiq::api::price(&schedule, request).unwrap().claim;
        assert_eq!(claim.lines().len(), MAX_LINES);
        for seed in 0..20 {
            for edits in [ClaimEdits::default(), edits(&claim, seed), dense_edits(&claim, seed)] {
                let effort = effort_of(&schedule, &claim, edits);
                assert!(effort <= MOST, "{effort} for {line}");
            }
        }
    }
}
