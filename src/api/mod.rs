//! HTTP and JSON. Each folder serves one tag of the OpenAPI document; `wire` and `shared` serve the others.
//!
//! A handler turns a request into domain values, borrows from the schedule in memory, and writes the answer. Every failure is
//! an [`Error`], which the middleware answers as an RFC 9457 problem.

mod access;
mod certificate;
mod client_address;
mod codes;
mod compression;
mod connections;
mod cors;
mod database_state;
mod docs;
mod estimates;
mod failure_log;
mod fhir;
mod head_clock;
mod health;
mod holding_body;
mod limits;
mod mcp;
mod metrics;
mod middleware;
mod pages;
mod problem_types;
mod reference;
mod reports;
mod request_id;
mod request_span;
mod routes;
mod safe_headers;
mod server;
mod shared;
mod state;
mod terms;
mod toolkit;
mod unread_body;
mod unread_head;
mod wire;

pub use certificate::{Certificate, CertificateError, CertificateFiles};
pub use cors::{AllowedOrigins, OriginError};
pub use database_state::DatabaseState;
pub use docs::{document, document_text};
pub use estimates::priced_claim::{PricedClaim, price, price_under, request};
pub use estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
pub use estimates::response::EstimateResponse;
pub use limits::{AccessPolicy, Limits, Reporting};
pub(crate) use reference::fee_schedule::{AskedLayout, AskedSetting, FeeScheduleQuery, export};
pub(crate) use reference::releases::loaded_releases;
pub(crate) use reports::variance::{Echo, VarianceIntake, VarianceQuery};
pub(crate) use reports::variance_answer::{VarianceAnswer, VarianceFormat};
pub(crate) use reports::variance_response::{VarianceLine, VarianceResponse};
pub use server::{serve, serve_assistant, serve_health};
pub(crate) use shared::next_step::NextStepResponse;
pub(crate) use shared::notation::parse_lines;
pub(crate) use shared::place_query::PlaceQuery;
pub use state::State;
pub use terms::book::{NAME_FORM, TermsBook, is_terms_name};
pub use terms::file::{TermsFileError, read_terms_file, terms_as_toml};
pub use terms::reach::TermsInReach;
pub use terms::request::{FeeRequest, RangeRequest, TermsChoice, TermsRequest};
pub(crate) use wire::blocking::Pieces;
pub use wire::challenge::KeyFault;
pub use wire::error::{Error, Fault};
pub use wire::fault_code::FaultCode;
pub use wire::problem::Problem;
pub use wire::rate_limit::LimitedBy;
