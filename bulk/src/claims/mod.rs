//! Claims as they are sent, and as the rules need them.
//!
//! Columns, JSON and CSV rows all become a [`RawClaim`], whose fields are texts. [`check`](check::check) makes a claim of it, or
//! lists its faults with the words of `POST /v1/estimates/batch`.

pub mod check;
pub mod columns;
#[cfg(test)]
mod columns_tests;
pub mod csv_row;
pub mod faults;
pub mod json;
pub mod raw;

pub use faults::{Fault, Problem};
pub use raw::{Given, RawClaim, RawLine};
