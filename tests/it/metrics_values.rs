//! The values of metrics that alerts use: the age of releases, failures of the database, and memory.

use crate::in_memory::serve_in_memory;
use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::Service;
use crate::support::releases::of_year;
use crate::support::reporting::{report, send, somebody};
use crate::support::schedule::schedule_of;
use crate::support::server::Server;
use crate::support::wait_until;
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: f64 = 86_400.0;
/// 1 October 2025 and 1 January 2026, in days since 1970.
const OCTOBER: f64 = 20_362.0;
const JANUARY: f64 = 20_454.0;

/// The value of a sample, by its name with labels.
fn sample(client: &Client, name: &str) -> f64 {
    let text = client.get("/metrics").text().to_owned();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name}:\n{text}")).parse().unwrap()
}

fn database_errors(client: &Client) -> [f64; 3] {
    ["away", "refused", "fault"]
        .map(|kind| sample(client, &format!(r#"medpayiq_database_errors_total{{kind="{kind}"}}"#)))
}

#[test]
fn the_age_of_a_release_is_that_of_the_one_that_applies_today() {
    let releases = vec![of_year("RVU25D", "2025-10-01"), of_year("RVU25A", "2025-01-01")];
    let client = serve_in_memory(schedule_of(releases));
    let of = |name: &str| sample(&client, &format!(r#"{name}{{kind="fee_schedule"}}"#));
    assert_eq!(of("medpayiq_release_effective_timestamp_seconds"), OCTOBER * DAY);
    let today = (SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() / DAY).floor();
    // The release of January has been due since its first day. The day may end while the test runs.
    let outdated = of("medpayiq_release_outdated_seconds");
    assert!([0.0, 1.0].map(|more| (today - JANUARY + more) * DAY).contains(&outdated), "{outdated}");
}

#[test]
fn a_release_that_is_current_is_not_outdated() {
    // A quarter lasts at most 92 days.
    let today = time::OffsetDateTime::now_utc().date();
    let first = today.replace_day(1).unwrap();
    let quarter = (0..3)
        .map(|months| (0..months).fold(first, |day, _| day.previous_day().unwrap().replace_day(1).unwrap()))
        .find(|day| (u8::from(day.month()) - 1) % 3 == 0)
        .unwrap();
    let letter = ["A", "B", "C", "D"][usize::from((u8::from(quarter.month()) - 1) / 3)];
    let label = format!("RVU{}{letter}", quarter.year() % 100);
    let client = serve_in_memory(schedule_of(vec![of_year(&label, &quarter.to_string())]));
    let outdated = sample(&client, r#"medpayiq_release_outdated_seconds{kind="fee_schedule"}"#);
    assert_eq!(outdated, 0.0, "{label}");
}

#[test]
fn requests_that_fail_because_of_the_database_are_counted_by_how_it_failed() {
    let server = Server::with_own_starter_data();
    let denials = || server.get("/v1/codes/76377/denials").status;
    let database = &server.database;
    assert_eq!((denials(), database_errors(&server)), (200, [0.0; 3]));
    database.run("alter table denial_counts rename column reports to others").unwrap();
    assert_eq!((denials(), database_errors(&server)), (500, [0.0, 0.0, 1.0]));
    database.run("alter table denial_counts rename column others to reports").unwrap();
    database
        .run(&format!("alter database {} set default_transaction_read_only = on", database.name()))
        .unwrap();
    database.break_connections("application_name = 'medpayiq'");
    let contributed = || send(&server, &somebody(), None, &report(&json!({})).to_string()).status;
    // A connection that was broken may fail once, which counts as away.
    wait_until("it is refused", || {
        assert_eq!(contributed(), 503);
        database_errors(&server)[1] >= 1.0
    });
    let [away, refused, fault] = database_errors(&server);
    assert_eq!((refused, fault), (1.0, 1.0));
    database.take_away();
    assert_eq!((denials(), database_errors(&server)), (503, [away + 1.0, 1.0, 1.0]));
}

#[test]
fn failed_reloads_are_counted_until_one_succeeds() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let failures = || sample(&service.client, "medpayiq_reload_failures_total");
    assert_eq!(failures(), 0.0);
    database.run("alter table tips rename to hidden; update tip_seed set changes = changes + 1").unwrap();
    wait_until("a reload has failed twice", || failures() >= 2.0);
    assert_eq!(service.client.get("/v1/codes/76377").status, 200);
    database.run("alter table hidden rename to tips").unwrap();
    wait_until("a reload succeeds", || {
        let before = failures();
        std::thread::sleep(std::time::Duration::from_millis(2_500));
        failures() == before
    });
}

#[test]
fn the_memory_of_the_process_is_what_the_system_says() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let bytes = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", service.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() * 1024.0
    };
    let (before, shown, after) = (bytes(), sample(&service.client, "process_resident_memory_bytes"), bytes());
    assert!(shown > 20e6, "{shown}");
    assert!(before * 0.8 <= shown && shown <= after * 1.2, "{before} {shown} {after}");
}
