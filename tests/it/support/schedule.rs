//! Schedules in memory: the starter data, or other releases, under the law of 2025.

use medpayiq::pricing::{ListedCodes, TechnicalCutCodes, WaivedService};
use medpayiq::schedule::content::{EditTable, ReleaseContent, ReleaseTables, SourceFile};
use medpayiq::schedule::{
    AnesthesiaBaseUnitList, Calendar, CalendarFactor, Dated, EditRelease, EditReleases, Parts, PaymentRates,
    PublishedRelease, RuleDays, Schedule, ZipDirectory,
};
use medpayiq::vocabulary::{DateRange, Share};
use std::sync::LazyLock;
use time::Date;

const EVER: DateRange = DateRange { from: Date::MIN, to: Date::MAX };

pub(crate) static SCHEDULE: LazyLock<Schedule> = LazyLock::new(schedule);

/// The starter data with the rates of 2025.
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

/// These releases with the rates of 2025.
pub(crate) fn schedule_of(releases: Vec<ReleaseContent>) -> Schedule {
    schedule_with(releases, EditReleases::default())
}

/// These releases with these edits and the rates of 2025.
pub(crate) fn schedule_with(releases: Vec<ReleaseContent>, edits: EditReleases) -> Schedule {
    let mut parts = Parts { calendar: calendar(), edits, ..Parts::default() };
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
            ReleaseTables::Explanations(_) => {}
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
    Schedule::new(parts)
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

/// The codes whose technical part CT cuts.
const SCANNER: &[(&str, &str)] = &[
    ("70450", "70498"),
    ("71250", "71275"),
    ("72125", "72133"),
    ("72191", "72194"),
    ("73200", "73206"),
    ("73700", "73706"),
    ("74150", "74178"),
    ("74261", "74263"),
    ("75571", "75574"),
];

/// The services without cost sharing.
const WAIVED: &str = "00812 71271 74263 76706 76977 77063 77067 77078 77080 77081 77085 81528 82270 90480 97802 97803 97804 99406 99407 G0008 G0009 G0010 G0101 G0104 G0105 G0121 G0130 G0270 G0271 G0296 G0328 G0402 G0432 G0433 G0435 G0438 G0439 G0442 G0443 G0444 G0445 G0446 G0447 G0468 G0472 G0473 G0475 G0499 Q0091";

/// Preventive services beside them.
const PREVENTIVE: &[(&str, &str)] =
    &[("90460", "90461"), ("90471", "90474"), ("G0102", "G0102"), ("G0108", "G0109"), ("G0117", "G0118")];

fn waived() -> Vec<WaivedService> {
    let waived = WAIVED.split(' ').map(|code| WaivedService { hcpcs: code.parse().unwrap(), range: EVER });
    waived.collect()
}

fn calendar() -> Calendar {
    let always = |ten_thousandths| vec![Dated { range: EVER, value: Share::constant(ten_thousandths) }];
    Calendar {
        conversion_factors: vec![CalendarFactor {
            range: EVER,
            factor: "32.3465".parse().unwrap(),
            for_qualifying_apm: false,
        }],
        deductibles: vec![Dated { range: EVER, value: "257.00".parse().unwrap() }],
        coinsurance: always(2_000),
        sequestration: always(200),
        rates: PaymentRates {
            film_cut: always(2_000),
            computed_radiography_cut: always(1_000),
            scanner_cut: always(1_500),
            imaging_technical_cut: always(5_000),
            imaging_professional_cut: always(500),
            cardiovascular_technical_cut: always(2_500),
            ophthalmology_technical_cut: always(2_000),
            therapy_assistant_share: always(8_500),
            screening_turned_diagnostic_coinsurance: always(1_500),
        },
        anesthesia_factors: vec![Dated { range: EVER, value: "20.3178".parse().unwrap() }],
        work_floor: vec![EVER],
        technical_cut_codes: TechnicalCutCodes {
            radiography: vec![("71045".parse().unwrap(), "71130".parse().unwrap())],
            scanner: SCANNER
                .iter()
                .map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap()))
                .collect(),
        },
        waived: waived(),
        preventive_services: PREVENTIVE
            .iter()
            .map(|(first, last)| ListedCodes {
                first: first.parse().unwrap(),
                last: last.parse().unwrap(),
                range: EVER,
            })
            .collect(),
        rules: RuleDays {
            telehealth_told_by_place: vec![EVER],
            telehealth_anywhere: vec![EVER],
            complexity_beside_prevention: vec![EVER],
            ..RuleDays::default()
        },
        ..Calendar::default()
    }
}
