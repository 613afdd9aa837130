//! Tips in the database: MedPayIQ's own, seeded by each program version, and local ones.

use super::{Store, StoreError};
use crate::tips::{ShippedTips, TipOrigin, TipRecord, WrittenTip, WrittenTips, check_tip};
use std::collections::BTreeSet;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Transaction};

/// The channel on which servers hear of changed tips.
pub(super) const TIPS_CHANNEL: &str = "medpayiq_tips";

/// The columns of a tip, in the order that [`insert`] and [`tip_record`] use.
const COLUMNS: &str =
    "id, codes, text, effect, claim, compared_with, line, measure, evidence, document, section, reviewed_on";

/// How many tips an import changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TipImport {
    /// Tips with new names.
    pub added: usize,
    /// Tips that replaced others with the same name.
    pub replaced: usize,
    /// Tips that were there already, the same in every value.
    pub unchanged: usize,
}

/// What became of a request to delete a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TipDeletion {
    /// It was deleted.
    Deleted,
    /// It is one of MedPayIQ's own, which stay.
    Shipped,
    /// There is no tip with this name.
    Unknown,
}

/// Reads every tip, MedPayIQ's own first. A tip that this program cannot parse, because a newer one wrote it, is left out
/// with a warning; so is one of MedPayIQ's own that came after a local tip of the same name.
///
/// # Errors
/// If the database is away.
pub async fn written_tips(store: &Store) -> Result<WrittenTips, StoreError> {
    let sql = format!("select {COLUMNS}, origin from tips order by origin desc, position");
    let mut tips: Vec<WrittenTip> = Vec::new();
    for row in store.query(&sql, &[]).await? {
        let (record, origin): (TipRecord, &str) = (tip_record(&row)?, row.try_get(12)?);
        let known = TipOrigin::ALL.iter().copied().find(|known| known.as_str() == origin);
        let origin = known.unwrap_or(TipOrigin::Local);
        let id = record.id.clone();
        match check_tip(record, origin) {
            Ok(tip) => tips.push(tip),
            Err(faults) => {
                tracing::warn!(id, ?faults, "A tip in the database is not valid. It is not shown.")
            }
        }
    }
    let local: BTreeSet<String> =
        tips.iter().filter(|tip| !is_own(tip)).map(|tip| tip.id().to_owned()).collect();
    tips.retain(|tip| {
        let is_hidden = is_own(tip) && local.contains(tip.id());
        if is_hidden {
            tracing::warn!(
                id = tip.id(),
                "A local tip has the name of one of MedPayIQ's. The local one is shown."
            );
        }
        !is_hidden
    });
    Ok(tips.into_iter().collect())
}

/// Whether a tip is one of MedPayIQ's.
fn is_own(tip: &WrittenTip) -> bool {
    tip.origin() == TipOrigin::MedPayIq
}

/// Adds local tips, or replaces those with the same names: all of them or none.
///
/// # Errors
/// If the database is away.
pub async fn import_tips(store: &Store, tips: &[WrittenTip]) -> Result<TipImport, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    lock(&transaction).await?;
    let sql = format!("select {COLUMNS} from tips where origin = 'local'");
    let rows = transaction.query(&sql, &[]).await?;
    let known: Vec<TipRecord> = rows.iter().map(tip_record).collect::<Result<_, _>>()?;
    let mut import = TipImport::default();
    for tip in tips {
        let known = known.iter().find(|known| known.id == tip.id());
        match known {
            None => import.added += 1,
            Some(known) if known == tip.record() => {
                import.unchanged += 1;
                continue;
            }
            Some(_) => import.replaced += 1,
        }
        insert(&transaction, tip).await?;
    }
    if import.added + import.replaced > 0 {
        announce(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(import)
}

/// Deletes a local tip.
///
/// # Errors
/// If the database is away.
pub async fn delete_tip(store: &Store, id: &str) -> Result<TipDeletion, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    lock(&transaction).await?;
    let sql = "delete from tips where origin = 'local' and id = $1";
    if transaction.execute(sql, &[&id]).await? > 0 {
        announce(&transaction).await?;
        transaction.commit().await?;
        return Ok(TipDeletion::Deleted);
    }
    let is_shipped = transaction.query_opt("select from tips where id = $1", &[&id]).await?.is_some();
    Ok(if is_shipped { TipDeletion::Shipped } else { TipDeletion::Unknown })
}

/// Replaces MedPayIQ's own tips by those of this program, unless the database has them or those of a newer program.
///
/// The digest of the files distinguishes builds of one version, and the one that starts last seeds. The caller
/// holds the lock of migrations.
pub(super) async fn seed(client: &mut Client, shipped: &ShippedTips) -> Result<(), StoreError> {
    let transaction = client.transaction().await?;
    let row = lock(&transaction).await?;
    if is_seed_of(&row, shipped)? {
        return Ok(());
    }
    transaction.execute("delete from tips where origin = 'medpayiq'", &[]).await?;
    for tip in &shipped.tips {
        insert(&transaction, tip).await?;
    }
    let sql = "update tip_seed set version = $1, sha256 = $2";
    transaction.execute(sql, &[&shipped.version.as_slice(), &shipped.sha256]).await?;
    announce(&transaction).await?;
    transaction.commit().await?;
    tracing::info!(tips = shipped.tips.len(), "Seeded the tips of this version.");
    Ok(())
}

/// Whether the database has the tips of this version, or newer ones.
pub(super) async fn are_seeded(client: &Client, shipped: &ShippedTips) -> Result<bool, StoreError> {
    is_seed_of(&client.query_one("select version, sha256 from tip_seed", &[]).await?, shipped)
}

/// Whether a seed with this version and digest is that of this version, or a newer one.
fn is_seed_of(row: &Row, shipped: &ShippedTips) -> Result<bool, StoreError> {
    let (version, sha256): (Vec<i32>, &str) = (row.try_get(0)?, row.try_get(1)?);
    let is_newer = version.as_slice() > shipped.version.as_slice();
    Ok(is_newer || (version == shipped.version && sha256 == shipped.sha256))
}

/// Locks all tips against other changes until the transaction ends; returns the version and digest of the seed.
async fn lock(transaction: &Transaction<'_>) -> Result<Row, StoreError> {
    Ok(transaction.query_one("select version, sha256 from tip_seed for update", &[]).await?)
}

/// Makes running servers reload the tips once the transaction is committed.
async fn announce(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.execute("update tip_seed set changes = changes + 1", &[]).await?;
    transaction.execute("select pg_notify($1, '')", &[&TIPS_CHANNEL]).await?;
    Ok(())
}

/// Inserts a tip, or replaces the one with its name.
async fn insert(transaction: &Transaction<'_>, tip: &WrittenTip) -> Result<(), StoreError> {
    let TipRecord {
        id,
        codes,
        text,
        effect,
        claim,
        compared_with,
        line,
        measure,
        evidence,
        document,
        section,
        reviewed,
    } = tip.record();
    let line = line.map(|line| i32::try_from(line).unwrap_or(i32::MAX));
    let origin = tip.origin().as_str();
    let sql = format!(
        "insert into tips ({COLUMNS}, origin) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (origin, id) do update
         set (codes, text, effect, claim, compared_with, line, measure, evidence, document, section, reviewed_on)
             = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let parameters: &[&(dyn ToSql + Sync)] = &[
        id,
        codes,
        text,
        effect,
        claim,
        compared_with,
        &line,
        measure,
        evidence,
        document,
        section,
        reviewed,
        &origin,
    ];
    transaction.execute(&sql, parameters).await?;
    Ok(())
}

fn tip_record(row: &Row) -> Result<TipRecord, StoreError> {
    let line: Option<i32> = row.try_get(6)?;
    Ok(TipRecord {
        id: row.try_get(0)?,
        codes: row.try_get(1)?,
        text: row.try_get(2)?,
        effect: row.try_get(3)?,
        claim: row.try_get(4)?,
        compared_with: row.try_get(5)?,
        line: line.and_then(|line| u32::try_from(line).ok()),
        measure: row.try_get(7)?,
        evidence: row.try_get(8)?,
        document: row.try_get(9)?,
        section: row.try_get(10)?,
        reviewed: row.try_get(11)?,
    })
}
