//! The starter data: an extract of CMS's releases in the program itself, so that a first run needs no download.
//!
//! The figures are CMS's, in the project's own columns, written by the `starter_data` example from CMS's files;
//! the explanations are the project's own words.

mod edits;
mod tables;
mod write;

pub use tables::StarterError;
pub use write::{Extract, written};

use crate::edits::{AddOnTable, UnitLimitTable};
use crate::schedule::content::{EditTable, FeeScheduleTables, ReleaseContent, ReleaseTables, SourceFile};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tables::{read, records};
use time::Date;
use time::macros::date;

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

const SERVICES: File = file!("services.csv");
const LOCALITIES: File = file!("localities.csv");
const COUNTIES: File = file!("counties.csv");
const ZIPS: File = file!("zips.csv");
const BASE_UNITS: File = file!("anesthesia_base_units.csv");
const EXPLANATIONS: File = file!("explanations.csv");
const PTP_EDITS: File = file!("ptp_edits.csv");
const UNIT_LIMITS: File = file!("unit_limits.csv");
const ADD_ON_CODES: File = file!("add_on_codes.csv");

/// The first day of the quarter whose edits these are.
const EDITS_FROM: Date = date!(2024 - 07 - 01);

/// The codes of the starter data, in order.
///
/// # Errors
/// When the compiled-in file cannot be read, which a test rules out.
pub fn codes() -> Result<Vec<crate::vocabulary::HcpcsCode>, StarterError> {
    let rows: Vec<tables::ExplanationRecord> = records(EXPLANATIONS.name, EXPLANATIONS.text)?;
    rows.iter().map(tables::ExplanationRecord::code).collect()
}

/// Every release of the starter data.
///
/// # Errors
/// When a compiled-in file cannot be read, which a test rules out.
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

fn fee_schedule() -> Result<ReleaseContent, StarterError> {
    let services: Vec<_> = read::<tables::ServiceRecord, _>(SERVICES.name, SERVICES.text)?;
    let localities: Vec<tables::LocalityRecord> = records(LOCALITIES.name, LOCALITIES.text)?;
    let conversion_factor = services
        .first()
        .map(|service: &crate::schedule::content::PublishedService| service.conversion_factor);
    let tables = FeeScheduleTables {
        conversion_factor,
        localities: localities.iter().map(TryFrom::try_from).collect::<Result<_, _>>()?,
        anesthesia_factors: localities.iter().map(TryFrom::try_from).collect::<Result<_, _>>()?,
        counties: read::<tables::CountiesRecord, _>(COUNTIES.name, COUNTIES.text)?,
        services,
        ..FeeScheduleTables::default()
    };
    Ok(ReleaseContent {
        label: "RVU25A".to_owned(),
        effective_from: date!(2025 - 01 - 01),
        files: [COUNTIES, LOCALITIES, SERVICES].iter().map(source_file).collect(),
        tables: ReleaseTables::FeeSchedule(Box::new(tables)),
    })
}

fn base_units() -> Result<ReleaseContent, StarterError> {
    let rows = read::<tables::BaseUnitsRecord, _>(BASE_UNITS.name, BASE_UNITS.text)?;
    Ok(ReleaseContent {
        label: "ANES_BASE_2022".to_owned(),
        effective_from: date!(2022 - 01 - 01),
        files: vec![source_file(&BASE_UNITS)],
        tables: ReleaseTables::AnesthesiaBaseUnits(rows),
    })
}

fn zips() -> Result<ReleaseContent, StarterError> {
    let rows = read::<tables::ZipRecord, _>(ZIPS.name, ZIPS.text)?;
    Ok(ReleaseContent {
        label: "ZIP5_2025Q4".to_owned(),
        effective_from: date!(2025 - 10 - 01),
        files: vec![source_file(&ZIPS)],
        tables: ReleaseTables::ZipLocalities(rows),
    })
}

fn explanations() -> Result<ReleaseContent, StarterError> {
    let rows: Vec<tables::ExplanationRecord> = records(EXPLANATIONS.name, EXPLANATIONS.text)?;
    let rows = rows.into_iter().map(|row| Ok((row.code()?, row.explanation)));
    Ok(ReleaseContent {
        label: "EXPLANATIONS".to_owned(),
        effective_from: date!(2025 - 01 - 01),
        files: vec![source_file(&EXPLANATIONS)],
        tables: ReleaseTables::Explanations(rows.collect::<Result<_, StarterError>>()?),
    })
}

fn ptp_edits() -> Result<ReleaseContent, StarterError> {
    let edits = edits::ptp_table(&records(PTP_EDITS.name, PTP_EDITS.text)?)?;
    Ok(edit_release("PTP_2024Q3", &PTP_EDITS, ReleaseTables::PtpEdits(extract(edits)?)))
}

fn unit_limits() -> Result<ReleaseContent, StarterError> {
    let limits = read::<edits::UnitLimitRecord, _>(UNIT_LIMITS.name, UNIT_LIMITS.text)?;
    let limits = extract(UnitLimitTable::new(limits))?;
    Ok(edit_release("MUE_2024Q3", &UNIT_LIMITS, ReleaseTables::UnitLimits(limits)))
}

fn add_on_codes() -> Result<ReleaseContent, StarterError> {
    let pairs = read::<edits::AddOnRecord, _>(ADD_ON_CODES.name, ADD_ON_CODES.text)?;
    let pairs = extract(AddOnTable::new(pairs))?;
    Ok(edit_release("AOC_2024Q3", &ADD_ON_CODES, ReleaseTables::AddOnCodes(pairs)))
}

/// Edits that speak for the starter data's codes only.
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
