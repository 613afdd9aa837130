//! Writing the starter data from CMS's releases: which rows are taken, and how they are written.

use super::edits::{add_on_records, ptp_records, unit_limit_records};
use super::tables::{
    BaseUnitsRecord, CountiesRecord, LocalityRecord, ServiceRecord, StarterError, ZipRecord,
};
use crate::schedule::content::{
    AnesthesiaBaseUnits, FeeScheduleTables, ReleaseContent, ReleaseTables, ZipLocality,
};
use crate::vocabulary::HcpcsCode;
use serde::Serialize;
use std::collections::BTreeMap;

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

/// The starter data's files as they should be: name and text.
///
/// # Errors
/// When a release is not of the kind wanted, or a table cannot be written.
pub fn written(extract: Extract<'_>) -> Result<Vec<(&'static str, String)>, StarterError> {
    let (
        ReleaseTables::FeeSchedule(tables),
        ReleaseTables::AnesthesiaBaseUnits(units),
        ReleaseTables::ZipLocalities(zips),
    ) = (&extract.fee_schedule.tables, &extract.base_units.tables, &extract.zips.tables)
    else {
        return Err(StarterError::Value("expected a fee schedule, base units and ZIP codes".to_owned()));
    };
    let fee_schedule = extract.fee_schedule;
    let mut files = vec![
        ("services.csv", table(&from(fee_schedule, "PPRRVU"), services(tables, extract.codes))?),
        (
            "localities.csv",
            table(&(from(fee_schedule, "GPCI") + &from(fee_schedule, "ANES")), localities(tables))?,
        ),
        (
            "counties.csv",
            table(&from(fee_schedule, "LOCCO"), tables.counties.iter().map(CountiesRecord::from))?,
        ),
        ("zips.csv", table(&from(extract.zips, "ZIP5"), chosen_zips(zips).into_iter().map(ZipRecord::from))?),
        (
            "anesthesia_base_units.csv",
            table(
                &from(extract.base_units, "ANESTHESIA"),
                sorted(units).into_iter().map(BaseUnitsRecord::from),
            )?,
        ),
    ];
    files.extend(written_edits(extract)?);
    Ok(files)
}

/// The files of a release that were read for a table, as comments.
fn from(release: &ReleaseContent, name: &str) -> String {
    let of_table = release.files.iter().filter(|file| file.name.to_uppercase().contains(name));
    of_table.map(|file| format!("# {} of {}, sha256 {}\n", file.name, release.label, file.sha256)).collect()
}

/// The edits among the codes, their limits and their add-on rules.
fn written_edits(extract: Extract<'_>) -> Result<[(&'static str, String); 3], StarterError> {
    let Extract { ptp_edits, unit_limits, add_on_codes, codes, .. } = extract;
    let (ReleaseTables::PtpEdits(ptp), ReleaseTables::UnitLimits(limits), ReleaseTables::AddOnCodes(add_ons)) =
        (&ptp_edits.tables, &unit_limits.tables, &add_on_codes.tables)
    else {
        return Err(StarterError::Value("expected PTP edits, unit limits and add-on codes".to_owned()));
    };
    let ptp = ptp_records(&ptp.table, codes, ptp_edits.effective_from).into_iter();
    Ok([
        ("ptp_edits.csv", table(&from(ptp_edits, "CCIPRA"), ptp)?),
        ("unit_limits.csv", table(&from(unit_limits, "MUE"), unit_limit_records(&limits.table, codes))?),
        ("add_on_codes.csv", table(&from(add_on_codes, "AOC"), add_on_records(&add_ons.table, codes))?),
    ])
}

fn table<R: Serialize>(source: &str, records: impl Iterator<Item = R>) -> Result<String, StarterError> {
    let wrong = |error: &dyn std::fmt::Display| StarterError::Value(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.serialize(record).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| wrong(&error))?;
    Ok(format!(
        "# Figures of CMS's files, in this project's own columns, written by the starter_data example.\n{source}{text}"
    ))
}

fn services(tables: &FeeScheduleTables, codes: &[HcpcsCode]) -> impl Iterator<Item = ServiceRecord> {
    let mut services: Vec<_> =
        tables.services.iter().filter(|service| codes.contains(&service.row.hcpcs)).collect();
    services.sort_by_key(|service| (service.row.hcpcs, service.row.component));
    services.into_iter().map(ServiceRecord::from)
}

fn localities(tables: &FeeScheduleTables) -> impl Iterator<Item = LocalityRecord> {
    let mut localities: Vec<_> = tables.localities.iter().collect();
    localities.sort_by_key(|row| row.locality);
    localities.into_iter().map(|row| {
        let factor = tables.anesthesia_factors.iter().find(|factor| factor.locality == row.locality);
        LocalityRecord::new(row, factor)
    })
}

fn sorted(units: &[AnesthesiaBaseUnits]) -> Vec<&AnesthesiaBaseUnits> {
    let mut units: Vec<_> = units.iter().collect();
    units.sort_by_key(|row| row.hcpcs);
    units
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
