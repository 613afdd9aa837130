//! Idempotency-Keys: the same request counts once within 24 hours and gets the same tokens, also after a crash of the
//! database.
//!
//! These rows are logged, so they are in the write-ahead log and in its archive. They hold nothing that leads to a contributor, not
//! even for somebody who has the contributor key and tries all addresses: each hash is also of the Idempotency-Key, which only
//! the sender knows. The tokens are made of the request itself, so nothing that makes them is stored.

use super::super::StoreError;
use super::super::session::Transaction;
use super::contribute::Submission;
use super::contributor_key::{DayKey, Purpose, random};
use super::moment::Moment;

/// What is known about an Idempotency-Key.
pub(super) enum KeyUse {
    /// It is new, or there is none. The seed makes the tokens of this request.
    New([u8; 32]),
    /// It came with the same request. The seed makes its tokens again.
    SameRequest([u8; 32]),
    /// It came with another request.
    OtherRequest,
}

/// Looks an Idempotency-Key up among those of the last 24 hours. The caller holds its lock.
pub(super) async fn key_use(
    transaction: &Transaction<'_>,
    moment: &Moment,
    submission: &Submission<'_>,
) -> Result<KeyUse, StoreError> {
    let Some(key) = submission.idempotency_key else { return Ok(KeyUse::New(random()?)) };
    let tags: Vec<_> = moment.keys.iter().map(|day| key_tag(day, submission, key).to_vec()).collect();
    // A row of a later hour is of a clock that was ahead. It is the same request all the same.
    let sql =
        "select key_tag, request_tag from idempotency_keys where key_tag = any($1) and began_hour >= $2";
    let rows = transaction.query(sql, &[&tags, &moment.hours_ago(24)]).await?;
    let [today, _] = &*moment.keys;
    let Some(row) = rows.first() else { return Ok(KeyUse::New(token_seed(today, submission, key))) };
    let (used, request): (&[u8], &[u8]) = (row.try_get(0)?, row.try_get(1)?);
    let day = moment.keys.iter().zip(&tags).find(|(_, tag)| tag.as_slice() == used);
    Ok(match day {
        Some((day, _)) if request_tag(day, submission, key) == request => {
            KeyUse::SameRequest(token_seed(day, submission, key))
        }
        Some(_) | None => KeyUse::OtherRequest,
    })
}

/// Remembers the Idempotency-Key of a submission, if it has one.
pub(super) async fn remember_key(
    transaction: &Transaction<'_>,
    moment: &Moment,
    submission: &Submission<'_>,
) -> Result<(), StoreError> {
    let Some(key) = submission.idempotency_key else { return Ok(()) };
    let [today, _] = &*moment.keys;
    let (used, request) = (key_tag(today, submission, key), request_tag(today, submission, key));
    let sql = "insert into idempotency_keys (key_tag, request_tag, began_hour) values ($1, $2, $3)";
    transaction.execute(sql, &[&used.as_slice(), &request.as_slice(), &moment.hour]).await?;
    Ok(())
}

fn key_tag(day: &DayKey, submission: &Submission<'_>, key: &str) -> [u8; 32] {
    day.hash(Purpose::IdempotencyKey, &[submission.contributor.network(), key.as_bytes()])
}

fn request_tag(day: &DayKey, submission: &Submission<'_>, key: &str) -> [u8; 32] {
    day.hash(Purpose::Request, &[key.as_bytes(), submission.body])
}

/// What the tokens of a request are made of.
fn token_seed(day: &DayKey, submission: &Submission<'_>, key: &str) -> [u8; 32] {
    let parts = [submission.contributor.network(), key.as_bytes(), submission.body];
    day.hash(Purpose::TokenSeed, &parts)
}
