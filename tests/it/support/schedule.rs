//! Schedules in memory: the starter data, or other releases, under the law that comes with the program.

use super::checkout;
use super::releases::{fixture, read_all, with_codes};
use medpayiq::law::Law;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditReleases, LoadedRelease, Parts, Schedule};
use std::sync::LazyLock;
use time::macros::date;

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
    Schedule::new(parts(releases, edits), Law::shipped().unwrap())
}

/// The starter data under another law. Its fee schedule is that of 2026 too, with a work index below the floor for all of
/// Alabama. It has laboratory rates of 2026 and payment limits of drugs.
pub(crate) fn schedule_under(law: Law) -> Schedule {
    static RELEASES: LazyLock<Vec<ReleaseContent>> = LazyLock::new(|| {
        let mut releases = medpayiq::starter::releases().unwrap();
        let of_2025 = releases.iter_mut().find(|release| release.label == "RVU25A").unwrap();
        with_codes(of_2025, &["92608", "G9490"]);
        let mut of_2026 = releases.iter().find(|release| release.label == "RVU25A").unwrap().clone();
        let ReleaseTables::FeeSchedule(tables) = &mut of_2026.tables else { panic!("no fee schedule") };
        let alabama = tables.localities.iter_mut().find(|row| row.state == "AL").unwrap();
        alabama.work_without_floor = Some("0.970".parse().unwrap());
        let (label, effective_from) = ("RVU26A".to_owned(), date!(2026 - 01 - 01));
        releases.push(ReleaseContent { label, effective_from, ..of_2026 });
        releases.push(fixture("clfs"));
        releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
        releases
    });
    Schedule::new(parts(RELEASES.clone(), EditReleases::default()), law)
}

fn parts(releases: Vec<ReleaseContent>, edits: EditReleases) -> Parts {
    let mut parts = Parts { edits, ..Parts::default() };
    parts.extend(releases.into_iter().map(|content| LoadedRelease { content, is_extract: true }));
    parts
}
