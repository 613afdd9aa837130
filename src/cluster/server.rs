//! Makes, starts and stops the cluster. The caller holds the start lock.

use super::EmbeddedError;
use super::account::Account;
use super::folders::{Folders, PORT, tail};
use super::lock;
use super::programs::Programs;
use std::fs::File;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, NoTls};

/// The name of the database and of its owner. The owner does not depend on the account that runs the programs.
const NAME: &str = "medpayiq";

/// How long `pg_ctl` may wait for a start or a stop.
const PG_CTL_SECONDS: &str = "60";

/// How long to wait until what a killed server left is gone: its orphaned backends keep the old shared memory until they
/// notice, and a `pg_ctl` may still be starting.
const LEFTOVERS: Duration = Duration::from_secs(20);

/// How long a server may keep recovering after `pg_ctl` stopped waiting.
const RECOVERY: Duration = Duration::from_secs(60);

/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(200);

/// How long one connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Settings for a small private database, on top of initdb's. `fsync` stays on: the data must survive a power cut.
const SETTINGS: [&str; 14] = [
    // The socket is the only way to connect, and the mode of its folder the only protection.
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=50",
    "shared_buffers=128MB",
    "jit=off",
    // This database has no replicas, so a COPY into a table of the same transaction can skip the log.
    "wal_level=minimal",
    "max_wal_senders=0",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    // The text or row of a failing statement may include what somebody typed into a report, so neither is logged.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length_on_error=0",
    CLIENT_CHECK,
];

/// Gives up on a query if its client is gone. Only Linux can watch that in every version of PostgreSQL.
const CLIENT_CHECK: &str = if cfg!(target_os = "linux") {
    "client_connection_check_interval=1s"
} else {
    "client_connection_check_interval=0"
};

/// One cluster with the account and the programs that run it.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) folders: Folders,
    pub(super) account: Account,
    pub(super) programs: Programs,
}

impl Server {
    /// How to connect to our database.
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host_path(&self.folders.socket).port(PORT).user(NAME).dbname(NAME).connect_timeout(CONNECT);
        config
    }

    /// Whether a postmaster listens. It does while it recovers, and no longer once it has died.
    pub(super) async fn answers(&self) -> bool {
        match UnixStream::connect(self.folders.socket_file()).await {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused),
        }
    }

    /// Makes the cluster under another name and then renames it, so that an interrupted first run leaves nothing that looks
    /// finished.
    pub(super) async fn initialise(&self) -> Result<(), EmbeddedError> {
        // The lock is initdb's standard input, so that it is held until initdb ends, even if this program is killed.
        let lock = lock::exclusive(&self.folders.initdb_lock()).await?;
        let folder = self.folders.make_new_cluster(&self.account)?;
        let mut initdb = self.programs.command(&self.account, "initdb");
        initdb.stdin(lock).arg("--pgdata").arg(&folder).args(["--username", NAME, "--auth=trust"]);
        initdb.args(["--encoding=UTF8", "--locale=C", "--data-checksums"]);
        let output = initdb.output().await.map_err(EmbeddedError::io("run initdb for", &folder))?;
        if !output.status.success() {
            return Err(self.failed("initdb", tail(&String::from_utf8_lossy(&output.stderr))));
        }
        self.folders.adopt_new_cluster()
    }

    /// Starts the cluster if it is not running.
    pub(super) async fn ensure_running(&self) -> Result<(), EmbeddedError> {
        self.folders.guard_socket(&self.account)?;
        if self.answers().await { Ok(()) } else { self.launch().await }
    }

    /// Makes the database if the cluster does not have it.
    pub(super) async fn ensure_database(&self) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + RECOVERY;
        loop {
            let Err(error) = execute(&self.config(), "").await else { return Ok(()) };
            let is_recovering =
                error.code() == Some(&SqlState::CANNOT_CONNECT_NOW) && Instant::now() < deadline;
            if error.code() == Some(&SqlState::INVALID_CATALOG_NAME) {
                return self.create_database().await;
            } else if !is_recovering {
                return Err(self.unusable(error));
            }
            sleep(PAUSE).await;
        }
    }

    /// Stops the cluster. Queries that still run are rolled back.
    pub(super) async fn halt(&self) -> Result<(), EmbeddedError> {
        if !self.answers().await {
            return Ok(());
        }
        let mut pg_ctl = self.programs.command(&self.account, "pg_ctl");
        pg_ctl.env("PGDATA", self.folders.cluster());
        pg_ctl.args(["stop", "--wait", "--mode=fast", "--timeout", PG_CTL_SECONDS]);
        let output =
            pg_ctl.output().await.map_err(EmbeddedError::io("run pg_ctl for", &self.folders.cluster()))?;
        if !output.status.success() {
            return Err(self.failed("pg_ctl stop", tail(&String::from_utf8_lossy(&output.stderr))));
        }
        // The next start makes the folder again. Under /tmp it would be litter.
        _ = std::fs::remove_dir(&self.folders.socket);
        Ok(())
    }

    async fn launch(&self) -> Result<(), EmbeddedError> {
        self.folders.remove_stale_locks()?;
        let log = self.folders.new_log()?;
        let deadline = Instant::now() + LEFTOVERS;
        while !self.pg_ctl_start(&log).await? && !self.answers().await {
            let said = self.folders.log_tail();
            let will_pass = said.contains("is still in use") || said.contains("already exists");
            if !will_pass || Instant::now() >= deadline {
                return Err(self.failed("pg_ctl start", said));
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Starts the server and returns whether it came up. Its output goes to the open log, because `pg_ctl` would pass a file
    /// name through a shell. The socket's folder does pass through it, and needs no quoting.
    async fn pg_ctl_start(&self, log: &File) -> Result<bool, EmbeddedError> {
        let socket = self.folders.socket.display();
        let mut options = format!("-c port={PORT} -c unix_socket_directories={socket}");
        for setting in SETTINGS {
            options.push_str(" -c ");
            options.push_str(setting);
        }
        let cluster = self.folders.cluster();
        let mut pg_ctl = self.programs.command(&self.account, "pg_ctl");
        pg_ctl.env("PGDATA", &cluster).args([
            "start",
            "--wait",
            "--timeout",
            PG_CTL_SECONDS,
            "--options",
            &options,
        ]);
        let status = match (log.try_clone(), log.try_clone()) {
            (Ok(out), Ok(err)) => pg_ctl.stdout(out).stderr(err).status().await,
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        Ok(status.map_err(EmbeddedError::io("run pg_ctl for", &cluster))?.success())
    }

    async fn create_database(&self) -> Result<(), EmbeddedError> {
        let mut config = self.config();
        config.dbname("postgres");
        execute(&config, &format!("create database {NAME}")).await.map_err(|error| self.unusable(error))
    }

    fn failed(&self, program: &'static str, said: String) -> EmbeddedError {
        EmbeddedError::Failed { program, data: self.folders.cluster(), said }
    }

    fn unusable(&self, cause: tokio_postgres::Error) -> EmbeddedError {
        EmbeddedError::Connect { data: self.folders.cluster(), cause }
    }
}

/// Runs one statement on a connection of its own.
async fn execute(config: &Config, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let driver = tokio::spawn(connection);
    let done = client.batch_execute(statement).await;
    drop(client);
    _ = driver.await;
    done
}
