//! How often a key or a network may call, and what the operator sees of callers: metrics, and the access log.

use crate::keys::{ask, create, start};
use crate::support::cluster::Database;
use crate::support::wait_until;
use serde_json::{Value, json};

#[test]
fn a_key_has_the_rate_that_it_was_made_with() {
    let database = Database::with_starter_data();
    let key = create(&database, "slow", &["--scope", "estimate", "--rate", "3/h"]);
    let free = create(&database, "free", &["--scope", "estimate"]);
    let service = start(&database, &[]);
    let ask = |key: &str| ask(&service.client, "GET /v1/codes/76377", key, ("", ""));
    let left = [(); 3].map(|()| ask(&key).header("ratelimit").unwrap().to_owned());
    assert_eq!(left, ["\"key\";r=2", "\"key\";r=1", "\"key\";r=0"]);
    let early = ask(&key);
    assert_eq!(early.header("ratelimit-policy"), Some("\"key\";q=3;w=3600"));
    let wait: u64 = early.header("retry-after").unwrap().parse().unwrap();
    assert!((1190..=1200).contains(&wait), "{wait}");
    assert_eq!(early.header("ratelimit").unwrap(), format!("\"key\";r=0;t={wait}"));
    let said = format!(
        "429 too-many-requests: Too many requests with this API key: at most 3 requests an hour are allowed. Try again in {wait} seconds."
    );
    assert_eq!(early.problem(), said);
    assert!(ask(&free).header("ratelimit").is_none());
}

#[test]
fn a_problem_shows_what_is_left_of_the_limit() {
    let database = Database::with_starter_data();
    let key = create(&database, "slow", &["--scope", "estimate", "--rate", "3/h"]);
    let service = start(&database, &[]);
    let refused = ask(&service.client, "GET /v1/codes/9921", &key, ("", ""));
    assert_eq!((refused.status, refused.header("ratelimit")), (422, Some("\"key\";r=2")));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"key\";q=3;w=3600"));
}

#[test]
fn a_key_that_is_refused_is_in_the_log_and_learns_what_is_left() {
    let database = Database::with_starter_data();
    let key = create(&database, "north clinic", &["--scope", "estimate", "--rate", "2/h"]);
    let settings = [
        ("MEDPAYIQ_KEYS", "required"),
        ("MEDPAYIQ_ACCESS_LOG", "true"),
        ("MEDPAYIQ_LOG", "info"),
        ("MEDPAYIQ_LOG_FORMAT", "json"),
    ];
    let service = start(&database, &settings);
    let answers = [(); 3].map(|()| ask(&service.client, "GET /metrics", &key, ("", "")));
    let seen = answers.each_ref().map(|answer| (answer.status, answer.header("ratelimit")));
    assert_eq!(seen[..2], [(403, Some("\"key\";r=1")), (403, Some("\"key\";r=0"))]);
    assert_eq!(seen[2].0, 429);
    let named = || service.log().matches("\"key\":\"north clinic\"").count();
    wait_until("the log names the key of each", || named() == 3);
}

#[test]
fn requests_without_a_key_have_the_rate_of_their_network() {
    let database = Database::with_starter_data();
    let key = create(&database, "key", &["--scope", "estimate"]);
    let settings = [("MEDPAYIQ_ADDRESS_RATE", "2/h"), ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true")];
    let service = start(&database, &settings);
    let from = |address: &str, authorization: &str| {
        let headers = [("x-forwarded-for", address), ("authorization", authorization)];
        service.client.send("GET", "/v1/codes/76377", &headers, b"")
    };
    let statuses = [(); 3].map(|()| from("192.0.2.1", "").status);
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(from("192.0.2.1", "").header("ratelimit-policy"), Some("\"address\";q=2;w=3600"));
    // Other networks and keys have limits of their own, and health checks have none.
    assert_eq!((from("192.0.2.2", "").status, from("192.0.2.1", &key).status), (200, 200));
    assert_eq!(service.client.send("GET", "/livez", &[("x-forwarded-for", "192.0.2.1")], b"").status, 200);
}

#[test]
fn keys_and_refused_requests_are_metrics() {
    let database = Database::with_starter_data();
    let metrics = create(&database, "monitoring", &["--scope", "metrics"]);
    let slow = create(&database, "slow", &["--scope", "metrics", "--rate", "1/h"]);
    let settings = [("MEDPAYIQ_KEYS", "required"), ("MEDPAYIQ_ADDRESS_RATE", "2/h")];
    let service = start(&database, &settings);
    let status = |request: &str, key: &str| ask(&service.client, request, key, ("text/csv", "")).status;
    let statuses = [
        status("GET /v1/codes", ""),
        status("GET /v1/codes", ""),
        status("GET /v1/codes", ""),
        status("POST /v1/estimates/batch", &metrics),
        status("GET /v1/codes", &slow),
        status("GET /v1/codes", &slow),
    ];
    assert_eq!(statuses, [401, 401, 429, 403, 200, 429]);
    let text = ask(&service.client, "GET /metrics", &metrics, ("", "")).text().to_owned();
    for line in [
        "medpayiq_api_keys 2",
        "medpayiq_limited_networks 1",
        "medpayiq_refused_requests_total{reason=\"key\"} 2",
        "medpayiq_refused_requests_total{reason=\"scope\"} 1",
        "medpayiq_refused_requests_total{reason=\"key_limit\"} 1",
        "medpayiq_refused_requests_total{reason=\"address_limit\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}:\n{text}");
    }
}

#[test]
fn the_access_log_names_the_operation_and_the_key_and_nothing_else() {
    let database = Database::with_starter_data();
    let key = create(&database, "the practice", &["--scope", "estimate,contribute"]);
    let log = |settings: &[(&str, &str)]| {
        let all = [&[("MEDPAYIQ_LOG", "info"), ("MEDPAYIQ_LOG_FORMAT", "json")], settings].concat();
        let service = start(&database, &all);
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let headers = [("authorization", key.as_str()), ("x-request-id", "mine-1"), ("traceparent", trace)];
        service.client.send("GET", "/v1/codes/76377?zip=94110", &headers, b"");
        service.client.send("GET", "/v1/nowhere/smith", &[("x-request-id", "mine-2")], b"");
        let contribution = [
            ("authorization", key.as_str()),
            ("x-request-id", "mine-3"),
            ("content-type", "application/json"),
        ];
        service.client.send("POST", "/v1/denial-reports", &contribution, b"{}");
        if !settings.is_empty() {
            wait_until("the last request is logged", || service.log().contains("mine-3"));
        }
        let log = service.log();
        service.stop();
        log
    };
    assert!(!log(&[]).contains("mine-1"));
    let log = log(&[("MEDPAYIQ_ACCESS_LOG", "true")]);
    let line = |id: &str| -> Value {
        let line = log.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{log}"));
        serde_json::from_str(line).unwrap()
    };
    let known = line("mine-1");
    let mut fields: Vec<&str> = known.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let expected = [
        "key",
        "level",
        "message",
        "method",
        "microseconds",
        "route",
        "span",
        "spans",
        "status",
        "target",
        "timestamp",
    ];
    assert_eq!(fields, expected);
    let span =
        json!({"name": "request", "request_id": "mine-1", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"});
    assert_eq!((&known["key"], &known["route"]), (&json!("the practice"), &json!("/v1/codes/{hcpcs}")));
    assert_eq!((&known["status"], &known["method"], &known["span"]), (&json!(200), &json!("GET"), &span));
    assert_eq!(line("mine-2")["route"], "other");
    // PostgreSQL's log has the moment at which a report was written, so this log does not say who sent it.
    let contribution = line("mine-3");
    assert_eq!((&contribution["route"], &contribution["key"]), (&json!("/v1/denial-reports"), &json!("")));
    let lines = log.lines().filter(|line| line.contains("\"target\":\"access\"")).collect::<String>();
    assert!(!["94110", "smith", "127.0.0.1", "76377"].iter().any(|word| lines.contains(word)), "{lines}");
}
