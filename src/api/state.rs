//! What all handlers share: the schedule in memory and the store.

use crate::api::codes::word_index::SearchableSchedule;
use crate::api::database_state::DatabaseState;
use crate::api::terms::book::TermsBook;
use crate::api::wire::error::Error;
use crate::keys::{KeyRecord, KeyRing};
use crate::schedule::Schedule;
use crate::store::{ContributorKey, Store};
use crate::tips::WrittenTips;
use arc_swap::{ArcSwap, ArcSwapOption};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use time::OffsetDateTime;

/// The schedule in memory, which is replaced as a whole when a release is published, and the store.
#[derive(Clone)]
pub struct State {
    schedule: Arc<ArcSwap<Schedule>>,
    /// The same schedule with an index of its words.
    searchable: Arc<ArcSwap<SearchableSchedule>>,
    /// When the schedule was last replaced, in seconds since 1970; 0 if it never was.
    swapped_at: Arc<AtomicI64>,
    /// The written tips in memory, swapped whole when any of them changes.
    tips: Arc<ArcSwap<WrittenTips>>,
    /// The terms of contracts in memory; `None` until they have been read.
    terms: Arc<ArcSwapOption<TermsBook>>,
    store: Store,
    database: Arc<ArcSwap<DatabaseState>>,
    contributor_key: Option<Arc<ContributorKey>>,
    /// Whether the server stops soon, so that new requests should go to others.
    is_draining: Arc<AtomicBool>,
    /// How often something could not be loaded that has changed.
    failed_reloads: Arc<AtomicU64>,
    /// Why the fee schedule could not be loaded, if the last attempt failed.
    unloaded: Arc<ArcSwapOption<String>>,
    /// How often old contributors could not be forgotten.
    failed_forgetting: Arc<AtomicU64>,
    /// The API keys in memory; `None` until they have been read.
    keys: Arc<ArcSwapOption<KeyRing>>,
}

impl State {
    /// A state with an empty schedule.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let schedule = Arc::new(ArcSwap::from_pointee(Schedule::default()));
        let (searchable, swapped_at) = (Arc::default(), Arc::default());
        let (tips, terms) = (Arc::default(), Arc::default());
        let (database, keys) = (Arc::default(), Arc::default());
        let (failed_reloads, unloaded, failed_forgetting) = (Arc::default(), Arc::default(), Arc::default());
        let (is_draining, contributor_key) = (Arc::default(), None);
        Self {
            schedule,
            searchable,
            swapped_at,
            tips,
            terms,
            store,
            database,
            contributor_key,
            is_draining,
            failed_reloads,
            unloaded,
            failed_forgetting,
            keys,
        }
    }

    /// Sets the key with which contributors are recognized. Without it no reports are taken.
    #[must_use]
    pub fn with_contributor_key(self, key: ContributorKey) -> Self {
        Self { contributor_key: Some(Arc::new(key)), ..self }
    }

    /// Makes `/readyz` answer 503 from now on, so that load balancers send new requests to other servers. Requests that still
    /// come are answered, and their connections are closed after the answer.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server stops soon.
    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// Remembers what was last seen of the database.
    pub fn set_database(&self, seen: DatabaseState) {
        self.database.store(Arc::new(seen));
    }

    /// Whether the database answered when it was last seen, and is prepared for this program.
    #[must_use]
    pub fn is_database_up(&self) -> bool {
        self.database().is_up()
    }

    /// What was last seen of the database.
    pub(crate) fn database(&self) -> arc_swap::Guard<Arc<DatabaseState>> {
        self.database.load()
    }

    /// The key with which contributors are recognized.
    ///
    /// # Errors
    /// 503 if the server has none.
    pub(crate) fn contributor_key(&self) -> Result<&ContributorKey, Error> {
        self.contributor_key.as_deref().ok_or_else(|| {
            let detail = "This server takes no reports, because it has no contributor key. Its log says why.";
            Error::Unavailable(detail.to_owned())
        })
    }

    /// Replaces the schedule. Running requests finish with the schedule they began with.
    pub fn swap(&self, schedule: Schedule) {
        let schedule = Arc::new(schedule);
        self.searchable.store(Arc::new(SearchableSchedule::new(Arc::clone(&schedule))));
        self.schedule.store(schedule);
        self.unloaded.store(None);
        self.swapped_at.store(OffsetDateTime::now_utc().unix_timestamp(), Ordering::Relaxed);
    }

    /// Puts newly read tips in place.
    pub fn swap_tips(&self, tips: WrittenTips) {
        self.tips.store(Arc::new(tips));
    }

    /// Puts newly read terms of contracts in place.
    pub fn swap_terms(&self, terms: TermsBook) {
        self.terms.store(Some(Arc::new(terms)));
    }

    /// The terms of contracts; `None` until they have been read.
    pub(crate) fn terms(&self) -> Option<Arc<TermsBook>> {
        self.terms.load_full()
    }

    /// Counts that releases, tips or terms could not be loaded.
    pub fn count_failed_reload(&self) {
        self.failed_reloads.fetch_add(1, Ordering::Relaxed);
    }

    /// How often something could not be loaded that has changed.
    pub(crate) fn failed_reloads(&self) -> u64 {
        self.failed_reloads.load(Ordering::Relaxed)
    }

    /// Counts that the fee schedule could not be loaded, and remembers why.
    pub fn set_unloaded(&self, why: &str) {
        self.count_failed_reload();
        self.unloaded.store(Some(Arc::new(why.to_owned())));
    }

    /// Why the fee schedule could not be loaded, if the last attempt failed.
    pub(crate) fn unloaded(&self) -> arc_swap::Guard<Option<Arc<String>>> {
        self.unloaded.load()
    }

    /// Counts that old contributors could not be forgotten.
    pub fn count_failed_forgetting(&self) {
        self.failed_forgetting.fetch_add(1, Ordering::Relaxed);
    }

    /// How often old contributors could not be forgotten.
    pub(crate) fn failed_forgetting(&self) -> u64 {
        self.failed_forgetting.load(Ordering::Relaxed)
    }

    /// Puts the API keys in place that were read last. A key that stays keeps its count of requests.
    pub fn swap_keys(&self, records: Vec<KeyRecord>) {
        let earlier = self.keys.load_full();
        self.keys.store(Some(Arc::new(KeyRing::new(records, earlier.as_deref()))));
    }

    /// The API keys; `None` until they have been read.
    pub(crate) fn keys(&self) -> arc_swap::Guard<Option<Arc<KeyRing>>> {
        self.keys.load()
    }

    /// The written tips, for work that uses them for longer.
    pub(crate) fn whole_tips(&self) -> Arc<WrittenTips> {
        self.tips.load_full()
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The current schedule, even if nothing is loaded.
    pub(crate) fn current_schedule(&self) -> arc_swap::Guard<Arc<Schedule>> {
        self.schedule.load()
    }

    /// Whether a fee schedule is loaded.
    #[must_use]
    pub fn has_schedule(&self) -> bool {
        !self.current_schedule().releases().is_empty()
    }

    /// When the schedule was last replaced, in seconds since 1970; 0 if it never was.
    pub(crate) fn swapped_at(&self) -> i64 {
        self.swapped_at.load(Ordering::Relaxed)
    }

    /// The schedule, even if nothing is loaded.
    ///
    /// # Errors
    /// 503 until the schedule has been read from the database.
    pub(crate) fn first_read(&self) -> Result<arc_swap::Guard<Arc<Schedule>>, Error> {
        if self.swapped_at() == 0 && !self.has_schedule() {
            return Err(Error::Unavailable(
                "The loaded releases have not been read from the database yet.".to_owned(),
            ));
        }
        Ok(self.current_schedule())
    }

    /// The schedule, for a request that needs a release.
    ///
    /// # Errors
    /// 503 if no fee schedule is loaded.
    pub(crate) fn schedule(&self) -> Result<arc_swap::Guard<Arc<Schedule>>, Error> {
        let schedule = self.current_schedule();
        loaded(&schedule)?;
        Ok(schedule)
    }

    /// The schedule with an index of its words.
    ///
    /// # Errors
    /// 503 if no fee schedule is loaded.
    pub(crate) fn searchable(&self) -> Result<arc_swap::Guard<Arc<SearchableSchedule>>, Error> {
        self.schedule().map(|_| self.searchable.load())
    }

    /// The schedule, for a request that uses it for longer, such as across an `await`.
    ///
    /// # Errors
    /// 503 if no fee schedule is loaded.
    pub(crate) fn whole_schedule(&self) -> Result<Arc<Schedule>, Error> {
        self.schedule().map(arc_swap::Guard::into_inner)
    }
}

/// The schedule, for a request that needs a release.
///
/// # Errors
/// 503 if it has none.
pub(crate) fn loaded(schedule: &Schedule) -> Result<&Schedule, Error> {
    if schedule.releases().is_empty() {
        return Err(Error::Unavailable("No fee schedule is loaded yet.".to_owned()));
    }
    Ok(schedule)
}
