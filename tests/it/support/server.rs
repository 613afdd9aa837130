//! The service in the process of the test.

use super::cluster::Database;
use super::http::Client;
use super::program::CONTRIBUTOR_SECRET;
use super::terms::terms_file;
use medpayiq::api::{
    AllowedOrigins, DatabaseState, Limits, Reporting, State, TermsBook, serve, serve_health,
};
use medpayiq::schedule::content::ReleaseContent;
use medpayiq::store::{self, Consent, ContributorKey, Published, Store, StoreError, publish};
use std::net::TcpListener;
use std::ops::Deref;

/// A server on a free port, which is also a client of itself.
pub(crate) struct Server {
    client: Client,
    state: State,
    store: Store,
    stop: Box<dyn Fn() + Send + Sync>,
    pub(crate) database: Database,
}

impl Server {
    /// A server with the starter data in a database that nobody can write to.
    pub(crate) fn with_starter_data() -> Self {
        Self::with(&[])
    }

    /// A server with these releases over the starter data, in a database that nobody can write to.
    pub(crate) fn with(releases: &[ReleaseContent]) -> Self {
        let server = Self::over(Database::shared(releases));
        server.reload();
        server
    }

    /// A server with the starter data in a database of its own.
    pub(crate) fn with_own_starter_data() -> Self {
        Self::with_own(&[])
    }

    /// A server with these releases over the starter data, in a database of its own.
    pub(crate) fn with_own(releases: &[ReleaseContent]) -> Self {
        let server = Self::over(Database::with_starter_data());
        for release in releases {
            server.publish(release, Consent::Replace).unwrap();
        }
        server.reload();
        server
    }

    /// A server with the starter data and with its own settings for reports.
    pub(crate) fn reporting(reporting: Reporting) -> Self {
        let limits = Limits { reporting, ..Limits::default() };
        Self::limited(Database::with_starter_data(), limits)
    }

    /// A server that has not read its releases yet.
    pub(crate) fn over(database: Database) -> Self {
        Self::limited(database, Limits::default())
    }

    /// A server with its own limits that has not read its releases yet.
    pub(crate) fn limited(database: Database, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Client::new(listener.local_addr().unwrap());
        let store = database.store();
        let key = ContributorKey::from_secret(CONTRIBUTOR_SECRET).unwrap();
        let state = State::new(store.for_requests().unwrap()).with_contributor_key(key);
        state.set_database(DatabaseState::Up);
        let limits = Limits { workers: 1, shutdown_seconds: 1, ..limits };
        let runtime = database.cluster.runtime.handle().clone();
        let server = runtime
            .block_on(async { serve(listener, None, state.clone(), limits, &AllowedOrigins::None) })
            .unwrap();
        let handle = server.handle();
        let serving = runtime.spawn(server);
        let abort = serving.abort_handle();
        let stop = Box::new(move || {
            runtime.block_on(handle.stop(false));
            abort.abort();
        });
        Self { client, state, store, stop, database }
    }

    /// Starts the listener of health checks, with the state of this server.
    pub(crate) fn health(&self) -> Client {
        self.health_limited(Limits::default())
    }

    /// The same with its own limits.
    pub(crate) fn health_limited(&self, limits: Limits) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Client::new(listener.local_addr().unwrap());
        let (runtime, state) = (self.database.cluster.runtime.handle(), self.state.clone());
        let limits = Limits { shutdown_seconds: 1, ..limits };
        let _running = runtime.enter();
        runtime.spawn(serve_health(listener, state, limits).unwrap());
        client
    }

    /// Publishes a release. The server serves it after [`Server::reload`].
    pub(crate) fn publish(
        &self,
        release: &ReleaseContent,
        consent: Consent,
    ) -> Result<Published, StoreError> {
        self.database.wait(publish(&self.store, release, consent))
    }

    /// Stores terms under a name, as `medpayiq terms import` does, and reads them.
    pub(crate) fn import_terms(&self, name: &str, toml: &str) {
        self.database.wait(store::import_terms(&self.store, &terms_file(name, toml))).unwrap();
        self.reload();
    }

    /// Reads tips, terms and releases, as the program does when they change.
    pub(crate) fn reload(&self) {
        self.state.swap_tips(self.database.wait(store::written_tips(&self.store)).unwrap());
        self.state.swap_terms(TermsBook::read(self.database.wait(store::stored_terms(&self.store)).unwrap()));
        self.state.swap(self.database.wait(store::schedule(&self.store)).unwrap());
    }
}

impl Deref for Server {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        (self.stop)();
    }
}
