//! Circles of imports: files that all lead back to each other.

use super::imports::{Crate, Sources, folder};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The circles that a crate must not have, each as the shortest way from a file back to itself: those that join files of
/// different folders, and any within the folders that are named.
pub(super) fn refused(sources: &Sources, without_any: &[&str]) -> Vec<String> {
    let imports = Crate::new(sources).imports();
    let mut refused = Vec::new();
    for circle in circles(&imports) {
        let folders: BTreeSet<String> = circle.iter().map(|file| folder(file, sources)).collect();
        let is_within = |room: &&str| circle.iter().all(|file| file.starts_with(&format!("{room}/")));
        if folders.len() > 1 || without_any.iter().any(is_within) {
            refused.push(format!("{} files: {}", circle.len(), shortest(&circle, &imports).join(" -> ")));
        }
    }
    refused
}

/// The largest sets of files of which each reaches all others.
fn circles(imports: &Imports) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<String>> =
        imports.keys().map(|file| (file, reachable(file, imports))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, others) in &reached {
        let is_back = |other: &&String| reached.get(other).is_some_and(|theirs| theirs.contains(*file));
        let circle: BTreeSet<String> = others.iter().filter(is_back).cloned().collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

/// Every file that a file leads to; itself only if there is a way back.
fn reachable(file: &String, imports: &Imports) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for imported in imports.get(next).into_iter().flatten() {
            if found.insert(imported.clone()) {
                open.push(imported);
            }
        }
    }
    found
}

/// The shortest way from some file of a circle back to itself.
fn shortest(circle: &BTreeSet<String>, imports: &Imports) -> Vec<String> {
    let ways = circle.iter().filter_map(|start| way_back(start, imports));
    ways.min_by_key(Vec::len).unwrap_or_default()
}

fn way_back(start: &String, imports: &Imports) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([vec![start.clone()]]);
    while let Some(way) = open.pop_front() {
        for imported in imports.get(way.last()?).into_iter().flatten() {
            let further = [way.as_slice(), std::slice::from_ref(imported)].concat();
            if imported == start {
                return Some(further);
            }
            if seen.insert(imported.clone()) {
                open.push_back(further);
            }
        }
    }
    None
}

/// A crate made up for a test: file names with their text.
fn sample(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_circle_through_a_re_export_is_refused() {
    let files = [
        ("lib.rs", "mod api; mod store;"),
        ("api/mod.rs", "mod limits; mod routes; pub use limits::Limits;"),
        ("api/limits.rs", "use crate::store::Store; pub struct Limits;"),
        ("api/routes.rs", "use super::Limits; pub fn routes() {}"),
        ("store/mod.rs", "use crate::api::Limits; pub struct Store;"),
    ];
    let refused = refused(&sample(&files), &[]);
    assert_eq!(refused, ["2 files: api/limits.rs -> store/mod.rs -> api/limits.rs"]);
}

#[test]
fn a_circle_through_paths_in_code_is_refused() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        ("one/mod.rs", "use crate::two as other; fn a() { other::b() }"),
        ("two/mod.rs", "mod inner; fn b() { inner::c() }"),
        ("two/inner.rs", "fn c() { super::super::one::a() }"),
    ];
    let refused = refused(&sample(&files), &[]);
    assert_eq!(refused, ["3 files: one/mod.rs -> two/mod.rs -> two/inner.rs -> one/mod.rs"]);
}

#[test]
fn a_circle_through_a_glob_is_refused() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        ("one/mod.rs", "mod inner; pub use inner::*;"),
        ("one/inner.rs", "use crate::two::*; pub struct A;"),
        ("two/mod.rs", "use crate::one::A; pub struct B;"),
    ];
    assert_eq!(refused(&sample(&files), &[]), ["2 files: one/inner.rs -> two/mod.rs -> one/inner.rs"]);
}

#[test]
fn a_circle_within_a_folder_is_refused_where_none_may_be() {
    let files = [
        ("lib.rs", "mod pricing;"),
        ("pricing/mod.rs", "mod work; mod stage;"),
        ("pricing/work.rs", "use super::stage::{self, Stage}; pub struct Work(Stage);"),
        ("pricing/stage.rs", "pub struct Stage(fn(super::work::Work));"),
    ];
    let sources = sample(&files);
    assert_eq!(refused(&sources, &[]), [""; 0]);
    let circle = "2 files: pricing/stage.rs -> pricing/work.rs -> pricing/stage.rs";
    assert_eq!(refused(&sources, &["pricing"]), [circle]);
}

#[test]
fn declarations_and_tests_make_no_circle() {
    let files = [
        ("lib.rs", "pub mod api; pub mod store; pub use api::Limits; pub use other::thing as store_thing;"),
        ("api/mod.rs", "mod limits; mod routes; #[cfg(test)] mod routes_tests; pub use limits::Limits;"),
        ("api/limits.rs", "pub struct Limits; #[cfg(test)] mod tests { use crate::store::Store; }"),
        ("api/routes.rs", "use super::Limits; use crate::store::{Store, inner::Inner}; // crate::lib"),
        ("store/mod.rs", "pub mod inner; pub use inner::Inner; pub struct Store;"),
        ("store/inner.rs", "use crate::api::Limits; pub struct Inner(Limits);"),
    ];
    assert_eq!(refused(&sample(&files), &["api", "store"]), [""; 0]);
}
