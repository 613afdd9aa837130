//! The typical mistakes of integrators: the status, the code and the hint of each.

use crate::support::http::Answer;
use crate::support::server::Server;
use expect_test::expect;
use serde_json::Value;

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
    r#"{"zip": "94110", "locality": "01112-05", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "05", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "01112", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"locality": "01112-06", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "2025-02-30", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "01/15/2025", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "20250115", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"date_of_service": "1999-01-15", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"place_of_service": "66x", "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"provider": {"kind": "physican"}, "lines": [{"hcpcs": "99213"}]}"#,
    r#"{"release": "RVU25", "lines": [{"hcpcs": "99213"}]}"#,
];

/// Paths, methods, parameters and media types.
const REQUESTS: &[&str] = &[
    r#"POST /v1/estimates?trace=false application/json {"lines": [{"hcpcs": "99213"}]}"#,
    r#"POST /v1/edits/check?x=1 application/json {"lines": [{"hcpcs": "99213"}]}"#,
    "GET /v1/codes?search=knee",
    "GET /v1/codes/99213?zipcode=94110",
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
#[expect(clippy::too_many_lines, reason = "it is the golden answer")]
fn a_name_or_type_that_is_wrong_has_a_hint() {
    expect![[r#"

          400
            empty_body : The body is empty. Send a JSON object.
        lines
          400
            invalid_syntax : The body is not JSON: expected value at line 1 column 1.
        [{"hcpcs": "99213"}]
          400
            wrong_type : A list is not valid here. Write an object.
        {}
          400
            missing_field : The field lines is missing.
        {"lines": []}
          422
            wrong_length /lines: The claim has 0 lines. Send 1 to 50.
        {"lines": {"hcpcs": "99213"}}
          400
            wrong_type /lines: An object is not valid here. Write a list.
        {"lines": [{}]}
          400
            missing_field /lines/0: The field hcpcs is missing.
        {"lines": [{"hcpcs": "99213"}],}
          400
            invalid_syntax : The body is not JSON: trailing comma at line 1 column 32.
        {"lines": [{"hcpcs": "99213", "modifer": ["25"]}]}
          400
            unknown_field /lines/0/modifer: "modifer" is not a field of this object. Did you mean modifiers? Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
        {"lines": [{"cpt": "99213"}]}
          400
            unknown_field /lines/0/cpt: "cpt" is not a field of this object. Did you mean hcpcs? Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
            missing_field /lines/0: The field hcpcs is missing.
        {"lines": [{"hcpcs": "99213", "qty": 2}]}
          400
            unknown_field /lines/0/qty: "qty" is not a field of this object. Did you mean units? Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
        {"lines": [{"hcpcs": "99213", "diagnosis": "M17.11"}]}
          400
            unknown_field /lines/0/diagnosis: "diagnosis" is not a field of this object. Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
        {"dateOfService": "2025-01-15", "lines": [{"hcpcs": "99213"}]}
          400
            unknown_field /dateOfService: "dateOfService" is not a field of this object. Did you mean date_of_service? Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release.
        {"date": "2025-01-15", "pos": "11", "lines": [{"hcpcs": "99213"}]}
          400
            unknown_field /date: "date" is not a field of this object. Did you mean date_of_service? Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release.
            unknown_field /pos: "pos" is not a field of this object. Did you mean place_of_service? Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release.
        {"zip_code": "94110", "lines": [{"hcpcs": "99213"}]}
          400
            unknown_field /zip_code: "zip_code" is not a field of this object. Did you mean zip? Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release.
        {"lines": [{"hcpcs": 99213}]}
          400
            wrong_type /lines/0/hcpcs: 99213 is not valid here. Write a text in quotes. For example: "99213".
        {"lines": [{"hcpcs": "99213", "charge": 300.00}]}
          400
            wrong_type /lines/0/charge: 300.0 is not valid here. Write a text in quotes. Money is a text, so that no cent is lost: "300.00".
        {"lines": [{"hcpcs": "99213", "charge": 300}]}
          400
            wrong_type /lines/0/charge: 300 is not valid here. Write a text in quotes. Money is a text, so that no cent is lost: "300.00".
        {"lines": [{"hcpcs": "99213", "units": "2"}]}
          400
            wrong_type /lines/0/units: "2" is not valid here. Write a whole number. For example: 2, without quotes.
        {"lines": [{"hcpcs": "99213", "units": 1.5}]}
          400
            wrong_type /lines/0/units: 1.5 is not valid here. Write a whole number.
        {"lines": [{"hcpcs": "99213", "units": 1.0}]}
          200
        {"lines": [{"hcpcs": "99213", "modifiers": "25"}]}
          400
            wrong_type /lines/0/modifiers: "25" is not valid here. Write a list. For example: ["25"].
        {"lines": [{"hcpcs": "99213", "modifiers": "25,59"}]}
          400
            wrong_type /lines/0/modifiers: "25,59" is not valid here. Write a list. For example: ["25", "59"].
        {"zip": 2110, "lines": [{"hcpcs": "99213"}]}
          400
            wrong_type /zip: 2110 is not valid here. Write a text in quotes. For example: "02110".
        {"place_of_service": 11, "lines": [{"hcpcs": "99213"}]}
          400
            wrong_type /place_of_service: 11 is not valid here. Write a text in quotes. For example: "11".
        {"provider": {"participating": "yes"}, "lines": [{"hcpcs": "99213"}]}
          400
            wrong_type /provider/participating: "yes" is not valid here. Write true or false. For example: true, without quotes.
        {"lines": [{"hcpcs": "99213"}], "lines": []}
          400
            repeated_field /lines: The field lines is given more than once.
    "#]].assert_eq(&answers(&Server::with_starter_data(), NAMES_AND_TYPES));
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is the golden answer")]
fn a_value_that_is_wrong_has_a_hint() {
    expect![[r#"
        {"lines": [{"hcpcs": "9921"}]}
          422
            invalid_value /lines/0/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        {"lines": [{"hcpcs": "99213-25"}]}
          422
            invalid_value /lines/0/hcpcs: "99213-25" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439. Write "99213" here, and ["25"] as modifiers.
        {"lines": [{"hcpcs": "CPT 99213"}]}
          422
            invalid_value /lines/0/hcpcs: "CPT 99213" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439. Write "99213".
        {"lines": [{"hcpcs": "99213", "modifiers": ["LT,59"]}]}
          422
            invalid_value /lines/0/modifiers/0: "LT,59" is not a modifier. Write two letters or digits, such as 26 or RT. Give each modifier on its own: ["LT", "59"].
        {"lines": [{"hcpcs": "99213", "modifiers": ["26A"]}]}
          422
            invalid_value /lines/0/modifiers/0: "26A" is not a modifier. Write two letters or digits, such as 26 or RT. Did you mean 26?
        {"lines": [{"hcpcs": "99213", "modifiers": ["25", "", "", ""]}]}
          200
        {"lines": [{"hcpcs": "99213", "modifiers": ["25", "57", "59", "XU", "RT"]}]}
          422
            wrong_length /lines/0/modifiers: The line has 5 modifiers. It may have at most 4.
        {"lines": [{"hcpcs": "99213", "units": 0}]}
          422
            out_of_range /lines/0/units: 0 is out of range. Write a whole number from 1 to 9999.
        {"lines": [{"hcpcs": "99213", "charge": "$1,300.00"}]}
          422
            invalid_value /lines/0/charge: "$1,300.00" is not a decimal number. Write 1300.00, without a sign and separators.
        {"lines": [{"hcpcs": "99213", "charge": "12.345"}]}
          422
            invalid_value /lines/0/charge: "12.345" has more than 2 decimals.
        {"lines": [{"hcpcs": "99213", "charge": "-5.00"}]}
          422
            out_of_range /lines/0/charge: "-5.00" is out of range. Write an amount from 0.01 to 99999999.99.
        {"zip": "2110", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /zip: "2110" is not a ZIP code. If it lost the zero in front, write 02110.
        {"zip": "94110", "locality": "01112-05", "lines": [{"hcpcs": "99213"}]}
          422
            conflict /zip: Both locality and zip are given. Send only one.
        {"locality": "05", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /locality: "05" is not a locality. Write the contractor and locality number, such as 01112-05. RVU26C has 01112-05, 04212-05.
        {"locality": "01112", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /locality: "01112" is not a locality. Write the contractor and locality number, such as 01112-05. RVU26C has 01112-05, 01112-09, 01112-51, 01112-52, 01112-53, 01112-54 and others.
        {"locality": "01112-06", "lines": [{"hcpcs": "99213"}]}
          422
            not_loaded /locality: RVU26C has no locality 01112-06. The nearest are 01112-05 (SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)), 01112-09 (SAN JOSE-SUNNYVALE-SANTA CLARA (SANTA CLARA CNTY)), 01112-51 (NAPA), 01112-52 (SAN FRANCISCO-OAKLAND-BERKELEY (MARIN CNTY)).
        {"date_of_service": "2025-02-30", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /date_of_service: "2025-02-30" is not a date. February 2025 has 28 days.
        {"date_of_service": "01/15/2025", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /date_of_service: "01/15/2025" is not a date. Write 2025-01-15.
        {"date_of_service": "20250115", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /date_of_service: "20250115" is not a date. Write 2025-01-15.
        {"date_of_service": "1999-01-15", "lines": [{"hcpcs": "99213"}]}
          422
            not_loaded /date_of_service: No loaded release covers 1999-01-15. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
        {"place_of_service": "66x", "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /place_of_service: "66x" is not a place of service code that CMS has assigned. The nearest is 66.
        {"provider": {"kind": "physican"}, "lines": [{"hcpcs": "99213"}]}
          422
            invalid_value /provider/kind: "physican" is not a kind of provider. Write one of physician, nurse_practitioner, physician_assistant, clinical_nurse_specialist, certified_nurse_midwife, clinical_psychologist, clinical_social_worker, marriage_family_therapist, mental_health_counselor, dietitian, crna, anesthesiologist_assistant, physical_therapist, occupational_therapist, speech_language_pathologist, audiologist. Did you mean physician?
        {"release": "RVU25", "lines": [{"hcpcs": "99213"}]}
          422
            not_loaded /release: Release "RVU25" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
    "#]].assert_eq(&answers(&Server::with_starter_data(), VALUES));
}

#[test]
fn a_request_that_is_wrong_says_what_is_accepted() {
    expect![[r#"
        POST /v1/estimates?trace=false application/json {"lines": [{"hcpcs": "99213"}]}
          400
            unknown_parameter /query/trace: "trace" is not a parameter of this operation. It takes none.
        POST /v1/edits/check?x=1 application/json {"lines": [{"hcpcs": "99213"}]}
          400
            unknown_parameter /query/x: "x" is not a parameter of this operation. It takes none.
        GET /v1/codes?search=knee
          400
            unknown_parameter /query/search: "search" is not a parameter of this operation. Did you mean q? Its parameters are q, status, limit, cursor, date and release.
        GET /v1/codes/99213?zipcode=94110
          400
            unknown_parameter /query/zipcode: "zipcode" is not a parameter of this operation. Did you mean zip? Its parameters are date, release, locality and zip.
        GET /livez?verbose
          400
            unknown_parameter /query/verbose: "verbose" is not a parameter of this operation. It takes none.
        GET /readyz?verbose
          400
            unknown_parameter /query/verbose: "verbose" is not a parameter of this operation. It takes none.
        GET /openapi.json?pretty
          400
            unknown_parameter /query/pretty: "pretty" is not a parameter of this operation. It takes none.
        POST /v1/estimates application/x-www-form-urlencoded {}
          415 Send the body with Content-Type: application/json or application/edi-x12.
            accept: application/json, application/edi-x12
        POST /v1/estimates application/json+gzip {}
          415 Send the body without Content-Encoding.
            accept-encoding: identity
        POST /v1/estimates/batch application/json {}
          415 Send the body with Content-Type: application/x-ndjson or text/csv.
            accept: application/x-ndjson, text/csv
        GET /v1/estimates
          405 Method not allowed. This path supports POST.
            allow: POST
        GET /v1/code/99213
          404 Unknown path. The API is described at /docs.
    "#]].assert_eq(&answers(&Server::with_starter_data(), REQUESTS));
}
