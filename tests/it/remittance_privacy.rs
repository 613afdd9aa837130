//! No name, number, day or amount of a remittance is in an answer, in a log or in the database.

use crate::remittances::{CLINIC, CONTRIBUTING, NOT_PROFESSIONAL, PAYERS, REMITTANCES, send};
use crate::support::cluster::Database;
use crate::support::program::Service;
use crate::support::server::Server;
use medpayiq::x12::{Segment, Segments};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

/// Shorter texts and numbers occur anywhere by chance.
const SHORTEST_TEXT: usize = 5;
const SHORTEST_NUMBER: usize = 7;
/// Texts that the product itself uses, so that they may occur.
const PUBLIC: &[&str] = &["005010X221A1", "SAN FRANCISCO", "FRANCISCO"];

/// The elements of a segment that must not occur.
fn private_elements(segment: &Segment<'_>) -> Vec<String> {
    let all = 1..=25;
    let numbers: Vec<usize> = match segment.id() {
        b"ISA" | b"GS" | b"GE" | b"IEA" | b"BPR" | b"TRN" | b"N1" | b"N3" | b"N4" | b"NM1" | b"PER"
        | b"REF" | b"PLB" | b"DTM" | b"TS3" => all.collect(),
        b"CLP" => vec![1, 3, 4, 5, 7],
        b"SVC" => vec![2, 3],
        b"CAS" => vec![3, 6, 9],
        b"AMT" => vec![2],
        _ => Vec::new(),
    };
    numbers
        .into_iter()
        .map(|number| String::from_utf8_lossy(segment.element(number)).trim().to_owned())
        .collect()
}

/// Every name, number, day and amount of a remittance: whole, word by word, and dates also in ISO form.
pub(crate) fn private(body: &str) -> BTreeSet<String> {
    let elements = Segments::new(body.as_bytes()).flat_map(|segment| private_elements(&segment.unwrap()));
    let with_parts = elements.flat_map(|element| {
        let date = (element.len() == 8 && element.starts_with("20"))
            .then(|| format!("{}-{}-{}", &element[..4], &element[4..6], &element[6..]));
        let words: Vec<String> = element.split([' ', '@', '.', ':']).map(str::to_owned).collect();
        std::iter::once(element).chain(words).chain(date)
    });
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_distinctive = |text: &String| {
        text.len() >= if is_number(text) { SHORTEST_NUMBER } else { SHORTEST_TEXT }
            && !PUBLIC.contains(&text.as_str())
    };
    with_parts.filter(is_distinctive).collect()
}

pub(crate) fn search(private: &BTreeSet<String>, place: &str, text: &str) {
    let found: Vec<_> = private.iter().filter(|one| text.contains(one.as_str())).collect();
    assert!(found.is_empty(), "{found:?} in {place}");
}

/// Returns a log without the time at the head of each line. Its seconds may equal an amount.
pub(crate) fn without_times(log: &str) -> String {
    let lines = log.lines().map(|line| line.split_once(' ').map_or(line, |(_, rest)| rest));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every row of every table of the database, as text.
pub(crate) fn dump(database: &Database) -> String {
    let tables = database.ask("select quote_ident(tablename) from pg_tables where schemaname = 'public'");
    let rows = tables.lines().map(|table| database.ask(&format!("select one::text from {table} as one")));
    rows.collect::<Vec<_>>().join("\n")
}

/// Copies of a body, each with a fault after another segment: cut off, with a wrong value, with a stray segment.
pub(crate) fn broken(body: &str) -> Vec<String> {
    let ends: Vec<_> = body.match_indices('~').map(|(end, _)| end).collect();
    let faults = ends.iter().enumerate().map(|(number, end)| match number % 3 {
        0 => body[..*end].to_owned(),
        1 => format!("{}~SVC*HC:QUILLFEATHER*ORSOLA*7ZZ7ZZ7ZZ77{}", &body[..*end], &body[*end..]),
        _ => format!("{}~QUILLFEATHER*ORSOLA{}", &body[..*end], &body[*end..]),
    });
    faults.collect()
}

#[test]
fn the_search_for_private_data_would_find_it() {
    let private = private(CLINIC);
    for one in [
        "QUILLFEATHER",
        "ACCT-66601",
        "1125033000333",
        "20250117",
        "2025-01-17",
        "507.37",
        "desk@example.org",
        "EFT8812345",
    ] {
        assert!(private.contains(one), "{one}");
    }
    assert!(private.len() > 100, "{}", private.len());
    search(&private, "the fixture without private data", "76377 26 CO 97 M15 2025-01");
    assert!(std::panic::catch_unwind(|| search(&private, "the fixture", CLINIC)).is_err());
}

#[test]
fn nothing_private_is_answered_logged_or_stored() {
    let database = Database::with_starter_data();
    let before = dump(&database);
    let environment = [("DATABASE_URL", &*database.url()), ("MEDPAYIQ_LOG", "trace")];
    let service = Service::start(&environment);
    for body in [CLINIC, PAYERS, NOT_PROFESSIONAL] {
        let private = private(body);
        for path in [REMITTANCES, CONTRIBUTING] {
            let answer = send(&service.client, path, body.as_bytes());
            assert_eq!(answer.status, 200, "{}", answer.text());
            search(&private, "an answer", &format!("{:?}{}", answer.headers, answer.text()));
        }
    }
    let private = private(CLINIC);
    for body in broken(CLINIC) {
        let answer = send(&service.client, CONTRIBUTING, body.as_bytes());
        assert!(matches!(answer.status, 200 | 422), "{}", answer.text());
        search(&private, "an answer", &format!("{:?}{}", answer.headers, answer.text()));
    }
    let (log, stored) = (without_times(&service.log()), dump(&database));
    assert!(log.lines().count() > 50 && stored.contains("76377"), "there is something to search");
    assert!(database.ask("select count(*)::text from denial_reports").parse::<u32>().unwrap() > 8);
    for body in [CLINIC, PAYERS, NOT_PROFESSIONAL] {
        search(&self::private(body), "the log", &log);
        let private = self::private(body).into_iter().filter(|one| !before.contains(one)).collect();
        search(&private, "the database", &stored);
    }
}

#[test]
fn a_damaged_remittance_reveals_nothing_private() {
    let server = Server::with_starter_data();
    let bodies = [CLINIC, PAYERS, NOT_PROFESSIONAL];
    let private = bodies.map(private);
    let change = (any::<prop::sample::Index>(), "[~*:|>A-Z0-9\n]{0,3}", 0..4_usize);
    let mutated = (0..bodies.len(), prop::collection::vec(change, 0..8));
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) });
    let outcome = runner.run(&mutated, |(which, changes)| {
        let mut body = bodies[which].as_bytes().to_vec();
        for (place, new, length) in changes {
            let start = place.index(body.len());
            let end = (start + length).min(body.len());
            body.splice(start..end, new.bytes());
        }
        let answer = send(&server, REMITTANCES, &body);
        prop_assert!(matches!(answer.status, 200 | 422), "{}", answer.status);
        let found = private[which].iter().find(|one| answer.text().contains(one.as_str()));
        prop_assert!(found.is_none(), "{found:?} in {}", answer.text());
        Ok(())
    });
    outcome.unwrap();
}
