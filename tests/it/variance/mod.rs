//! Expected against paid, over remittances that were made from our own estimates.

mod api;
pub(crate) mod faults;
mod injected;
mod judged;
mod kept_claims;
mod other_schedules;
pub(crate) mod remitting;
mod rounding;

use crate::naive::claims::{Codes, random_claim};
use crate::naive::own_tests;
use crate::support::edits::pairs;
use crate::support::schedule::schedule_with;
use medpayiq::api::price;
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::pricing::Estimate;
use medpayiq::schedule::content::{PublishedService, ReleaseTables};
use medpayiq::schedule::{Schedule, Whereabouts};
use medpayiq::variance::{Assumptions, Doubt, Judge, JudgedLine, PaidClaims, Verdict};
use medpayiq::vocabulary::{HcpcsCode, Money, Rvu};
use medpayiq::x12::{Kept, RemittanceReader};
use medpayiq_cms_files::cms_files;
use remitting::{END, HEAD, Part, Payment, write_claim};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use time::macros::date;

/// The number of claims that are drawn; `VARIANCE_CLAIMS` overrides it.
const CLAIMS: u64 = 1_000;

/// RVU25D, an earlier release with other practice expenses, and a quarter in which there are no edits.
pub(crate) fn releases_of_2025() -> Option<Schedule> {
    releases_with_edits(&BTreeSet::new())
}

/// The same with PTP edits of these pairs, the first of which is paid.
fn releases_with_edits(edits: &BTreeSet<[HcpcsCode; 2]>) -> Option<Schedule> {
    let paths =
        cms_files(["fee-schedule/rvu25d.zip", "anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt"])?;
    let read =
        |path| read_releases(std::slice::from_ref(path), &Options::default(), &Silent).unwrap().releases;
    let mut releases: Vec<_> = paths.iter().flat_map(read).collect();
    let mut earlier = releases.iter().find(|release| release.label == "RVU25D").unwrap().clone();
    (earlier.label, earlier.effective_from) = ("RVU25C".to_owned(), date!(2025 - 07 - 01));
    let ReleaseTables::FeeSchedule(figures) = &mut earlier.tables else { panic!("no fee schedule") };
    for PublishedService { row, .. } in &mut figures.services {
        let more = |rvu: Rvu| Rvu::from_scaled(rvu.hundredths() * 21 / 20).unwrap();
        row.practice_expense_facility = more(row.practice_expense_facility);
        row.practice_expense_non_facility = more(row.practice_expense_non_facility);
    }
    releases.push(earlier);
    Some(schedule_with(releases, pairs(date!(2025 - 10 - 01), edits)))
}

/// A claim of the last quarter of 2025, on which every line has a charge, at a place.
pub(crate) fn claim(seed: u64, codes: &Codes, localities: &[String]) -> Value {
    let mut claim = random_claim(seed, codes);
    let object = claim.as_object_mut().unwrap();
    object.remove("release");
    object["patient"].as_object_mut().unwrap().remove("therapy_used");
    object["provider"]["accepts_assignment"] = json!(true);
    let place = localities[usize::try_from(seed).unwrap() % localities.len()].clone();
    object.entry("locality").or_insert(json!(place));
    object["date_of_service"] = json!(format!("2025-1{}-{:02}", seed % 2, 1 + seed % 28));
    for line in claim["lines"].as_array_mut().unwrap() {
        let charge = json!(format!("{}.00", 800 + seed % 5_000));
        // These claims are not of dietitians, who alone bill nutrition therapy.
        if ["97802", "97803", "97804", "G0270", "G0271"].map(Value::from).contains(&line["hcpcs"]) {
            line["hcpcs"] = "99213".into();
        }
        let is_counted = line["hcpcs"] == "01953";
        let is_anesthesia = ("00100"..="01999").contains(&line["hcpcs"].as_str().unwrap());
        let line = line.as_object_mut().unwrap();
        line.entry("charge").or_insert(charge);
        // A remittance always has units, which are the minutes of anesthesia.
        if is_counted {
            line.remove("minutes");
        } else if is_anesthesia {
            line.entry("minutes").or_insert(json!(30));
        }
    }
    claim
}

/// The remittance of a claim. Some claims are split into two of the same patient and day, with another patient's between.
pub(crate) fn remittance(seed: u64, claim: &Value, payments: &[Payment]) -> String {
    let mut text = HEAD.to_owned();
    let all: Vec<usize> = (0..payments.len()).collect();
    let (first, second) =
        if seed.is_multiple_of(3) { all.split_at(all.len() / 2) } else { (&all[..], &[][..]) };
    for (number, lines) in [first, second].into_iter().enumerate().filter(|(_, lines)| !lines.is_empty()) {
        write_claim(&mut text, claim, payments, &Part { number: number + 1, patient: 1, lines });
    }
    text + END
}

/// The judged lines of a remittance, in its order, if the caller says who furnished the services.
fn judge(schedule: &Schedule, claim: &Value, text: &str) -> Vec<JudgedLine> {
    let assumptions = Assumptions {
        profession: Some(claim["provider"]["kind"].as_str().unwrap().parse().unwrap()),
        participating: claim["provider"]["participating"].as_bool(),
        ..place(claim)
    };
    judge_with(schedule, assumptions, text)
}

/// What a caller says who gives the place alone.
pub(crate) fn place(claim: &Value) -> Assumptions {
    let locality = claim["locality"].as_str().unwrap().parse().unwrap();
    Assumptions { place: Whereabouts::Locality(locality), ..Assumptions::default() }
}

pub(crate) fn judge_with(schedule: &Schedule, assumptions: Assumptions, text: &str) -> Vec<JudgedLine> {
    let (mut reader, mut claims) = (RemittanceReader::keeping(Kept::ForPricing), PaidClaims::default());
    reader.feed(text.as_bytes(), |claim| claims.take(&claim)).unwrap();
    reader.finish(|claim| claims.take(&claim)).unwrap();
    let judge = Judge::new(schedule, assumptions);
    let mut lines: Vec<_> = claims.groups().flat_map(|group| judge.judge(group)).collect();
    lines.sort_by_key(|(position, _)| *position);
    lines.into_iter().map(|(_, line)| line).collect()
}

pub(crate) fn payments(claim: &Value, estimate: &Estimate) -> Vec<Payment> {
    let charge = |line: &Value| line["charge"].as_str().unwrap().parse::<Money>().unwrap();
    let lines = claim["lines"].as_array().unwrap();
    estimate.lines.iter().zip(lines).map(|(line, billed)| Payment::of(line, charge(billed))).collect()
}

/// Whether a right payment is judged right, or not judged for want of a published amount.
pub(crate) fn is_right(line: &JudgedLine) -> bool {
    match line.verdict {
        Verdict::AsExpected => true,
        Verdict::Denied => !line.predicted.is_empty(),
        Verdict::CannotJudge(doubt) => doubt == Doubt::NotPriced,
        Verdict::Underpaid | Verdict::Overpaid => false,
    }
}

pub(crate) fn describe(line: &JudgedLine) -> String {
    let billed = (&line.line.hcpcs, &line.line.modifiers, line.line.units);
    let (expected, paid) = (line.expected, line.line.paid);
    format!("{:?} {billed:?}: {expected:?} {paid:?} by {:?}", line.verdict, line.explained_by)
}

fn count() -> u64 {
    std::env::var("VARIANCE_CLAIMS").ok().map_or(CLAIMS, |text| text.parse().unwrap())
}

#[test]
fn remittances_of_our_own_estimates_come_back_as_expected() {
    let (Some(schedule), Some(reference)) = (releases_of_2025(), own_tests::reference()) else { return };
    let codes = Codes::of(&reference);
    let localities: Vec<String> = reference.localities().cloned().collect();
    let (mut wrong, mut verdicts) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for seed in 0..count() {
        let claim = claim(seed, &codes, &localities);
        let estimate = price(&schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
        let text = remittance(seed, &claim, &payments(&claim, &estimate));
        for line in judge(&schedule, &claim, &text) {
            *verdicts.entry(line.verdict.as_str()).or_default() += 1;
            if !is_right(&line) {
                wrong.push(format!("seed {seed}: {}\n  in {claim}", describe(&line)));
            }
        }
    }
    eprintln!("{verdicts:?}, {} not right", wrong.len());
    assert!(wrong.is_empty(), "{} not right:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert!(verdicts["as_expected"] > verdicts["denied"]);
}

#[test]
fn a_right_payment_is_not_called_wrong_if_facts_are_missing() {
    let (Some(schedule), Some(reference)) = (releases_of_2025(), own_tests::reference()) else { return };
    let codes = Codes::of(&reference);
    let localities: Vec<String> = reference.localities().cloned().collect();
    let mut wrong = Vec::new();
    for seed in 0..count() {
        let claim = claim(seed, &codes, &localities);
        let estimate = price(&schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
        let text = remittance(seed, &claim, &payments(&claim, &estimate));
        for line in judge_with(&schedule, place(&claim), &text) {
            if matches!(line.verdict, Verdict::Underpaid | Verdict::Overpaid) {
                wrong.push(format!("seed {seed}: {}\n  in {claim}", describe(&line)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} called wrong:\n{}", wrong.len(), wrong[..wrong.len().min(8)].join("\n"));
}
