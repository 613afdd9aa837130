//! Reading everything published into one [`Schedule`], several tables at a time.

use super::patience::PAUSE;
use super::rows::{TableRow, Values};
use super::session::{Session, within};
use super::{Store, StoreError, law, ptp};
use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::schedule::content::{
    AnesthesiaBaseUnits, FeeScheduleTables, ScheduleTable, SourceFile, ZipLocality,
};
use crate::schedule::{
    AnesthesiaBaseUnitList, EditRelease, LawRelease, Parts, PublishedRelease, Schedule, ZipDirectory,
};
use crate::vocabulary::{ConversionFactor, HcpcsCode};
use futures_util::future::try_join4;
use futures_util::{StreamExt, TryStreamExt, pin_mut, stream};
use std::sync::Arc;
use time::Date;
use tokio_postgres::Row;
use tokio_postgres::binary_copy::BinaryCopyOutStream;

/// How many releases are read at once: each has several tables, and keeps the connections busy.
const RELEASES_AT_ONCE: usize = 4;

/// A published release's row of `releases`, with its files.
pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) label: String,
    kind: String,
    pub(super) effective_from: Date,
    starter: bool,
    conversion_factor: Option<ConversionFactor>,
    qualifying_apm_conversion_factor: Option<ConversionFactor>,
    descriptors_kept: bool,
    pub(super) files: Vec<SourceFile>,
}

/// Reads every published release and what the law dates.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn schedule(store: &Store) -> Result<Schedule, StoreError> {
    loop {
        let (parts, ids) = parts(store).await?;
        if ids == published_ids(store).await? {
            return Ok(Schedule::new(parts));
        }
    }
}

/// The keys of the published releases.
///
/// Each table is read at a moment of its own, so a release that is replaced or supplemented meanwhile may be read
/// without its rows. Its key changes with it: who finds the same keys after reading as before has read all of it.
async fn published_ids(store: &Store) -> Result<Vec<i64>, StoreError> {
    let sql = "select id from releases where state = 'published' order by effective_from, label";
    let rows = store.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Everything published, with the keys of the releases.
async fn parts(store: &Store) -> Result<(Parts, Vec<i64>), StoreError> {
    let listed = list(store).await?;
    let ids = listed.iter().map(|release| release.id).collect();
    let (ptp, listed): (Vec<_>, Vec<_>) = listed.into_iter().partition(|release| release.kind == "ptp_edits");
    let mut parts = Parts::default();
    let reads = stream::iter(listed).map(|release| read_release(store, release));
    let read: Vec<Part> = reads.buffered(RELEASES_AT_ONCE).try_collect().await?;
    parts.edits.ptp = ptp_releases(store, ptp).await?;
    for part in read {
        match part {
            Part::UnitLimits(release) => parts.edits.unit_limits.push(release),
            Part::AddOnCodes(release) => parts.edits.add_ons.push(release),
            Part::FeeSchedule(release) => parts.releases.push(*release),
            Part::AnesthesiaBaseUnits(list) => parts.anesthesia_base_units.push(list),
            Part::Explanations(rows) => parts.explanations.extend(rows),
            // The newest directory serves: a ZIP code's locality follows the map, not the date of service.
            Part::Zips(directory) => {
                let is_newer = |known: &ZipDirectory| known.effective_from < directory.effective_from;
                if parts.zips.as_ref().is_none_or(is_newer) {
                    parts.zips = Some(directory);
                }
            }
            Part::Law(release) => parts.law_releases.push(release),
        }
    }
    parts.law = law::whole(&parts.law_releases)?;
    Ok((parts, ids))
}

/// The tables of a published relative value release, caps included, or `None` where it is not loaded.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn published_tables(store: &Store, label: &str) -> Result<Option<FeeScheduleTables>, StoreError> {
    loop {
        let Some(release) = list(store).await?.into_iter().find(|release| release.label == label) else {
            return Ok(None);
        };
        let opps_caps = table(store, release.id).await?;
        let tables = fee_schedule_tables(store, &release).await?;
        if published_ids(store).await?.contains(&release.id) {
            return Ok(Some(FeeScheduleTables { opps_caps, ..tables }));
        }
    }
}

enum Part {
    FeeSchedule(Box<PublishedRelease>),
    AnesthesiaBaseUnits(AnesthesiaBaseUnitList),
    Zips(ZipDirectory),
    Explanations(Vec<(HcpcsCode, String)>),
    UnitLimits(EditRelease<UnitLimitTable>),
    AddOnCodes(EditRelease<AddOnTable>),
    Law(LawRelease),
}

async fn read_release(store: &Store, listed: Listed) -> Result<Part, StoreError> {
    let Listed { id, ref label, effective_from, starter, .. } = listed;
    match listed.kind.as_str() {
        "fee_schedule" => {
            let tables = fee_schedule_tables(store, &listed).await?;
            let label = label.clone();
            let files = listed.files;
            let release = PublishedRelease { label, effective_from, is_extract: starter, files, tables };
            Ok(Part::FeeSchedule(Box::new(release)))
        }
        "anesthesia_base_units" => {
            let rows: Vec<AnesthesiaBaseUnits> = table(store, id).await?;
            let mut base_units: Vec<_> = rows.iter().map(|row| (row.hcpcs, row.base_units)).collect();
            base_units.sort_unstable();
            let label = label.clone();
            Ok(Part::AnesthesiaBaseUnits(AnesthesiaBaseUnitList {
                label,
                effective_from,
                files: listed.files,
                base_units,
            }))
        }
        "zip_localities" => {
            let rows: Vec<ZipLocality> = table(store, id).await?;
            Ok(Part::Zips(ZipDirectory::new(label.clone(), effective_from, starter, listed.files, rows)))
        }
        "explanations" => Ok(Part::Explanations(table(store, id).await?)),
        "unit_limits" => {
            let limits = UnitLimitTable::new(table(store, id).await?);
            edit_release(store, listed, Arc::new(limits)).await.map(Part::UnitLimits)
        }
        "add_on_codes" => {
            let pairs = AddOnTable::new(table(store, id).await?);
            edit_release(store, listed, Arc::new(pairs)).await.map(Part::AddOnCodes)
        }
        "law" => law::release(store, listed).await.map(Part::Law),
        other => Err(wrong("releases", "kind", format!("{other:?} is not a kind this program knows"))),
    }
}

/// The releases of PTP edits, whose tables are read together.
async fn ptp_releases(store: &Store, listed: Vec<Listed>) -> Result<Vec<EditRelease<PtpTable>>, StoreError> {
    let ids: Vec<i64> = listed.iter().map(|release| release.id).collect();
    let tables = ptp::tables(store, &ids).await?;
    let mut releases = Vec::new();
    for release in listed {
        let table = tables.get(&release.id).cloned().unwrap_or_default();
        releases.push(edit_release(store, release, table).await?);
    }
    Ok(releases)
}

async fn edit_release<T>(store: &Store, listed: Listed, edits: Arc<T>) -> Result<EditRelease<T>, StoreError> {
    let codes: Vec<HcpcsCode> = if listed.starter { table(store, listed.id).await? } else { Vec::new() };
    let mut codes = listed.starter.then_some(codes);
    codes.iter_mut().for_each(|codes| codes.sort_unstable());
    let Listed { label, effective_from, files, .. } = listed;
    Ok(EditRelease { label, effective_from, extract_of: codes, files, table: edits })
}

async fn fee_schedule_tables(store: &Store, listed: &Listed) -> Result<FeeScheduleTables, StoreError> {
    let id = listed.id;
    let (services, localities, counties, anesthesia_factors) =
        try_join4(table(store, id), table(store, id), table(store, id), table(store, id)).await?;
    Ok(FeeScheduleTables {
        services,
        conversion_factor: listed.conversion_factor,
        qualifying_apm_conversion_factor: listed.qualifying_apm_conversion_factor,
        localities,
        counties,
        anesthesia_factors,
        opps_caps: Vec::new(),
        descriptors_kept: listed.descriptors_kept,
    })
}

/// Copies the rows of one release out of a table, in Postgres's binary form.
pub(super) async fn table<T: TableRow>(store: &Store, release: i64) -> Result<Vec<T>, StoreError> {
    store.work(async |session| copied_out(&session, release).await).await
}

async fn copied_out<T: TableRow>(session: &Session<'_>, release: i64) -> Result<Vec<T>, StoreError> {
    let (columns, table) = (T::column_names(), T::TABLE);
    let sql = format!("copy (select {columns} from {table} where release_id = {release}) to stdout binary");
    let stream = BinaryCopyOutStream::new(session.copy_out(&sql).await?, &T::types());
    pin_mut!(stream);
    let mut rows = Vec::new();
    while let Some(row) = within(PAUSE, stream.try_next()).await? {
        rows.push(T::read(&mut Values::of::<T>(&row))?);
    }
    Ok(rows)
}

async fn list(store: &Store) -> Result<Vec<Listed>, StoreError> {
    let sql = "select id, label, kind, effective_from, starter, conversion_factor_ten_thousandths,
                      qualifying_apm_conversion_factor_ten_thousandths, descriptors_kept
               from releases where state = 'published' order by effective_from, label";
    let releases = store.query(sql, &[]).await?;
    let sql =
        "select release_id, name, sha256, size_bytes, row_count, cms_table from source_files order by name";
    let files = store.query(sql, &[]).await?;
    releases.iter().map(|row| listed(row, &files)).collect()
}

fn listed(row: &Row, files: &[Row]) -> Result<Listed, StoreError> {
    let id: i64 = row.try_get(0)?;
    let factor = |scaled: Option<i32>| scaled.and_then(ConversionFactor::from_scaled);
    let mut own_files = Vec::new();
    for file in files {
        if file.try_get::<_, i64>(0)? == id {
            let count = |value: i64| u64::try_from(value).unwrap_or(0);
            own_files.push(SourceFile {
                name: file.try_get(1)?,
                sha256: file.try_get(2)?,
                bytes: count(file.try_get(3)?),
                rows: count(file.try_get(4)?),
                table: file.try_get::<_, Option<&str>>(5)?.and_then(ScheduleTable::named),
            });
        }
    }
    Ok(Listed {
        id,
        label: row.try_get(1)?,
        kind: row.try_get(2)?,
        effective_from: row.try_get(3)?,
        starter: row.try_get(4)?,
        conversion_factor: factor(row.try_get(5)?),
        qualifying_apm_conversion_factor: factor(row.try_get(6)?),
        descriptors_kept: row.try_get(7)?,
        files: own_files,
    })
}

pub(super) fn wrong(table: &'static str, column: &'static str, detail: impl ToString) -> StoreError {
    StoreError::Value { table, column, detail: detail.to_string() }
}
