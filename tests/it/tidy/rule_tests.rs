//! The way from each rule to its tests: the first lines of its file name them, such as
//! `Tests: rules/therapy.rs, figures.txt "Therapy".` All are below `tests/it`.

use super::{checkout, sources};
use std::collections::BTreeSet;
use std::fs;

const RULES: &str = "crates/medpayiq-core/src/pricing/rules";

/// The tests that the first lines of a rule name, each with the section of its figures, if it names one.
fn named_tests(rule: &str) -> Vec<(String, Option<String>)> {
    let lines = rule.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let first_lines = lines.collect::<Vec<_>>().join(" ");
    let Some((_, tests)) = first_lines.split_once(" Tests: ") else { return Vec::new() };
    // A section may have a comma in its name.
    let mut named = Vec::new();
    for (number, part) in tests.split('"').enumerate() {
        if number % 2 == 1 {
            let (_, section) = named.last_mut().expect("a file before its section");
            *section = Some(part.to_owned());
            continue;
        }
        let files = part.split([',', ' ']).map(|file| file.trim_end_matches('.'));
        named.extend(files.filter(|file| !file.is_empty()).map(|file| (file.to_owned(), None)));
    }
    named
}

/// What is wrong with the tests that a rule names.
fn faults(file: &str, rule: &str) -> Vec<String> {
    let named = named_tests(rule);
    if named.is_empty() {
        return vec![format!("{file} names no tests")];
    }
    let fault = |(test, section): &(String, Option<String>)| {
        let Ok(text) = fs::read_to_string(checkout("tests/it").join(test)) else {
            return Some(format!("{file} names {test}, which is not in tests/it"));
        };
        let is_there = match section {
            Some(section) => text.lines().any(|line| line == format!("# {section}")),
            None => text.contains("#[test]"),
        };
        (!is_there).then(|| format!("{file} names {test} {section:?}, which has no such tests"))
    };
    named.iter().filter_map(fault).collect()
}

#[test]
fn each_rule_names_its_tests() {
    let rules = sources(RULES).into_iter().filter(|(file, _)| file != "mod.rs");
    let faults: Vec<String> = rules.flat_map(|(file, text)| faults(&file, &text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_test_of_a_rule_is_named_by_it() {
    let rules = sources(RULES);
    let own = sources("tests/it/rules").into_iter().filter(|(file, _)| file != "mod.rs");
    let unnamed: BTreeSet<String> = own
        .map(|(file, _)| file)
        .filter(|file| {
            let rule = rules.get(file);
            let named = rule.map(|text| named_tests(text)).unwrap_or_default();
            !named.contains(&(format!("rules/{file}"), None))
        })
        .collect();
    assert_eq!(unnamed, BTreeSet::new());
}

#[test]
fn a_rule_without_tests_is_found() {
    let named = "//! A rule.\n//!\n//! Tests: rules/therapy.rs, figures.txt\n//! \"Film, computed radiography, old scanners\".\n";
    assert_eq!(faults("rule.rs", named), [""; 0]);
    assert_eq!(faults("rule.rs", "//! A rule."), ["rule.rs names no tests"]);
    for wrong in ["rules/none.rs", "figures.txt \"None\"", "main.rs"] {
        assert_eq!(faults("rule.rs", &format!("//! A rule.\n//! Tests: {wrong}.")).len(), 1, "{wrong}");
    }
}
