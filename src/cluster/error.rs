//! What can go wrong with the private cluster, said so that an operator knows what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL could not be started, used or stopped. Each message is whole: none has a source beside it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// The machine has no PostgreSQL programs in any of the places searched.
    #[error(
        "no PostgreSQL programs (initdb, postgres, pg_ctl) found on this machine: install them with `{install}`, \
         or name their folder in MEDPAYIQ_PG_BINDIR, or name a running PostgreSQL in DATABASE_URL"
    )]
    NoPrograms {
        /// The install command of this platform.
        install: &'static str,
    },
    /// The folder that the operator chose does not hold the programs.
    #[error(
        "MEDPAYIQ_PG_BINDIR is {}, but initdb, postgres and pg_ctl are not all there, or cannot be run: name the folder \
         that holds them, unset it to search the usual places, or name a running PostgreSQL in DATABASE_URL",
        folder.display()
    )]
    NotInChosenFolder {
        /// The value of MEDPAYIQ_PG_BINDIR.
        folder: PathBuf,
    },
    /// Programs were found, but none new enough.
    #[error(
        "PostgreSQL {found} in {} is too old: version {oldest} or newer is needed. Install one with `{install}`, \
         or name its folder in MEDPAYIQ_PG_BINDIR, or name a running PostgreSQL in DATABASE_URL",
        folder.display()
    )]
    TooOld {
        /// The major version found.
        found: u32,
        /// Where it was found.
        folder: PathBuf,
        /// The oldest major version that will do.
        oldest: u32,
        /// The install command of this platform.
        install: &'static str,
    },
    /// The data was made by another major version than the programs found.
    #[error(
        "the data in {} was made by PostgreSQL {needed}, but only version {found} was found (in {}): install \
         PostgreSQL {needed}, or name the folder of its programs in MEDPAYIQ_PG_BINDIR, or choose another MEDPAYIQ_DATA_DIR",
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
    /// Neither XDG_DATA_HOME nor HOME tells where data belongs.
    #[error("neither XDG_DATA_HOME nor HOME is set: name a folder for the data in MEDPAYIQ_DATA_DIR")]
    NoDataFolder,
    /// Started by root on a machine without an account to run PostgreSQL under.
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a `postgres` nor a `nobody` account to run it under: \
         add one, start this program as a normal user, or name a running PostgreSQL in DATABASE_URL"
    )]
    NoAccount,
    /// Started by root, and the unprivileged account cannot reach the data.
    #[error(
        "PostgreSQL runs as `{account}`, which may not enter {}: choose a MEDPAYIQ_DATA_DIR outside of it \
         (such as /var/lib/medpayiq), or let others pass with `chmod o+x {}`",
        folder.display(), folder.display()
    )]
    Blocked {
        /// The folder that the account may not enter.
        folder: PathBuf,
        /// The account's name.
        account: String,
    },
    /// The folder of the socket is open to, or owned by, somebody else.
    #[error(
        "{} is there already, but is no folder that only the user of this cluster may enter: remove it, \
         or choose another MEDPAYIQ_DATA_DIR",
        folder.display()
    )]
    UnsafeSocketFolder {
        /// The folder that should hold the socket.
        folder: PathBuf,
    },
    /// Another program has been starting or stopping the cluster for too long.
    #[error(
        "another program has been starting or stopping the same database for {seconds} seconds (it holds {}): \
         see whether it hangs, end it, and start again",
        lock.display()
    )]
    Busy {
        /// The lock that the other program holds.
        lock: PathBuf,
        /// How long this program has waited.
        seconds: u64,
    },
    /// The operating system refused to read or write something.
    #[error("cannot {action} {}: {cause}", path.display())]
    Io {
        /// What was tried: "create", "lock".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        cause: io::Error,
    },
    /// One of PostgreSQL's programs ended with an error.
    #[error("{program} failed for the data in {}; it said:\n{said}", data.display())]
    Failed {
        /// The program: "initdb" or "pg_ctl start".
        program: &'static str,
        /// The cluster's folder.
        data: PathBuf,
        /// The last lines of its output or log.
        said: String,
    },
    /// The cluster runs, but does not let this program in.
    #[error("the database in {} was started, but cannot be used: {cause}", data.display())]
    Connect {
        /// The cluster's folder.
        data: PathBuf,
        /// What the connection or the statement met.
        cause: tokio_postgres::Error,
    },
}

impl EmbeddedError {
    /// Turns an error of the operating system into ours, for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { action, path: path.to_owned(), cause }
    }
}
