//! Claims under terms, worked by hand. The comment of each table shows the work.

use super::CLIENT;
use crate::support::asking::{check, check_shares, estimate, request};
use expect_test::expect;
use serde_json::Value;

/// 88.95 x 1.1 = 97.845; 36.23 x 1.1 = 39.853; 2 x 88.95 x 1.1 = 195.69; 95.10 x 1.1 = 104.61; 47.55 x 1.1 = 52.305;
/// 118.92 x 1.1 = 130.812; 75.61 x 1.1 = 83.171; 1,046.01 x 1.1 = 1,150.611; 28.14 x 1.1 = 30.954.
#[test]
fn a_percentage_is_of_what_medicare_would_allow() {
    check(
        &CLIENT,
        &expect![[r#"
            99213 under:plain                        priced 97.85 of 88.95 non_facility | medium contract_amount
            99213*2 under:plain                      priced 195.69 of 88.95 non_facility | medium contract_amount unit_limit_not_checked
            76377-26 under:plain                     priced 39.85 of 36.23 non_facility | medium contract_amount
            20610-50 under:plain                     priced 104.61 of 63.40 non_facility | medium contract_amount
            20610-RT+20610-LT under:plain            priced 52.31 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            +                                        priced 52.31 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            99214 nonparticipating under:plain       priced 130.81 of 125.18 non_facility | medium contract_amount
            99213 by:nurse_practitioner under:plain  priced 83.17 of 88.95 non_facility | medium contract_amount
            22551-62 @21 under:plain                 priced 1150.61 of 1673.61 facility | medium specialties_unknown contract_amount
            71046-FX under:plain                     priced 30.95 of 32.67 non_facility | medium contract_amount
            99213 under:half                         priced 44.48 of 88.95 non_facility | medium contract_amount
            99213 under:medicare                     priced 88.95 non_facility | medium contract_amount"#]],
    );
}

/// With reductions: 124.55 x 1.1 = 137.005; 43.66 x 1.1 = 48.026; 34.61 x 1.1 = 38.071; 15.53 x 1.1 = 17.083. Without them each
/// line has its whole fee: 188.26 x 1.1 = 207.086, and the base of an endoscopy family comes off nothing.
#[test]
fn reductions_for_several_services_apply_unless_the_terms_leave_them_out() {
    check(
        &CLIENT,
        &expect![[r#"
            70553+72148 under:plain                   priced 345.49 of 314.08 non_facility | medium contract_amount edits_not_checked
            +                                         priced 137.01 of 188.26 non_facility | medium contract_amount edits_not_checked
            70553+72148 under:alone                   priced 345.49 of 314.08 non_facility | medium contract_amount edits_not_checked
            +                                         priced 207.09 of 188.26 non_facility | medium contract_amount edits_not_checked
            70553 under:plain                         priced 345.49 of 314.08 non_facility | medium contract_amount
            72148 under:plain                         priced 207.09 of 188.26 non_facility | medium contract_amount
            97110-GP*2+97140-GP+97530-GP under:plain  priced 48.03 of 28.79 non_facility | medium contract_amount edits_not_checked unit_limit_not_checked
            +                                         priced 22.77 of 27.17 non_facility | medium contract_amount edits_not_checked
            +                                         priced 38.07 of 34.61 non_facility | medium contract_amount edits_not_checked
            97110-GP*2+97140-GP+97530-GP under:alone  priced 63.34 of 28.79 non_facility | medium contract_amount edits_not_checked unit_limit_not_checked
            +                                         priced 29.89 of 27.17 non_facility | medium contract_amount edits_not_checked
            +                                         priced 38.07 of 34.61 non_facility | medium contract_amount edits_not_checked
            97110-GP under:plain                      priced 31.67 of 28.79 non_facility | medium contract_amount
            97140-GP under:plain                      priced 29.89 of 27.17 non_facility | medium contract_amount
            97530-GP under:plain                      priced 38.07 of 34.61 non_facility | medium contract_amount
            45385+45380 @22 under:plain               priced 267.21 of 242.92 facility | medium contract_amount edits_not_checked
            +                                         priced 17.08 of 192.79 facility | medium contract_amount edits_not_checked
            45385+45380 @22 under:alone               priced 267.21 of 242.92 facility | medium contract_amount edits_not_checked
            +                                         priced 212.07 of 192.79 facility | medium contract_amount edits_not_checked
            45380 @22 under:plain                     priced 212.07 of 192.79 facility | medium contract_amount
            93306+93880 under:plain                   priced 173.01 of 187.93 non_facility | medium contract_amount edits_not_checked
            +                                         priced 199.97 of 181.79 non_facility | medium contract_amount edits_not_checked
            93306+93880 under:alone                   priced 206.72 of 187.93 non_facility | medium contract_amount edits_not_checked
            +                                         priced 199.97 of 181.79 non_facility | medium contract_amount edits_not_checked
            93880 under:plain                         priced 199.97 of 181.79 non_facility | medium contract_amount
            64483+11042+20610 under:plain             priced 259.74 of 236.13 non_facility | medium contract_amount edits_not_checked
            +                                         priced 68.85 of 125.18 non_facility | medium contract_amount edits_not_checked
            +                                         priced 34.87 of 63.40 non_facility | medium contract_amount edits_not_checked
            64483+11042+20610 under:alone             priced 259.74 of 236.13 non_facility | medium contract_amount edits_not_checked
            +                                         priced 137.70 of 125.18 non_facility | medium contract_amount edits_not_checked
            +                                         priced 69.74 of 63.40 non_facility | medium contract_amount edits_not_checked"#]],
    );
}

/// The fee of 20610 is $100.00 for each side's unit: both sides are 150 percent of it. The fee of 64483-50 is for both sides.
/// A surgeon's fee of $2,000.00 for 27447 becomes 62.5 percent for each of two surgeons; the assistant's fee is its own.
#[test]
fn a_fee_replaces_the_amount_and_follows_the_service_itself() {
    check(
        &CLIENT,
        &expect![[r#"
            20610 under:fees                                         priced 100.00 of 63.40 non_facility | medium contract_amount
            20610*3 under:fees                                       priced 300.00 of 63.40 non_facility | medium contract_amount unit_limit_not_checked
            20610-50 under:fees                                      priced 150.00 of 63.40 non_facility | medium contract_amount
            20610*2 under:fees                                       priced 150.00 of 63.40 non_facility | medium bilateral_by_units contract_amount
            20610-RT+20610-LT under:fees                             priced 75.00 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            +                                                        priced 75.00 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            64483 under:fees                                         priced 400.00 of 236.13 non_facility | medium contract_amount
            64483-50 under:fees                                      priced 700.00 of 236.13 non_facility | medium contract_amount
            64483-50+20610 under:fees                                priced 700.00 of 236.13 non_facility | medium contract_amount edits_not_checked
            +                                                        priced 100.00 of 63.40 non_facility | medium contract_amount edits_not_checked
            64483+11042+20610 under:fees                             priced 400.00 of 236.13 non_facility | medium contract_amount edits_not_checked
            +                                                        priced 62.59 of 125.18 non_facility | medium contract_amount edits_not_checked
            +                                                        priced 100.00 of 63.40 non_facility | medium contract_amount edits_not_checked
            27447 @21 under:fees                                     priced 2000.00 of 1257.63 facility | medium contract_amount
            27447-62 @21 under:fees                                  priced 1250.00 of 1257.63 facility CO-54 | low co_surgeons_by_report contract_amount
            27447-80 @21 under:fees                                  priced 300.00 of 1257.63 facility | medium contract_amount
            27447-54 @21 under:fees                                  priced 1580.00 of 1257.63 facility | medium contract_amount
            27447-55~45 @21 under:fees                               priced 210.00 of 1257.63 facility | medium contract_amount
            27447-78 @21 under:fees                                  priced 1380.00 of 1257.63 facility | medium contract_amount
            66984-50-54 @24 under:fees                               priced 800.00 of 521.75 facility | medium contract_amount
            93306 under:fees                                         priced 250.00 of 187.93 non_facility | medium contract_amount
            93306-26 under:fees                                      priced 65.34 non_facility | medium contract_amount
            93306-TC under:fees                                      priced 122.59 non_facility | medium contract_amount
            20610 nonparticipating by:nurse_practitioner under:fees  priced 100.00 of 63.40 non_facility | medium contract_amount
            43239 under:fees                                         priced 0.00 of 357.11 non_facility | medium contract_amount
            99213 under:fees                                         priced 88.95 non_facility | medium contract_amount
            76377-26*3 under:clinic                                  priced 165.00 of 36.23 non_facility | medium contract_amount unit_limit_not_checked
            76377-TC under:clinic                                    priced 44.84 of 40.76 non_facility | medium contract_amount
            76377 under:clinic                                       priced 84.68 of 76.98 non_facility | medium contract_amount
            76377-26-RT under:clinic                                 priced 55.00 of 36.23 non_facility | medium contract_amount"#]],
    );
}

#[test]
fn the_lower_charge_counts_if_the_terms_say_so() {
    check(
        &CLIENT,
        &expect![[r#"
            99213$90.00 under:plain                        priced 90.00 of 88.95 non_facility | medium contract_amount
            99213$97.85 under:plain                        priced 97.85 of 88.95 non_facility | medium contract_amount
            99213$200.00 under:plain                       priced 97.85 of 88.95 non_facility | medium contract_amount
            99213$90.00 under:uncapped                     priced 97.85 of 88.95 non_facility | medium contract_amount
            20610$80.00 under:fees                         priced 80.00 of 63.40 non_facility | medium contract_amount
            20610-RT$30.00+20610-LT$200.00 under:plain     priced 30.00 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            +                                              priced 74.62 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            20610-RT$30.00+20610-LT$200.00 under:uncapped  priced 52.31 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            +                                              priced 52.31 of 63.40 non_facility | medium bilateral_by_lines contract_amount edits_not_checked
            27447-52$1000.00 @21 under:uncapped            priced 1000.00 of 1257.63 facility | low reduced_by_charge contract_amount
            27447-52 @21 under:uncapped                    contractor_priced reduced_by_report | none"#]],
    );
}

/// Medicare does not price these codes: it does not cover them, leaves them to its contractors, or does not know them.
#[test]
fn a_fee_also_prices_a_code_that_medicare_does_not() {
    check(
        &CLIENT,
        &expect![[r#"
            99998                                  unknown_code not_in_starter_data | none
            99998*2$50.00 under:uncovered          priced 50.00 of 42.00 contract | medium contract_amount unit_limit_not_checked
            99998*2$200.00 under:uncovered         priced 84.00 of 42.00 contract | medium contract_amount unit_limit_not_checked
            J1885*4 on:2025-04-01 under:uncovered  priced 2.00 of 0.50 contract | medium contract_amount unit_limit_not_checked
            0526U on:2026-01-15 under:uncovered    priced 600.00 contract | medium contract_amount
            A9606 on:2026-01-15 under:uncovered    priced 12.34 contract | medium contract_amount
            99998-GY under:uncovered               not_covered declared_not_covered PR-96 N425 | high
            99024 under:uncovered                  bundled always_bundled CO-97 M15 | high
            99998+99213 under:uncovered            priced 42.00 contract | medium contract_amount edits_not_checked
            +                                      priced 88.95 non_facility | medium contract_amount edits_not_checked"#]],
    );
    check_shares(
        &CLIENT,
        "99998*2$200.00 owes:0.00 under:uncovered
        99998$200.00+99213$100.00 owes:50.00 under:uncovered",
        &expect![[r#"
            99998*2$200.00 owes:0.00 under:uncovered: 84.00 0.00 16.80 1.34 65.86 16.80 = 84.00 65.86 16.80
            99998$200.00+99213$100.00 owes:50.00 under:uncovered: 42.00 42.00 0.00 0.00 0.00 42.00 + 88.95 8.00 16.19 1.30 63.46 24.19 = 130.95 63.46 66.19"#]],
    );
    // The patient pays nothing of a laboratory test or of giving a vaccine.
    check_shares(
        &CLIENT,
        "0526U$1000.00 on:2026-01-15 owes:283.00 under:uncovered",
        &expect![[r#"
            0526U$1000.00 on:2026-01-15 owes:283.00 under:uncovered: 600.00 0.00 0.00 12.00 588.00 0.00 = 600.00 588.00 0.00"#]],
    );
    let mut vaccine = request("G0008$150.00 owes:257.00");
    vaccine["terms"] = serde_json::json!({"fees": [{"hcpcs": "G0008", "amount": "100.00"}]});
    let shares = CLIENT.post("/v1/estimates", &vaccine.to_string()).json()["lines"][0]["amounts"].clone();
    assert_eq!(
        [&shares["allowed"], &shares["medicare_paid"], &shares["patient"]],
        ["100.00", "98.00", "0.00"]
    );
    let line = estimate(&CLIENT, "99998 under:uncovered")["lines"][0].clone();
    assert_eq!(line["source"], serde_json::json!({"schedule": "contract", "release": "uncovered"}));
    assert_eq!(line["trace"][0]["rule"], "contract");
}

/// 42.00 x 1.5 = 63.00; x 0.625 = 26.25; x 0.16 = 6.72; 63.00 x 0.625 = 39.375, and a fee of 27447-80 has the role in it. Medicare has no
/// share of 54, 78 and 52 for a code that it does not price, so the fee stays, and the answer says so.
#[test]
fn modifiers_act_on_a_fee_of_a_code_that_medicare_does_not_price() {
    check(
        &CLIENT,
        &expect![[r#"
            99998-50 under:uncovered     priced 63.00 of 42.00 contract | low contract_amount contract_modifier
            99998-50*2 under:uncovered   priced 63.00 of 42.00 contract | low bilateral_units contract_amount contract_modifier
            99998*2 under:uncovered      priced 84.00 of 42.00 contract | medium contract_amount unit_limit_not_checked
            99998-62 under:uncovered     priced 26.25 of 42.00 contract | low contract_amount contract_modifier
            99998-50-62 under:uncovered  priced 39.38 of 42.00 contract | low contract_amount contract_modifier contract_modifier
            99998-62-50 under:uncovered  priced 39.38 of 42.00 contract | low contract_amount contract_modifier contract_modifier
            99998-80 under:uncovered     priced 6.72 of 42.00 contract | low contract_amount contract_modifier
            99998-AS under:uncovered     priced 6.72 of 42.00 contract | low contract_amount contract_modifier
            99998-80-AS under:uncovered  priced 6.72 of 42.00 contract | low contract_amount contract_modifier
            99998-QK under:uncovered     priced 21.00 of 42.00 contract | low contract_amount contract_modifier
            99998-AA under:uncovered     priced 42.00 contract | medium contract_amount
            99998-54 under:uncovered     priced 42.00 contract | low contract_amount contract_modifier
            99998-78 under:uncovered     priced 42.00 contract | low contract_amount contract_modifier
            99998-52 under:uncovered     priced 42.00 contract | low contract_amount contract_modifier
            99998-66 under:uncovered     priced 42.00 contract | low contract_amount contract_modifier
            99998-59 under:uncovered     priced 42.00 contract | medium contract_amount
            99998-53 under:uncovered     unknown_code not_in_starter_data | none
            99997-50 under:uncovered     priced 70.00 contract | medium contract_amount
            99997-62 under:uncovered     priced 25.00 of 40.00 contract | low contract_amount contract_modifier
            99997-50-62 under:uncovered  priced 43.75 of 70.00 contract | low contract_amount contract_modifier"#]],
    );
    let line = estimate(&CLIENT, "99998-50$90.00 under:uncovered")["lines"][0].clone();
    let steps: Vec<_> =
        line["trace"].as_array().unwrap().iter().map(|step| step["rule"].to_string()).collect();
    expect![[r#""contract" "bilateral" "lesser_of_charge_and_contract" "coinsurance" "sequestration""#]]
        .assert_eq(&steps.join(" "));
    let text = line["confidence"]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "contract_modifier");
    expect!["Medicare does not price this code, so it sets no share for modifier 50. Medicare's usual share was taken of the fee if there is one, and the contract may owe another amount."].assert_eq(text.unwrap()["text"].as_str().unwrap());
}

/// The terms have no say in what is denied, not even with a fee for the code.
#[test]
fn a_line_that_medicare_denies_is_denied_under_terms_too() {
    check(
        &CLIENT,
        &expect![[r#"
            36592+99213 under:fees       bundled bundled_with_paid_service CO-97 | high
            +                            priced 88.95 non_facility | medium contract_amount edits_not_checked
            99213+99213 under:plain      priced 97.85 of 88.95 non_facility | medium contract_amount edits_not_checked
            +                            denied_by_edit exact_duplicate OA-18 | high
            99213-GZ under:plain         denied_by_edit declared_not_necessary CO-50 | high
            99213-GY under:plain         not_covered declared_not_covered PR-96 N425 | high
            43235+43239 @22 under:plain  bundled endoscopic_base CO-97 | high
            +                            priced 145.88 of 132.62 facility | medium contract_amount edits_not_checked
            99024 under:plain            bundled always_bundled CO-97 M15 | high
            76377 @21 under:clinic       invalid global_test_in_hospital CO-109 M96 | none"#]],
    );
}

/// 9.71 x 0.95 = 9.2245; 10.56 x 2 x 0.95 = 20.064; 4 x 0.741 = 2.964, so 2.96 x 1.1 = 3.256; 312.902 x 1.1 = 344.19.
#[test]
fn laboratory_tests_and_drugs_are_paid_a_percentage_of_their_schedules() {
    check(
        &CLIENT,
        &expect![[r#"
            83036 on:2026-01-15 under:clinic                   priced 9.22 of 9.71 clinical_laboratory | medium contract_amount
            83036-QW on:2026-01-15 under:clinic                priced 9.22 of 9.71 clinical_laboratory | medium contract_amount
            80053*2 on:2026-01-15 under:clinic                 priced 20.06 of 10.56 clinical_laboratory | medium contract_amount unit_limit_not_checked
            J3301-JZ*4 on:2026-01-15 under:clinic              priced 3.26 of 0.74 drug_limits | medium contract_amount unit_limit_not_checked
            90677 on:2026-01-15 under:clinic                   priced 344.19 of 312.90 drug_limits | medium contract_amount
            J0178-JZ*2$1000.00 on:2026-01-15 under:clinic      priced 1000.00 of 763.90 drug_limits | medium contract_amount unit_limit_not_checked
            83036$9.00 on:2026-01-15 under:clinic              priced 9.00 of 9.71 clinical_laboratory | medium contract_amount
            J3301-JZ on:2026-01-15 under:visits                priced 0.74 drug_limits | low no_contract_rate
            99213+83036+J3301-JZ*4 on:2026-01-15 under:clinic  priced 110.68 of 91.85 non_facility | medium contract_amount edits_not_checked
            +                                                  priced 9.22 of 9.71 clinical_laboratory | medium contract_amount edits_not_checked
            +                                                  priced 3.26 of 0.74 drug_limits | medium contract_amount edits_not_checked unit_limit_not_checked"#]],
    );
}

#[test]
fn a_code_without_a_rate_keeps_medicare_s_amount_and_a_warning() {
    check(
        &CLIENT,
        &expect![[r#"
            99213 under:visits     priced 106.74 of 88.95 non_facility | medium contract_amount
            76377-26 under:visits  priced 36.23 non_facility | low no_contract_rate"#]],
    );
    let line = estimate(&CLIENT, "76377-26 under:visits")["lines"][0].clone();
    assert_eq!(line["warnings"], line["confidence"]["reasons"]);
    assert!(line["trace"].as_array().unwrap().iter().all(|step| step["rule"] != "contract"));
}

/// 97.85 x 0.2 = 19.57, 78.28 x 0.02 = 1.5656. 107.18 x 0.2 = 21.436. With $100.00 of the deductible left: 7.18 x 0.2 = 1.436, and
/// 55.00 x 0.2 = 11.00. A laboratory test has no coinsurance, a vaccine neither.
#[test]
fn the_patient_shares_the_contract_s_amount_as_under_medicare() {
    check_shares(
        &CLIENT,
        "99213$150.00 owes:0.00 under:plain
        99213$150.00 owes:0.00 under:clinic
        99213$150.00 owes:0.00 under:medicare
        99213$150.00+76377-26$300.00 owes:100.00 under:clinic
        83036$50.00 on:2026-01-15 owes:0.00 under:clinic
        83036$50.00 on:2026-01-15 owes:0.00 under:plain
        90677$400.00 on:2026-01-15 owes:0.00 under:clinic
        J3301-JZ*4$40.00 on:2026-01-15 owes:0.00 under:plain
        97110-GP-CQ$100.00 owes:0.00 under:plain
        99213$150.00 owes:0.00 mips:9.00 under:plain
        99213-AQ$150.00 owes:0.00 under:plain
        36592$40.00+99213$150.00 owes:0.00 under:plain",
        &expect![[r#"
            99213$150.00 owes:0.00 under:plain: 97.85 0.00 19.57 1.57 76.71 19.57 = 97.85 76.71 19.57
            99213$150.00 owes:0.00 under:clinic: 107.18 0.00 21.44 0.00 85.74 21.44 = 107.18 85.74 21.44
            99213$150.00 owes:0.00 under:medicare: 88.95 0.00 17.79 0.00 71.16 17.79 = 88.95 71.16 17.79
            99213$150.00+76377-26$300.00 owes:100.00 under:clinic: 107.18 100.00 1.44 0.00 5.74 101.44 + 55.00 0.00 11.00 0.00 44.00 11.00 = 162.18 49.74 112.44
            83036$50.00 on:2026-01-15 owes:0.00 under:clinic: 9.22 0.00 0.00 0.00 9.22 0.00 = 9.22 9.22 0.00
            83036$50.00 on:2026-01-15 owes:0.00 under:plain: 10.68 0.00 0.00 0.21 10.47 0.00 = 10.68 10.47 0.00
            90677$400.00 on:2026-01-15 owes:0.00 under:clinic: 344.19 0.00 0.00 0.00 344.19 0.00 = 344.19 344.19 0.00
            J3301-JZ*4$40.00 on:2026-01-15 owes:0.00 under:plain: 3.26 0.00 0.65 0.05 2.56 0.65 = 3.26 2.56 0.65
            97110-GP-CQ$100.00 owes:0.00 under:plain: 31.67 0.00 6.33 0.43 21.11 6.33 = 31.67 21.11 6.33
            99213$150.00 owes:0.00 mips:9.00 under:plain: 97.85 0.00 19.57 1.71 83.62 19.57 = 97.85 83.62 19.57
            99213-AQ$150.00 owes:0.00 under:plain: 97.85 0.00 19.57 1.57 76.71 19.57 = 97.85 76.71 19.57
            36592$40.00+99213$150.00 owes:0.00 under:plain: - - - - - - + 97.85 0.00 19.57 1.57 76.71 19.57 = 97.85 76.71 19.57"#]],
    );
}

/// The steps of a line in short.
fn steps(claim: &str, position: usize) -> String {
    let answer = estimate(&CLIENT, claim);
    let step = |step: &Value| {
        let text = |name: &str| step[name].as_str().unwrap().to_owned();
        format!("{} {}: {} [{}]", text("amount"), text("rule"), text("effect"), text("source"))
    };
    answer["lines"][position]["trace"].as_array().unwrap().iter().map(step).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_contract_is_a_step_of_the_trace() {
    expect![[r#"
        88.95 geographic_adjustment: (1.30 work x 1.000 + 1.35 non-facility PE x 1.000 + 0.10 MP x 1.000) x 32.3465 [42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A]
        84.50 nonparticipating: 95 percent of the amount [Social Security Act 1848(a)(3)]
        92.95 contract: 110 percent of the amount [The terms of the contract]
        92.95 lesser_of_charge_and_contract: the fee is lower than the charge of $150.00 [The terms of the contract]
        74.36 coinsurance: less $18.59, 20 percent of the amount [Social Security Act 1833(a)(1), (dd)]
        72.87 sequestration: less $1.49, 2 percent of the amount [Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended]"#]].assert_eq(&steps("99213$150.00 nonparticipating under:plain", 0));
    expect![[r#"
        1257.63 geographic_adjustment: (19.60 work x 1.000 + 15.30 facility PE x 1.000 + 3.98 MP x 1.000) x 32.3465 [42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A]
        1886.45 bilateral: 150 percent of the amount [Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery]
        1179.03 co_surgeons: 62.5 percent of the amount [Pub. 100-04 ch. 12, 40.8]
        2000.00 contract: the contract's fee of one unit is $2,000.00 [The terms of the contract]
        3000.00 bilateral: 150 percent of the amount [Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery]
        1875.00 co_surgeons: 62.5 percent of the amount [Pub. 100-04 ch. 12, 40.8]
        1875.00 lesser_of_charge_and_contract: the fee is lower than the charge of $9,000.00 [The terms of the contract]
        1500.00 coinsurance: less $375.00, 20 percent of the amount [Social Security Act 1833(a)(1), (dd)]
        1470.00 sequestration: less $30.00, 2 percent of the amount [Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended]"#]].assert_eq(&steps("27447-62-50$9000.00 @21 under:fees", 0));
}

/// The fee of an anesthesia code is for its whole time, and half of it for one of four whom the anesthesiologist directs.
#[test]
fn a_fee_of_anesthesia_is_shared_under_medical_direction() {
    for (modifier, allowed) in [("AA", "500.00"), ("QK", "250.00")] {
        let mut request = request(&format!("00790-{modifier}$900.00 @21 under:fees"));
        request["lines"][0]["minutes"] = 97.into();
        let answer = CLIENT.post("/v1/estimates", &request.to_string()).json();
        assert_eq!(answer["lines"][0]["amounts"]["allowed"], allowed, "{answer}");
    }
}

#[test]
fn every_amount_of_a_contract_says_that_it_is_one() {
    let answer = estimate(&CLIENT, "99213$150.00 under:clinic");
    expect![[r#"{"level":"medium","reasons":[{"code":"contract_amount","text":"The amount is what the contract owes, and not a figure of CMS. Deductible and coinsurance are Medicare's, and the plan may have its own."}]}"#]].assert_eq(&answer["lines"][0]["confidence"].to_string());
    expect![[r#""The terms of a contract made these amounts. They are not what Medicare owes. These figures come from the starter data, an extract of the release. Import the whole CMS release to price every code.""#]].assert_eq(&answer["source"]["notice"].to_string());
    assert_eq!(answer["source"]["terms"]["name"], "clinic");
    assert_eq!(answer["source"]["terms"]["sha256"].as_str().unwrap().len(), 64);
    let without = estimate(&CLIENT, "99213$150.00");
    assert!(without["source"].get("terms").is_none());
    assert_eq!(without["lines"][0]["confidence"]["level"], "high");
}

/// Terms that change nothing but are there price every claim of the other tests as Medicare does.
#[test]
fn terms_of_a_hundred_percent_change_no_amount() {
    for claim in [
        "99214-25$200+11042-59$250+20610-50$180+36592$40+71046-FX$60 owes:100.00",
        "45385+45380+43239 @22",
        "70553+74177",
        "97110-GP*2+97140-GP+97530-GP by:physical_therapist",
        "22551-80 @21",
        "66984-54$5000.00+66984$4000.00 @24",
        "99214 nonparticipating",
    ] {
        let medicare = estimate(&CLIENT, claim);
        let mut request = request(claim);
        request["terms"] = serde_json::json!({"percent": "100"});
        let contract = CLIENT.post("/v1/estimates", &request.to_string()).json();
        assert_eq!(contract["totals"], medicare["totals"], "{claim}");
        for (one, other) in
            contract["lines"].as_array().unwrap().iter().zip(medicare["lines"].as_array().unwrap())
        {
            assert_eq!(one.get("amounts"), other.get("amounts"), "{claim}");
            assert_eq!(one["adjustments"], other["adjustments"], "{claim}");
        }
    }
}
