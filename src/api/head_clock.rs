//! The time in which the head of a connection's next request must arrive.
//!
//! The framework limits the first head of a connection, and how long a connection may be idle. Once a byte of a later head has come, it
//! has no limit: such a client would hold its connection for ever. So the connection and the requests on it share this clock.

use super::holding_body::HoldingBody;
use super::limits::Limits;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How much later than the framework's own limit an idle connection ends here. The framework's clock is up to half a second off.
const LATER: Duration = Duration::from_secs(1);

/// The clock of one connection. It runs from an answer to the next request.
#[derive(Debug)]
pub(super) struct HeadClock {
    /// How long a head may take, from its first byte.
    head: Duration,
    /// How long the connection may be idle.
    idle: Duration,
    stage: Cell<Stage>,
}

/// What a connection waits for.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The end of its first head, which the framework limits, or of its request.
    Request,
    /// The first byte of the next head, until this time.
    NextHead(Instant),
    /// The rest of the next head, until this time.
    RestOfHead(Instant),
}

/// What of a head did not arrive in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overdue {
    /// All of it: the connection was idle.
    NextHead,
    /// The rest of it.
    RestOfHead,
}

impl HeadClock {
    /// The clock of a new connection.
    pub(super) const fn new(limits: &Limits) -> Self {
        Self { head: limits.request_head, idle: limits.keep_alive, stage: Cell::new(Stage::Request) }
    }

    /// Until when what of the head must have arrived; `None` while a request runs.
    pub(super) const fn end(&self) -> Option<(Instant, Overdue)> {
        match self.stage.get() {
            Stage::Request => None,
            Stage::NextHead(end) => Some((end, Overdue::NextHead)),
            Stage::RestOfHead(end) => Some((end, Overdue::RestOfHead)),
        }
    }

    /// Bytes have arrived.
    pub(super) fn bytes_arrived(&self) {
        match self.stage.get() {
            Stage::NextHead(_) => self.stage.set(Stage::RestOfHead(Instant::now() + self.head)),
            Stage::Request | Stage::RestOfHead(_) => {}
        }
    }

    /// Nothing is waited for any more.
    pub(super) fn stop(&self) {
        self.stage.set(Stage::Request);
    }
}

/// A request that runs. The clock of its connection goes on when it is dropped, which is when its answer was sent.
pub(super) struct Running(Rc<HeadClock>);

impl Drop for Running {
    fn drop(&mut self) {
        let Self(clock) = self;
        clock.stage.set(Stage::NextHead(Instant::now() + clock.idle + LATER));
    }
}

/// Stops the clock of a connection while one of its requests runs.
pub(super) async fn stop_head_clock<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<HoldingBody<Option<Running>>>, actix_web::Error> {
    let running = request.conn_data::<Rc<HeadClock>>().map(|clock| {
        clock.stop();
        Running(Rc::clone(clock))
    });
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| HoldingBody::new(body, running)))
}
