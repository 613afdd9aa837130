//! Imports of the small releases by the real binary.

use super::checkout;
use super::cluster::Database;
use super::program::{Outcome, run_on};

/// The path of a small release, or of one of its files.
pub(crate) fn fixture(name: &str) -> String {
    checkout("tests/fixtures/cms").join(name).to_str().unwrap().to_owned()
}

/// Runs `medpayiq import`.
pub(crate) fn import(database: &Database, arguments: &[&str]) -> Outcome {
    run_on(database, &[&["import"], arguments].concat())
}
