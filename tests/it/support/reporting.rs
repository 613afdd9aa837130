//! Denial reports and their contributors, for tests.

use super::http::{Answer, Client};
use super::server::Server;
use medpayiq::api::Reporting;
use medpayiq::denials::PublicationTerms;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// A server that trusts `X-Forwarded-For`, so that a test can send as many contributors.
pub(crate) fn server() -> Server {
    Server::reporting(Reporting { trusts_forwarded_for: true, ..Reporting::default() })
}

/// The same with at most two reports of one contributor in a step.
pub(crate) fn limiting_server() -> Server {
    let terms = PublicationTerms::default().with_most_of_one(2);
    Server::reporting(Reporting { trusts_forwarded_for: true, terms, ..Reporting::default() })
}

/// An address that has not contributed yet.
pub(crate) fn somebody() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

/// A report with some fields changed.
pub(crate) fn report(fields: &Value) -> Value {
    let mut report = json!({
        "hcpcs": "76377", "modifiers": ["26"], "place_of_service": "11", "payer": "medicare", "group": "CO", "carc": "97",
        "rarc": ["M15"], "service_month": "2025-01", "billed_bucket": "100_to_249",
    });
    let (report_fields, own) = (report.as_object_mut().unwrap(), fields.as_object().unwrap());
    report_fields.extend(own.iter().map(|(name, value)| (name.clone(), value.clone())));
    report
}

/// Sends a body from an address, with a key if there is one.
pub(crate) fn send(client: &Client, from: &str, key: Option<&str>, body: &str) -> Answer {
    let mut headers = vec![("content-type", "application/json"), ("x-forwarded-for", from)];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    client.send("POST", "/v1/denial-reports", &headers, body.as_bytes())
}

/// Contributes a report as a new contributor, and returns its retraction token.
pub(crate) fn contribute(client: &Client, fields: &Value) -> String {
    token(&send(client, &somebody(), None, &report(fields).to_string()))
}

/// The retraction token of a report that was taken.
pub(crate) fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{}", answer.text());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer["status"], "accepted");
    answer["retraction_token"].as_str().unwrap().to_owned()
}

/// Retracts a report, and returns the status of the answer.
pub(crate) fn retract(client: &Client, token: &str) -> u16 {
    client.send("DELETE", &format!("/v1/denial-reports/{token}"), &[], b"").status
}

/// The number of reports that the figures of a code cover; `None` if it has too few.
pub(crate) fn covered(client: &Client, hcpcs: &str) -> Option<u64> {
    shown(&client.get(&format!("/v1/codes/{hcpcs}/denials")))
}

/// How many reports the figures of an answer cover; `None` if it has none.
pub(crate) fn shown(answer: &Answer) -> Option<u64> {
    let answer = answer.json();
    let available = answer["status"] == "available";
    assert_eq!(available, answer["status"] != "insufficient_data", "{answer}");
    available.then(|| answer["reports"].as_u64().unwrap())
}
