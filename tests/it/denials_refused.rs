//! Reports that could be about a patient are refused, and nothing of them remains anywhere.

use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::Service;
use crate::support::reporting::{report, send, somebody};
use crate::support::{checkout, wait_until};
use serde_json::{Value, json};
use std::fs;

/// What is personal in the hostile reports, in lower case.
const PERSONAL: &[&str] = &[
    "okonkwo",
    "adaeze",
    "chidi",
    "zebulon",
    "jane",
    "brien",
    "mcallister",
    "garcia",
    "smith",
    "1120",
    "0780",
    "te5",
    "mk73",
    "2671",
    "52671",
    "example.",
    "w1234",
    "42137",
    "12234",
    "94110",
    "1952",
    "137.50",
    "иванов",
    "山田",
    "jörg",
    "josé",
];

/// Each line of the fixture as a report: a text is its note, an object changes its fields.
fn hostile() -> Vec<Value> {
    let lines = fs::read_to_string(checkout("tests/fixtures/denials/hostile.ndjson")).unwrap();
    let read = |line: &str| {
        let fields: Value = serde_json::from_str(line).unwrap();
        report(&if fields.is_string() { json!({"note": fields}) } else { fields })
    };
    lines.lines().map(read).collect()
}

fn assert_impersonal(what: &str, text: &str) {
    let lower = text.to_lowercase();
    let found = PERSONAL.iter().find(|personal| lower.contains(**personal));
    assert!(found.is_none(), "{found:?} is in {what}: {text}");
}

/// Every row of every table that has other rows than a new database, as text.
fn everything(database: &Database) -> String {
    let fresh = Database::with_starter_data();
    let tables = "select string_agg(relname, ' ' order by relname) from pg_class
                  where relnamespace = 'public'::regnamespace and relkind = 'r'";
    let tables = database.ask(tables);
    let count =
        |database: &Database, table: &str| database.ask(&format!("select count(*)::text from {table}"));
    let changed = tables.split(' ').filter(|table| count(database, table) != count(&fresh, table));
    let changed: Vec<_> = changed.collect();
    assert!(changed.contains(&"denial_reports"), "{changed:?}");
    assert!(changed.iter().any(|table| table.starts_with("contributions_")), "{changed:?}");
    let rows = changed.iter().map(|table| database.ask(&format!("select t::text from {table} as t")));
    rows.collect::<Vec<_>>().join("\n")
}

/// Whether a report is refused. The answer may repeat the words of its note, and nothing else.
fn is_refused(client: &Client, report: &Value) -> bool {
    let answer = send(client, &somebody(), Some("a key"), &report.to_string());
    if answer.status == 202 {
        return false;
    }
    let note = report["note"].as_str().filter(|_| answer.status == 422);
    if note.is_none_or(|_| !answer.text().contains("\"/note\"")) {
        assert_impersonal(&report.to_string(), answer.text());
    }
    // A note, a value that is not of its list and an unknown field are wrong values; another type is another form.
    let is_wrong_type = answer.text().contains("the wrong type");
    assert!(answer.status == 422 || answer.status == 400 && is_wrong_type, "{} for {report}", answer.status);
    answer.problem();
    true
}

#[test]
fn what_could_be_about_a_patient_is_refused_and_never_stored_or_logged() {
    let database = Database::with_starter_data();
    let service = Service::start(&[
        ("DATABASE_URL", &database.url()),
        ("MEDPAYIQ_LOG", "trace"),
        ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true"),
    ]);
    let hostile = hostile();
    assert!(hostile.len() >= 200, "{} hostile reports", hostile.len());
    let taken: Vec<_> = hostile.iter().filter(|report| !is_refused(&service.client, report)).collect();
    assert!(taken.is_empty(), "{taken:#?}");
    let accepted = report(
        &json!({"hcpcs": "99213", "note": "Send the order with modifier 59.", "statements": ["order_sent"]}),
    );
    assert_eq!(send(&service.client, &somebody(), None, &accepted.to_string()).status, 202);
    let rows = everything(&database);
    assert!(rows.contains("Send the order with modifier 59.") && rows.contains("{order_sent}"), "{rows}");
    // Random numbers and digests may contain any digits.
    let is_random = |text: &&str| {
        text.len() >= 14 && text.trim_start_matches('x').bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let parts = rows.split(|one: char| !one.is_alphanumeric()).filter(|text| !is_random(text));
    assert_impersonal("the database", &parts.collect::<Vec<_>>().join(" "));
    assert_eq!(database.ask("select count(*)::text from denial_reports"), "1");
    assert_eq!(database.ask("select count(*)::text from idempotency_keys"), "0");
    for path in
        ["/v1/denial-reports/Adaeze-Okonkwo", "/v1/codes/Okonkwo/denials", "/v1/codes/Adaeze%20Okonkwo"]
    {
        service.client.get(path);
    }
    wait_until("the log has the last request", || service.log().contains("/v1/codes/{hcpcs}"));
    let log = service.log();
    // The log has numbers of its own: four digits are somebody's only beside others.
    let telling: Vec<_> =
        PERSONAL.iter().filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let telling = |line: &str| telling.iter().any(|part| line.contains(**part)) || line.contains("078051120");
    assert_eq!(log.lines().find(|line| telling(&line.to_lowercase())), None);
    assert!(!log.contains("Send the order with"), "what was taken is not logged either");
    service.stop();
}
