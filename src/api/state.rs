//! What every handler shares: the schedule in memory and the store.

use crate::api::wire::error::Error;
use crate::schedule::Schedule;
use crate::store::Store;
use crate::tips::WrittenTips;
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

/// The schedule in memory, swapped whole when a release is published, and the store behind it.
#[derive(Clone)]
pub struct State {
    schedule: Arc<ArcSwap<Schedule>>,
    /// When it was swapped last, in seconds since 1970; 0 before the first.
    swapped_at: Arc<AtomicI64>,
    /// The written tips in memory, swapped whole when any of them changes.
    tips: Arc<ArcSwap<WrittenTips>>,
    store: Store,
    pricing: Arc<Semaphore>,
}

impl State {
    /// A state without a loaded schedule yet.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let pricing = Arc::new(Semaphore::new(cores));
        let schedule = Arc::new(ArcSwap::from_pointee(Schedule::default()));
        Self { schedule, swapped_at: Arc::default(), tips: Arc::default(), store, pricing }
    }

    /// Puts a newly read schedule in place; requests under way finish with the one they began with.
    pub fn swap(&self, schedule: Schedule) {
        self.schedule.store(Arc::new(schedule));
        self.swapped_at.store(OffsetDateTime::now_utc().unix_timestamp(), Ordering::Relaxed);
    }

    /// Puts newly read tips in place.
    pub fn swap_tips(&self, tips: WrittenTips) {
        self.tips.store(Arc::new(tips));
    }

    /// The written tips.
    pub(crate) fn tips(&self) -> arc_swap::Guard<Arc<WrittenTips>> {
        self.tips.load()
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The schedule as it stands.
    pub(crate) fn loaded(&self) -> arc_swap::Guard<Arc<Schedule>> {
        self.schedule.load()
    }

    /// When the schedule was swapped last, in seconds since 1970; 0 before the first.
    pub(crate) fn swapped_at(&self) -> i64 {
        self.swapped_at.load(Ordering::Relaxed)
    }

    /// The permits to price blocks of claims beside the threads that serve: one a core, however many batches run.
    pub(crate) fn pricing_permits(&self) -> Arc<Semaphore> {
        Arc::clone(&self.pricing)
    }

    /// The schedule, whatever is in it, once it has been read.
    pub(crate) fn first_read(&self) -> Result<arc_swap::Guard<Arc<Schedule>>, Error> {
        if self.swapped_at() == 0 {
            return Err(Error::Unavailable(
                "what is loaded has not been read from the database yet".to_owned(),
            ));
        }
        Ok(self.loaded())
    }

    /// The schedule, for a request that needs a release.
    pub(crate) fn schedule(&self) -> Result<arc_swap::Guard<Arc<Schedule>>, Error> {
        let schedule = self.loaded();
        if schedule.releases().is_empty() {
            return Err(Error::Unavailable("no fee schedule is loaded yet".to_owned()));
        }
        Ok(schedule)
    }

    /// The schedule, for a request whose answer is made piece by piece from one and the same.
    pub(crate) fn whole_schedule(&self) -> Result<Arc<Schedule>, Error> {
        self.schedule().map(arc_swap::Guard::into_inner)
    }
}
