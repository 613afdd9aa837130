//! Sets of PTP edits in and out of PostgreSQL: hundreds of thousands, written and read in its binary form without a value for each
//! field. Releases share the sets that they have in common.

use super::StoreError;
use super::patience::PAUSE;
use super::session::{Session, within};
use crate::edits::{Day, PackedEdit, PtpSet, PtpTable};
use crate::vocabulary::{HcpcsCode, PtpIndicator};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, TryStreamExt, pin_mut};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::pin::Pin;
use time::Date;
use time::macros::date;
use tokio_postgres::types::Type;
use tokio_postgres::{CopyInSink, CopyOutStream, Transaction};

/// The sets.
const SETS: &str = "ptp_sets";
/// Which sets each release has.
pub(super) const TABLE: &str = "ptp_release_sets";

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
/// The length of the digest by which sets are recognized.
const DIGEST_BYTES: usize = 16;

/// The digest of a set's values.
type SetDigest = [u8; DIGEST_BYTES];

/// Copies a table's edits under a release: the sets that no release has yet, and which sets the release has.
///
/// `rationales` has the key of each of the table's rationales. Only one program publishes at a time, so no other gives the same keys to sets.
pub(super) async fn copy(
    transaction: &Transaction<'_>,
    release: i64,
    table: &PtpTable,
    rationales: &[i16],
) -> Result<(), StoreError> {
    let mut known = known_sets(transaction).await?;
    let mut next = known.values().max().map_or(1, |id| id.saturating_add(1));
    let mut of_release: Vec<(HcpcsCode, Vec<i64>)> = Vec::new();
    let columns = "id, content, effective_from, deleted_on, rationale_id, indicator, before_1996, column_one, column_two";
    let mut copy = Copy::begin(transaction, SETS, columns).await?;
    for set in table.sets() {
        let digest = digest(&set, table.rationales());
        let id = *known.entry(digest).or_insert(next);
        if id == next {
            next = next.saturating_add(1);
            let key = rationales.get(usize::from(set.rationale)).copied().unwrap_or_default();
            put_set(&mut copy.buffer, id, &digest, &set, key);
            copy.send_if_long().await?;
        }
        match of_release.last_mut() {
            Some((column_one, ids)) if *column_one == set.column_one => ids.push(id),
            Some(_) | None => of_release.push((set.column_one, vec![id])),
        }
    }
    copy.finish().await?;
    let mut copy = Copy::begin(transaction, TABLE, "release_id, column_one, set_ids").await?;
    for (column_one, ids) in of_release {
        copy.buffer.put_i16(3);
        put_long(&mut copy.buffer, release);
        put_code(&mut copy.buffer, column_one);
        put_array(&mut copy.buffer, &Type::INT8, &ids, |buffer, id| put_long(buffer, *id));
        copy.send_if_long().await?;
    }
    copy.finish().await
}

/// Takes the sets of a release away, except those that other releases have.
pub(super) async fn leave_behind(transaction: &Transaction<'_>, release: i64) -> Result<(), StoreError> {
    // The planner expects few sets, and would look through the other releases once for each of them.
    transaction.batch_execute("set local enable_nestloop = off").await?;
    let sql =
        "with gone as (delete from ptp_release_sets where release_id = $1 returning column_one, set_ids),
                    unused as (
                        select unnest(set_ids) as id from gone
                        except
                        select unnest(set_ids) from ptp_release_sets
                        where release_id <> $1 and column_one in (select column_one from gone))
               select coalesce(array_agg(id), '{}') from unused";
    let unused: Vec<i64> = transaction.query_one(sql, &[&release]).await?.try_get(0)?;
    transaction.batch_execute("set local enable_nestloop = on").await?;
    transaction.execute("delete from ptp_sets where id = any($1)", &[&unused]).await?;
    Ok(())
}

/// A copy into a table, in PostgreSQL's binary form.
struct Copy {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    buffer: BytesMut,
}

impl Copy {
    async fn begin(transaction: &Transaction<'_>, table: &str, columns: &str) -> Result<Self, StoreError> {
        let sql = format!("copy {table} ({columns}) from stdin binary");
        let sink = Box::pin(transaction.copy_in(&sql).await?);
        let mut buffer = BytesMut::with_capacity(2 * CHUNK_BYTES);
        buffer.put_slice(HEADER);
        Ok(Self { sink, buffer })
    }

    async fn send_if_long(&mut self) -> Result<(), StoreError> {
        if self.buffer.len() >= CHUNK_BYTES {
            self.sink.send(self.buffer.split().freeze()).await?;
            self.buffer.reserve(2 * CHUNK_BYTES);
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<(), StoreError> {
        self.buffer.put_i16(END);
        self.sink.send(self.buffer.freeze()).await?;
        self.sink.as_mut().finish().await?;
        Ok(())
    }
}

/// The key of every set, by its digest.
async fn known_sets(transaction: &Transaction<'_>) -> Result<HashMap<SetDigest, i64>, StoreError> {
    let stream = transaction.copy_out("copy ptp_sets (id, content) to stdout binary").await?;
    let take = |bytes: &mut Bytes| {
        take_length(bytes, "id", 8)?;
        let id = bytes.try_get_i64()?;
        take_length(bytes, "content", DIGEST_BYTES)?;
        let mut digest = [0; DIGEST_BYTES];
        bytes.try_copy_to_slice(&mut digest)?;
        Ok((digest, id))
    };
    let mut known = HashMap::new();
    each_row(stream, |bytes| take(bytes).map(|(digest, id)| known.extend([(digest, id)]))).await?;
    Ok(known)
}

/// The digest of a set. The migration that made the sets computes the same in SQL.
fn digest(set: &PtpSet, rationales: &[String]) -> SetDigest {
    let PtpSet { column_one, column_two, effective, deleted, indicator, before_1996, rationale } = set;
    let rationale = rationales.get(usize::from(*rationale)).map_or("", String::as_str);
    let digits = |day: &Date| format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day());
    let deleted = deleted.as_ref().map_or_else(|| "*".to_owned(), digits);
    let (effective, indicator, before_1996) = (digits(effective), indicator.number(), u8::from(*before_1996));
    let mut text = format!("{column_one} {effective} {deleted} {indicator} {before_1996} {rationale}:");
    for code in column_two {
        // Writing to a string cannot fail.
        let _ = write!(text, " {}", code.as_str());
    }
    Sha256::digest(text).first_chunk().copied().unwrap_or_default()
}

fn put_set(buffer: &mut BytesMut, id: i64, digest: &SetDigest, set: &PtpSet, rationale: i16) {
    buffer.put_i16(9);
    put_long(buffer, id);
    put_bytes(buffer, digest);
    put_date(buffer, Some(set.effective));
    put_date(buffer, set.deleted);
    put_small(buffer, rationale);
    put_small(buffer, set.indicator.number().into());
    put_bytes(buffer, &[u8::from(set.before_1996)]);
    put_code(buffer, set.column_one);
    put_array(buffer, &Type::TEXT, &set.column_two, |buffer, code| put_code(buffer, *code));
}

/// An array of one dimension without nulls.
fn put_array<T>(buffer: &mut BytesMut, of: &Type, values: &[T], put: impl Fn(&mut BytesMut, &T)) {
    let begin = buffer.len();
    // Its length follows when it is known.
    buffer.put_i32(0);
    for number in [1, 0] {
        buffer.put_i32(number);
    }
    buffer.put_u32(of.oid());
    buffer.put_i32(length_of(values.len()));
    buffer.put_i32(1);
    values.iter().for_each(|value| put(buffer, value));
    let length = length_of(buffer.len() - begin - 4);
    if let Some(place) = buffer.get_mut(begin..begin + 4) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}

fn put_bytes(buffer: &mut BytesMut, bytes: &[u8]) {
    buffer.put_i32(length_of(bytes.len()));
    buffer.put_slice(bytes);
}

fn put_code(buffer: &mut BytesMut, code: HcpcsCode) {
    put_bytes(buffer, code.as_str().as_bytes());
}

fn put_long(buffer: &mut BytesMut, number: i64) {
    put_bytes(buffer, &number.to_be_bytes());
}

/// The length of a value. No value of a set comes near the limit.
fn length_of(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
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

/// The edits of all sets of a release.
pub(super) async fn read(
    session: &Session<'_>,
    release: i64,
    rationales: &HashMap<i16, u8>,
) -> Result<Vec<PackedEdit>, StoreError> {
    let sql = format!(
        "copy (select effective_from, deleted_on, rationale_id, indicator, before_1996, ptp_sets.column_one, column_two
               from ptp_release_sets cross join unnest(set_ids) as set_id join ptp_sets on ptp_sets.id = set_id
               where release_id = {release}) to stdout binary"
    );
    let stream = session.copy_out(&sql).await?;
    let mut edits = Vec::new();
    each_row(stream, |bytes| take_set(bytes, rationales, &mut edits)).await?;
    Ok(edits)
}

/// Calls a function with each row of a binary copy, after the row's number of fields.
async fn each_row(
    stream: CopyOutStream,
    mut take: impl FnMut(&mut Bytes) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    pin_mut!(stream);
    let mut is_first = true;
    while let Some(mut bytes) = within(PAUSE, stream.try_next()).await? {
        if std::mem::take(&mut is_first) {
            bytes.try_copy_to_slice(&mut [0; HEADER.len()])?;
        }
        while !bytes.is_empty() && bytes.try_get_i16()? != END {
            take(&mut bytes)?;
        }
    }
    Ok(())
}

/// Adds the edits of the set that a row has.
fn take_set(
    bytes: &mut Bytes,
    rationales: &HashMap<i16, u8>,
    edits: &mut Vec<PackedEdit>,
) -> Result<(), StoreError> {
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
    let column_one = take_code(bytes, "column_one")?;
    for _ in 0..take_array(bytes, "column_two")? {
        let columns = [column_one, take_code(bytes, "column_two")?];
        edits.push(PackedEdit::new(columns, effective, deleted, indicator, before_1996, rationale));
    }
    Ok(())
}

/// The number of values of an array of one dimension, which follow.
fn take_array(bytes: &mut Bytes, column: &'static str) -> Result<i32, StoreError> {
    bytes.try_get_i32()?;
    let (dimensions, has_nulls) = (bytes.try_get_i32()?, bytes.try_get_i32()?);
    bytes.try_get_u32()?;
    if (dimensions, has_nulls) != (1, 0) {
        return Err(wrong(column, format!("{dimensions} dimensions, expected 1 without nulls")));
    }
    let count = bytes.try_get_i32()?;
    bytes.try_get_i32()?;
    Ok(count)
}

fn take_length(bytes: &mut Bytes, column: &'static str, expected: usize) -> Result<(), StoreError> {
    let length = bytes.try_get_i32()?;
    if usize::try_from(length) == Ok(expected) {
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
    StoreError::wrong_value(SETS, column, detail)
}

impl From<bytes::TryGetError> for StoreError {
    fn from(error: bytes::TryGetError) -> Self {
        wrong("", error)
    }
}
