//! What is left open by each kind of caveat and refusal.

use super::open::is_open;
use super::paid_line::PaidLine;
use super::{PaidClaims, group::LineGroup};
use crate::law::Law;
use crate::pricing::{self, Caveat, CaveatRange, LineEstimate, Outcome, Refusal};
use crate::schedule::Located;
use crate::snapshot::Snapshot;
use crate::starter;
use crate::vocabulary::{Claim, ClaimLine, Modifier, Money, PlaceOfService};
use crate::x12::{Kept, RemittanceReader};
use time::macros::date;

const REMITTANCE: &str = include_str!("../../openapi/variance.835");

/// The interpretation of 3D rendering as it was paid: $41.69 allowed.
fn paid_line() -> PaidLine {
    let (mut reader, mut claims) = (RemittanceReader::keeping(Kept::ForPricing), PaidClaims::default());
    reader.feed(REMITTANCE.as_bytes(), |claim| claims.take(&claim)).unwrap();
    reader.finish(|claim| claims.take(&claim)).unwrap();
    let groups: Vec<LineGroup> = claims.groups().collect();
    groups.into_iter().flat_map(|group| group.lines).map(|(_, line)| line).next().unwrap()
}

/// The same line with another allowed amount.
fn paid(cents: i64) -> PaidLine {
    let mut line = paid_line();
    line.paid.allowed = Money::from_cents(cents);
    line
}

/// The estimate of it, which has no caveat: $41.69.
fn estimate() -> LineEstimate {
    let releases = starter::loaded().unwrap();
    let schedule = Snapshot { releases }.into_schedule(Law::shipped().unwrap());
    let line = ClaimLine::new("76377".parse().unwrap()).with_modifiers([Modifier::PROFESSIONAL]).unwrap();
    let claim = Claim::new(date!(2025 - 01 - 15), PlaceOfService::OFFICE, vec![line]).unwrap();
    let in_force = schedule.in_force(Some(date!(2025 - 01 - 15)), None).unwrap();
    let locality = in_force.release.locality("01112-05".parse().unwrap()).unwrap();
    let rates =
        schedule.rates_without_edits(&in_force, &Located::at(locality), claim.provider().qualifying_apm);
    let mut estimate = pricing::estimate(&claim, &rates).lines.remove(0);
    assert_eq!(estimate.outcome.price().unwrap().allowed, Money::from_cents(4_169));
    estimate.confidence.reasons.clear();
    estimate.warnings.clear();
    estimate
}

fn with(caveats: &[Caveat]) -> LineEstimate {
    let mut estimate = estimate();
    estimate.confidence.reasons.extend_from_slice(caveats);
    estimate
}

/// A caveat with a range of the allowed amount.
fn with_range(caveat: Caveat, cents: (i64, i64)) -> LineEstimate {
    let mut estimate = with(std::slice::from_ref(&caveat));
    let (low, high) = (Money::from_cents(cents.0), Money::from_cents(cents.1));
    estimate.ranges.push(CaveatRange { caveat, low, high });
    estimate
}

fn refused(refusal: Refusal, is_predicted: bool, caveats: &[Caveat]) -> LineEstimate {
    let mut estimate = with(caveats);
    estimate.predicted_denials = refusal.predicted_denial().into_iter().filter(|_| is_predicted).collect();
    estimate.outcome = Outcome::NotPriced(refusal);
    estimate
}

fn older_release() -> Caveat {
    Caveat::OlderRelease { used: "RVU25A".to_owned(), wanted: "RVU25D".to_owned() }
}

#[test]
fn a_certain_amount_leaves_nothing_open() {
    let estimate = estimate();
    for cents in [0, 4_168, 4_170, 9_999] {
        assert!(!is_open(&estimate, &paid(cents), true), "{cents}");
    }
    assert!(!is_open(&estimate, &paid_line(), true));
}

#[test]
fn a_contract_leaves_its_amount_no_more_open() {
    assert!(!is_open(&with(&[Caveat::ContractAmount]), &paid(5_000), true));
    assert!(is_open(&with(&[Caveat::ContractAmount, Caveat::NationalAmount]), &paid(5_000), false));
}

#[test]
fn edits_leave_only_the_rank_open() {
    for has_other_rank in [false, true] {
        let estimate = with(&[Caveat::EditsNotChecked]);
        assert_eq!(is_open(&estimate, &paid(5_000), has_other_rank), has_other_rank);
    }
}

#[test]
fn another_release_leaves_the_allowed_amount_open_and_not_its_shares() {
    let chosen = Caveat::ChosenRelease { used: "RVU25A".to_owned(), in_force: "RVU25D".to_owned() };
    for caveat in [older_release(), chosen] {
        let estimate = with(&[caveat]);
        assert!(is_open(&estimate, &paid(5_000), false));
        assert!(!is_open(&estimate, &paid_line(), false));
    }
}

#[test]
fn a_caveat_without_a_range_leaves_everything_open() {
    let estimate = with(&[Caveat::NationalAmount]);
    assert!(is_open(&estimate, &paid(5_000), false));
    assert!(is_open(&estimate, &paid_line(), false));
}

#[test]
fn a_range_leaves_open_what_is_in_it() {
    let estimate = with_range(Caveat::RestrictedCoverage, (3_000, 6_000));
    // The range is taken of what other ranges leave, so its upper end is rounded up.
    for (cents, is_in) in [(2_999, false), (3_000, true), (5_000, true), (6_001, true), (6_002, false)] {
        assert_eq!(is_open(&estimate, &paid(cents), true), is_in, "{cents}");
    }
    // If the allowed amount is right, a range of it says nothing about the payment.
    assert!(!is_open(&estimate, &paid_line(), true));
}

#[test]
fn each_range_is_taken_of_what_the_others_leave() {
    let mut estimate = with_range(Caveat::RestrictedCoverage, (2_084, 4_169));
    let caveat = Caveat::ContractorGlobalPeriod;
    estimate.confidence.reasons.push(caveat.clone());
    let (low, high) = (Money::from_cents(2_084), Money::from_cents(4_169));
    estimate.ranges.push(CaveatRange { caveat, low, high });
    // Half of the half of $41.69 is $10.41.
    for (cents, is_in) in [(1_040, false), (1_041, true), (4_168, true), (4_172, false)] {
        assert_eq!(is_open(&estimate, &paid(cents), false), is_in, "{cents}");
    }
    // A release that leaves the allowed amount open leaves it open outside the ranges too.
    estimate.confidence.reasons.push(older_release());
    assert!(is_open(&estimate, &paid(1_040), false));
}

#[test]
fn a_certain_denial_that_is_predicted_leaves_nothing_open() {
    assert!(!is_open(&refused(Refusal::AlwaysBundled, true, &[]), &paid(5_000), true));
    // A contract changes nothing about it.
    assert!(!is_open(&refused(Refusal::AlwaysBundled, true, &[Caveat::ContractAmount]), &paid(5_000), true));
}

#[test]
fn any_other_refusal_leaves_the_payment_open() {
    for estimate in [
        refused(Refusal::AlwaysBundled, true, &[older_release()]),
        refused(Refusal::AlwaysBundled, false, &[]),
        refused(Refusal::ExcludedByRegulation, true, &[]),
        refused(Refusal::NotListed, true, &[]),
    ] {
        assert!(is_open(&estimate, &paid(5_000), false), "{:?}", estimate.outcome);
    }
}
