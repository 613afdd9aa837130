//! The headers that make browsers and caches treat an answer with care.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};

/// What holds for a page that has no stricter policy of its own. It loads only what this server has. It may have styles in it, and
/// images as text, as the documentation does.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
);

/// Adds the headers to an answer, unless it has its own.
pub(crate) fn add_safe_headers(headers: &mut HeaderMap, is_read: bool) {
    // A browser must not guess another media type from the content.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !is_read && !headers.contains_key(CACHE_CONTROL) {
        // An answer about a claim is for its sender alone.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, PAGE_POLICY);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
}
