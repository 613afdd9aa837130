//! The README's requests: the first gets the answer printed there, and the report counts once however often it is pasted.

use crate::support::schedule::schedule;
use crate::support::server::Server;
use medpayiq::api::{EstimateRequest, price};
use serde_json::Value;

/// The text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &text[text.find(start).unwrap() + start.len()..];
    &rest[..rest.find(end).unwrap()]
}

#[test]
fn the_first_request_of_the_readme_is_answered_as_printed() {
    let readme = include_str!("../../README.md");
    let request: EstimateRequest = serde_json::from_str(between(readme, "-d '", "' | python3")).unwrap();
    let printed: Value = serde_json::from_str(between(readme, "```json\n", "```")).unwrap();
    let schedule = schedule();
    let priced = price(&schedule, request).unwrap();
    assert_eq!(serde_json::to_value(priced.answer()).unwrap(), printed);
}

#[test]
fn the_report_of_the_readme_counts_once_however_often_it_is_pasted() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("/v1/denial-reports -H 'content-type: application/json' ").unwrap();
    let (key, report) = (between(rest, "-H 'idempotency-key: ", "'"), between(rest, "-d '", "'\n"));
    let server = Server::with_starter_data();
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    let send = || server.send("POST", "/v1/denial-reports", &headers, report.as_bytes());
    let (first, second) = (send(), send());
    assert_eq!((first.status, first.text()), (202, second.text()));
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "1");
}

#[test]
fn the_readme_needs_no_program_that_it_does_not_name() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let programs: Vec<&str> = blocks.flat_map(str::lines).flat_map(|line| line.split("$(").skip(1)).collect();
    assert!(programs.is_empty(), "what a shell puts in may not be there: {programs:?}");
}
