//! The PTP edits of a release as a server keeps them in memory, in pieces beside their rows, so that a start need not read
//! millions of rows.

use super::{Store, StoreError};
use crate::edits::PtpTable;
use tokio_postgres::Transaction;

pub(super) const TABLE: &str = "ptp_packed";
/// How long a piece is. The driver sends a value whole, so it must not be too long.
const PIECE_BYTES: usize = 4 * 1024 * 1024;

/// Keeps a table under a release.
pub(super) async fn keep(
    transaction: &Transaction<'_>,
    release: i64,
    table: &PtpTable,
) -> Result<(), StoreError> {
    let sql = "insert into ptp_packed (release_id, part, content) values ($1, $2, $3)";
    let statement = transaction.prepare(sql).await?;
    for (part, piece) in (0_i32..).zip(table.to_bytes().chunks(PIECE_BYTES)) {
        transaction.execute(&statement, &[&release, &part, &piece]).await?;
    }
    Ok(())
}

/// The table of a release; `None` if none is kept, or if this version does not read its form. Then its rows are read.
pub(super) async fn kept(store: &Store, release: i64) -> Result<Option<PtpTable>, StoreError> {
    let sql = "select content from ptp_packed where release_id = $1 order by part";
    let rows = store.query(sql, &[&release]).await?;
    let mut bytes = Vec::new();
    for row in rows {
        bytes.extend_from_slice(row.try_get(0)?);
    }
    if bytes.is_empty() {
        return Ok(None);
    }
    match PtpTable::from_bytes(&bytes) {
        Ok(table) => Ok(Some(table)),
        Err(error) => {
            tracing::warn!(release, %error, "The edits are read row by row, which takes longer.");
            Ok(None)
        }
    }
}
