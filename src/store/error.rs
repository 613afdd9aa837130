//! Failures of the database, and of what it holds.

use super::DatabaseAddress;
use super::patience::CONNECTIONS_OF_A_SERVER;
use crate::law::LawFaults;
use crate::tips::TipFileError;
use deadpool_postgres::{HookError, PoolError, TimeoutType};
use std::error::Error;
use std::io;
use std::time::Duration;
use tokio_postgres::error::SqlState;

/// A failure of the database, or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The pool could not be built.
    #[error("cannot build the connection pool: {0}")]
    Pool(String),
    /// The pool gave no connection.
    #[error("{}", without_connection(.0))]
    Away(#[source] PoolError),
    /// Connecting to the database failed.
    #[error("{}", Unconnected::of(.0).as_str())]
    Connect(#[source] tokio_postgres::Error),
    /// The database did not answer within the time limit.
    #[error("the database did not answer within {} milliseconds", .0.as_millis())]
    Slow(Duration),
    /// A statement failed.
    #[error("the database refused a statement")]
    Database(#[from] tokio_postgres::Error),
    /// The role of this program may not do what a statement asked for.
    #[error(
        "The role {role} may not do this. Use the role that may, or give it its rights with `medpayiq migrate`, run as the role that \
         owns the tables"
    )]
    Forbidden {
        /// The role.
        role: String,
        /// What it lacks.
        #[source]
        error: tokio_postgres::Error,
    },
    /// A migration failed.
    #[error("a migration failed")]
    Migration(#[source] refinery::Error),
    /// A newer program has migrated the database.
    #[error(
        "A newer MedPayIQ has migrated this database ({migration}). Run that version or a newer one, or use another database."
    )]
    NewerDatabase {
        /// The first migration that this program does not have.
        migration: String,
    },
    /// A pooler shares sessions of the database among connections.
    #[error(
        "A pooler in front of the database, such as PgBouncer, shares sessions among connections, and this program needs its own. \
         Set its pool_mode to session, or connect to the database directly"
    )]
    SharedSession,
    /// The database lacks migrations, and the role of this program may not apply them.
    #[error(
        "The database has {} and this program needs those of migration {needed}, but its role may not change tables. Run \
         `medpayiq migrate` as the role that owns them, such as medpayiq_owner", describe_applied(*.applied)
    )]
    NotOwner {
        /// The newest migration of the database, if it has any.
        applied: Option<i32>,
        /// The newest migration of this program.
        needed: i32,
    },
    /// The program's own tips are not valid, which a test rules out.
    #[error("the tips of this program are not valid")]
    ShippedTips(#[from] TipFileError),
    /// The database holds a value that this program does not know.
    #[error("table {table}, column {column}: {detail}")]
    Value {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with the value.
        detail: String,
    },
    /// The operating system gave no random bytes.
    #[error("cannot read random bytes from the operating system: {0}")]
    Random(String),
    /// A release with this label and other contents is published.
    #[error(
        "{label} was already imported from different files ({difference}). To replace it as a whole, add --replace. \
         To keep both, give this one another name with --release"
    )]
    Differs {
        /// The release's label.
        label: String,
        /// Which files differ.
        difference: String,
    },
    /// A supplement to a release that has these tables already.
    #[error(
        "{label} already has these tables from different files ({difference}). To replace them, add --replace. \
         To add these to another loaded release, name it with --release"
    )]
    HasTables {
        /// The release's label.
        label: String,
        /// Which files differ.
        difference: String,
    },
    /// The label belongs to a release of another kind.
    #[error(
        "{label} is a loaded release of another kind ({published}), so {brought} cannot have its name. \
         Leave out --release, or give another name with it"
    )]
    OtherKind {
        /// The label.
        label: String,
        /// The kind that is loaded under it.
        published: String,
        /// The kind of the new release.
        brought: String,
    },
    /// A file of the law that contradicts the law.
    #[error("{0}")]
    Law(LawFaults),
    /// A file of the law that later ones contradict.
    #[error(
        "{label} was not replaced, because files imported after it would contradict it. Change {label}, \
         or import those again first with replaces = true and --replace:\n{faults}"
    )]
    LaterLaw {
        /// The label of the file.
        label: String,
        /// The contradictions, each named by the later file.
        faults: LawFaults,
    },
    /// A file of the law without which later ones contradict the law.
    #[error(
        "{label} was not deleted, because files imported after it would contradict the law without it. Delete those first, \
         or import them again first with replaces = true and --replace:\n{faults}"
    )]
    LawNeeded {
        /// The label of the file.
        label: String,
        /// The contradictions, each named by the later file.
        faults: LawFaults,
    },
    /// A supplement to a release that is not loaded.
    #[error(
        "{label} has no relative values for these tables. Import its PPRRVU file first, \
         or name a loaded release with --release"
    )]
    NothingToSupplement {
        /// The release's label.
        label: String,
    },
}

/// A failure of the database that passes: it may help to try again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It does not answer.
    Away,
    /// It answers and cannot do this now: it is read-only, full, or busy with others, or its settings keep this program out.
    Refused,
}

/// The classes of SQLSTATE of a database that is starting, stopping or cut off: connection exceptions and operator's
/// intervention, which includes a statement that took too long.
const AWAY_CLASSES: [&str; 2] = ["08", "57"];
/// The classes of a database that has too little of something, such as disk, memory or connections, or that rolled a transaction
/// back because of another one, such as in a deadlock.
const REFUSED_CLASSES: [&str; 2] = ["53", "40"];
/// A standby after a failover, a lock that somebody else holds, and a table that is gone while somebody restores the database.
const REFUSED: [SqlState; 3] =
    [SqlState::READ_ONLY_SQL_TRANSACTION, SqlState::LOCK_NOT_AVAILABLE, SqlState::UNDEFINED_TABLE];

/// Whether a statement failed because of the connection or the state of the database, and not because of its content.
fn outage(error: &tokio_postgres::Error) -> Option<Outage> {
    if let Some(state) = error.code() {
        let is_of = |class: &&str| state.code().starts_with(*class);
        let is_refused = REFUSED.contains(state) || REFUSED_CLASSES.iter().any(is_of);
        return if is_refused {
            Some(Outage::Refused)
        } else {
            AWAY_CLASSES.iter().any(is_of).then_some(Outage::Away)
        };
    }
    // A message that the client cannot parse is an `io::Error` too, but of a kind that no broken connection has.
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let is_broken = cause.is_some_and(|cause| {
        !matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    });
    (error.is_closed() || is_broken).then_some(Outage::Away)
}

/// Why no connection could be made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unconnected {
    /// The role or its password is wrong, pg_hba.conf does not allow the connection, or the role may not connect to the database.
    Refused,
    /// PostgreSQL has no such database. Somebody may be restoring it.
    NoDatabase,
    /// The two do not agree on encryption, or the certificate is not trusted.
    Unencrypted,
    /// Nothing answers, or PostgreSQL is starting or stopping.
    Away,
}

impl Unconnected {
    fn of(error: &tokio_postgres::Error) -> Self {
        match error.code() {
            Some(state) if state.code().starts_with("28") || *state == SqlState::INSUFFICIENT_PRIVILEGE => {
                Self::Refused
            }
            Some(state) if *state == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase,
            // The client has no public kind of its errors.
            None if error.to_string().starts_with("error performing TLS handshake") => Self::Unencrypted,
            Some(_) | None => Self::Away,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Refused | Self::NoDatabase => "PostgreSQL refuses the connection",
            Self::Unencrypted => "no encrypted connection could be made",
            Self::Away => "the database does not answer",
        }
    }

    const fn outage(self) -> Outage {
        match self {
            Self::Refused | Self::Unencrypted => Outage::Refused,
            Self::NoDatabase | Self::Away => Outage::Away,
        }
    }
}

/// A migration of the database that this program does not have is a newer program's.
impl From<refinery::Error> for StoreError {
    fn from(error: refinery::Error) -> Self {
        if let refinery::error::Kind::MissingVersion(migration) = error.kind() {
            return Self::NewerDatabase { migration: migration.to_string() };
        }
        Self::Migration(error)
    }
}

/// Whether a new connection was not made in time. PgBouncer lets a client in and then keeps it waiting while its own pool is used up.
const fn is_unconnected(error: &PoolError) -> bool {
    matches!(
        error,
        PoolError::Timeout(TimeoutType::Create) | PoolError::PostCreateHook(HookError::Message(_))
    )
}

/// Why the pool gave no connection.
fn without_connection(error: &PoolError) -> String {
    if is_unconnected(error) {
        format!(
            "the database gave no connection in time: it does not answer, or a pooler in front of it has fewer than the \
             {CONNECTIONS_OF_A_SERVER} connections that a server needs"
        )
    } else {
        "the database does not answer".to_owned()
    }
}

/// The tables of a database, by its newest migration.
fn describe_applied(applied: Option<i32>) -> String {
    applied.map_or_else(
        || "no tables of MedPayIQ,".to_owned(),
        |version| format!("the tables of migration {version},"),
    )
}

impl StoreError {
    /// Whether the role of this program may not do what a statement asked for.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        let lacks_right =
            |error: &tokio_postgres::Error| error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE);
        matches!(self, Self::Forbidden { .. }) || matches!(self, Self::Database(error) if lacks_right(error))
    }

    /// Whether PostgreSQL or its certificate keeps this program out, and does not just fail to answer.
    #[must_use]
    pub fn is_kept_out(&self) -> bool {
        matches!(self, Self::Connect(error) if Unconnected::of(error) != Unconnected::Away)
    }

    /// Whether the database, or a pooler in front of it, made no new connection in time.
    #[must_use]
    pub const fn lacks_connection(&self) -> bool {
        matches!(self, Self::Away(error) if is_unconnected(error))
    }

    /// Whether the database lacks a table: somebody has emptied it, or restores it.
    pub(super) fn lacks_table(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE))
    }

    /// The same error. If the role of this program lacks a right, it names the role.
    #[must_use]
    pub fn naming_role(self, address: &DatabaseAddress) -> Self {
        if let Self::Database(error) = self {
            return if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
                Self::Forbidden { role: address.role().to_owned(), error }
            } else {
                Self::Database(error)
            };
        }
        self
    }

    /// A value of the database that this program does not know.
    pub(super) fn wrong_value(table: &'static str, column: &'static str, detail: impl ToString) -> Self {
        Self::Value { table, column, detail: detail.to_string() }
    }

    /// Whether the connection cannot be used again: a statement is still running on it, or its prepared statements no longer fit
    /// the tables.
    pub(super) fn spoils_connection(&self) -> bool {
        let stale = [SqlState::FEATURE_NOT_SUPPORTED, SqlState::INVALID_SQL_STATEMENT_NAME];
        let is_stale =
            |error: &tokio_postgres::Error| error.code().is_some_and(|state| stale.contains(state));
        matches!(self, Self::Slow(_)) || matches!(self, Self::Database(error) if is_stale(error))
    }

    /// Whether the database may do this later, and why not now; `None` if it would never do it.
    #[must_use]
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Away(_) | Self::Slow(_) => Some(Outage::Away),
            Self::Connect(error) => Some(Unconnected::of(error).outage()),
            Self::Database(error) => outage(error),
            Self::Pool(_)
            | Self::Forbidden { .. }
            | Self::Random(_)
            | Self::Migration(_)
            | Self::ShippedTips(_)
            | Self::Value { .. }
            | Self::Differs { .. }
            | Self::HasTables { .. }
            | Self::OtherKind { .. }
            | Self::Law(_)
            | Self::LaterLaw { .. }
            | Self::LawNeeded { .. }
            | Self::NewerDatabase { .. }
            | Self::NotOwner { .. }
            | Self::SharedSession
            | Self::NothingToSupplement { .. } => None,
        }
    }
}
