//! The starter data: an extract of CMS's releases in the program itself, so that a first run needs no download.
//!
//! The figures are CMS's, in the project's own columns, written by the `starter_data` example from CMS's files;
//! the explanations are the project's own words.

mod write;

pub use write::{NamedText, written};

use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::schedule::LoadedRelease;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    EditTable, FeeScheduleTables, PublishedService, ReleaseContent, ReleaseKind, ReleaseTables, SourceFile,
};
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

/// One release of the starter data.
struct Carried {
    kind: ReleaseKind,
    label: &'static str,
    effective_from: Date,
    files: &'static [File],
}

/// One file of a release: a table.
struct File {
    /// The folder, which is the release's label, and the name.
    name: &'static str,
    text: &'static str,
}

macro_rules! carried {
    ($kind:ident $label:literal from $date:expr, $($table:literal),+) => {
        Carried {
            kind: ReleaseKind::$kind,
            label: $label,
            effective_from: $date,
            files: &[$(File {
                name: concat!($label, "/", $table, ".csv"),
                text: include_str!(concat!("../../data/starter/", $label, "/", $table, ".csv")),
            }),+],
        }
    };
}

/// The explanations of the codes. They are the project's own. Except for [`ONLY_EXPLAINED`], they are also the list of the starter
/// data's codes.
static EXPLANATIONS: Carried =
    carried!(Explanations "EXPLANATIONS" from date!(2025 - 01 - 01), "explanations");

static RELEASES: [Carried; 9] = [
    carried!(FeeSchedule "RVU25A" from date!(2025 - 01 - 01),
        "service_rows", "localities", "anesthesia_factors", "locality_counties"),
    carried!(FeeSchedule "RVU26C" from date!(2026 - 07 - 01), "service_rows", "localities"),
    carried!(AnesthesiaBaseUnits "ANES_BASE_2022" from date!(2022 - 01 - 01), "anesthesia_base_units"),
    carried!(ZipLocalities "ZIP5_2025Q4" from date!(2025 - 10 - 01), "zip_localities"),
    carried!(PtpEdits "PTP_2024Q3" from date!(2024 - 07 - 01), "ptp_edits"),
    carried!(UnitLimits "MUE_2024Q3" from date!(2024 - 07 - 01), "unit_limits"),
    carried!(UnitLimits "MUE_2026Q2" from date!(2026 - 04 - 01), "unit_limits"),
    carried!(AddOnCodes "AOC_2024Q3" from date!(2024 - 07 - 01), "add_on_codes"),
    carried!(AddOnCodes "AOC_2026Q2" from date!(2026 - 04 - 01), "add_on_codes"),
];

/// The codes that are explained, but not in the starter data: most of them are laboratory tests, drugs and ambulance rides, which
/// other schedules than the starter's price.
const ONLY_EXPLAINED: [&str; 17] = [
    "44970", "70552", "80053", "80061", "81001", "81003", "83036", "84443", "85025", "87086", "90662",
    "A0425", "A0427", "J0178", "J0897", "J1100", "J3420",
];

/// The codes of the starter data, in order.
///
/// # Errors
/// If the compiled-in file cannot be read, which a test rules out.
pub fn codes() -> Result<Vec<HcpcsCode>, StarterError> {
    let rows: Vec<(HcpcsCode, String)> = EXPLANATIONS.rows()?;
    let codes = rows.into_iter().map(|(code, _)| code);
    Ok(codes.filter(|code| !ONLY_EXPLAINED.contains(&code.as_str())).collect())
}

/// Every release of the starter data.
///
/// # Errors
/// If a compiled-in file cannot be read, which a test rules out.
pub fn releases() -> Result<Vec<ReleaseContent>, StarterError> {
    RELEASES.iter().chain([&EXPLANATIONS]).map(Carried::content).collect()
}

/// The same releases as a database has them that nothing was imported into.
///
/// # Errors
/// If a compiled-in file cannot be read, which a test rules out.
pub fn loaded() -> Result<Vec<LoadedRelease>, StarterError> {
    Ok(releases()?.into_iter().map(|content| LoadedRelease { content, is_extract: true }).collect())
}

impl Carried {
    fn content(&self) -> Result<ReleaseContent, StarterError> {
        Ok(ReleaseContent {
            label: self.label.to_owned(),
            effective_from: self.effective_from,
            files: self.files.iter().map(source_file).collect(),
            tables: self.tables()?,
        })
    }

    fn tables(&self) -> Result<ReleaseTables, StarterError> {
        Ok(match self.kind {
            ReleaseKind::FeeSchedule => ReleaseTables::FeeSchedule(Box::new(self.fee_schedule()?)),
            ReleaseKind::AnesthesiaBaseUnits => ReleaseTables::AnesthesiaBaseUnits(self.rows()?),
            ReleaseKind::ZipLocalities => ReleaseTables::ZipLocalities(self.rows()?),
            ReleaseKind::Explanations => ReleaseTables::Explanations(self.rows()?),
            ReleaseKind::PtpEdits => ReleaseTables::PtpEdits(extract(self.ptp_edits()?)?),
            ReleaseKind::UnitLimits => ReleaseTables::UnitLimits(extract(UnitLimitTable::new(self.rows()?))?),
            ReleaseKind::AddOnCodes => ReleaseTables::AddOnCodes(extract(AddOnTable::new(self.rows()?))?),
            ReleaseKind::LaboratoryRates => ReleaseTables::LaboratoryRates(self.rows()?),
            ReleaseKind::DrugLimits => ReleaseTables::DrugLimits(self.rows()?),
            ReleaseKind::EquipmentFees => ReleaseTables::EquipmentFees(self.rows()?),
            ReleaseKind::NutritionFees => ReleaseTables::NutritionFees(self.rows()?),
            ReleaseKind::Law => return Err(StarterError::Content("the law is not starter data".to_owned())),
        })
    }

    fn fee_schedule(&self) -> Result<FeeScheduleTables, StarterError> {
        let services: Vec<PublishedService> = self.rows()?;
        Ok(FeeScheduleTables {
            conversion_factor: services.first().map(|service| service.conversion_factor),
            services,
            localities: self.rows()?,
            anesthesia_factors: self.rows()?,
            counties: self.rows()?,
            ..FeeScheduleTables::default()
        })
    }

    fn ptp_edits(&self) -> Result<PtpTable, StarterError> {
        let tables = self.files.iter().map(|file| read_ptp_edits(file.name, file.text.as_bytes()));
        let tables = tables.collect::<Result<Vec<_>, _>>()?;
        PtpTable::of_rows(tables).map_err(|error| StarterError::Content(error.to_string()))
    }

    /// The rows of a table, or none if the release does not have it.
    fn rows<T: TableRow>(&self) -> Result<Vec<T>, TableError> {
        let name = format!("{}/{}.csv", self.label, T::TABLE);
        let file = self.files.iter().find(|file| file.name == name);
        file.map_or_else(|| Ok(Vec::new()), |file| read_rows(file.name, file.text.as_bytes()))
    }
}

/// Edits that cover the starter data's codes only.
fn extract<T>(table: T) -> Result<EditTable<T>, StarterError> {
    let mut codes = codes()?;
    codes.sort_unstable();
    Ok(EditTable { table: Arc::new(table), extract_of: Some(codes) })
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
        assert!(codes().unwrap().len() >= 600);
        let fee_schedules = releases.iter().filter_map(|release| {
            let ReleaseTables::FeeSchedule(tables) = &release.tables else { return None };
            Some((release.label.as_str(), tables))
        });
        let rows = fee_schedules.map(|(label, tables)| {
            (label, tables.localities.len(), tables.anesthesia_factors.len(), tables.services.len() >= 1000)
        });
        assert_eq!(rows.collect::<Vec<_>>(), [("RVU25A", 109, 109, true), ("RVU26C", 109, 0, true)]);
    }

    #[test]
    fn each_code_of_the_extract_has_rows_and_a_short_explanation() {
        let explanations: Vec<(HcpcsCode, String)> = EXPLANATIONS.rows().unwrap();
        assert!(explanations.is_sorted_by(|(code, _), (next, _)| code < next));
        for release in RELEASES.iter().filter(|release| release.label == "RVU25A") {
            let services: Vec<PublishedService> = release.rows().unwrap();
            for code in codes().unwrap() {
                assert!(services.iter().any(|service| service.row.hcpcs == code), "{code}");
            }
            for (code, text) in &explanations {
                assert!((25..=300).contains(&text.len()) && text.ends_with('.'), "{code}: {text}");
            }
        }
    }
}
