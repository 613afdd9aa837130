//! Bytes to values and back: bodies, queries, JSON, decimals, problems.

pub(crate) use medpayiq_claims::{fault_code, faults, hints};

pub(crate) mod binary;
pub(crate) mod blocking;
pub(crate) mod body;
pub(crate) mod challenge;
pub(crate) mod closed_lists;
pub(crate) mod decimal;
pub(crate) mod each;
pub(crate) mod error;
pub(crate) mod json;
mod missing_fields;
mod object;
pub(crate) mod pointer;
pub(crate) mod prefer;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod rate_limit;
pub(crate) mod read;
pub(crate) mod repeated;
pub(crate) mod responses;
pub(crate) mod schema_fault;
pub(crate) mod unit_count;
pub(crate) mod write_json;
