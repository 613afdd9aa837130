//! Schedules in memory: the starter data, or other releases, under the law that comes with the program.

use medpayiq::law::Law;
use medpayiq::schedule::content::{EditTable, ReleaseContent, ReleaseTables, SourceFile};
use medpayiq::schedule::{
    AnesthesiaBaseUnitList, EditRelease, EditReleases, Parts, PublishedRelease, Schedule, ZipDirectory,
};
use std::sync::LazyLock;
use time::Date;

pub(crate) static SCHEDULE: LazyLock<Schedule> = LazyLock::new(schedule);

/// The starter data.
pub(crate) fn schedule() -> Schedule {
    schedule_of(medpayiq::starter::releases().unwrap())
}

/// The same without NCCI's edits.
pub(crate) fn schedule_without_edits() -> Schedule {
    schedule_of(fee_schedules())
}

/// The starter data but for NCCI's edits.
pub(crate) fn fee_schedules() -> Vec<ReleaseContent> {
    let is_edits = |tables: &ReleaseTables| {
        matches!(
            tables,
            ReleaseTables::PtpEdits(_) | ReleaseTables::UnitLimits(_) | ReleaseTables::AddOnCodes(_)
        )
    };
    let releases = medpayiq::starter::releases().unwrap().into_iter();
    releases.filter(|release| !is_edits(&release.tables)).collect()
}

/// These releases.
pub(crate) fn schedule_of(releases: Vec<ReleaseContent>) -> Schedule {
    schedule_with(releases, EditReleases::default())
}

/// These releases with these edits.
pub(crate) fn schedule_with(releases: Vec<ReleaseContent>, edits: EditReleases) -> Schedule {
    let mut parts = Parts { edits, ..Parts::default() };
    for ReleaseContent { label, effective_from, files, tables } in releases {
        match tables {
            ReleaseTables::FeeSchedule(tables) => {
                let tables = *tables;
                parts.releases.push(PublishedRelease {
                    label,
                    effective_from,
                    is_extract: true,
                    files,
                    tables,
                });
            }
            ReleaseTables::AnesthesiaBaseUnits(rows) => {
                let base_units = rows.into_iter().map(|row| (row.hcpcs, row.base_units)).collect();
                parts.anesthesia_base_units.push(AnesthesiaBaseUnitList {
                    label,
                    effective_from,
                    files,
                    base_units,
                });
            }
            ReleaseTables::ZipLocalities(rows) => {
                parts.zips = Some(ZipDirectory::new(label, effective_from, true, files, rows));
            }
            ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => {}
            ReleaseTables::PtpEdits(edits) => {
                parts.edits.ptp.push(edit_release(label, effective_from, files, edits));
            }
            ReleaseTables::UnitLimits(edits) => {
                parts.edits.unit_limits.push(edit_release(label, effective_from, files, edits));
            }
            ReleaseTables::AddOnCodes(edits) => {
                parts.edits.add_ons.push(edit_release(label, effective_from, files, edits));
            }
        }
    }
    Schedule::new(parts, Law::shipped().unwrap())
}

fn edit_release<T>(
    label: String,
    effective_from: Date,
    files: Vec<SourceFile>,
    edits: EditTable<T>,
) -> EditRelease<T> {
    let EditTable { table, extract_of } = edits;
    EditRelease { label, effective_from, extract_of, files, table }
}
