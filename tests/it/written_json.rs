//! Estimates are written without serde, and the JSON is the same as serde's.

use crate::laws::claim;
use crate::support::schedule::schedule;
use medpayiq::api::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest, price};
use medpayiq::schedule::Schedule;
use medpayiq::vocabulary::{Claim, ClaimLine, Money};
use proptest::prelude::*;
use std::sync::LazyLock;

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(schedule);

/// Line ids that JSON writes unchanged, and line ids that it escapes.
const IDS: &[&str] = &["1", "línea 1", "a \"b\"", "back\\slash", "tab\tbell\u{7}", "\u{7f}\u{2028}😀"];

/// A different id for each line.
fn ids() -> impl Iterator<Item = String> {
    IDS.iter().cycle().enumerate().map(|(position, id)| format!("{id}{position}"))
}

/// The deductible of the year, which is the most that can remain.
const DEDUCTIBLE: Money = Money::from_scaled(25_700).unwrap();

fn line(line: &ClaimLine, id: &str) -> LineRequest {
    LineRequest {
        id: Some(id.to_owned()),
        hcpcs: line.hcpcs().to_string(),
        modifiers: Some(line.modifiers().iter().map(ToString::to_string).collect()),
        units: Some(i64::from(line.units())),
        // A claim may charge nothing, but a request has a cent at least.
        charge: line.charge().map(|charge| charge.amount().max(Money::from_cents(1)).to_string()),
        minutes: line.minutes().map(i64::from),
        postoperative_days: line.postoperative_days().map(i64::from),
    }
}

fn request(claim: &Claim, (locality, zip): (Option<&str>, Option<&str>)) -> EstimateRequest {
    EstimateRequest {
        date_of_service: Some("2025-01-15".to_owned()),
        place_of_service: Some(claim.place_of_service().code().to_owned()),
        locality: locality.map(str::to_owned),
        zip: zip.map(str::to_owned),
        provider: Some(ProviderRequest {
            kind: Some(claim.provider().kind.as_str().to_owned()),
            participating: Some(claim.provider().participating),
            accepts_assignment: Some(claim.provider().accepts_assignment),
            ..ProviderRequest::default()
        }),
        patient: Some(PatientRequest {
            deductible_remaining: claim
                .deductible_remaining()
                .map(|amount| amount.min(DEDUCTIBLE).to_string()),
            ..PatientRequest::default()
        }),
        lines: claim.lines().iter().zip(ids()).map(|(one, id)| line(one, &id)).collect(),
        release: None,
        terms: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn an_estimate_is_written_as_serde_writes_it(
        claim in claim(),
        place in proptest::sample::select(vec![(None, None), (Some("01112-05"), None), (None, Some("94110"))]),
    ) {
        // Zip codes of the schedule of these laws may be none: then the place is left out.
        let priced = price(&SCHEDULE, request(&claim, place)).or_else(|_| price(&SCHEDULE, request(&claim, (None, None))));
        let priced = priced.unwrap();
        let answer = priced.answer();
        let written = String::from_utf8(answer.to_json()).unwrap();
        prop_assert_eq!(written, serde_json::to_string(&answer).unwrap());
        let answer = priced.minimal_answer();
        let written = String::from_utf8(answer.to_json()).unwrap();
        prop_assert_eq!(written, serde_json::to_string(&answer).unwrap());
    }
}
