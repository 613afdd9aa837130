//! The embedded default: a private PostgreSQL for operators who set no `DATABASE_URL`. It is run from the machine's own
//! PostgreSQL programs.
//!
//! Several programs may use one cluster, such as a server and an import. The first program starts it, later ones join, and
//! the last one stops it. The programs hand nothing over to each other: each holds a file lock while it uses the cluster,
//! and the system drops a lock however its program ends. So a killed program harms no other. If it was the only one, its
//! cluster keeps running; the next program finds it, uses it and stops it in the end.

mod account;
mod error;
mod folders;
mod lock;
mod programs;
mod server;

pub use account::default_data_dir;
pub use error::EmbeddedError;

use account::Account;
use folders::Folders;
use programs::Programs;
use server::Server;
use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;

/// The folder of the private cluster and the programs that run it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the cluster and of all that belongs to it (`MEDPAYIQ_DATA_DIR`, or [`default_data_dir`]).
    pub data_dir: PathBuf,
    /// The folder of `initdb`, `postgres` and `pg_ctl` (`MEDPAYIQ_PG_BINDIR`). If it is not set, the usual places are searched.
    pub programs: Option<PathBuf>,
    /// The folders to search first (`PATH`).
    pub path: Option<OsString>,
}

/// A running private PostgreSQL, and this program's share in it.
///
/// A program that uses it must end with [`stop`](Self::stop). Dropping it gives the share back and leaves the cluster
/// running, as a killed program does.
#[derive(Debug)]
pub struct EmbeddedCluster {
    server: Server,
    /// Locked while this program uses the cluster.
    users: File,
}

impl EmbeddedCluster {
    /// Starts the cluster, and makes it first if it is missing. If other programs use it already, joins them.
    ///
    /// # Errors
    ///
    /// An [`EmbeddedError`], which says what an operator can do.
    pub async fn start(settings: Settings) -> Result<Self, EmbeddedError> {
        let account = Account::choose(&settings.data_dir.join("cluster"))?;
        check_programs(&settings, &account).await?;
        account.check_reaches(&settings.data_dir).await?;
        let folders = Folders::open(&settings.data_dir)?;
        account.check_reaches(folders.data_dir()).await?;

        let _starting = lock::exclusive(&folders.start_lock()).await?;
        let users = lock::shared(&folders.users_lock()).await?;
        let made_by = folders.data_version();
        let programs = Programs::find(&settings, &account, &folders.cluster(), made_by).await?;
        let server = Server { folders, account, programs };
        if made_by.is_none() {
            server.initialise().await?;
        }
        server.ensure_running().await?;
        server.ensure_database().await?;
        Ok(Self { server, users })
    }

    /// How to connect: over the Unix socket, to the database `medpayiq` as its owner.
    #[must_use]
    pub fn config(&self) -> tokio_postgres::Config {
        self.server.config()
    }

    /// Starts the cluster again if it died. While it runs this costs next to nothing, so call it every second or two.
    ///
    /// # Errors
    ///
    /// An [`EmbeddedError`] if the cluster died and does not start. The next call tries again.
    pub async fn keep_running(&self) -> Result<(), EmbeddedError> {
        if self.server.answers().await {
            return Ok(());
        }
        tracing::warn!("The embedded PostgreSQL does not answer. Starting it again.");
        let _starting = lock::exclusive(&self.server.folders.start_lock()).await?;
        self.server.ensure_running().await
    }

    /// Gives up this program's share, and stops the cluster if no other program uses it.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Busy`] if another program takes too long to start or stop the cluster, and
    /// [`EmbeddedError::Failed`] if the cluster does not stop. The data is safe in both cases.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        let folders = &self.server.folders;
        let _stopping = lock::exclusive(&folders.start_lock()).await?;
        if lock::is_last(&self.users, &folders.users_lock())? { self.server.halt().await } else { Ok(()) }
    }
}

/// Looks for the programs before any folder is made. On a machine without them, such as a container, that says what is missing.
async fn check_programs(settings: &Settings, account: &Account) -> Result<(), EmbeddedError> {
    let cluster = settings.data_dir.join("cluster");
    if cluster.exists() {
        return Ok(());
    }
    Programs::find(settings, account, &cluster, None).await.map(|_| ())
}
