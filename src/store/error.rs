//! Failures of the database, and of what it holds.

use crate::law::LawFaults;
use crate::tips::TipFileError;
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
    #[error("the database does not answer")]
    Away(#[source] deadpool_postgres::PoolError),
    /// Connecting to the database failed.
    #[error("the database does not answer")]
    Connect(#[source] tokio_postgres::Error),
    /// The database did not answer within the time limit.
    #[error("the database did not answer within {} milliseconds", .0.as_millis())]
    Slow(Duration),
    /// A statement failed.
    #[error("the database refused a statement")]
    Database(#[from] tokio_postgres::Error),
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

/// The errors of a database that is stopping, starting or too busy.
const UNAVAILABLE: &[SqlState] = &[
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::QUERY_CANCELED,
    SqlState::TOO_MANY_CONNECTIONS,
];

/// Whether a statement failed because of the connection or the state of the database, and not because of its content.
fn is_temporary(error: &tokio_postgres::Error) -> bool {
    let is_listed = error.code().is_some_and(|code| UNAVAILABLE.contains(code));
    // A message that the client cannot parse is an `io::Error` too, but of a kind that no broken connection has.
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let is_broken = cause.is_some_and(|cause| {
        !matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    });
    error.is_closed() || is_listed || is_broken
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

impl StoreError {
    /// A value of the database that this program does not know.
    pub(super) fn wrong_value(table: &'static str, column: &'static str, detail: impl ToString) -> Self {
        Self::Value { table, column, detail: detail.to_string() }
    }

    /// Whether the database could not be reached, so that it may help to try again later.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            Self::Away(_) | Self::Connect(_) | Self::Slow(_) => true,
            Self::Database(error) => is_temporary(error),
            Self::Pool(_)
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
            | Self::NothingToSupplement { .. } => false,
        }
    }
}
