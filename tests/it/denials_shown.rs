//! Reported denials where they stand beside something else: the page of a code.

use crate::support::http::Client;
use crate::support::reporting::{contribute, covered, server};
use crate::support::server::Server;
use crate::support::wait_until;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PAGE: &str = "/v1/codes/76377?locality=01112-05";

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
fn a_code_s_page_tells_of_its_denials_when_its_table_is_open() {
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
fn a_code_s_page_is_answered_without_its_denials_while_the_database_is_gone() {
    let server = loaded();
    let whole = server.get(PAGE).json();
    server.database.take_away();
    let mut page = server.get(PAGE).json();
    assert_eq!(page["denials"], Value::Null);
    page["denials"] = whole["denials"].clone();
    assert_eq!(page, whole);
}

#[test]
fn a_database_that_hangs_does_not_hold_a_code_s_page_up() {
    let server = loaded();
    contribute(&server, &json!({}));
    let lock = server.database.lock("denial_ledgers");
    // More than there are connections, for a connection that hangs is one fewer.
    for _ in 0..10 {
        let began = Instant::now();
        assert_eq!(page(&server).0, Value::Null);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
    drop(lock);
    wait_until("the database answers again", || page(&server).0 != Value::Null);
}
