//! An answer that holds something until it was sent or given up.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The body of an answer, with what it holds.
pub(crate) struct HoldingBody<T> {
    body: BoxBody,
    _held: T,
}

impl<T> HoldingBody<T> {
    pub(crate) fn new(body: impl MessageBody + 'static, held: T) -> Self {
        Self { body: BoxBody::new(body), _held: held }
    }
}

impl<T: Unpin> MessageBody for HoldingBody<T> {
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
