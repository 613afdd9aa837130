//! Drugs: CMS's payment limits, who pays what of them, and the claims that mix schedules.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, check_shares, estimate, request};
use crate::support::checkout;
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::{schedule_of, schedule_with};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{Outcome, Refusal};
use medpayiq::schedule::EditReleases;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::vocabulary::{DrugLimit, Money};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::sync::LazyLock;

/// Fee schedules of two years, and a few drugs of a quarter of each.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| serve_in_memory(schedule_with(releases(), EditReleases::default())));

fn releases() -> Vec<ReleaseContent> {
    let mut releases =
        vec![of_year("RVU25A", "2025-01-01"), of_year("RVU26A", "2026-01-01"), fixture("clfs")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases
}

#[test]
fn a_drug_is_paid_its_limit() {
    check(
        &CLIENT,
        &expect![[r#"
            J1885*4 on:2026-01-15
            J1885*4 on:2025-01-15
            J1885*4 on:2025-04-01
            J3301-JZ*4 on:2026-01-15
            J3301-JW*4 on:2026-01-15
            J3301-JW-JZ*4 on:2026-01-15
            J2371 on:2026-01-15
            J2371*2 on:2026-01-15
            J2371*3 on:2026-01-15
            J2371*3 on:2025-01-15
            J0178-JZ*2$1000.00 on:2026-01-15
            J0178-JZ*2$2000.00 on:2026-01-15
            90662 on:2026-01-15
            90677 on:2026-01-15
            J0739-JZ*600 on:2026-01-15
            A9606 on:2026-01-15
            J3301-JZ @22 on:2026-01-15
            J3301-JZ-GZ on:2026-01-15
            J3301-JZ nowhere on:2026-01-15
            J3301-JZ nonparticipating unassigned on:2026-01-15
            J3301-JZ+J3301-JW on:2026-01-15
            J3301-JZ+J3301-JZ on:2026-01-15
            J3301-JZ by:physician_assistant on:2026-01-15
            J3301-26 on:2026-01-15
            J3302-JZ on:2026-01-15"#]],
    );
}

#[test]
fn the_patient_pays_the_coinsurance_of_the_drug() {
    check_shares(
        &CLIENT,
        "J0897-JZ*60$4000.00 on:2026-01-15 owes:0.00
        J0897-JZ*60$4000.00 on:2026-01-15 owes:283.00
        J0897-JZ*60$1500.00 on:2026-01-15 owes:0.00
        J1885-JZ*4$5.00 on:2026-01-15 owes:0.00
        J1885-JZ*4$5.00 on:2026-01-15 owes:283.00
        J2371-JZ*2$5.00 on:2026-01-15 owes:0.00
        90662$120.00 on:2026-01-15 owes:283.00
        90677$400.00 on:2026-01-15 owes:283.00
        J0739-JZ*600$5000.00 on:2026-01-15 owes:283.00
        J9325-JZ*100$9000.00 on:2026-01-15 owes:100.00
        P9047*2$200.00 on:2026-01-15 owes:0.00
        J3301-JZ*4$50.00 on:2026-01-15 owes:0.00 mips:9.00
        J3301-JZ*4$50.00 nonparticipating unassigned on:2026-01-15 owes:0.00
        J0178-JZ*2$2000.00+J0178-JW*2$2000.00 on:2026-01-15 owes:0.00
        20610$200.00+J3301-JZ*4$40.00 on:2026-01-15 owes:0.00
        99213-25$150.00+90662$120.00+83036-QW$30.00+J1885-JZ*2$10.00 on:2026-01-15 owes:100.00
        J1885-JZ*2$10.00+99213-25$150.00 on:2026-01-15 owes:0.50
        96372$60.00+J1885-JZ*2$10.00+A9606$900.00 on:2026-01-15 owes:0.00",
        &expect![[r#""#]],
    );
}

#[test]
fn a_part_of_a_billing_unit_is_refused() {
    let mut claim = request("J3301-JZ on:2026-01-15");
    claim["lines"][0]["units"] = Value::from(0.5);
    let answer = CLIENT.post("/v1/estimates", &claim.to_string());
    expect![[r#"{"type":"urn:medpayiq:problem:malformed-request","help":"/problems/malformed-request","title":"The request is malformed","status":400,"detail":"The request does not match this operation's schema; see `errors`.","request_id":"2d678566-38","errors":[{"pointer":"/lines/0/units","code":"wrong_type","detail":"0.5 is not valid here. Write a whole number."}]}"#]].assert_eq(&answer.text());
}

#[test]
fn the_trace_of_a_drug_names_limit_and_release() {
    let answer = estimate(&CLIENT, "99213+J0897-JZ*60$4000.00 on:2026-01-15 owes:0.00");
    let line = &answer["lines"][1];
    let steps = line["trace"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        format!("{} {}: {} ({})", text("amount"), text("rule"), text("effect"), text("source"))
    });
    expect![[r#""#]].assert_eq(&steps.collect::<Vec<_>>().join("\n"));
    expect![[r#""#]].assert_eq(&line["source"].to_string());
    let files =
        answer["source"]["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap());
    let of_drugs: Vec<&str> = files.filter(|file| file.contains("Limit")).collect();
    assert_eq!(of_drugs, ["January 2026 Medicare Part B Payment Limit File 121725.csv"]);
    // One warning about what was not checked, unless the line says what was discarded or the drug is a vaccine.
    let warnings = |claim: &str| estimate(&CLIENT, claim)["lines"][0]["warnings"].as_array().unwrap().len();
    let first = &estimate(&CLIENT, "J1885 on:2026-01-15")["lines"][0]["warnings"][0]["code"];
    assert_eq!(first, "discarded_drug_not_stated");
    let claims = ["J1885", "J1885-JZ", "J1885-JW", "90677"];
    assert_eq!(claims.map(|claim| warnings(&format!("{claim} on:2026-01-15"))), [1, 0, 0, 0]);
}

#[test]
fn a_code_shows_its_limits_and_their_history() {
    let limits = |path: &str| {
        let page = CLIENT.get(path).json();
        let rates = page["other_schedules"].as_array().unwrap().iter();
        rates.map(Value::to_string).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"{"coinsurance_percent":"17.585","effective_from":"2026-01-01","equipment":null,"modifier":null,"note":"Inflation-adjusted coinsurance","rate":"29.457","release":"ASP_2026Q1","schedule":"drug_limits","second_modifier":null,"unit":"1 MG"}"#]].assert_eq(&limits("/v1/codes/J0897?date=2026-01-15"));
    expect![[r#"
        {"coinsurance_percent":"18.237","effective_from":"2025-01-01","equipment":null,"modifier":null,"note":"Inflation-adjusted coinsurance","rate":"27.656","release":"ASP_2025Q1","schedule":"drug_limits","second_modifier":null,"unit":"1 MG"}
        {"coinsurance_percent":"17.585","effective_from":"2026-01-01","equipment":null,"modifier":null,"note":"Inflation-adjusted coinsurance","rate":"29.457","release":"ASP_2026Q1","schedule":"drug_limits","second_modifier":null,"unit":"1 MG"}"#]].assert_eq(&limits("/v1/codes/J0897/history"));
    expect![[r#"
        {"coinsurance_percent":"20","effective_from":"2025-01-01","equipment":null,"modifier":null,"note":"microCurie 100% AWP = $196.92; microCurie 100% WAC = $164.10","rate":null,"release":"ASP_2025Q1","schedule":"drug_limits","second_modifier":null,"unit":"1 microCurie"}
        {"coinsurance_percent":"20","effective_from":"2026-01-01","equipment":null,"modifier":null,"note":"microCurie 100% AWP = $202.82; microCurie 100% WAC = $169.02","rate":null,"release":"ASP_2026Q1","schedule":"drug_limits","second_modifier":null,"unit":"1 microCurie"}"#]].assert_eq(&limits("/v1/codes/A9606/history"));
    // The fee schedule does not list the vaccine, and no quarter of April is loaded.
    for path in [
        "/v1/codes/90677?date=2026-01-15",
        "/v1/codes/90677/tips?date=2026-01-15",
        "/codes/90677?date=2026-01-15",
    ] {
        assert_eq!(CLIENT.get(path).status, 200, "{path}");
    }
    assert_eq!(CLIENT.get("/v1/codes/90677?date=2026-04-01").status, 404);
}

/// What seven units of every row of a file come to, in cents, if the deductible is met: what is allowed, what the patient
/// pays, and what Medicare pays.
fn totals(release: &ReleaseContent, limits: &[DrugLimit]) -> [i64; 3] {
    let schedule =
        schedule_of(vec![of_year("RVU25A", "2025-01-01"), of_year("RVU26A", "2026-01-01"), release.clone()]);
    let mut sums = [Money::ZERO; 3];
    for row in limits {
        let claim = request(&format!("{}-JZ*7 on:{} owes:0.00", row.hcpcs, release.effective_from));
        let claim: EstimateRequest = serde_json::from_value(claim).unwrap();
        let priced = price(&schedule, claim).unwrap();
        match &priced.estimate.lines[0].outcome {
            Outcome::Priced(price) => {
                let amounts = [price.allowed, price.share.patient(), price.share.medicare_paid];
                sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
            }
            Outcome::NotPriced(refusal) => {
                assert_eq!((refusal, row.limit), (&Refusal::DrugWithoutLimit, None), "{}", row.hcpcs);
            }
        }
    }
    sums.map(Money::cents)
}

#[test]
fn every_row_of_cms_s_files_prices_a_line() {
    let files = [
        "part-b/section 508 version of Jan 2025 ASP Pricing File 121924.csv",
        "part-b/section 508 version of APR 2025 ASP Pricing File 032725.csv",
        "part-b/section 508 verision of JUL 2025 ASP Pricing File 062325.csv",
        "part-b/section 508 version of Oct 2025 ASP Pricing File 091725.csv",
        "part-b/section 508 version of January 2026 Medicare Part B Payment Limit File 121725.csv",
    ];
    let Some(paths) = cms_files(files) else { return };
    // The figures were made from the files by another program.
    let expected = [
        ("ASP_2025Q1", 877, [2_454_234_555, 469_336_368, 1_945_200_224]),
        ("ASP_2025Q2", 942, [2_524_267_297, 480_817_111, 2_002_581_151]),
        ("ASP_2025Q3", 970, [3_128_821_515, 594_359_726, 2_483_772_550]),
        ("ASP_2025Q4", 1_012, [3_352_105_126, 634_316_566, 2_663_432_785]),
        ("ASP_2026Q1", 877, [3_405_029_955, 647_979_851, 2_701_909_096]),
    ];
    for (path, expected) in paths.iter().zip(expected) {
        let release = read_all(path).remove(0);
        let ReleaseTables::DrugLimits(limits) = &release.tables else { panic!("{}", release.label) };
        let without_limit = limits.iter().filter(|row| row.limit.is_none()).count();
        assert_eq!(without_limit, 1, "{}", release.label);
        assert_eq!((release.label.as_str(), limits.len(), totals(&release, limits)), expected);
    }
}

#[test]
fn the_limits_are_published_and_read_again() {
    let server = Server::with(&releases());
    check(
        &server,
        &expect![[r#"
            J0897-JZ*60 on:2026-01-15
            J0897-JZ*60 on:2025-03-31
            90677 on:2026-03-31
            A9606 on:2026-01-15"#]],
    );
    let releases = server.get("/v1/releases?date=2026-02-01").json();
    let of_kind = |list: &Value| {
        let kinds = list.as_array().unwrap().iter().filter(|release| release["kind"] == "drug_limits");
        kinds
            .map(|release| format!("{} {}", release["release"], release["rows"]))
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect![[r#""#]].assert_eq(&of_kind(&releases["releases"]));
    let currency = releases["currency"]["kinds"].as_array().unwrap();
    let ours = currency.iter().find(|kind| kind["kind"] == "drug_limits").unwrap();
    expect![[r#""#]].assert_eq(&ours.to_string());
}
