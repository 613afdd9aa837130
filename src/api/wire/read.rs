//! Answers to reads: JSON with a strong entity tag, and 304 to who has it already.

use super::error::Error;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ContentDisposition, ETAG, EntityTag, Header, HeaderValue, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The JSON of a read, or 304 where the caller's entity tag is of the same bytes.
///
/// The tag is of the body itself, so every replica with the same releases gives the same one.
pub(crate) fn json<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse, Error> {
    let body = serde_json::to_vec(body).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(answer(request, "application/json", None, body))
}

/// JSON that is text already, likewise.
pub(crate) fn json_text(request: &HttpRequest, text: &str) -> HttpResponse {
    answer(request, "application/json", None, text.as_bytes().to_vec())
}

/// The same JSON with a name to save it under.
pub(crate) fn named_json<T: Serialize>(
    request: &HttpRequest,
    body: &T,
    disposition: ContentDisposition,
) -> Result<HttpResponse, Error> {
    let body = serde_json::to_vec(body).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(answer(request, "application/json", Some(disposition), body))
}

/// A document of a read, to save under a name or to show, or 304 likewise.
pub(crate) fn document(
    request: &HttpRequest,
    media_type: &'static str,
    disposition: ContentDisposition,
    body: Vec<u8>,
) -> HttpResponse {
    answer(request, media_type, Some(disposition), body)
}

fn answer(
    request: &HttpRequest,
    media_type: &'static str,
    disposition: Option<ContentDisposition>,
    body: Vec<u8>,
) -> HttpResponse {
    let tag = entity_tag(&body);
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, HeaderValue::from_static("no-cache")));
    if known {
        return answer.finish();
    }
    if let Some(disposition) = disposition {
        answer.insert_header(disposition);
    }
    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type))).body(body)
}

fn entity_tag(body: &[u8]) -> EntityTag {
    let mut digest = hex::encode(Sha256::digest(body));
    digest.truncate(32);
    EntityTag::new_strong(digest)
}
