//! What looks wrong about a release of one list, such as ZIP codes or a quarter of edits, and how far back edits tell.
//!
//! CMS's own files of edits repeat and contradict themselves here and there: that is nothing to refuse, but to be told.

use super::error::MAX_LISTED_FAULTS;
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::vocabulary::format_date;
use std::ops::RangeInclusive;

/// The share of a release's rows, in percent, whose loss is no ordinary change.
const SUSPICIOUS_LOSS_PERCENT: u64 = 10;

/// The rows that a release of one list was read from; `None` of a fee schedule, whose tables are compared one by one, and
/// of explanations, which no file of CMS's has.
#[must_use]
pub fn list_rows(release: &ReleaseContent) -> Option<u64> {
    match &release.tables {
        ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_)
        | ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::ZipLocalities(_) => Some(release.files.iter().map(|file| file.rows).sum()),
        ReleaseTables::FeeSchedule(_) | ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => None,
    }
}

/// Whether so many rows were lost since the release before that only a truncated file explains it.
#[must_use]
pub fn is_suspicious_loss(before: u64, now: u64) -> bool {
    before.saturating_sub(now) * 100 > before * SUSPICIOUS_LOSS_PERCENT
}

/// What to tell about a release of one list, in words; nothing about a release of another kind.
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
            let tells = tells_from(edits.table.covers_from());
            let unlike = unlike_a_whole_list("AOC", rows, 2_000..=30_000);
            tells.into_iter().chain(unlike).collect()
        }
        ReleaseTables::AnesthesiaBaseUnits(_) => {
            unlike_a_whole_list("the list of base units", rows, 250..=320).into_iter().collect()
        }
        ReleaseTables::ZipLocalities(_) => {
            unlike_a_whole_list("ZIP5", rows, 40_000..=50_000).into_iter().collect()
        }
        ReleaseTables::FeeSchedule(_) | ReleaseTables::Explanations(_) | ReleaseTables::Law(_) => Vec::new(),
    }
}

fn unlike_a_whole_list(table: &str, rows: u64, usual: RangeInclusive<u64>) -> Option<String> {
    let (least, most) = (usual.start(), usual.end());
    (!usual.contains(&rows))
        .then(|| format!("{table} holds {rows} rows; CMS's whole one holds {least} to {most}"))
}

fn tells_from(day: Option<time::Date>) -> Option<String> {
    day.map(|day| format!("tells of days from {} on", format_date(day)))
}

fn ptp_remarks(release: &ReleaseContent, rows: u64) -> Vec<String> {
    let ReleaseTables::PtpEdits(edits) = &release.tables else { return Vec::new() };
    let (table, day) = (&edits.table, release.effective_from);
    let in_force = table.iter().filter(|(edit, _)| edit.is_in_force_on(day)).count();
    let backwards =
        table.iter().filter(|(edit, _)| edit.deleted.is_some_and(|deleted| deleted < edit.effective)).count();
    let repeats = rows.saturating_sub(u64::try_from(table.len()).unwrap_or(u64::MAX));
    let overlaps = table.overlaps();
    let told = |count: u64, text: String| (count > 0).then_some(text);
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let contradictory = overlaps.contradictory.iter().take(MAX_LISTED_FAULTS / 4);
    let examples: Vec<String> = contradictory.map(|[one, two]| format!("{one}/{two}")).collect();
    let remarks = [
        Some(format!("{in_force} in force on {}", format_date(day))),
        tells_from(table.covers_from()),
        told(repeats, format!("{repeats} rows repeat another in every column and were left out")),
        told(count(backwards), format!("{backwards} rows end before they begin and are never in force")),
        told(
            count(overlaps.agreeing),
            format!(
                "{} rows say of the same codes and days what another says, with other dates",
                overlaps.agreeing
            ),
        ),
        told(
            count(overlaps.contradictory.len()),
            format!(
                "{} rows contradict another of the same codes and days in the indicator ({}{}): both are kept",
                overlaps.contradictory.len(),
                examples.join(", "),
                if overlaps.contradictory.len() > examples.len() { ", ..." } else { "" },
            ),
        ),
    ];
    remarks.into_iter().flatten().collect()
}
