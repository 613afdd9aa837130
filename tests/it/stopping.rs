//! What a server does between a request to stop and its end.

use crate::support::cluster::Database;
use crate::support::program::{Folder, Service, run};
use crate::support::wait_until;
use std::time::{Duration, Instant};

const CLAIM: &str = r#"{"lines": [{"hcpcs": "99213"}]}"#;

/// A server that serves on for a time after it was asked to stop, and its other address for health.
fn draining(database: &Database, seconds: &str) -> Service {
    Service::start(&[("DATABASE_URL", &database.url()), ("MEDPAYIQ_DRAIN_SECONDS", seconds)])
}

#[test]
fn a_server_that_drains_is_not_ready_and_still_answers() {
    let database = Database::with_starter_data();
    let service = draining(&database, "3");
    let client = &service.client;
    let before = client.post("/v1/estimates", CLAIM);
    assert_eq!((before.status, before.header("connection")), (200, None));
    let asked = Instant::now();
    service.ask_to_stop();
    wait_until("the server is not ready", || client.get("/readyz").status == 503);
    let ready = client.get("/readyz");
    assert_eq!(ready.problem(), "503 unavailable: This server stops soon. Send requests to another one.");
    assert_eq!(client.get("/livez").status, 200);
    let answer = client.post("/v1/estimates", CLAIM);
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert_eq!(answer.json()["total"], before.json()["total"]);
    assert!(service.log().contains("Stopping soon."), "{}", service.log());
    service.end();
    assert!(asked.elapsed() >= Duration::from_secs(3), "it ended before its time");
}

#[test]
fn a_second_signal_ends_the_drain() {
    let database = Database::with_starter_data();
    let service = draining(&database, "300");
    service.ask_to_stop();
    wait_until("the server is not ready", || service.client.get("/readyz").status == 503);
    let asked = Instant::now();
    service.stop();
    assert!(asked.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_server_without_a_drain_stops_at_once() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let (log, asked) = (service.log(), Instant::now());
    service.stop();
    assert!(asked.elapsed() < Duration::from_secs(5) && !log.contains("Stopping soon."), "{log}");
}

#[test]
fn a_machine_without_postgresql_is_asked_for_a_database_first() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let environment =
        [("MEDPAYIQ_DATA_DIR", data.to_str().unwrap()), ("MEDPAYIQ_PG_BINDIR", empty.to_str().unwrap())];
    let refused = run(&["migrate"], &environment).refused();
    assert!(refused.contains("set DATABASE_URL to a running PostgreSQL"), "{refused}");
    assert!(!data.exists(), "it made a folder for a database that it cannot run");
}
