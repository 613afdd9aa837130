//! What can go wrong with the private cluster. Each message says what an operator can do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL could not be started, used or stopped. Each message includes its cause.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// The machine has no PostgreSQL programs in any of the places searched.
    #[error(
        "DATABASE_URL is not set, and PostgreSQL's programs (initdb, postgres, pg_ctl) were not found on this machine. \
         Set DATABASE_URL to a running PostgreSQL, such as postgres://user:password@host/database. Or let MedPayIQ run its \
         own: install the programs with `{install}`, or set MEDPAYIQ_PG_BINDIR to their folder."
    )]
    NoPrograms {
        /// The install command of this platform.
        install: &'static str,
    },
    /// The folder that the operator chose does not hold the programs.
    #[error(
        "MEDPAYIQ_PG_BINDIR is {}, but that folder lacks initdb, postgres or pg_ctl, or they cannot be run. \
         Set it to their folder, or unset it to search the usual places, or set DATABASE_URL to a running PostgreSQL.",
        folder.display()
    )]
    NotInChosenFolder {
        /// The value of MEDPAYIQ_PG_BINDIR.
        folder: PathBuf,
    },
    /// Programs were found, but none new enough.
    #[error(
        "PostgreSQL {found} in {} is too old: version {oldest} or newer is needed. Install one with `{install}`, \
         or set MEDPAYIQ_PG_BINDIR to its folder, or set DATABASE_URL to a running PostgreSQL.",
        folder.display()
    )]
    TooOld {
        /// The major version found.
        found: u32,
        /// Where it was found.
        folder: PathBuf,
        /// The oldest major version that works.
        oldest: u32,
        /// The install command of this platform.
        install: &'static str,
    },
    /// The data was made by another major version than the programs found.
    #[error(
        "PostgreSQL {needed} made the data in {}, but only version {found} was found (in {}). Install PostgreSQL \
         {needed}, or set MEDPAYIQ_PG_BINDIR to the folder of its programs, or choose another MEDPAYIQ_DATA_DIR.",
        data.display(), folder.display()
    )]
    OtherMajor {
        /// The cluster's folder.
        data: PathBuf,
        /// The major version that made the data.
        needed: u32,
        /// The major version found.
        found: u32,
        /// Where it was found.
        folder: PathBuf,
    },
    /// Neither XDG_DATA_HOME nor HOME is set.
    #[error("Neither XDG_DATA_HOME nor HOME is set. Set MEDPAYIQ_DATA_DIR to a folder for the data.")]
    NoDataFolder,
    /// Started by root on a machine without an account to run PostgreSQL under.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a `postgres` nor a `nobody` account for it. \
         Add one, or start this program as a normal user, or set DATABASE_URL to a running PostgreSQL."
    )]
    NoAccount,
    /// Started by root, and the unprivileged account cannot reach the data.
    #[error(
        "PostgreSQL runs as `{account}`, which may not enter {}. Choose a MEDPAYIQ_DATA_DIR outside of it, \
         such as /var/lib/medpayiq, or let others pass with `chmod o+x {}`.",
        folder.display(), folder.display()
    )]
    Blocked {
        /// The folder that the account may not enter.
        folder: PathBuf,
        /// The account's name.
        account: String,
    },
    /// Somebody else owns the folder of the socket or may enter it.
    #[error(
        "{} exists, but it is not a folder that only the user of this cluster may enter. Remove it, \
         or choose another MEDPAYIQ_DATA_DIR.",
        folder.display()
    )]
    UnsafeSocketFolder {
        /// The folder that should hold the socket.
        folder: PathBuf,
    },
    /// Another program takes too long to start or stop the cluster.
    #[error(
        "Another program has been starting or stopping the same database for {seconds} seconds (it holds {}). \
         If it hangs, end it and start again.",
        lock.display()
    )]
    Busy {
        /// The lock that the other program holds.
        lock: PathBuf,
        /// How long this program has waited.
        seconds: u64,
    },
    /// The operating system refused to read or write something.
    #[error(
        "cannot {action} {}: {cause}. It is for a PostgreSQL of MedPayIQ's own, because DATABASE_URL is not set. \
         Set DATABASE_URL to a running PostgreSQL, or MEDPAYIQ_DATA_DIR to a folder that MedPayIQ may write",
        path.display()
    )]
    Io {
        /// What was tried: "create", "lock".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        cause: io::Error,
    },
    /// One of PostgreSQL's programs ended with an error.
    #[error("{program} failed for the data in {}. Its output:\n{said}", data.display())]
    Failed {
        /// The program: "initdb" or "pg_ctl start".
        program: &'static str,
        /// The cluster's folder.
        data: PathBuf,
        /// The last lines of its output or log.
        said: String,
    },
    /// The cluster runs and refuses this program.
    #[error("The database in {} was started, but this program cannot use it: {cause}", data.display())]
    Connect {
        /// The cluster's folder.
        data: PathBuf,
        /// Why the connection or the statement failed.
        cause: tokio_postgres::Error,
    },
}

impl EmbeddedError {
    /// Makes an error of the operating system one of the cluster, for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { action, path: path.to_owned(), cause }
    }
}
