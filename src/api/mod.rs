//! The only HTTP and JSON: one file a resource, each request checked once at the door.
//!
//! A handler turns a request into domain values, borrows from the schedule, and writes the answer. Every failure
//! is an [`Error`], which `problem` turns into an RFC 9457 problem.

mod aside;
mod batch;
mod body;
mod closed_lists;
mod code_edits;
mod code_page;
mod codes;
mod contributor;
mod decimal;
mod denial_report_request;
mod denial_reports;
mod denials;
mod docs;
mod each;
mod edit_response;
mod edit_source;
mod edits_check;
mod error;
mod estimate_request;
mod estimate_response;
mod estimates;
mod faults;
mod health;
mod history;
mod json;
mod localities;
mod metrics;
mod problem;
mod query;
mod read;
mod reason_codes;
mod releases;
mod remittance_response;
mod remittances;
mod report_lists;
mod routes;
mod site;
mod source;
mod state;
mod tips;
mod toolkit;
mod toolkit_answer;
mod typical;
mod write_json;
mod x12_estimates;
mod x12_request;
mod zips;

pub use contributor::Reporting;
pub use docs::{document, document_text};
pub use error::{Error, Fault};
pub use estimate_request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
pub use estimate_response::EstimateResponse;
pub use estimates::{PricedClaim, price, request};
pub use problem::Problem;
pub use routes::{Limits, serve};
pub use state::State;
