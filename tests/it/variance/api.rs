//! Expected against paid over HTTP, and on the command line.

use crate::remittance_privacy::{broken, dump, private, search, without_times};
use crate::remittances::{CLINIC, NOT_PROFESSIONAL, PAYERS, send};
use crate::support::cluster::Database;
use crate::support::program::{Folder, Service, run_on};
use crate::support::server::Server;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use expect_test::expect;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Cursor;

const VARIANCE: &str = "/v1/remittances/variance";
const EXAMPLE: &str = include_str!("../../../openapi/variance.835");

/// A line of an answer in short.
fn short(line: &Value) -> String {
    let changes = line["explained_by"].as_array().unwrap().iter();
    let changes: Vec<_> = changes.map(|one| format!("{} {}", one["change"], one["to"])).collect();
    let doubt = &line["doubt"]["code"];
    format!(
        "{}.{}@{} {} {} {} {} {doubt} {changes:?}",
        line["claim"],
        line["line"],
        line["segment"],
        line["hcpcs"],
        line["date_month"],
        line["difference"],
        line["verdict"]
    )
}

#[test]
fn each_line_has_a_verdict_and_what_explains_it() {
    let server = Server::with_starter_data();
    let answer = send(&server, &format!("{VARIANCE}?zip=94110"), EXAMPLE.as_bytes());
    let lines: Vec<_> = answer.json()["lines"].as_array().unwrap().iter().map(short).collect();
    expect![[r#"
        1.1@11 "76377" "2025-01" "0.00" "as_expected" null []
        1.2@16 "71260" "2025-01" "218.55" "denied" null []
        2.1@22 "76377" "2025-01" "0.00" "overpaid" null ["\"sequestration\" \"not taken\""]"#]]
    .assert_eq(&lines.join("\n"));
    expect![[r#"[{"change":null,"difference":"0.00","lines":1,"paid_difference":"0.00","verdict":"as_expected"},{"change":"sequestration","difference":"0.00","lines":1,"paid_difference":"-0.67","verdict":"overpaid"},{"change":null,"difference":"218.55","lines":1,"paid_difference":"171.34","verdict":"denied"}]"#]].assert_eq(&answer.json()["summary"].to_string());
}

#[test]
fn a_part_of_a_unit_comes_back_as_it_was_sent_and_is_not_judged() {
    let server = Server::with_starter_data();
    let paid = "SVC*HC:76377:26*300*32.68**1~";
    let body = EXAMPLE.replace(paid, "SVC*HC:76377:26*300*32.68**60.5~");
    assert_ne!(body, EXAMPLE);
    let path = format!("{VARIANCE}?zip=94110");
    let answer = send(&server, &path, body.as_bytes()).json();
    let line = &answer["lines"][0];
    assert_eq!(line["units"].to_string(), "60.5");
    let verdict = (&line["verdict"], &line["doubt"]["code"], &line["reason"], &line["expected"]);
    let expected = ["cannot_judge", "invalid_line", "units_not_whole"].map(Value::from);
    assert_eq!(verdict, (&expected[0], &expected[1], &expected[2], &Value::Null));
    assert_eq!(
        (&line["explained_by"], &answer["lines"][1]["units"]),
        (&Value::Array(Vec::new()), &Value::from(1))
    );
    let table = send(&server, &format!("{path}&format=csv"), body.as_bytes());
    let row = table.text().lines().nth(1).unwrap();
    assert!(row.starts_with("1,1,11,,76377,26,60.5,2025-01,"), "{row}");
    // Without a payment the payer's denial is the verdict.
    let denied = EXAMPLE.replace("SVC*HC:71260*450*0**1~", "SVC*HC:71260*450*0**.5~");
    let line = send(&server, &path, denied.as_bytes()).json()["lines"][1].clone();
    assert_eq!((&line["verdict"], line["units"].to_string().as_str()), (&Value::from("denied"), "0.5"));
}

#[test]
fn the_text_forms_have_the_same_lines() {
    let server = Server::with_starter_data();
    let path = format!("{VARIANCE}?locality=01112-05&echo=control_numbers");
    let json = send(&server, &path, EXAMPLE.as_bytes()).json();
    let rows = send(&server, &format!("{path}&format=ndjson"), EXAMPLE.as_bytes());
    let rows: Vec<Value> = rows.text().lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(json["lines"].as_array().unwrap()[..], rows[..rows.len() - 1]);
    assert_eq!(json["summary"], rows.last().unwrap()["summary"]);
    let table = send(&server, &format!("{path}&format=csv"), EXAMPLE.as_bytes());
    assert!(table.header("content-type").unwrap().starts_with("text/csv"));
    expect![[r#"
        claim,line,segment,control_number,hcpcs,modifiers,units,date_month,expected_allowed,expected_paid,expected_patient,paid_allowed,paid_paid,paid_patient,difference,paid_difference,verdict,doubt,change,to,confidence,reasons,schedule,release,next_step,appeal_can_help
        1,1,11,EXAMPLE,76377,26,1,2025-01,41.69,32.68,8.34,41.69,32.68,8.34,0.00,0.00,as_expected,,,,high,,physician,RVU25A,,
        1,2,16,EXAMPLE,71260,,1,2025-01,218.55,171.34,43.71,0.00,0.00,0.00,218.55,171.34,denied,,,,medium,older_edits,physician,RVU25A,reopen,depends
        2,1,22,EXAMPLE,76377,26,1,2025-01,41.69,32.68,8.34,41.69,33.35,8.34,0.00,-0.67,overpaid,,sequestration,not taken,high,,physician,RVU25A,,
    "#]].assert_eq(table.text());
}

#[test]
fn a_claim_number_in_a_table_is_never_a_formula() {
    let server = Server::with_starter_data();
    let path = format!("{VARIANCE}?locality=01112-05&echo=control_numbers");
    let first_row = |number: &str, format: &str| {
        let body = EXAMPLE.replace("CLP*EXAMPLE*", &format!("CLP*{number}*"));
        assert_ne!(body, EXAMPLE);
        let answer = send(&server, &format!("{path}&format={format}"), body.as_bytes());
        answer.text().lines().nth(usize::from(format == "csv")).unwrap().to_owned()
    };
    for number in ["=1+1", "+1", "-1", "@SUM(A1)"] {
        let row = first_row(number, "csv");
        assert!(row.starts_with(&format!("1,1,11,'{number},")), "{row}");
        // The other forms have the number as it is.
        let row: Value = serde_json::from_str(&first_row(number, "ndjson")).unwrap();
        assert_eq!(row["control_number"], number);
    }
    assert!(first_row("A-1", "csv").starts_with("1,1,11,A-1,"));
}

#[test]
fn the_workbook_has_the_lines_to_work_on() {
    let server = Server::with_starter_data();
    let path = format!("{VARIANCE}?locality=01112-05&echo=control_numbers&format=xlsx");
    let body = EXAMPLE.replace("CLP*EXAMPLE*", "CLP*=1+1*");
    let answer = send(&server, &path, body.as_bytes());
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)));
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.body.clone())).unwrap();
    assert_eq!(workbook.sheet_names(), ["Work list", "Summary", "About"]);
    let mut rows = |sheet: &str| {
        let range = workbook.worksheet_range(sheet).unwrap();
        let row = |row: &[Data]| row.iter().map(Data::to_string).collect::<Vec<_>>().join("|");
        range.rows().map(row).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"
        claim|line|segment|control number|hcpcs|modifiers|units|date month|expected allowed|expected paid|expected patient|paid allowed|paid paid|paid patient|difference|paid difference|verdict|doubt|change|to|confidence|reasons|schedule|release|next step|appeal can help|done|note
        1|2|16|=1+1|71260||1|2025-01|218.55|171.34|43.71|0|0|0|218.55|171.34|denied||||medium|older_edits|physician|RVU25A|reopen|depends||
        2|1|22|=1+1|76377|26|1|2025-01|41.69|32.68|8.34|41.69|33.35|8.34|0|-0.67|overpaid||sequestration|not taken|high||physician|RVU25A||||"#]].assert_eq(&rows("Work list"));
    expect![[r#"
        verdict|doubt|change|lines|difference|paid difference
        as_expected|||1|0|0
        overpaid||sequestration|1|0|-0.67
        denied|||1|218.55|171.34"#]]
    .assert_eq(&rows("Summary"));
    expect![[r#"
        claims|2
        lines of the work list|2
        lines left out of the work list|0
        releases|physician RVU25A
        please note|This is an estimate of Medicare's price. It does not say whether Medicare covers the service or finds it medically necessary. Verify it with the Medicare contractor before billing."#]].assert_eq(&rows("About"));
}

#[test]
fn each_line_names_the_release_that_it_was_judged_by() {
    let server = Server::with_starter_data();
    let answer = send(&server, &format!("{VARIANCE}?zip=94110"), EXAMPLE.as_bytes()).json();
    let sources = answer["lines"].as_array().unwrap().iter().map(|line| line["source"].to_string());
    assert_eq!(sources.collect::<BTreeSet<_>>().len(), 1);
    expect![[r#"[{"release":"RVU25A","schedule":"physician"}]"#]].assert_eq(&answer["source"].to_string());
}

#[test]
fn only_echo_returns_control_numbers() {
    let server = Server::with_starter_data();
    let without = send(&server, VARIANCE, CLINIC.as_bytes());
    assert!(!without.text().contains("ACCT-66601"), "{}", without.text());
    let with = send(&server, &format!("{VARIANCE}?echo=control_numbers"), CLINIC.as_bytes());
    assert!(with.text().contains("ACCT-66601"), "{}", with.text());
}

#[test]
fn faults_of_the_request_are_refused() {
    let server = Server::with_starter_data();
    for (query, status) in [
        ("?zip=94110&locality=01112-05", 422),
        ("?zip=1", 422),
        ("?locality=01112-99", 422),
        ("?provider=barber", 422),
        ("?format=xml", 400),
        ("?echo=names", 400),
        ("?patient=1", 400),
    ] {
        assert_eq!(
            send(&server, &format!("{VARIANCE}{query}"), EXAMPLE.as_bytes()).status,
            status,
            "{query}"
        );
    }
    assert_eq!(send(&server, VARIANCE, b"hello").status, 422);
    assert_eq!(server.send("POST", VARIANCE, &[("content-type", "text/plain")], b"").status, 415);
}

/// Every name, number and day of a remittance. The answer has amounts, so they are left out.
fn names_numbers_and_days(body: &str) -> BTreeSet<String> {
    let is_amount = |text: &str| text.parse::<f64>().is_ok() && text.contains('.');
    private(body).into_iter().filter(|text| !is_amount(text)).collect()
}

/// Every text of a workbook.
fn texts_of(workbook: &[u8]) -> String {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook)).unwrap();
    let sheets = book.worksheets().into_iter().map(|(_, range)| {
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        cells.collect::<Vec<_>>().join("\n")
    });
    let texts = sheets.collect::<Vec<_>>().join("\n");
    assert!(texts.contains("expected allowed"), "{texts}");
    texts
}

#[test]
fn the_comparison_answers_logs_and_stores_nothing_private() {
    let database = Database::with_starter_data();
    let before = dump(&database);
    let environment = [("DATABASE_URL", &*database.url()), ("MEDPAYIQ_LOG", "trace")];
    let service = Service::start(&environment);
    for body in [CLINIC, PAYERS, NOT_PROFESSIONAL] {
        for query in ["", "?zip=94110", "?format=ndjson", "?format=csv"] {
            let answer = send(&service.client, &format!("{VARIANCE}{query}"), body.as_bytes());
            assert_eq!(answer.status, 200, "{}", answer.text());
            let text = format!("{:?}{}", answer.headers, answer.text());
            search(&names_numbers_and_days(body), "an answer", &text);
        }
        let workbook = send(&service.client, &format!("{VARIANCE}?format=xlsx"), body.as_bytes());
        search(&names_numbers_and_days(body), "the workbook", &texts_of(&workbook.body));
        let echoed = send(&service.client, &format!("{VARIANCE}?echo=control_numbers"), body.as_bytes());
        assert_eq!(echoed.status, 200);
    }
    for body in broken(CLINIC) {
        let answer = send(&service.client, VARIANCE, body.as_bytes());
        assert!(matches!(answer.status, 200 | 422), "{}", answer.text());
        let text = format!("{:?}{}", answer.headers, answer.text());
        search(&names_numbers_and_days(CLINIC), "an answer", &text);
    }
    let (log, stored) = (without_times(&service.log()), dump(&database));
    assert!(log.lines().count() > 50, "there is something to search");
    for body in [CLINIC, PAYERS, NOT_PROFESSIONAL] {
        search(&private(body), "the log", &log);
    }
    assert_eq!(before, stored, "the comparison stores nothing");
}

#[test]
fn remit_check_prints_what_was_not_paid_as_expected() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let file = folder.write("example.835", EXAMPLE.as_bytes());
    let file = file.to_str().unwrap();
    let printed = run_on(&database, &["remit", "check", file, "--zip", "94110"]).printed();
    expect![[r#"
        claim 1 line 2, 71260: denied, allowed $0.00 of $218.55, paid $0.00 of $171.34
            reopen, within 12 months: If the record shows a separate service and the edit takes a modifier, have the claim reopened and add it. An NCCI edit with modifier indicator 0 cannot be appealed. The edits of the code show the indicator.
        claim 2 line 1, 76377-26: overpaid, allowed $41.69 of $41.69, paid $33.35 of $32.68 [sequestration not taken]
        3 lines in 2 claims. Expected minus paid:
             1 as_expected: allowed $0.00, paid $0.00
             1 overpaid, sequestration: allowed $0.00, paid -$0.67
             1 denied: allowed $218.55, paid $171.34
    "#]]
    .assert_eq(&printed);
    let table = run_on(&database, &["remit", "check", file, "--zip", "94110", "--format", "csv"]).printed();
    assert_eq!(table.lines().count(), 4, "{table}");
    let refused = run_on(&database, &["remit", "check", file, "--zip", "00000"]).refused();
    assert!(refused.contains("zip"), "{refused}");
}
