//! Finds CMS's own files for the tests that compare with them. The files are not part of the repository.
//!
//! `MEDPAYIQ_CMS_DATA` names their folder; without it they are looked for in `../shared/data`, from the checkout.

use std::env;
use std::path::{Path, PathBuf};

/// Names the folder of CMS's files.
const FOLDER: &str = "MEDPAYIQ_CMS_DATA";
/// If set, a missing file fails the test.
const REQUIRED: &str = "MEDPAYIQ_REQUIRE_CMS_DATA";

/// The file at `path` below the folder of CMS's files, such as `fee-schedule/rvu25a.zip`.
///
/// Returns `None`, and prints that the test is skipped, if there is no such file.
///
/// # Panics
///
/// if there is no such file and `MEDPAYIQ_REQUIRE_CMS_DATA` is set, so that a whole run cannot skip by mistake; and if
/// `path` is a folder, since a test that reads whatever is in a folder changes with the machine.
#[must_use]
#[expect(clippy::panic, reason = "a test must not pass without the files that the run demands")]
pub fn cms_file(path: &str) -> Option<PathBuf> {
    let found = folder().join(path);
    assert!(!found.is_dir(), "{} is a folder: name the files", found.display());
    if found.is_file() {
        return Some(found);
    }
    if env::var_os(REQUIRED).is_some_and(|value| !value.is_empty()) {
        panic!("{} is missing, and {REQUIRED} is set", found.display());
    }
    eprintln!("skipped: no CMS data: {} is missing ({FOLDER} names the folder)", found.display());
    None
}

fn folder() -> PathBuf {
    let around_checkout = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap_or(Path::new(".."));
    env::var_os(FOLDER).map_or_else(|| around_checkout.join("shared/data"), PathBuf::from)
}

/// All of these files, or `None` if one is missing: see [`cms_file`].
#[must_use]
pub fn cms_files<const N: usize>(paths: [&str; N]) -> Option<[PathBuf; N]> {
    let found: Vec<PathBuf> = paths.into_iter().map(cms_file).collect::<Option<_>>()?;
    found.try_into().ok()
}
