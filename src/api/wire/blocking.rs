//! Work that would block a thread that serves requests. It runs on other threads. Only so many of them may work at once.

use super::error::Error;
use crate::api::limits::Limits;
use actix_web::web::{self, Bytes};
use futures_util::stream::{self, Stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tracing::Span;

/// The threads for heavy work: reading files, making toolkits, pricing long claims and batches. No more pieces of work run at
/// once than the machine has cores, so that the threads that serve requests get their share of them.
#[derive(Clone)]
pub(crate) struct HeavyWork {
    permits: Arc<Semaphore>,
    longest_wait: Duration,
}

impl HeavyWork {
    /// No work is running yet.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self::with_turns(limits.heavy_work, limits)
    }

    fn with_turns(most: usize, limits: &Limits) -> Self {
        Self { permits: Arc::new(Semaphore::new(most)), longest_wait: limits.heavy_work_wait }
    }

    /// Runs a piece of work, and returns its result.
    ///
    /// # Errors
    /// 503 if other work takes all permits for too long, [`Error::Internal`] if the work panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || Error::Unavailable("The service is busy with other long requests.".to_owned());
        let permit = timeout(self.longest_wait, Arc::clone(&self.permits).acquire_owned()).await;
        run_with(permit.ok().and_then(Result::ok).ok_or_else(busy)?, work).await
    }

    /// Runs a piece of work, and returns its result. It waits as long as it takes, for an answer that has already begun.
    ///
    /// # Errors
    /// [`Error::Internal`] if the work panics.
    pub(crate) async fn run_in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        run_with(permit.map_err(|error| Error::Internal(error.to_string()))?, work).await
    }

    /// Streams an answer, with no more than one piece of it in memory.
    pub(crate) fn stream<A: Pieces>(&self, answer: A) -> impl Stream<Item = Result<Bytes, Error>> + use<A> {
        let heavy = self.clone();
        stream::unfold(Some(answer), move |answer| {
            let heavy = heavy.clone();
            async move {
                let mut answer = answer?;
                match heavy.run_in_turn(move || (answer.next_piece(), answer)).await {
                    Ok((Ok(None), _)) => None,
                    Ok((Ok(Some(piece)), answer)) => Some((Ok(piece), Some(answer))),
                    Ok((Err(error), _)) | Err(error) => Some((Err(error), None)),
                }
            }
        })
    }
}

/// The threads for reads that take milliseconds: of codes, of short claims with their cures, of metrics and long lists. They have
/// turns of their own, so that none waits for a toolkit or a batch, which take far longer.
#[derive(Clone)]
pub(crate) struct LongReads(HeavyWork);

impl LongReads {
    /// No read is running yet.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self(HeavyWork::with_turns(limits.code_reads, limits))
    }

    /// Makes an answer.
    ///
    /// # Errors
    /// Those of [`HeavyWork::run`].
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.0.run(make).await
    }
}

/// An answer that is written piece by piece.
pub(crate) trait Pieces: Send + 'static {
    /// The next piece; `None` after the last one.
    ///
    /// # Errors
    /// If the piece cannot be written. The answer then ends without its end.
    fn next_piece(&mut self) -> Result<Option<Bytes>, Error>;
}

/// The work keeps its permit to its end, even if nobody waits for the result any more.
async fn run_with<T: Send + 'static>(
    permit: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let asking = Span::current();
    let worked = web::block(move || {
        // What is logged or traced there belongs to the request.
        let result = asking.in_scope(work);
        drop(permit);
        result
    });
    worked.await.map_err(|error| Error::Internal(error.to_string()))
}
