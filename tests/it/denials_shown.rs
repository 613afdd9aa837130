//! Reported denials on the page of a code and in the toolkit.

use crate::support::http::Client;
use crate::support::reporting::{contribute, covered, server};
use crate::support::server::Server;
use crate::support::wait_until;
use crate::toolkit::sheets;
use calamine::{Data, Reader};
use expect_test::expect;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PAGE: &str = "/v1/codes/76377?locality=01112-05";
const TOOLKIT: &str = "codes=76377,99213,20610&locality=01112-05&date=2025-01-15";

/// A server that takes reports and has a schedule.
fn loaded() -> Server {
    let server = server();
    server.reload();
    server
}

/// The denials of a code's page, with its entity tag.
fn page(client: &Client) -> (Value, String) {
    let answer = client.get(PAGE);
    (answer.json()["denials"].clone(), answer.header("etag").unwrap().to_owned())
}

#[test]
fn a_code_page_shows_denials_if_the_table_is_open() {
    let server = loaded();
    let none = page(&server);
    assert_eq!(none.0, json!({"status": "insufficient_data", "threshold": 5}));
    for number in 1..=14 {
        contribute(&server, &json!({}));
        let shown = page(&server);
        match covered(&server, "76377") {
            None => assert_eq!(shown, none, "{number} reports"),
            Some(reports) => {
                assert_eq!(reports, number / 5 * 5);
                let expected = json!({"status": "available", "threshold": 5, "reports": reports});
                assert_eq!(shown.0, expected);
                assert_ne!(shown.1, none.1);
            }
        }
    }
    let elsewhere = server.get("/v1/codes/99213").json();
    assert_eq!(elsewhere["denials"], json!({"status": "insufficient_data", "threshold": 5}));
}

#[test]
fn a_code_page_has_null_denials_while_the_database_is_away() {
    let server = loaded();
    let whole = server.get(PAGE).json();
    server.database.take_away();
    let mut page = server.get(PAGE).json();
    assert_eq!(page["denials"], Value::Null);
    page["denials"] = whole["denials"].clone();
    assert_eq!(page, whole);
}

#[test]
fn a_hanging_database_does_not_delay_a_code_page() {
    let server = loaded();
    contribute(&server, &json!({}));
    let lock = server.database.lock_whole("denial_ledgers");
    // More than there are connections, for a connection that hangs is one fewer.
    for _ in 0..10 {
        let began = Instant::now();
        assert_eq!(page(&server).0, Value::Null);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
    drop(lock);
    wait_until("the database answers again", || page(&server).0 != Value::Null);
}

/// Contributes eleven reports of one code (the last one waits), five of another and four of a third.
fn contribute_to_three(server: &Server) {
    let carcs = ["97", "97", "50", "97", "97", "50", "16", "97", "97", "97", "97"];
    for carc in carcs {
        contribute(server, &json!({"carc": carc}));
    }
    for _ in 0..5 {
        contribute(server, &json!({"hcpcs": "99213", "group": "PR", "carc": "96", "rarc": ["N425"]}));
    }
    for _ in 0..4 {
        contribute(server, &json!({"hcpcs": "20610"}));
    }
}

#[test]
fn the_toolkit_has_the_denial_figures_of_each_code() {
    let server = loaded();
    contribute_to_three(&server);
    let reported = server.get(&format!("/v1/toolkit?{TOOLKIT}")).json()["reported_denials"].clone();
    assert_eq!((&reported["state"], &reported["threshold"]), (&json!("available"), &json!(5)));
    assert_eq!(reported["reports"], 15);
    let codes = reported["codes"].as_array().unwrap();
    assert_eq!(codes[2], json!({"hcpcs": "20610", "status": "insufficient_data"}));
    for (code, reports) in codes.iter().zip([10, 5]) {
        let own = server.get(&format!("/v1/codes/{}/denials", code["hcpcs"].as_str().unwrap())).json();
        assert_eq!(code["reports"], reports);
        for field in ["hcpcs", "status", "reports", "top_reasons"] {
            assert_eq!(code[field], own[field], "{field}");
        }
        assert_eq!(reported["notice"], own["notice"]);
    }
}

#[test]
fn workbook_and_page_count_reports_and_say_that_they_are_no_rates() {
    let server = loaded();
    contribute_to_three(&server);
    let workbook = server.get(&format!("/v1/toolkit.xlsx?{TOOLKIT}"));
    let mut book = sheets(&workbook);
    let rows = book.worksheet_range("Reported denials").unwrap();
    let shown = rows.rows().map(|row| {
        let [code, denial, meaning, _, _, _, reports, of] = row else { panic!("{row:?}") };
        format!("{code} {denial} {meaning}: {reports} of {of}")
    });
    expect![[r#"
        Code Denial What it means: Reports, not a rate of Of all reports
        76377 CO-97 included in the payment of another service: 7 of 10
        76377 CO-50 not medically necessary, according to the payer: 2 of 10
        76377 other reasons with too few reports to be named: 1 of 10
        99213 PR-96 not covered, as the remark code says: 5 of 5"#]]
    .assert_eq(&shown.collect::<Vec<_>>().join("\n"));
    let about = book.worksheet_range("About").unwrap();
    let texts: Vec<&Data> = about.rows().map(|row| &row[1]).collect();
    let page = server.get(&format!("/v1/toolkit.html?{TOOLKIT}"));
    for text in [
        "not rates",
        "15 reports for 2 of the 3 codes",
        "Codes with fewer than 5 reports are not shown: 20610.",
    ] {
        assert!(texts.iter().any(|cell| cell.to_string().contains(text)), "{text}");
        assert!(page.text().contains(text), "{text}");
    }
    assert!(page.text().contains("<td class=\"short\">CO-97</td>"));
}

#[test]
fn a_toolkit_changes_only_when_its_figures_change() {
    let server = loaded();
    for path in ["/v1/toolkit", "/v1/toolkit.xlsx", "/v1/toolkit.html"] {
        let tag = || server.get(&format!("{path}?{TOOLKIT}")).header("etag").unwrap().to_owned();
        let before = tag();
        for _ in 0..4 {
            contribute(&server, &json!({}));
            assert_eq!(tag(), before, "{path}");
        }
        contribute(&server, &json!({}));
        assert_ne!(tag(), before, "{path}");
    }
}

#[test]
fn without_a_database_the_toolkit_has_no_reported_denials() {
    let server = loaded();
    contribute_to_three(&server);
    let ask = || server.get(&format!("/v1/toolkit?{TOOLKIT}")).json();
    let mut whole = ask();
    let lock = server.database.lock_whole("denial_ledgers");
    let (began, hanging) = (Instant::now(), ask());
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    drop(lock);
    server.database.take_away();
    let gone = ask();
    assert_eq!(gone, hanging);
    let notice = whole["reported_denials"]["notice"].clone();
    whole["reported_denials"] =
        json!({"state": "unavailable", "notice": notice, "threshold": 5, "reports": null, "codes": []});
    assert_eq!(gone, whole);
    let mut book = sheets(&server.get(&format!("/v1/toolkit.xlsx?{TOOLKIT}")));
    let empty = book.worksheet_range("Reported denials").unwrap();
    assert!(empty.get((1, 0)).unwrap().to_string().starts_with("The database did not answer"));
    let page = server.get(&format!("/v1/toolkit.html?{TOOLKIT}"));
    assert!(page.text().contains("The database did not answer"));
}
