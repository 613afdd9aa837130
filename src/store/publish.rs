//! Publishing a release: one transaction, so that it is visible whole or not at all.

use super::plan::{Existing, existing, keeps_descriptors, plan};
use super::rows::TableRow;
use super::{Store, StoreError, law, ptp};
use crate::edits::{AddOnPair, PublishedLimit};
use crate::schedule::content::{
    AnesthesiaFactor, EditTable, FeeScheduleTables, LawText, LocalityCounties, LocalityIndices, OppsCap,
    PublishedService, ReleaseContent, ReleaseTables, ScheduleTable, SourceFile,
};
use crate::vocabulary::{ConversionFactor, HcpcsCode};
use futures_util::pin_mut;
use std::slice;
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// The channel on which servers hear of a new release.
pub(super) const CHANNEL: &str = "medpayiq_releases";
/// The advisory lock of publishing programs: one at a time, given back when the transaction ends.
const PUBLISH_LOCK: i64 = 0x4d45_4450_4159_0002;

/// What a publication may do to a release of the same label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nothing: other contents under the label are refused.
    KeepPublished,
    /// Replace it as a whole.
    Replace,
    /// It is starter data of the program, which any import may replace.
    Starter,
}

/// What became of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is new.
    New,
    /// It took the place of one with other contents.
    Replaced,
    /// Its tables were added to a release that lacked them, or, with consent, took the place of such tables there.
    Supplemented,
    /// The same files are published already; nothing was changed.
    Unchanged,
}

/// Publishes one release, or leaves everything as it was.
///
/// # Errors
/// When the database is away, or a release of that label with other contents is published and may not be replaced.
pub async fn publish(
    store: &Store,
    content: &ReleaseContent,
    consent: Consent,
) -> Result<Published, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    // A dead import's backend must notice within a second that nobody listens, or its lock would outlive it.
    transaction.batch_execute("set local client_connection_check_interval = '1s'").await?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&PUBLISH_LOCK]).await?;
    let existing = existing(&transaction, content).await?;
    let plan = match plan(content, existing.as_ref(), consent)? {
        Some(plan) => plan,
        None => return Ok(Published::Unchanged),
    };
    law::check(&transaction, content).await?;
    if let Some(existing) = &existing {
        let supersede = "update releases set state = 'superseded', superseded_at = now() where id = $1";
        transaction.execute(supersede, &[&existing.id]).await?;
    }
    let release = insert_release(&transaction, content, existing.as_ref(), &plan, consent).await?;
    insert_tables(&transaction, release, &content.tables).await?;
    if let Some(existing) = &existing {
        leave_behind(&transaction, existing.id, release, &plan, &content.tables).await?;
    }
    transaction.execute("select pg_notify($1, $2)", &[&CHANNEL, &content.label]).await?;
    transaction.commit().await?;
    Ok(plan)
}

async fn insert_release(
    transaction: &Transaction<'_>,
    content: &ReleaseContent,
    existing: Option<&Existing>,
    plan: &Published,
    consent: Consent,
) -> Result<i64, StoreError> {
    let kept = existing.filter(|_| *plan == Published::Supplemented);
    let (kind, mut factor, mut qualifying) = describe(&content.tables);
    if let Some(kept) = kept {
        factor = factor.or(kept.conversion_factor);
        qualifying = qualifying.or(kept.qualifying_apm_conversion_factor);
    }
    let effective_from = kept.map_or(content.effective_from, |kept| kept.effective_from);
    let starter = kept.map_or(consent == Consent::Starter, |kept| kept.starter);
    let descriptors_kept = kept.map_or_else(|| keeps_descriptors(content), |kept| kept.descriptors_kept);
    let sql = "insert into releases (label, kind, effective_from, starter, state, conversion_factor_ten_thousandths,
                                     qualifying_apm_conversion_factor_ten_thousandths, descriptors_kept)
               values ($1, $2, $3, $4, 'published', $5, $6, $7) returning id";
    let parameters: &[&(dyn ToSql + Sync)] =
        &[&content.label, &kind, &effective_from, &starter, &factor, &qualifying, &descriptors_kept];
    let release: i64 = transaction.query_one(sql, parameters).await?.try_get(0)?;
    insert_files(transaction, release, content, kept).await?;
    Ok(release)
}

/// Records the release's files; of the release that it supplements those whose table stays.
async fn insert_files(
    transaction: &Transaction<'_>,
    release: i64,
    content: &ReleaseContent,
    supplemented: Option<&Existing>,
) -> Result<(), StoreError> {
    let table = |file: &SourceFile| file.table.map(ScheduleTable::name);
    for file in &content.files {
        let (size, rows) = (clamp(file.bytes), clamp(file.rows));
        let sql = "insert into source_files (release_id, name, sha256, size_bytes, row_count, cms_table)
                   values ($1, $2, $3, $4, $5, $6)";
        let parameters: &[&(dyn ToSql + Sync)] =
            &[&release, &file.name, &file.sha256, &size, &rows, &table(file)];
        transaction.execute(sql, parameters).await?;
    }
    if let Some(supplemented) = supplemented {
        let replaced: Vec<&str> = content.files.iter().filter_map(table).collect();
        let sql = "insert into source_files (release_id, name, sha256, size_bytes, row_count, cms_table)
                   select $1, name, sha256, size_bytes, row_count, cms_table from source_files
                   where release_id = $2 and (cms_table is null or cms_table <> all($3))
                   on conflict do nothing";
        transaction.execute(sql, &[&release, &supplemented.id, &replaced]).await?;
    }
    Ok(())
}

fn clamp(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The kind of a release and, of a fee schedule, its factors.
pub(super) fn describe(tables: &ReleaseTables) -> (&'static str, Option<i32>, Option<i32>) {
    match tables {
        ReleaseTables::FeeSchedule(tables) => (
            "fee_schedule",
            tables.conversion_factor.map(ConversionFactor::ten_thousandths),
            tables.qualifying_apm_conversion_factor.map(ConversionFactor::ten_thousandths),
        ),
        ReleaseTables::AnesthesiaBaseUnits(_) => ("anesthesia_base_units", None, None),
        ReleaseTables::ZipLocalities(_) => ("zip_localities", None, None),
        ReleaseTables::Explanations(_) => ("explanations", None, None),
        ReleaseTables::PtpEdits(_) => ("ptp_edits", None, None),
        ReleaseTables::UnitLimits(_) => ("unit_limits", None, None),
        ReleaseTables::AddOnCodes(_) => ("add_on_codes", None, None),
        ReleaseTables::Law(_) => ("law", None, None),
    }
}

async fn insert_tables(
    transaction: &Transaction<'_>,
    release: i64,
    tables: &ReleaseTables,
) -> Result<(), StoreError> {
    match tables {
        ReleaseTables::FeeSchedule(tables) => {
            copy(transaction, release, &tables.services).await?;
            copy(transaction, release, &tables.localities).await?;
            copy(transaction, release, &tables.counties).await?;
            copy(transaction, release, &tables.anesthesia_factors).await?;
            copy(transaction, release, &tables.opps_caps).await
        }
        ReleaseTables::AnesthesiaBaseUnits(rows) => copy(transaction, release, rows).await,
        ReleaseTables::ZipLocalities(rows) => copy(transaction, release, rows).await,
        ReleaseTables::Explanations(rows) => copy(transaction, release, rows).await,
        ReleaseTables::PtpEdits(edits) => {
            copy_extract_codes(transaction, release, edits).await?;
            ptp::copy(transaction, release, &edits.table).await
        }
        ReleaseTables::UnitLimits(edits) => {
            copy_extract_codes(transaction, release, edits).await?;
            copy(transaction, release, edits.table.limits()).await
        }
        ReleaseTables::AddOnCodes(edits) => {
            copy_extract_codes(transaction, release, edits).await?;
            copy(transaction, release, edits.table.pairs()).await
        }
        ReleaseTables::Law(text) => copy(transaction, release, slice::from_ref(text)).await,
    }
}

/// Copies the codes that an extract speaks for.
async fn copy_extract_codes<T>(
    transaction: &Transaction<'_>,
    release: i64,
    edits: &EditTable<T>,
) -> Result<(), StoreError> {
    copy(transaction, release, edits.extract_of.as_deref().unwrap_or_default()).await
}

/// Copies rows into their table, in Postgres's binary form.
async fn copy<T: TableRow>(
    transaction: &Transaction<'_>,
    release: i64,
    rows: &[T],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!("copy {} (release_id, {}) from stdin binary", T::TABLE, T::column_names());
    let sink = transaction.copy_in(&sql).await?;
    let mut types = vec![Type::INT8];
    types.extend(T::types());
    let writer = BinaryCopyInWriter::new(sink, &types);
    pin_mut!(writer);
    for row in rows {
        let values = row.values();
        let release: &(dyn ToSql + Sync) = &release;
        let values = values.iter().map(|value| -> &(dyn ToSql + Sync) { value.as_ref() });
        let values: Vec<_> = std::iter::once(release).chain(values).collect();
        writer.as_mut().write(&values).await?;
    }
    writer.finish().await?;
    Ok(())
}

/// Takes the replaced release's tables away, or hands those that a supplement does not bring to the new one.
async fn leave_behind(
    transaction: &Transaction<'_>,
    old: i64,
    new: i64,
    plan: &Published,
    tables: &ReleaseTables,
) -> Result<(), StoreError> {
    for (table, is_new) in tables_of(tables) {
        let sql = if *plan == Published::Supplemented && !is_new {
            format!("update {table} set release_id = $2 where release_id = $1")
        } else {
            format!("delete from {table} where release_id = $1 and release_id <> $2")
        };
        transaction.execute(&sql, &[&old, &new]).await?;
    }
    Ok(())
}

/// The tables of a release's kind, each with whether these contents bring it.
pub(super) fn tables_of(tables: &ReleaseTables) -> Vec<(&'static str, bool)> {
    match tables {
        ReleaseTables::FeeSchedule(tables) => {
            let FeeScheduleTables { services, localities, counties, anesthesia_factors, opps_caps, .. } =
                tables.as_ref();
            vec![
                (PublishedService::TABLE, !services.is_empty()),
                (LocalityIndices::TABLE, !localities.is_empty()),
                (LocalityCounties::TABLE, !counties.is_empty()),
                (AnesthesiaFactor::TABLE, !anesthesia_factors.is_empty()),
                (OppsCap::TABLE, !opps_caps.is_empty()),
            ]
        }
        ReleaseTables::AnesthesiaBaseUnits(_) => vec![("anesthesia_base_units", true)],
        ReleaseTables::ZipLocalities(_) => vec![("zip_localities", true)],
        ReleaseTables::Explanations(_) => vec![("explanations", true)],
        ReleaseTables::PtpEdits(_) => vec![(ptp::TABLE, true), (HcpcsCode::TABLE, true)],
        ReleaseTables::UnitLimits(_) => vec![(PublishedLimit::TABLE, true), (HcpcsCode::TABLE, true)],
        ReleaseTables::AddOnCodes(_) => vec![(AddOnPair::TABLE, true), (HcpcsCode::TABLE, true)],
        ReleaseTables::Law(_) => vec![(LawText::TABLE, true)],
    }
}
