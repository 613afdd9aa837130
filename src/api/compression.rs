//! How many answers are compressed at once, and how well. An encoder takes up to six megabytes, so a burst of compressed pages
//! would else need gigabytes.

use super::holding_body::HoldingBody;
use super::limits::Limits;
use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CONTENT_ENCODING, Encoding, Header, HeaderMap, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data, block};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The encoders that may still begin.
pub(crate) struct FreeEncoders(Arc<Semaphore>);

impl FreeEncoders {
    /// No answer is being compressed yet.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self(Arc::new(Semaphore::new(limits.compressed_answers)))
    }
}

/// Runs a request. Its answer is not compressed if as many others as the limit are being compressed: that takes the least time
/// and memory, and every caller can read it.
pub(crate) async fn limit_compression<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, EncodedBody>>, actix_web::Error> {
    let accepts = request.headers().contains_key(ACCEPT_ENCODING);
    let encoders = request.app_data::<Data<FreeEncoders>>().filter(|_| accepts);
    let permit = encoders.and_then(|encoders| Arc::clone(&encoders.0).try_acquire_owned().ok());
    if permit.is_none() {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    let mut response = next.call(request).await?;
    vary_by_coding(response.headers_mut());
    Ok(match permit.filter(|_| response.headers().contains_key(CONTENT_ENCODING)) {
        Some(permit) => response.map_body(|_, body| EitherBody::right(EncodedBody::new(body, permit))),
        None => response.map_into_left_body(),
    })
}

/// Says that the answer depends on what codings the caller accepts, also if it has none: a cache must not give a compressed answer to
/// everybody (RFC 9110 section 12.5.5).
fn vary_by_coding(headers: &mut HeaderMap) {
    let is_named = |value: &HeaderValue| {
        value.to_str().is_ok_and(|names| names.to_ascii_lowercase().contains(ACCEPT_ENCODING.as_str()))
    };
    if !headers.get_all(VARY).any(is_named) {
        headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

/// The shortest body that is compressed with more effort.
const LEAST_GZIP: u64 = 16 * 1024;
/// The longest. Compressing it takes less than ten milliseconds.
const MOST_GZIP: u64 = 1024 * 1024;
/// The effort, of 9 at most. It takes a third off what the framework's effort of 1 leaves, in twice the time; 9 takes off only a
/// twentieth more.
const GZIP_LEVEL: u32 = 6;
/// The codings of the framework, in the order in which it prefers them.
const CODINGS: [Encoding; 4] = [Encoding::brotli(), Encoding::zstd(), Encoding::gzip(), Encoding::identity()];

/// Runs a request. If gzip is the coding that its caller prefers, an answer that is long and whole is compressed here, with more
/// effort than the framework spends: it would leave 500 edits of a code at 15 kilobytes. Other codings are small enough, and
/// streams must not wait for their end.
pub(crate) async fn gzip_whole_answers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Bytes>>, actix_web::Error> {
    let accepted = AcceptEncoding::parse(&request).ok();
    let prefers_gzip =
        accepted.and_then(|accepted| accepted.negotiate(CODINGS.iter())) == Some(Encoding::gzip());
    let response = next.call(request).await?;
    let is_long = matches!(response.response().body().size(), BodySize::Sized(LEAST_GZIP..=MOST_GZIP));
    if !prefers_gzip || !is_long || response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response.map_into_left_body());
    }
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(EitherBody::left(body)))),
    };
    let (body, coding) = match block(move || (gzip(&body), body)).await {
        Ok((Ok(compressed), _)) => (compressed, "gzip"),
        Ok((Err(_), body)) => (body, "identity"),
        Err(error) => return Err(error.into()),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    Ok(ServiceResponse::new(request, response.set_body(EitherBody::right(body))))
}

fn gzip(body: &Bytes) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::new(GZIP_LEVEL));
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

/// A compressed body. Its encoder is free for another answer when it was sent or given up.
pub(crate) type EncodedBody = HoldingBody<OwnedSemaphorePermit>;
