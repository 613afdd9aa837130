//! Contributing reports: once for each Idempotency-Key, within the contributor's allowance, all or none.

use super::super::session::{Session, Transaction};
use super::super::{Store, StoreError};
use super::contributions::Contributions;
use super::contributor::Contributor;
use super::contributor_key::{ContributorKey, hmac, random};
use super::idempotency::{KeyUse, key_use};
use super::ledger::{self, Additions};
use super::moment::Moment;
use super::past::Past;
use super::sender::Sender;
use crate::denials::{PublicationTerms, Report, RetractionToken};
use crate::vocabulary::{HcpcsCode, Modifier, Rarc, format_date};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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
    if reports.is_empty() {
        return Ok(Contribution::Taken(Vec::new()));
    }
    let transaction = session.transaction().await?;
    let moment = Moment::begin(&transaction, submission).await?;
    let codes: BTreeSet<HcpcsCode> = reports.iter().map(|report| report.hcpcs).collect();
    let codes: Vec<_> = codes.iter().map(HcpcsCode::as_str).collect();
    let past = Past::read(&transaction, &moment, submission, &codes).await?;
    let seed = match key_use(&moment, submission, past.used_key.as_ref())? {
        KeyUse::New(seed) => seed,
        KeyUse::SameRequest(seed) => return Ok(Contribution::Taken(tokens(&seed, reports))),
        KeyUse::OtherRequest => return Ok(Contribution::KeyReused),
    };
    let mut sent = Contributions::open(&moment, submission, past.sealed).await?;
    if let Err(retry_after_seconds) = sent.take(&moment, reports.len(), submission.reports_per_hour) {
        return Ok(Contribution::TooMany { retry_after_seconds });
    }
    let tokens = tokens(&seed, reports);
    record(&transaction, &moment, submission, &by_code(reports, &tokens), &mut sent).await?;
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

/// Records the reports by code, in the order of the codes, so that two submissions never block each other. The sender is remembered
/// with the last code.
async fn record(
    transaction: &Transaction<'_>,
    moment: &Moment,
    submission: &Submission<'_>,
    by_code: &BTreeMap<HcpcsCode, WithTokens<'_>>,
    sent: &mut Contributions,
) -> Result<(), StoreError> {
    let terms = submission.terms;
    let last = by_code.keys().last();
    for (hcpcs, reports) in by_code {
        let mut ledger = ledger::lock(transaction, *hcpcs).await?;
        let before = sent.of_code(*hcpcs, moment);
        let mut rows = Vec::with_capacity(reports.len());
        for (report, token) in reports {
            let state = if before.this_hour < MOST_OF_ONE_CODE { "accepted" } else { "held" };
            let turn = before.turns.take(ledger.turn, terms.most_of_one());
            before.this_hour = before.this_hour.saturating_add(1);
            // A turn shows that its contributor sent others before. It is stored only if the report must wait for it.
            let stored_turn = if turn > ledger.turn { turn } else { FIRST_TURN };
            rows.push(row(report, token, state, stored_turn)?);
            if state == "accepted" {
                ledger.enter(ledger.coverage(turn));
            }
        }
        let sender =
            (Some(hcpcs) == last).then(|| Sender::remembered(moment, submission, sent)).transpose()?;
        let additions =
            Additions { reports: Value::Array(rows).to_string(), sender: sender.unwrap_or_default() };
        ledger::add(transaction, *hcpcs, ledger, terms, additions).await?;
    }
    Ok(())
}

/// A random number of a report. It has 53 bits, so that a moderator can type it and any JSON reader keeps it.
fn report_id() -> Result<i64, StoreError> {
    Ok((i64::from_be_bytes(random()?) & ((1 << 53) - 1)).max(1))
}

/// The columns of a report's row, as PostgreSQL reads them from JSON.
fn row(report: &Report, token: &RetractionToken, state: &str, turn: u32) -> Result<Value, StoreError> {
    let modifiers: Vec<&str> = report.modifiers.iter().map(Modifier::as_str).collect();
    let rarcs: Vec<&str> = report.rarcs.iter().map(Rarc::as_str).collect();
    let statements: Vec<&str> = report.statements.iter().map(|statement| statement.as_str()).collect();
    Ok(json!({
        "id": report_id()?,
        "modifiers": modifiers,
        "place_of_service": report.place_of_service.map(|place| place.code()),
        "payer": report.payer.as_str(),
        "group_code": report.group.as_str(),
        "carc": report.carc.as_str(),
        "rarcs": rarcs,
        "service_month": format_date(report.service_month.first_day()),
        "billed_bucket": report.billed.map(|bucket| bucket.as_str()),
        "appeal_strategy": report.appeal.map(|appeal| appeal.strategy.as_str()),
        "appeal_outcome": report.appeal.map(|appeal| appeal.outcome.as_str()),
        "note": report.note.as_ref().map(|note| note.as_str()),
        "retraction_sha256": format!("\\x{}", hex::encode(token.sha256())),
        "state": state,
        "turn": turn,
        "statements": statements,
    }))
}
