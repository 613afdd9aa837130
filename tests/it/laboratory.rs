//! Clinical laboratory tests: the rates of CMS's schedule, who pays what of them, and the claims that mix both schedules.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, check_shares, estimate, request};
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::{schedule_of, schedule_with};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{Outcome, Refusal};
use medpayiq::schedule::EditReleases;
use medpayiq::schedule::content::ReleaseTables;
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::sync::LazyLock;

/// A fee schedule of 2026 and a few rows of CMS's laboratory schedule.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let releases = vec![of_year("RVU26A", "2026-01-01"), fixture("clfs")];
    serve_in_memory(schedule_with(releases, EditReleases::default()))
});

#[test]
fn a_test_is_paid_its_national_rate() {
    check(
        &CLIENT,
        &expect![[r#"
            83036 on:2026-01-15                              priced 9.71 clinical_laboratory | high
            83036-QW on:2026-01-15                           priced 9.71 clinical_laboratory | high
            81002 on:2026-01-15                              priced 3.48 clinical_laboratory | high
            81002-QW on:2026-01-15                           invalid modifier_not_allowed CO-4 | none
            0526U on:2026-01-15                              contractor_priced local_laboratory_rate | none
            84165 on:2026-01-15                              priced 10.74 clinical_laboratory | high
            84165-26 on:2026-01-15                           priced 17.70 non_facility | high
            84165 @22 on:2026-01-15                          priced 10.74 clinical_laboratory | low laboratory_in_hospital
            85025$5.00 on:2026-01-15                         priced 5.00 of 7.77 clinical_laboratory | high
            85025$7.77 on:2026-01-15                         priced 7.77 clinical_laboratory | high
            80053*2 on:2026-01-15                            priced 21.12 of 10.56 clinical_laboratory | medium unit_limit_not_checked
            83036-GZ on:2026-01-15                           denied_by_edit declared_not_necessary CO-50 | high
            83036-GY on:2026-01-15                           not_covered declared_not_covered PR-96 N425 | high
            83036-GA on:2026-01-15                           priced 9.71 clinical_laboratory PR-50 | high
            83036+83036 on:2026-01-15                        priced 9.71 clinical_laboratory | medium edits_not_checked
            +                                                denied_by_edit exact_duplicate OA-18 | high
            83036+83036-91 on:2026-01-15                     priced 9.71 clinical_laboratory | medium edits_not_checked
            +                                                priced 9.71 clinical_laboratory | medium edits_not_checked
            87635 nowhere on:2026-01-15                      priced 51.31 clinical_laboratory | high
            87635 nonparticipating unassigned on:2026-01-15  priced 51.31 clinical_laboratory | high
            84165 on:2026-05-01                              priced 10.74 clinical_laboratory | medium older_release
            84165 on:2026-12-31                              invalid day_to_come CO-16 M53 | none
            99998 on:2026-01-15                              unknown_code not_in_starter_data | none"#]],
    );
}

#[test]
fn medicare_pays_the_whole_rate_less_sequestration() {
    check_shares(
        &CLIENT,
        "83036$50.00 on:2026-01-15
        80053*2$30.00 on:2026-01-15
        87635$51.31 on:2026-01-15
        85025$5.00 on:2026-01-15
        36415 on:2026-01-15
        80061*3 on:2026-01-15
        G0328-QW on:2026-01-15 owes:283.00
        83036 on:2026-01-15 mips:9.00
        87635 nonparticipating unassigned on:2026-01-15
        99213$150.00+36415$15.00+80053$40.00+83036-QW$40.00 on:2026-01-15 owes:100.00
        99213$150.00+0526U$900.00 on:2026-01-15 owes:0.00",
        &expect![[r#"
            83036$50.00 on:2026-01-15: 9.71 0.00 0.00 0.19 9.52 0.00 = 9.71 9.52 0.00
            80053*2$30.00 on:2026-01-15: 21.12 0.00 0.00 0.42 20.70 0.00 = 21.12 20.70 0.00
            87635$51.31 on:2026-01-15: 51.31 0.00 0.00 1.03 50.28 0.00 = 51.31 50.28 0.00
            85025$5.00 on:2026-01-15: 5.00 0.00 0.00 0.10 4.90 0.00 = 5.00 4.90 0.00
            36415 on:2026-01-15: 9.34 0.00 0.00 0.19 9.15 0.00 = 9.34 9.15 0.00
            80061*3 on:2026-01-15: 40.17 0.00 0.00 0.80 39.37 0.00 = 40.17 39.37 0.00
            G0328-QW on:2026-01-15 owes:283.00: 18.05 0.00 0.00 0.36 17.69 0.00 = 18.05 17.69 0.00
            83036 on:2026-01-15 mips:9.00: 9.71 0.00 0.00 0.19 9.52 0.00 = 9.71 9.52 0.00
            87635 nonparticipating unassigned on:2026-01-15: 51.31 0.00 0.00 1.03 50.28 0.00 = 51.31 50.28 0.00
            99213$150.00+36415$15.00+80053$40.00+83036-QW$40.00 on:2026-01-15 owes:100.00: 91.85 91.85 0.00 0.00 0.00 91.85 + 9.34 0.00 0.00 0.19 9.15 0.00 + 10.56 0.00 0.00 0.21 10.35 0.00 + 9.71 0.00 0.00 0.19 9.52 0.00 = 121.46 29.02 91.85
            99213$150.00+0526U$900.00 on:2026-01-15 owes:0.00: 91.85 0.00 18.37 1.47 72.01 18.37 + - - - - - - = 91.85 72.01 18.37"#]],
    );
}

#[test]
fn the_answer_names_the_schedule_of_a_line() {
    let answer = estimate(&CLIENT, "99213+83036-QW$50.00 on:2026-01-15 owes:0.00");
    let line = &answer["lines"][1];
    let steps = line["trace"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        format!("{} {}: {} ({})", text("amount"), text("rule"), text("effect"), text("source"))
    });
    expect![[r#"
        9.71 laboratory_rate: the rate of one unit is $9.71 (Social Security Act 1833(h), 1834A; Pub. 100-04 ch. 16, 20; CMS CLFS_2026Q1)
        9.71 lesser_of_charge_and_rate: the fee is lower than the charge of $50.00 (Social Security Act 1833(a)(1)(D))
        9.71 coinsurance: less $0.00, 0 percent of the amount (Social Security Act 1833(a)(1), (dd); Social Security Act 1833(a)(1)(D), (b)(3))
        9.52 sequestration: less $0.19, 2 percent of the amount (Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended)"#]].assert_eq(&steps.collect::<Vec<_>>().join("\n"));
    assert_eq!(line["warnings"][0]["code"], "laboratory_certificate_not_checked");
    assert!(answer["lines"][0].get("source").is_none());
    expect![[r#"{"release":"CLFS_2026Q1","schedule":"clinical_laboratory"}"#]]
        .assert_eq(&line["source"].to_string());
    let files =
        answer["source"]["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap());
    assert!(files.into_iter().any(|file| file == "CLFS_2026_Q1V1.csv"));
}

#[test]
fn the_page_of_a_code_has_its_rate() {
    let page = CLIENT.get("/v1/codes/84165?date=2026-01-15").json();
    expect![[r#"[{"coinsurance_percent":null,"effective_from":"2026-01-01","equipment":null,"modifier":null,"note":null,"rate":"10.74","release":"CLFS_2026Q1","schedule":"clinical_laboratory","second_modifier":null,"unit":null}]"#]].assert_eq(&page["other_schedules"].to_string());
    let page = CLIENT.get("/v1/codes/99213?date=2026-01-15").json();
    assert_eq!(page["other_schedules"], Value::Array(Vec::new()));
}

#[test]
fn every_row_of_cms_s_file_prices_a_line() {
    let Some([path]) = cms_files(["part-b/CLFS_2026_Q1V1.xlsx"]) else { return };
    let release = read_all(&path).remove(0);
    let ReleaseTables::LaboratoryRates(rates) = release.tables.clone() else { panic!("{}", release.label) };
    assert_eq!((release.label.as_str(), rates.len()), ("CLFS_2026Q1", 2_162));
    let schedule = schedule_of(vec![of_year("RVU26A", "2026-01-01"), release]);
    let (mut sum, mut local) = (0, 0);
    for row in &rates {
        let modifier = row.modifier.map_or_else(String::new, |modifier| format!("-{modifier}"));
        let claim = request(&format!("{}{modifier} on:2026-01-15", row.hcpcs));
        let claim: EstimateRequest = serde_json::from_value(claim).unwrap();
        let priced = price(&schedule, claim).unwrap();
        match &priced.estimate.lines[0].outcome {
            Outcome::Priced(price) => {
                assert_eq!(Some(price.allowed), row.rate, "{} {modifier}", row.hcpcs);
                sum += price.allowed.cents();
            }
            Outcome::NotPriced(refusal) => {
                assert_eq!((refusal, row.rate), (&Refusal::LocalLaboratoryRate, None), "{}", row.hcpcs);
                local += 1;
            }
        }
    }
    // Both figures were made from the file by another program.
    assert_eq!((sum, local), (87_435_208, 32));
}

#[test]
fn the_schedule_is_published_and_read_again() {
    let server = Server::with(&[of_year("RVU26A", "2026-01-01"), fixture("clfs")]);
    check(
        &server,
        &expect![[r#"
            83036-QW on:2026-01-15    priced 9.71 clinical_laboratory | high
            84165$5.00 on:2026-03-31  priced 5.00 of 10.74 clinical_laboratory | high
            0526U on:2026-01-15       contractor_priced local_laboratory_rate | none"#]],
    );
    let releases = server.get("/v1/releases?date=2026-02-01").json();
    let ours = |list: &Value| {
        let of_kind = list.as_array().unwrap().iter().filter(|release| release["kind"] == "laboratory_rates");
        of_kind.map(Value::to_string).collect::<Vec<_>>().join("\n")
    };
    let digest = |text: String| text.split("\"sha256\":\"").next().unwrap().to_owned();
    expect![[r#"{"conversion_factors":[],"effective_from":"2026-01-01","effective_to":null,"extract":false,"files":[{"name":"CLFS_2026_Q1V1.csv","#]].assert_eq(&digest(ours(&releases["releases"])));
    expect![[r#"{"due":"CLFS_2026Q1","due_from":"2026-01-01","kind":"laboratory_rates","loaded":"CLFS_2026Q1","loaded_from":"2026-01-01","message":"CLFS_2026Q1 is the release that is due.","missing":[],"outdated_days":null,"outdated_since":null,"page":{"title":"Clinical Laboratory Fee Schedule Files","url":"https://www.cms.gov/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files"},"state":"current"}"#]].assert_eq(&ours(&releases["currency"]["kinds"]));
}

#[test]
fn modifiers_of_other_services_have_no_effect_on_a_test() {
    check(
        &CLIENT,
        &expect![[r#"
            80053-LT on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-E1 on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-50 on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-25 on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-AA on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-GP on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-JZ on:2026-01-15  priced 10.56 clinical_laboratory | medium modifier_ignored
            80053-ZZ on:2026-01-15  priced 10.56 clinical_laboratory | medium unknown_modifier
            80053-59 on:2026-01-15  priced 10.56 clinical_laboratory | high
            80053-90 on:2026-01-15  priced 10.56 clinical_laboratory | high
            83036-QW on:2026-01-15  priced 9.71 clinical_laboratory | high
            0526U-F1 on:2026-01-15  contractor_priced local_laboratory_rate | none"#]],
    );
}

#[test]
fn a_rate_is_in_force_from_its_first_day() {
    check(
        &CLIENT,
        &expect![[r#"
            83036 on:2026-01-01     priced 9.71 clinical_laboratory | high
            83036-QW on:2026-01-01  priced 9.71 clinical_laboratory | high"#]],
    );
}
