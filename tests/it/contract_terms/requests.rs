//! Terms in requests: what is wrong with them, and batches.

use super::CLIENT;
use crate::in_memory::serve_in_memory;
use crate::support::asking::request;
use crate::support::http::Answer;
use crate::support::schedule::schedule_of;
use expect_test::expect;
use serde_json::{Value, json};

fn send(claim: &str, terms: Value) -> Answer {
    let mut request = request(claim);
    request["terms"] = terms;
    CLIENT.post("/v1/estimates", &request.to_string())
}

/// Every fault of an answer: its status, then pointer, code and text of each.
fn faults(answer: &Answer) -> String {
    let problem: Value = serde_json::from_str(answer.text()).unwrap();
    let fault = |fault: &Value| {
        let text = |name: &str| fault[name].as_str().unwrap();
        format!("{} {}: {}", text("pointer"), text("code"), text("detail"))
    };
    let faults: Vec<String> = problem["errors"].as_array().into_iter().flatten().map(fault).collect();
    format!("{}\n{}", answer.status, faults.join("\n"))
}

#[test]
fn every_fault_of_inline_terms_is_named_at_once() {
    let terms = json!({
        "percent": "0",
        "ranges": [
            {"from": "9921", "to": "99499", "percent": "120%"},
            {"from": "99499", "to": "99202", "percent": "1000"},
            {"from": "20000", "to": "29999", "percent": "110"},
            {"from": "20610", "to": "20611", "percent": "110.555"},
            {"from": "29999", "to": "30000", "percent": "90"},
        ],
        "fees": [
            {"hcpcs": "99213-25", "amount": "50.00"},
            {"hcpcs": "76377", "modifier": "26A", "amount": "-1"},
            {"hcpcs": "20610", "amount": "100.005"},
            {"hcpcs": "20611", "amount": "100.00"},
            {"hcpcs": "20611", "amount": "90.00"},
        ],
    });
    expect![[r#"
        422
        /terms/percent out_of_range: "0" is out of range. Write a number from 0.01 to 999.99.
        /terms/ranges/0/from invalid_value: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /terms/ranges/0/percent invalid_value: "120%" is not a decimal number. Write digits with at most one point, such as 1000.00.
        /terms/ranges/1/percent out_of_range: "1000" is out of range. Write a number from 0.01 to 999.99.
        /terms/ranges/1 conflict: The range ends before it begins. Write 99202 as its first code and 99499 as its last.
        /terms/ranges/3/percent invalid_value: "110.555" has more than 2 decimals.
        /terms/fees/0/hcpcs invalid_value: "99213-25" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439. Write "99213" here, and ["25"] as modifiers.
        /terms/fees/1/modifier invalid_value: "26A" is not a modifier. Write two letters or digits, such as 26 or RT. Did you mean 26?
        /terms/fees/1/amount out_of_range: "-1" is out of range. Write a number from 0.00 to 99999999.99.
        /terms/fees/2/amount invalid_value: "100.005" has more than 2 decimals.
        /terms/ranges/4 conflict: The range from 20000 to 29999 has 29999 too. A code can have one percentage only.
        /terms/fees/4 repeated_value: An earlier fee is for 20611 too. Write one of them."#]].assert_eq(&faults(&send("99213", terms)));
    expect![[r#"
        422
        /terms missing_field: The terms change nothing. Write percent, ranges or fees, or set lesser_of_charge, no_mppr or no_sequestration.
        /lines/0/hcpcs invalid_value: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439."#]].assert_eq(&faults(&send("9921", json!({}))));
}

#[test]
fn terms_of_another_form_are_malformed() {
    let malformed = |terms: Value| faults(&send("99213", terms));
    expect![[r#"
        400
        /terms/percnt unknown_field: "percnt" is not a field of this object. Did you mean percent? Its fields are percent, ranges, fees, lesser_of_charge, no_mppr, no_sequestration.
        /terms/ranges/0/percent wrong_type: 5 is not valid here. Write a text in quotes. For example: "5".
        /terms/ranges/0 missing_field: The field to is missing."#]]
        .assert_eq(&malformed(json!({"percnt": "110", "ranges": [{"from": "99202", "percent": 5}]})));
    expect![[r#"
        400
        /terms wrong_type: 110 is not valid here. Write the name of stored terms in quotes, or an object."#]]
    .assert_eq(&malformed(json!(110)));
    expect![[r#"
        400
        /terms/fees wrong_type: An object is not valid here. Write a list. Put brackets around the object: [{...}].
        /terms/no_mppr wrong_type: "yes" is not valid here. Write true or false. For example: true, without quotes.
        /terms/percent wrong_type: 110 is not valid here. Write a text in quotes. For example: "110"."#]].assert_eq(&malformed(json!({"percent": 110, "no_mppr": "yes", "fees": {}})));
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    expect![[r#"
        422
        /terms not_loaded: "clinc" is not the name of stored terms. Did you mean clinic? GET /v1/terms lists them.
        /lines/0/hcpcs invalid_value: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439."#]].assert_eq(&faults(&send("9921", json!("clinc"))));
    assert_eq!(send("99213", json!(" Clinic ")).status, 200);
    let empty = serve_in_memory(schedule_of(vec![crate::support::releases::whole_rvu25a()]));
    let mut request = request("99213");
    request["terms"] = json!("clinic");
    // No terms have been read yet.
    assert_eq!(empty.post("/v1/estimates", &request.to_string()).status, 503);
    request["terms"] = json!({"percent": "110"});
    assert_eq!(empty.post("/v1/estimates", &request.to_string()).status, 200);
}

#[test]
fn terms_do_not_go_with_an_unassigned_claim() {
    expect![[r#"
        422
        /provider/accepts_assignment conflict: A practitioner with a contract accepts its amounts. Leave terms out, or accept assignment."#]].assert_eq(&faults(&send("99213 nonparticipating unassigned", json!("plain"))));
    let given = json!({"percent": "0"});
    expect![[r#"
        422
        /terms/percent out_of_range: "0" is out of range. Write a number from 0.01 to 999.99.
        /provider/accepts_assignment conflict: A practitioner with a contract accepts its amounts. Leave terms out, or accept assignment."#]].assert_eq(&faults(&send("99213 nonparticipating unassigned", given)));
}

#[test]
fn an_edit_check_and_a_minimal_answer_take_terms_too() {
    let mut request = request("99213$150.00");
    request["terms"] = json!("plain");
    assert_eq!(CLIENT.post("/v1/edits/check", &request.to_string()).status, 200);
    let headers = [("content-type", "application/json"), ("prefer", "return=minimal")];
    let answer = CLIENT.send("POST", "/v1/estimates", &headers, request.to_string().as_bytes()).json();
    assert_eq!(answer["lines"][0]["amounts"]["allowed"], "97.85");
    assert_eq!(answer["lines"][0]["confidence"], json!({"level": "medium", "reasons": ["contract_amount"]}));
}

/// The allowed amounts of each row of a batch, or its first fault.
fn rows(path: &str, media_type: &str, body: &str) -> String {
    let answer = CLIENT.send("POST", path, &[("content-type", media_type)], body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let row = |row: &str| {
        let row: Value = serde_json::from_str(row).unwrap();
        match row.get("problem") {
            Some(problem) => {
                let fault = &problem["errors"][0];
                format!("{} {} {}", problem["status"], fault["pointer"], fault["code"])
            }
            None => {
                let lines = row["lines"].as_array().unwrap().iter();
                lines.map(|line| line["amounts"]["allowed"].to_string()).collect::<Vec<_>>().join(" ")
            }
        }
    };
    answer.text().lines().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_row_of_a_batch_can_have_terms_of_its_own() {
    let place = r#""date_of_service":"2025-01-15","locality":"99999-00""#;
    let body = [
        format!(r#"{{{place},"hcpcs":"99213"}}"#),
        format!(r#"{{{place},"hcpcs":"99213","terms":"plain"}}"#),
        format!(r#"{{{place},"hcpcs":"99213","terms":{{"percent":"50"}}}}"#),
        format!(r#"{{{place},"lines":[{{"hcpcs":"20610","units":3}},{{"hcpcs":"99213"}}],"terms":"fees"}}"#),
        format!(r#"{{{place},"hcpcs":"99213","terms":"nobody"}}"#),
        format!(r#"{{{place},"hcpcs":"99213","terms":{{"percent":"x"}}}}"#),
    ]
    .join("\n");
    expect![[r#"
        "88.95"
        "97.85"
        "44.48"
        "300.00" null
        422 "/terms" "not_loaded"
        422 "/terms/percent" "invalid_value""#]]
    .assert_eq(&rows("/v1/estimates/batch", "application/x-ndjson", &body));
    expect![[r#"
        "107.18"
        "97.85"
        "44.48"
        "300.00" null
        422 "/terms" "not_loaded"
        422 "/terms/percent" "invalid_value""#]]
    .assert_eq(&rows("/v1/estimates/batch?terms=clinic", "application/x-ndjson", &body));
    let csv = "claim,date_of_service,locality,hcpcs,units,terms\n\
               1,2025-01-15,99999-00,20610,3,fees\n1,2025-01-15,99999-00,99213,1,fees\n\
               2,2025-01-15,99999-00,99213,1,plain\n3,2025-01-15,99999-00,99213,1,\n\
               4,2025-01-15,99999-00,99213,1,plain\n4,2025-01-15,99999-00,99214,1,fees\n";
    expect![[r#"
        "300.00" null
        "97.85"
        "88.95"
        400 "/rows/1/terms" "invalid_value""#]]
    .assert_eq(&rows("/v1/estimates/batch", "text/csv", csv));
    expect![[r#"
        "300.00" null
        "97.85"
        "44.48"
        400 "/rows/1/terms" "invalid_value""#]]
    .assert_eq(&rows("/v1/estimates/batch?terms=half", "text/csv", csv));
    let unknown = CLIENT.send(
        "POST",
        "/v1/estimates/batch?terms=clinc",
        &[("content-type", "text/csv")],
        csv.as_bytes(),
    );
    expect![[r#"
        422
        /query/terms not_loaded: "clinc" is not the name of stored terms. Did you mean clinic? GET /v1/terms lists them."#]].assert_eq(&faults(&unknown));
}
