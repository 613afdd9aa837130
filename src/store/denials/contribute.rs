//! Contributing reports: once for each Idempotency-Key, within the contributor's allowance, whole or not at all.

use super::super::{Store, StoreError};
use super::contributor::{Contributor, DayKey, Purpose, day_keys, hmac, random};
use super::ledger;
use crate::denials::{Place, Report, RetractionToken, Terms};
use crate::vocabulary::{HcpcsCode, Modifier, Rarc};
use std::collections::BTreeMap;
use tokio_postgres::Transaction;

/// More reports of one code than this by one contributor within an hour are held for a moderator.
const MOST_OF_ONE_CODE: i32 = 30;
const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// Who contributes, and on which terms.
pub struct Submission<'a> {
    /// Whoever sends it.
    pub contributor: Contributor,
    /// The key under which the same request counts once.
    pub idempotency_key: Option<&'a str>,
    /// The request's body: another one under the same key is refused.
    pub body: &'a [u8],
    /// How many reports a contributor may send within an hour.
    pub reports_per_hour: u32,
    /// On which terms they are counted.
    pub terms: Terms,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contribution {
    /// It was taken, now or before under the same key: the token of each report, in order.
    Taken(Vec<RetractionToken>),
    /// The key was used for another request.
    KeyReused,
    /// The contributor's allowance does not suffice yet.
    TooMany {
        /// How long until it does.
        retry_after_seconds: i64,
    },
}

/// Contributes reports, all or none of them; those of a remittance cost one allowance each, and a whole one at most.
///
/// The answer is the same whether a report is counted, waits, or is held for a moderator.
///
/// # Errors
/// When the database is away, or does not know a report's reason code.
pub async fn contribute(
    store: &Store,
    reports: &[Report],
    submission: &Submission<'_>,
) -> Result<Contribution, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    transaction.batch_execute("set local lock_timeout = '5s'").await?;
    let keys = day_keys(&transaction).await?;
    let Some(today) = keys.first() else { return Err(StoreError::Random("no key of the day".to_owned())) };
    let seed = match submission.idempotency_key {
        None => random()?,
        Some(key) => match remember(&transaction, &keys, today, submission, key).await? {
            Remembered::New => token_seed(today, submission, key),
            Remembered::Before(day) => {
                return Ok(Contribution::Taken(tokens(&token_seed(day, submission, key), reports)));
            }
            Remembered::Otherwise => return Ok(Contribution::KeyReused),
        },
    };
    if let Some(retry_after_seconds) = exceeds(&transaction, today, submission, reports.len()).await? {
        return Ok(Contribution::TooMany { retry_after_seconds });
    }
    let tokens = tokens(&seed, reports);
    insert(&transaction, today, submission, reports, &tokens).await?;
    transaction.commit().await?;
    Ok(Contribution::Taken(tokens))
}

/// A request that comes again gets the same tokens, though none of them is stored: they are made from its key.
fn token_seed(day: &DayKey, submission: &Submission<'_>, key: &str) -> [u8; 32] {
    day.hash(Purpose::Tokens, &[submission.contributor.network(), key.as_bytes()])
}

fn tokens(seed: &[u8; 32], reports: &[Report]) -> Vec<RetractionToken> {
    let numbers = 0..u64::try_from(reports.len()).unwrap_or(0);
    numbers.map(|number| RetractionToken::from_digest(hmac(seed, &[&number.to_be_bytes()]))).collect()
}

/// What is known of an Idempotency-Key.
enum Remembered<'a> {
    New,
    /// The same request came under it on this day.
    Before(&'a DayKey),
    /// Another request came under it.
    Otherwise,
}

/// Looks an Idempotency-Key up among those of the last 24 hours, and remembers it where it is new.
async fn remember<'a>(
    transaction: &Transaction<'_>,
    keys: &'a [DayKey],
    today: &DayKey,
    submission: &Submission<'_>,
    key: &str,
) -> Result<Remembered<'a>, StoreError> {
    let network = submission.contributor.network();
    let hashed = |day: &DayKey| day.hash(Purpose::Key, &[network, key.as_bytes()]);
    let request = |day: &DayKey| day.hash(Purpose::Request, &[network, key.as_bytes(), submission.body]);
    // Two at once with one key wait for each other, at midnight too.
    let lock = hmac(b"idempotency", &[network, key.as_bytes()]);
    let lock = lock.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
    transaction.execute("select pg_advisory_xact_lock($1)", &[&lock]).await?;
    let sql = "select request_hmac from idempotency_keys
               where key_hmac = $1 and began_at > now() - interval '24 hours'";
    for day in keys {
        if let Some(row) = transaction.query_opt(sql, &[&hashed(day).as_slice()]).await? {
            let same = row.try_get::<_, &[u8]>(0)? == request(day).as_slice();
            return Ok(if same { Remembered::Before(day) } else { Remembered::Otherwise });
        }
    }
    let sql = "insert into idempotency_keys values ($1, $2, $3, now())";
    transaction.execute(sql, &[&hashed(today).as_slice(), &today.day, &request(today).as_slice()]).await?;
    Ok(Remembered::New)
}

/// Takes reports from the contributor's allowance, or says after how many seconds it will suffice.
///
/// A token bucket in one time: when it will be full again. Each report puts that off by its part of an hour.
async fn exceeds(
    transaction: &Transaction<'_>,
    today: &DayKey,
    submission: &Submission<'_>,
    reports: usize,
) -> Result<Option<i64>, StoreError> {
    let allowance = i64::from(submission.reports_per_hour.max(1));
    let reports = i64::try_from(reports).unwrap_or(i64::MAX).min(allowance);
    let cost = reports * (HOUR_MICROSECONDS / allowance);
    let contributor = today.hash(Purpose::Allowance, &[submission.contributor.network()]);
    let sql = "insert into contributor_allowances as known values ($1, $2, now() + $3::bigint * interval '1 microsecond')
               on conflict (contributor_hmac) do update
               set full_at = greatest(known.full_at, now()) + $3::bigint * interval '1 microsecond'
               where greatest(known.full_at, now()) + $3::bigint * interval '1 microsecond' <= now() + interval '1 hour'";
    if transaction.execute(sql, &[&contributor.as_slice(), &today.day, &cost]).await? > 0 {
        return Ok(None);
    }
    let sql = "select ceil(extract(epoch from full_at + $2::bigint * interval '1 microsecond'
                                              - now() - interval '1 hour'))::bigint
               from contributor_allowances where contributor_hmac = $1";
    let row = transaction.query_one(sql, &[&contributor.as_slice(), &cost]).await?;
    Ok(Some(row.try_get::<_, i64>(0)?.max(1)))
}

/// Inserts the reports code by code, in the order of the codes, so that two submissions never wait for each other.
async fn insert(
    transaction: &Transaction<'_>,
    today: &DayKey,
    submission: &Submission<'_>,
    reports: &[Report],
    tokens: &[RetractionToken],
) -> Result<(), StoreError> {
    let mut by_code: BTreeMap<HcpcsCode, Vec<(&Report, &RetractionToken)>> = BTreeMap::new();
    for (report, token) in reports.iter().zip(tokens) {
        by_code.entry(report.hcpcs).or_default().push((report, token));
    }
    for (hcpcs, reports) in by_code {
        let mut ledger = ledger::lock(transaction, hcpcs).await?;
        let before = count_of_code(transaction, today, submission, hcpcs, reports.len()).await?;
        for (number, (report, token)) in (before..).zip(reports) {
            let state = if number < MOST_OF_ONE_CODE { "accepted" } else { "held" };
            insert_report(transaction, report, token, state).await?;
            if state == "accepted" {
                ledger.enter(Place::Waiting);
            }
        }
        ledger::settle(transaction, hcpcs, ledger, submission.terms).await?;
    }
    Ok(())
}

/// How many reports of the code the contributor had sent within the hour before these.
async fn count_of_code(
    transaction: &Transaction<'_>,
    today: &DayKey,
    submission: &Submission<'_>,
    hcpcs: HcpcsCode,
    reports: usize,
) -> Result<i32, StoreError> {
    let hash = today.hash(Purpose::Code, &[submission.contributor.network(), hcpcs.as_str().as_bytes()]);
    let more = i32::try_from(reports).unwrap_or(i32::MAX);
    let sql = "insert into contributor_codes as known values ($1, $2, now(), $3)
               on conflict (contributor_code_hmac) do update
               set (hour_began_at, reports) =
                   (select case when recent then known.hour_began_at else now() end,
                           case when recent then known.reports + $3 else $3 end
                    from (select known.hour_began_at > now() - interval '1 hour') as hour (recent))
               returning reports - $3";
    let row = transaction.query_one(sql, &[&hash.as_slice(), &today.day, &more]).await?;
    Ok(row.try_get(0)?)
}

async fn insert_report(
    transaction: &Transaction<'_>,
    report: &Report,
    token: &RetractionToken,
    state: &str,
) -> Result<(), StoreError> {
    let modifiers: Vec<&str> = report.modifiers.iter().map(Modifier::as_str).collect();
    let rarcs: Vec<&str> = report.rarcs.iter().map(Rarc::as_str).collect();
    let sql = "insert into denial_reports
                   (hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
                    appeal_strategy, appeal_outcome, note, retraction_sha256, state, received_on)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, (now() at time zone 'utc')::date)";
    transaction
        .execute(
            sql,
            &[
                &report.hcpcs.as_str(),
                &modifiers,
                &report.place_of_service.map(|place| place.code()),
                &report.payer.as_str(),
                &report.group.as_str(),
                &report.carc.as_str(),
                &rarcs,
                &report.service_month.first_day(),
                &report.billed.map(|bucket| bucket.as_str()),
                &report.appeal.map(|appeal| appeal.strategy.as_str()),
                &report.appeal.map(|appeal| appeal.outcome.as_str()),
                &report.note.as_ref().map(|note| note.as_str()),
                &token.sha256().as_slice(),
                &state,
            ],
        )
        .await?;
    Ok(())
}
