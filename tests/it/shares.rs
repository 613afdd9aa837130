//! Who pays what: professions, participation, the charge, deductible, coinsurance and sequestration.

use crate::support::asking::{check, estimate, request, short};
use crate::support::releases::whole_rvu25a;
use crate::support::server::Server;
use expect_test::expect;
use serde_json::Value;

#[test]
fn each_profession_is_paid_its_share_of_the_fee() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99213 by:physician                    priced 88.95 non_facility | high
            99213 by:nurse_practitioner           priced 75.61 of 88.95 non_facility | high
            99213 by:physician_assistant          priced 75.61 of 88.95 non_facility | high
            99213 by:clinical_nurse_specialist    priced 75.61 of 88.95 non_facility | high
            99213 by:certified_nurse_midwife      priced 88.95 non_facility | high
            99213 by:clinical_psychologist        priced 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:clinical_social_worker       priced 66.71 of 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:marriage_family_therapist    priced 66.71 of 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:mental_health_counselor      priced 66.71 of 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:dietitian                    priced 75.61 of 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:crna                         priced 88.95 non_facility | high
            99213 by:anesthesiologist_assistant   priced 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:physical_therapist           priced 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:occupational_therapist       priced 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:speech_language_pathologist  priced 88.95 non_facility CO-8 N95 | low outside_benefit
            99213 by:audiologist                  priced 88.95 non_facility CO-8 N95 | low outside_benefit"#]],
    );
}

#[test]
fn nonparticipation_means_95_percent_and_a_limiting_charge() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = [
        "99213$200",
        "99213$200 nonparticipating",
        "99213$200 nonparticipating unassigned",
        "99213$95 nonparticipating unassigned",
        "99213 nonparticipating unassigned",
        "99213 nonparticipating unassigned by:nurse_practitioner",
    ]
    .map(|claim| {
        let answer = estimate(&server, claim);
        let line = &answer["lines"][0];
        format!("{claim}\n  {}\n  {}\n  {}", line["amounts"], line["adjustments"], answer["totals"])
    });
    expect![[r#"
        99213$200
          {"adjusted":"88.95","allowed":"88.95","coinsurance":"17.79","deductible":"0.00","fee_schedule":"88.95","limiting_charge":null,"medicare_paid":"69.74","patient":"17.79","sequestration":"1.42"}
          [{"amount":"111.05","carc":"45","group":"CO","rarc":[]},{"amount":"17.79","carc":"2","group":"PR","rarc":[]},{"amount":"1.42","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"88.95","charge":"200.00","contractual_write_off":"111.05","if_deductible_unmet":{"medicare_paid":"0.00","patient":"88.95"},"medicare_paid":"69.74","patient":"17.79","undetermined_charge":"0.00"}
        99213$200 nonparticipating
          {"adjusted":"84.50","allowed":"84.50","coinsurance":"16.90","deductible":"0.00","fee_schedule":"88.95","limiting_charge":null,"medicare_paid":"66.25","patient":"16.90","sequestration":"1.35"}
          [{"amount":"115.50","carc":"45","group":"CO","rarc":[]},{"amount":"16.90","carc":"2","group":"PR","rarc":[]},{"amount":"1.35","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"84.50","charge":"200.00","contractual_write_off":"115.50","if_deductible_unmet":{"medicare_paid":"0.00","patient":"84.50"},"medicare_paid":"66.25","patient":"16.90","undetermined_charge":"0.00"}
        99213$200 nonparticipating unassigned
          {"adjusted":"84.50","allowed":"84.50","coinsurance":"16.90","deductible":"0.00","fee_schedule":"88.95","limiting_charge":"97.18","medicare_paid":"66.25","patient":"30.93","sequestration":"1.35"}
          [{"amount":"102.82","carc":"45","group":"CO","rarc":[]},{"amount":"12.68","carc":"45","group":"PR","rarc":[]},{"amount":"16.90","carc":"2","group":"PR","rarc":[]},{"amount":"1.35","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"84.50","charge":"200.00","contractual_write_off":"102.82","if_deductible_unmet":{"medicare_paid":"0.00","patient":"97.18"},"medicare_paid":"66.25","patient":"30.93","undetermined_charge":"0.00"}
        99213$95 nonparticipating unassigned
          {"adjusted":"84.50","allowed":"84.50","coinsurance":"16.90","deductible":"0.00","fee_schedule":"88.95","limiting_charge":"97.18","medicare_paid":"66.25","patient":"28.75","sequestration":"1.35"}
          [{"amount":"10.50","carc":"45","group":"PR","rarc":[]},{"amount":"16.90","carc":"2","group":"PR","rarc":[]},{"amount":"1.35","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"84.50","charge":"95.00","contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"95.00"},"medicare_paid":"66.25","patient":"28.75","undetermined_charge":"0.00"}
        99213 nonparticipating unassigned
          {"adjusted":"84.50","allowed":"84.50","coinsurance":"16.90","deductible":"0.00","fee_schedule":"88.95","limiting_charge":"97.18","medicare_paid":"66.25","patient":"30.93","sequestration":"1.35"}
          [{"amount":"12.68","carc":"45","group":"PR","rarc":[]},{"amount":"16.90","carc":"2","group":"PR","rarc":[]},{"amount":"1.35","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"84.50","charge":null,"contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"97.18"},"medicare_paid":"66.25","patient":"30.93","undetermined_charge":"0.00"}
        99213 nonparticipating unassigned by:nurse_practitioner
          {"adjusted":"71.83","allowed":"71.83","coinsurance":"14.37","deductible":"0.00","fee_schedule":"88.95","limiting_charge":null,"medicare_paid":"56.31","patient":"14.37","sequestration":"1.15"}
          [{"amount":"14.37","carc":"2","group":"PR","rarc":[]},{"amount":"1.15","carc":"253","group":"CO","rarc":[]}]
          {"allowed":"71.83","charge":null,"contractual_write_off":"0.00","if_deductible_unmet":{"medicare_paid":"0.00","patient":"71.83"},"medicare_paid":"56.31","patient":"14.37","undetermined_charge":"0.00"}"#]].assert_eq(&answers.join("\n"));
}

/// A physician in a health professional shortage area (modifier AQ) gets 10 percent of what Medicare pays, before
/// sequestration: 42 CFR 414.67. Of 99213 that is (88.95 - 17.79) x 0.10.
#[test]
fn physicians_in_a_shortage_area_get_a_bonus_of_10_percent() {
    let server = Server::with(&[whole_rvu25a()]);
    let bonus = |claim: &str| estimate(&server, claim)["lines"][0]["amounts"]["bonus_estimate"].clone();
    assert_eq!(bonus("99213-AQ owes:0"), "7.12");
    assert_eq!(bonus("99213-AQ$80 owes:0"), "6.40");
    assert_eq!(bonus("99213-AQ owes:30"), "4.72");
    assert_eq!(bonus("99213 owes:0"), Value::Null);
    assert_eq!(bonus("99213-AQ by:nurse_practitioner owes:0"), Value::Null);
}

/// The bonus is for professional services, so the technical part of a test earns none.
#[test]
fn the_shortage_area_bonus_is_not_for_technical_parts() {
    let server = Server::with(&[whole_rvu25a()]);
    let bonus = |claim: &str| estimate(&server, claim)["lines"][0]["amounts"]["bonus_estimate"].clone();
    let allowed = estimate(&server, "71046-26 owes:0")["lines"][0]["amounts"]["allowed"].clone();
    assert_eq!((allowed, bonus("71046-26-AQ owes:0")), ("10.03".into(), "0.80".into()));
    assert_eq!(bonus("71046-AQ owes:0"), Value::Null);
    assert_eq!(bonus("71046-TC-AQ owes:0"), Value::Null);
}

#[test]
fn the_deductible_is_used_up_line_by_line() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = [
        "99213$80 owes:0",
        "99213$80 owes:50",
        "99213$80+93000$100 owes:100.5",
        "99213$80",
        "99213+99024 owes:10",
        "77067$200 owes:50",
        "77067+77063 owes:50",
    ]
    .map(|claim| {
        let answer = estimate(&server, claim);
        let shares = answer["lines"].as_array().unwrap().iter().map(|line| {
            let amounts = &line["amounts"];
            ["allowed", "deductible", "coinsurance", "sequestration", "medicare_paid", "patient"]
                .map(|name| amounts[name].as_str().unwrap_or("-").to_owned())
                .join(" ")
        });
        format!(
            "{claim}: {} | {}",
            shares.collect::<Vec<_>>().join(", "),
            answer["totals"]["if_deductible_unmet"]
        )
    });
    expect![[r#"
        99213$80 owes:0: 80.00 0.00 16.00 1.28 62.72 16.00 | null
        99213$80 owes:50: 80.00 50.00 6.00 0.48 23.52 56.00 | null
        99213$80+93000$100 owes:100.5: 80.00 80.00 0.00 0.00 0.00 80.00, 13.91 13.91 0.00 0.00 0.00 13.91 | null
        99213$80: 80.00 0.00 16.00 1.28 62.72 16.00 | {"medicare_paid":"0.00","patient":"80.00"}
        99213+99024 owes:10: 88.95 10.00 15.79 1.26 61.90 25.79, - - - - - - | null
        77067$200 owes:50: 124.53 0.00 0.00 2.49 122.04 0.00 | null
        77067+77063 owes:50: 124.53 0.00 0.00 2.49 122.04 0.00, 50.78 0.00 0.00 1.02 49.76 0.00 | null"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn services_of_a_screening_share_its_terms_across_claims() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = [
        "88305-26 owes:257 @22",
        "88305-26-PT owes:257 @22",
        "88305-26-PT+45385-PT owes:257 @22",
        "88305-26-PT+45385 owes:257 @22",
        "93000-PT owes:257",
    ]
    .map(|claim| {
        let answer = estimate(&server, claim);
        let line = &answer["lines"][0];
        let amounts = ["allowed", "deductible", "coinsurance", "medicare_paid"];
        let amounts = amounts.map(|name| line["amounts"][name].as_str().unwrap_or("-").to_owned());
        format!("{claim}: {} | {}", amounts.join(" "), short(line))
    });
    expect![[r#"
        88305-26 owes:257 @22: 34.93 34.93 0.00 0.00 | priced 34.93 facility | high
        88305-26-PT owes:257 @22: 34.93 34.93 0.00 0.00 | priced 34.93 facility | medium modifier_ignored
        88305-26-PT+45385-PT owes:257 @22: 34.93 34.93 0.00 0.00 | priced 34.93 facility | medium modifier_ignored older_edits
        88305-26-PT+45385 owes:257 @22: 34.93 34.93 0.00 0.00 | priced 34.93 facility | medium modifier_ignored older_edits
        93000-PT owes:257: 13.91 13.91 0.00 0.00 | priced 13.91 non_facility | medium modifier_ignored"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn anesthesia_is_paid_once_a_session_and_not_to_the_surgeon() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            00790-AA*60 in:01112-05 @22                    priced 246.07 facility | medium minutes_from_units base_units_older
            00790-AA-47*60 in:01112-05 @22                 denied_by_edit anesthesia_by_surgeon CO-194 | high
            00790-AA*60+47562-47 in:01112-05 @22           denied_by_edit anesthesia_by_surgeon CO-194 | high
            +                                              priced 726.10 facility | medium older_edits
            00790-AA*60+47562 in:01112-05 @22              priced 246.07 facility | medium minutes_from_units surgery_beside_anesthesia base_units_older older_edits
            +                                              priced 726.10 facility | medium older_edits
            00790-AA*60+62323 in:01112-05 @22              priced 246.07 facility | medium minutes_from_units base_units_older older_edits
            +                                              denied_by_edit ptp_column_two CO-236 | medium older_edits
            01996-AA in:01112-05 @22                       priced 67.11 facility | medium base_units_older
            01996-AA*3 in:01112-05 @22                     priced 67.11 facility | medium units_without_time base_units_older
            00790-AA*60+00670-AA*30 in:01112-05 @22        bundled anesthesia_session CO-97 | high
            +                                              priced 425.03 facility | medium minutes_from_units base_units_older older_edits
            00790-AA*60+00670-AA-XE*30 in:01112-05 @22     priced 246.07 facility | medium minutes_from_units base_units_older older_edits
            +                                              priced 335.55 facility | medium minutes_from_units base_units_older anesthesia_apart older_edits
            00670-AA-XE*30 in:01112-05 @22                 priced 335.55 facility | medium minutes_from_units base_units_older
            00790-AA-78*60+00670-AA-59*30 in:01112-05 @22  priced 246.07 facility | low minutes_from_units base_units_older anesthesia_apart return_without_package older_edits
            +                                              priced 335.55 facility | medium minutes_from_units base_units_older anesthesia_apart older_edits"#]],
    );
}

#[test]
fn those_who_must_accept_assignment_get_a_warning() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = [
        "99214 unassigned",
        "99214 unassigned by:nurse_practitioner",
        "99214 nonparticipating unassigned by:nurse_practitioner",
        "90837 nonparticipating unassigned by:clinical_social_worker",
        "99214 nonparticipating by:nurse_practitioner",
        "99214 nonparticipating unassigned",
    ]
    .map(|claim| {
        let line = &estimate(&server, claim)["lines"][0];
        let warnings = line["warnings"].as_array().unwrap().iter();
        let codes: Vec<_> = warnings.map(|warning| warning["code"].as_str().unwrap()).collect();
        format!("{claim}: {} {}", line["confidence"]["level"].as_str().unwrap(), codes.join(" "))
    });
    expect![[r#"
        99214 unassigned: high earlier_procedures_not_checked participating_accepts_assignment
        99214 unassigned by:nurse_practitioner: high earlier_procedures_not_checked participating_accepts_assignment
        99214 nonparticipating unassigned by:nurse_practitioner: high earlier_procedures_not_checked profession_accepts_assignment
        90837 nonparticipating unassigned by:clinical_social_worker: high profession_accepts_assignment
        99214 nonparticipating by:nurse_practitioner: high earlier_procedures_not_checked
        99214 nonparticipating unassigned: high earlier_procedures_not_checked"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn a_modifier_that_does_not_fit_its_line_has_a_reason() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            20610-RT-LT            priced 63.40 non_facility | medium both_sides_on_one_line
            20610-RT-LT*2          priced 95.10 of 63.40 non_facility | medium bilateral_by_lines
            93000-RT-LT            priced 13.91 non_facility | medium modifier_ignored modifier_ignored
            99213-XE               priced 88.95 non_facility | medium modifier_ignored
            99213-59               priced 88.95 non_facility | medium modifier_ignored
            20610-XE               priced 63.40 non_facility | high
            20610-PT               priced 63.40 non_facility | medium modifier_ignored
            99213-GT @02           priced 63.72 facility | medium modifier_ignored
            99213-GQ @02           priced 63.72 facility | medium modifier_ignored
            47562-63 @21           priced 648.87 facility | high
            99213-GU               priced 88.95 non_facility | high
            96372-JA               priced 13.91 non_facility | high
            96372-JB               priced 13.91 non_facility | high
            96372-JG               priced 13.91 non_facility | medium modifier_ignored
            96372-TB               priced 13.91 non_facility | medium modifier_ignored
            99213-Q2               priced 88.95 non_facility | high
            99213 unassigned       priced 88.95 non_facility | high
            G2211-93+99213-93 @10  priced 15.53 non_facility | low complexity_by_audio older_edits
            +                      priced 88.95 non_facility | medium older_edits
            G2211+99213 @10        priced 15.53 non_facility | medium older_edits
            +                      priced 88.95 non_facility | medium older_edits
            66984-56 @22           bundled preoperative_care_only CO-97 | low care_before_surgery
            22551-62 @21           priced 1046.01 of 1673.61 facility | medium specialties_unknown
            47562-62 @21           priced 405.54 of 648.87 facility CO-54 | low co_surgeons_by_report"#]],
    );
}

#[test]
fn reductions_have_their_own_remark_codes() {
    let server = Server::with(&[whole_rvu25a()]);
    let parts = |claim: &str, mips: Option<&str>| {
        let mut request = request(claim);
        if let Some(mips) = mips {
            request["provider"]["mips_adjustment_percent"] = mips.into();
        }
        let answer = server.post("/v1/estimates", &request.to_string()).json();
        let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
            let parts = line["adjustments"].as_array().unwrap().iter().map(|part| {
                let text = |name: &str| part[name].as_str().unwrap().to_owned();
                format!("{}-{} {} {}", text("group"), text("carc"), text("amount"), part["rarc"])
            });
            let denials = line["predicted_denials"].as_array().unwrap().len();
            format!("{}; {denials} denials", parts.collect::<Vec<_>>().join(", "))
        });
        format!("{claim}\n  {}", lines.collect::<Vec<_>>().join("\n  "))
    };
    let answers = [
        ("71046-FX$60 owes:0", None),
        ("71046-FY$60 owes:0", None),
        ("74177-CT$600 owes:0", None),
        ("45385$900+45380-59$900 @22 owes:0", None),
        ("99213$88.95 owes:0", Some("9.00")),
        ("99213$88.95 owes:0", Some("-9.00")),
        ("99024$80", None),
        ("99213$80 @05", None),
    ]
    .map(|(claim, mips)| parts(claim, mips));
    expect![[r#"
        71046-FX$60 owes:0
          CO-45 27.33 [], CO-237 4.53 ["N775"], PR-2 5.63 [], CO-253 0.45 []; 0 denials
        71046-FY$60 owes:0
          CO-45 27.33 [], CO-237 2.26 ["N794"], PR-2 6.08 [], CO-253 0.49 []; 0 denials
        74177-CT$600 owes:0
          CO-45 302.74 [], CO-237 32.07 ["N759"], PR-2 53.04 [], CO-253 4.24 []; 0 denials
        45385$900+45380-59$900 @22 owes:0
          CO-45 657.08 [], PR-2 48.58 [], CO-253 3.89 []; 0 denials
          CO-45 707.21 [], CO-59 177.26 [], PR-2 3.11 [], CO-253 0.25 []; 0 denials
        99213$88.95 owes:0
          PR-2 17.79 [], CO-144 -6.40 ["N807"], CO-253 1.55 []; 0 denials
        99213$88.95 owes:0
          PR-2 17.79 [], CO-237 6.40 ["N807"], CO-253 1.30 []; 0 denials
        99024$80
          CO-97 80.00 ["M15"]; 1 denials
        99213$80 @05
          CO-58 80.00 ["M77"]; 1 denials"#]]
    .assert_eq(&answers.join("\n"));
}
