//! `docs/reliability.md` names a test for each fault. Every one of them exists.

use crate::support::checkout;
use std::fs;
use std::path::PathBuf;

/// The fewest faults that the document has.
const LEAST_FAULTS: usize = 60;

/// The names in the last column of the tables: file and function.
fn named_tests(document: &str) -> Vec<(&str, &str)> {
    let rows = document.lines().filter_map(|line| line.strip_suffix("` |")?.rsplit_once("| `"));
    rows.flat_map(|(_, tests)| tests.split("`, `")).filter_map(|test| test.split_once("::")).collect()
}

/// The Rust files with this name, without the ending, that may hold tests.
fn files_named(name: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["src", "crates", "tests/it"].map(checkout).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.file_name().unwrap().to_str() == Some(&format!("{name}.rs")) {
                found.push(entry);
            }
        }
    }
    found
}

/// Whether the text has a test with this name.
fn has_test(text: &str, name: &str) -> bool {
    let begins_test = |before: &str| {
        before
            .trim_end()
            .lines()
            .rev()
            .take(4)
            .any(|line| line.contains("#[test]") || line.contains("#[tokio::test"))
    };
    let function = format!("fn {name}(");
    text.match_indices(&function).any(|(at, _)| begins_test(&text[..at]))
}

#[test]
fn every_test_that_the_reliability_page_names_exists() {
    let document = fs::read_to_string(checkout("docs/reliability.md")).unwrap();
    let named = named_tests(&document);
    assert!(named.len() >= LEAST_FAULTS, "{} faults", named.len());
    let is_missing = |(file, test): &&(&str, &str)| {
        !files_named(file).iter().any(|path| has_test(&fs::read_to_string(path).unwrap(), test))
    };
    let missing: Vec<_> = named.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
