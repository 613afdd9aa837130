//! Denial reports that are not valid: every fault is named, and nothing of them is repeated.

use crate::support::check_answers;
use crate::support::reporting::{report, send, server, somebody};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// Sends each change to a report and compares the problems.
fn check(golden: &Expect) {
    let server = server();
    check_answers(golden, |fields| {
        let fields: Value = serde_json::from_str(fields).unwrap();
        send(&server, &somebody(), None, &report(&fields).to_string()).problem()
    });
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn each_wrong_value_is_named_with_what_to_write_and_not_repeated() {
    check(&expect![[r#"
        {"hcpcs": "7637"}
          422 invalid-value
            /hcpcs: not a HCPCS code. Write four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439
        {"hcpcs": "SMITH", "modifiers": ["260", "5-"], "place_of_service": "00", "payer": "John", "group": "XX", "carc": "ABC"}
          422 invalid-value
            /hcpcs: not a HCPCS code. Write four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439
            /modifiers/0: not a modifier. Write two letters or digits, such as 26 or RT
            /modifiers/1: not a modifier. Write two letters or digits, such as 26 or RT
            /place_of_service: CMS has not assigned this place of service code. Send one such as 11 (office) or 22 (on-campus outpatient hospital).
            /payer: not one of medicare, medicare_advantage, medicaid, commercial, tricare, workers_comp, other
            /group: This is not a claim adjustment group code. Write CO, PR, OA, PI or CR.
            /carc: This is not a claim adjustment reason code (CARC). Write one to three digits, or a letter and one or two digits, such as 97 or B7.
        {"modifiers": ["26", "59", "RT", "LT", "76"], "rarc": ["M15", "X1"]}
          422 invalid-value
            /modifiers: The list has 5 values. Send at most 4.
            /rarc/1: This is not a remittance advice remark code (RARC). Write M, MA or N and one to three digits, such as M15, MA130 or N115.
        {"carc": "45"}
          422 invalid-value
            /carc: CARC 45 does not deny a line (the charge is above the fee schedule or contract). Send the code that explains why it was not paid
        {"carc": "253", "group": "PR"}
          422 invalid-value
            /carc: CARC 253 does not deny a line (sequestration). Send the code that explains why it was not paid
        {"carc": "399"}
          422 invalid-value
            /carc: not a known claim adjustment reason code (CARC). The nearest are 39, 308, 307
        {"carc": "B99"}
          422 invalid-value
            /carc: not a known claim adjustment reason code (CARC). The nearest are B9, B23, B22
        {"service_month": "2025-01-15", "billed_bucket": "$137.50", "appeal": {"strategy": "shouting", "outcome": "won"}}
          422 invalid-value
            /service_month: not a month. Write year and month from 2000 on without a day, such as 2025-01
            /billed_bucket: not one of under_100, 100_to_249, 250_to_499, 500_to_999, 1000_to_4999, 5000_or_more
            /appeal/strategy: not one of corrected_claim, added_modifier, documentation, medical_necessity_letter, policy_citation, reopening, first_level_appeal, higher_level_appeal, peer_to_peer, retroactive_authorization, coordination_of_benefits, other
            /appeal/outcome: not one of overturned, partly_overturned, upheld, pending
        {"service_month": "2999-01"}
          422 invalid-value
            /service_month: This month has not begun.
        {"note": ""}
          422 invalid-value
            /note: The note is empty. Leave it out."#]]);
}

#[test]
fn well_formed_values_outside_the_lists_are_refused() {
    check(&expect![[r#"
        {"rarc": ["N519", "N998", "N999", "MA999"]}
          422 invalid-value
            /rarc/1: not a known remark code. Leave it out, or copy it from the remittance
            /rarc/2: not a known remark code. Leave it out, or copy it from the remittance
            /rarc/3: not a known remark code. Leave it out, or copy it from the remittance
        {"modifiers": ["JO", "HN", "DO", "E1"]}
          422 invalid-value
            /modifiers/0: not a modifier of CPT or HCPCS. Write one such as 26 or RT
            /modifiers/2: not a modifier of CPT or HCPCS. Write one such as 26 or RT
        {"modifiers": ["51", "94", "78", "26"]}
          422 invalid-value
            /modifiers/1: not a modifier of CPT or HCPCS. Write one such as 26 or RT
        {"modifiers": ["ZZ", "99", "00"]}
          422 invalid-value
            /modifiers/0: not a modifier of CPT or HCPCS. Write one such as 26 or RT
            /modifiers/2: not a modifier of CPT or HCPCS. Write one such as 26 or RT
        {"hcpcs": "02134"}
          422 invalid-value
            /hcpcs: not a code of CPT or HCPCS Level II: no section has it
        {"hcpcs": "90210"}
          422 invalid-value
            /hcpcs: not a code of CPT or HCPCS Level II: no section has it
        {"hcpcs": "Z9999"}
          422 invalid-value
            /hcpcs: not a code of CPT or HCPCS Level II: no section has it
        {"hcpcs": "0000A"}
          422 invalid-value
            /hcpcs: not a code of CPT or HCPCS Level II: no section has it"#]]);
}

#[test]
fn with_a_whole_release_only_listed_cpt_codes_can_be_reported() {
    let server = server();
    let send = |hcpcs: &str| send(&server, &somebody(), None, &report(&json!({"hcpcs": hcpcs})).to_string());
    assert_eq!(send("12345").status, 202, "the starter data are an extract");
    server.database.ask("with whole as (update releases set starter = false returning 1) select 'whole'");
    server.reload();
    for hcpcs in ["12345", "94110", "1234F"] {
        let refused = send(hcpcs);
        assert_eq!(
            refused.problem(),
            "422 invalid-value\n  /hcpcs: not in any loaded release. The search finds the codes that exist"
        );
        assert!(!refused.text().contains(hcpcs), "{}", refused.text());
    }
    for hcpcs in ["76377", "J1100", "D0120", "G2211"] {
        assert_eq!(send(hcpcs).status, 202, "{hcpcs}");
    }
}

#[test]
fn each_schema_fault_is_named_without_repeating_the_value() {
    check(&expect![[r#"
        {"patient_name": "Jane Doe"}
          422 invalid-value
            : The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome), statements and note. No field is for a patient.
        {"Jane Doe 078-05-1120": true, "appeal": {"strategy": "other", "outcome": "upheld", "mbi": "1EG4TE5MK73"}}
          422 invalid-value
            : The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome), statements and note. No field is for a patient.
            /appeal: The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome), statements and note. No field is for a patient.
        {"note": {"ssn": "078-05-1120"}}
          400 malformed-request
            /note: The value has the wrong type. Write a text in quotes.
        {"note": ["Jane", "Doe"], "payer": 780511204}
          400 malformed-request
            /note: The value has the wrong type. Write a text in quotes.
            /payer: The value has the wrong type. Write a text in quotes.
        {"modifiers": "26", "rarc": [{"name": "Jane"}, "M15"], "appeal": ["Jane"]}
          400 malformed-request
            /appeal: The value has the wrong type. Write an object.
            /modifiers: The value has the wrong type. Write a list.
            /rarc/0: The value has the wrong type. Write a text in quotes.
        {"carc": null}
          400 malformed-request
            /carc: The value has the wrong type. Write a text in quotes."#]]);
}

#[test]
fn unknown_query_parameters_are_refused_and_not_repeated() {
    let server = server();
    let body = report(&json!({})).to_string();
    let json = [("content-type", "application/json")];
    let x12 = [("content-type", "application/edi-x12")];
    const ONLY_CONTRIBUTE: &str = "Send no parameter except contribute, once, as true or false.";
    for (path, headers, expected) in [
        ("/v1/denial-reports?patient=JohnSmith&mbi=1EG4TE5MK73", json, "Send no parameters."),
        ("/v1/remittances?JohnSmith=1", x12, ONLY_CONTRIBUTE),
        ("/v1/remittances?contribute=JohnSmith", x12, ONLY_CONTRIBUTE),
    ] {
        let refused = server.send("POST", path, &headers, body.as_bytes());
        assert_eq!(refused.problem(), format!("400 malformed-request\n  /query: {expected}"));
        assert!(!refused.text().contains("John"), "{}", refused.text());
    }
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn a_body_that_is_not_a_report_is_refused() {
    let server = server();
    let post = |body: &str| server.post("/v1/denial-reports", body).problem();
    assert_eq!(post("[]"), "400 malformed-request\n  : The value has the wrong type. Write an object.");
    assert!(post("{}").starts_with("400 malformed-request\n  : The field hcpcs is missing."));
    assert!(post("Jane Doe").starts_with("400 malformed-request\n  : The body is not JSON: expected value"));
    let twice = report(&json!({})).to_string().replacen('{', r#"{"note": "Jane Doe", "note": "x", "#, 1);
    assert_eq!(post(&twice), "400 malformed-request\n  /note: A field is given more than once.");
    let deep = format!("{}{}", r#"{"note":"#.repeat(1500), "}".repeat(1500));
    assert!(post(&deep).starts_with("400 malformed-request"));
    let long = report(&json!({"note": "x".repeat(20_000)})).to_string();
    assert!(post(&long).starts_with("413 body-too-large"));
    let text = [("content-type", "text/plain")];
    let answer = server.send("POST", "/v1/denial-reports", &text, report(&json!({})).to_string().as_bytes());
    assert!(answer.problem().starts_with("415 unsupported-media-type"));
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}
