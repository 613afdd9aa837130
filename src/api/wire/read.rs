//! Answers to reads: a body with a strong entity tag, or 304 if the caller has it already. Compression makes the tag weak.

use super::error::Error;
use actix_web::http::Uri;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ContentDisposition, DispositionParam, DispositionType, ETAG, EntityTag,
    Header, HeaderValue, IfNoneMatch, LINK,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::stream::Stream;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Answers a read with JSON, or with 304 if the caller's entity tag is the same.
///
/// The tag is a digest of the body, so every replica with the same releases gives the same tag.
pub(crate) fn json<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse, Error> {
    Representation::json(body).map(|answer| answer.answer(request))
}

/// Answers a read with a page of a list, and links to the next page (RFC 8288) if there is one.
pub(crate) fn page<T: Serialize>(
    request: &HttpRequest,
    body: &T,
    next_cursor: Option<&str>,
) -> Result<HttpResponse, Error> {
    Representation::page(request.uri(), body, next_cursor).map(|answer| answer.answer(request))
}

/// The path and query of the next page: those of this one with another cursor.
fn next_page(path: &str, query: &str, cursor: &str) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let cursor = format!("cursor={cursor}");
    let pairs: Vec<&str> = others.chain([cursor.as_str()]).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// Answers a read with text that is JSON already, or with 304.
pub(crate) fn json_text(request: &HttpRequest, text: &str) -> HttpResponse {
    bytes(request, "application/json", text.as_bytes().to_vec())
}

/// Answers a read with a body of this media type, or with 304.
pub(crate) fn bytes(request: &HttpRequest, media_type: &'static str, body: Vec<u8>) -> HttpResponse {
    Representation::new(media_type, None, body).answer(request)
}

/// The body of a read with its headers, which can answer any number of requests.
#[derive(Clone, Debug)]
pub(crate) struct Representation {
    media_type: &'static str,
    /// The name of the file to save it in, and whether a browser shows it.
    disposition: Option<ContentDisposition>,
    /// The link to the next page of a list.
    link: Option<HeaderValue>,
    tag: EntityTag,
    body: Bytes,
}

impl Representation {
    pub(crate) fn new(
        media_type: &'static str,
        disposition: Option<ContentDisposition>,
        body: Vec<u8>,
    ) -> Self {
        Self { media_type, disposition, link: None, tag: entity_tag(&body), body: Bytes::from(body) }
    }

    /// An answer in JSON.
    pub(crate) fn json<T: Serialize>(body: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self::new("application/json", None, body))
    }

    /// A page of a list in JSON, with a link to the next page (RFC 8288) if there is one.
    pub(crate) fn page<T: Serialize>(
        address: &Uri,
        body: &T,
        next_cursor: Option<&str>,
    ) -> Result<Self, Error> {
        let link = |cursor: &str| {
            let next = next_page(address.path(), address.query().unwrap_or_default(), cursor);
            HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok()
        };
        Ok(Self { link: next_cursor.and_then(link), ..Self::json(body)? })
    }

    /// The length of the body in bytes.
    pub(crate) fn len(&self) -> usize {
        self.body.len()
    }

    /// Answers a read with it, or with 304 if the caller's entity tag is the same.
    pub(crate) fn answer(self, request: &HttpRequest) -> HttpResponse {
        let Self { media_type, disposition, link, tag, body } = self;
        let mut response = match begin(request, tag) {
            Begun::Known(answer) => return answer,
            Begun::New(response) => response,
        };
        if let Some(disposition) = disposition {
            response.insert_header(disposition);
        }
        if let Some(link) = link {
            response.insert_header((LINK, link));
        }
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type))).body(body)
    }
}

/// An answer to a read with this tag.
enum Begun {
    /// 304, because the caller has the answer already.
    Known(HttpResponse),
    /// The answer without its body.
    New(HttpResponseBuilder),
}

/// Begins an answer to a read: 304 if the caller's entity tag is the same.
fn begin(request: &HttpRequest, tag: EntityTag) -> Begun {
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => Some(tag.clone()),
        Ok(IfNoneMatch::Items(tags)) => tags.into_iter().find(|known| known.weak_eq(&tag)),
        Err(_) => None,
    };
    let is_known = known.is_some();
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // A caller that has a compressed answer has the weak form of its tag, so 304 repeats the caller's own form.
    response.insert_header((ETAG, known.unwrap_or(tag)));
    response.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-cache")));
    if is_known { Begun::Known(response.finish()) } else { Begun::New(response) }
}

/// Answers a read with a file that is made while it is sent, or with 304.
///
/// `origin` is everything on which the file depends. The tag is a digest of it, because the file itself is not known yet.
pub(crate) fn file<S>(
    request: &HttpRequest,
    media_type: &'static str,
    name: String,
    origin: &[u8],
    pieces: impl FnOnce() -> S,
) -> HttpResponse
where
    S: Stream<Item = Result<Bytes, Error>> + 'static,
{
    let mut response = match begin(request, entity_tag(origin)) {
        Begun::Known(answer) => return answer,
        Begun::New(response) => response,
    };
    let name = vec![DispositionParam::Filename(name)];
    response.insert_header(ContentDisposition { disposition: DispositionType::Attachment, parameters: name });
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type))).streaming(pieces())
}

fn entity_tag(body: &[u8]) -> EntityTag {
    let mut digest = hex::encode(Sha256::digest(body));
    digest.truncate(32);
    EntityTag::new_strong(digest)
}
