//! API keys in the database.

use super::session::within;
use super::{Store, StoreError};
use crate::keys::{KeyDigest, KeyRecord, KeyText, Rate, Scope, Scopes};
use std::time::Duration;
use time::OffsetDateTime;
use tokio_postgres::{Client, Row};

/// The channel on which servers hear of changed keys.
pub(super) const KEYS_CHANNEL: &str = "medpayiq_keys";

/// The columns of a key, in the order of [`record`].
const COLUMNS: &str = "public_id, name, key_sha256, scopes, rate";

/// A key that an operator makes.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its name. No two valid keys have the same.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// How often; `None` for any number of requests.
    pub rate: Option<Rate>,
}

/// A key as an operator sees it.
pub struct ListedKey {
    /// The key.
    pub record: KeyRecord,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was revoked; `None` if it is valid.
    pub revoked_at: Option<OffsetDateTime>,
}

/// Makes a key and keeps its digest. `None` if a valid key has its name.
///
/// # Errors
/// If the database is away, or the operating system gives no random bytes.
pub async fn create_key(store: &Store, key: &NewKey) -> Result<Option<KeyText>, StoreError> {
    let text = KeyText::random().map_err(|error| StoreError::Random(error.to_string()))?;
    let Some((id, digest)) = KeyText::read(text.as_str()) else { return Ok(None) };
    let scopes: Vec<&str> = key.scopes.iter().map(Scope::as_str).collect();
    let sql = "with made as (
                   insert into api_keys (public_id, name, key_sha256, scopes, rate) values ($1, $2, $3, $4, $5)
                   on conflict (name) where revoked_at is null do nothing returning 1)
               select pg_notify($6, '') from made";
    let (id, rate) = (id.to_string(), key.rate.map(|rate| rate.to_string()));
    let made = store
        .query(sql, &[&id, &key.name, &digest.bytes().as_slice(), &scopes, &rate, &KEYS_CHANNEL])
        .await?;
    Ok((!made.is_empty()).then_some(text))
}

/// Revokes the valid key with this name or this public part; false if there is none. Servers refuse it within seconds.
///
/// # Errors
/// If the database is away.
pub async fn revoke_key(store: &Store, name: &str) -> Result<bool, StoreError> {
    let sql = "with revoked as (
                   update api_keys set revoked_at = now()
                   where revoked_at is null and ($1 in (name, public_id, 'mpiq_' || public_id)) returning 1)
               select pg_notify($2, '') from revoked";
    Ok(!store.query(sql, &[&name, &KEYS_CHANNEL]).await?.is_empty())
}

/// Every key, in the order in which they were made.
///
/// # Errors
/// If the database is away.
pub async fn listed_keys(store: &Store) -> Result<Vec<ListedKey>, StoreError> {
    let sql = format!("select {COLUMNS}, created_at, revoked_at from api_keys order by id");
    let listed = |row: &Row| {
        Ok(ListedKey { record: record(row)?, created_at: row.try_get(5)?, revoked_at: row.try_get(6)? })
    };
    store.query(&sql, &[]).await?.iter().map(listed).collect()
}

/// Every valid key.
pub(super) async fn valid_keys(client: &Client, limit: Duration) -> Result<Vec<KeyRecord>, StoreError> {
    let sql = format!("select {COLUMNS} from api_keys where revoked_at is null");
    within(limit, client.query(&sql, &[])).await?.iter().map(record).collect()
}

fn record(row: &Row) -> Result<KeyRecord, StoreError> {
    let wrong = |column, detail: String| StoreError::wrong_value("api_keys", column, detail);
    let (id, name, digest): (&str, String, &[u8]) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (scopes, rate): (Vec<&str>, Option<&str>) = (row.try_get(3)?, row.try_get(4)?);
    let digest: [u8; 32] = digest.try_into().map_err(|_| wrong("key_sha256", "not 32 bytes".to_owned()))?;
    Ok(KeyRecord {
        id: id.parse().map_err(|error| wrong("public_id", format!("{error}")))?,
        name,
        digest: KeyDigest::new(digest),
        scopes: known_scopes(&scopes),
        rate: rate
            .map(str::parse)
            .transpose()
            .map_err(|error: crate::keys::InvalidRate| wrong("rate", error.to_string()))?,
    })
}

/// The scopes that this program knows. A newer one may know more; this one has no operation of those.
fn known_scopes(names: &[&str]) -> Scopes {
    names.iter().filter_map(|name| name.parse::<Scope>().ok()).collect()
}
