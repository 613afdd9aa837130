//! Contributing reports: once for each Idempotency-Key, within the contributor's allowance, all or none.

use super::super::session::{Session, Transaction};
use super::super::{Store, StoreError};
use super::contributions::Contributions;
use super::contributor::Contributor;
use super::contributor_key::{ContributorKey, hmac, random};
use super::idempotency::{KeyUse, key_use, remember_key};
use super::ledger;
use super::moment::Moment;
use crate::denials::{PublicationTerms, Report, RetractionToken};
use crate::vocabulary::{HcpcsCode, Modifier, Rarc};
use std::collections::BTreeMap;

/// If one contributor sends more reports of one code within an hour, the others are held for a moderator.
const MOST_OF_ONE_CODE: u32 = 30;

/// The turn of every report whose turn has come.
const FIRST_TURN: u32 = 1;

/// A request to contribute reports.
pub struct Submission<'a> {
    /// The sender.
    pub contributor: Contributor,
    /// The key with which the sender is recognized.
    pub key: &'a ContributorKey,
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
    let work = async |session: Session<'_>| contribute_by(session, reports, submission).await;
    store.work("contribute reports", work).await
}

async fn contribute_by(
    session: Session<'_>,
    reports: &[Report],
    submission: &Submission<'_>,
) -> Result<Contribution, StoreError> {
    let transaction = session.transaction().await?;
    let moment = Moment::begin(&transaction, submission).await?;
    let seed = match key_use(&transaction, &moment, submission).await? {
        KeyUse::New(seed) => seed,
        KeyUse::SameRequest(seed) => return Ok(Contribution::Taken(tokens(&seed, reports))),
        KeyUse::OtherRequest => return Ok(Contribution::KeyReused),
    };
    let tokens = tokens(&seed, reports);
    let by_code = by_code(reports, &tokens);
    let codes: Vec<_> = by_code.keys().map(HcpcsCode::as_str).collect();
    let mut sent = Contributions::read(&transaction, &moment, submission, &codes).await?;
    if let Err(retry_after_seconds) = sent.take(&moment, reports.len(), submission.reports_per_hour) {
        return Ok(Contribution::TooMany { retry_after_seconds });
    }
    insert(&transaction, &moment, submission.terms, &by_code, &mut sent).await?;
    sent.write(&transaction, &moment, submission).await?;
    remember_key(&transaction, &moment, submission).await?;
    transaction.commit().await?;
    Ok(Contribution::Taken(tokens))
}

/// The tokens of so many reports. A repeated request gets them again although none is stored: they are made of its seed.
fn tokens(seed: &[u8; 32], reports: &[Report]) -> Vec<RetractionToken> {
    let numbers = 0..u64::try_from(reports.len()).unwrap_or(0);
    numbers.map(|number| RetractionToken::from_digest(hmac(seed, &[&number.to_be_bytes()]))).collect()
}

/// Reports and their tokens.
type WithTokens<'a> = Vec<(&'a Report, &'a RetractionToken)>;

fn by_code<'a>(reports: &'a [Report], tokens: &'a [RetractionToken]) -> BTreeMap<HcpcsCode, WithTokens<'a>> {
    let mut by_code: BTreeMap<_, WithTokens<'_>> = BTreeMap::new();
    for (report, token) in reports.iter().zip(tokens) {
        by_code.entry(report.hcpcs).or_default().push((report, token));
    }
    by_code
}

/// Inserts the reports by code, in the order of the codes, so that two submissions never block each other.
async fn insert(
    transaction: &Transaction<'_>,
    moment: &Moment,
    terms: PublicationTerms,
    by_code: &BTreeMap<HcpcsCode, WithTokens<'_>>,
    sent: &mut Contributions,
) -> Result<(), StoreError> {
    for (hcpcs, reports) in by_code {
        let mut ledger = ledger::lock(transaction, *hcpcs).await?;
        let before = sent.of_code(*hcpcs, moment);
        for (report, token) in reports {
            let state = if before.this_hour < MOST_OF_ONE_CODE { "accepted" } else { "held" };
            let turn = before.turns.take(ledger.turn, terms.most_of_one());
            before.this_hour = before.this_hour.saturating_add(1);
            // A turn shows that its contributor sent others before. It is stored only if the report must wait for it.
            let stored_turn = if turn > ledger.turn { turn } else { FIRST_TURN };
            insert_report(transaction, report, token, state, stored_turn).await?;
            if state == "accepted" {
                ledger.enter(ledger.coverage(turn));
            }
        }
        ledger::settle(transaction, *hcpcs, ledger, terms).await?;
    }
    Ok(())
}

/// A random number of a report. It has 53 bits, so that a moderator can type it and any JSON reader keeps it.
fn report_id() -> Result<i64, StoreError> {
    Ok((i64::from_be_bytes(random()?) & ((1 << 53) - 1)).max(1))
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
    let statements: Vec<&str> = report.statements.iter().map(|statement| statement.as_str()).collect();
    let sql = "insert into denial_reports
                   (hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
                    appeal_strategy, appeal_outcome, note, retraction_sha256, state, turn, id, statements, received_on)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, (now() at time zone 'utc')::date)";
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
                &report_id()?,
                &statements,
            ],
        )
        .await?;
    Ok(())
}
