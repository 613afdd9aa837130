//! Rules with dates: telehealth, therapy thresholds, benefits of professions, places, and future days.

use crate::support::asking::{check, estimate};
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;
use serde_json::Value;
use time::OffsetDateTime;

#[test]
fn telehealth_depends_on_the_day_and_on_cms_s_list() {
    let server =
        Server::with(&[whole_rvu25a(), of_year("RVU23A", "2023-01-01"), of_year("RVU26A", "2026-01-01")]);
    check(
        &server,
        &expect![[r#"
            99213 @10                     priced 88.95 non_facility | high
            99213-95 @10                  priced 88.95 non_facility | high
            99213-95                      priced 88.95 non_facility | medium telehealth_modifier_in_office
            99213-93 @02                  priced 63.72 facility | high
            97110-GP-95 @10 therapy:0.00  priced 28.79 non_facility | high
            11042 @10                     priced 125.18 non_facility CO-96 N776 | low not_listed_for_telehealth
            70553-26 @02                  priced 104.80 facility CO-96 N776 | low not_listed_for_telehealth
            99213 @10 on:2023-06-01       priced 93.19 non_facility | low older_release early_home_telehealth
            99213 @10 on:2026-01-30       priced 91.85 non_facility | high
            99213 @10 on:2026-01-31       priced 91.85 non_facility | low telehealth_from_anywhere
            99213 @10 on:2026-02-03       priced 91.85 non_facility | low telehealth_from_anywhere
            99213 @10 on:2026-02-04       priced 91.85 non_facility | high"#]],
    );
}

#[test]
fn therapy_above_the_threshold_of_its_year_needs_kx() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            97110-GP                              priced 28.79 non_facility | high
            97110-GP-KX                           priced 28.79 non_facility | high
            97110-GP therapy:0.00                 priced 28.79 non_facility | high
            97110-GP therapy:2380.00              priced 28.79 non_facility | high
            97110-GP therapy:2409.99              priced 28.79 non_facility PR-119 | medium therapy_threshold_on_this_claim
            97110-GP-KX therapy:2409.99           priced 28.79 non_facility | high
            97110-GP therapy:2410.00              denied_by_edit therapy_past_threshold PR-119 | medium threshold_group
            97110-GP-GA therapy:2410.00           denied_by_edit therapy_past_threshold PR-119 | high
            97110-GP-KX therapy:2410.00           priced 28.79 non_facility | high
            97110-GP+97530-GP-KX therapy:2500.00  denied_by_edit therapy_past_threshold PR-119 | medium threshold_group
            +                                     priced 34.61 non_facility | medium older_edits
            99213 therapy:2500.00                 priced 88.95 non_facility | high"#]],
    );
}

#[test]
fn g2211_is_paid_with_preventive_services_from_2025() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU24A", "2024-01-01")]);
    check(
        &server,
        &expect![[r#"
            G2211+99213-25                      bundled complexity_with_separate_visit CO-97 | medium preventive_list
            +                                   priced 88.95 non_facility | medium older_edits
            G2211+99213-25+G0102                priced 15.53 non_facility | medium preventive_list older_edits
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   denied_by_edit ptp_column_two CO-236 | medium older_edits
            G2211+99213-25+G0439                priced 15.53 non_facility | medium preventive_list older_edits
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   priced 126.47 non_facility | medium older_edits
            G2211+99213-25+90471                priced 15.53 non_facility | medium preventive_list older_edits
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   priced 20.05 non_facility | medium older_edits
            G2211+99213-25+99214                priced 15.53 non_facility | medium complexity_of_one_visit older_edits
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   priced 125.18 non_facility | medium older_edits
            G2211+99213-25+99214-25             bundled complexity_with_separate_visit CO-97 | medium preventive_list
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   priced 125.18 non_facility | medium older_edits
            G2211+99213-25+99214+G0439          priced 15.53 non_facility | medium preventive_list older_edits
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                                   priced 126.47 non_facility | medium older_edits
            G2211+99213-25+20610                bundled complexity_with_separate_visit CO-97 | medium preventive_list
            +                                   priced 88.95 non_facility | medium older_edits
            +                                   priced 63.40 non_facility | medium older_edits
            G2211+99213-25+G0439 on:2024-06-03  bundled complexity_with_separate_visit CO-97 | high
            +                                   priced 91.54 non_facility | medium older_release edits_not_checked
            +                                   priced 130.15 non_facility | medium older_release edits_not_checked
            G2211+99213                         priced 15.53 non_facility | medium older_edits
            +                                   priced 88.95 non_facility | medium older_edits"#]],
    );
}

#[test]
fn therapy_above_the_review_threshold_has_a_warning() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers =
        ["97110-GP-KX therapy:2971.21", "97110-GP-KX therapy:2971.22", "97110-GP-KX therapy:3500.00"].map(
            |claim| {
                let answer = estimate(&server, claim);
                format!("{claim}: {}", answer["lines"][0]["warnings"])
            },
        );
    expect![[r#"
        97110-GP-KX therapy:2971.21: []
        97110-GP-KX therapy:2971.22: [{"code":"therapy_review","text":"Above $3,000.00 of therapy in a year the Medicare contractor may review the record, with or without modifier KX."}]
        97110-GP-KX therapy:3500.00: [{"code":"therapy_review","text":"Above $3,000.00 of therapy in a year the Medicare contractor may review the record, with or without modifier KX."}]"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn services_outside_a_narrow_benefit_have_low_confidence() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            90837 by:clinical_social_worker              priced 115.72 of 154.29 non_facility | high
            47562 by:clinical_social_worker @21          not_covered counseling_of_inpatient CO-8 N95 | high
            90837 by:clinical_psychologist               priced 154.29 non_facility | high
            99213 by:clinical_psychologist               priced 88.95 non_facility CO-8 N95 | low outside_benefit
            97802 by:dietitian                           priced 30.24 of 35.58 non_facility | high
            99213 by:dietitian                           priced 75.61 of 88.95 non_facility CO-8 N95 | low outside_benefit
            97110-GP by:physical_therapist therapy:0.00  priced 28.79 non_facility | high
            99213 by:physical_therapist                  priced 88.95 non_facility CO-8 N95 | low outside_benefit
            47562 by:nurse_practitioner @21              priced 551.54 of 648.87 facility | high"#]],
    );
}

#[test]
fn a_profession_is_paid_from_the_first_day_of_its_benefit() {
    let server = Server::with(&[of_year("RVU23A", "2023-01-01"), of_year("RVU24A", "2024-01-01")]);
    check(
        &server,
        &expect![[r#"
            90837 by:marriage_family_therapist on:2023-12-31  invalid profession_not_yet_paid CO-B7 | none
            90837 by:marriage_family_therapist on:2024-01-01  priced 117.14 of 156.19 non_facility | high
            90837 by:mental_health_counselor on:2023-12-31    invalid profession_not_yet_paid CO-B7 | none
            90837 by:clinical_social_worker on:2023-12-31     priced 121.23 of 161.64 non_facility | medium older_release"#]],
    );
}

#[test]
fn a_notice_modifier_decides_who_pays_for_a_denial() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            77080-GA      priced 38.17 non_facility PR-50 | high
            77080-GZ      denied_by_edit declared_not_necessary CO-50 | high
            77080-GY      not_covered declared_not_covered PR-96 N425 | high
            27447-PA @22  not_covered wrong_surgery CO-50 N386 | high"#]],
    );
}

#[test]
fn both_sides_are_limited_by_the_sum_of_their_charges() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            20610-50$80                priced 80.00 of 63.40 non_facility | high
            20610-RT$40+20610-LT$40    priced 40.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            +                          priced 40.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            20610-RT$30+20610-LT$50    priced 30.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            +                          priced 50.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            20610-RT$100+20610-LT$100  priced 47.55 of 63.40 non_facility | medium bilateral_by_lines older_edits
            +                          priced 47.55 of 63.40 non_facility | medium bilateral_by_lines older_edits
            20610-RT$10+20610-LT$200   priced 10.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            +                          priced 85.10 of 63.40 non_facility | medium bilateral_by_lines older_edits
            20610-RT$10+20610-LT       priced 10.00 of 63.40 non_facility | medium bilateral_by_lines older_edits
            +                          priced 47.55 of 63.40 non_facility | medium bilateral_by_lines older_edits"#]],
    );
}

#[test]
fn the_limiting_charge_of_two_sides_follows_their_fee() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers =
        ["20610-RT$1+20610-LT$1000", "20610-RT$100+20610-LT$100", "20610-RT$0.01+20610-LT$50"].map(|claim| {
            let answer = estimate(&server, &format!("{claim} nonparticipating unassigned"));
            let amounts = answer["lines"].as_array().unwrap().iter().map(|line| {
                let amounts = ["allowed", "limiting_charge", "patient"]
                    .map(|name| line["amounts"][name].as_str().unwrap());
                amounts.join(" ")
            });
            format!("{claim}: {}", amounts.collect::<Vec<_>>().join(", "))
        });
    expect![[r#"
        20610-RT$1+20610-LT$1000: 1.00 1.15 0.22, 89.34 102.74 32.70
        20610-RT$100+20610-LT$100: 45.17 51.95 16.53, 45.17 51.95 16.53
        20610-RT$0.01+20610-LT$50: 0.01 46.39 0.00, 50.00 57.50 10.80"#]]
    .assert_eq(&answers.join("\n"));
}

#[test]
fn a_reason_has_a_range_if_readings_differ_in_money() {
    let server = Server::with(&[whole_rvu25a()]);
    let reasons = |claim: &str| {
        let answer = estimate(&server, claim);
        let reasons = answer["lines"][0]["confidence"]["reasons"].as_array().unwrap().clone();
        reasons
            .iter()
            .map(|reason| reason["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect!["Medicare pays an assistant for this code only if documentation shows the need. This is the amount if the documentation is accepted. The allowed amount is between $0.00 and $86.12."].assert_eq(&reasons("29881-80 @21"));
    expect!["This service is not on the loaded list of telehealth services. Medicare denies telehealth that is not on CMS's list. The allowed amount is between $0.00 and $125.18."].assert_eq(&reasons("11042 @10"));
}

#[test]
fn a_future_date_of_service_is_refused() {
    let year = OffsetDateTime::now_utc().year() + 1;
    let server =
        Server::with(&[of_year("RVU25A", "2025-01-01"), of_year("RVUNEXT", &format!("{year}-01-01"))]);
    let answer = estimate(&server, &format!("99213+36592 on:{year}-01-15"));
    for line in answer["lines"].as_array().unwrap() {
        assert_eq!([&line["result"], &line["reason"]["code"]], ["invalid", "day_to_come"]);
        assert_eq!(line["predicted_denials"][0]["carc"], "16");
    }
    // Without a date the first day of the newest release is used, even if it is in the future.
    assert_eq!(estimate(&server, "99213 undated")["lines"][0]["result"], Value::from("priced"));
}
