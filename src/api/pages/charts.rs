//! The charts of a code's page, in whole pixels. A table with the same figures is beside each of them.

use crate::api::codes::history::{History, HistoryEntry};
use crate::api::codes::page::RowRvus;
use crate::api::shared::amounts::SettingAmounts;
use crate::vocabulary::{Money, Rvu};

/// The length of the longest bar.
const BAR: i64 = 560;

/// The RVUs of a setting, as a bar of three parts.
pub(super) struct RvuBar {
    pub(super) name: &'static str,
    /// The distance from the top.
    pub(super) top: i64,
    /// The class, the first pixel and the width of each part.
    pub(super) parts: [(&'static str, i64, i64); 3],
}

/// The bars of both settings, on the same scale.
pub(super) fn rvu_bars(rvu: &RowRvus) -> [RvuBar; 2] {
    let settings = [
        ("Office", 0, rvu.pe_non_facility.0, rvu.total_non_facility.0),
        ("Facility", 44, rvu.pe_facility.0, rvu.total_facility.0),
    ];
    let longest = settings.iter().map(|(.., total)| hundredths(*total)).max().unwrap_or_default().max(1);
    let width = |rvu: Rvu| hundredths(rvu).max(0) * BAR / longest;
    settings.map(|(name, top, practice_expense, _)| {
        let (work, expense, malpractice) = (width(rvu.work.0), width(practice_expense), width(rvu.mp.0));
        let parts = [("work", 0, work), ("pe", work, expense), ("mp", work + expense, malpractice)];
        RvuBar { name, top, parts }
    })
}

fn hundredths(rvu: Rvu) -> i64 {
    i64::from(rvu.hundredths())
}

/// The national amounts of the loaded releases, as two lines.
pub(super) struct HistoryChart {
    /// The points of each line, as SVG writes them.
    pub(super) office: String,
    pub(super) facility: String,
    /// The dots of both lines, with their class.
    pub(super) dots: Vec<(&'static str, i64, i64)>,
    pub(super) labels: Vec<(i64, String)>,
}

/// The size of the chart, without the room for labels.
const WIDTH: i64 = 600;
const HEIGHT: i64 = 120;
/// The room at each side.
const MARGIN: i64 = 50;
/// The room above the highest point.
const TOP: i64 = 30;
/// The most labels of releases that fit.
const MOST_LABELS: usize = 4;

/// The chart of a code's history. `None` if fewer than two releases have an amount.
pub(super) fn history_chart(history: &History<'_>) -> Option<HistoryChart> {
    let amounts = |entry: &'_ HistoryEntry<'_>| {
        let SettingAmounts { non_facility, facility } = entry.rows.first()?.national.as_ref()?;
        Some((entry.release.to_owned(), non_facility.0, facility.0))
    };
    let points: Vec<(String, Money, Money)> = history.releases.iter().filter_map(amounts).collect();
    let gaps = i64::try_from(points.len()).ok()?.checked_sub(1).filter(|gaps| *gaps > 0)?;
    let highest = points.iter().map(|(_, office, facility)| *office.max(facility)).max()?.cents().max(1);
    let across =
        |position: usize| MARGIN + i64::try_from(position).unwrap_or_default() * (WIDTH - 2 * MARGIN) / gaps;
    let down = |amount: Money| HEIGHT - amount.cents() * (HEIGHT - TOP) / highest;
    let dots = |class: &'static str, amount: fn(&(String, Money, Money)) -> Money| {
        let dot = move |(position, point)| (class, across(position), down(amount(point)));
        points.iter().enumerate().map(dot).collect::<Vec<_>>()
    };
    let line = |dots: &[(&str, i64, i64)]| {
        dots.iter().map(|(_, x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    };
    let (office, facility) = (dots("office", |point| point.1), dots("facility", |point| point.2));
    let every = points.len().div_ceil(MOST_LABELS);
    let labeled = points.iter().enumerate().filter(|(position, _)| position.is_multiple_of(every));
    let labels = labeled.map(|(position, (release, ..))| (across(position), release.clone())).collect();
    let (office_line, facility_line) = (line(&office), line(&facility));
    Some(HistoryChart {
        office: office_line,
        facility: facility_line,
        dots: [office, facility].concat(),
        labels,
    })
}
