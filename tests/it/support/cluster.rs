//! The PostgreSQL of the tests: one cluster for each checkout and user, started the way the program starts its own.
//!
//! The first test that needs it starts it, and the last one stops it, whether tests are threads of one process or processes.
//! A template database is migrated and given the starter data once. A test that writes gets a copy, which goes with the test.
//! Tests that only read share a database for each set of releases.

use medpayiq::cluster::{EmbeddedCluster, Settings};
use medpayiq::schedule::content::ReleaseContent;
use medpayiq::starter;
use medpayiq::store::{Consent, DatabaseAddress, Store, publish};
use nix::unistd::Uid;
use sha2::{Digest, Sha256};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, UNIX_EPOCH};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls};

/// A copy older than this many minutes belongs to a test that was killed.
const STALE_MINUTES: u64 = 60;

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The running cluster, and the runtime of everything that tests await.
pub(crate) struct Cluster {
    pub(crate) runtime: Runtime,
    embedded: Option<EmbeddedCluster>,
    template: String,
}

impl Cluster {
    /// Starts the cluster, or joins it if another test has started it.
    pub(crate) fn join() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::open());
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    fn open() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let settings = Settings { data_dir: data_dir(), programs: None, path: std::env::var_os("PATH") };
        let embedded = runtime.block_on(EmbeddedCluster::start(settings)).unwrap();
        let template = runtime.block_on(template(&embedded.config()));
        Self { runtime, embedded: Some(embedded), template }
    }

    fn config(&self, database: &str) -> Config {
        let mut config = self.embedded.as_ref().unwrap().config();
        config.dbname(database);
        config
    }

    /// How a database becomes a copy of the template.
    fn copying(&self) -> String {
        format!("template {} strategy file_copy", self.template)
    }

    fn administer(&self, statement: &str) {
        let config = self.config("medpayiq");
        self.runtime.block_on(async { connect(&config).await.batch_execute(statement).await }).unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped = self.runtime.block_on(self.embedded.take().unwrap().stop());
        if let Err(error) = stopped {
            eprintln!("the tests' PostgreSQL did not stop: {error}");
        }
    }
}

/// The folder of the cluster. Its path is short because of the socket, and an unprivileged account may enter it.
fn data_dir() -> PathBuf {
    let checkout = Sha256::digest(env!("CARGO_MANIFEST_DIR").as_bytes());
    let checkout: String = checkout.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!("/tmp/medpayiq-tests-{checkout}-{}", Uid::effective()))
}

/// Identifies this build. Another build may have other migrations or starter data.
fn build() -> String {
    let program = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let mut hasher = DefaultHasher::new();
    (program.len(), program.modified().unwrap()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The template of this build, made if missing.
async fn template(config: &Config) -> String {
    let name = format!("starter_{}", build());
    let admin = connect(config).await;
    if lock_if_missing(&admin, &name).await {
        forget_durability(&admin).await;
        remove_leftovers(&admin).await;
        make(&admin, config, &name, "", async |store| {
            store.migrate().await.unwrap();
            for release in starter::releases().unwrap() {
                publish(store, &release, Consent::Starter).await.unwrap();
            }
        })
        .await;
    }
    name
}

/// Whether a database is missing. If so, nobody else makes it until this connection is closed.
async fn lock_if_missing(admin: &Client, name: &str) -> bool {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    admin.execute("select pg_advisory_lock($1)", &[&hasher.finish().cast_signed()]).await.unwrap();
    admin.query_opt("select 1 from pg_database where datname = $1", &[&name]).await.unwrap().is_none()
}

/// Makes a database and fills it. It gets its name at the end, so that a killed test leaves none that is half filled.
async fn make(admin: &Client, config: &Config, name: &str, how: &str, fill: impl AsyncFnOnce(&Store)) {
    let unfinished = format!("unfinished_{name}");
    admin.batch_execute(&format!("drop database if exists {unfinished} with (force)")).await.unwrap();
    admin.batch_execute(&format!("create database {unfinished} {how}")).await.unwrap();
    fill(&store_of(config.clone().dbname(&unfinished).clone())).await;
    let connected = "select count(*) from pg_stat_activity where datname = $1";
    while admin.query_one(connected, &[&unfinished]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    admin.batch_execute(&format!("alter database {unfinished} rename to {name}")).await.unwrap();
}

/// Switches durability off: no test needs its data after a power cut, and each dropped database would wait for the disk.
async fn forget_durability(admin: &Client) {
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        admin.batch_execute(&format!("alter system set {setting} = off")).await.unwrap();
    }
    admin.batch_execute("select pg_reload_conf()").await.unwrap();
}

/// Drops the databases of other builds, and the copies of tests that were killed.
async fn remove_leftovers(admin: &Client) {
    let stale = minutes_now().saturating_sub(STALE_MINUTES);
    for row in admin.query("select datname::text from pg_database", &[]).await.unwrap() {
        let name: String = row.get(0);
        let copied = name.strip_prefix("copy_").and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
        let is_built = ["starter_", "shared_", "unfinished_"].iter().any(|kind| name.starts_with(kind));
        if is_built || copied.is_some_and(|minutes| minutes < stale) {
            admin.batch_execute(&format!("alter database {name} is_template false")).await.unwrap();
            admin.batch_execute(&format!("drop database {name} with (force)")).await.unwrap();
        }
    }
}

fn minutes_now() -> u64 {
    UNIX_EPOCH.elapsed().unwrap().as_secs() / 60
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A database of one test's own, or one that tests share.
pub(crate) struct Database {
    pub(crate) cluster: Arc<Cluster>,
    name: String,
    is_shared: bool,
}

impl Database {
    /// A database with migrations and starter data.
    pub(crate) fn with_starter_data() -> Self {
        Self::create(Cluster::copying)
    }

    /// A database that tests share and that nobody can write to: the starter data, and these releases published over it.
    pub(crate) fn shared(releases: &[ReleaseContent]) -> Self {
        let cluster = Cluster::join();
        let mut content = DefaultHasher::new();
        format!("{releases:?}").hash(&mut content);
        let name = format!("shared_{}_{:016x}", build(), content.finish());
        let config = cluster.config("medpayiq");
        cluster.runtime.block_on(async {
            let admin = connect(&config).await;
            if lock_if_missing(&admin, &name).await {
                make(&admin, &config, &name, &cluster.copying(), async |store| {
                    for release in releases {
                        publish(store, release, Consent::Replace).await.unwrap();
                    }
                })
                .await;
                let read_only = format!("alter database {name} set default_transaction_read_only = on");
                admin.batch_execute(&read_only).await.unwrap();
            }
        });
        Self { cluster, name, is_shared: true }
    }

    /// A database with nothing in it.
    pub(crate) fn empty() -> Self {
        Self::create(|_| String::new())
    }

    fn create(how: impl Fn(&Cluster) -> String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let cluster = Cluster::join();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("copy_{}_{}_{number}", minutes_now(), std::process::id());
        cluster.administer(&format!("create database {name} {}", how(&cluster)));
        Self { cluster, name, is_shared: false }
    }

    pub(crate) fn config(&self) -> Config {
        self.cluster.config(&self.name)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The value of `DATABASE_URL` that names it.
    pub(crate) fn url(&self) -> String {
        let socket = data_dir().join("socket");
        format!("host={} user=medpayiq dbname={}", socket.display(), self.name)
    }

    pub(crate) fn store(&self) -> Store {
        store_of(self.config())
    }

    /// The Unix socket of its cluster.
    pub(crate) fn socket(&self) -> PathBuf {
        data_dir().join("socket/.s.PGSQL.5432")
    }

    /// Runs a future beside the test.
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.cluster.runtime.spawn(future);
    }

    /// Waits for a future that uses the database.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.cluster.runtime.block_on(future)
    }

    /// Returns the first column of a query's rows, a line for each.
    pub(crate) fn ask(&self, query: &str) -> String {
        let config = self.config();
        let answer = self.wait(async { connect(&config).await.query(query, &[]).await }).unwrap();
        let rows: Vec<String> = answer.iter().map(|row| row.get(0)).collect();
        rows.join("\n")
    }

    /// Runs a script of statements; returns PostgreSQL's words if one is refused.
    pub(crate) fn run(&self, script: &str) -> Result<(), String> {
        self.must_be_own();
        self.run_with(&self.config(), script)
    }

    /// The same on a connection of another role.
    pub(crate) fn run_with(&self, config: &Config, script: &str) -> Result<(), String> {
        let answer = self.wait(async { connect(config).await.batch_execute(script).await });
        answer.map_err(|error| {
            error.as_db_error().map_or_else(|| error.to_string(), |known| known.message().to_owned())
        })
    }

    /// Ends the connection on which a server looks for changes. Its last statement was the look, or the reading of new keys.
    pub(crate) fn break_listening_connection(&self) {
        let condition = "(query like '%max(id)%' or query like '%from api_keys%')";
        assert_eq!(self.break_connections(condition), 1, "the listening connection");
    }

    /// Ends the other connections to the database that meet a condition; returns how many.
    pub(crate) fn break_connections(&self, condition: &str) -> usize {
        self.must_be_own();
        let query = format!(
            "select pg_terminate_backend(pid)::text from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and {condition}"
        );
        self.ask(&query).lines().count()
    }

    /// Gives statements of new connections a clock of the test's own. Call it before the first request.
    pub(crate) fn own_clock(&self) {
        self.must_be_own();
        self.ask("create schema clock");
        self.move_clock("0 hours");
        self.ask(&format!("alter database {} set search_path = clock, pg_catalog, public", self.name));
    }

    /// Sets the database's [own clock](Self::own_clock) to an interval from now, such as `-1 hour`.
    pub(crate) fn move_clock(&self, by: &str) {
        for function in ["now", "clock_timestamp"] {
            self.ask(&format!(
                "create or replace function clock.{function}() returns timestamptz language sql volatile
                 as $$ select pg_catalog.{function}() + interval '{by}' $$"
            ));
        }
    }

    /// Locks a table against writing, until the returned connection is dropped.
    pub(crate) fn lock(&self, table: &str) -> Client {
        self.lock_in(table, "exclusive")
    }

    /// Locks a table against reading and writing, until the returned connection is dropped.
    pub(crate) fn lock_whole(&self, table: &str) -> Client {
        self.lock_in(table, "access exclusive")
    }

    /// Holds an advisory lock until the returned connection is dropped.
    pub(crate) fn hold_advisory_lock(&self, number: i64) -> Client {
        let config = self.config();
        self.wait(async {
            let client = connect(&config).await;
            client.execute("select pg_advisory_lock($1)", &[&number]).await.unwrap();
            client
        })
    }

    fn lock_in(&self, table: &str, mode: &str) -> Client {
        self.must_be_own();
        let config = self.config();
        self.wait(async {
            let client = connect(&config).await;
            let lock = format!("begin; lock table {table} in {mode} mode");
            client.batch_execute(&lock).await.unwrap();
            client
        })
    }

    /// Fails if other tests read this database too.
    pub(crate) fn must_be_own(&self) {
        assert!(!self.is_shared, "other tests read this database: use one of the test's own");
    }

    /// Drops the database, and makes an empty one of its name.
    pub(crate) fn make_anew(&self) {
        self.take_away();
        self.cluster.administer(&format!("create database {}", self.name));
    }

    /// Drops the database, even if it is in use.
    pub(crate) fn take_away(&self) {
        self.must_be_own();
        self.cluster.administer(&format!("drop database if exists {} with (force)", self.name));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.is_shared {
            self.take_away();
        }
    }
}

fn store_of(config: Config) -> Store {
    Store::new(DatabaseAddress::unencrypted(config).unwrap()).unwrap()
}
