//! What looks wrong in a release of one list, such as ZIP codes or a quarter of edits, and the first day edits cover.
//!
//! CMS's own edit files have some repeated and contradictory rows. The import reports them and continues.

use super::faults::{MAX_LISTED_FAULTS, with_commas};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::vocabulary::format_date;
use std::ops::RangeInclusive;

/// If a release loses more than this percentage of its rows, the loss is suspicious.
const SUSPICIOUS_LOSS_PERCENT: u64 = 10;

/// Returns the number of rows that a release of one list was read from. Returns `None` for a fee schedule, because its
/// tables are compared one by one, and for explanations and the law, because CMS publishes no file of them.
#[must_use]
pub fn list_rows(release: &ReleaseContent) -> Option<u64> {
    match &release.tables {
        ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_)
        | ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_)
        | ReleaseTables::ZipLocalities(_) => Some(release.files.iter().map(|file| file.rows).sum()),
        ReleaseTables::FeeSchedule(_) | ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => None,
    }
}

/// Whether a release lost so many rows since the previous one that its file may be truncated.
#[must_use]
pub fn is_suspicious_loss(before: u64, now: u64) -> bool {
    before.saturating_sub(now) * 100 > before * SUSPICIOUS_LOSS_PERCENT
}

/// Returns remarks for the operator on a release of one list. Other kinds of release have none.
#[must_use]
pub fn list_remarks(release: &ReleaseContent) -> Vec<String> {
    let rows = list_rows(release).unwrap_or_default();
    match &release.tables {
        ReleaseTables::PtpEdits(_) => {
            let unlike = unlike_a_whole_list("ccipra", rows, 1_500_000..=6_000_000);
            ptp_remarks(release, rows).into_iter().chain(unlike).collect()
        }
        ReleaseTables::UnitLimits(_) => {
            unlike_a_whole_list("MUE", rows, 8_000..=30_000).into_iter().collect()
        }
        ReleaseTables::AddOnCodes(edits) => {
            let coverage = coverage_remark(edits.table.covers_from());
            let unlike = unlike_a_whole_list("AOC", rows, 2_000..=30_000);
            coverage.into_iter().chain(unlike).collect()
        }
        ReleaseTables::AnesthesiaBaseUnits(_) => {
            unlike_a_whole_list("the list of base units", rows, 250..=320).into_iter().collect()
        }
        ReleaseTables::ZipLocalities(_) => {
            unlike_a_whole_list("ZIP5", rows, 40_000..=50_000).into_iter().collect()
        }
        ReleaseTables::LaboratoryRates(_) => {
            unlike_a_whole_list("CLFS", rows, 1_500..=3_500).into_iter().collect()
        }
        ReleaseTables::DrugLimits(_) => {
            unlike_a_whole_list("the payment limits", rows, 600..=2_000).into_iter().collect()
        }
        ReleaseTables::EquipmentFees(_) => {
            unlike_a_whole_list("DMEPOS", rows, 2_000..=6_000).into_iter().collect()
        }
        ReleaseTables::NutritionFees(_) => {
            unlike_a_whole_list("DMEPEN", rows, 30..=100).into_iter().collect()
        }
        ReleaseTables::FeeSchedule(_) | ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => Vec::new(),
    }
}

fn unlike_a_whole_list(table: &str, rows: u64, usual: RangeInclusive<u64>) -> Option<String> {
    let (least, most) = (usual.start(), usual.end());
    (!usual.contains(&rows))
        .then(|| format!("{table} has {rows} rows; CMS's complete file has {least} to {most}"))
}

fn coverage_remark(day: Option<time::Date>) -> Option<String> {
    day.map(|day| format!("applies to dates of service from {}", format_date(day)))
}

fn ptp_remarks(release: &ReleaseContent, rows: u64) -> Vec<String> {
    let ReleaseTables::PtpEdits(edits) = &release.tables else { return Vec::new() };
    let (table, day) = (&edits.table, release.effective_from);
    let in_force = table.iter().filter(|(edit, _)| edit.is_in_force_on(day)).count();
    let backwards =
        table.iter().filter(|(edit, _)| edit.deleted.is_some_and(|deleted| deleted < edit.effective)).count();
    let repeats = rows.saturating_sub(u64::try_from(table.len()).unwrap_or(u64::MAX));
    let overlaps = table.overlaps();
    let if_any = |count: u64, text: String| (count > 0).then(|| format!("{} {text}", with_commas(count)));
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let contradictory = overlaps.contradictory.iter().take(MAX_LISTED_FAULTS / 4);
    let examples: Vec<String> = contradictory.map(|[one, two]| format!("{one}/{two}")).collect();
    let remarks = [
        Some(format!("{in_force} in force on {}", format_date(day))),
        coverage_remark(table.covers_from()),
        if_any(repeats, "rows repeat another row in every column. They were left out.".to_owned()),
        if_any(count(backwards), "rows end before they begin. They never apply.".to_owned()),
        if_any(
            count(overlaps.agreeing),
            "rows overlap another row for the same pair, with the same indicator. They were kept.".to_owned(),
        ),
        if_any(
            count(overlaps.contradictory.len()),
            format!(
                "rows overlap another row for the same pair, with a different indicator ({}{}). Both rows were kept.",
                examples.join(", "),
                if overlaps.contradictory.len() > examples.len() { ", ..." } else { "" },
            ),
        ),
    ];
    remarks.into_iter().flatten().collect()
}
