//! Idempotency-Keys: the same request counts once within 24 hours and gets the same tokens, also after a crash of the
//! database.
//!
//! These rows are logged, so they are in the write-ahead log and in its archive. They hold nothing that leads to a contributor, not
//! even for somebody who has the contributor key and tries all addresses: each hash is also of the Idempotency-Key, which only
//! the sender knows. The tokens are made of the request itself, so nothing that makes them is stored.

use super::super::StoreError;
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

/// A row of a used Idempotency-Key.
pub(super) struct UsedKey {
    /// The tag of the key.
    pub(super) key_tag: Vec<u8>,
    /// The tag of the request that came with it.
    pub(super) request_tag: Vec<u8>,
}

/// The tags under which the Idempotency-Key of a submission may be stored: of today and of yesterday. None if it has no key.
pub(super) fn key_tags(moment: &Moment, submission: &Submission<'_>) -> Vec<Vec<u8>> {
    let tags = |key| moment.keys.iter().map(|day| key_tag(day, submission, key).to_vec()).collect();
    submission.idempotency_key.map_or_else(Vec::new, tags)
}

/// What a row with one of these tags says about the Idempotency-Key of a submission. The caller holds its lock.
pub(super) fn key_use(
    moment: &Moment,
    submission: &Submission<'_>,
    used: Option<&UsedKey>,
) -> Result<KeyUse, StoreError> {
    let Some(key) = submission.idempotency_key else { return Ok(KeyUse::New(random()?)) };
    let [today, _] = &*moment.keys;
    let Some(used) = used else { return Ok(KeyUse::New(token_seed(today, submission, key))) };
    let day = moment.keys.iter().find(|day| key_tag(day, submission, key).as_slice() == used.key_tag);
    Ok(match day {
        Some(day) if request_tag(day, submission, key).as_slice() == used.request_tag => {
            KeyUse::SameRequest(token_seed(day, submission, key))
        }
        Some(_) | None => KeyUse::OtherRequest,
    })
}

/// The row that remembers the Idempotency-Key of a submission; `None` if it has none.
pub(super) fn used_key(moment: &Moment, submission: &Submission<'_>) -> Option<UsedKey> {
    let key = submission.idempotency_key?;
    let [today, _] = &*moment.keys;
    let (key_tag, request_tag) = (key_tag(today, submission, key), request_tag(today, submission, key));
    Some(UsedKey { key_tag: key_tag.to_vec(), request_tag: request_tag.to_vec() })
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
