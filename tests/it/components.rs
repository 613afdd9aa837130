//! Professional and technical components: the PC/TC indicator with its modifiers, in the office and in a hospital,
//! and the OPPS cap on imaging.

use crate::support::asking::{check, estimate};
use crate::support::releases::{tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn pc_tc_indicators_0_to_4_are_priced_by_their_parts() {
    check(
        &Server::with(&[whole_rvu25a()]),
        &expect![[r#"
            99213 @11     priced 88.95 non_facility | high
            99213 @22     priced 63.72 facility | high
            99213-26 @11  invalid no_such_component CO-4 | none
            99213-26 @22  invalid no_such_component CO-4 | none
            99213-TC @11  invalid no_such_component CO-4 | none
            99213-TC @22  invalid no_such_component CO-4 | none
            93306 @11     priced 187.93 non_facility | high
            93306 @22     invalid global_test_in_hospital CO-109 M96 | none
            93306-26 @11  priced 65.34 non_facility | high
            93306-26 @22  priced 65.34 facility | high
            93306-TC @11  priced 122.59 non_facility | high
            93306-TC @22  bundled technical_part_in_hospital CO-109 M96 | high
            93010 @11     priced 7.76 non_facility | high
            93010 @22     priced 7.76 facility | high
            93010-26 @11  invalid no_such_component CO-4 | none
            93010-26 @22  invalid no_such_component CO-4 | none
            93010-TC @11  invalid no_such_component CO-4 | none
            93010-TC @22  invalid no_such_component CO-4 | none
            93005 @11     priced 6.15 non_facility | high
            93005 @22     bundled technical_part_in_hospital CO-109 M96 | high
            93005-26 @11  invalid no_such_component CO-4 | none
            93005-26 @22  invalid no_such_component CO-4 | none
            93005-TC @11  invalid no_such_component CO-4 | none
            93005-TC @22  invalid no_such_component CO-4 | none
            93000 @11     priced 13.91 non_facility | high
            93000 @22     invalid global_code_in_hospital CO-109 M96 | none
            93000-26 @11  invalid no_such_component CO-4 | none
            93000-26 @22  invalid no_such_component CO-4 | none
            93000-TC @11  invalid no_such_component CO-4 | none
            93000-TC @22  invalid no_such_component CO-4 | none"#]],
    );
}

#[test]
fn pc_tc_indicators_5_to_9_are_priced_or_refused_as_cms_defines() {
    check(
        &Server::with(&[whole_rvu25a()]),
        &expect![[r#"
            96372 @11     priced 13.91 non_facility | high
            96372 @22     bundled incident_to_in_hospital CO-97 M97 | high
            96372-26 @11  invalid no_such_component CO-4 | none
            96372-26 @22  invalid no_such_component CO-4 | none
            96372-TC @11  invalid no_such_component CO-4 | none
            96372-TC @22  invalid no_such_component CO-4 | none
            84165 @11     other_schedule excluded_by_statute | high
            84165 @22     other_schedule excluded_by_statute | high
            84165-26 @11  priced 17.14 non_facility | high
            84165-26 @22  priced 17.14 facility | high
            84165-TC @11  invalid no_such_component CO-4 | none
            84165-TC @22  invalid no_such_component CO-4 | none
            97110 @11     priced 28.79 non_facility CO-4 | medium discipline_modifier_missing
            97110 @22     priced 28.79 facility CO-4 | low rare_in_facility discipline_modifier_missing
            97110-26 @11  invalid no_such_component CO-4 | none
            97110-26 @22  invalid no_such_component CO-4 | none
            97110-TC @11  invalid no_such_component CO-4 | none
            97110-TC @22  invalid no_such_component CO-4 | none
            85060 @11     bundled smear_outside_inpatient CO-58 M77 | high
            85060 @22     bundled smear_outside_inpatient CO-58 M77 | high
            85060-26 @11  invalid no_such_component CO-4 | none
            85060-26 @22  invalid no_such_component CO-4 | none
            85060-TC @11  invalid no_such_component CO-4 | none
            85060-TC @22  invalid no_such_component CO-4 | none
            36415 @11     other_schedule excluded_by_statute | high
            36415 @22     other_schedule excluded_by_statute | high
            36415-26 @11  invalid no_such_component CO-4 | none
            36415-26 @22  invalid no_such_component CO-4 | none
            36415-TC @11  invalid no_such_component CO-4 | none
            36415-TC @22  invalid no_such_component CO-4 | none"#]],
    );
}

#[test]
fn therapy_of_an_independent_therapist_is_not_paid_in_a_hospital() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            97110 @11 by:physical_therapist           priced 28.79 non_facility CO-4 | medium discipline_modifier_missing
            97110 @22 by:physical_therapist           bundled therapy_in_hospital CO-97 M97 | high
            97110 @21 by:occupational_therapist       bundled therapy_in_hospital CO-97 M97 | high
            92507 @23 by:speech_language_pathologist  bundled therapy_in_hospital CO-97 M97 | high
            97110 @22 by:physician                    priced 28.79 facility CO-4 | low rare_in_facility discipline_modifier_missing
            97110 @31 by:physical_therapist           priced 28.79 facility CO-4 | low therapy_in_nursing_stay rare_in_facility discipline_modifier_missing"#]],
    );
}

#[test]
fn a_smear_s_interpretation_is_paid_for_inpatients_only() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
        85060 @21  priced 22.64 facility | high
        85060 @11  bundled smear_outside_inpatient CO-58 M77 | high
        85060 @22  bundled smear_outside_inpatient CO-58 M77 | high
        85060 @23  bundled smear_outside_inpatient CO-58 M77 | high"#]],
    );
}

#[test]
fn a_global_test_without_component_codes_is_not_reduced_and_says_so() {
    let mut extract = whole_rvu25a();
    tables(&mut extract).services.retain(|service| service.row.hcpcs.as_str() != "93226");
    check(
        &Server::with(&[whole_rvu25a()]),
        &expect![[r#"
            93224+93306  priced 55.55 of 68.25 non_facility | medium older_edits
            +            priced 187.93 non_facility | medium older_edits
            93224        priced 68.25 non_facility | high"#]],
    );
    check(
        &Server::with(&[extract]),
        &expect![[r#"
            93224+93306  priced 68.25 non_facility | medium test_parts_not_listed older_edits
            +            priced 187.93 non_facility | medium older_edits
            93224        priced 68.25 non_facility | high"#]],
    );
}

#[test]
fn a_contractor_priced_test_still_has_a_professional_component() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            70170            contractor_priced contractor_priced | none
            70170-26         priced 13.91 non_facility | high
            70170-TC         contractor_priced contractor_priced | none
            70555            contractor_priced contractor_priced | none
            70555-26 @22     priced 114.18 facility | high
            74300-26 @21     priced 12.62 facility | high
            78815-26         priced 109.01 non_facility | high
            80505+80506      priced 92.83 non_facility | medium older_edits
            +                priced 40.76 non_facility | medium older_edits
            80505+80506-26   priced 92.83 non_facility | medium older_edits
            +                priced 40.76 non_facility | low component_not_published older_edits
            80505+80506-TC   priced 92.83 non_facility | medium older_edits
            +                priced 40.76 non_facility | low component_not_published older_edits
            80505+80506 @22  priced 85.72 facility | medium older_edits
            +                priced 40.76 facility | low technical_part_in_facility rare_in_facility older_edits"#]],
    );
}

#[test]
fn a_technical_component_in_a_facility_is_refused_or_has_a_caveat() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
        93306 @19     invalid global_test_in_hospital CO-109 M96 | none
        93306 @21     invalid global_test_in_hospital CO-109 M96 | none
        93306 @22     invalid global_test_in_hospital CO-109 M96 | none
        93306 @23     invalid global_test_in_hospital CO-109 M96 | none
        93306 @24     priced 187.93 facility | low technical_part_in_facility rare_in_facility
        93306 @31     priced 187.93 facility | low technical_part_in_facility rare_in_facility
        93306 @51     priced 187.93 facility | low technical_part_in_facility rare_in_facility
        93306 @61     priced 187.93 facility | low technical_part_in_facility rare_in_facility
        93306-26 @22  priced 65.34 facility | high
        93306-TC @24  priced 122.59 facility | low technical_part_in_facility rare_in_facility
        93000 @24     priced 13.91 facility | low technical_part_in_facility rare_in_facility
        96372 @24     priced 13.91 facility | low technical_part_in_facility rare_in_facility"#]],
    );
}

#[test]
fn a_global_test_in_a_hospital_shows_the_amount_of_modifier_26() {
    let server = Server::with(&[whole_rvu25a()]);
    let answer = estimate(&server, "93306 @22");
    expect!["In place of service 22 Medicare pays the technical component to the hospital. Bill the professional component with modifier 26, which is allowed $65.34 before the rules of the claim."].assert_eq(answer["lines"][0]["reason"]["text"].as_str().unwrap());
}

#[test]
fn modifiers_26_tc_and_53_choose_the_row_of_their_line() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            93306-26-TC        invalid modifiers_clash CO-4 N519 | none
            72148              priced 188.26 non_facility | high
            72148-26+72148-TC  priced 67.60 non_facility | medium parts_counted_once older_edits
            +                  priced 120.65 non_facility | medium parts_counted_once older_edits
            45378              priced 327.67 non_facility | high
            45378-53           priced 164.00 non_facility | high
            45378-53 @22       priced 88.95 facility | high
            99213-53           invalid modifier_not_allowed CO-4 | none
            93306-53           contractor_priced discontinued_by_report | none
            93306-26-53        contractor_priced discontinued_by_report | none
            45378-53-26        invalid no_such_component CO-4 | none"#]],
    );
}

#[test]
fn imaging_is_capped_at_the_hospital_outpatient_amount() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            71275              priced 261.36 of 277.86 non_facility | high
            71275-TC           priced 178.23 of 194.73 non_facility | high
            71275-26           priced 83.13 non_facility | high
            71275-26 @22       priced 83.13 facility | high
            71275-26+71275-TC  priced 83.13 non_facility | medium parts_counted_once older_edits
            +                  priced 178.23 of 194.73 non_facility | medium parts_counted_once older_edits
            70553+71275        priced 314.08 non_facility | medium older_edits
            +                  priced 176.34 of 277.86 non_facility | medium reduction_and_cap older_edits
            71275$200          priced 200.00 of 277.86 non_facility | high
            76377              priced 76.98 non_facility | high
            99213              priced 88.95 non_facility | high"#]],
    );
    let line = &estimate(&server, "71275")["lines"][0];
    expect![[r#"
        geographic_adjustment 277.86: (1.82 work x 1.000 + 6.64 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465
        opps_cap 261.36: capped at $261.36
        coinsurance 209.09: less $52.27, 20 percent of the amount
        sequestration 204.91: less $4.18, 2 percent of the amount"#]].assert_eq(
        &line["trace"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| {
                format!(
                    "{} {}: {}",
                    step["rule"].as_str().unwrap(),
                    step["amount"].as_str().unwrap(),
                    step["effect"].as_str().unwrap()
                )
            })
            .collect::<Vec<_>>()
            .join("\n"),
    );
}
