//! What publishing a release would do to what is published under its label, and whether it may.

use super::{StoreError, ptp_packed, ptp_sets};
use crate::edits::{AddOnPair, PublishedLimit};
use crate::law::Amendment;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    AnesthesiaBaseUnits, AnesthesiaFactor, FeeScheduleTables, LocalityCounties, LocalityIndices, OppsCap,
    PublishedService, ReleaseContent, ReleaseKind, ReleaseTables, SourceFile, ZipLocality,
};
use crate::vocabulary::{DrugLimit, EquipmentFee, HcpcsCode, LaboratoryRate};
use tokio_postgres::{Row, Transaction};

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
    /// It took the place of the program's starter data.
    ReplacedStarter,
    /// Its tables were added to a release that lacked them, or, with consent, took the place of such tables there.
    Supplemented,
    /// The same files are published already; nothing was changed.
    Unchanged,
}

/// A published release under the label.
pub(super) struct Existing {
    pub(super) id: i64,
    kind: ReleaseKind,
    pub(super) starter: bool,
    pub(super) effective_from: time::Date,
    pub(super) conversion_factor: Option<i32>,
    pub(super) qualifying_apm_conversion_factor: Option<i32>,
    pub(super) descriptors_kept: bool,
    /// Name and SHA-256 of each file.
    files: Vec<(String, String)>,
    /// The tables that it has rows of.
    filled: Vec<&'static str>,
}

/// The release that is published under the label of another, with what it has of the other's tables.
pub(super) async fn existing(
    transaction: &Transaction<'_>,
    content: &ReleaseContent,
) -> Result<Option<Existing>, StoreError> {
    let sql = "select id, kind, starter, effective_from, conversion_factor_ten_thousandths,
                      qualifying_apm_conversion_factor_ten_thousandths, descriptors_kept
               from releases where label = $1 and state = 'published'";
    let Some(row) = transaction.query_opt(sql, &[&content.label]).await? else { return Ok(None) };
    let id: i64 = row.try_get(0)?;
    let sql = "select name, sha256 from source_files where release_id = $1 order by name";
    let files = transaction.query(sql, &[&id]).await?;
    let files = files.iter().map(|file| Ok((file.try_get(0)?, file.try_get(1)?)));
    let mut filled = Vec::new();
    for (table, _) in tables_of(&content.tables) {
        let sql = format!("select from {table} where release_id = $1 limit 1");
        filled.extend(transaction.query_opt(&sql, &[&id]).await?.map(|_| table));
    }
    Ok(Some(Existing {
        id,
        kind: kind_of(&row, 1)?,
        starter: row.try_get(2)?,
        effective_from: row.try_get(3)?,
        conversion_factor: row.try_get(4)?,
        qualifying_apm_conversion_factor: row.try_get(5)?,
        descriptors_kept: row.try_get(6)?,
        files: files.collect::<Result<_, StoreError>>()?,
        filled,
    }))
}

/// The kind of a release in a column of `releases`.
pub(super) fn kind_of(row: &Row, column: usize) -> Result<ReleaseKind, StoreError> {
    let name: &str = row.try_get(column)?;
    name.parse().map_err(|error| StoreError::wrong_value("releases", "kind", error))
}

/// What to do, or nothing where the same files are published already.
pub(super) fn plan(
    content: &ReleaseContent,
    existing: Option<&Existing>,
    consent: Consent,
) -> Result<Option<Published>, StoreError> {
    let lacks_services =
        matches!(&content.tables, ReleaseTables::FeeSchedule(tables) if tables.services.is_empty());
    match existing {
        None if lacks_services => Err(nothing_to_supplement(content)),
        None => Ok(Some(Published::New)),
        Some(existing) if existing.kind != content.tables.kind() => other_kind(content, existing, consent),
        Some(existing) if lacks_services => supplement(content, existing, consent),
        Some(existing) => replacement(content, existing, consent),
    }
}

/// Refuses a label that names a release of another kind: no consent is asked for, since it would take that one's data
/// away. The starter data stands back.
fn other_kind(
    content: &ReleaseContent,
    existing: &Existing,
    consent: Consent,
) -> Result<Option<Published>, StoreError> {
    match consent {
        Consent::Starter => Ok(None),
        Consent::KeepPublished | Consent::Replace => Err(StoreError::OtherKind {
            label: content.label.clone(),
            published: existing.kind.to_string(),
            brought: content.tables.kind().to_string(),
        }),
    }
}

/// Whether tables without services may go into the release: freely where it has none of them.
fn supplement(
    content: &ReleaseContent,
    existing: &Existing,
    consent: Consent,
) -> Result<Option<Published>, StoreError> {
    if existing.all_published(content) {
        return Ok(None);
    }
    // Starter data is an extract: CMS's tables belong to CMS's whole release.
    if existing.starter || !existing.filled.contains(&PublishedService::TABLE) {
        return Err(nothing_to_supplement(content));
    }
    let is_filled = |table| existing.filled.contains(&table);
    let displaces = tables_of(&content.tables).into_iter().any(|(table, is_new)| is_new && is_filled(table));
    if displaces && consent != Consent::Replace {
        let difference = changes(content, existing).collect::<Vec<_>>().join("; ");
        return Err(StoreError::HasTables { label: content.label.clone(), difference });
    }
    Ok(Some(Published::Supplemented))
}

/// Whether a whole release may take the other's place.
fn replacement(
    content: &ReleaseContent,
    existing: &Existing,
    consent: Consent,
) -> Result<Option<Published>, StoreError> {
    let same_files = existing.all_published(content) && existing.files.len() == content.files.len();
    if same_files && existing.descriptors_kept == keeps_descriptors(content) {
        return Ok(None);
    }
    match consent {
        Consent::Replace | Consent::KeepPublished if existing.starter => Ok(Some(Published::ReplacedStarter)),
        Consent::Replace => Ok(Some(Published::Replaced)),
        Consent::Starter if existing.starter => Ok(Some(Published::Replaced)),
        Consent::Starter => Ok(None),
        Consent::KeepPublished => Err(StoreError::Differs {
            label: content.label.clone(),
            difference: difference(content, existing),
        }),
    }
}

impl Existing {
    /// Whether every file of the other is among the release's own.
    fn all_published(&self, content: &ReleaseContent) -> bool {
        content
            .files
            .iter()
            .all(|file| self.files.iter().any(|(name, sha256)| *name == file.name && *sha256 == file.sha256))
    }
}

/// Whether a release keeps the descriptors that need a licence.
pub(super) fn keeps_descriptors(content: &ReleaseContent) -> bool {
    matches!(&content.tables, ReleaseTables::FeeSchedule(tables) if tables.descriptors_kept)
}

fn nothing_to_supplement(content: &ReleaseContent) -> StoreError {
    StoreError::NothingToSupplement { label: content.label.clone() }
}

/// Names the files that differ, each with the first digits of both sums, and another choice of descriptors.
fn difference(content: &ReleaseContent, existing: &Existing) -> String {
    let gone = existing.files.iter().filter_map(|(name, _)| {
        let is_gone = !content.files.iter().any(|file| file.name == *name);
        is_gone.then(|| format!("{name} is missing"))
    });
    let descriptors = match (existing.descriptors_kept, keeps_descriptors(content)) {
        (true, false) => Some("without --keep-descriptors, with which it was imported".to_owned()),
        (false, true) => Some("with --keep-descriptors, without which it was imported".to_owned()),
        (true, true) | (false, false) => None,
    };
    changes(content, existing).chain(gone).chain(descriptors).collect::<Vec<_>>().join("; ")
}

/// Names the files that are not the release's own.
fn changes(content: &ReleaseContent, existing: &Existing) -> impl Iterator<Item = String> {
    let short = |sha256: &str| sha256.get(..12).unwrap_or(sha256).to_owned();
    let change = move |file: &SourceFile| {
        let old = existing.files.iter().find(|(name, _)| *name == file.name);
        match old {
            Some((_, sha256)) if *sha256 == file.sha256 => None,
            Some((_, sha256)) => {
                Some(format!("{}: sha256 {} was {}", file.name, short(&file.sha256), short(sha256)))
            }
            None => Some(format!("{} is new", file.name)),
        }
    };
    content.files.iter().filter_map(change)
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
        ReleaseTables::AnesthesiaBaseUnits(_) => vec![(AnesthesiaBaseUnits::TABLE, true)],
        ReleaseTables::ZipLocalities(_) => vec![(ZipLocality::TABLE, true)],
        ReleaseTables::Explanations(_) => vec![(<(HcpcsCode, String)>::TABLE, true)],
        ReleaseTables::PtpEdits(_) => {
            vec![(ptp_sets::TABLE, true), (ptp_packed::TABLE, true), (HcpcsCode::TABLE, true)]
        }
        ReleaseTables::UnitLimits(_) => vec![(PublishedLimit::TABLE, true), (HcpcsCode::TABLE, true)],
        ReleaseTables::AddOnCodes(_) => vec![(AddOnPair::TABLE, true), (HcpcsCode::TABLE, true)],
        ReleaseTables::LaboratoryRates(_) => vec![(LaboratoryRate::TABLE, true)],
        ReleaseTables::DrugLimits(_) => vec![(DrugLimit::TABLE, true)],
        ReleaseTables::EquipmentFees(_) | ReleaseTables::NutritionFees(_) => {
            vec![(EquipmentFee::TABLE, true)]
        }
        ReleaseTables::Law(_) => vec![(Amendment::TABLE, true)],
    }
}
