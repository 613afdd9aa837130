//! The rarer answers of the rules, each at its boundary, and that no code of an answer lacks a test.

use crate::support::asking::{check, estimate, short};
use crate::support::checkout;
use crate::support::releases::{tables, whole_rvu25a};
use crate::support::schedule::schedule_without_edits;
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::price;
use medpayiq::vocabulary::{Component, GlobalDays};
use serde_json::{Value, json};
use std::fs;

#[test]
fn rare_reasons_have_their_answers() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            29881-80 @21                                                     priced 86.12 of 538.25 facility CO-54 | low assistant_by_report
            11042-50                                                         priced 125.18 non_facility | medium bilateral_paid_once
            20610-50*2                                                       priced 95.10 of 63.40 non_facility | low bilateral_units
            00790-AD*60 in:01112-05 @21                                      priced 67.11 facility | medium minutes_from_units base_units_older presence_at_induction
            20610-52$40.00                                                   priced 40.00 of 63.40 non_facility | low reduced_by_charge
            47562-78 @11                                                     priced 525.58 of 648.87 non_facility | medium rare_in_non_facility return_outside_operating_room
            00811-PT-AA*30 in:01112-05 @24                                   priced 134.22 facility | medium screening_on_another_claim minutes_from_units base_units_older
            94760+G0117                                                      priced 3.56 non_facility | low several_paid_alone older_edits
            +                                                                priced 61.13 non_facility | low several_paid_alone older_edits
            D7140                                                            contractor_priced restricted_without_rvus | none
            84165                                                            other_schedule excluded_by_statute | high
            77750-26-78 @22                                                  contractor_priced return_by_report | none
            50360-66 @21                                                     contractor_priced team_by_report | none
            G2211+99213-GZ                                                   denied_by_edit add_on_without_primary CO-B15 N122 | high
            +                                                                denied_by_edit declared_not_necessary CO-50 | high
            20611*2                                                          priced 144.59 of 96.39 non_facility | medium bilateral_by_units
            47562+27130-59+64721-59+66984-59+33208-59+67028-79+52000-59 @22  priced 324.44 of 648.87 facility | medium older_edits
            +                                                                priced 1259.25 facility | medium older_edits
            +                                                                priced 218.18 of 436.35 facility | medium older_edits
            +                                                                priced 260.88 of 521.75 facility | medium older_edits
            +                                                                priced 247.45 of 494.90 facility | medium older_edits
            +                                                                priced 44.32 of 88.63 facility | low sixth_procedure older_edits
            +                                                                priced 38.66 of 77.31 facility | low sixth_procedure older_edits
            00790-AA in:01112-05 @21                                         invalid anesthesia_time_missing CO-16 N203 | none
            G2211                                                            denied_by_edit add_on_without_primary CO-B15 N122 | high
            45378-73 @22                                                     invalid facility_modifier CO-4 | none
            97110-CQ therapy:0.00                                            invalid modifier_missing CO-4 | none
            33533-66 @21                                                     denied_by_edit surgeon_not_paid CO-54 | high"#]],
    );
}

#[test]
fn rows_that_few_releases_have_are_answered() {
    let mut release = whole_rvu25a();
    let services = &mut tables(&mut release).services;
    // A laboratory's code of which the schedule has the interpretation only.
    services.retain(|service| {
        service.row.hcpcs.as_str() != "84165" || service.row.component == Component::Professional
    });
    for service in services.iter_mut().filter(|service| service.row.hcpcs.as_str() == "99215") {
        let none = "0.00".parse().unwrap();
        service.row.work = none;
        service.row.practice_expense_non_facility = none;
        service.row.practice_expense_facility = none;
        service.row.malpractice = none;
        service.total_non_facility = none;
        service.total_facility = none;
    }
    for service in services.iter_mut().filter(|service| service.row.hcpcs.as_str() == "20610") {
        service.row.global_days = GlobalDays::ContractorDecides;
    }
    check(
        &Server::with(&[release]),
        &expect![[r#"
            84165  other_schedule laboratory_test | none
            99215  contractor_priced no_rvus | none
            20610  priced 63.40 non_facility | low contractor_global_period"#]],
    );
}

#[test]
fn visit_complexity_without_a_visit_is_denied_without_edits_too() {
    let request = r#"{"date_of_service": "2025-01-15", "lines": [{"hcpcs": "G2211"}]}"#;
    let schedule = schedule_without_edits();
    let answer = price(&schedule, serde_json::from_str(request).unwrap()).unwrap();
    let answer: Value = serde_json::from_slice(&answer.answer().to_json()).unwrap();
    expect!["denied_by_edit complexity_without_visit CO-B15 N674 | high"]
        .assert_eq(&short(&answer["lines"][0]));
}

#[test]
fn aftercare_beyond_the_period_and_the_shortage_area_bonus() {
    let server = Server::with(&[whole_rvu25a()]);
    let aftercare = ["5", "10", "11"].map(|days| {
        let request = format!(
            r#"{{"date_of_service": "2025-01-15", "lines": [{{"hcpcs": "17000", "modifiers": ["55"], "postoperative_days": {days}}}]}}"#
        );
        format!("{days}: {}", short(&server.post("/v1/estimates", &request).json()["lines"][0]))
    });
    expect![[r#"
        5: priced 3.32 of 66.31 non_facility | low national_amount
        10: priced 6.63 of 66.31 non_facility | low national_amount
        11: priced 6.63 of 66.31 non_facility | low national_amount days_of_care_beyond_period"#]]
    .assert_eq(&aftercare.join("\n"));
    let bonus = |claim: &str| estimate(&server, claim)["lines"][0]["amounts"]["bonus_estimate"].clone();
    // Ten percent of what Medicare pays of 88.95 before sequestration: 71.16.
    assert_eq!(bonus("99213-AQ owes:0.00"), json!("7.12"));
    assert_eq!(bonus("99213 owes:0.00"), json!(null));
    assert_eq!(bonus("99213-AQ by:nurse_practitioner owes:0.00"), json!(null));
}

#[test]
fn every_code_of_an_answer_is_in_a_test() {
    let read = |path: std::path::PathBuf| fs::read_to_string(path).unwrap();
    let answers = ["refusal.rs", "caveat.rs"]
        .map(|name| read(checkout("crates/medpayiq-core/src/pricing").join(name)))
        .concat();
    let codes = answers.lines().filter_map(|line| {
        let (_, row) =
            line.split_once(" = ").filter(|_| line.starts_with("    ") && !line.trim().starts_with('"'))?;
        row.split('"').nth(1).filter(|code| !code.contains(' '))
    });
    let folders = ["tests/it", "tests/it/contract_terms", "tests/it/rules"].into_iter();
    let folder =
        folders.flat_map(|folder| fs::read_dir(checkout(folder)).unwrap()).map(|entry| entry.unwrap().path());
    let tests: String =
        folder.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).map(read).collect();
    let is_code = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let named: std::collections::BTreeSet<&str> = tests.split(|letter| !is_code(letter)).collect();
    let untested: Vec<&str> = codes.filter(|code| !named.contains(code)).collect();
    assert!(untested.is_empty(), "{untested:?}");
}
