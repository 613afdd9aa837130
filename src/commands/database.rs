//! The database of a command: the one in `DATABASE_URL`, or the private one.

use super::error::{AnyError, UsageError};
use super::stop::Stop;
use crate::cluster::{EmbeddedCluster, Settings, default_data_dir};
use crate::settings::{CommonSettings, variable};
use crate::starter;
use crate::store::{AddressError, Consent, DatabaseAddress, Outage, Published, Store, StoreError, publish};
use crate::telemetry::{self, Repeats};
use std::sync::Arc;
use std::time::Duration;

/// How often a server checks that the private cluster runs.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Opens the database, does a command's work with it, and closes it. If the program is asked to stop meanwhile, the work
/// is dropped and its open transaction is rolled back.
///
/// # Errors
/// If there is no database, or the work fails, or the program was asked to stop: then the error is `interrupted`.
pub(super) async fn with_database<T>(
    settings: &CommonSettings,
    interrupted: &'static str,
    work: impl AsyncFnOnce(&Database) -> Result<T, AnyError>,
) -> Result<T, AnyError> {
    let mut stop = Stop::listen()?;
    let database = Database::open(settings).await?;
    let outcome = tokio::select! {
        outcome = work(&database) => outcome.map_err(|error| name_database(error, &database.store)),
        () = stop.requested() => Err(interrupted.into()),
    };
    database.close().await;
    outcome
}

/// The same error. If the database does not answer, or keeps this program out, it says which one. If the role of this program lacks
/// a right, it names the role.
fn name_database(error: AnyError, store: &Store) -> AnyError {
    let error = match error.downcast::<StoreError>() {
        Ok(error) => error.naming_role(store.address()),
        Err(other) => return other,
    };
    let (database, why) = (store.address(), telemetry::chain(&error));
    if error.is_kept_out() {
        return format!("{database} cannot be used: {why}").into();
    }
    match error.outage() {
        Some(Outage::Away) => format!("{database} is away: {why}").into(),
        Some(Outage::Refused) | None => error.into(),
    }
}

/// A database that a command may use until it closes it.
pub(super) struct Database {
    pub(super) store: Store,
    cluster: Option<Arc<EmbeddedCluster>>,
}

impl Database {
    /// Opens the database. A private one is started, or joined if another program runs it. The database of `DATABASE_URL` is
    /// not connected to yet, so that a server can wait for it.
    pub(super) async fn open(settings: &CommonSettings) -> Result<Self, AnyError> {
        if let Some(url) = settings.database()? {
            let address: DatabaseAddress = url.parse().map_err(|error: AddressError| {
                UsageError(format!("{}: {}.", settings.database_variable(), telemetry::chain(&error)))
            })?;
            return Ok(Self { store: Store::new(address)?, cluster: None });
        }
        let data_dir = match &settings.data_dir {
            Some(folder) => folder.clone(),
            None => default_data_dir(variable)?,
        };
        tracing::debug!(folder = %data_dir.display(), "Using the embedded PostgreSQL.");
        let programs = settings.pg_bindir.clone();
        let cluster = EmbeddedCluster::start(Settings { data_dir, programs, path: variable("PATH") }).await?;
        Ok(Self {
            store: Store::new(DatabaseAddress::unencrypted(cluster.config())?)?,
            cluster: Some(Arc::new(cluster)),
        })
    }

    /// Applies this program's migrations and loads its starter data.
    pub(super) async fn prepare(&self) -> Result<(), AnyError> {
        prepare(&self.store, || ()).await
    }

    /// Keeps the private cluster running until the task is dropped.
    pub(super) fn keep_running(&self) -> tokio::task::JoinHandle<()> {
        static DOWN: Repeats = Repeats::new();
        let cluster = self.cluster.as_ref().map(Arc::downgrade);
        tokio::spawn(async move {
            while let Some(cluster) = cluster.as_ref().and_then(std::sync::Weak::upgrade) {
                if let Err(error) = cluster.keep_running().await
                    && let Some(unlogged) = DOWN.count()
                {
                    tracing::error!(unlogged, %error, "The embedded PostgreSQL is down. Trying to start it again.");
                }
                drop(cluster);
                tokio::time::sleep(CHECK_INTERVAL).await;
            }
        })
    }

    /// Closes the database. A private one is stopped if no other program uses it.
    pub(super) async fn close(self) {
        drop(self.store);
        let Some(cluster) = self.cluster else { return };
        match Arc::try_unwrap(cluster) {
            Ok(cluster) => {
                if let Err(error) = cluster.stop().await {
                    tracing::error!(%error, "The embedded PostgreSQL did not stop.");
                }
            }
            Err(_) => tracing::error!("The embedded PostgreSQL is still in use and keeps running."),
        }
    }
}

const STARTER_FORBIDDEN: &str = "The database does not have the starter data of this program, and its role may not load it. Run \
     `medpayiq migrate` as the role that owns the tables, such as medpayiq_owner";

/// Applies this program's migrations and loads its starter data. A role that may do neither can use a database that has them.
/// Calls `waits` before it waits for another program that is migrating.
pub(super) async fn prepare(store: &Store, waits: impl FnOnce()) -> Result<(), AnyError> {
    store.migrate_after(waits).await?;
    for release in starter::releases()? {
        let published = match publish(store, &release, Consent::Starter).await {
            Err(error) if error.is_forbidden() => return Err(STARTER_FORBIDDEN.into()),
            outcome => outcome?,
        };
        if published != Published::Unchanged {
            tracing::info!(release = release.label, "Loaded the starter data.");
        }
    }
    Ok(())
}
