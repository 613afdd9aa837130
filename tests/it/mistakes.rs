//! The typical mistakes of integrators: the status, the code and the hint of each.

use crate::support::http::Answer;
use crate::support::server::Server;
use expect_test::expect_file;
use serde_json::{Value, json};

/// The status of an answer, and the code, pointer and detail of each fault.
fn describe(answer: &Answer) -> String {
    if answer.status == 200 {
        return "200".to_owned();
    }
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let faults = problem["errors"].as_array().unwrap();
    let faults = faults.iter().map(|fault| {
        format!("\n  {} {}: {}", text(&fault["code"]), text(&fault["pointer"]), text(&fault["detail"]))
    });
    let faults: String = faults.collect();
    let detail = if faults.is_empty() { format!(" {}", text(&problem["detail"])) } else { faults };
    let accepted = ["accept", "accept-encoding", "allow"];
    let accepted = accepted.iter().filter_map(|name| Some(format!("\n  {name}: {}", answer.header(name)?)));
    format!("{}{detail}{}", answer.status, accepted.collect::<String>())
}

/// Sends each request of a table. A row is a body for an estimate, or a method and a path with an optional media type and body.
fn answers(server: &Server, rows: &[&str]) -> String {
    let answered = rows.iter().map(|row| {
        let mut words = row.splitn(4, ' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let answer = if path.starts_with('/') {
            let (kind, body) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let (kind, encoding) = kind.split_once('+').unwrap_or((kind, ""));
            let headers = [("content-type", kind), ("content-encoding", encoding)];
            let headers: Vec<_> = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            server.send(method, path, &headers, body.as_bytes())
        } else {
            server.post("/v1/estimates", row)
        };
        format!("{row}\n  {}\n", describe(&answer).replace('\n', "\n  "))
    });
    answered.collect()
}

/// The names of fields and parameters, and their types.
const NAMES_AND_TYPES: &[&str] = &[
    "",
    "lines",
    r#"[{"hcpcs": "99213"}]"#,
    "{}",
    r#"{"lines": []}"#,
    r#"{"lines": {"hcpcs": "99213"}}"#,
    r#"{"lines": [{}]}"#,
    r#"{"lines": [{"hcpcs": "99213"}],}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifer": ["25"]}]}"#,
    r#"{"lines": [{"cpt": "99213"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "qty": 2}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "diagnosis": "M17.11"}]}"#,
    r#"{"dateOfService": "2025-01-15", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date": "2025-01-15", "pos": "11", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"zip_code": "94110", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"lines": [{"hcpcs": 99213}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "charge": 300.00}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "charge": 300}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "units": "2"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "units": 1.5}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "units": 1.0}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": "25"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": "25,59"}]}"#,
    r#"{"zip": 2110, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"place_of_service": 11, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"provider": {"participating": "yes"}, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"lines": [{"hcpcs": "99213"}], "lines": []}"#,
    r#"{"lines": [{}, {"units": 2}, {"hcpcs": 7, "cpt": "99213"}]}"#,
    r#"{"terms": {"ranges": [{}], "fees": [{}]}, "lines": [{}]}"#,
    r#"{"provider": "physician", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"lines": "99213"}"#,
    r#"{"lines": ["99213-25", "20610", "knee"]}"#,
    r#"{"date_of_service": 20250115, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": 1736899200, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"claim": {"lines": [{"hcpcs": "99213"}]}}"#,
    r#"{'lines': [{'hcpcs': '99213'}]}"#,
];

/// The bodies of other operations.
const OTHER_BODIES: &[&str] = &[
    "POST /v1/denial-reports application/json {}",
    r#"POST /v1/denial-reports application/json {"hcpcs": 76377, "payer": "medicare", "appeal": {}}"#,
    "POST /v1/appeal-letters application/json {}",
    r#"POST /v1/appeal-letters application/json {"claim": {}, "denial": {}}"#,
    r#"POST /v1/appeal-letters application/json {"claim": {"lines": [{"hcpcs": "99213"}], "date_of_service": "2025-01-15"}, "denied_line": "2", "denial": {"carc": "50"}, "notice_date": "2024-01-01"}"#,
    r#"POST /v1/appeal-letters application/json {"claim": {"lines": [{"hcpcs": "99213"}], "date_of_service": "2025-01-15"}, "denied_line": "2", "denial": {"carc": "0"}}"#,
    r#"POST /v1/appeal-letters application/json {"claim": {"lines": [{"hcpcs": "99213"}, {"hcpcs": "20610"}], "date_of_service": "2025-01-15"}, "denial": {"carc": "50"}, "notice_date": "2099-01-01"}"#,
    "POST /v1/edits/check application/json {}",
    "POST /v1/estimates/batch text/csv cpt,modifer",
];

/// Values that match the schema.
const VALUES: &[&str] = &[
    r#"{"lines": [{"hcpcs": "9921"}]}"#,
    r#"{"lines": [{"hcpcs": "99213-25"}]}"#,
    r#"{"lines": [{"hcpcs": "CPT 99213"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": ["LT,59"]}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": ["26A"]}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": ["25", "", "", ""]}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "modifiers": ["25", "57", "59", "XU", "RT"]}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "units": 0}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "charge": "$1,300.00"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "charge": "12.345"}]}"#,
    r#"{"lines": [{"hcpcs": "99213", "charge": "-5.00"}]}"#,
    r#"{"zip": "2110", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"zip": "00000", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"zip": "94110", "locality": "01112-05", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "05", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "01112", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "San Francisco", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "San Fransisco", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "NY", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "01112-06", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "2025-02-30", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "01/15/2025", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "20250115", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "1999-01-15", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "Jan 15, 2025", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"place_of_service": "66x", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"place_of_service": "office", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"place_of_service": "59", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"provider": {"kind": "physican"}, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"provider": {"kind": "NP"}, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"provider": {"kind": "doctor"}, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"release": "RVU25", "lines": [{"hcpcs": "99213"}]}"#,
];

/// Paths, methods, parameters and media types.
const REQUESTS: &[&str] = &[
    r#"POST /v1/estimates?trace=false application/json {"lines": [{"hcpcs": "99213"}]}"#,
    r#"POST /v1/estimates?include=totals application/json {"lines": [{"hcpcs": "99213"}]}"#,
    r#"POST /v1/edits/check?x=1 application/json {"lines": [{"hcpcs": "99213"}]}"#,
    "GET /v1/codes?search=knee",
    "GET /v1/codes/99213?zipcode=94110",
    "GET /v1/codes/99213?locality=05",
    "GET /v1/codes/99213-25",
    "GET /v1/codes/99213/tips?locality=Francisco",
    "GET /v1/toolkit",
    "GET /v1/toolkit?codes=99213-25&locality=01112",
    "GET /v1/fee-schedule.csv?locality=05",
    "GET /problems/nothing",
    "GET /livez?verbose",
    "GET /readyz?verbose",
    "GET /openapi.json?pretty",
    "POST /v1/estimates application/x-www-form-urlencoded {}",
    "POST /v1/estimates application/json+gzip {}",
    "POST /v1/estimates/batch application/json {}",
    "GET /v1/estimates",
    "GET /v1/code/99213",
];

#[test]
fn a_name_or_type_that_is_wrong_has_a_hint() {
    expect_file!["golden/mistakes/names_and_types.txt"]
        .assert_eq(&answers(&Server::with_starter_data(), NAMES_AND_TYPES));
}

#[test]
fn a_value_that_is_wrong_has_a_hint() {
    expect_file!["golden/mistakes/values.txt"].assert_eq(&answers(&Server::with_starter_data(), VALUES));
}

#[test]
fn a_request_that_is_wrong_says_what_is_accepted() {
    expect_file!["golden/mistakes/requests.txt"].assert_eq(&answers(&Server::with_starter_data(), REQUESTS));
}

#[test]
fn every_fault_of_another_body_is_named_at_once() {
    expect_file!["golden/mistakes/other_bodies.txt"]
        .assert_eq(&answers(&Server::with_starter_data(), OTHER_BODIES));
}

#[test]
fn the_table_has_the_mistakes_of_fifty_five_integrators_and_more() {
    let rows = [NAMES_AND_TYPES, VALUES, REQUESTS, OTHER_BODIES];
    assert!(rows.iter().map(|rows| rows.len()).sum::<usize>() > 55);
}

#[test]
fn a_modifier_that_does_not_exist_has_the_nearest_ones_in_its_warning() {
    let server = Server::with_starter_data();
    let warning = |modifier: &str| {
        let claim = json!({"zip": "94110", "lines": [{"hcpcs": "99213", "modifiers": [modifier]}]});
        let answer = server.post("/v1/estimates", &claim.to_string()).json();
        let warnings = answer["lines"][0]["warnings"].as_array().unwrap().clone();
        let is_meant = |warning: &&Value| warning["code"] == "unknown_modifier";
        warnings.iter().find(is_meant).map(|warning| text_of(&warning["text"]))
    };
    let said = |text: &str| Some(format!("The effect of modifier {text} The line was priced without it."));
    assert_eq!(
        warning("ZZ"),
        said("ZZ is not known. CPT and HCPCS do not have it. The nearest are ZA, ZB, ZC and GZ.")
    );
    assert_eq!(
        warning("R7"),
        said("R7 is not known. CPT and HCPCS do not have it. The nearest are RT, RR, RC and RD.")
    );
    assert_eq!(warning("U4"), said("U4 is not known."));
    assert_eq!(warning("25"), None);
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
