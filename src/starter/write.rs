//! Writing the starter data from CMS's releases: which rows are taken, and how they are written.

use super::StarterError;
use crate::edits::PtpTable;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    FeeScheduleTables, PublishedService, ReleaseContent, ReleaseTables, ZipLocality,
};
use crate::snapshot::{write_ptp_edits, write_rows};
use crate::vocabulary::{HcpcsCode, PtpEdit};
use std::collections::BTreeMap;
use time::Date;

/// How many ZIP codes of each locality are taken, those that need their last four digits apart.
const ZIPS_OF_A_LOCALITY: usize = 5;
/// How many ZIP codes that need their last four digits are taken.
const BORDER_ZIPS: usize = 25;
/// ZIP codes that the documentation shows.
const SHOWN_ZIPS: &[&str] = &["94110", "10001"];

/// A file's path under `data/starter` and its text.
pub type NamedText = (String, String);

/// The files of the starter data: the rows of these codes in CMS's releases, each release in a folder of its name.
///
/// # Errors
/// If a table cannot be written.
pub fn written(releases: &[ReleaseContent], codes: &[HcpcsCode]) -> Result<Vec<NamedText>, StarterError> {
    let files = releases.iter().map(|release| written_release(release, codes));
    Ok(files.collect::<Result<Vec<_>, _>>()?.concat())
}

fn written_release(release: &ReleaseContent, codes: &[HcpcsCode]) -> Result<Vec<NamedText>, StarterError> {
    Ok(match &release.tables {
        ReleaseTables::FeeSchedule(tables) => written_fee_schedule(release, tables, codes)?,
        ReleaseTables::AnesthesiaBaseUnits(units) => {
            vec![file(release, "ANESTHESIA", sorted_by(units, |row| row.hcpcs))?]
        }
        ReleaseTables::ZipLocalities(zips) => vec![file(release, "ZIP5", chosen_zips(zips))?],
        ReleaseTables::PtpEdits(edits) => {
            let rows = write_ptp_edits(chosen_ptp_edits(&edits.table, codes, release.effective_from))?;
            vec![named(release, "ptp_edits", "CCIPRA", rows)?]
        }
        ReleaseTables::UnitLimits(limits) => {
            let limits = limits.table.limits().iter().filter(|limit| codes.contains(&limit.hcpcs));
            vec![file(release, "MUE", limits.collect())?]
        }
        ReleaseTables::AddOnCodes(add_ons) => {
            // With every primary: a rule without one of its primaries would deny what Medicare pays.
            let pairs = add_ons.table.pairs().iter().filter(|pair| codes.contains(&pair.add_on));
            vec![file(release, "AOC", pairs.collect())?]
        }
        // The program carries its own.
        ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => Vec::new(),
        // The starter data prices by the physician fee schedule alone.
        ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_) => Vec::new(),
    })
}

/// The rows of the codes, and every locality.
fn written_fee_schedule(
    release: &ReleaseContent,
    tables: &FeeScheduleTables,
    codes: &[HcpcsCode],
) -> Result<Vec<NamedText>, StarterError> {
    let is_chosen = |service: &&PublishedService| codes.contains(&service.row.hcpcs);
    let mut services: Vec<_> = tables.services.iter().filter(is_chosen).collect();
    services.sort_by_key(|service| (service.row.hcpcs, service.row.component));
    let mut files = vec![
        file(release, "PPRRVU", services)?,
        file(release, "GPCI", sorted_by(&tables.localities, |row| row.locality))?,
    ];
    if !tables.anesthesia_factors.is_empty() {
        files.push(file(release, "ANES", sorted_by(&tables.anesthesia_factors, |row| row.locality))?);
    }
    if !tables.counties.is_empty() {
        files.push(file(release, "LOCCO", tables.counties.iter().collect())?);
    }
    Ok(files)
}

/// The edits among codes, without those that were deleted before a day.
fn chosen_ptp_edits<'a>(table: &'a PtpTable, codes: &[HcpcsCode], from: Date) -> Vec<PtpEdit<'a>> {
    let among = |edit: &PtpEdit<'_>| codes.contains(&edit.column_one) && codes.contains(&edit.column_two);
    let edits = codes.iter().flat_map(|code| table.of(*code).filter(|edit| edit.column_one == *code));
    let edits = edits.filter(among).filter(|edit| edit.deleted.is_none_or(|deleted| from <= deleted));
    edits.collect()
}

fn sorted_by<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> Vec<&T> {
    let mut rows: Vec<&T> = rows.iter().collect();
    rows.sort_by_key(|row| key(row));
    rows
}

/// A table of a release, read from the files whose names contain `source`.
fn file<T: TableRow>(
    release: &ReleaseContent,
    source: &str,
    rows: Vec<&T>,
) -> Result<NamedText, StarterError> {
    named(release, T::TABLE, source, write_rows(rows)?)
}

fn named(
    release: &ReleaseContent,
    table: &str,
    source: &str,
    rows: Vec<u8>,
) -> Result<NamedText, StarterError> {
    let label = &release.label;
    let rows = String::from_utf8(rows).map_err(|error| StarterError::Content(error.to_string()))?;
    let sources = release.files.iter().filter(|file| file.name.to_uppercase().contains(source));
    let sources: String =
        sources.map(|file| format!("# {} of {label}, sha256 {}\n", file.name, file.sha256)).collect();
    let title =
        "# Figures of CMS's files, in this project's own columns, written by the starter_data example.\n";
    Ok((format!("{label}/{table}.csv"), [title, &sources, &rows].concat()))
}

/// Some ZIP codes of every locality, some on borders, and those that the documentation shows.
fn chosen_zips(zips: &[ZipLocality]) -> Vec<&ZipLocality> {
    let mut taken = BTreeMap::new();
    let mut chosen: Vec<_> = zips
        .iter()
        .filter(|row| {
            let (group, most) = if row.plus_four_needed {
                (None, BORDER_ZIPS)
            } else {
                (Some(row.locality), ZIPS_OF_A_LOCALITY)
            };
            let count = taken.entry(group).or_insert(0_usize);
            *count += 1;
            *count <= most || SHOWN_ZIPS.contains(&row.zip.five())
        })
        .collect();
    chosen.sort_by_key(|row| row.zip);
    chosen
}
