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
use brotli::BrotliCompress;
use brotli::enc::BrotliEncoderParams;
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

/// The longest answer that is compressed in one piece. It takes less than ten milliseconds.
const MOST_WHOLE: u64 = 1024 * 1024;
/// An answer below this length takes less time to compress than to send to another thread.
const LEAST_BLOCKING: usize = 1024;
/// The codings of the framework, in the order in which it prefers them.
const CODINGS: [Encoding; 4] = [Encoding::brotli(), Encoding::zstd(), Encoding::gzip(), Encoding::identity()];

/// A coding of whole answers, each with the effort that takes some milliseconds at most.
#[derive(Clone, Copy)]
enum Coding {
    Brotli,
    Gzip,
    Zstd,
}

/// Runs a request. An answer that is whole is compressed here. The framework compresses every answer as a stream of unknown length:
/// with windows of megabytes, which a page of 36 kilobytes cannot use, and with less effort. Streams are left to it, because they
/// must not wait for their end.
pub(crate) async fn compress_whole_answers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Bytes>>, actix_web::Error> {
    let accepted = AcceptEncoding::parse(&request).ok();
    let preferred = accepted.and_then(|accepted| accepted.negotiate(CODINGS.iter()));
    let coding = preferred.and_then(|preferred| Coding::of(&preferred));
    let response = next.call(request).await?;
    let is_whole = matches!(response.response().body().size(), BodySize::Sized(1..=MOST_WHOLE));
    let is_encoded = response.headers().contains_key(CONTENT_ENCODING);
    let Some(coding) = coding.filter(|_| is_whole && !is_encoded) else {
        return Ok(response.map_into_left_body());
    };
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(EitherBody::left(body)))),
    };
    let compressed = if body.len() < LEAST_BLOCKING {
        coding.compress(&body)
    } else {
        let body = body.clone();
        block(move || coding.compress(&body)).await?
    };
    if compressed.is_ok() {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    let body = compressed.unwrap_or(body);
    Ok(ServiceResponse::new(request, response.set_body(EitherBody::right(body))))
}

impl Coding {
    fn of(encoding: &Encoding) -> Option<Self> {
        let codings = [
            (Encoding::brotli(), Self::Brotli),
            (Encoding::gzip(), Self::Gzip),
            (Encoding::zstd(), Self::Zstd),
        ];
        codings.into_iter().find(|(named, _)| named == encoding).map(|(_, coding)| coding)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    fn compress(self, body: &[u8]) -> std::io::Result<Bytes> {
        match self {
            Self::Brotli => brotli(body),
            Self::Gzip => gzip(body),
            Self::Zstd => zstd::bulk::compress(body, zstd::DEFAULT_COMPRESSION_LEVEL).map(Bytes::from),
        }
    }
}

/// The effort of Brotli, of 11 at most.
const BROTLI_QUALITY: i32 = 4;

/// Brotli with a window that is no longer than the body needs: the encoder reserves the whole window.
fn brotli(body: &[u8]) -> std::io::Result<Bytes> {
    let bits = body.len().checked_ilog2().and_then(|bits| i32::try_from(bits + 1).ok()).unwrap_or_default();
    let parameters = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: bits.clamp(10, 22),
        size_hint: body.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::with_capacity(body.len() / 4);
    BrotliCompress(&mut &*body, &mut compressed, &parameters)?;
    Ok(Bytes::from(compressed))
}

/// The effort of gzip, of 9 at most. It takes a third off what the framework's effort of 1 leaves, in twice the time; 9 takes off
/// only a twentieth more.
const GZIP_LEVEL: u32 = 6;

fn gzip(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::new(GZIP_LEVEL));
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

/// A compressed body. Its encoder is free for another answer when it was sent or given up.
pub(crate) type EncodedBody = HoldingBody<OwnedSemaphorePermit>;
