//! What holds for every claim under terms, on random claims.

use crate::naive::claims::Codes;
use crate::naive::own_tests;
use crate::variance::{claim, releases_of_2025};
use medpayiq::api::price;
use medpayiq::pricing::{LineEstimate, Outcome, Rule};
use medpayiq::vocabulary::Share;
use serde_json::{Value, json};

const CLAIMS: u64 = 300;

/// Whether a part of the line's fee moved between the two sides of a procedure, because the charge of one is lower.
fn is_split_by_charges(line: &LineEstimate) -> bool {
    line.trace.iter().filter(|step| step.rule == Rule::Bilateral).count() > 1
}

/// A percentage changes no denial, and each amount by itself: it is that percentage of Medicare's amount, at most the charge.
#[test]
fn a_percentage_is_of_medicare_s_amount_on_every_line() {
    let (Some(schedule), Some(reference)) = (releases_of_2025(), own_tests::reference()) else { return };
    let (codes, localities) = (Codes::of(&reference), reference.localities().cloned().collect::<Vec<_>>());
    let estimate =
        |claim: &Value| price(&schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
    let mut compared = 0;
    for seed in 0..CLAIMS {
        let mut claim = claim(seed, &codes, &localities);
        let medicare = estimate(&claim);
        let percent = format!("{}.{}", 40 + seed % 200, seed % 100);
        claim["terms"] = json!({"percent": percent});
        let share = Share::of_percent(&percent).unwrap();
        let contract = estimate(&claim);
        if medicare.lines.iter().any(is_split_by_charges) || contract.lines.iter().any(is_split_by_charges) {
            continue;
        }
        for (position, (own, other)) in contract.lines.iter().zip(&medicare.lines).enumerate() {
            let (own, other) = match (&own.outcome, &other.outcome) {
                (Outcome::Priced(own), Outcome::Priced(other)) => (own, other),
                (own, other) => {
                    assert_eq!(own, other, "{claim}");
                    continue;
                }
            };
            let charge = claim["lines"][position]["charge"].as_str().unwrap().parse().unwrap();
            assert_eq!(own.adjusted, other.adjusted.times(share), "line {position} of {claim}");
            assert_eq!(own.allowed, own.adjusted.min(charge), "line {position} of {claim}");
            assert_eq!(own.fee_schedule, other.fee_schedule);
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}
