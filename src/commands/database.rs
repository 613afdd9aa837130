//! The database of a command: the one that `DATABASE_URL` names, or the private one.

use super::AnyError;
use super::stop::Stop;
use crate::cluster::{EmbeddedCluster, Settings, default_data_dir};
use crate::config::Config;
use crate::starter;
use crate::store::{Consent, Published, Store, publish};
use std::sync::Arc;
use std::time::Duration;

/// How often the private cluster is looked after.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// Opens the database, does a command's work with it, and gives it up again, also where the program is asked to stop
/// meanwhile: the work is dropped then, and what was under way in the database is undone.
///
/// # Errors
/// When there is no database, the work fails, or `interrupted` says what was left when the program was asked to stop.
pub(super) async fn with_database<T>(
    config: &Config,
    interrupted: &'static str,
    work: impl AsyncFnOnce(&Database) -> Result<T, AnyError>,
) -> Result<T, AnyError> {
    let mut stop = Stop::listen()?;
    let database = Database::open(config).await?;
    let outcome = tokio::select! {
        outcome = work(&database) => outcome,
        () = stop.asked() => Err(interrupted.into()),
    };
    database.close().await;
    outcome
}

/// A database that a command may use until it closes it.
pub(super) struct Database {
    pub(super) store: Store,
    cluster: Option<Arc<EmbeddedCluster>>,
}

impl Database {
    /// Opens the database; a private one is started, or joined where another program runs it.
    ///
    /// A named database is not connected to yet, so that a server can wait for it.
    pub(super) async fn open(config: &Config) -> Result<Self, AnyError> {
        if let Some(url) = &config.database_url {
            let parsed = url.parse().map_err(|error| format!("DATABASE_URL cannot be read: {error}"))?;
            return Ok(Self { store: Store::new(parsed)?, cluster: None });
        }
        let data_dir = match &config.data_dir {
            Some(folder) => folder.clone(),
            None => default_data_dir(Config::variable)?,
        };
        tracing::debug!(folder = %data_dir.display(), "using the embedded PostgreSQL");
        let settings = Settings { data_dir, programs: config.pg_bindir.clone(), path: config.path.clone() };
        let cluster = EmbeddedCluster::start(settings).await?;
        Ok(Self { store: Store::new(cluster.config())?, cluster: Some(Arc::new(cluster)) })
    }

    /// Brings the database to this program's migrations and starter data.
    pub(super) async fn prepare(&self) -> Result<(), AnyError> {
        prepare(&self.store).await
    }

    /// Looks after the private cluster until the task is dropped.
    pub(super) fn look_after(&self) -> tokio::task::JoinHandle<()> {
        let cluster = self.cluster.as_ref().map(Arc::downgrade);
        tokio::spawn(async move {
            while let Some(cluster) = cluster.as_ref().and_then(std::sync::Weak::upgrade) {
                if let Err(error) = cluster.keep_running().await {
                    tracing::error!(%error, "the embedded PostgreSQL is down");
                }
                drop(cluster);
                tokio::time::sleep(LOOK_AFTER).await;
            }
        })
    }

    /// Gives the database up; a private one stops when this was its last program.
    pub(super) async fn close(self) {
        drop(self.store);
        let Some(cluster) = self.cluster else { return };
        match Arc::try_unwrap(cluster) {
            Ok(cluster) => {
                if let Err(error) = cluster.stop().await {
                    tracing::error!(%error, "the embedded PostgreSQL did not stop");
                }
            }
            Err(_) => tracing::error!("the embedded PostgreSQL is still in use and goes on running"),
        }
    }
}

/// Brings a database to this program's migrations and starter data.
pub(super) async fn prepare(store: &Store) -> Result<(), AnyError> {
    store.migrate().await?;
    for release in starter::releases()? {
        let published = publish(store, &release, Consent::Starter).await?;
        if published != Published::Unchanged {
            tracing::info!(release = release.label, "loaded the starter data");
        }
    }
    Ok(())
}
