//! HTTP and JSON. Each folder serves one tag of the OpenAPI document.
//!
//! A handler turns a request into domain values, borrows from the schedule, and writes the answer. Every failure
//! is an [`Error`], which `wire::problem` turns into an RFC 9457 problem.

mod codes;
mod docs;
mod estimates;
mod health;
mod limits;
mod metrics;
mod reference;
mod reports;
mod routes;
mod shared;
mod state;
mod toolkit;
mod wire;

pub use docs::{document, document_text};
pub use estimates::priced_claim::{PricedClaim, price, request};
pub use estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
pub use estimates::response::EstimateResponse;
pub use limits::{Limits, Reporting};
pub use routes::serve;
pub use state::State;
pub use wire::error::{Error, Fault};
pub use wire::problem::Problem;
