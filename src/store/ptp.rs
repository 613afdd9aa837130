//! The tables of PTP edits in PostgreSQL: written with their release, and read once.

use super::session::Session;
use super::{Store, StoreError, ptp_packed, ptp_sets};
use crate::edits::PtpTable;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio_postgres::Transaction;

/// The tables that the program has read and still uses, by release. A release's rows never change, so that a reload for
/// another release's sake reads none of them again.
pub(super) type Known = Arc<Mutex<HashMap<i64, Weak<PtpTable>>>>;

/// Writes a table under a release: as rows for SQL, and as a server keeps it in memory.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    release: i64,
    table: &PtpTable,
) -> Result<(), StoreError> {
    let rationales = rationale_keys(transaction, table.rationales()).await?;
    ptp_sets::copy(transaction, release, table, &rationales).await?;
    ptp_packed::keep(transaction, release, table).await
}

/// The keys of rationales in the database, which learns those that are new.
async fn rationale_keys(
    transaction: &Transaction<'_>,
    rationales: &[String],
) -> Result<Vec<i16>, StoreError> {
    let sql = "insert into ptp_rationales (rationale) select unnest($1::text[]) on conflict do nothing";
    transaction.execute(sql, &[&rationales]).await?;
    let sql = "select id from unnest($1::text[]) with ordinality as asked (rationale, place)
               join ptp_rationales using (rationale) order by place";
    let rows = transaction.query(sql, &[&rationales]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The tables of releases: those that are known as they are, the others read.
pub(super) async fn tables(
    store: &Store,
    releases: &[i64],
) -> Result<BTreeMap<i64, Arc<PtpTable>>, StoreError> {
    let mut found = known(&store.ptp_tables, releases);
    if found.len() == releases.len() {
        return Ok(found);
    }
    for release in releases {
        if let Entry::Vacant(missing) = found.entry(*release) {
            let table = match ptp_packed::kept(store, *release).await? {
                Some(table) => table,
                None => from_sets(store, *release).await?,
            };
            missing.insert(Arc::new(table));
        }
    }
    remember(&store.ptp_tables, &found);
    Ok(found)
}

/// The table of a release from its sets.
async fn from_sets(store: &Store, release: i64) -> Result<PtpTable, StoreError> {
    let (rationales, keys) = rationales(store).await?;
    let read = async |session: Session<'_>| ptp_sets::read(&session, release, &keys).await;
    let edits = store.work("read a table", read).await?;
    PtpTable::new(edits, rationales).map_err(|error| StoreError::wrong_value("ptp_sets", "id", error))
}

fn known(known: &Known, releases: &[i64]) -> BTreeMap<i64, Arc<PtpTable>> {
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    releases.iter().filter_map(|release| Some((*release, known.get(release)?.upgrade()?))).collect()
}

fn remember(known: &Known, tables: &BTreeMap<i64, Arc<PtpTable>>) {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|_, table| table.strong_count() > 0);
    known.extend(tables.iter().map(|(release, table)| (*release, Arc::downgrade(table))));
}

/// Every rationale, and by its key in the database its number.
async fn rationales(store: &Store) -> Result<(Vec<String>, HashMap<i16, u8>), StoreError> {
    let sql = "select id, rationale from ptp_rationales order by id";
    let rows = store.query(sql, &[]).await?;
    let (mut texts, mut numbers) = (Vec::new(), HashMap::new());
    for row in &rows {
        let number = u8::try_from(texts.len())
            .map_err(|error| StoreError::wrong_value("ptp_rationales", "id", error))?;
        numbers.insert(row.try_get(0)?, number);
        texts.push(row.try_get(1)?);
    }
    Ok((texts, numbers))
}
