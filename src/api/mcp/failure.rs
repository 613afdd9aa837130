//! The failure of a tool in words, for the assistant that called it.

use crate::api::wire::error::Error;
use std::fmt::Write;

/// The title of the problem, and everything that is wrong, each with its argument.
pub(super) fn describe(error: &Error) -> String {
    let mut text = format!("{}.", error.problem_type().title);
    if error.faults().is_empty() {
        text = format!("{text} {error}");
    }
    for fault in error.faults() {
        // Arguments are in one object, whether the operation has them in its path or in its query.
        let pointer = fault.pointer.trim_start_matches("/query").trim_start_matches("/path");
        // Writing to a text cannot fail.
        let _ = if pointer.is_empty() {
            write!(text, "\n- {}", fault.detail)
        } else {
            write!(text, "\n- {pointer}: {}", fault.detail)
        };
    }
    text
}
