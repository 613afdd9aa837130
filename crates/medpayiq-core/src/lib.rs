//! Medicare's payment rules for practitioners, as a pure library.
//!
//! A [`Claim`](vocabulary::Claim) and the rates that a [`Schedule`](schedule::Schedule) has for it go into
//! [`pricing::estimate`]; an amount with its reasons comes out for each line.
//!
//! | module | content |
//! |---|---|
//! | [`vocabulary`] | the field's words as types that cannot be wrong |
//! | [`edits`] | the edits of the National Correct Coding Initiative (NCCI) as compact tables |
//! | [`law`] | what the law dates: figures and lists of codes, each with its source |
//! | [`pricing`] | Medicare's payment rules |
//! | [`schedule`] | the loaded releases as one immutable value, looked up by date |
//!
//! The crate knows no clock, no database and no network, and no float touches money.

pub mod edits;
pub mod law;
pub mod pricing;
pub mod schedule;
#[cfg(feature = "snapshot")]
pub mod snapshot;
pub mod vocabulary;
