//! Answers with a page: its headers, and its entity tag.

use super::form_faults::FormFaults;
use crate::api::wire::error::Error;
use crate::api::wire::read;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The headers of every page and asset. A page may load only what this server has, and no other site may show it in a frame.
const SECURITY: [(HeaderName, HeaderValue); 3] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        ),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
];

/// Answers a read with a page, or with 304 if the caller has it already.
pub(super) fn page(request: &HttpRequest, page: &impl Template) -> Result<HttpResponse, Error> {
    Ok(kept_page(request, render(page)?))
}

/// Answers a read with the text of a page, or with 304 if the caller has it already.
pub(super) fn kept_page(request: &HttpRequest, html: String) -> HttpResponse {
    secured(read::bytes(request, HTML, html.into_bytes()))
}

/// Answers a read with a page with a form, which may have faults. A page with faults is 422, and nobody may keep it.
pub(super) fn form_page(
    request: &HttpRequest,
    shown: &impl Template,
    faults: &FormFaults,
) -> Result<HttpResponse, Error> {
    if faults.is_empty() {
        return page(request, shown);
    }
    Ok(fresh_page(StatusCode::UNPROCESSABLE_ENTITY, render(shown)?))
}

/// Answers with a page that nobody may keep, such as one with a retraction token.
pub(super) fn unkept_page(page: &impl Template) -> Result<HttpResponse, Error> {
    Ok(fresh_page(StatusCode::OK, render(page)?))
}

/// A page with this status that nobody may keep.
pub(super) fn fresh_page(status: StatusCode, html: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static(HTML)));
    response.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    secured(response.body(html))
}

/// The text of a page.
pub(super) fn render(page: &impl Template) -> Result<String, Error> {
    page.render().map_err(|error| Error::Internal(error.to_string()))
}

/// The same response with the headers of pages.
pub(super) fn secured(mut response: HttpResponse) -> HttpResponse {
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(name, value);
    }
    response
}
