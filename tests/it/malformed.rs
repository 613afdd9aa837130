//! Requests that do not match a schema or an operation: 400, 404, 405, 413, 415, and HEAD.

use crate::support::check_answers;
use crate::support::cluster::Database;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::api::Limits;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Sends each body as an estimate and compares the problems.
fn check(golden: &Expect) {
    let server = Server::with_starter_data();
    check_answers(golden, |body| server.post("/v1/estimates", body).problem());
}

#[test]
fn invalid_json_is_reported_with_its_position() {
    check(&expect![[r#"
        {
          400 malformed-request
            : The body is not JSON: EOF while parsing an object at line 1 column 1.
        {"lines": [}
          400 malformed-request
            : The body is not JSON: expected value at line 1 column 12.
        lines
          400 malformed-request
            : The body is not JSON: expected value at line 1 column 1.
        {"lines": []} {}
          400 malformed-request
            : The body is not JSON: trailing characters at line 1 column 15.
        {'lines': []}
          400 malformed-request
            : The body is not JSON: key must be a string at line 1 column 2."#]]);
}

#[test]
fn a_body_may_begin_with_a_byte_order_mark() {
    let server = Server::with_starter_data();
    let answer = server.post("/v1/estimates", "\u{feff}{\"lines\": [{\"hcpcs\": \"99213\"}]}").json();
    assert_eq!(answer["lines"][0]["result"], "priced");
}

#[test]
fn an_empty_body_is_not_json() {
    let server = Server::with_starter_data();
    for body in ["", " ", "\u{feff}"] {
        let problem = server.post("/v1/estimates", body).problem();
        assert_eq!(problem, "400 malformed-request\n  : The body is empty. Send a JSON object.");
    }
}

#[test]
fn json_of_another_type_is_refused() {
    check(&expect![[r#"
        null
          400 malformed-request
            : null is not valid here. Write an object.
        []
          400 malformed-request
            : A list is not valid here. Write an object.
        [{"hcpcs": "99213"}]
          400 malformed-request
            : A list is not valid here. Write an object.
        [null, null, null, null, null, null, [{"hcpcs": "99213"}], null]
          400 malformed-request
            : A list is not valid here. Write an object.
        {"lines": [["1", "99213", null, null, null, null]]}
          400 malformed-request
            /lines/0: A list is not valid here. Write an object.
        {"lines": [{"hcpcs": "99213"}], "provider": ["physician", true, true, "no"], "patient": ["0.00"]}
          400 malformed-request
            /patient: A list is not valid here. Write an object.
            /provider: A list is not valid here. Write an object.
        "99213"
          400 malformed-request
            : "99213" is not valid here. Write an object.
        1
          400 malformed-request
            : 1 is not valid here. Write an object.
        {}
          400 malformed-request
            : The field lines is missing.
        {"lines": null}
          400 malformed-request
            /lines: null is not valid here. Write a list.
        {"lines": {}}
          400 malformed-request
            /lines: An object is not valid here. Write a list. Put brackets around the object: [{...}].
        {"lines": [null]}
          400 malformed-request
            /lines/0: null is not valid here. Write an object.
        {"lines": ["99213"]}
          400 malformed-request
            /lines/0: "99213" is not valid here. Write an object. For example: {"hcpcs": "99213"}.
        {"lines": [{}]}
          400 malformed-request
            /lines/0: The field hcpcs is missing."#]]);
}

#[test]
fn each_wrong_type_is_named_with_its_pointer() {
    check(&expect![[r#"
        {"lines": [{"hcpcs": 99213}]}
          400 malformed-request
            /lines/0/hcpcs: 99213 is not valid here. Write a text in quotes. For example: "99213".
        {"lines": [{"hcpcs": "99213", "units": "1"}]}
          400 malformed-request
            /lines/0/units: "1" is not valid here. Write a whole number. For example: 1, without quotes.
        {"lines": [{"hcpcs": "99213", "units": 1.5}]}
          400 malformed-request
            /lines/0/units: 1.5 is not valid here. Write a whole number.
        {"lines": [{"hcpcs": "99213", "units": 1e40}]}
          400 malformed-request
            /lines/0/units: 1e+40 is not valid here. Write a whole number.
        {"lines": [{"hcpcs": "99213", "charge": 300.00}]}
          400 malformed-request
            /lines/0/charge: 300.0 is not valid here. Write a text in quotes. Money is a text, so that no cent is lost: "300.00".
        {"lines": [{"hcpcs": "99213", "modifiers": "26"}]}
          400 malformed-request
            /lines/0/modifiers: "26" is not valid here. Write a list. For example: ["26"].
        {"lines": [{"hcpcs": "99213", "modifiers": [26]}]}
          400 malformed-request
            /lines/0/modifiers/0: 26 is not valid here. Write a text in quotes. For example: "26".
        {"lines": [{"hcpcs": "99213", "minutes": true}]}
          400 malformed-request
            /lines/0/minutes: true is not valid here. Write a whole number.
        {"lines": [{"hcpcs": "99213", "id": 1}]}
          400 malformed-request
            /lines/0/id: 1 is not valid here. Write a text in quotes. For example: "1".
        {"lines": [{"hcpcs": "99213"}], "date_of_service": 20250115}
          400 malformed-request
            /date_of_service: 20250115 is not valid here. Write a text in quotes. For example: "2025-01-15".
        {"lines": [{"hcpcs": "99213"}], "place_of_service": 11}
          400 malformed-request
            /place_of_service: 11 is not valid here. Write a text in quotes. For example: "11".
        {"lines": [{"hcpcs": "99213"}], "locality": ["01112-05"]}
          400 malformed-request
            /locality: A list is not valid here. Write a text in quotes.
        {"lines": [{"hcpcs": "99213"}], "zip": 94110}
          400 malformed-request
            /zip: 94110 is not valid here. Write a text in quotes. For example: "94110".
        {"lines": [{"hcpcs": "99213"}], "provider": "physician"}
          400 malformed-request
            /provider: "physician" is not valid here. Write an object.
        {"lines": [{"hcpcs": "99213"}], "provider": {"participating": "yes"}}
          400 malformed-request
            /provider/participating: "yes" is not valid here. Write true or false. For example: true, without quotes.
        {"lines": [{"hcpcs": "99213"}], "patient": {"deductible_remaining": 0}}
          400 malformed-request
            /patient/deductible_remaining: 0 is not valid here. Write a text in quotes. Money is a text, so that no cent is lost: "0.00".
        {"lines": [{"hcpcs": "99213"}], "release": {}}
          400 malformed-request
            /release: An object is not valid here. Write a text in quotes."#]]);
}

#[test]
fn a_whole_number_may_be_written_with_decimals_of_zero() {
    let server = Server::with_starter_data();
    let price = |units: &str| {
        let line = format!(r#"{{"hcpcs": "97110", "modifiers": ["GP"], "units": {units}, "minutes": null}}"#);
        server.post("/v1/estimates", &format!(r#"{{"lines": [{line}]}}"#))
    };
    assert_eq!(price("2.0").json(), price("2").json());
    assert_eq!(price("0.2e1").json(), price("2").json());
    for wrong in ["2.5", "-0.0", "1e300", "9223372036854775808"] {
        assert!([400, 422].contains(&price(wrong).status), "{wrong}");
    }
}

#[test]
fn an_unknown_field_is_refused_at_every_level() {
    check(&expect![[r#"
        {"lines": [{"hcpcs": "99213"}], "patient_name": "x"}
          400 malformed-request
            /patient_name: "patient_name" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release, terms.
        {"lines": [{"hcpcs": "99213", "code": "99213"}]}
          400 malformed-request
            /lines/0/code: "code" is not a field of this object. Did you mean hcpcs? Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
        {"lines": [{"hcpcs": "99213"}], "provider": {"npi": "1"}}
          400 malformed-request
            /provider/npi: "npi" is not a field of this object. Its fields are kind, participating, accepts_assignment, qualifying_apm, mips_adjustment_percent.
        {"lines": [{"hcpcs": "99213"}], "patient": {"mbi": "1"}}
          400 malformed-request
            /patient/mbi: "mbi" is not a field of this object. Its fields are deductible_remaining, therapy_used.
        {"lines": [{"hcpcs": "99213"}], "a/b~c": 1}
          400 malformed-request
            /a~1b~0c: "a/b~c" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release, terms."#]]);
}

#[test]
fn a_field_given_twice_is_refused() {
    check(&expect![[r#"
        {"lines": [{"hcpcs": "99213"}], "lines": [{"hcpcs": "99214"}]}
          400 malformed-request
            /lines: The field lines is given more than once.
        {"lines": [{"hcpcs": "99213", "hcpcs": "99214"}]}
          400 malformed-request
            /lines/0/hcpcs: The field hcpcs is given more than once.
        {"lines": [{"hcpcs": "99213"}], "zip": "94110", "zip": "94110"}
          400 malformed-request
            /zip: The field zip is given more than once."#]]);
}

#[test]
fn all_schema_faults_are_reported_at_once() {
    check(&expect![[r#"
        {"lines": [{"hcpcs": 1, "units": "x", "foo": 1}, {"hcpcs": "99213", "charge": 5}], "zip": 1, "bar": 2, "provider": {"kind": 1, "npi": 2}}
          400 malformed-request
            /bar: "bar" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release, terms.
            /lines/0/foo: "foo" is not a field of this object. Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
            /lines/0/hcpcs: 1 is not valid here. Write a text in quotes. For example: "1".
            /lines/0/units: "x" is not valid here. Write a whole number.
            /lines/1/charge: 5 is not valid here. Write a text in quotes. Money is a text, so that no cent is lost: "5.00".
            /provider/kind: 1 is not valid here. Write a text in quotes. For example: "1".
            /provider/npi: "npi" is not a field of this object. Its fields are kind, participating, accepts_assignment, qualifying_apm, mips_adjustment_percent.
            /zip: 1 is not valid here. Write a text in quotes. For example: "00001".
        {"lines": [{}, {"units": "x"}, 5, {"hcpcs": "99213", "modifiers": [1, 2]}], "foo": 1}
          400 malformed-request
            /foo: "foo" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release, terms.
            /lines/0: The field hcpcs is missing.
            /lines/1/units: "x" is not valid here. Write a whole number.
            /lines/1: The field hcpcs is missing.
            /lines/2: 5 is not valid here. Write an object.
            /lines/3/modifiers/0: 1 is not valid here. Write a text in quotes. For example: "1".
            /lines/3/modifiers/1: 2 is not valid here. Write a text in quotes. For example: "2".
        {"lines": 1, "date_of_service": 2}
          400 malformed-request
            /date_of_service: 2 is not valid here. Write a text in quotes. For example: "2025-12-25".
            /lines: 1 is not valid here. Write a list."#]]);
}

#[test]
fn a_body_must_be_declared_as_json() {
    let server = Server::with_starter_data();
    let body = br#"{"lines": [{"hcpcs": "99213"}]}"#;
    let ask = |headers: &[(&str, &str)]| server.send("POST", "/v1/estimates", headers, body);
    for declared in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json5",
        "application",
        "",
        "text/json",
    ] {
        let problem = ask(&[("content-type", declared)]).problem();
        assert_eq!(
            problem,
            "415 unsupported-media-type: Send the body with Content-Type: application/json or application/edi-x12.",
            "{declared:?}"
        );
    }
    assert_eq!(ask(&[]).status, 415);
    for declared in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(ask(&[("content-type", declared)]).status, 200, "{declared}");
    }
}

#[test]
fn a_body_over_the_limit_is_refused_and_the_service_continues() {
    let server = Server::with_starter_data();
    let with_blanks = |length: usize| {
        let body = r#"{"lines": [{"hcpcs": "99213"}]}"#;
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    let limit = 256 * 1024;
    assert_eq!(server.post("/v1/estimates", &with_blanks(limit)).status, 200);
    let problem = server.post("/v1/estimates", &with_blanks(limit + 1)).problem();
    let expected = "413 body-too-large: The body exceeds the limit of 256 KiB. For more claims use POST /v1/estimates/batch.";
    assert_eq!(problem, expected);
    let chunk = format!("{:x}\r\n{}\r\n", 1000, "x".repeat(1000)).repeat(300);
    let head = "POST /v1/estimates HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let answer = server.raw(format!("{head}{chunk}0\r\n\r\n").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(server.get("/livez").status, 200);
}

/// The operations that read a whole body, each with its media type, the most bytes it takes, and how the problem names them.
const WHOLE_BODIES: [(&str, &str, usize, &str); 6] = [
    ("/v1/estimates", "application/json", 256 * 1024, "256 KiB"),
    ("/v1/estimates", "application/edi-x12", 2 * 1024 * 1024, "2 MiB"),
    ("/v1/estimates/x12", "application/edi-x12", 2 * 1024 * 1024, "2 MiB"),
    ("/v1/edits/check", "application/json", 256 * 1024, "256 KiB"),
    ("/v1/denial-reports", "application/json", 16 * 1024, "16 KiB"),
    ("/v1/remittances", "application/edi-x12", 20 * 1024 * 1024, "20 MiB"),
];

#[test]
fn a_body_that_declares_too_many_bytes_is_refused_before_it_arrives() {
    let server = &Server::with_starter_data();
    let check = |path: &str, media_type: &str, named: &str, length: usize| {
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\n");
        let answer = server.raw(format!("{head}content-length: {length}\r\n\r\n{{").as_bytes());
        let detail = format!("The body exceeds the limit of {named}.");
        assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains(&detail), "{path}: {answer}");
    };
    // The server waits a second for the client to close, each time.
    std::thread::scope(|threads| {
        for (path, media_type, limit, named) in WHOLE_BODIES {
            for length in [limit + 1, 999_999_999, usize::MAX] {
                threads.spawn(move || check(path, media_type, named, length));
            }
        }
    });
    assert_eq!(server.get("/livez").status, 200);
}

#[test]
fn a_body_over_the_limit_is_refused_with_the_configured_limit() {
    let limits = Limits { body_bytes: 3 * 1024, report_bytes: 1_000, ..Limits::default() };
    let server = Server::limited(Database::with_starter_data(), limits);
    server.reload();
    let body = "x".repeat(4 * 1024);
    let refused = |path: &str| server.post(path, &body).problem();
    expect!["413 body-too-large: The body exceeds the limit of 3 KiB. For more claims use POST /v1/estimates/batch."]
        .assert_eq(&refused("/v1/estimates"));
    expect!["413 body-too-large: The body exceeds the limit of 3 KiB."]
        .assert_eq(&refused("/v1/edits/check"));
    expect!["413 body-too-large: The body exceeds the limit of 1000 bytes."]
        .assert_eq(&refused("/v1/denial-reports"));
}

#[test]
fn a_body_that_stops_arriving_is_given_up() {
    let limits = Limits { body_pause: Duration::from_secs(1), ..Limits::default() };
    let server = Server::limited(Database::with_starter_data(), limits);
    server.reload();
    let batch = ("/v1/estimates/batch", "text/csv", 0, "");
    std::thread::scope(|scope| {
        for (path, media_type, ..) in WHOLE_BODIES.into_iter().chain([batch]) {
            let server = &server;
            scope.spawn(move || {
                let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\n");
                let answer = server.raw(format!("{head}content-length: 100\r\n\r\n{{").as_bytes());
                let detail = "No byte of the body arrived for 1 seconds.";
                assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(detail), "{path}: {answer}");
            });
        }
    });
}

#[test]
fn an_answer_lists_a_hundred_faults_and_repeats_forty_characters() {
    let server = Server::with_starter_data();
    let lines = vec![r#"{"hcpcs": "nonsense", "units": 0, "charge": "x"}"#; 50].join(", ");
    let answer = server.post("/v1/estimates", &format!(r#"{{"lines": [{lines}]}}"#));
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let faults = answer["errors"].as_array().unwrap();
    assert_eq!(faults.len(), 101);
    assert_eq!(faults[100]["detail"], "50 more values are not valid.");
    let long = "9".repeat(200_000);
    let modifiers = vec![r#""?""#; 50_000].join(",");
    for body in [
        format!(r#"{{"lines": [{{"hcpcs": "{long}"}}]}}"#),
        format!(r#"{{"lines": [{{"hcpcs": "99213"}}], "{long}": 1}}"#),
        format!(r#"{{"lines": [{{"hcpcs": "99213", "modifiers": [{modifiers}]}}]}}"#),
    ] {
        let answer = server.post("/v1/estimates", &body);
        assert!((400..=422).contains(&answer.status) && answer.body.len() < 2_000, "{}", answer.text());
    }
    let query = "a&".repeat(30_000);
    assert!(server.get(&format!("/v1/codes/99213?{query}")).body.len() < 20_000);
}

/// A proxy in front could take the end of such a request for another one than the service does, and a second request would hide in it.
#[test]
fn a_request_whose_length_is_not_clear_is_refused_and_ends_the_connection() {
    let server = Server::with_starter_data();
    let hidden = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n";
    for lengths in [
        "content-length: 2\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 2\r\n",
        "content-length: 2\r\ncontent-length: 40\r\n",
        "content-length: 2, 40\r\n",
        "content-length: +2\r\n",
        "transfer-encoding: xchunked\r\n",
    ] {
        let head = format!(
            "POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{lengths}\r\n"
        );
        let answer = server.raw(format!("{head}{{}}{hidden}").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{lengths}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
    }
}

#[test]
fn a_body_that_arrives_in_pieces_is_read_whole() {
    let server = Server::with_starter_data();
    let request = r#"{"lines": [{"hcpcs": "99213"}]}"#;
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head =
        "POST /v1/estimates HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n";
    write!(stream, "{head}content-length: {}\r\n\r\n", request.len()).unwrap();
    for piece in request.as_bytes().chunks(7) {
        std::thread::sleep(Duration::from_millis(30));
        stream.write_all(piece).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(r#""hcpcs":"99213""#), "{answer}");
}

/// Sends each request, a method and a path, and compares the problems with their `Allow`.
fn check_methods(golden: &Expect) {
    let server = Server::with_starter_data();
    check_answers(golden, |asked| {
        let (method, path) = asked.split_once(' ').unwrap();
        let answer = server.send(method, path, &[], b"");
        let allow = answer.header("allow").map_or_else(String::new, |allow| format!(" [{allow}]"));
        let status = if method == "HEAD" { answer.status.to_string() } else { answer.problem() };
        format!("{status}{allow}")
    });
}

#[test]
fn an_unknown_path_is_404() {
    check_methods(&expect![[r#"
        GET /nothing
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /v1
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /v1/
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /v1//codes
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /v1/localities/0111205
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /V1/codes
          404 no-such-path: Unknown path. The API is described at /docs.
        GET /v1/codes/99213/tips/x
          404 no-such-path: Unknown path. The API is described at /docs.
        POST /nothing
          404 no-such-path: Unknown path. The API is described at /docs.
        HEAD /nothing
          404
        GET /docs/nothing.js
          404 no-such-path: Unknown path. The API is described at /docs."#]]);
}

#[test]
fn an_unsupported_method_is_405_with_the_supported_ones() {
    check_methods(&expect![[r#"
        GET /v1/estimates
          405 method-not-allowed: Method not allowed. This path supports POST, OPTIONS. [POST, OPTIONS]
        PUT /v1/estimates
          405 method-not-allowed: Method not allowed. This path supports POST, OPTIONS. [POST, OPTIONS]
        DELETE /v1/estimates
          405 method-not-allowed: Method not allowed. This path supports POST, OPTIONS. [POST, OPTIONS]
        HEAD /v1/estimates
          405 [POST, OPTIONS]
        POST /v1/codes
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /v1/codes/99213
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        DELETE /v1/codes/99213/history
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        PATCH /v1/releases
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /v1/localities
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /v1/localities/01112-05
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        PUT /v1/zips/94110
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /livez
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /readyz
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /openapi.json
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /docs/
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        POST /docs
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]
        DELETE /
          405 method-not-allowed: Method not allowed. This path supports GET, HEAD, OPTIONS. [GET, HEAD, OPTIONS]"#]]);
}

#[test]
fn head_returns_the_headers_of_get_without_the_body() {
    let server = Server::with_starter_data();
    for path in [
        "/livez",
        "/readyz",
        "/v1/codes",
        "/v1/codes/76377",
        "/v1/releases",
        "/openapi.json",
        "/v1/codes/9999",
        "/nothing",
    ] {
        let (get, head) = (server.get(path), server.send("HEAD", path, &[], b""));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["content-type", "etag", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[test]
fn bytes_that_are_not_a_request_do_no_harm() {
    let server = Server::with_starter_data();
    for request in [
        b"\x00\x01\x02\xff\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"GET /livez HTTP/9.9\r\n\r\n",
        b"GET /v1/codes?q=%zz&%=&&&==%00 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /v1/codes/%FF%FE HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /v1/codes/%2e%2e%2fetc HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /v1/codes/99213%00 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /v1/codes/\xff\xfe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: x\r\nconnection: close\r\n\r\n{}",
    ] {
        let answer = server.raw(request);
        let status = answer.split(' ').nth(1).unwrap_or("closed");
        assert!(answer.is_empty() || status.starts_with('4'), "{}: {answer}", String::from_utf8_lossy(request));
    }
    assert_eq!(server.get("/livez").status, 200);
}

#[test]
fn a_compressed_body_is_refused() {
    let server = Server::with_starter_data();
    let send = |encoding: &str| {
        let headers = [("content-type", "application/json"), ("content-encoding", encoding)];
        server.send("POST", "/v1/estimates", &headers, br#"{"lines": [{"hcpcs": "99213"}]}"#)
    };
    for encoding in ["gzip", "br", "nonsense"] {
        let expected = "415 unsupported-encoding: Send the body without Content-Encoding.";
        assert_eq!(send(encoding).problem(), expected);
    }
    assert_eq!(send("identity").status, 200);
}
