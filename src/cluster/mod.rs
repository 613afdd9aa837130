//! The embedded default: a private PostgreSQL, run from the machine's own PostgreSQL programs, for whoever names no
//! other in `DATABASE_URL`.
//!
//! Several programs may use one cluster, such as a server and an import beside it. The first starts it, those that
//! come later join, and the last one out stops it. Nothing is handed over between them: who uses the cluster is told by
//! file locks, which the system drops however a program ends. So a killed program harms no other, and a cluster that
//! outlived the only one is found, used and finally stopped by the next.

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

/// Where the private cluster lives and which programs run it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the cluster and of all that belongs to it (`MEDPAYIQ_DATA_DIR`, or [`default_data_dir`]).
    pub data_dir: PathBuf,
    /// The folder of `initdb`, `postgres` and `pg_ctl` (`MEDPAYIQ_PG_BINDIR`); without it the usual places are searched.
    pub programs: Option<PathBuf>,
    /// The folders to search first (`PATH`).
    pub path: Option<OsString>,
}

/// A running private PostgreSQL, and this program's share in it.
///
/// A program that uses it must end with [`stop`](Self::stop): dropping it gives the share back, but leaves the cluster
/// running, as a killed program does.
#[derive(Debug)]
pub struct EmbeddedCluster {
    server: Server,
    /// Locked while this program uses the cluster.
    users: File,
}

impl EmbeddedCluster {
    /// Starts the cluster, made if missing, or joins the programs that use it already.
    ///
    /// # Errors
    ///
    /// Every [`EmbeddedError`]; each says what an operator can do.
    pub async fn start(settings: Settings) -> Result<Self, EmbeddedError> {
        let account = Account::choose(&settings.data_dir.join("cluster"))?;
        account.must_reach(&settings.data_dir).await?;
        let folders = Folders::open(&settings.data_dir)?;
        account.must_reach(folders.data_dir()).await?;

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

    /// Starts the cluster again if it died. Costs next to nothing while it lives: call it every second or two.
    ///
    /// # Errors
    ///
    /// An [`EmbeddedError`] when the cluster died and does not come up again; the next call tries again.
    pub async fn keep_running(&self) -> Result<(), EmbeddedError> {
        if self.server.answers().await {
            return Ok(());
        }
        tracing::warn!("the embedded PostgreSQL does not answer: starting it again");
        let _starting = lock::exclusive(&self.server.folders.start_lock()).await?;
        self.server.ensure_running().await
    }

    /// Gives up this program's share, and stops the cluster if no other program uses it.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Busy`] when another program is starting or stopping the cluster for too long, and
    /// [`EmbeddedError::Failed`] when the cluster does not stop. Its data is safe in both cases.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        let folders = &self.server.folders;
        let _stopping = lock::exclusive(&folders.start_lock()).await?;
        if lock::is_last(&self.users, &folders.users_lock())? { self.server.halt().await } else { Ok(()) }
    }
}
