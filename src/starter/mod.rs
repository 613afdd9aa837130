//! The starter data: an extract of CMS's releases in the program itself, so that a first run needs no download.
//!
//! The figures are CMS's, in the project's own columns, written by the `starter_data` example from CMS's files;
//! the explanations are the project's own words.

mod write;

pub use write::{Extract, written};

use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::schedule::LoadedRelease;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{EditTable, FeeScheduleTables, ReleaseContent, ReleaseTables, SourceFile};
use crate::snapshot::{TableError, read_ptp_edits, read_rows};
use crate::vocabulary::HcpcsCode;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::Date;
use time::macros::date;

/// Why the starter data could not be read, or written from CMS's releases.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// A table that is not of its columns.
    #[error("starter data: {0}")]
    Table(#[from] TableError),
    /// Edits that no table holds, or releases of other kinds than an extract is made of.
    #[error("starter data: {0}")]
    Content(String),
}

/// One file of the starter data.
struct File {
    name: &'static str,
    text: &'static str,
}

macro_rules! file {
    ($name:literal) => {
        File { name: $name, text: include_str!(concat!("../../data/starter/", $name)) }
    };
}

const SERVICE_ROWS: File = file!("service_rows.csv");
const LOCALITIES: File = file!("localities.csv");
const LOCALITY_COUNTIES: File = file!("locality_counties.csv");
const ANESTHESIA_FACTORS: File = file!("anesthesia_factors.csv");
const ZIP_LOCALITIES: File = file!("zip_localities.csv");
const BASE_UNITS: File = file!("anesthesia_base_units.csv");
const EXPLANATIONS: File = file!("explanations.csv");
const PTP_EDITS: File = file!("ptp_edits.csv");
const UNIT_LIMITS: File = file!("unit_limits.csv");
const ADD_ON_CODES: File = file!("add_on_codes.csv");

/// The first day of the quarter whose edits these are.
const EDITS_FROM: Date = date!(2024 - 07 - 01);

impl File {
    fn rows<T: TableRow>(&self) -> Result<Vec<T>, TableError> {
        read_rows(self.name, self.text.as_bytes())
    }
}

/// The codes of the starter data, in order.
///
/// # Errors
/// If the compiled-in file cannot be read, which a test rules out.
pub fn codes() -> Result<Vec<HcpcsCode>, StarterError> {
    let rows: Vec<(HcpcsCode, String)> = EXPLANATIONS.rows()?;
    Ok(rows.into_iter().map(|(code, _)| code).collect())
}

/// Every release of the starter data.
///
/// # Errors
/// If a compiled-in file cannot be read, which a test rules out.
pub fn releases() -> Result<Vec<ReleaseContent>, StarterError> {
    Ok(vec![
        fee_schedule()?,
        base_units()?,
        zips()?,
        explanations()?,
        ptp_edits()?,
        unit_limits()?,
        add_on_codes()?,
    ])
}

/// The same releases as a database has them that nothing was imported into.
///
/// # Errors
/// If a compiled-in file cannot be read, which a test rules out.
pub fn loaded() -> Result<Vec<LoadedRelease>, StarterError> {
    Ok(releases()?.into_iter().map(|content| LoadedRelease { content, is_extract: true }).collect())
}

fn fee_schedule() -> Result<ReleaseContent, StarterError> {
    let mut tables = FeeScheduleTables {
        services: SERVICE_ROWS.rows()?,
        localities: LOCALITIES.rows()?,
        anesthesia_factors: ANESTHESIA_FACTORS.rows()?,
        counties: LOCALITY_COUNTIES.rows()?,
        ..FeeScheduleTables::default()
    };
    tables.conversion_factor = tables.services.first().map(|service| service.conversion_factor);
    let files = [ANESTHESIA_FACTORS, LOCALITIES, LOCALITY_COUNTIES, SERVICE_ROWS];
    Ok(ReleaseContent {
        label: "RVU25A".to_owned(),
        effective_from: date!(2025 - 01 - 01),
        files: files.iter().map(source_file).collect(),
        tables: ReleaseTables::FeeSchedule(Box::new(tables)),
    })
}

fn base_units() -> Result<ReleaseContent, StarterError> {
    Ok(ReleaseContent {
        label: "ANES_BASE_2022".to_owned(),
        effective_from: date!(2022 - 01 - 01),
        files: vec![source_file(&BASE_UNITS)],
        tables: ReleaseTables::AnesthesiaBaseUnits(BASE_UNITS.rows()?),
    })
}

fn zips() -> Result<ReleaseContent, StarterError> {
    Ok(ReleaseContent {
        label: "ZIP5_2025Q4".to_owned(),
        effective_from: date!(2025 - 10 - 01),
        files: vec![source_file(&ZIP_LOCALITIES)],
        tables: ReleaseTables::ZipLocalities(ZIP_LOCALITIES.rows()?),
    })
}

fn explanations() -> Result<ReleaseContent, StarterError> {
    Ok(ReleaseContent {
        label: "EXPLANATIONS".to_owned(),
        effective_from: date!(2025 - 01 - 01),
        files: vec![source_file(&EXPLANATIONS)],
        tables: ReleaseTables::Explanations(EXPLANATIONS.rows()?),
    })
}

fn ptp_edits() -> Result<ReleaseContent, StarterError> {
    let rows = read_ptp_edits(PTP_EDITS.name, PTP_EDITS.text.as_bytes())?;
    let edits = PtpTable::of_rows([rows]).map_err(|error| StarterError::Content(error.to_string()))?;
    Ok(edit_release("PTP_2024Q3", &PTP_EDITS, ReleaseTables::PtpEdits(extract(edits)?)))
}

fn unit_limits() -> Result<ReleaseContent, StarterError> {
    let limits = extract(UnitLimitTable::new(UNIT_LIMITS.rows()?))?;
    Ok(edit_release("MUE_2024Q3", &UNIT_LIMITS, ReleaseTables::UnitLimits(limits)))
}

fn add_on_codes() -> Result<ReleaseContent, StarterError> {
    let pairs = extract(AddOnTable::new(ADD_ON_CODES.rows()?))?;
    Ok(edit_release("AOC_2024Q3", &ADD_ON_CODES, ReleaseTables::AddOnCodes(pairs)))
}

/// Edits that cover the starter data's codes only.
fn extract<T>(table: T) -> Result<EditTable<T>, StarterError> {
    let mut codes = codes()?;
    codes.sort_unstable();
    Ok(EditTable { table: Arc::new(table), extract_of: Some(codes) })
}

fn edit_release(label: &str, file: &File, tables: ReleaseTables) -> ReleaseContent {
    ReleaseContent {
        label: label.to_owned(),
        effective_from: EDITS_FROM,
        files: vec![source_file(file)],
        tables,
    }
}

fn source_file(file: &File) -> SourceFile {
    let digest = Sha256::digest(file.text.as_bytes());
    let length = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    SourceFile {
        name: format!("starter {}", file.name),
        sha256: hex::encode(digest),
        bytes: length(file.text.len()),
        rows: length(file.text.lines().filter(|line| !line.starts_with('#')).count().saturating_sub(1)),
        table: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_data_reads_whole() {
        let releases = releases().unwrap();
        let labels: Vec<_> = releases.iter().map(|release| release.label.as_str()).collect();
        let edits = ["PTP_2024Q3", "MUE_2024Q3", "AOC_2024Q3"];
        assert_eq!(
            labels,
            [["RVU25A", "ANES_BASE_2022", "ZIP5_2025Q4", "EXPLANATIONS"].as_slice(), &edits].concat()
        );
        let ReleaseTables::FeeSchedule(tables) = &releases[0].tables else { panic!("a fee schedule") };
        assert_eq!(tables.localities.len(), 109);
        assert_eq!(tables.anesthesia_factors.len(), 109);
        assert!(codes().unwrap().len() >= 250);
    }
}
