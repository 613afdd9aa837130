//! How many answers are compressed at once. An encoder takes up to six megabytes, so a burst of compressed pages would else
//! need gigabytes.

use super::limits::Limits;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
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
    let response = next.call(request).await?;
    Ok(match permit.filter(|_| response.headers().contains_key(CONTENT_ENCODING)) {
        Some(permit) => response
            .map_body(|_, body| EitherBody::right(EncodedBody { body: BoxBody::new(body), _permit: permit })),
        None => response.map_into_left_body(),
    })
}

/// A compressed body. Its encoder is free for another answer when it was sent or given up.
pub(crate) struct EncodedBody {
    body: BoxBody,
    _permit: OwnedSemaphorePermit,
}

impl MessageBody for EncodedBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}
