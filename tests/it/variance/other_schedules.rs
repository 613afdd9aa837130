//! Laboratory tests, drugs and equipment on a remittance: what was paid right is as expected, and the rates of another release
//! are named.

use super::remitting::Payment;
use super::{describe, is_right, judge_with, payments, place, remittance};
use crate::support::checkout;
use crate::support::edits::pairs;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::schedule_with;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::schedule::Schedule;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::variance::{Change, Verdict};
use medpayiq::vocabulary::{Money, RateRow};
use medpayiq_cms_files::cms_files;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use time::Date;
use time::macros::date;

/// The quarter of the edits of these tests, which are none.
const QUARTER: Date = date!(2026 - 01 - 01);
/// What a line without a price is paid: half of its charge.
const HALF: Money = Money::from_cents(4_500_000);

/// Releases of the first quarters of 2026, and rates of the year before that differ from them.
fn releases() -> Vec<ReleaseContent> {
    let mut releases =
        vec![of_year("RVU25A", "2025-01-01"), of_year("RVU26A", "2026-01-01"), fixture("clfs")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    let earlier: Vec<ReleaseContent> = releases.iter().filter_map(a_tenth_higher).collect();
    assert_eq!(earlier.len(), 2);
    releases.extend(earlier);
    releases
}

/// Laboratory rates or fees of equipment, a tenth higher and of the last quarter of 2025; `None` for another release.
fn a_tenth_higher(release: &ReleaseContent) -> Option<ReleaseContent> {
    let mut release = release.clone();
    let higher = |amount: Money| Money::from_cents(amount.cents() * 11 / 10);
    if let ReleaseTables::LaboratoryRates(rates) = &mut release.tables {
        for row in rates {
            row.rate = row.rate.map(higher);
            row.effective_from = date!(2025 - 01 - 01);
        }
        release.label = "CLFS_2025Q4".to_owned();
    } else if let ReleaseTables::EquipmentFees(rates) = &mut release.tables {
        let amount = |word: &str| match word.parse::<Money>() {
            Ok(amount) if word.contains('.') => higher(amount).to_string(),
            Ok(_) | Err(_) => word.to_owned(),
        };
        for row in rates {
            let fees = row.fees.to_string();
            let states =
                fees.split(", ").map(|state| state.split(' ').map(amount).collect::<Vec<_>>().join(" "));
            row.fees = states.collect::<Vec<_>>().join(", ").parse().unwrap();
        }
        release.label = "DMEPOS_2025Q4".to_owned();
    } else {
        return None;
    }
    release.effective_from = date!(2025 - 10 - 01);
    Some(release)
}

/// A claim with these services, each with a high charge.
fn claim(services: &[&str], day: &str) -> Value {
    let line = |service: &&str| {
        let mut words = service.split('*');
        let mut parts = words.next().unwrap().split('-');
        let hcpcs = parts.next().unwrap();
        let units: u32 = words.next().map_or(1, |units| units.parse().unwrap());
        json!({"hcpcs": hcpcs, "modifiers": parts.collect::<Vec<_>>(), "units": units, "charge": "90000.00"})
    };
    let lines: Vec<Value> = services.iter().map(line).collect();
    json!({"date_of_service": day, "place_of_service": "11", "locality": "10112-00", "lines": lines})
}

/// The payment of each line of a claim, as the schedule has it on another day.
fn paid_on(schedule: &Schedule, claim: &Value, day: &str) -> Vec<Payment> {
    let mut other = claim.clone();
    other["date_of_service"] = json!(day);
    let request: EstimateRequest = serde_json::from_value(other.clone()).unwrap();
    payments(&other, &price(schedule, request).unwrap().estimate)
}

#[test]
fn the_rates_of_another_release_are_named() {
    let schedule = schedule_with(releases(), pairs(QUARTER, &BTreeSet::new()));
    let services = ["80053", "83036-QW", "J1885-JZ*2", "J3301-JZ*4", "A4565", "90677"];
    let claim = claim(&services, "2026-02-03");
    let right = paid_on(&schedule, &claim, "2026-02-03");
    let judged =
        |payments: &[Payment]| judge_with(&schedule, place(&claim), &remittance(1, &claim, payments));
    for line in judged(&right) {
        assert_eq!(line.verdict, Verdict::AsExpected, "{}", describe(&line));
    }
    let mut named = Vec::new();
    for (index, service) in services.iter().enumerate() {
        // Limits of drugs are those of a quarter alone, and the fixtures have the first one of 2025.
        let day = if service.starts_with(['J', '9']) { "2025-02-03" } else { "2025-11-03" };
        let mut payments = right.clone();
        payments[index] = paid_on(&schedule, &claim, day)[index].clone();
        if [right[index].allowed, HALF].contains(&payments[index].allowed) {
            continue;
        }
        let lines = judged(&payments);
        for (position, line) in lines.iter().enumerate().filter(|(position, _)| *position != index) {
            assert!(is_right(line), "{position}: {}", describe(line));
        }
        let line = &lines[index];
        let explained = line.explained_by.iter().find(|one| one.change == Change::Release);
        let release = explained.map_or_else(|| describe(line), |one| one.to.clone());
        named.push(format!("{service} {} {release}", line.verdict.as_str()));
    }
    expect_test::expect![[r#"
        80053 overpaid CLFS_2025Q4
        83036-QW overpaid CLFS_2025Q4
        J1885-JZ*2 overpaid ASP_2025Q1
        A4565 overpaid DMEPOS_2025Q4
        90677 underpaid ASP_2025Q1"#]]
    .assert_eq(&named.join("\n"));
}

#[test]
fn equipment_that_was_paid_as_used_or_rented_is_named() {
    let schedule = schedule_with(releases(), pairs(QUARTER, &BTreeSet::new()));
    let paid = |condition: &str| {
        let claim = claim(&[&format!("E0782-{condition}-KF")], "2026-02-03");
        paid_on(&schedule, &claim, "2026-02-03")
    };
    let billed = claim(&["E0782-NU-KF"], "2026-02-03");
    let named = ["UE", "RR"].map(|condition| {
        let judged = judge_with(&schedule, place(&billed), &remittance(1, &billed, &paid(condition)));
        judged[0].explained_by.iter().map(|one| one.to.clone()).collect::<Vec<_>>().join("; ")
    });
    assert_eq!(named, ["UE instead of NU", "RR instead of NU"]);
}

/// CMS's limits of five quarters. Every tenth drug of the last one is billed on its own claim with a visit.
#[test]
fn limits_of_an_earlier_quarter_are_named_for_cms_s_drugs() {
    let quarters = [
        "part-b/section 508 version of Jan 2025 ASP Pricing File 121924.csv",
        "part-b/section 508 version of APR 2025 ASP Pricing File 032725.csv",
        "part-b/section 508 verision of JUL 2025 ASP Pricing File 062325.csv",
        "part-b/section 508 version of Oct 2025 ASP Pricing File 091725.csv",
    ];
    let Some(paths) = cms_files(quarters) else { return };
    let mut releases: Vec<ReleaseContent> = paths.iter().flat_map(|path| read_all(path)).collect();
    let ReleaseTables::DrugLimits(limits) = &releases[3].tables else { panic!("{}", releases[3].label) };
    let drugs: Vec<String> = limits.iter().step_by(10).map(|limit| limit.hcpcs().to_string()).collect();
    releases.push(of_year("RVU25A", "2025-01-01"));
    let schedule = schedule_with(releases, pairs(QUARTER, &BTreeSet::new()));
    let (mut injected, mut named, mut wrong) = (0, 0, Vec::new());
    for (number, drug) in drugs.iter().enumerate() {
        let service = format!("{drug}-JZ*20");
        let claim = claim(&["99213", &service], "2025-10-15");
        let right = paid_on(&schedule, &claim, "2025-10-15");
        let judged =
            |payments: &[Payment]| judge_with(&schedule, place(&claim), &remittance(1, &claim, payments));
        wrong.extend(judged(&right).iter().filter(|line| !is_right(line)).map(describe));
        let earlier = paid_on(&schedule, &claim, ["2025-01-15", "2025-04-15", "2025-07-15"][number % 3]);
        // A drug that the earlier quarter does not list is paid half of its charge.
        if [right[1].allowed, HALF].contains(&earlier[1].allowed) {
            continue;
        }
        let lines = judged(&[right[0].clone(), earlier[1].clone()]);
        wrong.extend(lines.iter().take(1).filter(|line| !is_right(line)).map(describe));
        injected += 1;
        named += usize::from(lines[1].explained_by.iter().any(|one| one.change == Change::Release));
    }
    eprintln!("release of drugs: {injected} injected, {named} named");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(injected > 40 && named * 100 >= injected * 95, "{named} of {injected} named");
}
