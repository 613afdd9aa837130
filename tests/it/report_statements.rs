//! How many statements a denial report runs, as they go over the wire to PostgreSQL.

use crate::support::cluster::Database;
use crate::support::program::Service;
use crate::support::reporting::{covered, report, retract, send, token};
use crate::support::wait_until;
use crate::support::wire::{Step, Wire, watched};
use expect_test::expect;
use serde_json::json;

/// The statement that inserts a report.
const INSERTS: &str = "insert into denial_reports";
/// The most statements of a report, with those that begin and end its transaction.
const MOST: usize = 6;

/// The statements that ran; a statement that was prepared again fails the test.
fn ran(wire: &Wire, text: &str) -> Vec<String> {
    let steps = wire.steps_with(text);
    let ran = steps.into_iter().map(|step| match step {
        Step::Ran(sql) => sql,
        Step::PreparedAgain(sql) => panic!("prepared again: {sql}"),
    });
    ran.collect()
}

/// The first words of each statement.
fn outline(statements: &[String]) -> String {
    let line = |sql: &String| sql.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
    statements.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Starts a server, and waits until it has forgotten old contributors, which it does at its start too.
fn start(url: &str, wire: &Wire) -> Service {
    let service = Service::start(&[("DATABASE_URL", url)]);
    wait_until("old contributors are forgotten", || wire.has("delete from idempotency_keys"));
    service
}

#[test]
fn a_report_takes_at_most_six_statements() {
    let database = Database::with_starter_data();
    let (url, wire) = watched(&database);
    let service = start(&url, &wire);
    let body = |hcpcs: &str| report(&json!({ "hcpcs": hcpcs })).to_string();
    // The first reports, with a step of the figures, prepare each statement.
    for _ in 0..5 {
        token(&send(&service.client, "192.0.2.1", None, &body("76377")));
    }
    assert_eq!(covered(&service.client, "76377"), Some(5));
    wire.forget();
    let mut first = None;
    for number in 1..=5 {
        let key = format!("key {number}");
        let token = token(&send(&service.client, "192.0.2.1", Some(&key), &body("99213")));
        first.get_or_insert(token);
        let statements = ran(&wire, INSERTS);
        assert!(statements.len() <= MOST, "report {number}:\n{}", outline(&statements));
        if number == 5 {
            expect![[r#"
                START TRANSACTION
                with locked as materialized (select
                select hcpcs, (began_hour at time
                insert into denial_ledgers (hcpcs, live_reports,
                with fresh as ( select
                COMMIT"#]]
            .assert_eq(&outline(&statements));
        }
    }
    assert_eq!(covered(&service.client, "99213"), Some(5), "the fifth report moved the figures");
    assert_eq!(retract(&service.client, &first.unwrap()), 204);
}

#[test]
fn a_repeated_report_takes_three_statements() {
    let database = Database::with_starter_data();
    let (url, wire) = watched(&database);
    let service = start(&url, &wire);
    let body = report(&json!({ "hcpcs": "99213" })).to_string();
    let send_it = || token(&send(&service.client, "192.0.2.1", Some("a key"), &body));
    let first = send_it();
    let counts = || database.ask("select concat(count(*), ' ', sum(live_reports)) from denial_ledgers");
    let before = counts();
    for _ in 0..2 {
        wire.forget();
        assert_eq!(send_it(), first);
        // The end of a transaction may follow its answer, and so be between the statements of the next one.
        let mut statements = ran(&wire, "began_hour");
        statements.retain(|sql| sql != "ROLLBACK");
        expect![[r#"
            START TRANSACTION
            with locked as materialized (select
            select hcpcs, (began_hour at time"#]]
        .assert_eq(&outline(&statements));
    }
    assert_eq!(counts(), before);
}
