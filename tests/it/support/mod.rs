//! What the suites share: a PostgreSQL, databases in it, a server over each, and a client that asks.

pub(crate) mod asking;
pub(crate) mod cluster;
pub(crate) mod collector;
pub(crate) mod edits;
pub(crate) mod http;
pub(crate) mod importing;
pub(crate) mod pooler;
pub(crate) mod program;
pub(crate) mod proxy;
pub(crate) mod releases;
pub(crate) mod reporting;
pub(crate) mod schedule;
pub(crate) mod schema;
pub(crate) mod server;
pub(crate) mod terms;
pub(crate) mod wire;
pub(crate) mod workbook;

use expect_test::Expect;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file or folder of the checkout.
pub(crate) fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The variables that configure the program.
pub(crate) fn settings() -> Vec<String> {
    let help = program::run(&["serve", "--help"], &[]).printed();
    let names = help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next());
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() > 15, "{help}");
    names
}

/// Sends each line of a golden text that is not indented. The indented lines below it are the expected answer.
pub(crate) fn check_answers(golden: &Expect, answer: impl Fn(&str) -> String) {
    let lines = golden.data().lines().filter(|line| !line.trim().is_empty());
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.clone().map(|line| indent(&line)).min().expect("a line");
    let asked = lines.filter(|line| indent(line) == least).map(str::trim);
    let with_answers = asked.map(|line| format!("{line}\n  {}", answer(line).replace('\n', "\n  ")));
    golden.assert_eq(&with_answers.collect::<Vec<_>>().join("\n"));
}

/// Waits until something happens, and fails if that takes too long.
pub(crate) fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !happened() {
        assert!(Instant::now() < deadline, "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
