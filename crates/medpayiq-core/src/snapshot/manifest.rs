//! The lists of a snapshot's releases and of the files that they were read from.

use crate::schedule::LoadedRelease;
use crate::schedule::columns::{CellReader, CellWriter, Column, ColumnValue, TableRow};
use crate::schedule::content::{ReleaseContent, ReleaseKind, ReleaseTables, ScheduleTable, SourceFile};
use crate::schedule::table_rows::table_row;
use crate::vocabulary::ConversionFactor;
use time::Date;

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReleaseRow {
    pub(super) label: String,
    pub(super) kind: ReleaseKind,
    pub(super) effective_from: Date,
    pub(super) is_extract: bool,
    pub(super) conversion_factor: Option<ConversionFactor>,
    pub(super) qualifying_apm_conversion_factor: Option<ConversionFactor>,
    pub(super) descriptors_kept: bool,
}

table_row! {
    "releases" of ReleaseRow {
        label: String,
        kind: ReleaseKind,
        effective_from: Date,
        is_extract: bool,
        conversion_factor: Option<ConversionFactor>,
        qualifying_apm_conversion_factor: Option<ConversionFactor>,
        descriptors_kept: bool,
    }
    ReleaseRow {
        label,
        kind,
        effective_from,
        is_extract,
        conversion_factor,
        qualifying_apm_conversion_factor,
        descriptors_kept,
    }
}

impl From<&LoadedRelease> for ReleaseRow {
    fn from(release: &LoadedRelease) -> Self {
        let ReleaseContent { label, effective_from, tables, .. } = &release.content;
        let row = Self {
            label: label.clone(),
            kind: tables.kind(),
            effective_from: *effective_from,
            is_extract: release.is_extract,
            conversion_factor: None,
            qualifying_apm_conversion_factor: None,
            descriptors_kept: false,
        };
        match tables {
            ReleaseTables::FeeSchedule(tables) => Self {
                conversion_factor: tables.conversion_factor,
                qualifying_apm_conversion_factor: tables.qualifying_apm_conversion_factor,
                descriptors_kept: tables.descriptors_kept,
                ..row
            },
            ReleaseTables::AnesthesiaBaseUnits(_)
            | ReleaseTables::ZipLocalities(_)
            | ReleaseTables::Explanations(_)
            | ReleaseTables::PtpEdits(_)
            | ReleaseTables::UnitLimits(_)
            | ReleaseTables::AddOnCodes(_)
            | ReleaseTables::LaboratoryRates(_)
            | ReleaseTables::DrugLimits(_)
            | ReleaseTables::EquipmentFees(_)
            | ReleaseTables::NutritionFees(_)
            | ReleaseTables::Law(_) => row,
        }
    }
}

/// A file that a release was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRow {
    pub(super) release: String,
    pub(super) file: SourceFile,
}

table_row! {
    "source_files" of FileRow {
        release: String,
        name: String,
        sha256: String,
        size_bytes: u64,
        row_count: u64,
        cms_table: Option<ScheduleTable>,
    }
    FileRow {
        release,
        file: SourceFile { name, sha256, bytes: size_bytes, rows: row_count, table: cms_table },
    }
}

/// The files of releases.
pub(super) fn file_rows(releases: &[LoadedRelease]) -> Vec<FileRow> {
    let rows = releases.iter().map(|release| &release.content).flat_map(|content| {
        let row = |file: &SourceFile| FileRow { release: content.label.clone(), file: file.clone() };
        content.files.iter().map(row)
    });
    rows.collect()
}
