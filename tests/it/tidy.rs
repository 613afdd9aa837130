//! The order of the house: which room may name which, no circles of imports, short files, names of test files, the tests of
//! each rule, and words that do not belong in the repository.

mod circles;
mod imports;
mod rule_tests;
mod tokens;

use crate::support::checkout;
use imports::{Crate, Sources, room};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of a crate, each with those that it may name.
type Rooms = &'static [(&'static str, &'static [&'static str])];

/// The `src` folder of each crate with its rooms, and the rooms in which no two files may import each other in a circle.
const CRATES: &[(&str, Rooms, &[&str])] = &[
    ("src", SERVICE, &["api", "denials", "starter", "tips", "variance"]),
    ("crates/medpayiq-claims/src", CLAIMS, &[]),
    ("crates/medpayiq-cms-files/src", &[("lib", &[])], &[]),
    ("crates/medpayiq-core/src", CORE, &["vocabulary", "law", "contract", "edits", "pricing"]),
    ("crates/medpayiq-x12/src", X12, &[]),
];

const CORE: Rooms = &[
    ("vocabulary", &[]),
    ("law", &["vocabulary"]),
    ("contract", &["vocabulary"]),
    ("edits", &["vocabulary"]),
    ("pricing", &["vocabulary", "law", "contract"]),
    ("schedule", &["vocabulary", "law", "edits", "pricing"]),
    ("snapshot", &["vocabulary", "law", "edits", "schedule"]),
    ("lib", &["vocabulary", "law", "contract", "edits", "pricing", "schedule", "snapshot"]),
];

/// The one room of medpayiq-claims, which knows the core.
const CLAIMS: Rooms = &[("", &["vocabulary", "pricing", "schedule"])];

/// The one room of medpayiq-x12: each file may name each other, and of the core only the vocabulary.
const X12: Rooms = &[("", &["vocabulary"])];

const SERVICE: Rooms = &[
    ("telemetry", &[]),
    ("settings", &["telemetry", "denials"]),
    ("cluster", &[]),
    ("keys", &[]),
    ("denials", &["vocabulary", "x12"]),
    ("import", &["vocabulary", "law", "edits", "schedule"]),
    ("starter", &["vocabulary", "edits", "schedule", "snapshot"]),
    ("store", &["vocabulary", "law", "pricing", "edits", "schedule", "denials", "keys", "telemetry", "tips"]),
    ("tips", &["vocabulary", "pricing", "schedule"]),
    ("fee_schedule", &["vocabulary", "law", "contract", "pricing", "schedule"]),
    ("toolkit", &["vocabulary", "pricing", "schedule", "denials", "tips"]),
    ("variance", &["vocabulary", "contract", "pricing", "schedule", "x12"]),
    (
        "api",
        &[
            "vocabulary",
            "claims",
            "contract",
            "law",
            "pricing",
            "schedule",
            "denials",
            "fee_schedule",
            "keys",
            "store",
            "starter",
            "telemetry",
            "tips",
            "toolkit",
            "variance",
            "x12",
        ],
    ),
    (
        "commands",
        &[
            "vocabulary",
            "claims",
            "law",
            "pricing",
            "edits",
            "schedule",
            "snapshot",
            "denials",
            "fee_schedule",
            "keys",
            "import",
            "starter",
            "store",
            "tips",
            "cluster",
            "api",
            "settings",
            "telemetry",
            "variance",
        ],
    ),
    ("lib", &["vocabulary", "law", "contract", "pricing", "edits", "schedule", "x12"]),
    ("main", &[]),
];

/// The longest file. Golden answers do not count, since an answer takes as much room as it takes.
const MOST_LINES: usize = 400;
/// The longest file with its golden answers.
const MOST_LINES_WITH_ANSWERS: usize = 800;

/// Every file of the repository below a folder of it.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![checkout(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
            match (entry.is_dir(), name.as_str()) {
                (true, ".git" | "target") | (false, ".git") => {}
                (true, _) => folders.push(entry),
                (false, _) => files.push(entry),
            }
        }
    }
    files
}

/// The Rust files below a folder, by their path from there.
fn sources(folder: &str) -> Sources {
    let below = checkout(folder);
    let rust = files(folder).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs"));
    let text = |file: PathBuf| {
        let path = file.strip_prefix(&below).unwrap().to_str().unwrap().to_owned();
        (path, fs::read_to_string(&file).unwrap())
    };
    rust.map(text).collect()
}

#[test]
fn every_crate_is_in_order() {
    let listed: Vec<&str> = CRATES.iter().map(|(folder, ..)| *folder).collect();
    for entry in fs::read_dir(checkout("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(listed.contains(&format!("crates/{name}/src").as_str()), "{name} is not in CRATES");
    }
}

#[test]
fn a_room_names_only_the_rooms_it_may() {
    let mut refused = Vec::new();
    for (folder, rooms, _) in CRATES {
        // The tests of a room may make what they need with any other.
        let named = Crate::new(&sources(folder)).rooms_named();
        for (file, named) in named.into_iter().filter(|(file, _)| !file.ends_with("_tests.rs")) {
            let own = room(&file);
            let listed = rooms.iter().find(|(name, _)| *name == own || name.is_empty());
            let (name, allowed) = listed.unwrap_or_else(|| panic!("{folder}/{file}: no room of the list"));
            let is_own = |named: &String| named == own || (name.is_empty() && sources_have(folder, named));
            let forbidden = named.iter().filter(|named| !is_own(named) && !allowed.contains(&named.as_str()));
            refused.extend(forbidden.map(|named| format!("{folder}/{file} names {named}")));
        }
    }
    assert_eq!(refused, [""; 0]);
}

fn sources_have(folder: &str, room: &str) -> bool {
    ["", ".rs"].iter().any(|ending| checkout(folder).join(format!("{room}{ending}")).exists())
}

#[test]
fn no_crate_has_a_circle_of_imports() {
    let circles = CRATES.iter().flat_map(|(folder, _, without_any)| {
        let refused = circles::refused(&sources(folder), without_any);
        refused.into_iter().map(move |circle| format!("{folder}: {circle}"))
    });
    let circles: Vec<String> = circles.collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn files_of_tests_are_named_so() {
    for (folder, ..) in CRATES {
        for (file, text) in sources(folder) {
            let unnamed: Vec<String> =
                tokens::test_modules(&text).into_iter().filter(|name| !name.ends_with("_tests")).collect();
            assert!(unnamed.is_empty(), "{folder}/{file}: name {unnamed:?} *_tests.rs");
        }
    }
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for (file, text) in ["src", "crates", "tests", "examples", "benches"].into_iter().flat_map(in_folder) {
        let (lines, own) = (text.lines().count(), text.lines().count() - golden_lines(&text));
        if own > MOST_LINES || lines > MOST_LINES_WITH_ANSWERS {
            long.push(format!("{file} has {own} lines, and {lines} with its golden answers"));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn lints_are_not_switched_off() {
    let attribute = ["#[", "allow"].concat();
    for (file, text) in ["src", "crates", "tests", "examples", "benches"].into_iter().flat_map(in_folder) {
        assert!(!text.contains(&attribute), "{file} switches a lint off. Use expect, with the reason");
    }
}

/// The Rust files below a folder, by their path from the checkout.
fn in_folder(folder: &str) -> impl Iterator<Item = (String, String)> {
    sources(folder).into_iter().map(move |(file, text)| (format!("{folder}/{file}"), text))
}

/// The lines of golden answers in a test file: those within `expect![[r#"` and `"#]]`.
fn golden_lines(text: &str) -> usize {
    let answers = text.split("expect![[r#\"").skip(1);
    answers.map(|rest| rest.split("\"#]]").next().unwrap_or_default().matches('\n').count()).sum()
}

#[test]
fn nothing_of_a_contributor_s_machine_is_in_the_repository() {
    let words = [["/wo", "rk/"], ["/tm", "p/wt"], ["/ro", "ot/"], ["hel", "per"]].map(|parts| parts.concat());
    // npm writes the names of packages into these, and any word can be in a name.
    let is_own = |file: &&PathBuf| !file.ends_with("package-lock.json");
    let found: Vec<String> =
        files("").iter().filter(is_own).filter_map(|file| word_in(file, &words)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn word_in(file: &Path, words: &[String]) -> Option<String> {
    let text = fs::read_to_string(file).ok()?.to_lowercase();
    let found = words.iter().find(|word| text.contains(word.as_str()))?;
    Some(format!("{} has {found:?}", file.display()))
}
