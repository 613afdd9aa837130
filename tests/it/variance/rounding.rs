//! Amounts of one price that differ by their order of rounding are all right, and no other amount is.

use super::remitting::Payment;
use super::{describe, judge, payments, releases_of_2025, remittance};
use medpayiq::api::price;
use medpayiq::schedule::Schedule;
use medpayiq::variance::{JudgedLine, Verdict};
use medpayiq::vocabulary::{GroupCode, Money};
use serde_json::{Value, json};

/// A line of a nonparticipating practitioner who accepts assignment.
fn claim(hcpcs: &str, modifiers: &[&str], units: u32) -> Value {
    let line = json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": units, "charge": "9000.00"});
    json!({"date_of_service": "2025-10-15", "place_of_service": "21", "locality": "01182-71",
           "provider": {"kind": "physician", "participating": false, "accepts_assignment": true},
           "patient": {"deductible_remaining": "0.00"}, "lines": [line]})
}

/// The line as it is judged if the payer allowed so many cents, and shared them as Medicare does: 20 percent to the patient, and 2
/// percent of the rest to sequestration.
fn judged(schedule: &Schedule, claim: &Value, allowed: i64) -> JudgedLine {
    let allowed = Money::from_cents(allowed);
    let part = |of: Money, percent: i64| Money::from_cents((of.cents() * percent + 50) / 100);
    let coinsurance = part(allowed, 20);
    let sequestration = part(allowed - coinsurance, 2);
    let adjustments = [
        (GroupCode::Contractual, "45", "9000.00".parse::<Money>().unwrap() - allowed),
        (GroupCode::PatientResponsibility, "2", coinsurance),
        (GroupCode::Contractual, "253", sequestration),
    ];
    let payment = Payment {
        allowed,
        paid: allowed - coinsurance - sequestration,
        adjustments: adjustments.map(|(group, carc, amount)| (group, carc.to_owned(), amount)).into(),
        remarks: Vec::new(),
    };
    judge(schedule, claim, &remittance(1, claim, &[payment])).remove(0)
}

/// What an estimate allows, in cents.
fn expected(schedule: &Schedule, claim: &Value) -> i64 {
    let estimate = price(schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
    payments(claim, &estimate)[0].allowed.cents()
}

/// The amounts near the expected one that are called as expected.
fn right_amounts(schedule: &Schedule, claim: &Value) -> Vec<i64> {
    let expected = expected(schedule, claim);
    let near = expected - 3..=expected + 3;
    let is_right = |cents: &i64| {
        let line = judged(schedule, claim, *cents);
        let is_right = line.verdict == Verdict::AsExpected;
        assert!(!is_right || line.difference() == Some(Money::ZERO), "{}", describe(&line));
        is_right
    };
    near.filter(is_right).collect()
}

#[test]
fn two_percentages_may_be_rounded_in_either_order_and_no_further() {
    let Some(schedule) = releases_of_2025() else { return };
    // 22857 in 01182-71 is $1,704.76. 62.5 percent are $1,065.48, and 95 percent of them $1,012.21. But 95 percent first are
    // $1,619.52, and 62.5 percent of them $1,012.20. So is 59.375 percent at once.
    let claim = claim("22857", &["62"], 1);
    assert_eq!(expected(&schedule, &claim), 101_221);
    assert_eq!(right_amounts(&schedule, &claim), [101_220, 101_221]);
}

#[test]
fn a_single_percentage_has_one_amount() {
    let Some(schedule) = releases_of_2025() else { return };
    let claim = claim("22857", &[], 1);
    assert_eq!(right_amounts(&schedule, &claim), [expected(&schedule, &claim)]);
}
