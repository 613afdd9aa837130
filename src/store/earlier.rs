//! What a release is compared with before it is published: the releases of its kind that were before it.

use super::read::table;
use super::{Store, StoreError};
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    AnesthesiaFactor, FeeScheduleTables, LocalityCounties, LocalityIndices, ReleaseContent,
};
use crate::vocabulary::ConversionFactor;
use tokio_postgres::Row;

/// Tables that the starter data has whole. Of others it has an extract, beside which a cut file would look complete.
const WHOLE_IN_STARTER: [&str; 3] =
    [LocalityIndices::TABLE, LocalityCounties::TABLE, AnesthesiaFactor::TABLE];

/// The tables that a fee schedule release follows on: each as it is in the release of its own label, else in the newest
/// one before it that has the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The releases that they are of.
    pub labels: Vec<String>,
    /// The tables; empty where no release has them, or where the release to compare is a supplement without them.
    pub tables: FeeScheduleTables,
}

/// Whether the program's starter data is among the earlier releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StarterData {
    /// The tables that it has whole. A file with fewer rows was cut.
    WholeTables,
    /// None of it.
    LeftOut,
}

/// What a fee schedule release is to be compared with; a supplement by the tables that it brings.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn earlier_tables(
    store: &Store,
    content: &ReleaseContent,
    tables: &FeeScheduleTables,
    starter: StarterData,
) -> Result<Earlier, StoreError> {
    let is_whole = !tables.services.is_empty();
    let mut search = Search { store, content, starter, is_whole, labels: Vec::new() };
    let (services, [conversion_factor, qualifying_apm_conversion_factor]) =
        search.find(&tables.services).await?;
    let tables = FeeScheduleTables {
        services,
        conversion_factor,
        qualifying_apm_conversion_factor,
        localities: search.find(&tables.localities).await?.0,
        counties: search.find(&tables.counties).await?.0,
        anesthesia_factors: search.find(&tables.anesthesia_factors).await?.0,
        opps_caps: search.find(&tables.opps_caps).await?.0,
        descriptors_kept: tables.descriptors_kept,
    };
    Ok(Earlier { labels: search.labels, tables })
}

struct Search<'a> {
    store: &'a Store,
    content: &'a ReleaseContent,
    starter: StarterData,
    is_whole: bool,
    labels: Vec<String>,
}

impl Search<'_> {
    /// The earlier rows of a table that is brought, or looked for in vain, and the factors of their release.
    async fn find<T: TableRow>(
        &mut self,
        brought: &[T],
    ) -> Result<(Vec<T>, [Option<ConversionFactor>; 2]), StoreError> {
        if brought.is_empty() && !self.is_whole {
            return Ok((Vec::new(), [None, None]));
        }
        let Some(row) = self.holder(T::TABLE).await? else { return Ok((Vec::new(), [None, None])) };
        let (release, label): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
        let factor = |scaled: Option<i32>| scaled.and_then(ConversionFactor::from_scaled);
        let factors = [factor(row.try_get(2)?), factor(row.try_get(3)?)];
        Ok((table(self.store, release).await?, factors))
    }

    async fn holder(&self, table: &str) -> Result<Option<Row>, StoreError> {
        let sql = format!(
            "select id, label, conversion_factor_ten_thousandths, qualifying_apm_conversion_factor_ten_thousandths
             from releases
             where kind = 'fee_schedule' and state = 'published' and (effective_from <= $1 or label = $2)
                 and (not starter or $3) and exists (select from {table} where release_id = id)
             order by label = $2 desc, starter, effective_from desc, label desc limit 1"
        );
        let (day, label) = (&self.content.effective_from, &self.content.label);
        let is_whole_in_starter =
            self.starter == StarterData::WholeTables && WHOLE_IN_STARTER.contains(&table);
        Ok(self.store.client().await?.query_opt(&sql, &[day, label, &is_whole_in_starter]).await?)
    }
}

/// The newest whole release of the same kind before one that is to be published, and how many rows its files have. The
/// starter data counts where it is whole: of the anesthesia base units.
///
/// # Errors
/// When the database is away.
pub async fn earlier_rows(
    store: &Store,
    content: &ReleaseContent,
) -> Result<Option<(String, u64)>, StoreError> {
    let kind = content.tables.kind().as_str();
    let sql = "select label, (select sum(row_count)::bigint from source_files where release_id = id)
               from releases
               where kind = $1 and state = 'published' and effective_from <= $2
                   and (not starter or kind = 'anesthesia_base_units')
               order by starter, effective_from desc, label desc limit 1";
    let row = store.client().await?.query_opt(sql, &[&kind, &content.effective_from]).await?;
    let read = |row: Row| {
        let rows: Option<i64> = row.try_get(1)?;
        Ok((row.try_get(0)?, rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0)))
    };
    row.map(read).transpose()
}
