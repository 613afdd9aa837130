//! Ends the connection of a client that never finishes a chunked body.
//!
//! The framework reads the rest of a chunked body that nobody wants, without a limit of time, so that the connection can serve the
//! next request. Until then no timer runs: such a client would hold its connection for ever. If somebody still holds the body when
//! the answer has been sent, the framework closes the connection instead. So the answer holds it.

use super::holding_body::HoldingBody;
use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{Stream, poll_fn};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

/// A body that its reader and the answer hold.
type SharedBody = Rc<RefCell<Payload>>;

/// Closes the connection after the answer if the request has a chunked body that was not read to its end.
pub(crate) async fn close_unread<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, HoldingBody<SharedBody>>>, actix_web::Error> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let shared = SharedBody::new(RefCell::new(request.take_payload()));
    let reader: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
        Box::pin(reader(Rc::clone(&shared)));
    request.set_payload(Payload::from(reader));
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| EitherBody::right(HoldingBody::new(body, shared))))
}

fn reader(shared: SharedBody) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    poll_fn(move |context| shared.borrow_mut().poll_next_unpin(context))
}
