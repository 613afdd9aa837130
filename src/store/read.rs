//! Reading everything published into one [`Schedule`], several tables at a time.

use super::patience::PAUSE;
use super::plan::kind_of;
use super::rows::{SqlColumns, read_row};
use super::session::{Session, within};
use super::{Store, StoreError, law, ptp};
use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    EditTable, FeeScheduleTables, ReleaseContent, ReleaseKind, ReleaseTables, SourceFile,
};
use crate::schedule::{LoadedRelease, Parts, RecordedRelease, Schedule};
use crate::vocabulary::{ConversionFactor, HcpcsCode};
use futures_util::future::try_join4;
use futures_util::{StreamExt, TryStreamExt, pin_mut, stream};
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Date;
use tokio_postgres::Row;
use tokio_postgres::binary_copy::BinaryCopyOutStream;

/// How many releases are read at once: each has several tables, and keeps the connections busy.
const RELEASES_AT_ONCE: usize = 4;

/// The order of published releases: by first day and label, and then the files of the law in the order of their import. A
/// file that replaced another of its label has its place.
pub(super) const IN_ORDER: &str = "order by kind = 'law',
    (select min(first.id) from releases first where releases.kind = 'law' and first.kind = 'law' and first.label = releases.label),
    effective_from, label";

/// A published release's row of `releases`, with its files.
struct ListedRelease {
    id: i64,
    label: String,
    kind: ReleaseKind,
    effective_from: Date,
    starter: bool,
    conversion_factor: Option<ConversionFactor>,
    qualifying_apm_conversion_factor: Option<ConversionFactor>,
    descriptors_kept: bool,
    files: Vec<SourceFile>,
}

/// What is published.
#[derive(Debug)]
pub struct PublishedReleases {
    /// The releases that answers use: by first day and label, and then the files of the law in the order of their import.
    pub releases: Vec<LoadedRelease>,
    /// The quarters of PTP edits that a newer one replaces, by first day. Their tables are not read, because one quarter
    /// takes as long as everything else, and a database may have dozens.
    pub older_ptp: Vec<RecordedRelease>,
}

/// Reads every published release into a schedule.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn schedule(store: &Store) -> Result<Schedule, StoreError> {
    let PublishedReleases { releases, older_ptp } = published(store, Extent::Estimates).await?;
    let mut parts = Parts { older_ptp, ..Parts::default() };
    parts.extend(releases);
    law::schedule_of(parts)
}

/// Reads every published release with all its tables.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn published_releases(store: &Store) -> Result<PublishedReleases, StoreError> {
    published(store, Extent::Everything).await
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
        let tables = fee_schedule_tables(store, &release, Extent::Everything).await?;
        if published_ids(store).await?.contains(&release.id) {
            return Ok(Some(tables));
        }
    }
}

/// Which tables of a fee schedule are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Those that estimates read: all but the OPPS caps.
    Estimates,
    /// All.
    Everything,
}

/// The keys of the published releases.
async fn published_ids(store: &Store) -> Result<Vec<i64>, StoreError> {
    let sql = format!("select id from releases where state = 'published' {IN_ORDER}");
    let rows = store.query(&sql, &[]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Reads what is published.
///
/// Each table is read at a moment of its own, so a release that is replaced or supplemented meanwhile may be read
/// without its rows. Its key changes with it: if the keys are the same after reading as before, all of it was read.
async fn published(store: &Store, extent: Extent) -> Result<PublishedReleases, StoreError> {
    loop {
        let listed = list(store).await?;
        let ids: Vec<i64> = listed.iter().map(|release| release.id).collect();
        let (older_ptp, listed) = split_older_ptp(listed);
        let releases = read_listed(store, listed, extent).await?;
        if ids == published_ids(store).await? {
            return Ok(PublishedReleases { releases, older_ptp });
        }
    }
}

/// Splits off the quarters of PTP edits that a newer one replaces, as [`Schedule::new`] does.
fn split_older_ptp(listed: Vec<ListedRelease>) -> (Vec<RecordedRelease>, Vec<ListedRelease>) {
    let is_whole_ptp = |release: &ListedRelease| release.kind == ReleaseKind::PtpEdits && !release.starter;
    let whole = listed.iter().filter(|release| is_whole_ptp(release));
    let newest =
        whole.max_by(|one, two| (one.effective_from, &one.label).cmp(&(two.effective_from, &two.label)));
    let newest = newest.map(|release| release.id);
    let (mut older, mut others) = (Vec::new(), Vec::new());
    for release in listed {
        if is_whole_ptp(&release) && newest != Some(release.id) {
            let ListedRelease { label, effective_from, files, .. } = release;
            older.push(RecordedRelease { label, effective_from, files });
        } else {
            others.push(release);
        }
    }
    (older, others)
}

/// The releases of a list, each with its tables.
async fn read_listed(
    store: &Store,
    listed: Vec<ListedRelease>,
    extent: Extent,
) -> Result<Vec<LoadedRelease>, StoreError> {
    let is_ptp = |release: &&ListedRelease| release.kind == ReleaseKind::PtpEdits;
    let ptp: Vec<i64> = listed.iter().filter(is_ptp).map(|release| release.id).collect();
    let ptp = ptp::tables(store, &ptp).await?;
    let reads = stream::iter(listed).map(|release| read_release(store, release, extent, &ptp));
    reads.buffered(RELEASES_AT_ONCE).try_collect().await
}

async fn read_release(
    store: &Store,
    listed: ListedRelease,
    extent: Extent,
    ptp: &BTreeMap<i64, Arc<PtpTable>>,
) -> Result<LoadedRelease, StoreError> {
    let id = listed.id;
    let tables = match listed.kind {
        ReleaseKind::FeeSchedule => {
            ReleaseTables::FeeSchedule(Box::new(fee_schedule_tables(store, &listed, extent).await?))
        }
        ReleaseKind::AnesthesiaBaseUnits => ReleaseTables::AnesthesiaBaseUnits(table(store, id).await?),
        ReleaseKind::ZipLocalities => ReleaseTables::ZipLocalities(table(store, id).await?),
        ReleaseKind::Explanations => ReleaseTables::Explanations(table(store, id).await?),
        ReleaseKind::PtpEdits => {
            let table = ptp.get(&id).cloned().unwrap_or_default();
            ReleaseTables::PtpEdits(edit_table(store, &listed, table).await?)
        }
        ReleaseKind::UnitLimits => {
            let limits = Arc::new(UnitLimitTable::new(table(store, id).await?));
            ReleaseTables::UnitLimits(edit_table(store, &listed, limits).await?)
        }
        ReleaseKind::AddOnCodes => {
            let pairs = Arc::new(AddOnTable::new(table(store, id).await?));
            ReleaseTables::AddOnCodes(edit_table(store, &listed, pairs).await?)
        }
        ReleaseKind::EquipmentFees => ReleaseTables::EquipmentFees(table(store, id).await?),
        ReleaseKind::NutritionFees => ReleaseTables::NutritionFees(table(store, id).await?),
        ReleaseKind::DrugLimits => ReleaseTables::DrugLimits(table(store, id).await?),
        ReleaseKind::LaboratoryRates => ReleaseTables::LaboratoryRates(table(store, id).await?),
        ReleaseKind::Law => {
            let mut texts = table(store, id).await?;
            let missing =
                || StoreError::wrong_value("law_texts", "text", format!("{} has none", listed.label));
            ReleaseTables::Law(Box::new(texts.pop().ok_or_else(missing)?))
        }
    };
    let ListedRelease { label, effective_from, files, starter, .. } = listed;
    let content = ReleaseContent { label, effective_from, files, tables };
    Ok(LoadedRelease { content, is_extract: starter })
}

/// A table of edits with the codes that an extract covers.
async fn edit_table<T>(
    store: &Store,
    listed: &ListedRelease,
    edits: Arc<T>,
) -> Result<EditTable<T>, StoreError> {
    if !listed.starter {
        return Ok(EditTable { table: edits, extract_of: None });
    }
    let mut codes: Vec<HcpcsCode> = table(store, listed.id).await?;
    codes.sort_unstable();
    Ok(EditTable { table: edits, extract_of: Some(codes) })
}

async fn fee_schedule_tables(
    store: &Store,
    listed: &ListedRelease,
    extent: Extent,
) -> Result<FeeScheduleTables, StoreError> {
    let id = listed.id;
    let (services, localities, counties, anesthesia_factors) =
        try_join4(table(store, id), table(store, id), table(store, id), table(store, id)).await?;
    let opps_caps = match extent {
        Extent::Estimates => Vec::new(),
        Extent::Everything => table(store, id).await?,
    };
    Ok(FeeScheduleTables {
        services,
        conversion_factor: listed.conversion_factor,
        qualifying_apm_conversion_factor: listed.qualifying_apm_conversion_factor,
        localities,
        counties,
        anesthesia_factors,
        opps_caps,
        descriptors_kept: listed.descriptors_kept,
    })
}

/// Copies the rows of one release out of a table, in Postgres's binary form.
pub(super) async fn table<T: TableRow>(store: &Store, release: i64) -> Result<Vec<T>, StoreError> {
    store.work("read a table", async |session| copied_out(&session, release).await).await
}

async fn copied_out<T: TableRow>(session: &Session<'_>, release: i64) -> Result<Vec<T>, StoreError> {
    let SqlColumns { names, types } = SqlColumns::of::<T>();
    let table = T::TABLE;
    let sql = format!("copy (select {names} from {table} where release_id = {release}) to stdout binary");
    let stream = BinaryCopyOutStream::new(session.copy_out(&sql).await?, &types);
    pin_mut!(stream);
    let mut rows = Vec::new();
    while let Some(row) = within(PAUSE, stream.try_next()).await? {
        rows.push(read_row(&row)?);
    }
    Ok(rows)
}

async fn list(store: &Store) -> Result<Vec<ListedRelease>, StoreError> {
    let sql = format!(
        "select id, label, kind, effective_from, starter, conversion_factor_ten_thousandths,
                qualifying_apm_conversion_factor_ten_thousandths, descriptors_kept
         from releases where state = 'published' {IN_ORDER}"
    );
    let releases = store.query(&sql, &[]).await?;
    let sql =
        "select release_id, name, sha256, size_bytes, row_count, cms_table from source_files order by name";
    let files = store.query(sql, &[]).await?;
    releases.iter().map(|row| listed(row, &files)).collect()
}

fn listed(row: &Row, files: &[Row]) -> Result<ListedRelease, StoreError> {
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
                table: file.try_get::<_, Option<&str>>(5)?.and_then(|name| name.parse().ok()),
            });
        }
    }
    Ok(ListedRelease {
        id,
        label: row.try_get(1)?,
        kind: kind_of(row, 2)?,
        effective_from: row.try_get(3)?,
        starter: row.try_get(4)?,
        conversion_factor: factor(row.try_get(5)?),
        qualifying_apm_conversion_factor: factor(row.try_get(6)?),
        descriptors_kept: row.try_get(7)?,
        files: own_files,
    })
}
