//! An operator's settings reach the running program: each changes what the real binary does.

use crate::support::cluster::Database;
use crate::support::program::Service;
use crate::support::reporting::{contribute, covered, report, send, somebody, token};
use serde_json::json;

/// A service that believes `X-Forwarded-For`, so that a test can be many contributors, with more settings.
fn start(database: &Database, settings: &[(&str, &str)]) -> Service {
    let url = database.url();
    let usual = [("DATABASE_URL", url.as_str()), ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true")];
    Service::start(&[&usual, settings].concat())
}

#[test]
fn the_denial_threshold_of_the_environment_holds() {
    let database = Database::with_starter_data();
    let service = start(&database, &[("MEDPAYIQ_DENIAL_THRESHOLD", "7")]);
    for _ in 0..6 {
        contribute(&service.client, &json!({}));
    }
    let insufficient = json!({"hcpcs": "76377", "status": "insufficient_data", "threshold": 7});
    assert_eq!(service.client.get("/v1/codes/76377/denials").json(), insufficient);
    contribute(&service.client, &json!({}));
    assert_eq!(covered(&service.client, "76377"), Some(7));
}

#[test]
fn the_denial_cell_minimum_of_the_environment_holds() {
    let database = Database::with_starter_data();
    let service = start(&database, &[("MEDPAYIQ_DENIAL_CELL_MINIMUM", "3")]);
    for payer in ["medicaid", "medicaid", "medicare", "medicare", "medicare"] {
        contribute(&service.client, &json!({"payer": payer}));
    }
    let payers = service.client.get("/v1/codes/76377/denials").json()["payers"].clone();
    assert_eq!(payers, json!({"values": [{"payer": "medicare", "reports": 3}], "other": 2}));
}

#[test]
fn the_most_of_one_contributor_of_the_environment_holds() {
    let database = Database::with_starter_data();
    let service = start(&database, &[("MEDPAYIQ_DENIAL_MOST_OF_ONE", "2")]);
    let from = somebody();
    for _ in 0..5 {
        token(&send(&service.client, &from, None, &report(&json!({})).to_string()));
    }
    assert_eq!(covered(&service.client, "76377"), None);
    for _ in 0..3 {
        contribute(&service.client, &json!({}));
    }
    assert_eq!(covered(&service.client, "76377"), Some(5));
}

#[test]
fn the_reports_per_hour_of_the_environment_hold() {
    let database = Database::with_starter_data();
    let service = start(&database, &[("MEDPAYIQ_REPORTS_PER_HOUR", "2")]);
    let from = somebody();
    let statuses =
        [(); 3].map(|()| send(&service.client, &from, None, &report(&json!({})).to_string()).status);
    assert_eq!(statuses, [202, 202, 429]);
}
