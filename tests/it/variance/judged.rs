//! Payments that are wrong although something about the line is not known, and what explains them.

use super::remitting::{END, HEAD, Part, Payment, write_claim};
use super::{describe, judge_with, payments, place};
use crate::support::schedule::{schedule, schedule_without_edits};
use medpayiq::api::price;
use medpayiq::contract::{Terms, TermsParts};
use medpayiq::schedule::Schedule;
use medpayiq::variance::{Assumptions, Change, JudgedLine, Verdict};
use medpayiq::vocabulary::{Money, Share};
use serde_json::{Value, json};
use std::sync::Arc;

fn claim(locality: &str, lines: &[(&str, &[&str], u32)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(hcpcs, modifiers, units)| json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": units, "charge": "900.00"}))
        .collect();
    json!({"date_of_service": "2025-03-04", "locality": locality, "place_of_service": "11",
           "provider": {"kind": "physician", "participating": true}, "patient": {"deductible_remaining": "0.00"}, "lines": lines})
}

fn paid(schedule: &Schedule, claim: &Value) -> Vec<Payment> {
    let estimate = price(schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
    payments(claim, &estimate)
}

/// Judges a claim that was paid like this.
fn judge(schedule: &Schedule, claim: &Value, payments: &[Payment], terms: Option<Terms>) -> Vec<JudgedLine> {
    let lines: Vec<usize> = (0..payments.len()).collect();
    let mut text = HEAD.to_owned();
    write_claim(&mut text, claim, payments, &Part { number: 1, patient: 1, lines: &lines });
    let assumptions = Assumptions { terms: terms.map(Arc::new), ..place(claim) };
    judge_with(schedule, assumptions, &(text + END))
}

fn explained(line: &JudgedLine) -> Vec<(Change, &str)> {
    line.explained_by.iter().map(|explanation| (explanation.change, explanation.to.as_str())).collect()
}

#[test]
fn edits_that_were_not_checked_make_no_other_fee_right() {
    // The starter data has older edits for this day; the other schedule has none.
    for (schedule, caveat) in [(schedule(), "older_edits"), (schedule_without_edits(), "edits_not_checked")] {
        let lines: &[(&str, &[&str], u32)] = &[("99214", &["25"], 1), ("71046", &[], 1)];
        let claim = claim("01112-05", lines);
        let mut payments = paid(&schedule, &claim);
        payments[1] = paid(&schedule, &self::claim("10112-00", lines)).remove(1);
        let judged = judge(&schedule, &claim, &payments, None);
        assert_eq!(judged[0].verdict, Verdict::AsExpected);
        let reasons = &judged[1].confidence.as_ref().unwrap().reasons;
        assert!(reasons.iter().any(|reason| reason.code() == caveat), "{reasons:?}");
        assert_eq!(judged[1].verdict, Verdict::Underpaid, "{}", describe(&judged[1]));
        assert!(explained(&judged[1]).contains(&(Change::Locality, "10112-00")), "{}", describe(&judged[1]));
    }
}

#[test]
fn a_rank_that_edits_could_change_is_left_open() {
    let schedule = schedule();
    let lines: &[(&str, &[&str], u32)] = &[("45385", &[], 1), ("43239", &[], 1)];
    let claim = claim("01112-05", lines);
    let mut payments = paid(&schedule, &claim);
    payments[1] = paid(&schedule, &self::claim("01112-05", &lines[1..])).remove(0);
    let judged = judge(&schedule, &claim, &payments, None);
    assert!(explained(&judged[1]).contains(&(Change::Rank, "not reduced")), "{}", describe(&judged[1]));
    assert_eq!(judged[1].verdict.doubt().map(|doubt| doubt.code()), Some("open_amount"));
}

#[test]
fn every_locality_that_is_paid_alike_is_named() {
    let schedule = schedule();
    let lines: &[(&str, &[&str], u32)] = &[("99213", &[], 1)];
    let claim = claim("01112-05", lines);
    let localities = schedule.releases()[0].localities.iter().map(|row| row.locality.to_string());
    let at = |locality: &str| paid(&schedule, &self::claim(locality, lines)).remove(0);
    let all: Vec<(String, Money)> = localities.map(|name| (name.clone(), at(&name).allowed)).collect();
    let here = at("01112-05").allowed;
    let alike = |amount: Money| all.iter().filter(move |(_, other)| *other == amount && amount != here);
    let (place, amount) = all.iter().max_by_key(|(_, amount)| alike(*amount).count()).unwrap();
    assert!(alike(*amount).count() > 1);
    let judged = judge(&schedule, &claim, &[at(place)], None);
    let named: Vec<&str> = explained(&judged[0])
        .into_iter()
        .filter_map(|(change, to)| (change == Change::Locality).then_some(to))
        .collect();
    for (name, _) in alike(*amount) {
        assert!(named.contains(&name.as_str()), "{name} is not in {named:?}");
    }
}

#[test]
fn fewer_units_are_not_taken_for_one_side() {
    let schedule = schedule();
    let claim = claim("01112-05", &[("96372", &[], 2)]);
    let one = paid(&schedule, &self::claim("01112-05", &[("96372", &[], 1)])).remove(0);
    let judged = judge(&schedule, &claim, &[one], None);
    assert_eq!(explained(&judged[0]), [(Change::Units, "1"), (Change::ContractPercent, "50")]);
}

#[test]
fn one_unit_of_a_line_above_its_limit_is_explained_by_its_units() {
    let schedule = schedule();
    let claim = claim("01112-05", &[("71046", &[], 9)]);
    let one = paid(&schedule, &self::claim("01112-05", &[("71046", &[], 1)])).remove(0);
    let judged = judge(&schedule, &claim, &[one], None);
    assert!(explained(&judged[0]).contains(&(Change::Units, "1")), "{}", describe(&judged[0]));
}

#[test]
fn a_duplicate_that_was_paid_is_explained_by_its_edit_alone() {
    let schedule = schedule();
    let claim = claim("01112-05", &[("71046", &[], 1), ("71046", &[], 1)]);
    let one = paid(&schedule, &self::claim("01112-05", &[("71046", &[], 1)])).remove(0);
    let judged = judge(&schedule, &claim, &[one.clone(), one], None);
    let denied = judged.iter().find(|line| line.verdict != Verdict::AsExpected).unwrap();
    assert_eq!(explained(denied), [(Change::Edit, "not applied")], "{}", describe(denied));
}

#[test]
fn a_small_amount_is_explained_by_a_multiple_of_five_percent() {
    let schedule = schedule();
    let claim = claim("01112-05", &[("96372", &[], 1)]);
    let right = paid(&schedule, &claim).remove(0);
    assert!(right.allowed.cents() < 2_000, "{}", right.allowed);
    let percents = |percent: i32| {
        let allowed = right.allowed.times(Share::from_scaled(percent * 100).unwrap());
        let payment = Payment { allowed, ..right.clone() };
        let judged = judge(&schedule, &claim, &[payment], None);
        explained(&judged[0]).iter().filter(|(change, _)| *change == Change::ContractPercent).count()
    };
    assert_eq!((percents(110), percents(85), percents(113)), (1, 1, 0));
}

#[test]
fn a_payer_that_did_not_apply_the_contract_is_named_first() {
    let schedule = schedule();
    for (code, modifiers) in [("76377", ["26"].as_slice()), ("96372", &[])] {
        let claim = claim("01112-05", &[(code, modifiers, 1)]);
        let half = TermsParts { percent: Some(Share::of_percent("50").unwrap()), ..TermsParts::default() };
        let judged = judge(&schedule, &claim, &paid(&schedule, &claim), Some(Terms::new(half).unwrap()));
        assert_eq!(
            explained(&judged[0]).first(),
            Some(&(Change::ContractPercent, "100")),
            "{}",
            describe(&judged[0])
        );
    }
}

#[test]
fn sequestration_that_a_contract_does_not_take_is_named() {
    let schedule = schedule();
    let claim = claim("01112-05", &[("76377", &["26"], 1)]);
    let terms = TermsParts {
        percent: Some(Share::of_percent("100").unwrap()),
        no_sequestration: true,
        ..TermsParts::default()
    };
    let payments = paid(&schedule, &claim);
    let judged = judge(&schedule, &claim, &payments, Some(Terms::new(terms).unwrap()));
    assert_eq!(explained(&judged[0]), [(Change::Sequestration, "taken")], "{}", describe(&judged[0]));
    assert_eq!(judged[0].verdict, Verdict::Underpaid);
}
