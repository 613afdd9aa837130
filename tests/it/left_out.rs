//! Facts that the loaded data does not have: each line that they could change has a caveat.

use crate::support::asking::{check, estimate, short};
use crate::support::releases::{NATION, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;
use serde_json::json;

#[test]
fn possible_price_changes_that_no_rule_covers_lower_confidence() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99213-25      priced 88.95 non_facility | high
            27447-50 @22  priced 1886.45 of 1257.63 facility | high
            27447-80 @22  priced 201.22 of 1257.63 facility | high
            99213-ZZ      priced 88.95 non_facility | medium unknown_modifier
            99213*2       priced 177.90 of 88.95 non_facility | medium older_edits
            97110*2       priced 50.62 of 28.79 non_facility CO-4 | medium discipline_modifier_missing older_edits
            73030*2       priced 67.28 of 33.64 non_facility | medium bilateral_by_units older_edits
            17003         denied_by_edit add_on_without_primary CO-B15 N122 | high
            11042+11102   denied_by_edit ptp_column_two CO-236 | medium older_edits
            +             priced 95.75 non_facility | medium older_edits
            99213+11042   denied_by_edit ptp_column_two CO-236 | medium older_edits
            +             priced 125.18 non_facility | medium older_edits
            70551+70553   denied_by_edit ptp_column_two CO-236 | medium older_edits
            +             priced 314.08 non_facility | medium older_edits
            99213+93000   priced 88.95 non_facility | medium older_edits
            +             priced 13.91 non_facility | medium older_edits
            99213+99213   priced 88.95 non_facility | medium older_edits
            +             denied_by_edit exact_duplicate OA-18 | high"#]],
    );
}

#[test]
fn unknown_earlier_claims_give_a_warning_but_keep_confidence() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = ["99213", "99213-24", "97110-GP", "97110-GP-KX", "93000", "36415"].map(|claim| {
        let line = &estimate(&server, claim)["lines"][0];
        let codes: Vec<&str> = line["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|warning| warning["code"].as_str().unwrap())
            .collect();
        format!("{claim}: {} {:?}", line["confidence"]["level"].as_str().unwrap(), codes)
    });
    expect![[r#"
        99213: high ["earlier_procedures_not_checked"]
        99213-24: high []
        97110-GP: high ["therapy_threshold"]
        97110-GP-KX: high []
        93000: high []
        36415: high []"#]]
    .assert_eq(&answers.join("\n"));
}

#[test]
fn minutes_and_days_that_no_rule_uses_give_a_warning() {
    let server = Server::with(&[whole_rvu25a()]);
    let answers = [
        json!({"hcpcs": "99213", "minutes": 30}),
        json!({"hcpcs": "36415", "minutes": 30}),
        json!({"hcpcs": "00790", "modifiers": ["AA"], "minutes": 30}),
        json!({"hcpcs": "99213", "postoperative_days": 10}),
        json!({"hcpcs": "66984", "modifiers": ["54"], "postoperative_days": 10}),
        json!({"hcpcs": "66984", "modifiers": ["55"], "postoperative_days": 10}),
        json!({"hcpcs": "99213", "minutes": 30, "postoperative_days": 10}),
    ]
    .map(|line| {
        let request = json!({"date_of_service": "2025-01-15", "locality": NATION, "lines": [line]});
        let answer = server.post("/v1/estimates", &request.to_string()).json();
        let warnings = answer["lines"][0]["warnings"].as_array().unwrap().iter();
        let warnings: Vec<_> = warnings.map(|warning| warning["code"].as_str().unwrap()).collect();
        format!("{line}: {} {warnings:?}", short(&answer["lines"][0]))
    });
    expect![[r#"
        {"hcpcs":"99213","minutes":30}: priced 88.95 non_facility | medium minutes_ignored ["earlier_procedures_not_checked", "minutes_ignored"]
        {"hcpcs":"36415","minutes":30}: other_schedule excluded_by_statute | high ["minutes_ignored"]
        {"hcpcs":"00790","minutes":30,"modifiers":["AA"]}: priced 182.88 non_facility | medium anesthesia_factor_estimated base_units_older []
        {"hcpcs":"99213","postoperative_days":10}: priced 88.95 non_facility | medium postoperative_days_ignored ["earlier_procedures_not_checked", "postoperative_days_ignored"]
        {"hcpcs":"66984","modifiers":["54"],"postoperative_days":10}: priced 417.40 of 521.75 non_facility | medium rare_in_non_facility postoperative_days_ignored ["postoperative_days_ignored"]
        {"hcpcs":"66984","modifiers":["55"],"postoperative_days":10}: priced 11.59 of 521.75 non_facility | medium rare_in_non_facility []
        {"hcpcs":"99213","minutes":30,"postoperative_days":10}: priced 88.95 non_facility | medium minutes_ignored postoperative_days_ignored ["earlier_procedures_not_checked", "minutes_ignored", "postoperative_days_ignored"]"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn a_line_that_loses_its_price_shows_no_steps() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            45378+45385 @22  denied_by_edit ptp_column_two CO-236 | medium older_edits
            +                priced 242.92 facility | medium older_edits"#]],
    );
}
