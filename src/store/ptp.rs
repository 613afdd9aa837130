//! PTP edits in and out of Postgres: millions of rows, written and read in its binary form without a value each.

use super::patience::PAUSE;
use super::ptp_packed;
use super::session::{Session, within};
use super::{Store, StoreError};
use crate::edits::{Day, PackedEdit, PtpTable};
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_util::future::try_join_all;
use futures_util::{SinkExt, TryStreamExt, pin_mut};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use time::Date;
use time::macros::date;
use tokio_postgres::Transaction;

pub(super) const TABLE: &str = "ptp_edits";
/// The columns of an edit, in the order of [`put_row`] and [`take_row`]. The release comes before them.
const COLUMNS: &str =
    "effective_from, deleted_on, rationale_id, indicator, before_1996, column_one, column_two";
const COLUMN_COUNT: i16 = 8;
/// The index that says in which blocks the rows of a release are.
const INDEX: &str = "ptp_edits_by_release";

/// What begins a binary copy: its signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The number of fields that ends it.
const END: i16 = -1;
/// The length of a null.
const NULL: i32 = -1;
/// The day that is number 0 to Postgres.
const EPOCH: Date = date!(2000 - 01 - 01);
/// How much is handed to the connection at a time.
const CHUNK_BYTES: usize = 128 * 1024;
/// The most connections that read at once.
const MOST_STREAMS: usize = 4;

/// The tables that the program has read and still uses, by release. A release's rows never change, so that a reload for
/// another release's sake reads none of them again.
pub(super) type Known = Arc<Mutex<HashMap<i64, Weak<PtpTable>>>>;

/// Copies a table's edits under a release.
pub(super) async fn copy(
    transaction: &Transaction<'_>,
    release: i64,
    table: &PtpTable,
) -> Result<(), StoreError> {
    let rationales = rationale_keys(transaction, table.rationales()).await?;
    let sink =
        transaction.copy_in(&format!("copy {TABLE} (release_id, {COLUMNS}) from stdin binary")).await?;
    pin_mut!(sink);
    let mut buffer = BytesMut::with_capacity(2 * CHUNK_BYTES);
    buffer.put_slice(HEADER);
    for (edit, rationale) in table.iter() {
        let rationale = rationales.get(usize::from(rationale)).copied().unwrap_or_default();
        put_row(&mut buffer, release, &edit, rationale);
        if buffer.len() >= CHUNK_BYTES {
            sink.send(buffer.split().freeze()).await?;
            buffer.reserve(2 * CHUNK_BYTES);
        }
    }
    buffer.put_i16(END);
    sink.send(buffer.freeze()).await?;
    sink.finish().await?;
    ptp_packed::keep(transaction, release, table).await?;
    index(transaction).await
}

/// Brings the new blocks into the index, which PostgreSQL would do some time later. Until then it reads them for every
/// release. A user that does not own the table may not do this.
async fn index(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let sql = format!(
        "do $$ begin perform brin_summarize_new_values('{INDEX}'); exception when insufficient_privilege then null; end $$"
    );
    Ok(transaction.batch_execute(&sql).await?)
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

fn put_row(buffer: &mut BytesMut, release: i64, edit: &PtpEdit<'_>, rationale: i16) {
    buffer.put_i16(COLUMN_COUNT);
    buffer.put_i32(8);
    buffer.put_i64(release);
    put_date(buffer, Some(edit.effective));
    put_date(buffer, edit.deleted);
    put_small(buffer, rationale);
    put_small(buffer, edit.indicator.number().into());
    buffer.put_i32(1);
    buffer.put_u8(u8::from(edit.before_1996));
    for code in [edit.column_one, edit.column_two] {
        buffer.put_i32(5);
        buffer.put_slice(code.as_str().as_bytes());
    }
}

fn put_date(buffer: &mut BytesMut, date: Option<Date>) {
    match date {
        Some(date) => {
            buffer.put_i32(4);
            buffer.put_i32(date.to_julian_day() - EPOCH.to_julian_day());
        }
        None => buffer.put_i32(NULL),
    }
}

fn put_small(buffer: &mut BytesMut, number: i16) {
    buffer.put_i32(2);
    buffer.put_i16(number);
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
                None => from_rows(store, *release).await?,
            };
            missing.insert(Arc::new(table));
        }
    }
    remember(&store.ptp_tables, &found);
    Ok(found)
}

/// The table of a release from its rows.
async fn from_rows(store: &Store, release: i64) -> Result<PtpTable, StoreError> {
    let (rationales, keys) = rationales(store).await?;
    let edits = read(store, release, &keys).await?;
    PtpTable::new(edits, rationales).map_err(|error| wrong("release_id", error))
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
        let number = u8::try_from(texts.len()).map_err(|error| wrong("rationale_id", error))?;
        numbers.insert(row.try_get(0)?, number);
        texts.push(row.try_get(1)?);
    }
    Ok((texts, numbers))
}

/// The edits of a release, read in parallel.
async fn read(
    store: &Store,
    release: i64,
    rationales: &HashMap<i16, u8>,
) -> Result<Vec<PackedEdit>, StoreError> {
    let Some(blocks) = blocks(store, release).await? else { return Ok(Vec::new()) };
    let parts = split(&blocks);
    let streams = parts.iter().map(|blocks| read_blocks(store, release, blocks, rationales));
    Ok(try_join_all(streams).await?.concat())
}

/// The blocks from the first to the last row of a release; `None` if it has no rows.
///
/// A database may have dozens of quarters. Each was written in one piece, so the block range index finds its blocks. The
/// planner prefers to read every quarter if it has no statistics yet, so it must not.
async fn blocks(store: &Store, release: i64) -> Result<Option<RangeInclusive<i64>>, StoreError> {
    store
        .work("find a table's blocks", async |session| {
            let transaction = session.transaction().await?;
            transaction.execute("set local enable_seqscan = off", &[]).await?;
            let sql = "select (min(ctid)::text::point)[0]::bigint, (max(ctid)::text::point)[0]::bigint
                       from ptp_edits where release_id = $1";
            let row = transaction.query_one(sql, &[&release]).await?;
            transaction.commit().await?;
            let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
            Ok(first.zip(last).map(|(first, last)| first..=last))
        })
        .await
}

/// Blocks in as many parts as there are processors to read them.
fn split(blocks: &RangeInclusive<i64>) -> Vec<Range<i64>> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_STREAMS);
    let streams = i64::try_from(processors).unwrap_or(1);
    let (first, end) = (blocks.start(), blocks.end() + 1);
    let begin = |stream: i64| first + (end - first) * stream / streams;
    (0..streams).map(|stream| begin(stream)..begin(stream + 1)).collect()
}

/// The edits of a release in some blocks.
async fn read_blocks(
    store: &Store,
    release: i64,
    blocks: &Range<i64>,
    rationales: &HashMap<i16, u8>,
) -> Result<Vec<PackedEdit>, StoreError> {
    let Range { start, end } = blocks;
    let sql = format!(
        "copy (select {COLUMNS} from {TABLE}
               where ctid >= '({start},0)' and ctid < '({end},0)' and release_id = {release}) to stdout binary"
    );
    store.work("read a table", async |session| copied_out(&session, &sql, rationales).await).await
}

async fn copied_out(
    session: &Session<'_>,
    sql: &str,
    rationales: &HashMap<i16, u8>,
) -> Result<Vec<PackedEdit>, StoreError> {
    let stream = session.copy_out(sql).await?;
    pin_mut!(stream);
    let mut edits = Vec::new();
    let mut is_first = true;
    while let Some(mut bytes) = within(PAUSE, stream.try_next()).await? {
        if std::mem::take(&mut is_first) {
            bytes.try_copy_to_slice(&mut [0; HEADER.len()])?;
        }
        while bytes.try_get_i16()? != END {
            edits.push(take_row(&mut bytes, rationales)?);
            if bytes.is_empty() {
                break;
            }
        }
    }
    Ok(edits)
}

/// The row that a message begins with, after its number of fields.
fn take_row(bytes: &mut Bytes, rationales: &HashMap<i16, u8>) -> Result<PackedEdit, StoreError> {
    let effective = take_day(bytes, "effective_from")?.ok_or_else(|| wrong("effective_from", "null"))?;
    let deleted = take_day(bytes, "deleted_on")?;
    take_length(bytes, "rationale_id", 2)?;
    let rationale = bytes.try_get_i16()?;
    let rationale = *rationales
        .get(&rationale)
        .ok_or_else(|| wrong("rationale_id", format!("no rationale {rationale}")))?;
    take_length(bytes, "indicator", 2)?;
    let indicator = indicator_of(bytes.try_get_i16()?)?;
    take_length(bytes, "before_1996", 1)?;
    let before_1996 = bytes.try_get_u8()? != 0;
    let columns = [take_code(bytes, "column_one")?, take_code(bytes, "column_two")?];
    Ok(PackedEdit::new(columns, effective, deleted, indicator, before_1996, rationale))
}

fn take_length(bytes: &mut Bytes, column: &'static str, expected: i32) -> Result<(), StoreError> {
    let length = bytes.try_get_i32()?;
    if length == expected {
        Ok(())
    } else {
        Err(wrong(column, format!("{length} bytes, expected {expected}")))
    }
}

fn take_day(bytes: &mut Bytes, column: &'static str) -> Result<Option<Day>, StoreError> {
    let length = bytes.try_get_i32()?;
    if length == NULL {
        return Ok(None);
    }
    let number = bytes.try_get_i32()?;
    let date =
        number.checked_add(EPOCH.to_julian_day()).and_then(|number| Date::from_julian_day(number).ok());
    let day = date
        .and_then(Day::of)
        .ok_or_else(|| wrong(column, format!("day {number} from 2000 is out of range")))?;
    Ok(Some(day))
}

fn take_code(bytes: &mut Bytes, column: &'static str) -> Result<HcpcsCode, StoreError> {
    take_length(bytes, column, 5)?;
    let mut code = [0; 5];
    bytes.try_copy_to_slice(&mut code)?;
    let text = std::str::from_utf8(&code).map_err(|error| wrong(column, error))?;
    text.parse().map_err(|error| wrong(column, error))
}

fn indicator_of(number: i16) -> Result<PtpIndicator, StoreError> {
    let indicator = u8::try_from(number).ok().and_then(PtpIndicator::numbered);
    indicator.ok_or_else(|| wrong("indicator", format!("{number} is not known")))
}

fn wrong(column: &'static str, detail: impl ToString) -> StoreError {
    StoreError::wrong_value(TABLE, column, detail)
}

impl From<bytes::TryGetError> for StoreError {
    fn from(error: bytes::TryGetError) -> Self {
        wrong("", error)
    }
}
