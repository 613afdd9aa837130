//! What can go wrong between the program and its database.

use crate::law::LawFaults;
use std::error::Error;
use std::io;
use std::time::Duration;
use tokio_postgres::error::SqlState;

/// A failure of the database or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The pool could not be built.
    #[error("the connection pool could not be built: {0}")]
    Pool(String),
    /// No connection could be had.
    #[error("the database does not answer")]
    Away(#[source] deadpool_postgres::PoolError),
    /// The database could not be connected to.
    #[error("the database does not answer")]
    Connect(#[source] tokio_postgres::Error),
    /// It did not answer as soon as it was needed.
    #[error("the database did not answer within {} milliseconds", .0.as_millis())]
    Slow(Duration),
    /// A statement failed.
    #[error("the database refused a statement")]
    Database(#[from] tokio_postgres::Error),
    /// A migration failed.
    #[error("a migration failed")]
    Migration(#[from] refinery::Error),
    /// The database holds a value that is not of the vocabulary.
    #[error("table {table}, column {column}: {detail}")]
    Value {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with the value.
        detail: String,
    },
    /// The machine gave no random bits.
    #[error("no random bits could be had: {0}")]
    Random(String),
    /// A release of this label with other contents is published.
    #[error(
        "{label} is already imported otherwise ({difference}); add --replace to replace it as a whole, \
         or --release to give this one another name"
    )]
    Differs {
        /// The release's label.
        label: String,
        /// Which files differ.
        difference: String,
    },
    /// A supplement of a release that has such tables of its own.
    #[error(
        "{label} already has these tables from other files ({difference}); add --replace to replace them, \
         or name another loaded release with --release"
    )]
    HasTables {
        /// The release's label.
        label: String,
        /// Which files differ.
        difference: String,
    },
    /// The label of a release of another kind.
    #[error(
        "{label} is a loaded release of another kind ({published}), and {brought} cannot go under its name: \
         leave --release out, or give another name with it"
    )]
    OtherKind {
        /// The label.
        label: String,
        /// What is loaded under it.
        published: String,
        /// What was to be.
        brought: String,
    },
    /// A file of the law that contradicts the law.
    #[error("{0}")]
    Law(LawFaults),
    /// A supplement of a release that is not there.
    #[error(
        "{label} has no relative values to go with these tables: import its PPRRVU file first, \
         or name a loaded release with --release"
    )]
    NothingToSupplement {
        /// The release's label.
        label: String,
    },
}

/// What a database says that is going down, coming up, or too busy.
const UNAVAILABLE: &[SqlState] = &[
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::QUERY_CANCELED,
    SqlState::TOO_MANY_CONNECTIONS,
];

/// Whether a statement failed for the connection's or the database's state, and not for what it says.
fn is_of_the_moment(error: &tokio_postgres::Error) -> bool {
    let is_listed = error.code().is_some_and(|code| UNAVAILABLE.contains(code));
    // What the client cannot make sense of is an `io::Error` too, of a kind that no connection fails with.
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let is_broken = cause.is_some_and(|cause| {
        !matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    });
    error.is_closed() || is_listed || is_broken
}

impl StoreError {
    /// A value of the database that is not one of the vocabulary.
    pub(super) fn wrong_value(table: &'static str, column: &'static str, detail: impl ToString) -> Self {
        Self::Value { table, column, detail: detail.to_string() }
    }

    /// Whether the database could not be reached, so that trying again later may help.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            Self::Away(_) | Self::Connect(_) | Self::Slow(_) => true,
            Self::Database(error) => is_of_the_moment(error),
            Self::Pool(_)
            | Self::Random(_)
            | Self::Migration(_)
            | Self::Value { .. }
            | Self::Differs { .. }
            | Self::HasTables { .. }
            | Self::OtherKind { .. }
            | Self::Law(_)
            | Self::NothingToSupplement { .. } => false,
        }
    }
}
