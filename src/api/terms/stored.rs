//! `GET /v1/terms`: the stored terms of contracts.

use super::book::{NAME_FORM, NamedTerms, TermsBook, is_terms_name};
use super::reach::unknown_name;
use super::request::TermsRequest;
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ListProblems;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use std::sync::Arc;
use time::Date;
use utoipa::ToSchema;

/// The stored terms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermsList<'a> {
    /// The terms, by name.
    terms: Vec<TermsSummary<'a>>,
}

/// Stored terms in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermsSummary<'a> {
    /// The name that requests use.
    #[schema(example = "clinic")]
    name: &'a str,
    /// The file that they were imported from.
    #[schema(example = "clinic.toml")]
    file: &'a str,
    /// The SHA-256 digest of the file, in hexadecimal.
    sha256: &'a str,
    /// The day on which they were imported, in UTC.
    #[schema(value_type = String, example = "2026-11-29", format = Date)]
    imported_on: Shown<Date>,
    /// The percentage of Medicare's amount for codes that no range has; null if they have none.
    #[schema(example = "110", required = true)]
    percent: Option<&'a str>,
    /// The number of ranges with a percentage.
    range_count: usize,
    /// The number of fees.
    fee_count: usize,
    /// Whether the charge is allowed if it is lower than the contract's amount.
    lesser_of_charge: bool,
    /// Whether Medicare's reductions for several procedures, tests or therapy units of a day do not apply.
    no_mppr: bool,
    /// Whether sequestration does not apply.
    no_sequestration: bool,
    /// The path of the terms.
    #[schema(example = "/v1/terms/clinic")]
    link: String,
}

/// Stored terms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermsDetail<'a> {
    /// The name that requests use.
    #[schema(example = "clinic")]
    name: &'a str,
    /// The file that they were imported from.
    #[schema(example = "clinic.toml")]
    file: &'a str,
    /// The SHA-256 digest of the file, in hexadecimal.
    sha256: &'a str,
    /// The day on which they were imported, in UTC.
    #[schema(value_type = String, example = "2026-11-29", format = Date)]
    imported_on: Shown<Date>,
    /// The terms, as a request can send them.
    terms: &'a TermsRequest,
}

/// List stored terms
///
/// Returns the terms of contracts that `medpayiq terms import` stored, by name. A request of `POST /v1/estimates`, of a batch or of
/// `POST /v1/remittances/variance` can name them.
#[utoipa::path(
    operation_id = "list_terms",
    tag = "reference",
    responses(
        (status = 200, description = "The stored terms", body = TermsList<'static>, content_type = "application/json"),
        ListProblems,
    )
)]
#[get("/v1/terms")]
pub(crate) async fn list_terms(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let book = book(&state)?;
    read::json(&request, &TermsList { terms: book.all().map(summary).collect() })
}

/// Get stored terms
///
/// Returns the stored terms of this name, as a request can send them.
#[utoipa::path(
    operation_id = "get_terms",
    tag = "reference",
    params(("name" = String, Path, description = "The name of stored terms", example = "clinic", max_length = 64)),
    responses(
        (status = 200, description = "The terms", body = TermsDetail<'static>, content_type = "application/json"),
        ListProblems,
        (status = 422, description = "The name in the path cannot be that of terms"),
        (status = 404, description = "There are no stored terms of this name"),
    )
)]
#[get("/v1/terms/{name}")]
pub(crate) async fn get_terms(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    if !is_terms_name(&path.trim().to_ascii_lowercase()) {
        let detail = format_args!("{:?} cannot be the name of stored terms. {NAME_FORM}", path.as_str());
        return Err(Error::invalid("/path/name", detail));
    }
    let book = book(&state)?;
    let named = book.find(&path).ok_or_else(|| Error::NotFound(unknown_name(&path, &book)))?;
    read::json(&request, &detail(named))
}

/// The stored terms.
///
/// # Errors
/// 503 until they have been read.
fn book(state: &State) -> Result<Arc<TermsBook>, Error> {
    let unread =
        || Error::Unavailable("The stored terms have not been read from the database yet.".to_owned());
    state.terms().ok_or_else(unread)
}

fn summary(named: &NamedTerms) -> TermsSummary<'_> {
    let NamedTerms { name, file, sha256, imported_on, request, terms } = named;
    let parts = terms.parts();
    TermsSummary {
        name,
        file,
        sha256,
        imported_on: Shown(*imported_on),
        percent: request.percent.as_deref(),
        range_count: parts.ranges.len(),
        fee_count: parts.fees.len(),
        lesser_of_charge: terms.takes_lesser_charge(),
        no_mppr: !terms.reduces_several_services(),
        no_sequestration: !terms.takes_sequestration(),
        link: format!("/v1/terms/{name}"),
    }
}

fn detail(named: &NamedTerms) -> TermsDetail<'_> {
    let NamedTerms { name, file, sha256, imported_on, request, .. } = named;
    TermsDetail { name, file, sha256, imported_on: Shown(*imported_on), terms: request }
}
