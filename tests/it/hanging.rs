//! A database that hangs, is slow, or returns unexpected values.

use crate::support::cluster::Database;
use crate::support::program::{Service, run, signal_pid};
use crate::support::proxy::proxy;
use crate::support::releases::of_year;
use crate::support::reporting::{contribute, report, send, server, somebody};
use crate::support::server::Server;
use crate::support::wait_until;
use medpayiq::store::{self, Consent, publish};
use serde_json::json;
use std::time::{Duration, Instant};

const DENIALS: &str = "/v1/codes/76377/denials";
const AWAY: &str = "503 unavailable: The database does not answer. Estimates and look-ups still work.";
/// The longest that a caller waits for a hanging database: for a connection and for one statement.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn a_request_to_a_locked_table_fails_soon_and_the_next_one_succeeds() {
    let server = server();
    contribute(&server, &json!({}));
    let lock = server.database.lock_whole("denial_ledgers");
    let began = Instant::now();
    std::thread::scope(|threads| {
        // One request more than there are connections, so that it waits for one.
        let reading = [(); 9].map(|()| threads.spawn(|| server.get(DENIALS)));
        let body = report(&json!({})).to_string();
        let sent = send(&server, &somebody(), None, &body);
        assert_eq!((sent.problem().as_str(), sent.header("retry-after").is_some()), (AWAY, true));
        for answer in reading {
            assert_eq!(answer.join().unwrap().problem(), AWAY);
        }
    });
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    drop(lock);
    assert_eq!(server.get(DENIALS).status, 200);
    contribute(&server, &json!({}));
}

/// Stops the server's database processes until this is dropped.
struct Stopped(Vec<u32>);

impl Stopped {
    fn all_of(database: &Database) -> Self {
        database.must_be_own();
        let pids = database.ask(
            "select pid::text from pg_stat_activity
             where datname = current_database() and application_name = 'medpayiq'",
        );
        let stopped = Self(pids.lines().map(|pid| pid.parse().unwrap()).collect());
        assert!(!stopped.0.is_empty(), "the server has connections");
        stopped.0.iter().for_each(|pid| signal_pid(*pid, "STOP"));
        stopped
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.iter().for_each(|pid| signal_pid(*pid, "CONT"));
    }
}

#[test]
fn a_connection_that_stops_answering_leaves_the_pool() {
    let server = Server::with_own_starter_data();
    assert_eq!(server.get(DENIALS).status, 200);
    let stopped = Stopped::all_of(&server.database);
    let began = Instant::now();
    assert_eq!(server.get(DENIALS).problem(), AWAY);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    assert_eq!(server.get(DENIALS).status, 200, "over another connection");
    drop(stopped);
}

#[test]
fn abandoned_requests_leave_no_running_statement() {
    let server = Server::with_own_starter_data();
    assert_eq!(server.get(DENIALS).status, 200);
    let limit = "select setting from pg_settings where name = 'statement_timeout'";
    assert_eq!(server.database.ask(limit), "0", "of whoever is no server");
    let lock = server.database.lock_whole("denial_ledgers");
    assert_eq!(server.get(DENIALS).status, 503);
    let waiting = "select count(*)::text from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    wait_until("the database gives the statement up", || server.database.ask(waiting) == "0");
    drop(lock);
}

#[test]
fn reading_releases_has_no_time_limit() {
    let database = Database::with_starter_data();
    let store = database.store();
    for (year, quarters) in [(2023, "ABCD"), (2024, "ABCD"), (2026, "AB")] {
        for (quarter, name) in quarters.chars().enumerate() {
            let release =
                of_year(&format!("RVU{}{name}", year - 2000), &format!("{year}-{:02}-01", 3 * quarter + 1));
            database.wait(publish(&store, &release, Consent::KeepPublished)).unwrap();
        }
    }
    // There are more of them than connections.
    let lock = database.lock_whole("service_rows");
    let schedule = std::thread::scope(|threads| {
        let reading = threads.spawn(|| database.wait(store::schedule(&store)));
        std::thread::sleep(Duration::from_secs(3));
        drop(lock);
        reading.join().unwrap()
    });
    // With the two of the starter data.
    assert_eq!(schedule.unwrap().releases().len(), 12);
}

#[test]
fn a_command_waits_for_a_busy_database_to_let_it_in() {
    let database = Database::with_starter_data();
    let url = proxy(&database, || {
        std::thread::sleep(Duration::from_millis(2500));
        true
    });
    let outcome = run(&["reports", "list"], &[("DATABASE_URL", &url), ("MEDPAYIQ_LOG", "warn")]);
    assert_eq!(outcome.printed(), "There are no reports.\n");
}

#[test]
fn an_unreachable_database_is_logged_with_its_cause() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    database.take_away();
    for _ in 0..5 {
        assert_eq!(service.client.get(DENIALS).status, 503);
    }
    // The other requests of the minute are only counted.
    let warnings = || {
        let log = service.log();
        let is_warning = |line: &&str| line.contains("A request failed because of the database.");
        log.lines().filter(is_warning).map(str::to_owned).collect::<Vec<_>>()
    };
    wait_until("it is logged", || !warnings().is_empty());
    let logged = warnings();
    assert!(logged.len() == 1 && logged[0].contains("WARN") && logged[0].contains("chain="), "{logged:?}");
    assert!(logged[0].contains("request_id="), "{logged:?}");
}

#[test]
fn an_unexpected_database_value_is_a_500_and_logged() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    for _ in 0..5 {
        contribute(&service.client, &json!({}));
    }
    assert_eq!(service.client.get(DENIALS).status, 200);
    database.ask("alter table denial_counts alter reports type bigint");
    // PostgreSQL refuses a statement that was prepared before. Its connection is closed, and a new one gets the new type.
    wait_until("it is logged", || {
        assert_eq!(
            service.client.get(DENIALS).problem(),
            "500 internal-error: The database reported an error. The operator can find it in the log by the request id."
        );
        service.log().lines().any(|line| line.contains("ERROR") && line.contains("cannot convert"))
    });
}

/// What a report gets for each SQLSTATE that its statement fails with: 503 if it may be sent again later, else 500.
#[test]
fn each_failure_of_a_statement_is_an_outage_or_a_fault() {
    let server = server();
    let body = report(&json!({})).to_string();
    let cannot = "503 unavailable: The database cannot take this now.";
    let fault = "500 internal-error: The database reported an error.";
    for (state, meaning, expected) in [
        ("53100", "the disk is full", cannot),
        ("53200", "the memory is used up", cannot),
        ("53300", "there are too many connections", cannot),
        ("40P01", "a deadlock", cannot),
        ("40001", "a serialization failure", cannot),
        ("25006", "a standby after a failover", cannot),
        ("55P03", "somebody else has the lock", cannot),
        ("42P01", "a table is gone during a restore", cannot),
        ("57014", "the statement took too long", AWAY),
        ("57P01", "an administrator stops the database", AWAY),
        ("57P03", "the database is starting", AWAY),
        ("08006", "the connection failed", AWAY),
        ("23505", "a value that must be unique is there twice", fault),
        ("42703", "a column is missing", fault),
        ("22P02", "a value is not of its type", fault),
        ("42501", "the role may not do this", fault),
        ("XX001", "the data are damaged", fault),
    ] {
        let fail = format!(
            "create or replace function fail() returns trigger language plpgsql
             as $$ begin raise exception 'planned' using errcode = '{state}'; end $$;
             create or replace trigger fail before insert on denial_reports execute function fail()"
        );
        server.database.run(&fail).unwrap();
        let answer = send(&server, &somebody(), None, &body);
        assert!(answer.problem().starts_with(expected), "{state}, {meaning}: {}", answer.problem());
        assert_eq!(answer.header("retry-after").is_some(), answer.status == 503, "{meaning}");
    }
    server.database.run("drop trigger fail on denial_reports").unwrap();
    contribute(&server, &json!({}));
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "1");
}
