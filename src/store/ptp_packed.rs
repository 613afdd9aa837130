//! The PTP edits of a release as a server keeps them in memory, in pieces beside their rows, so that a start need not read
//! millions of rows.

use super::{Store, StoreError};
use crate::edits::PtpTable;
use bytes::{Buf, Bytes};
use std::io::Read;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::spawn_blocking;
use tokio_postgres::Transaction;

pub(super) const TABLE: &str = "ptp_packed";
/// How long a piece is. The driver sends and receives a value whole, so it must not be too long.
const PIECE_BYTES: usize = 1024 * 1024;

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

/// The table of a release; `None` if none is kept, or if this version does not read its form. Then its sets are read.
///
/// The pieces are read one after the other, and each is given back before the one after the next is asked for. All of them together
/// would take as much memory as the table.
pub(super) async fn kept(store: &Store, release: i64) -> Result<Option<PtpTable>, StoreError> {
    let sql = "select count(*), coalesce(sum(octet_length(content)), 0)::bigint from ptp_packed where release_id = $1";
    let [row] = &store.query(sql, &[&release]).await?[..] else { return Ok(None) };
    let (parts, length): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if parts == 0 {
        return Ok(None);
    }
    let (sender, pieces) = channel(1);
    let length = usize::try_from(length).unwrap_or(0);
    let table = spawn_blocking(move || PtpTable::read(Pieces { pieces, piece: Bytes::new() }, length));
    for part in 0..i32::try_from(parts).unwrap_or(i32::MAX) {
        let sql = "select content from ptp_packed where release_id = $1 and part = $2";
        let rows = store.query(sql, &[&release, &part]).await?;
        let Some(row) = rows.first() else { break };
        // If the reader has found damage, it reads no more.
        if sender.send(Bytes::copy_from_slice(row.try_get(0)?)).await.is_err() {
            break;
        }
    }
    drop(sender);
    let table = table.await.map_err(|error| StoreError::wrong_value(TABLE, "content", error))?;
    // If the release was replaced meanwhile, its pieces are gone, and whoever reads it begins anew.
    if let Err(error) = &table
        && is_published(store, release).await?
    {
        tracing::warn!(release, %error, "The edits are read from the tables, which takes longer.");
    }
    Ok(table.ok())
}

async fn is_published(store: &Store, release: i64) -> Result<bool, StoreError> {
    let sql = "select from releases where id = $1 and state = 'published'";
    Ok(!store.query(sql, &[&release]).await?.is_empty())
}

/// The bytes of pieces that another task sends.
struct Pieces {
    pieces: Receiver<Bytes>,
    /// What is left of the last one.
    piece: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, place: &mut [u8]) -> std::io::Result<usize> {
        if self.piece.is_empty() {
            self.piece = self.pieces.blocking_recv().unwrap_or_default();
        }
        let length = place.len().min(self.piece.len());
        self.piece.split_to(length).copy_to_slice(place.get_mut(..length).unwrap_or_default());
        Ok(length)
    }
}
