//! The documents' promises: the first request of the README gets the answer printed there, the report counts once however
//! often it is pasted, links lead somewhere, and every setting and metric is described.

use crate::support::server::Server;
use crate::support::{checkout, settings};
use serde_json::Value;
use std::fs;

const README: &str = include_str!("../../README.md");
const REPORTS: &str = include_str!("../../docs/denial-reports-and-privacy.md");
const OPERATING: &str = include_str!("../../docs/operating.md");

/// The text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &text[text.find(start).unwrap() + start.len()..];
    &rest[..rest.find(end).unwrap()]
}

/// The first place in which an answer does not have what is printed of it. A document leaves fields out, and the last items of
/// lists.
fn difference(printed: &Value, answer: &Value, at: &str) -> Option<String> {
    match (printed, answer) {
        (Value::Object(printed), Value::Object(answer)) => {
            printed.iter().find_map(|(key, value)| match answer.get(key) {
                Some(answered) => difference(value, answered, &format!("{at}/{key}")),
                None => Some(format!("{at}/{key}: printed, not answered")),
            })
        }
        (Value::Array(printed), Value::Array(answer)) if printed.len() <= answer.len() => {
            (printed.iter().zip(answer))
                .enumerate()
                .find_map(|(index, (printed, answer))| difference(printed, answer, &format!("{at}/{index}")))
        }
        (printed, answer) => {
            (printed != answer).then(|| format!("{at}: printed {printed}, answered {answer}"))
        }
    }
}

/// Every document with its path from the checkout.
fn documents() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in
        ["", "docs", "docs/adr", "migrations", "tests/fixtures/cms", "tests/fixtures/x12", "tests/it/naive"]
    {
        for entry in fs::read_dir(checkout(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let text = fs::read_to_string(checkout(&path)).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The blocks that a reader pastes into a shell.
fn shell_blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap())
}

#[test]
fn the_readme_prints_a_part_of_the_answer_to_its_request() {
    let command = between(README, "curl -s http://127.0.0.1:8080", " | python3");
    let (path, rest) = command.split_once(" -H 'content-type: application/json' -d '").unwrap();
    let printed: Value = serde_json::from_str(between(README, "```json\n", "```")).unwrap();
    let answer = Server::with_starter_data().post(path, rest.strip_suffix('\'').unwrap()).json();
    assert_eq!(difference(&printed, &answer, ""), None);
}

#[test]
fn the_report_in_the_documents_counts_once_however_often_it_is_pasted() {
    let (_, rest) = REPORTS.split_once("/v1/denial-reports -H 'content-type: application/json' ").unwrap();
    let (key, report) = (between(rest, "-H 'idempotency-key: ", "'"), between(rest, "-d '", "'\n"));
    let server = Server::with_own_starter_data();
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    let send = || server.send("POST", "/v1/denial-reports", &headers, report.as_bytes());
    let (first, second) = (send(), send());
    assert_eq!((first.status, first.text()), (202, second.text()));
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "1");
}

#[test]
fn commands_of_the_readme_run_no_program_in_their_arguments() {
    let lines = shell_blocks(README).flat_map(str::lines);
    let programs: Vec<&str> = lines.flat_map(|line| line.split("$(").skip(1)).collect();
    assert!(programs.is_empty(), "a reader may not have {programs:?}");
}

#[test]
fn links_of_the_documents_lead_to_files() {
    let documents = documents();
    assert!(documents.len() > 15);
    let mut broken = Vec::new();
    for (path, text) in documents {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = link.split('#').next().unwrap();
            if !link.starts_with("http") && !checkout(folder).join(file).exists() {
                broken.push(format!("{path} links to {link}"));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn every_setting_is_described_for_operators() {
    for name in settings() {
        assert!(OPERATING.contains(&format!("| `{name}` |")), "{name}");
    }
}
