//! Health, documentation, and what the service can do without data or without its database.

use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::{Folder, Service, command, run};
use crate::support::proxy::proxy;
use crate::support::reporting::{self, report, send, somebody};
use crate::support::server::Server;
use crate::support::wait_until;
use expect_test::expect;
use serde_json::json;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[test]
fn a_service_without_data_is_alive_and_names_what_is_missing() {
    let server = Server::over(Database::with_starter_data());
    assert_eq!(server.get("/livez").json()["status"], "live");
    let ready = server.get("/readyz");
    assert_eq!(ready.problem(), "503 unavailable: No fee schedule is loaded.");
    assert!(ready.header("retry-after").is_some());
    for path in [
        "/v1/codes",
        "/v1/codes/99213",
        "/v1/codes/99213/history",
        "/v1/localities",
        "/v1/localities/01112-05",
        "/v1/zips/94110",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.problem(), "503 unavailable: No fee schedule is loaded yet.", "{path}");
        assert!(answer.header("retry-after").is_some(), "{path}");
    }
    let estimate = server.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#);
    assert_eq!(estimate.problem(), "503 unavailable: No fee schedule is loaded yet.");
    let releases = server.get("/v1/releases");
    let unread = "503 unavailable: The loaded releases have not been read from the database yet.";
    assert_eq!(releases.problem(), unread);
    assert!(releases.header("retry-after").is_some());
    server.reload();
    assert!(!server.get("/v1/releases").json()["releases"].as_array().unwrap().is_empty());
    assert_eq!(server.get("/readyz").json(), json!({"status": "ready", "database": "up"}));
}

#[test]
fn a_server_stays_ready_for_estimates_without_its_database() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let client = &service.client;
    database.take_away();
    let detail = format!(
        "The database cannot be used now: PostgreSQL refuses the connection: FATAL: database \"{}\" does not exist",
        database.name()
    );
    let away = json!({"status": "ready", "database": "away", "detail": detail});
    wait_until("the server misses its database", || client.get("/readyz").json() == away);
    assert!(client.get("/metrics").text().contains("\nmedpayiq_database_up 0\n"));
    let health = run(&["healthcheck"], &[("MEDPAYIQ_LISTEN", &service.address)]).printed();
    assert!(health.contains("away"), "{health}");
    assert_eq!(client.get("/livez").status, 200);
    assert_eq!(client.get("/v1/codes/76377").status, 200);
    assert_eq!(client.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#).status, 200);
    assert_eq!(send(client, &somebody(), None, &report(&json!({})).to_string()).status, 503);
}

#[test]
fn a_server_whose_database_was_emptied_says_what_it_lacks() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let seen = || service.client.get("/readyz").json();
    database.make_anew();
    let detail = "The database cannot be used now: it lacks tables of MedPayIQ. If nobody is restoring a backup into it, run \
                  `medpayiq migrate` and import the releases again.";
    let away = json!({"status": "ready", "database": "away", "detail": detail});
    wait_until("the server sees it", || seen() == away);
    assert_eq!(service.client.get("/v1/codes/76377").status, 200);
    run(&["migrate"], &[("DATABASE_URL", &database.url())]).printed();
    wait_until("the database can be used again", || seen()["database"] == "up");
}

#[test]
fn the_health_listener_names_its_routes_in_the_log_and_to_those_who_ask_it_more() {
    let database = Database::with_starter_data();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let service = Service::start(&[
        ("DATABASE_URL", &database.url()),
        ("MEDPAYIQ_HEALTH_LISTEN", &free.to_string()),
        ("MEDPAYIQ_ACCESS_LOG", "true"),
        ("MEDPAYIQ_LOG", "info"),
    ]);
    let health = Client::new(free);
    assert_eq!(health.get("/livez").status, 200);
    expect!["404 not-found: This address answers /livez and /readyz alone. The API has another address: MEDPAYIQ_LISTEN."]
        .assert_eq(&health.get("/nowhere").problem());
    let routes = |route: &str| service.log().lines().any(|line| line.contains(&format!("route=\"{route}\"")));
    // A line comes after its answer.
    wait_until("the log has both routes", || routes("/livez") && routes("other"));
    assert!(!routes(""), "{}", service.log());
}

#[test]
fn a_server_whose_database_a_newer_program_changed_takes_no_report() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let client = &service.client;
    let sent = || send(client, &somebody(), None, &report(&json!({})).to_string());
    assert_eq!(sent().status, 202);
    database.ask("insert into refinery_schema_history values (99, 'future', '2027-01-01', '1')");
    wait_until("the server sees it", || client.get("/readyz").json()["database"] == "unprepared");
    let newer = "A newer MedPayIQ has applied migration 99, which this one does not have. Run the newer one.";
    let problem = sent().problem();
    assert!(problem.starts_with("503 unavailable: ") && problem.ends_with(newer), "{problem}");
    assert_eq!(client.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#).status, 200);
    assert_eq!(database.ask("select count(*)::text from denial_reports"), "1");
    database.ask("delete from refinery_schema_history where version = 99");
    wait_until("the server may write again", || sent().status == 202);
}

#[test]
fn a_server_whose_migrations_failed_takes_no_report_and_says_why() {
    let database = Database::with_starter_data();
    database.ask("update refinery_schema_history set checksum = '1' where version = 5");
    let serve = command(&["serve"], &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]);
    let service = Service::begin(serve);
    let client = &service.client;
    wait_until("the migration has failed", || client.get("/readyz").problem().contains("a migration failed"));
    let problem = send(client, &somebody(), None, &report(&json!({})).to_string()).problem();
    assert!(
        problem.starts_with("503 unavailable: The database is not prepared for this program"),
        "{problem}"
    );
    assert_eq!(database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn a_server_that_starts_before_its_database_writes_nothing_that_it_did_not_prepare() {
    let database = Database::with_starter_data();
    database.ask("update refinery_schema_history set checksum = '1' where version = 5");
    let is_open = Arc::new(AtomicBool::new(false));
    let url = proxy(&database, {
        let is_open = Arc::clone(&is_open);
        move || is_open.load(Ordering::Relaxed)
    });
    let serve = command(&["serve"], &[("DATABASE_URL", &url), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]);
    let service = Service::begin(serve);
    let client = &service.client;
    let sent = || send(client, &somebody(), None, &report(&json!({})).to_string()).problem();
    wait_until("the server has tried", || service.log().contains("The database is not ready."));
    assert_eq!(sent(), "503 unavailable: The database has not been reached yet.");
    // The pauses between two attempts grow, so that there is time for reports before the next one.
    std::thread::sleep(Duration::from_secs(2));
    is_open.store(true, Ordering::Relaxed);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !client.get("/readyz").problem().contains("a migration failed") {
        let problem = sent();
        assert!(problem.starts_with("503 unavailable: The database "), "{problem}");
        assert!(Instant::now() < deadline, "{}", service.log());
    }
    assert_eq!(database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn a_server_that_waits_for_another_migration_says_so() {
    let database = Database::empty();
    let lock = database.hold_advisory_lock(0x4d45_4450_4159_0001);
    let serve = command(&["serve"], &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]);
    let service = Service::begin(serve);
    let waiting = "503 unavailable: No fee schedule is loaded. Another program is migrating the database. This one waits until \
                   it has finished.";
    wait_until("it says so", || service.client.get("/readyz").problem() == waiting);
    wait_until("it is logged", || service.log().contains("WARN Another program is migrating the database."));
    drop(lock);
    wait_until("the server is ready", || service.client.get("/readyz").status == 200);
}

#[test]
fn a_server_that_cannot_read_a_table_says_which() {
    let database = Database::with_starter_data();
    database.ask("alter table service_rows rename work_rvu_hundredths to hidden");
    let serve = command(&["serve"], &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]);
    let service = Service::begin(serve);
    let why = "503 unavailable: No fee schedule is loaded. It could not be read: ";
    wait_until("it says why", || {
        let problem = service.client.get("/readyz").problem();
        problem.starts_with(why) && problem.contains("work_rvu_hundredths")
    });
    database.ask("alter table service_rows rename hidden to work_rvu_hundredths");
    wait_until("the server is ready", || service.client.get("/readyz").status == 200);
}

#[test]
fn a_server_whose_database_became_read_only_says_so() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let client = &service.client;
    database.ask(&format!("alter database {} set default_transaction_read_only = on", database.name()));
    database.break_connections("true");
    let detail = "The database is read-only, so it takes no reports.";
    let away = json!({"status": "ready", "database": "away", "detail": detail});
    wait_until("the server sees it", || client.get("/readyz").json() == away);
    assert!(client.get("/metrics").text().contains("\nmedpayiq_database_up 0\n"));
    assert_eq!(send(client, &somebody(), None, &report(&json!({})).to_string()).status, 503);
}

#[test]
fn a_database_that_refuses_to_write_is_an_outage_and_no_fault_of_the_service() {
    let server = reporting::server();
    server
        .database
        .ask(&format!("alter database {} set default_transaction_read_only = on", server.database.name()));
    let refused = send(&server, &somebody(), None, &report(&json!({})).to_string());
    assert!(
        refused.problem().starts_with("503 unavailable: The database cannot take this now."),
        "{}",
        refused.problem()
    );
    assert!(refused.header("retry-after").is_some());
}

#[test]
fn a_restore_never_shows_an_empty_schedule() {
    let database = Database::with_starter_data();
    let folder = Folder::new();
    let dump = folder.path().join("dump");
    let program = |name: &str, arguments: &[&str]| {
        let (host, database) = (database.socket(), database.name().to_owned());
        let host = host.parent().unwrap().to_str().unwrap().to_owned();
        let mut command = Command::new(name);
        command.args(["--host", &host, "--username", "medpayiq", "--dbname", &database]).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    program("pg_dump", &["--format", "custom", "--file", dump.to_str().unwrap()]);
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let client = &service.client;
    let shown = || (client.get("/v1/releases").text().to_owned(), client.get("/readyz").status);
    let whole = shown();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|threads| {
        let reading = threads.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(shown(), whole);
            }
        });
        // Without a single transaction others see tables that are missing, empty and half filled.
        program("pg_restore", &["--clean", "--if-exists", dump.to_str().unwrap()]);
        is_over.store(true, Ordering::Relaxed);
        reading.join().unwrap();
    });
    let up = json!({"status": "ready", "database": "up"});
    wait_until("the server uses the restored database", || client.get("/readyz").json() == up);
    assert_eq!(shown(), whole);
    assert_eq!(send(client, &somebody(), None, &report(&json!({})).to_string()).status, 202);
}

#[test]
fn a_database_that_becomes_empty_does_not_empty_the_schedule() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let releases = service.client.get("/v1/releases").text().to_owned();
    database.ask("truncate releases cascade");
    wait_until("the server sees it", || service.log().contains("no releases any more"));
    assert_eq!(service.client.get("/v1/releases").text(), releases);
}

#[test]
fn the_request_id_of_a_caller_is_in_the_answer_and_in_the_log() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LOG", "debug")]);
    let answer = |path: &str, id: &str| service.client.send("GET", path, &[("x-request-id", id)], b"");
    for (path, status) in [("/v1/codes/99213", 200), ("/v1/codes/x", 422), ("/nowhere", 404)] {
        let answer = answer(path, "our-own.id_7");
        assert_eq!((answer.status, answer.header("x-request-id")), (status, Some("our-own.id_7")));
    }
    for unsafe_id in ["", "two words", "a\"b", &"x".repeat(65)] {
        let id = answer("/livez", unsafe_id).header("x-request-id").unwrap().to_owned();
        assert!(id != unsafe_id && id.contains('-'), "{id}");
    }
    wait_until("the log has them", || service.log().matches("request_id=our-own.id_7").count() >= 3);
}

#[test]
fn the_documentation_is_served_by_the_program() {
    let server = Server::with_starter_data();
    let answers = [
        "/docs",
        "/docs/",
        "/docs/index.html",
        "/docs/swagger-ui.css",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-initializer.js",
        "/openapi.json",
    ]
    .map(|path| {
        let answer = server.get(path);
        let length = if answer.body.len() > 1000 { "long" } else { "short" };
        format!(
            "{path} {} {} {} {length}",
            answer.status,
            answer.header("location").unwrap_or("-"),
            answer.header("content-type").unwrap_or("-")
        )
    });
    expect![[r#"
        /docs 307 /docs/ - short
        /docs/ 200 - text/html short
        /docs/index.html 200 - text/html short
        /docs/swagger-ui.css 200 - text/css long
        /docs/swagger-ui-bundle.js 200 - text/javascript long
        /docs/swagger-initializer.js 200 - text/javascript short
        /openapi.json 200 - application/json long"#]]
    .assert_eq(&answers.join("\n"));
    let page = server.get("/docs/");
    assert!(!page.text().contains("https://"), "a page that needs another server");
    assert!(server.get("/docs/swagger-initializer.js").text().contains("/openapi.json"));
}
