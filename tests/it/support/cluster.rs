//! The PostgreSQL of the tests: one cluster a checkout and user, started the way the program starts its own.
//!
//! The first test that needs it starts it and the last one out stops it, whether tests are threads of one process
//! or processes. A template database, migrated and given the starter data once, is copied for each test that
//! writes; the copy goes with the test.

use medpayiq::cluster::{EmbeddedCluster, Settings};
use medpayiq::starter;
use medpayiq::store::{Consent, Store, publish};
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

/// The advisory lock of whoever makes the template.
const TEMPLATE_LOCK: i64 = 0x7e57;
/// After so many minutes a copy is what a killed test left.
const STALE_MINUTES: u64 = 60;

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The running cluster, and the runtime of everything that tests await.
pub(crate) struct Cluster {
    pub(crate) runtime: Runtime,
    embedded: Option<EmbeddedCluster>,
    template: String,
}

impl Cluster {
    /// Starts the cluster, or joins whoever has.
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

/// Short, for the socket in it, and where an unprivileged account may enter.
fn data_dir() -> PathBuf {
    let checkout = Sha256::digest(env!("CARGO_MANIFEST_DIR").as_bytes());
    let checkout: String = checkout.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!("/tmp/medpayiq-tests-{checkout}-{}", Uid::effective()))
}

/// The template of this build, made if missing. Another build may have other migrations or starter data.
async fn template(config: &Config) -> String {
    let program = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let mut hasher = DefaultHasher::new();
    (program.len(), program.modified().unwrap()).hash(&mut hasher);
    let name = format!("starter_{:016x}", hasher.finish());

    let admin = connect(config).await;
    admin.execute("select pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    let made = "select 1 from pg_database where datname = $1 and datistemplate";
    if admin.query_opt(made, &[&name]).await.unwrap().is_none() {
        forget_durability(&admin).await;
        remove_leftovers(&admin).await;
        admin.batch_execute(&format!("create database {name}")).await.unwrap();
        fill(config.clone().dbname(&name)).await;
        let gone = "select count(*) from pg_stat_activity where datname = $1";
        while admin.query_one(gone, &[&name]).await.unwrap().get::<_, i64>(0) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        admin.batch_execute(&format!("alter database {name} is_template true")).await.unwrap();
    }
    name
}

/// Nothing here must outlive a power cut, and every database that is dropped would wait for the disk.
async fn forget_durability(admin: &Client) {
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        admin.batch_execute(&format!("alter system set {setting} = off")).await.unwrap();
    }
    admin.batch_execute("select pg_reload_conf()").await.unwrap();
}

async fn fill(config: &Config) {
    let store = Store::new(config.clone()).unwrap();
    store.migrate().await.unwrap();
    for release in starter::releases().unwrap() {
        publish(&store, &release, Consent::Starter).await.unwrap();
    }
}

/// Drops the templates of other builds, and the copies of tests that were killed.
async fn remove_leftovers(admin: &Client) {
    let stale = minutes_now().saturating_sub(STALE_MINUTES);
    for row in admin.query("select datname::text from pg_database", &[]).await.unwrap() {
        let name: String = row.get(0);
        let copied = name.strip_prefix("copy_").and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
        if name.starts_with("starter_") || copied.is_some_and(|minutes| minutes < stale) {
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

/// A database of one test's own.
pub(crate) struct Database {
    pub(crate) cluster: Arc<Cluster>,
    name: String,
}

impl Database {
    /// A database with migrations and starter data.
    pub(crate) fn with_starter_data() -> Self {
        Self::create(|cluster| format!("template {} strategy wal_log", cluster.template))
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
        Self { cluster, name }
    }

    pub(crate) fn config(&self) -> Config {
        self.cluster.config(&self.name)
    }

    /// What `DATABASE_URL` says to use it.
    pub(crate) fn url(&self) -> String {
        let socket = data_dir().join("socket");
        format!("host={} user=medpayiq dbname={}", socket.display(), self.name)
    }

    pub(crate) fn store(&self) -> Store {
        Store::new(self.config()).unwrap()
    }

    /// Waits for something of the database.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.cluster.runtime.block_on(future)
    }

    /// The one value of a query, as text.
    pub(crate) fn ask(&self, query: &str) -> String {
        let config = self.config();
        let answer = self.wait(async { connect(&config).await.query(query, &[]).await }).unwrap();
        let rows: Vec<String> = answer.iter().map(|row| row.get(0)).collect();
        rows.join("\n")
    }

    /// Breaks off every other connection to the database, or of one program's.
    pub(crate) fn break_connections(&self, condition: &str) -> usize {
        let query = format!(
            "select pg_terminate_backend(pid)::text from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and {condition}"
        );
        self.ask(&query).lines().count()
    }

    /// Locks a table against everybody who writes, until what is given back is dropped.
    pub(crate) fn lock(&self, table: &str) -> Client {
        self.lock_in(table, "exclusive")
    }

    /// Locks a table against everybody, who reads too.
    pub(crate) fn lock_whole(&self, table: &str) -> Client {
        self.lock_in(table, "access exclusive")
    }

    fn lock_in(&self, table: &str, mode: &str) -> Client {
        let config = self.config();
        self.wait(async {
            let client = connect(&config).await;
            let lock = format!("begin; lock table {table} in {mode} mode");
            client.batch_execute(&lock).await.unwrap();
            client
        })
    }

    /// Takes the database away under whoever uses it.
    pub(crate) fn take_away(&self) {
        self.cluster.administer(&format!("drop database if exists {} with (force)", self.name));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.take_away();
    }
}
