//! Contributing reports: once for each Idempotency-Key, within the contributor's allowance, all or none.

use super::super::session::{Session, Transaction};
use super::super::{Store, StoreError};
use super::contributor::{Contributor, DayKey, Purpose, day_keys, hmac, random};
use super::ledger;
use crate::denials::{PublicationTerms, Report, RetractionToken, Turns};
use crate::vocabulary::{HcpcsCode, Modifier, Rarc};
use std::collections::BTreeMap;
use tokio_postgres::types::ToSql;

/// If one contributor sends more reports of one code within an hour, the others are held for a moderator.
const MOST_OF_ONE_CODE: i32 = 30;
const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// A request to contribute reports.
pub struct Submission<'a> {
    /// The sender.
    pub contributor: Contributor,
    /// The key with which the same request counts once.
    pub idempotency_key: Option<&'a str>,
    /// The request's body. Another body with the same key is refused.
    pub body: &'a [u8],
    /// How many reports a contributor may send within an hour.
    pub reports_per_hour: u32,
    /// How many reports are needed to publish figures.
    pub terms: PublicationTerms,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contribution {
    /// It was taken, now or earlier with the same key. The tokens of the reports, in order.
    Taken(Vec<RetractionToken>),
    /// The key was used for another request.
    KeyReused,
    /// The contributor has used up the allowance.
    TooMany {
        /// How long until it is enough again.
        retry_after_seconds: i64,
    },
}

/// Contributes reports, all or none. Each uses a part of the allowance; a remittance uses at most all of it.
///
/// The answer is the same if a report is counted, waits for others or for a later turn, or is held for a moderator.
///
/// # Errors
/// If the database is away, or does not know a report's reason code.
pub async fn contribute(
    store: &Store,
    reports: &[Report],
    submission: &Submission<'_>,
) -> Result<Contribution, StoreError> {
    store.work(async |session| contribute_by(session, reports, submission).await).await
}

async fn contribute_by(
    session: Session<'_>,
    reports: &[Report],
    submission: &Submission<'_>,
) -> Result<Contribution, StoreError> {
    let transaction = session.transaction().await?;
    let keys = day_keys(&transaction).await?;
    let Some(today) = keys.first() else { return Err(StoreError::Random("no key of the day".to_owned())) };
    let seed = match submission.idempotency_key {
        None => random()?,
        Some(key) => match remember(&transaction, &keys, today, submission, key).await? {
            KeyUse::New => token_seed(today, submission, key),
            KeyUse::SameRequest(day) => {
                return Ok(Contribution::Taken(tokens(&token_seed(day, submission, key), reports)));
            }
            KeyUse::OtherRequest => return Ok(Contribution::KeyReused),
        },
    };
    if let Some(retry_after_seconds) = exceeds(&transaction, today, submission, reports.len()).await? {
        return Ok(Contribution::TooMany { retry_after_seconds });
    }
    let tokens = tokens(&seed, reports);
    insert(&transaction, &keys, submission, reports, &tokens).await?;
    transaction.commit().await?;
    Ok(Contribution::Taken(tokens))
}

/// A repeated request gets the same tokens although none is stored: they are made from its key.
fn token_seed(day: &DayKey, submission: &Submission<'_>, key: &str) -> [u8; 32] {
    day.hash(Purpose::Tokens, &[submission.contributor.network(), key.as_bytes()])
}

fn tokens(seed: &[u8; 32], reports: &[Report]) -> Vec<RetractionToken> {
    let numbers = 0..u64::try_from(reports.len()).unwrap_or(0);
    numbers.map(|number| RetractionToken::from_digest(hmac(seed, &[&number.to_be_bytes()]))).collect()
}

/// What is known about an Idempotency-Key.
enum KeyUse<'a> {
    New,
    /// It came with the same request, on this day.
    SameRequest(&'a DayKey),
    /// It came with another request.
    OtherRequest,
}

/// Looks an Idempotency-Key up among those of the last 24 hours, and keeps it if it is new.
async fn remember<'a>(
    transaction: &Transaction<'_>,
    keys: &'a [DayKey],
    today: &DayKey,
    submission: &Submission<'_>,
    key: &str,
) -> Result<KeyUse<'a>, StoreError> {
    let network = submission.contributor.network();
    let hashed = |day: &DayKey| day.hash(Purpose::Key, &[network, key.as_bytes()]);
    let request = |day: &DayKey| day.hash(Purpose::Request, &[network, key.as_bytes(), submission.body]);
    // Two simultaneous requests with one key wait for each other, at midnight too.
    let lock = hmac(b"idempotency", &[network, key.as_bytes()]);
    let lock = lock.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
    transaction.execute("select pg_advisory_xact_lock($1)", &[&lock]).await?;
    let sql = "select request_hmac from idempotency_keys
               where key_hmac = $1 and began_at > now() - interval '24 hours'";
    for day in keys {
        if let Some(row) = transaction.query_opt(sql, &[&hashed(day).as_slice()]).await? {
            let same = row.try_get::<_, &[u8]>(0)? == request(day).as_slice();
            return Ok(if same { KeyUse::SameRequest(day) } else { KeyUse::OtherRequest });
        }
    }
    let sql = "insert into idempotency_keys values ($1, $2, $3, now())";
    transaction.execute(sql, &[&hashed(today).as_slice(), &today.day, &request(today).as_slice()]).await?;
    Ok(KeyUse::New)
}

/// Takes reports from the contributor's allowance, or returns after how many seconds it will be enough.
///
/// The allowance is a token bucket that is stored as one time: when it will be full again. Each report moves that time by
/// its part of an hour.
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

/// Inserts the reports by code, in the order of the codes, so that two submissions never block each other.
async fn insert(
    transaction: &Transaction<'_>,
    keys: &[DayKey],
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
        let mut before = sent_before(transaction, keys, submission, hcpcs).await?;
        for (report, token) in reports {
            let state = if before.this_hour < MOST_OF_ONE_CODE { "accepted" } else { "held" };
            let turn = before.turns.take(ledger.turn, submission.terms.most_of_one());
            before.this_hour = before.this_hour.saturating_add(1);
            insert_report(transaction, report, token, state, turn).await?;
            if state == "accepted" {
                ledger.enter(ledger.coverage(turn));
            }
        }
        remember_sent(transaction, keys, submission, hcpcs, before).await?;
        ledger::settle(transaction, hcpcs, ledger, submission.terms).await?;
    }
    Ok(())
}

/// The reports of a code that a contributor has sent before.
struct SentReports {
    /// Their number within the hour.
    this_hour: i32,
    /// Their turns.
    turns: Turns,
}

/// The contributor's reports of the code within the last day, under today's key or yesterday's.
async fn sent_before(
    transaction: &Transaction<'_>,
    keys: &[DayKey],
    submission: &Submission<'_>,
    hcpcs: HcpcsCode,
) -> Result<SentReports, StoreError> {
    let hashes: Vec<_> = keys.iter().map(|day| contributor_code(day, submission, hcpcs).to_vec()).collect();
    let sql = "select case when hour_began_at > now() - interval '1 hour' then reports else 0 end, turn, reports_of_turn
               from contributor_codes
               where contributor_code_hmac = any($1) and last_came_at > now() - interval '24 hours'
               order by valid_on desc limit 1";
    let Some(row) = transaction.query_opt(sql, &[&hashes]).await? else {
        return Ok(SentReports { this_hour: 0, turns: Turns::default() });
    };
    let count = |column| -> Result<u32, StoreError> {
        Ok(u32::try_from(row.try_get::<_, i32>(column)?).unwrap_or(0))
    };
    Ok(SentReports { this_hour: row.try_get(0)?, turns: Turns { last: count(1)?, of_last: count(2)? } })
}

/// Keeps how many reports of the code the contributor has sent by now, under today's key.
async fn remember_sent(
    transaction: &Transaction<'_>,
    keys: &[DayKey],
    submission: &Submission<'_>,
    hcpcs: HcpcsCode,
    sent: SentReports,
) -> Result<(), StoreError> {
    let Some(today) = keys.first() else { return Ok(()) };
    let hash = contributor_code(today, submission, hcpcs);
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let SentReports { this_hour, turns: Turns { last, of_last } } = sent;
    let sql = "insert into contributor_codes as known
                   (contributor_code_hmac, valid_on, hour_began_at, reports, last_came_at, turn, reports_of_turn)
               values ($1, $2, now(), $3, now(), $4, $5)
               on conflict (contributor_code_hmac) do update
               set hour_began_at = case when known.hour_began_at > now() - interval '1 hour'
                                        then known.hour_began_at else now() end,
                   reports = $3, last_came_at = now(), turn = $4, reports_of_turn = $5";
    let parameters: [&(dyn ToSql + Sync); 5] =
        [&hash.as_slice(), &today.day, &this_hour, &number(last), &number(of_last)];
    transaction.execute(sql, &parameters).await?;
    Ok(())
}

fn contributor_code(day: &DayKey, submission: &Submission<'_>, hcpcs: HcpcsCode) -> [u8; 32] {
    day.hash(Purpose::Code, &[submission.contributor.network(), hcpcs.as_str().as_bytes()])
}

async fn insert_report(
    transaction: &Transaction<'_>,
    report: &Report,
    token: &RetractionToken,
    state: &str,
    turn: u32,
) -> Result<(), StoreError> {
    let modifiers: Vec<&str> = report.modifiers.iter().map(Modifier::as_str).collect();
    let rarcs: Vec<&str> = report.rarcs.iter().map(Rarc::as_str).collect();
    let sql = "insert into denial_reports
                   (hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
                    appeal_strategy, appeal_outcome, note, retraction_sha256, state, turn, received_on)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, (now() at time zone 'utc')::date)";
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
                &i32::try_from(turn).unwrap_or(i32::MAX),
            ],
        )
        .await?;
    Ok(())
}
