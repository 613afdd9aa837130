//! Remittances of payers that pay under a contract: what was paid right is as expected, and a fault is named.

use crate::naive::claims::Codes;
use crate::naive::own_tests;
use crate::variance::faults::{FAULTS, faulty};
use crate::variance::{claim, describe, is_right, judge_with, payments, place, releases_of_2025, remittance};
use medpayiq::api::price;
use medpayiq::contract::{CodePercent, FixedFee, Terms, TermsParts};
use medpayiq::pricing::{Estimate, Outcome};
use medpayiq::schedule::Schedule;
use medpayiq::variance::{Assumptions, Change, JudgedLine, Verdict};
use medpayiq::vocabulary::{Money, Share};
use serde_json::{Value, json};
use std::sync::Arc;

/// How many claims are drawn.
const CLAIMS: u64 = 300;

fn percent(text: &str) -> Share {
    Share::of_percent(text).unwrap()
}

/// Terms of four kinds, in JSON and as the judge has them.
fn terms(seed: u64) -> (Value, Terms) {
    let (json, parts) = match seed % 4 {
        0 => (
            json!({"percent": "112.5"}),
            TermsParts { percent: Some(percent("112.5")), ..TermsParts::default() },
        ),
        1 => (
            json!({"percent": "90", "no_mppr": true, "no_sequestration": true}),
            TermsParts {
                percent: Some(percent("90")),
                no_mppr: true,
                no_sequestration: true,
                ..TermsParts::default()
            },
        ),
        2 => (
            json!({"percent": "100", "ranges": [{"from": "10000", "to": "69999", "percent": "130"}],
                   "lesser_of_charge": false}),
            TermsParts {
                percent: Some(percent("100")),
                ranges: vec![CodePercent {
                    from: "10000".parse().unwrap(),
                    to: "69999".parse().unwrap(),
                    percent: percent("130"),
                }],
                lesser_of_charge: false,
                ..TermsParts::default()
            },
        ),
        _ => (
            json!({"percent": "105", "fees": [{"hcpcs": "99213", "amount": "101.00"}, {"hcpcs": "20610", "amount": "77.77"}]}),
            TermsParts {
                percent: Some(percent("105")),
                fees: [("99213", "101.00"), ("20610", "77.77")]
                    .map(|(code, amount)| FixedFee {
                        hcpcs: code.parse().unwrap(),
                        modifier: None,
                        amount: amount.parse().unwrap(),
                    })
                    .to_vec(),
                ..TermsParts::default()
            },
        ),
    };
    (json, Terms::new(parts).unwrap())
}

/// A claim under terms, its estimate, and what the caller says.
struct Drawn {
    claim: Value,
    estimate: Estimate,
    assumptions: Assumptions,
}

fn draw(seed: u64, schedule: &Schedule, codes: &Codes, localities: &[String]) -> Drawn {
    let mut claim = claim(seed, codes, localities);
    let (json, terms) = terms(seed);
    claim["terms"] = json;
    let estimate = price(schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
    let assumptions = Assumptions {
        profession: Some(claim["provider"]["kind"].as_str().unwrap().parse().unwrap()),
        participating: claim["provider"]["participating"].as_bool(),
        terms: Some(Arc::new(terms)),
        ..place(&claim)
    };
    Drawn { claim, estimate, assumptions }
}

/// Runs a check on each drawn claim, if CMS's files are there.
fn each_drawn(mut check: impl FnMut(u64, &Schedule, Drawn)) {
    let (Some(schedule), Some(reference)) = (releases_of_2025(), own_tests::reference()) else { return };
    let codes = Codes::of(&reference);
    let localities: Vec<String> = reference.localities().cloned().collect();
    (0..CLAIMS).for_each(|seed| check(seed, &schedule, draw(seed, &schedule, &codes, &localities)));
}

/// The plan of a commercial payer in place of Medicare Part B.
fn of_other_plan(text: &str) -> String {
    text.replace("**MB*", "**CI*")
}

#[test]
fn what_a_contract_owes_is_as_expected_under_its_terms() {
    let mut wrong = Vec::new();
    each_drawn(|seed, schedule, Drawn { claim, estimate, assumptions }| {
        let text = of_other_plan(&remittance(seed, &claim, &payments(&claim, &estimate)));
        let judged = judge_with(schedule, assumptions, &text);
        let faulty = judged.iter().filter(|line| !is_right(line));
        wrong.extend(faulty.map(|line| format!("seed {seed}: {}\n  in {claim}", describe(line))));
    });
    assert!(wrong.is_empty(), "{} not right:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
}

/// The share of injected faults that a contract hides is higher than Medicare's: a fee is the same in every setting.
#[test]
fn an_injected_fault_is_named_under_terms() {
    let (mut injections, mut named, mut called_wrong) = (0, 0, Vec::new());
    each_drawn(|seed, schedule, Drawn { claim, estimate, assumptions }| {
        let fault = FAULTS[usize::try_from(seed).unwrap() % FAULTS.len()];
        if fault == Change::ContractPercent {
            return;
        }
        let mut payments = payments(&claim, &estimate);
        let injected = (0..payments.len()).find_map(|index| {
            payments[index] = faulty(schedule, &claim, &estimate, index, fault, seed / 12)?;
            Some(index)
        });
        let Some(injected) = injected else { return };
        let text = of_other_plan(&remittance(seed, &claim, &payments));
        for (index, line) in judge_with(schedule, assumptions, &text).iter().enumerate() {
            if index == injected {
                injections += 1;
                named += usize::from(line.explained_by.iter().any(|one| one.change == fault));
            } else if !is_right(line) {
                called_wrong.push(format!("seed {seed} {fault}: {}\n  in {claim}", describe(line)));
            }
        }
    });
    eprintln!("{named} of {injections} named");
    assert!(called_wrong.is_empty(), "{}", called_wrong.join("\n"));
    assert!(named * 100 >= injections * 90, "{named} of {injections} named");
}

/// The line of a claim, if it has a price of at least twenty dollars.
fn payable(estimate: &Estimate) -> Option<usize> {
    estimate.lines.iter().position(|line| match &line.outcome {
        Outcome::Priced(price) => price.allowed >= Money::from_cents(2_000),
        Outcome::NotPriced(_) => false,
    })
}

#[test]
fn a_payer_that_paid_medicare_s_amount_is_found_out() {
    let (mut paid, mut named) = (0, 0);
    each_drawn(|seed, schedule, Drawn { claim, estimate, assumptions }| {
        let mut of_medicare = claim.clone();
        of_medicare.as_object_mut().unwrap().remove("terms");
        let medicare = price(schedule, serde_json::from_value(of_medicare).unwrap()).unwrap().estimate;
        let Some(index) = payable(&estimate) else { return };
        let (mut payments, right) =
            (payments(&claim, &estimate), crate::variance::payments(&claim, &medicare));
        if payments[index].allowed == right[index].allowed || right[index].allowed == Money::ZERO {
            return;
        }
        payments[index] = right[index].clone();
        let judged = judge_with(schedule, assumptions, &remittance(seed, &claim, &payments));
        let line: &JudgedLine = &judged[index];
        let is_named =
            line.explained_by.iter().any(|one| one.change == Change::ContractPercent && one.to == "100");
        paid += 1;
        named += usize::from(is_named && !matches!(line.verdict, Verdict::AsExpected));
    });
    eprintln!("{named} of {paid} named");
    assert!(named * 100 >= paid * 90, "{named} of {paid}");
}
