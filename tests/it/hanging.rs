//! A database that hangs, is slow, or returns unexpected values.

use crate::support::cluster::Database;
use crate::support::program::{Service, run, signal_pid};
use crate::support::releases::of_year;
use crate::support::reporting::{contribute, report, send, server, somebody};
use crate::support::server::Server;
use crate::support::wait_until;
use medpayiq::store::{self, Consent, publish};
use serde_json::json;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio_postgres::config::Host;

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

/// Starts a proxy to a database that opens every connection slowly; returns its address.
fn long_way(database: &Database, delay: Duration) -> String {
    let config = database.config();
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("{config:?}") };
    let socket = folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let socket = socket.clone();
            std::thread::spawn(move || {
                std::thread::sleep(delay);
                join(client, &socket)
            });
        }
    });
    format!(
        "host={} port={} user=medpayiq dbname={}",
        address.ip(),
        address.port(),
        config.get_dbname().unwrap()
    )
}

/// Copies the bytes of both sides until one of them closes.
fn join(client: TcpStream, socket: &PathBuf) -> io::Result<()> {
    let database = UnixStream::connect(socket)?;
    let (from_client, to_database) = (client.try_clone()?, database.try_clone()?);
    let there = std::thread::spawn(move || {
        hand_on(from_client, &to_database)?;
        to_database.shutdown(Shutdown::Both)
    });
    hand_on(database, &client)?;
    client.shutdown(Shutdown::Both)?;
    there.join().unwrap()
}

fn hand_on(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    io::copy(&mut from, &mut to).map(|_| ())
}

#[test]
fn a_command_waits_for_a_busy_database_to_let_it_in() {
    let database = Database::with_starter_data();
    let url = long_way(&database, Duration::from_millis(2500));
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
