//! Requests of which every byte costs something. Their answers stay short, and so does what they take of the memory.

use crate::support::cluster::Database;
use crate::support::http::Answer;
use crate::support::program::Service;
use serde_json::{Value, json};
use std::fs;

/// The most memory that a program has had, in MiB.
fn peak(service: &Service) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", service.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn start() -> (Database, Service) {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    (database, service)
}

fn count_of_errors(answer: &Answer) -> usize {
    let problem: Value = serde_json::from_str(answer.text()).unwrap();
    problem["errors"].as_array().unwrap().len()
}

#[test]
fn a_form_that_looks_like_its_boundary_everywhere_takes_little_memory() {
    let (_database, service) = start();
    let before = peak(&service);
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let body = format!("{head}{}\r\n--edge--\r\n", "\r\n--".repeat(100_000));
    let headers = [("accept", "text/html"), ("content-type", "multipart/form-data; boundary=edge")];
    let page = service.client.send("POST", "/claim", &headers, body.as_bytes());
    assert!([400, 422].contains(&page.status), "{} {}", page.status, page.text());
    assert!(peak(&service) < before + 100, "{} MiB, {before} before", peak(&service));
}

#[test]
fn the_faults_of_a_body_are_named_up_to_a_limit() {
    let (_database, service) = start();
    let header: Vec<String> = (0..20_000).map(|number| format!("column{number}")).collect();
    let headers = [("content-type", "text/csv")];
    let body = header.join(",") + "\n";
    let answer = service.client.send("POST", "/v1/estimates/batch", &headers, body.as_bytes());
    assert_eq!((answer.status, count_of_errors(&answer)), (400, 100));

    let faults = |lines: usize| {
        let lines: Vec<Value> = (0..lines).map(|_| json!({"hcpcs": "99213", "unit": 1})).collect();
        let body = json!({"locality": "01112-05", "lines": lines}).to_string();
        let headers = [("content-type", "application/json")];
        count_of_errors(&service.client.send("POST", "/v1/estimates", &headers, body.as_bytes()))
    };
    assert_eq!(faults(30), 30);
    assert_eq!(faults(60), 50);
    assert!((5..20).contains(&faults(5_000)));
}

#[test]
fn repeated_fields_of_a_message_are_named_up_to_a_limit() {
    let (_database, service) = start();
    let name = "n".repeat(20_000);
    let fields = vec![r#""a": 0"#; 20_000].join(", ");
    let body = format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "ping", "{name}": {{{fields}}}}}"#);
    let before = peak(&service);
    let headers = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
    let answer = service.client.send("POST", "/mcp", &headers, body.as_bytes());
    assert!(answer.text().len() < 1_000_000, "{} bytes", answer.text().len());
    assert!(peak(&service) < before + 100, "{} MiB, {before} before", peak(&service));
}

#[test]
fn words_of_a_search_count_once() {
    let (_database, service) = start();
    let found = |text: &str| {
        let answer = service.client.get(&format!("/v1/codes?date=2025-01-15&q={text}")).json();
        answer["codes"].to_string()
    };
    assert_eq!(found("mri+brain+mri+mri+brain"), found("mri+brain"));
    assert_ne!(found("mri+brain"), "[]");
    // The page searches for as much of a long text as a search may have.
    let page = service.client.get(&format!("/?q={}", "brain+".repeat(5_000)));
    assert!(page.status == 200 && page.text().contains("70551"), "{}", page.status);
}

#[test]
fn a_page_with_a_long_address_is_short() {
    let (_database, service) = start();
    let params: String = (0..5_000).map(|number| format!("&p{number}=1")).collect();
    let page = service.client.get(&format!("/?q=99213{params}"));
    assert_eq!((page.status, page.text().matches("which this page does not know").count()), (200, 20));
    let page = service.client.get(&format!("/claim?lines={}", "1".repeat(50_000)));
    assert!(page.text().len() < 200_000, "{} bytes", page.text().len());
}
