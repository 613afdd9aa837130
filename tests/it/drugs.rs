//! Drugs: CMS's payment limits, who pays what of them, and the claims that mix schedules.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, check_shares, estimate, request};
use crate::support::checkout;
use crate::support::http::Client;
use crate::support::releases::{NATION, fixture, of_year, read_all};
use crate::support::schedule::{schedule_of, schedule_with};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{self, Outcome, Refusal};
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditReleases, Whereabouts};
use medpayiq::vocabulary::{Claim, ClaimLine, DrugLimit, Money, PlaceOfService};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::sync::LazyLock;
use time::macros::date;

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
            J1885*4 on:2026-01-15                               priced 1.33 of 0.33 drug_limits | medium unit_limit_not_checked
            J1885*4 on:2025-01-15                               priced 3.00 of 0.75 drug_limits | medium unit_limit_not_checked
            J1885*4 on:2025-04-01                               figure_missing schedule_not_loaded | none
            J3301-JZ*4 on:2026-01-15                            priced 2.96 of 0.74 drug_limits | medium unit_limit_not_checked
            J3301-JW*4 on:2026-01-15                            priced 2.96 of 0.74 drug_limits | medium unit_limit_not_checked
            J3301-JW-JZ*4 on:2026-01-15                         invalid modifier_not_allowed CO-4 | none
            J2371 on:2026-01-15                                 priced 0.00 drug_limits | high
            J2371*2 on:2026-01-15                               priced 0.00 drug_limits | medium unit_limit_not_checked
            J2371*3 on:2026-01-15                               priced 0.01 of 0.00 drug_limits | medium unit_limit_not_checked
            J2371*3 on:2025-01-15                               unknown_code not_in_starter_data | none
            J0178-JZ*2$1000.00 on:2026-01-15                    priced 1000.00 of 763.90 drug_limits | medium unit_limit_not_checked
            J0178-JZ*2$2000.00 on:2026-01-15                    priced 1527.80 of 763.90 drug_limits | medium unit_limit_not_checked
            90662 on:2026-01-15                                 priced 98.16 drug_limits | medium limit_dated_elsewhere
            90677 on:2026-01-15                                 priced 312.90 drug_limits | high
            J0739-JZ*600 on:2026-01-15                          priced 4288.20 of 7.15 drug_limits | medium unit_limit_not_checked
            A9606 on:2026-01-15                                 contractor_priced drug_without_limit | none
            J3301-JZ @22 on:2026-01-15                          priced 0.74 drug_limits | low drug_in_facility
            J3301-JZ-GZ on:2026-01-15                           denied_by_edit declared_not_necessary CO-50 | high
            J3301-JZ nowhere on:2026-01-15                      priced 0.74 drug_limits | high
            J3301-JZ nonparticipating unassigned on:2026-01-15  priced 0.74 drug_limits | high
            J3301-JZ+J3301-JW on:2026-01-15                     priced 0.74 drug_limits | medium edits_not_checked
            +                                                   priced 0.74 drug_limits | medium edits_not_checked
            J3301-JZ+J3301-JZ on:2026-01-15                     priced 0.74 drug_limits | medium edits_not_checked
            +                                                   denied_by_edit exact_duplicate OA-18 | high
            J3301-JZ by:physician_assistant on:2026-01-15       priced 0.74 drug_limits | high
            J3301-26 on:2026-01-15                              invalid no_such_component CO-4 | none
            J3302-JZ on:2026-01-15                              unknown_code not_in_starter_data | none"#]],
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
        &expect![[r#"
            J0897-JZ*60$4000.00 on:2026-01-15 owes:0.00: 1767.42 0.00 310.80 29.13 1427.49 310.80 = 1767.42 1427.49 310.80
            J0897-JZ*60$4000.00 on:2026-01-15 owes:283.00: 1767.42 283.00 261.04 24.47 1198.91 544.04 = 1767.42 1198.91 544.04
            J0897-JZ*60$1500.00 on:2026-01-15 owes:0.00: 1500.00 0.00 263.78 24.72 1211.50 263.78 = 1500.00 1211.50 263.78
            J1885-JZ*4$5.00 on:2026-01-15 owes:0.00: 1.33 0.00 0.27 0.02 1.04 0.27 = 1.33 1.04 0.27
            J1885-JZ*4$5.00 on:2026-01-15 owes:283.00: 1.33 1.33 0.00 0.00 0.00 1.33 = 1.33 0.00 1.33
            J2371-JZ*2$5.00 on:2026-01-15 owes:0.00: 0.00 0.00 0.00 0.00 0.00 0.00 = 0.00 0.00 0.00
            90662$120.00 on:2026-01-15 owes:283.00: 98.16 0.00 0.00 1.96 96.20 0.00 = 98.16 96.20 0.00
            90677$400.00 on:2026-01-15 owes:283.00: 312.90 0.00 0.00 6.26 306.64 0.00 = 312.90 306.64 0.00
            J0739-JZ*600$5000.00 on:2026-01-15 owes:283.00: 4288.20 0.00 0.00 85.76 4202.44 0.00 = 4288.20 4202.44 0.00
            J9325-JZ*100$9000.00 on:2026-01-15 owes:100.00: 7393.90 100.00 1377.02 118.34 5798.54 1477.02 = 7393.90 5798.54 1477.02
            P9047*2$200.00 on:2026-01-15 owes:0.00: 106.15 0.00 21.23 1.70 83.22 21.23 = 106.15 83.22 21.23
            J3301-JZ*4$50.00 on:2026-01-15 owes:0.00 mips:9.00: 2.96 0.00 0.59 0.05 2.32 0.59 = 2.96 2.32 0.59
            J3301-JZ*4$50.00 nonparticipating unassigned on:2026-01-15 owes:0.00: 2.96 0.00 0.59 0.05 2.32 0.59 = 2.96 2.32 0.59
            J0178-JZ*2$2000.00+J0178-JW*2$2000.00 on:2026-01-15 owes:0.00: 1527.80 0.00 305.56 24.44 1197.80 305.56 + 1527.80 0.00 305.56 24.44 1197.80 305.56 = 3055.60 2395.60 611.12
            20610$200.00+J3301-JZ*4$40.00 on:2026-01-15 owes:0.00: 65.47 0.00 13.09 1.05 51.33 13.09 + 2.96 0.00 0.59 0.05 2.32 0.59 = 68.43 53.65 13.68
            99213-25$150.00+90662$120.00+83036-QW$30.00+J1885-JZ*2$10.00 on:2026-01-15 owes:100.00: 91.85 91.85 0.00 0.00 0.00 91.85 + 98.16 0.00 0.00 1.96 96.20 0.00 + 9.71 0.00 0.00 0.19 9.52 0.00 + 0.67 0.67 0.00 0.00 0.00 0.67 = 200.39 105.72 92.52
            J1885-JZ*2$10.00+99213-25$150.00 on:2026-01-15 owes:0.50: 0.67 0.50 0.03 0.00 0.14 0.53 + 91.85 0.00 18.37 1.47 72.01 18.37 = 92.52 72.15 18.90
            96372$60.00+J1885-JZ*2$10.00+A9606$900.00 on:2026-01-15 owes:0.00: 14.36 0.00 2.87 0.23 11.26 2.87 + 0.67 0.00 0.13 0.01 0.53 0.13 + - - - - - - = 15.03 11.79 3.00"#]],
    );
}

#[test]
fn a_part_of_a_billing_unit_is_refused() {
    let (schedule, day) = (schedule_with(releases(), EditReleases::default()), date!(2026 - 01 - 15));
    let in_force = schedule.in_force(Some(day), None).unwrap();
    let located = schedule.locate(in_force.release, Whereabouts::Locality(NATION.parse().unwrap())).unwrap();
    let half = ClaimLine::new("J3301".parse().unwrap()).with_unit_thousandths(500).unwrap();
    let claim = Claim::new(day, PlaceOfService::OFFICE, vec![half]).unwrap();
    let estimate = pricing::estimate(&claim, &schedule.rates_for(&claim, &in_force, &located));
    let Outcome::NotPriced(refusal) = &estimate.lines[0].outcome else { panic!("a price") };
    assert_eq!(refusal.code(), "units_not_whole");
}

#[test]
fn the_trace_of_a_drug_names_limit_and_release() {
    let answer = estimate(&CLIENT, "99213+J0897-JZ*60$4000.00 on:2026-01-15 owes:0.00");
    let line = &answer["lines"][1];
    let steps = line["trace"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        format!("{} {}: {} ({})", text("amount"), text("rule"), text("effect"), text("source"))
    });
    expect![[r#"
        29.46 drug_payment_limit: the limit of one unit is $29.457 (Social Security Act 1842(o), 1847A; 42 CFR 414.904; Pub. 100-04 ch. 17, 20; CMS ASP_2026Q1)
        1767.42 units: 60 units x $29.457 (Pub. 100-04 ch. 12)
        1767.42 lesser_of_charge_and_limit: the fee is lower than the charge of $4,000.00 (Social Security Act 1842(o)(1))
        1456.62 coinsurance: less $310.80, 17.585 percent of the amount (Social Security Act 1833(a)(1), (dd); CMS ASP_2026Q1)
        1427.49 sequestration: less $29.13, 2 percent of the amount (Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended)"#]].assert_eq(&steps.collect::<Vec<_>>().join("\n"));
    expect![[r#"{"release":"ASP_2026Q1","schedule":"drug_limits"}"#]].assert_eq(&line["source"].to_string());
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
            J0897-JZ*60 on:2026-01-15  priced 1767.42 of 29.46 drug_limits | medium unit_limit_not_checked
            J0897-JZ*60 on:2025-03-31  priced 1659.36 of 27.66 drug_limits | medium unit_limit_not_checked
            90677 on:2026-03-31        priced 312.90 drug_limits | high
            A9606 on:2026-01-15        contractor_priced drug_without_limit | none"#]],
    );
    let releases = server.get("/v1/releases?date=2026-02-01").json();
    let of_kind = |list: &Value| {
        let kinds = list.as_array().unwrap().iter().filter(|release| release["kind"] == "drug_limits");
        kinds
            .map(|release| format!("{} {}", release["release"], release["rows"]))
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect![[r#"
        "ASP_2025Q1" 11
        "ASP_2026Q1" 13"#]]
    .assert_eq(&of_kind(&releases["releases"]));
    let currency = releases["currency"]["kinds"].as_array().unwrap();
    let ours = currency.iter().find(|kind| kind["kind"] == "drug_limits").unwrap();
    expect![[r#"{"due":"ASP_2026Q1","due_from":"2026-01-01","kind":"drug_limits","loaded":"ASP_2026Q1","loaded_from":"2026-01-01","message":"ASP_2026Q1 is the release that is due.","missing":[],"outdated_days":null,"outdated_since":null,"page":{"title":"ASP Pricing Files","url":"https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files"},"state":"current"}"#]].assert_eq(&ours.to_string());
}

#[test]
fn modifiers_of_other_services_have_no_effect_on_a_drug() {
    check(
        &CLIENT,
        &expect![[r#"
            J3301-JZ-T1 on:2026-01-15  priced 0.74 drug_limits | medium modifier_ignored
            J3301-JZ-50 on:2026-01-15  priced 0.74 drug_limits | medium modifier_ignored
            J3301-JZ-RT on:2026-01-15  priced 0.74 drug_limits | medium modifier_ignored
            J3301-JZ-79 on:2026-01-15  priced 0.74 drug_limits | medium modifier_ignored
            J3301-JZ-QW on:2026-01-15  priced 0.74 drug_limits | medium modifier_ignored
            J3301-JZ-JA on:2026-01-15  priced 0.74 drug_limits | high
            J3301-JZ-59 on:2026-01-15  priced 0.74 drug_limits | high"#]],
    );
    let answer = estimate(&CLIENT, "J3301-JZ-T1 on:2026-01-15");
    let text = answer["lines"][0]["warnings"][0]["text"].as_str().unwrap();
    expect!["Modifier T1 has no effect here. A drug has no site of the body. The site belongs on the line of the injection."].assert_eq(text);
}
