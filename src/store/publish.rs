//! Publishing a release: one transaction, so that it is visible whole or not at all.

use super::plan::{Consent, Existing, Published, existing, keeps_descriptors, plan, tables_of};
use super::rows::{SqlColumns, sql_values};
use super::{Store, StoreError, law, ptp, ptp_sets};
use crate::schedule::columns::TableRow;
use crate::schedule::content::{EditTable, ReleaseContent, ReleaseTables, ScheduleTable, SourceFile};
use crate::vocabulary::ConversionFactor;
use futures_util::pin_mut;
use std::slice;
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// The channel on which servers hear of a new release.
pub(super) const CHANNEL: &str = "medpayiq_releases";
/// The advisory lock of publishing programs: one at a time, given back when the transaction ends.
const PUBLISH_LOCK: i64 = 0x4d45_4450_4159_0002;

/// Publishes one release, or leaves everything as it was.
///
/// # Errors
/// When the database is away, or a release of that label with other contents is published and may not be replaced.
pub async fn publish(
    store: &Store,
    content: &ReleaseContent,
    consent: Consent,
) -> Result<Published, StoreError> {
    let published = publish_whole(store, content, consent).await;
    published.map_err(|error| error.naming_role(store.address()))
}

async fn publish_whole(
    store: &Store,
    content: &ReleaseContent,
    consent: Consent,
) -> Result<Published, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    lock(&transaction).await?;
    // Every table has an index of its releases. Without statistics the planner would rather read all quarters of edits.
    transaction.batch_execute("set local enable_seqscan = off").await?;
    let existing = existing(&transaction, content).await?;
    let plan = match plan(content, existing.as_ref(), consent)? {
        Some(plan) => plan,
        None => return Ok(Published::Unchanged),
    };
    law::check(&transaction, content).await?;
    if let Some(existing) = &existing {
        supersede(&transaction, existing.id).await?;
    }
    let release = insert_release(&transaction, content, existing.as_ref(), &plan, consent).await?;
    insert_tables(&transaction, release, &content.tables).await?;
    if let Some(existing) = &existing {
        leave_behind(&transaction, existing.id, release, &plan, &content.tables).await?;
    }
    announce(&transaction, &content.label).await?;
    transaction.commit().await?;
    Ok(plan)
}

/// Takes a published file of the law out of use. Its record stays.
pub(super) async fn withdraw_law(transaction: &Transaction<'_>, label: &str) -> Result<(), StoreError> {
    let sql = "select id from releases where state = 'published' and kind = 'law' and label = $1";
    let id: i64 = transaction.query_one(sql, &[&label]).await?.try_get(0)?;
    supersede(transaction, id).await?;
    transaction.execute("delete from law_texts where release_id = $1", &[&id]).await?;
    announce(transaction, label).await
}

/// Waits until no other program publishes. The lock is given back when the transaction ends.
pub(super) async fn lock(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    // A dead import's backend must notice within a second that nobody listens, or its lock would outlive it.
    transaction.batch_execute("set local client_connection_check_interval = '1s'").await?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&PUBLISH_LOCK]).await?;
    Ok(())
}

async fn supersede(transaction: &Transaction<'_>, release: i64) -> Result<(), StoreError> {
    let sql = "update releases set state = 'superseded', superseded_at = now() where id = $1";
    transaction.execute(sql, &[&release]).await?;
    Ok(())
}

/// Lets servers know that a release changed.
async fn announce(transaction: &Transaction<'_>, label: &str) -> Result<(), StoreError> {
    transaction.execute("select pg_notify($1, $2)", &[&CHANNEL, &label]).await?;
    Ok(())
}

async fn insert_release(
    transaction: &Transaction<'_>,
    content: &ReleaseContent,
    existing: Option<&Existing>,
    plan: &Published,
    consent: Consent,
) -> Result<i64, StoreError> {
    let kept = existing.filter(|_| *plan == Published::Supplemented);
    let kind = content.tables.kind().as_str();
    let [mut factor, mut qualifying] = factors(&content.tables);
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

/// The conversion factors of a fee schedule: everybody's, and that of qualifying participants.
fn factors(tables: &ReleaseTables) -> [Option<i32>; 2] {
    let ReleaseTables::FeeSchedule(tables) = tables else { return [None, None] };
    let factors = [tables.conversion_factor, tables.qualifying_apm_conversion_factor];
    factors.map(|factor| factor.map(ConversionFactor::ten_thousandths))
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
            ptp::write(transaction, release, &edits.table).await
        }
        ReleaseTables::UnitLimits(edits) => {
            copy_extract_codes(transaction, release, edits).await?;
            copy(transaction, release, edits.table.limits()).await
        }
        ReleaseTables::AddOnCodes(edits) => {
            copy_extract_codes(transaction, release, edits).await?;
            copy(transaction, release, edits.table.pairs()).await
        }
        ReleaseTables::LaboratoryRates(rows) => copy(transaction, release, rows).await,
        ReleaseTables::DrugLimits(rows) => copy(transaction, release, rows).await,
        ReleaseTables::EquipmentFees(rows) | ReleaseTables::NutritionFees(rows) => {
            copy(transaction, release, rows).await
        }
        ReleaseTables::Law(amendment) => copy(transaction, release, slice::from_ref(&**amendment)).await,
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
    let SqlColumns { names, types } = SqlColumns::of::<T>();
    let sql = format!("copy {} (release_id, {names}) from stdin binary", T::TABLE);
    let sink = transaction.copy_in(&sql).await?;
    let types = [vec![Type::INT8], types].concat();
    let writer = BinaryCopyInWriter::new(sink, &types);
    pin_mut!(writer);
    for row in rows {
        let values = sql_values(row);
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
    if matches!(tables, ReleaseTables::PtpEdits(_)) {
        ptp_sets::leave_behind(transaction, old).await?;
    }
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
