//! Idempotency-Keys: the same request counts once within 24 hours and gets the same tokens, also after a crash of the
//! database.

use super::super::StoreError;
use super::super::session::Transaction;
use super::contribute::Submission;
use super::contributor_key::{DayKey, Purpose, random};
use super::moment::Moment;
use super::sealed_fields::{Fields, Reader};

const TABLE: &str = "idempotency_keys";

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
///
/// The stored hash of the key leaves the contributor out, so that nothing in clear comes from an address. Two contributors who
/// chose one key are distinguished by what is sealed.
pub(super) async fn key_use(
    transaction: &Transaction<'_>,
    moment: &Moment,
    submission: &Submission<'_>,
) -> Result<KeyUse, StoreError> {
    let Some(key) = submission.idempotency_key else { return Ok(KeyUse::New(random()?)) };
    let tags: Vec<_> = moment.keys.iter().map(|day| key_tag(day, key).to_vec()).collect();
    let sql = "select sealed from idempotency_keys where key_tag = any($1) and began_hour between $2 and $3";
    let rows = transaction.query(sql, &[&tags, &moment.hours_ago(24), &moment.hour]).await?;
    for row in &rows {
        let sealed: &[u8] = row.try_get(0)?;
        let uses = moment.keys.iter().find_map(|day| FirstUse::open(day, submission, sealed));
        if let Some((first, is_same)) = uses
            && moment.is_within_a_day(first.came_at)
        {
            return Ok(if is_same { KeyUse::SameRequest(first.token_seed) } else { KeyUse::OtherRequest });
        }
    }
    Ok(KeyUse::New(random()?))
}

/// Remembers the Idempotency-Key of a submission, if it has one, and what its tokens are made of.
pub(super) async fn remember_key(
    transaction: &Transaction<'_>,
    moment: &Moment,
    submission: &Submission<'_>,
    token_seed: &[u8; 32],
) -> Result<(), StoreError> {
    let Some(key) = submission.idempotency_key else { return Ok(()) };
    let [today, _] = &moment.keys;
    let first = FirstUse { came_at: moment.microseconds(), token_seed: *token_seed };
    let sealed = first.seal(today, submission)?;
    let sql = "insert into idempotency_keys (key_tag, began_hour, sealed) values ($1, $2, $3)";
    transaction.execute(sql, &[&key_tag(today, key).as_slice(), &moment.hour, &sealed]).await?;
    Ok(())
}

fn key_tag(day: &DayKey, key: &str) -> [u8; 32] {
    day.hash(Purpose::IdempotencyKey, &[key.as_bytes()])
}

/// The first use of a key.
struct FirstUse {
    came_at: i64,
    token_seed: [u8; 32],
}

impl FirstUse {
    fn seal(&self, day: &DayKey, submission: &Submission<'_>) -> Result<Vec<u8>, StoreError> {
        let (contributor, request) = Self::identity(day, submission);
        let fields =
            Fields::default().bytes(&contributor).bytes(&request).i64(self.came_at).bytes(&self.token_seed);
        day.seal(TABLE, fields.into_bytes())
    }

    /// Opens a row, if it is of the contributor of this submission; and whether it is of the same request.
    fn open(day: &DayKey, submission: &Submission<'_>, sealed: &[u8]) -> Option<(Self, bool)> {
        let opened = day.open(TABLE, sealed)?;
        let mut fields = Reader::new(&opened);
        let (contributor, request) = Self::identity(day, submission);
        if *fields.bytes()? != contributor {
            return None;
        }
        let is_same = *fields.bytes()? == request;
        Some((Self { came_at: fields.i64()?, token_seed: *fields.bytes()? }, is_same))
    }

    fn identity(day: &DayKey, submission: &Submission<'_>) -> ([u8; 32], [u8; 32]) {
        let contributor = day.hash(Purpose::Contributor, &[submission.contributor.network()]);
        (contributor, day.hash(Purpose::Request, &[submission.body]))
    }
}
