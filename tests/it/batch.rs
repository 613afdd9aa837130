//! Batches over HTTP: each row is answered in order, as soon as it is priced.

use crate::in_memory::{CLIENT, answered, post};
use expect_test::expect;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const BATCH: &str = "/v1/estimates/batch";
const NDJSON: &str = "application/x-ndjson";

fn rows(answer: &str) -> Vec<Value> {
    answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("-")
}

/// Any of some texts.
fn select(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(texts)
}

/// Writes an answer in a few lines.
fn describe(answer: &str) -> String {
    let mut lines = String::new();
    for row in rows(answer) {
        let (date, locality) = (text(&row, "/date_of_service"), text(&row, "/locality"));
        writeln!(
            lines,
            "{} {}: {date} {locality} {}",
            row["row"],
            row["rows"],
            text(&row, "/totals/allowed")
        )
        .unwrap();
        for line in row["lines"].as_array().into_iter().flatten() {
            let (id, code, result) = (text(line, "/id"), text(line, "/hcpcs"), text(line, "/result"));
            let (reason, allowed) = (text(line, "/reason"), text(line, "/amounts/allowed"));
            writeln!(lines, "  {id} {code} {result} {reason} {allowed}").unwrap();
        }
        for fault in row.pointer("/problem/errors").and_then(Value::as_array).into_iter().flatten() {
            let (status, pointer) = (&row["problem"]["status"], text(fault, "/pointer"));
            writeln!(lines, "  {status} {pointer} {:.100}", text(fault, "/detail")).unwrap();
        }
    }
    lines
}

#[test]
fn each_row_is_answered_and_a_bad_one_does_not_affect_the_others() {
    let body = r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "hcpcs": "76377", "modifiers": ["26"], "units": 1, "charge": "300.00"}
{"zip": "90001", "place_of_service": "22", "lines": [{"id": "a", "hcpcs": "99213"}, {"id": "b", "hcpcs": "A4310"}]}

not JSON
{"hcpcs": "99213", "name": "x", "units": "2"}
{"hcpcs": "9921", "units": 0, "date_of_service": "2019-01-01", "zip": "1"}
{"hcpcs": "99213", "date_of_service": "2019-01-01"}
{"zip": "94110"}
{"hcpcs": "93000"}"#;
    expect![[r#"
        1 null: 2025-01-15 01112-05 41.69
          1 76377 priced - 41.69
        2 null: 2026-07-01 01182-18 60.24
          a 99213 priced - 60.24
          b A4310 bundled incident_to_another_line -
        3 null: - - -
          400  The body is not JSON: expected ident at line 1 column 2.
        4 null: - - -
          400 /name "name" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zi
          400 /units "2" is not valid here. Write a whole number. For example: 2, without quotes.
        5 null: - - -
          422 /zip "1" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
          422 /hcpcs "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
          422 /units 0 is out of range. Write a whole number from 1 to 9999.
          422 /date_of_service No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 t
        6 null: - - -
          422 /date_of_service No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 t
        7 null: - - -
          400 /hcpcs The row has no service. Send hcpcs, or lines.
        8 null: 2026-07-01 - 15.36
          1 93000 priced - 15.36
    "#]].assert_eq(&describe(&answered(BATCH, NDJSON, body.as_bytes())));
}

#[test]
fn consecutive_csv_rows_with_the_same_claim_are_one_claim() {
    let body = "\u{feff}Claim,date_of_service,zip,provider_kind,participating,hcpcs,modifiers,units,charge,id\r\n\
        A,2025-01-15,94110,,,71260,,1.0,600.00,x\r\n\
        A,2025-01-15,,,,76377,26,1,300.00,\"y,1\"\r\n\
        ,2025-01-15,94110,nurse_practitioner,FALSE,99213,25 95,1,,\r\n\
        ,2025-01-15,94110,,,99213,25|95,1.5,,\r\n\
        B,2025-01-15,94110,,,99213,,1,,\r\n\
        B,2025-01-16,94110,,maybe,99213,,x,,\r\n\
        C,2025-01-15,94110,,,\"99213,,1,,\r\n\
        D,2025-01-15\r\n\
        A,,,,,93000,,,,\r\n";
    expect![[r#"
        1 2: 2025-01-15 01112-05 260.24
          x 71260 priced - 218.55
          y,1 76377 priced - 41.69
        3 null: 2025-01-15 01112-05 88.14
          1 99213 priced - 88.14
        4 null: - - -
          400 /units "1.5" is not a whole number. Write it in digits, such as 2.
        5 2: - - -
          400 /rows/1/date_of_service The value differs from an earlier row of the same claim.
          400 /rows/1/participating "maybe" is not a valid value. Write true or false.
          400 /rows/1/units "x" is not a whole number. Write it in digits, such as 2.
        7 null: - - -
          400  A quotation mark is not closed. A row is one line of text.
        8 null: - - -
          400  The number of fields is 2, but the header has 10.
        9 null: 2026-07-01 - 15.36
          1 93000 priced - 15.36
    "#]]
    .assert_eq(&describe(&answered(BATCH, "text/csv; charset=utf-8", body.as_bytes())));
}

#[test]
fn no_two_lines_of_a_claim_have_the_same_id() {
    let ndjson = r#"{"lines": [{"id": "a", "hcpcs": "99213"}, {"id": "a", "hcpcs": "93000"}]}
{"id": "a", "hcpcs": "93000"}
{"id": "", "hcpcs": "93000"}"#;
    expect![[r#"
        1 null: - - -
          422 /lines/1/id "a" is already the id of line 1. Give each line its own.
        2 null: 2026-07-01 - 15.36
          a 93000 priced - 15.36
        3 null: - - -
          422 /id The id is empty. Give the line a name, or leave id out.
    "#]]
    .assert_eq(&describe(&answered(BATCH, NDJSON, ndjson.as_bytes())));
    // An empty cell is not an id.
    let csv = "claim,hcpcs,id\nA,99213,\nA,93000,\nB,99213,2\nB,93000,\nC,99213,x\nC,93000,x\nD,93000,x\n";
    expect![[r#"
        1 2: 2026-07-01 - 110.55
          1 99213 priced - 95.19
          2 93000 priced - 15.36
        3 2: - - -
          422 /lines/0/id "2" is already the id of line 2, which has no id and so has its position. Give each line its own.
        5 2: - - -
          422 /lines/1/id "x" is already the id of line 1. Give each line its own.
        7 null: 2026-07-01 - 15.36
          x 93000 priced - 15.36
    "#]]
    .assert_eq(&describe(&answered(BATCH, "text/csv", csv.as_bytes())));
}

#[test]
fn a_row_has_the_amounts_of_an_estimate_and_its_trace_on_request() {
    let line = r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "provider": {"participating": false, "accepts_assignment": false}, "lines": [{"hcpcs": "71260", "charge": "300.00"}, {"hcpcs": "36591"}]}"#;
    let estimate: Value =
        serde_json::from_str(&answered("/v1/estimates", "application/json", line.as_bytes())).unwrap();
    let short = rows(&answered(BATCH, NDJSON, line.as_bytes())).remove(0);
    let long = rows(&answered("/v1/estimates/batch?trace=true", NDJSON, line.as_bytes())).remove(0);
    for (position, line) in estimate["lines"].as_array().unwrap().iter().enumerate() {
        for field in ["id", "hcpcs", "units", "result", "amounts"] {
            assert_eq!(short["lines"][position][field], line[field], "{field}");
        }
        assert_eq!(short["lines"][position]["reason"], line["reason"]["code"]);
        assert_eq!(short["lines"][position].get("trace"), None);
        assert_eq!(long["lines"][position]["trace"], line["trace"]);
        assert_eq!(short["lines"][position]["confidence"]["level"], line["confidence"]["level"]);
    }
    assert_eq!(short["totals"], estimate["totals"]);
    assert_eq!(short["release"], estimate["source"]["release"]);
}

#[test]
fn a_body_that_is_not_a_batch_is_refused() {
    let refused = |query: &str, media_type: &str, body: &str| {
        post(&format!("{BATCH}{query}"), media_type, body.as_bytes()).problem()
    };
    expect![[r#"
        400 malformed-request
          /header: The body is empty. Its first row must name the columns."#]]
    .assert_eq(&refused("", "text/csv", ""));
    expect![[r#"
        400 malformed-request
          /header/1: "name" is not a column. The columns are claim, date_of_service, place_of_service, locality, zip, release, provider_kind, participating, accepts_assignment, qualifying_apm, mips_adjustment_percent, deductible_remaining, therapy_used, terms, id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
          /header/3: The header has the column units twice."#]].assert_eq(&refused("", "text/csv", "hcpcs,name,units,units\n99213,x,1,1\n"));
    expect![[r#"
        400 malformed-request
          /header: The first row must name the columns, among them hcpcs."#]]
    .assert_eq(&refused("", "text/csv", "units,charge\n1,2\n"));
    expect![[r#"
        400 malformed-request
          /query/traces: "traces" is not a parameter of this operation. Did you mean trace? Its parameters are trace and terms."#]]
    .assert_eq(&refused("?traces=true", NDJSON, ""));
    expect!["415 unsupported-media-type: Send the body with Content-Type: application/x-ndjson or text/csv."]
        .assert_eq(&refused("", "application/json", "{}"));
    assert_eq!(answered(BATCH, NDJSON, b""), "");
    assert_eq!(answered(BATCH, "text/csv", b"hcpcs\n"), "");
}

#[test]
fn the_documented_batches_are_priced() {
    let document = serde_json::to_value(medpayiq::api::document()).unwrap();
    let csv = "/paths/~1v1~1estimates~1batch/post/requestBody/content/text~1csv/example";
    let answers = rows(&answered(BATCH, "text/csv", text(&document, csv).as_bytes()));
    assert_eq!(answers.iter().map(|row| row["row"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(text(&answers[0], "/lines/1/amounts/allowed"), "41.69");
    let row = document.pointer("/components/schemas/BatchRow/example").unwrap().to_string();
    let answers = rows(&answered(BATCH, NDJSON, row.as_bytes()));
    assert_eq!(text(&answers[0], "/lines/0/amounts/allowed"), "41.69");
}

#[test]
fn a_row_has_every_field_of_a_claim_and_of_a_line() {
    let document = serde_json::to_value(medpayiq::api::document()).unwrap();
    let fields = |schema: &str| -> Vec<String> {
        let properties = document.pointer(&format!("/components/schemas/{schema}/properties")).unwrap();
        properties.as_object().unwrap().keys().cloned().collect()
    };
    let row = fields("BatchRow");
    for field in fields("EstimateRequest").into_iter().chain(fields("LineRequest")) {
        assert!(row.contains(&field), "{field}");
    }
    let description = text(&document, "/paths/~1v1~1estimates~1batch/post/description");
    for field in fields("LineRequest").into_iter().chain(fields("PatientRequest")) {
        assert!(description.contains(&field), "{field} is no column of CSV");
    }
}

/// A batch that is sent and read piece by piece.
struct Talk(BufReader<TcpStream>);

impl Talk {
    fn begin() -> Self {
        let mut stream = TcpStream::connect(CLIENT.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "POST {BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {NDJSON}\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        Self(BufReader::new(stream))
    }

    fn say(&mut self, text: &str) {
        let chunk = format!("{:x}\r\n{text}\r\n", text.len());
        self.0.get_mut().write_all(chunk.as_bytes()).unwrap();
    }

    /// Reads up to the next answer.
    fn hear(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the answer ended");
            if line.starts_with("{\"row\"") {
                return serde_json::from_str(&line).unwrap();
            }
        }
    }
}

#[test]
fn a_row_is_answered_before_the_body_ends() {
    let mut talk = Talk::begin();
    for row in 1..=3 {
        talk.say("{\"hcpcs\": \"99213\", \"zip\": \"94110\"}\n");
        assert_eq!(talk.hear()["row"], row);
    }
    talk.say("{\"hcpcs\": \"99213\"");
    talk.say("}");
    talk.0.get_mut().write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(text(&talk.hear(), "/lines/0/result"), "priced");
    let mut line = String::new();
    while line != "0\r\n" {
        line.clear();
        assert_ne!(talk.0.read_line(&mut line).unwrap(), 0, "the answer was broken off");
    }
}

#[test]
fn an_incomplete_body_gets_an_incomplete_answer() {
    let mut talk = Talk::begin();
    talk.say("{\"hcpcs\": \"99213\"}\n");
    assert_eq!(talk.hear()["row"], 1);
    talk.0.get_mut().write_all(b"this is no chunk\r\n").unwrap();
    let mut rest = String::new();
    let _ = talk.0.read_to_string(&mut rest);
    assert!(!rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[test]
fn many_rows_are_answered_in_order() {
    const ROWS: u64 = 20_000;
    let codes = ["99213", "93000", "71260", "XXXXX", "9921"];
    let body: String = (0..ROWS)
        .zip(codes.iter().cycle())
        .map(|(row, code)| format!("{{\"hcpcs\": \"{code}\", \"id\": \"{row}\", \"zip\": \"94110\"}}\n"))
        .collect();
    let answers = rows(&answered(BATCH, NDJSON, body.as_bytes()));
    assert_eq!(answers.len(), usize::try_from(ROWS).unwrap());
    for (position, row) in (0..).zip(&answers) {
        assert_eq!(row["row"], position + 1);
        let is_code = position % 5 != 4;
        assert_eq!(row.get("problem").is_none(), is_code);
        assert!(!is_code || text(row, "/lines/0/id") == position.to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_row_is_answered_as_if_it_were_alone(
        sent in prop::collection::vec(
            (
                select(&["", r#""date_of_service": "2025-01-15","#, r#""date_of_service": "2026-02-03","#, r#""date_of_service": "2019-01-01","#]),
                select(&["", r#""locality": "01112-05","#, r#""locality": "13282-99","#, r#""zip": "94110","#, r#""zip": "99999","#]),
                select(&["", r#""release": "RVU25A","#, r#""release": "RVU99A","#]),
                select(&["", r#""provider": {"qualifying_apm": "yes"},"#, r#""provider": {"qualifying_apm": "unknown"},"#]),
                select(&[r#""hcpcs": "99213""#, r#""hcpcs": "76377""#, r#""lines": [{"hcpcs": "71260"}, {"hcpcs": "76377"}]"#]),
            ),
            1..12,
        ),
    ) {
        let sent: Vec<String> = sent
            .into_iter()
            .map(|(date, place, release, provider, service)| format!("{{{date}{place}{release}{provider}{service}}}"))
            .collect();
        let traced = |body: &str| answered("/v1/estimates/batch?trace=true", NDJSON, body.as_bytes());
        for (number, (row, together)) in (1..).zip(sent.iter().zip(traced(&sent.join("\n")).lines())) {
            let alone = traced(row).replacen("\"row\":1,", &format!("\"row\":{number},"), 1);
            prop_assert_eq!(alone.trim_end(), together);
        }
    }

    #[test]
    fn any_bytes_are_answered_row_by_row(
        pieces in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            Just(b"{\"hcpcs\": \"99213\"}".to_vec()),
            Just(b"A,99213,26".to_vec()),
            Just(b"\n".to_vec()),
        ], 0..40),
        is_csv in any::<bool>(),
    ) {
        let (media_type, header) = if is_csv { ("text/csv", "claim,hcpcs,modifiers\n") } else { (NDJSON, "") };
        let body = [header.as_bytes(), &pieces.concat()].concat();
        let answer = post(BATCH, media_type, &body);
        prop_assert_eq!(answer.status, 200);
        let answered: u64 = rows(answer.text()).iter().map(|row| row["rows"].as_u64().unwrap_or(1)).sum();
        let sent = body.split(|byte| *byte == b'\n').filter(|row| !row.trim_ascii().is_empty()).count();
        prop_assert_eq!(answered, u64::try_from(sent).unwrap() - u64::from(is_csv));
    }
}
