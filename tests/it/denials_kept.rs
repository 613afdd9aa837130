//! Denial reports under load and failure: none lost, none counted twice, no figure early.

use crate::support::cluster::Database;
use crate::support::http::{Answer, Client};
use crate::support::program::{Folder, Service, signal_pid};
use crate::support::reporting::{covered, report, retract, shown, somebody, token};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many contribute at once.
const CONNECTIONS: usize = 64;
/// How long they try again: a database that crashed takes its time to come back.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many reports each of them sends.
const REPORTS: usize = 5;

const ENVIRONMENT: (&str, &str) = ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true");

fn try_send(client: &Client, from: &str, key: &str, body: &str) -> Option<Answer> {
    let headers = [("content-type", "application/json"), ("x-forwarded-for", from), ("idempotency-key", key)];
    client.try_send("POST", "/v1/denial-reports", &headers, body.as_bytes()).ok()
}

/// Sends a report again and again under one key until it is taken, as a careful client does; its token.
fn insist(client: impl Fn() -> Option<Client>, from: &str, key: &str, body: &str) -> String {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        match client().and_then(|client| try_send(&client, from, key, body)) {
            Some(answer) if answer.status != 503 => return token(&answer),
            Some(refused) => assert!(refused.header("retry-after").is_some(), "{}", refused.text()),
            None => {}
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the report was not taken within {PATIENCE:?}");
}

/// Asks for a retraction until the service is not busy. A request that it gave up may have been done.
fn insist_on_retracting(client: impl Fn() -> Option<Client>, token: &str) {
    let deadline = Instant::now() + PATIENCE;
    let mut expected = vec![204];
    while Instant::now() < deadline {
        match retract(&client().unwrap(), token) {
            503 => expected = vec![204, 404],
            status => return assert!(expected.contains(&status), "{status}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the report was not taken back within {PATIENCE:?}");
}

/// Every connection contributes its reports, of one code, and sends each of them twice under its key.
fn contribute_at_once(client: &(impl Fn() -> Option<Client> + Sync)) -> Vec<String> {
    let body = report(&json!({})).to_string();
    std::thread::scope(|threads| {
        let contribute = |_| {
            threads.spawn(|| {
                let send = |number: usize| {
                    let (from, key) = (somebody(), format!("key {number}"));
                    let first = insist(client, &from, &key, &body);
                    assert_eq!(insist(client, &from, &key, &body), first);
                    first
                };
                (0..REPORTS).map(send).collect::<Vec<_>>()
            })
        };
        let contributing: Vec<_> = (0..CONNECTIONS).map(contribute).collect();
        contributing.into_iter().flat_map(|tokens| tokens.join().unwrap()).collect()
    })
}

/// That the database has each of the reports once, and its books balance.
fn check_books(database: &Database, tokens: &[String]) {
    let all = CONNECTIONS * REPORTS;
    assert_eq!(tokens.len(), all);
    let books = "select concat_ws(' ', (select count(*) from denial_reports), (select count(distinct retraction_sha256) from denial_reports),
                 (select count(*) from denial_reports where counted), live_reports, waiting_reports, covered_reports,
                 (select reports from denial_counts where field = 'payer' and value = 'medicare')) from denial_ledgers";
    assert_eq!(database.ask(books), format!("{all} {all} {all} {all} 0 {all} {all}"));
}

#[test]
fn simultaneous_reports_count_once_and_no_figure_changes_early() {
    let database = Database::with_starter_data();
    let url = database.url();
    let services = [(); 2].map(|()| Service::start(&[("DATABASE_URL", &url), ENVIRONMENT]));
    let (turn, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let client = || Some(services[turn.fetch_add(1, Ordering::Relaxed) % 2].client.clone());
    let tokens = std::thread::scope(|threads| {
        // Whoever reads meanwhile sees whole steps of five only.
        let reading = threads.spawn(|| {
            let mut seen = 0;
            while !done.load(Ordering::Relaxed) {
                let answer = services[0].client.get("/v1/codes/76377/denials");
                if answer.status == 503 {
                    // On a busy machine the database may not answer in time. That shows no figure at all.
                    continue;
                }
                let now = shown(&answer).unwrap_or(0);
                assert!(now.is_multiple_of(5) && now >= seen, "{now} after {seen}");
                seen = now;
            }
        });
        let tokens = contribute_at_once(&client);
        done.store(true, Ordering::Relaxed);
        reading.join().unwrap();
        tokens
    });
    check_books(&database, &tokens);
    std::thread::scope(|threads| {
        for part in tokens.chunks(REPORTS) {
            threads.spawn(|| part.iter().for_each(|token| insist_on_retracting(client, token)));
        }
    });
    assert_eq!(covered(&services[0].client, "76377"), None);
    assert_eq!(database.ask("select count(*)::text from denial_reports"), "0");
    services.into_iter().for_each(Service::stop);
}

#[test]
fn a_killed_server_loses_no_report_and_counts_none_twice() {
    let database = Database::with_starter_data();
    let url = database.url();
    let start = || Service::start(&[("DATABASE_URL", &url), ENVIRONMENT]);
    let current = std::sync::RwLock::new(Some(start()));
    let client = || current.read().unwrap().as_ref().map(|service| service.client.clone());
    let tokens = std::thread::scope(|threads| {
        let contributing = threads.spawn(|| contribute_at_once(&client));
        for _ in 0..4 {
            std::thread::sleep(Duration::from_millis(150));
            let killed = current.write().unwrap().take().unwrap();
            killed.kill();
            *current.write().unwrap() = Some(start());
        }
        contributing.join().unwrap()
    });
    check_books(&database, &tokens);
}

#[test]
fn after_a_database_failure_no_report_is_lost_or_counted_twice() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let environment = [("MEDPAYIQ_DATA_DIR", data.to_str().unwrap()), ENVIRONMENT];
    let service = Service::start(&environment);
    let client = || Some(service.client.clone());
    let (tokens, kills) = std::thread::scope(|threads| {
        let contributing = threads.spawn(|| contribute_at_once(&client));
        let mut kills = 0;
        while kills < 2 && !contributing.is_finished() {
            std::thread::sleep(Duration::from_millis(300));
            // The server starts its cluster again by itself.
            let pid = std::fs::read_to_string(data.join("cluster/postmaster.pid"));
            let pid = pid.ok().and_then(|file| file.lines().next()?.parse().ok());
            if let Some(pid) = pid.filter(|pid| Path::new(&format!("/proc/{pid}")).exists()) {
                signal_pid(pid, "QUIT");
                kills += 1;
            }
        }
        (contributing.join().unwrap(), kills)
    });
    assert!(kills > 0, "the database was never killed while reports came");
    let mut distinct = tokens.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), CONNECTIONS * REPORTS);
    assert_eq!(covered(&service.client, "76377"), Some(u64::try_from(CONNECTIONS * REPORTS).unwrap()));
    service.stop();
}

#[test]
fn reports_get_503_while_the_database_is_away() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    database.take_away();
    let body = report(&json!({})).to_string();
    for answer in [
        service.client.post("/v1/denial-reports", &body),
        service.client.get("/v1/codes/76377/denials"),
        service.client.send("DELETE", &format!("/v1/denial-reports/{}", "0".repeat(40)), &[], b""),
    ] {
        assert!(
            answer.problem().starts_with("503 unavailable: The database does not answer."),
            "{}",
            answer.problem()
        );
        assert_eq!(answer.header("retry-after"), Some("5"));
    }
    service.stop();
}
