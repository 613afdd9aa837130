//! Work on a connection. Each statement has a time limit, and a connection that exceeds it leaves the pool. A connection
//! parses and plans each statement once.

use super::{Store, StoreError};
use crate::telemetry::TRACES;
use deadpool_postgres::Object;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{CopyOutStream, Row};
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// The parameters of a statement.
type Parameters<'a> = [&'a (dyn ToSql + Sync)];

/// A connection that is borrowed from the pool for some work.
///
/// If the work is dropped before its end, the connection is closed. Back in the pool it would make the next borrower wait
/// for an answer that nobody needs.
struct BorrowedConnection(Option<Object>);

impl Drop for BorrowedConnection {
    fn drop(&mut self) {
        drop(self.0.take().map(Object::take));
    }
}

/// A connection and the time limit of its statements.
pub(super) struct Session<'a> {
    client: &'a mut Object,
    limit: Duration,
}

/// A transaction and the time limit of its statements. It is rolled back if it is dropped.
pub(super) struct Transaction<'a> {
    inner: deadpool_postgres::Transaction<'a>,
    limit: Duration,
}

impl Store {
    /// Does work on a connection. It goes back to the pool unless a statement exceeded its limit, or was prepared for tables
    /// that have changed since. The trace of a request has a span with this name for it, from the wait for a connection to the
    /// end of the work.
    pub(super) async fn work<T>(
        &self,
        name: &'static str,
        work: impl AsyncFnOnce(Session<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let span = span(name);
        let outcome = self.work_untraced(work).instrument(span.clone()).await;
        if outcome.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        outcome.map_err(|error| error.naming_role(&self.address))
    }

    async fn work_untraced<T>(
        &self,
        work: impl AsyncFnOnce(Session<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut borrowed = BorrowedConnection(None);
        let client = borrowed.0.insert(self.client().await?);
        let outcome = work(Session { client, limit: self.patience.statement() }).await;
        if !outcome.as_ref().is_err_and(StoreError::spoils_connection) {
            drop(borrowed.0.take());
        }
        outcome
    }

    /// The rows of one query.
    pub(super) async fn query(&self, sql: &str, parameters: &Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        self.work("query", async |session| {
            let Session { client, limit } = session;
            let answer = async { client.query(&client.prepare_cached(sql).await?, parameters).await };
            within(limit, answer).await
        })
        .await
    }
}

/// The span of work on a connection. It has no statement and no value. Work that belongs to no request has none.
fn span(name: &'static str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    tracing::info_span!(
        target: TRACES, "database",
        otel.name = name, otel.kind = "client", otel.status_code = Empty, db.system.name = "postgresql",
    )
}

impl<'a> Session<'a> {
    /// Begins a transaction.
    pub(super) async fn transaction(self) -> Result<Transaction<'a>, StoreError> {
        let Self { client, limit } = self;
        Ok(Transaction { inner: within(limit, client.transaction()).await?, limit })
    }

    /// Begins to copy rows out. The caller waits for each piece [`within`] a limit too.
    pub(super) async fn copy_out(&self, sql: &str) -> Result<CopyOutStream, StoreError> {
        within(self.limit, self.client.copy_out(sql)).await
    }
}

impl Transaction<'_> {
    pub(super) async fn execute(&self, sql: &str, parameters: &Parameters<'_>) -> Result<u64, StoreError> {
        let answer = async { self.inner.execute(&self.inner.prepare_cached(sql).await?, parameters).await };
        within(self.limit, answer).await
    }

    pub(super) async fn query(&self, sql: &str, parameters: &Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        let answer = async { self.inner.query(&self.inner.prepare_cached(sql).await?, parameters).await };
        within(self.limit, answer).await
    }

    pub(super) async fn query_opt(
        &self,
        sql: &str,
        parameters: &Parameters<'_>,
    ) -> Result<Option<Row>, StoreError> {
        let answer = async { self.inner.query_opt(&self.inner.prepare_cached(sql).await?, parameters).await };
        within(self.limit, answer).await
    }

    pub(super) async fn query_one(&self, sql: &str, parameters: &Parameters<'_>) -> Result<Row, StoreError> {
        let answer = async { self.inner.query_one(&self.inner.prepare_cached(sql).await?, parameters).await };
        within(self.limit, answer).await
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        within(self.limit, self.inner.commit()).await
    }
}

/// Returns what the database answers within a limit, or [`StoreError::Slow`].
pub(super) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, StoreError> {
    Ok(timeout(limit, answer).await.map_err(|_| StoreError::Slow(limit))??)
}
