//! The metrics for monitoring, and what they must not reveal.

use crate::in_memory::serve_in_memory;
use crate::openapi::{OPERATIONS, document};
use crate::support::http::Client;
use crate::support::reporting::{contribute, report, retract, send, server, somebody, token};
use crate::support::schedule::schedule;
use crate::support::server::Server;
use medpayiq::api::Reporting;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

const MEDIA_TYPE: &str = "text/plain; version=0.0.4";
/// A method that no operation has.
const PROPFIND: &[u8] =
    b"PROPFIND /v1/estimates HTTP/1.1\r\nhost: a\r\nuser-agent: a-client-of-mine\r\nconnection: close\r\n\r\n";
const INTERCHANGE: &str = include_str!("../fixtures/x12/clinic.837");

fn text(client: &Client) -> String {
    let answer = client.get("/metrics");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(MEDIA_TYPE)));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.text().to_owned()
}

/// Returns every sample by its name with labels. Checks the form of each line too.
fn samples(client: &Client) -> BTreeMap<String, f64> {
    let (mut samples, mut described) = (BTreeMap::new(), BTreeSet::new());
    for line in text(client).lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let words: Vec<&str> = comment.splitn(3, ' ').collect();
            assert!(matches!(words[..], ["HELP" | "TYPE", _, _]), "{line}");
            described.insert(words[1].to_owned());
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let family = name.split('{').next().unwrap();
        let of_histogram = ["_bucket", "_sum", "_count"].iter().find_map(|end| family.strip_suffix(end));
        assert!(described.contains(of_histogram.unwrap_or(family)), "{line}");
        assert!(samples.insert(name.to_owned(), value.parse().unwrap()).is_none(), "{line}");
    }
    samples
}

/// The value of one sample.
fn sample(client: &Client, name: &str) -> f64 {
    *samples(client).get(name).unwrap_or_else(|| panic!("{name}"))
}

fn requests(method: &str, route: &str, status: &str) -> String {
    format!(r#"medpayiq_http_requests_total{{method="{method}",route="{route}",status="{status}"}}"#)
}

#[test]
fn every_operation_is_counted_under_its_route_and_timed() {
    let (server, document) = (Server::with_starter_data(), document());
    for (id, request) in OPERATIONS {
        let (method, path) = request.split_once(' ').unwrap();
        let answer = server.send(method, path, &[], b"");
        let routes = document["paths"].as_object().unwrap().iter();
        let of_id = |item: &serde_json::Value| item[method.to_lowercase()]["operationId"] == *id;
        let (route, _) = routes.into_iter().find(|(_, item)| of_id(item)).unwrap();
        let status = format!("{}xx", answer.status / 100);
        assert!(sample(&server, &requests(method, route, &status)) >= 1.0, "{id}");
        let timed =
            format!(r#"medpayiq_http_request_duration_seconds_count{{method="{method}",route="{route}"}}"#);
        assert!(sample(&server, &timed) >= 1.0, "{id}");
    }
}

#[test]
fn every_metric_is_described_for_operators() {
    let (server, operating) = (Server::with_starter_data(), include_str!("../../docs/operating.md"));
    let text = text(&server);
    let names: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert_eq!(names.len(), 26);
    for name in names {
        assert!(
            operating.contains(&format!("`{name}`")) || operating.contains(&format!("`{name}{{")),
            "{name}"
        );
    }
}

#[test]
fn requests_outside_the_api_are_counted_together() {
    let server = Server::with_starter_data();
    server.get("/v1/nowhere");
    server.send("DELETE", "/v1/codes/76377", &[], b"");
    server.raw(PROPFIND);
    server.get("/docs/");
    assert_eq!(sample(&server, &requests("other", "other", "4xx")), 3.0);
    assert_eq!(sample(&server, &requests("other", "other", "2xx")), 1.0);
    server.send("HEAD", "/v1/codes/76377", &[], b"");
    assert_eq!(sample(&server, &requests("GET", "/v1/codes/{hcpcs}", "2xx")), 1.0);
}

#[test]
fn lines_are_counted_by_form_and_result() {
    let server = Server::with_starter_data();
    let claim = r#"{"date_of_service": "2025-01-15",
                    "lines": [{"hcpcs": "99213"}, {"hcpcs": "99024"}, {"hcpcs": "99999"}, {"hcpcs": "20610"}]}"#;
    assert_eq!(server.post("/v1/estimates", claim).status, 200);
    assert_eq!(server.post("/v1/estimates", r#"{"lines": [{"hcpcs": "9921"}]}"#).status, 422);
    let rows = "hcpcs,claim\n99213,1\n99024,1\n9921,2\n99213,3\n";
    let batch = server.send("POST", "/v1/estimates/batch", &[("content-type", "text/csv")], rows.as_bytes());
    assert_eq!(batch.status, 200);
    let x12 = [("content-type", "application/edi-x12")];
    assert_eq!(server.send("POST", "/v1/estimates", &x12, INTERCHANGE.as_bytes()).status, 200);
    let samples = samples(&server);
    let lines = |form: &str, result: &str| {
        samples[&format!(r#"medpayiq_lines_total{{form="{form}",result="{result}"}}"#)]
    };
    assert_eq!(
        ["priced", "denied_by_edit", "bundled", "unknown_code", "invalid"]
            .map(|result| lines("json", result)),
        [1.0, 1.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(["priced", "bundled", "unknown_code"].map(|result| lines("batch", result)), [2.0, 1.0, 0.0]);
    assert!(lines("x12", "priced") > 0.0);
}

#[test]
fn metrics_show_schedule_version_and_connections() {
    let server = Server::with_starter_data();
    assert_eq!(server.get("/v1/codes/76377/denials").status, 200);
    let samples = samples(&server);
    let version = format!(r#"medpayiq_build_info{{commit="",version="{}"}}"#, env!("CARGO_PKG_VERSION"));
    assert_eq!(samples[&version], 1.0);
    let counts = [
        ("fee_schedule", 2.0),
        ("ptp_edits", 1.0),
        ("unit_limits", 2.0),
        ("add_on_codes", 2.0),
        ("zip_localities", 1.0),
    ];
    for (kind, count) in counts {
        assert_eq!(samples[&format!(r#"medpayiq_releases{{kind="{kind}"}}"#)], count, "{kind}");
    }
    assert_eq!(samples[r#"medpayiq_releases{kind="law"}"#], 0.0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    for name in ["medpayiq_schedule_swapped_timestamp_seconds", "process_start_time_seconds"] {
        assert!((now - 600.0..=now).contains(&samples[name]), "{name}");
    }
    assert_eq!(samples["medpayiq_database_connections_limit"], 8.0);
    assert_eq!(samples["medpayiq_database_connections_awaited"], 0.0);
    assert!(samples[r#"medpayiq_database_connections{state="idle"}"#] >= 1.0);
    assert_eq!(samples[r#"medpayiq_database_connections{state="busy"}"#], 0.0);
}

#[test]
fn metrics_work_without_a_database_or_a_schedule() {
    let client = serve_in_memory(schedule());
    assert_eq!(sample(&client, r#"medpayiq_releases{kind="fee_schedule"}"#), 2.0);
    let client = serve_in_memory(medpayiq::schedule::Schedule::default());
    assert_eq!(sample(&client, r#"medpayiq_releases{kind="fee_schedule"}"#), 0.0);
}

/// The samples about denial reports: how many were accepted, and the requests that sent or retracted reports.
fn of_reports(client: &Client) -> BTreeMap<String, f64> {
    let is_about_reports = |name: &str| {
        name.contains("denial_reports") || name.contains("denial-reports") || name.contains("remittances")
    };
    samples(client).into_iter().filter(|(name, _)| is_about_reports(name)).collect()
}

#[test]
fn accepted_reports_show_in_whole_steps_only() {
    let server = server();
    let taken = |client: &Client| sample(client, r#"medpayiq_denial_reports_total{outcome="taken"}"#);
    let none = of_reports(&server);
    let mut tokens: Vec<String> = Vec::new();
    for hcpcs in ["76377", "76376", "99213", "20610"] {
        tokens.push(contribute(&server, &json!({"hcpcs": hcpcs})));
        assert_eq!(of_reports(&server), none);
    }
    tokens.push(contribute(&server, &json!({})));
    let five = of_reports(&server);
    assert_eq!((taken(&server), five[&requests("POST", "/v1/denial-reports", "2xx")]), (5.0, 5.0));
    for token in &tokens[..4] {
        assert_eq!(retract(&server, token), 204);
        assert_eq!(of_reports(&server), five);
    }
    assert_eq!(retract(&server, &tokens[4]), 204);
    assert_eq!(of_reports(&server)[&requests("DELETE", "/v1/denial-reports/{token}", "2xx")], 5.0);
    let remittance = include_bytes!("../fixtures/x12/clinic.835");
    let contribute = |query: &str| {
        let x12 = [("content-type", "application/edi-x12"), ("x-forwarded-for", "10.9.9.9")];
        let answer = server.send("POST", &format!("/v1/remittances{query}"), &x12, remittance).json();
        u32::try_from(answer["reports"].as_array().unwrap().len()).unwrap()
    };
    let before = of_reports(&server);
    contribute("");
    assert_eq!(of_reports(&server), before);
    let reports = contribute("?contribute=true");
    assert_eq!(taken(&server), f64::from((5 + reports) / 5 * 5));
}

#[test]
fn refused_reports_are_counted_as_they_come() {
    let server = Server::reporting(Reporting {
        trusts_forwarded_for: true,
        reports_per_hour: 1,
        ..Reporting::default()
    });
    let post = |fields| send(&server, "192.0.2.7", None, &report(&fields).to_string()).status;
    let count =
        |outcome: &str| sample(&server, &format!(r#"medpayiq_denial_reports_total{{outcome="{outcome}"}}"#));
    assert_eq!((post(json!({"hcpcs": "x"})), count("refused")), (422, 1.0));
    assert_eq!((post(json!({"payer": 1})), count("refused")), (400, 2.0));
    assert_eq!((post(json!({})), count("limited")), (202, 0.0));
    assert_eq!((post(json!({})), count("limited")), (429, 1.0));
    assert_eq!((count("refused"), count("taken")), (2.0, 0.0));
    assert_eq!(sample(&server, &requests("POST", "/v1/denial-reports", "4xx")), 3.0);
}

#[test]
fn metrics_contain_nothing_of_a_request() {
    let server = server();
    server.reload();
    let from = "203.0.113.77";
    let body = report(&json!({"hcpcs": "76376", "note": "Always append XS."})).to_string();
    let mut secrets: Vec<String> = (0..5).map(|_| token(&send(&server, &somebody(), None, &body))).collect();
    secrets.push(token(&send(&server, from, Some("a-key-of-mine"), &body)));
    retract(&server, &secrets[0]);
    server.get("/v1/codes/76377?zip=94110");
    server.get("/v1/codes/SMITH");
    server.get("/patients/jane-doe?q=1EG4TE5MK73");
    server.send("DELETE", "/v1/denial-reports/0123456789abcdef0123456789abcdef01234567", &[], b"");
    server.raw(PROPFIND);
    server.get("/v1/toolkit?codes=99213,20610&locality=01112-05");
    let claim =
        r#"{"locality": "01112-05", "lines": [{"id": "my-line", "hcpcs": "45378", "charge": "731.19"}]}"#;
    assert_eq!(server.post("/v1/estimates", claim).status, 200);
    secrets.extend(
        [
            from,
            "a-key-of-mine",
            "10.0.0",
            "127.0.0.1",
            "76377",
            "76376",
            "94110",
            "SMITH",
            "jane",
            "1EG4TE5MK73",
            "0123456789abcdef",
            "a-client-of-mine",
            "PROPFIND",
            "99213",
            "20610",
            "01112",
            "my-line",
            "45378",
            "731.19",
            "append",
            "medicare\"",
            "CO",
            "97\"",
        ]
        .map(str::to_owned),
    );
    let text = text(&server);
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret}: {text}");
    }
}
