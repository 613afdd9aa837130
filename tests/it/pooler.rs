//! Poolers of connections: one that shares sessions, as PgBouncer does in transaction mode, is refused in words.

use crate::support::cluster::Database;
use crate::support::pooler::transaction_pooler;
use crate::support::program::{Service, command, run};
use crate::support::proxy::proxy;
use crate::support::wait_until;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const WORDS: &str = "A pooler in front of the database, such as PgBouncer, shares sessions among connections, and this program needs its \
                     own. Set its pool_mode to session, or connect to the database directly";

#[test]
fn a_pooler_that_shares_sessions_is_refused_in_words() {
    let database = Database::with_starter_data();
    let url = transaction_pooler(&database);
    let ask = |arguments: &[&str]| run(arguments, &[("DATABASE_URL", &url), ("MEDPAYIQ_LOG", "off")]);
    for arguments in
        [&["migrate"][..], &["reports", "list"], &["keys", "create", "--name", "a", "--scope", "batch"]]
    {
        let said = ask(arguments).refused();
        assert_eq!(said, format!("medpayiq: {WORDS}\n"), "{arguments:?}");
    }
    assert_eq!(database.ask("select count(*)::text from api_keys"), "0");
    let mut serve = command(&["serve"], &[("DATABASE_URL", &url)]);
    serve.env("MEDPAYIQ_LISTEN", "127.0.0.1:0");
    let service = Service::begin(serve);
    wait_until("the server says it", || service.client.get("/readyz").text().contains(WORDS));
    assert!(service.log().contains(WORDS), "{}", service.log());
}

#[test]
fn a_pooler_with_too_few_connections_is_named() {
    let database = Database::with_starter_data();
    let is_full = Arc::new(AtomicBool::new(false));
    let full = Arc::clone(&is_full);
    let url = proxy(&database, move || {
        // A pooler accepts the connection of a client, and lets it wait.
        while full.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
        }
        true
    });
    let service = Service::start(&[("DATABASE_URL", &url)]);
    wait_until("the database is up", || service.client.get("/readyz").json()["database"] == "up");
    is_full.store(true, Ordering::Relaxed);
    database.break_connections("true");
    wait_until("the server noticed it", || service.client.get("/readyz").json()["database"] != "up");
    let said = "it does not answer, or a pooler in front of it has fewer than the 13 connections that a server needs";
    // The first request may still get a connection that was broken. The next ones need a new connection.
    wait_until("the log says it", || {
        assert_eq!(service.client.get("/v1/codes/76377/denials").status, 503);
        service.log().contains(said)
    });
    is_full.store(false, Ordering::Relaxed);
    assert_eq!(service.client.get("/v1/codes/76377/denials").status, 200);
}

#[test]
fn a_pooler_that_gives_each_connection_its_session_works() {
    let database = Database::with_starter_data();
    let url = proxy(&database, || true);
    let listed = run(&["reports", "list"], &[("DATABASE_URL", &url), ("MEDPAYIQ_LOG", "off")]).printed();
    assert_eq!(listed, "There are no reports.\n");
}
