//! Retracting, holding, releasing and deleting reports, and listing them for a moderator.

use super::super::session::{Session, Transaction};
use super::super::{Store, StoreError};
use super::ledger;
use crate::denials::{PublicationTerms, ReportCoverage, RetractionToken};
use crate::vocabulary::HcpcsCode;
use time::Date;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

/// What a moderator does to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderation {
    /// Takes it out of the count until it is released.
    Hold,
    /// Lets it count.
    Release,
    /// Deletes it.
    Delete,
}

/// A report as a moderator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReport {
    /// Its key.
    pub id: i64,
    /// `accepted` or `held`.
    pub state: String,
    /// The day it came.
    pub received_on: Date,
    /// Its values, in one line.
    pub summary: String,
    /// The codes of its statements.
    pub statements: Vec<String>,
    /// The note, for the moderator alone. A note of an earlier version may have words that are not in the lexicon.
    pub note: Option<String>,
}

/// Retracts the report with this token; false if there is none.
///
/// # Errors
/// If the database is away.
pub async fn retract(
    store: &Store,
    token: &RetractionToken,
    terms: PublicationTerms,
) -> Result<bool, StoreError> {
    let digest = token.sha256();
    change(store, "retraction_sha256 = $1", &digest.as_slice(), Moderation::Delete, terms).await
}

/// Holds, releases or deletes a report; false if there is none with this id and a suitable state.
///
/// # Errors
/// If the database is away.
pub async fn moderate(
    store: &Store,
    id: i64,
    what: Moderation,
    terms: PublicationTerms,
) -> Result<bool, StoreError> {
    change(store, "id = $1", &id, what, terms).await
}

async fn change(
    store: &Store,
    which: &str,
    parameter: &(dyn ToSql + Sync),
    what: Moderation,
    terms: PublicationTerms,
) -> Result<bool, StoreError> {
    let work = async |session: Session<'_>| change_by(session, which, parameter, what, terms).await;
    store.work("change a report", work).await
}

async fn change_by(
    session: Session<'_>,
    which: &str,
    parameter: &(dyn ToSql + Sync),
    what: Moderation,
    terms: PublicationTerms,
) -> Result<bool, StoreError> {
    let transaction = session.transaction().await?;
    let find = format!("select hcpcs from denial_reports where {which} and state <> 'gone'");
    let Some(row) = transaction.query_opt(&find, &[parameter]).await? else { return Ok(false) };
    let hcpcs: &str = row.try_get(0)?;
    let hcpcs: HcpcsCode = hcpcs.parse().map_err(|_| StoreError::Value {
        table: "denial_reports",
        column: "hcpcs",
        detail: "not a HCPCS code".to_owned(),
    })?;
    let mut ledger = ledger::lock(&transaction, hcpcs).await?;
    // Under the lock nobody else changes the report, so it is read again.
    let find =
        format!("select id, state, counted, turn from denial_reports where {which} and state <> 'gone'");
    let Some(row) = transaction.query_opt(&find, &[parameter]).await? else { return Ok(false) };
    let (id, held): (i64, bool) = (row.try_get(0)?, row.try_get::<_, &str>(1)? == "held");
    let turn = u32::try_from(row.try_get::<_, i32>(3)?).unwrap_or(0);
    let coverage = if row.try_get(2)? { ReportCoverage::Counted } else { ledger.coverage(turn) };
    match (what, held) {
        (Moderation::Hold, false) | (Moderation::Delete, false) => ledger.leave(coverage),
        (Moderation::Release, true) => ledger.enter(coverage),
        (Moderation::Delete, true) => {}
        (Moderation::Hold, true) | (Moderation::Release, false) => return Ok(false),
    }
    write(&transaction, id, what).await?;
    ledger::settle(&transaction, hcpcs, ledger, terms).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn write(transaction: &Transaction<'_>, id: i64, what: Moderation) -> Result<(), StoreError> {
    let sql = match what {
        Moderation::Hold => "update denial_reports set state = 'held' where id = $1",
        Moderation::Release => "update denial_reports set state = 'accepted' where id = $1",
        Moderation::Delete => {
            "update denial_reports set state = 'gone', statements = '{}', note = null, retraction_sha256 = null where id = $1"
        }
    };
    transaction.execute(sql, &[&id]).await?;
    Ok(())
}

/// Which reports to list.
#[derive(Clone, Copy, Debug)]
pub struct ListedReports {
    /// The most held ones.
    pub held: i64,
    /// The most others.
    pub recent: i64,
    /// Those of one code; `None` for all codes.
    pub hcpcs: Option<HcpcsCode>,
}

/// The held reports, oldest first, then the most recent others. Also returns how many are held in all.
///
/// # Errors
/// If the database is away.
pub async fn kept_reports(
    store: &Store,
    listed: &ListedReports,
) -> Result<(Vec<KeptReport>, i64), StoreError> {
    let ListedReports { held: most_held, recent, hcpcs } = listed;
    let hcpcs = hcpcs.as_ref().map(HcpcsCode::as_str);
    let columns = "id, state, received_on, note,
                   concat_ws(' ', concat_ws('-', hcpcs, nullif(array_to_string(modifiers, '-'), '')), payer,
                             group_code || '-' || carc, nullif(array_to_string(rarcs, ' '), ''),
                             to_char(service_month, 'YYYY-MM'), 'POS ' || place_of_service, billed_bucket,
                             appeal_strategy || ': ' || appeal_outcome), statements";
    let client = store.client().await?;
    let of_code = "($1::text is null or hcpcs = $1)";
    let count = format!("select count(*) from denial_reports where state = 'held' and {of_code}");
    let all_held = client.query_one(&count, &[&hcpcs]).await?.try_get(0)?;
    let held = format!(
        "select {columns} from denial_reports where state = 'held' and {of_code} order by received_on, id limit $2"
    );
    let others = format!(
        "select {columns} from denial_reports where state = 'accepted' and {of_code} order by received_on desc, id limit $2"
    );
    let held = client.query(&held, &[&hcpcs, most_held]).await?;
    let others = client.query(&others, &[&hcpcs, recent]).await?;
    let reports = held.iter().chain(&others).map(kept).collect::<Result<_, _>>()?;
    Ok((reports, all_held))
}

fn kept(row: &Row) -> Result<KeptReport, StoreError> {
    Ok(KeptReport {
        id: row.try_get(0)?,
        state: row.try_get(1)?,
        received_on: row.try_get(2)?,
        note: row.try_get(3)?,
        summary: row.try_get(4)?,
        statements: row.try_get(5)?,
    })
}
