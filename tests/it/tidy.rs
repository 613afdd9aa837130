//! The house in order: who may name whom, the length of files, and words that do not belong into the repository.

use crate::support::checkout;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room of `src` with the rooms that it may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("telemetry", &[]),
    ("config", &["telemetry", "denials"]),
    ("cluster", &[]),
    ("denials", &["vocabulary", "x12"]),
    ("import", &["vocabulary", "edits", "schedule"]),
    ("starter", &["vocabulary", "edits", "schedule"]),
    ("store", &["vocabulary", "pricing", "edits", "schedule", "denials", "tips"]),
    ("tips", &["vocabulary", "pricing", "schedule"]),
    ("toolkit", &["vocabulary", "pricing", "schedule", "denials", "tips"]),
    (
        "api",
        &[
            "vocabulary",
            "pricing",
            "schedule",
            "denials",
            "store",
            "starter",
            "telemetry",
            "tips",
            "toolkit",
            "x12",
        ],
    ),
    (
        "commands",
        &[
            "vocabulary",
            "pricing",
            "edits",
            "schedule",
            "denials",
            "import",
            "starter",
            "store",
            "tips",
            "cluster",
            "api",
            "config",
            "telemetry",
        ],
    ),
    ("lib", &[]),
    ("main", &[]),
];

/// The longest file: a golden answer of a test takes as much room as it takes.
const MOST_LINES: usize = 450;

/// Every text file of the repository.
fn files() -> Vec<PathBuf> {
    let mut folders = vec![checkout("")];
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

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let is_source = |file: &PathBuf| {
        file.starts_with(checkout(folder)) && file.extension().is_some_and(|kind| kind == "rs")
    };
    files()
        .into_iter()
        .filter(is_source)
        .map(|file| (file.clone(), fs::read_to_string(file).unwrap()))
        .collect()
}

/// The room of a file: the folder under `src` or the file itself.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(checkout("src")).unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn a_room_names_only_the_rooms_it_may() {
    for (file, text) in sources("src") {
        let room = room(&file);
        let (_, allowed) = ROOMS.iter().find(|(name, _)| *name == room).expect("a room of the list");
        // What only tests name is not part of the house.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (number, line) in
            code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for named in line.split("crate::").skip(1).filter(|_| !line.contains("$crate")) {
                let named: String =
                    named.chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect();
                let fine = named == room || allowed.contains(&named.as_str()) || named.is_empty();
                assert!(fine, "{}:{}: {room} names {named}", file.display(), number + 1);
            }
            assert!(!line.contains("use crate::{"), "{}:{}: one room a line", file.display(), number + 1);
        }
    }
}

#[test]
fn files_are_short_and_lints_are_not_switched_off() {
    let attribute = ["#[", "allow"].concat();
    for (file, text) in sources("src").into_iter().chain(sources("tests")).chain(sources("examples")) {
        assert!(text.lines().count() <= MOST_LINES || is_golden(&text), "{} is too long", file.display());
        assert!(
            !text.contains(&attribute),
            "{} switches a lint off: expect it, with the reason",
            file.display()
        );
    }
}

/// Whether most of a test file is golden answers.
fn is_golden(text: &str) -> bool {
    text.contains("expect![[r#\"") && text.lines().count() < 2 * MOST_LINES
}

#[test]
fn nothing_of_somebody_s_machine_is_in_the_repository() {
    let words = [["/wo", "rk/"], ["/tm", "p/wt"], ["/ro", "ot/"], ["hel", "per"]].map(|parts| parts.concat());
    for file in files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let lower = text.to_lowercase();
        let found = words.iter().find(|word| lower.contains(word.as_str()));
        assert!(found.is_none(), "{}: {found:?}", file.display());
    }
}
