//! Writing the starter data from CMS's releases: which rows are taken, and how they are written.

use super::StarterError;
use crate::edits::{AddOnPair, PtpTable, PublishedLimit};
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

/// CMS's releases that the starter data is an extract of.
#[derive(Clone, Copy, Debug)]
pub struct Extract<'a> {
    /// RVU25A.
    pub fee_schedule: &'a ReleaseContent,
    /// The anesthesia base units.
    pub base_units: &'a ReleaseContent,
    /// ZIP5.
    pub zips: &'a ReleaseContent,
    /// NCCI's PTP edits.
    pub ptp_edits: &'a ReleaseContent,
    /// NCCI's unit limits.
    pub unit_limits: &'a ReleaseContent,
    /// NCCI's add-on codes.
    pub add_on_codes: &'a ReleaseContent,
    /// The codes taken.
    pub codes: &'a [HcpcsCode],
}

/// A file's name and text.
type NamedText = (String, String);

/// The starter data's files as they should be.
///
/// # Errors
/// If a release is not of the kind wanted, or a table cannot be written.
pub fn written(extract: Extract<'_>) -> Result<Vec<NamedText>, StarterError> {
    let Extract { fee_schedule, base_units, zips, codes, .. } = extract;
    let (
        ReleaseTables::FeeSchedule(tables),
        ReleaseTables::AnesthesiaBaseUnits(units),
        ReleaseTables::ZipLocalities(zip_rows),
    ) = (&fee_schedule.tables, &base_units.tables, &zips.tables)
    else {
        return Err(StarterError::Content("expected a fee schedule, base units and ZIP codes".to_owned()));
    };
    let mut files = written_fee_schedule(fee_schedule, tables, codes)?;
    files.push(file(&from(zips, "ZIP5"), chosen_zips(zip_rows))?);
    files.push(file(&from(base_units, "ANESTHESIA"), sorted_by(units, |row| row.hcpcs))?);
    files.extend(written_edits(extract)?);
    Ok(files)
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
    Ok(vec![
        file(&from(release, "PPRRVU"), services)?,
        file(&from(release, "GPCI"), sorted_by(&tables.localities, |row| row.locality))?,
        file(&from(release, "ANES"), sorted_by(&tables.anesthesia_factors, |row| row.locality))?,
        file(&from(release, "LOCCO"), tables.counties.iter().collect())?,
    ])
}

/// The edits among the codes, their limits and their add-on rules.
fn written_edits(extract: Extract<'_>) -> Result<[NamedText; 3], StarterError> {
    let Extract { ptp_edits, unit_limits, add_on_codes, codes, .. } = extract;
    let (ReleaseTables::PtpEdits(ptp), ReleaseTables::UnitLimits(limits), ReleaseTables::AddOnCodes(add_ons)) =
        (&ptp_edits.tables, &unit_limits.tables, &add_on_codes.tables)
    else {
        return Err(StarterError::Content("expected PTP edits, unit limits and add-on codes".to_owned()));
    };
    let limits = limits.table.limits().iter().filter(|limit| codes.contains(&limit.hcpcs));
    // With every primary: a rule without one of its primaries would deny what Medicare pays.
    let pairs = add_ons.table.pairs().iter().filter(|pair| codes.contains(&pair.add_on));
    let ptp = write_ptp_edits(chosen_ptp_edits(&ptp.table, codes, ptp_edits.effective_from))?;
    Ok([
        ("ptp_edits.csv".to_owned(), with_source(&from(ptp_edits, "CCIPRA"), ptp)?),
        file::<PublishedLimit>(&from(unit_limits, "MUE"), limits.collect())?,
        file::<AddOnPair>(&from(add_on_codes, "AOC"), pairs.collect())?,
    ])
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

/// The files of a release that were read for a table, as comments.
fn from(release: &ReleaseContent, name: &str) -> String {
    let of_table = release.files.iter().filter(|file| file.name.to_uppercase().contains(name));
    of_table.map(|file| format!("# {} of {}, sha256 {}\n", file.name, release.label, file.sha256)).collect()
}

fn file<T: TableRow>(source: &str, rows: Vec<&T>) -> Result<NamedText, StarterError> {
    Ok((format!("{}.csv", T::TABLE), with_source(source, write_rows(rows)?)?))
}

fn with_source(source: &str, table: Vec<u8>) -> Result<String, StarterError> {
    let table = String::from_utf8(table).map_err(|error| StarterError::Content(error.to_string()))?;
    Ok(format!(
        "# Figures of CMS's files, in this project's own columns, written by the starter_data example.\n{source}{table}"
    ))
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
