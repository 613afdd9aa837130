//! A running server, and releases that another program publishes.

use crate::support::checkout;
use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::{Folder, Service, run};
use crate::support::releases::{fixture, of_year};
use medpayiq::store::{Consent, publish};
use medpayiq_cms_files::cms_file;
use std::time::{Duration, Instant};

/// How soon a server must serve what was published, on a machine with much else to do.
const SOON: Duration = Duration::from_secs(20);

const ESTIMATE: &str = r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "lines": [{"hcpcs": "76377", "modifiers": ["26"]}]}"#;

fn serves(client: &Client, release: &str) -> bool {
    let answer = client.get("/v1/releases").json();
    answer["releases"]
        .as_array()
        .unwrap()
        .iter()
        .any(|loaded| loaded["release"] == release && loaded["extract"] == false)
}

/// Waits until a server serves a release, and fails if that takes too long.
fn must_soon_serve(client: &Client, release: &str) {
    let began = Instant::now();
    while !serves(client, release) {
        assert!(began.elapsed() < SOON, "{release} is not served after {SOON:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_server_soon_serves_a_new_release_and_fails_no_request() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let environment = [("MEDPAYIQ_DATA_DIR", data.to_str().unwrap())];
    let service = Service::start(&environment);
    let ask = || {
        for answer in [service.client.get("/v1/codes/99213"), service.client.post("/v1/estimates", ESTIMATE)]
        {
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    };
    ask();
    std::thread::scope(|threads| {
        let importing = threads.spawn(|| {
            let import =
                |path: &std::path::Path| run(&["import", path.to_str().unwrap()], &environment).printed();
            let whole = cms_file("fee-schedule/rvu25d.zip");
            import(&whole.unwrap_or_else(|| checkout("tests/fixtures/cms/rvu25d")));
            must_soon_serve(&service.client, "RVU25D");
            // This one replaces a release that is being served.
            import(&checkout("tests/fixtures/cms/zip5"));
            must_soon_serve(&service.client, "ZIP5_2025Q4");
        });
        while !importing.is_finished() {
            ask();
        }
        importing.join().unwrap();
    });
    ask();
    service.stop();
}

#[test]
fn a_server_without_its_listening_connection_still_gets_a_release() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let store = database.store();
    for (label, day) in [("RVU23A", "2023-01-01"), ("RVU24A", "2024-01-01")] {
        database.break_listening_connection();
        database.wait(publish(&store, &of_year(label, day), Consent::KeepPublished)).unwrap();
        must_soon_serve(&service.client, label);
        assert_eq!(service.client.post("/v1/estimates", ESTIMATE).status, 200);
    }
    service.stop();
}

#[test]
fn a_server_that_lost_every_connection_recovers() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    assert!(database.break_connections("true") > 0);
    assert_eq!(service.client.post("/v1/estimates", ESTIMATE).status, 200);
    crate::support::wait_until("it is ready again", || service.client.get("/readyz").status == 200);
    let store = database.store();
    database.wait(publish(&store, &fixture("rvu24b"), Consent::KeepPublished)).unwrap();
    must_soon_serve(&service.client, "RVU24B");
    service.stop();
}

#[test]
fn two_servers_on_one_database_serve_the_same() {
    let database = Database::empty();
    let url = database.url();
    let services = std::thread::scope(|threads| {
        let start = || Service::start(&[("DATABASE_URL", &url)]);
        [threads.spawn(start), threads.spawn(start)].map(|starting| starting.join().unwrap())
    });
    let tags =
        services.each_ref().map(|service| service.client.get("/v1/codes").header("etag").unwrap().to_owned());
    assert_eq!(tags[0], tags[1]);
    let store = database.store();
    database.wait(publish(&store, &fixture("rvu24b"), Consent::KeepPublished)).unwrap();
    for service in services {
        must_soon_serve(&service.client, "RVU24B");
        service.stop();
    }
}
