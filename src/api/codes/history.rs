//! `GET /v1/codes/{hcpcs}/history`: a code in every loaded release and under each conversion factor, with the changes.

use super::other_schedules::{ScheduleRateResponse, all_rates_of};
use super::reads::CodeReads;
use crate::api::shared::amounts::{SettingAmounts, national_amounts};
use crate::api::shared::kept_answers::Origin;
use crate::api::shared::pricing_context::listed_nowhere;
use crate::api::state::State;
use crate::api::wire::closed_lists::{ComponentName, StatusName};
use crate::api::wire::decimal::{Dollars, FactorText, RvuText, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::{NoSuchCode, ReadProblems};
use crate::pricing::fee_schedule_amount;
use crate::schedule::{FactorPeriod, Release, Schedule};
use crate::vocabulary::{
    Component, ConversionFactor, DateRange, Gpcis, HcpcsCode, ServiceRow, Setting, format_date,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// A code in every loaded release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain language; null if we have no explanation of it.
    #[schema(required = true)]
    pub(crate) explanation: Option<&'a str>,
    /// The loaded releases, oldest first. If the conversion factor changed while a release was in force, as in March 2024, the
    /// release has an entry for each factor.
    pub(crate) releases: Vec<HistoryEntry<'a>>,
    /// The rates of the code in every loaded release of other schedules of Part B, by schedule, oldest first.
    pub(crate) other_schedules: Vec<ScheduleRateResponse<'a>>,
}

/// A code in one release, under one conversion factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEntry<'a> {
    /// The name of the release.
    #[schema(example = "RVU25A")]
    pub(crate) release: &'a str,
    /// The first day of these figures: that of the release, or of the conversion factor if that is later.
    #[schema(example = "2025-01-01", format = Date)]
    pub(crate) effective_from: String,
    /// The last day of these figures, by what is loaded: the day before the next entry of the year, or the last day of the
    /// year. Null if another release with the same first day replaces this one.
    #[schema(example = "2025-12-31", format = Date, required = true)]
    pub(crate) effective_to: Option<String>,
    /// Dollars for one adjusted RVU on these days.
    pub(crate) conversion_factor: FactorText,
    /// Whether the release lists the code.
    pub(crate) listed: bool,
    /// The code's rows.
    pub(crate) rows: Vec<HistoryRow>,
}

/// A row of the code in one release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryRow {
    /// The modifier of the row: blank for the global service, 26, TC or 53.
    #[schema(value_type = ComponentName)]
    pub(crate) modifier: &'static str,
    /// The status code.
    #[schema(value_type = StatusName)]
    pub(crate) status: &'static str,
    /// The relative value units (RVU) of physician work.
    pub(crate) work: RvuText,
    /// The sum of the RVUs outside facilities.
    pub(crate) total_non_facility: RvuText,
    /// The sum of the RVUs in facilities.
    pub(crate) total_facility: RvuText,
    /// The national amounts, in dollars; null if CMS publishes none.
    #[schema(required = true)]
    pub(crate) national: Option<SettingAmounts>,
    /// The changes since the previous entry that has this row; null in the first.
    #[schema(required = true)]
    pub(crate) change: Option<Change>,
}

/// The changes from one entry to the next. Differences are signed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    /// The release of the previous entry. It is the same release if its conversion factor changed.
    #[schema(example = "RVU25A")]
    pub(crate) since: String,
    /// The previous conversion factor; null if it is the same.
    #[schema(required = true)]
    pub(crate) conversion_factor_was: Option<FactorText>,
    /// The previous status code; null if it is the same.
    #[schema(value_type = Option<StatusName>, required = true)]
    pub(crate) status_was: Option<&'static str>,
    /// The difference in the sum of the RVUs outside facilities.
    pub(crate) total_non_facility: RvuText,
    /// The difference in the sum of the RVUs in facilities.
    pub(crate) total_facility: RvuText,
    /// The difference in the national amounts, in dollars; null if one of the entries has none.
    #[schema(required = true)]
    pub(crate) national: Option<AmountChange>,
}

/// The change in the amount of each setting, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmountChange {
    /// The difference outside facilities.
    pub(crate) non_facility: Dollars,
    /// The difference in facilities.
    pub(crate) facility: Dollars,
}

/// Get a code's history
///
/// Returns the RVUs, status and national amounts of the code in every loaded release, and the changes from one release to the
/// next. If the conversion factor changed while a release was in force, the release has an entry for each factor. Rates of other
/// schedules, such as those of laboratory tests and drugs, follow in `other_schedules`.
#[utoipa::path(
    operation_id = "get_code_history",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "The HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$")),
    responses(
        (status = 200, description = "The code's history", body = History<'static>, content_type = "application/json"),
        ReadProblems,
        NoSuchCode,
    )
)]
#[get("/v1/codes/{hcpcs}/history")]
pub(crate) async fn get_code_history(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    reads: web::Data<CodeReads>,
) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.code("/path/hcpcs", &path);
    let hcpcs = faults.end(hcpcs).map_err(Error::Invalid)?;
    let make = move |origin: &Origin<_>| Representation::json(&history(origin.schedule()?, hcpcs)?);
    reads.answer(&request, Origin::now(&state, None), make).await
}

/// A period with one release and one conversion factor.
struct ReleasePeriod<'a> {
    release: &'a Release,
    from: Date,
    /// `None` if the release is in force on no day.
    to: Option<Date>,
    factor: ConversionFactor,
}

/// Every loaded period, oldest first.
fn release_periods(schedule: &Schedule) -> Vec<ReleasePeriod<'_>> {
    let of_release = |release| {
        let days = schedule.days_in_force(release);
        let only_first = DateRange { from: release.effective_from, to: release.effective_from };
        let within = days.unwrap_or(only_first);
        let with_factor = move |period: &FactorPeriod| {
            let shared = period.range.intersection(&within)?;
            let to = days.map(|_| shared.to);
            Some(ReleasePeriod { release, from: shared.from, to, factor: period.standard.factor })
        };
        release.factors.iter().filter_map(with_factor)
    };
    schedule.releases().iter().flat_map(of_release).collect()
}

pub(crate) fn history(schedule: &Schedule, hcpcs: HcpcsCode) -> Result<History<'_>, Error> {
    let periods = release_periods(schedule);
    let entry = |(position, period)| {
        let earlier = periods.get(..position).unwrap_or_default();
        history_entry(period, earlier, hcpcs)
    };
    let entries: Vec<_> = periods.iter().enumerate().map(entry).collect();
    if !schedule.lists(hcpcs) {
        return Err(listed_nowhere(schedule, hcpcs));
    }
    Ok(History {
        hcpcs: Shown(hcpcs),
        explanation: schedule.explanation(hcpcs),
        releases: entries,
        other_schedules: all_rates_of(schedule, hcpcs),
    })
}

fn history_entry<'a>(
    period: &ReleasePeriod<'a>,
    earlier: &[ReleasePeriod],
    hcpcs: HcpcsCode,
) -> HistoryEntry<'a> {
    let rows = period.release.services.rows_of(hcpcs);
    let history_row = |row: &ServiceRow| HistoryRow {
        modifier: row.component.as_str(),
        status: row.status.code(),
        work: Shown(row.work),
        total_non_facility: Shown(row.rvus(Setting::NonFacility).total()),
        total_facility: Shown(row.rvus(Setting::Facility).total()),
        national: national_amounts(row, period.factor),
        change: latest_with_row(earlier, hcpcs, row.component)
            .map(|(before, old)| row_change(before, old, period, row)),
    };
    HistoryEntry {
        release: &period.release.label,
        effective_from: format_date(period.from),
        effective_to: period.to.map(format_date),
        conversion_factor: Shown(period.factor),
        listed: !rows.is_empty(),
        rows: rows.iter().map(history_row).collect(),
    }
}

/// The latest of these periods with a release that lists the row.
fn latest_with_row<'a, 'b>(
    earlier: &'a [ReleasePeriod<'b>],
    hcpcs: HcpcsCode,
    component: Component,
) -> Option<(&'a ReleasePeriod<'b>, &'b ServiceRow)> {
    let row = |period: &'a ReleasePeriod<'b>| Some((period, period.release.services.row(hcpcs, component)?));
    earlier.iter().rev().find_map(row)
}

fn row_change(before: &ReleasePeriod, old: &ServiceRow, now: &ReleasePeriod, new: &ServiceRow) -> Change {
    let total = |setting| Shown(new.rvus(setting).total() - old.rvus(setting).total());
    let amount =
        |row: &ServiceRow, setting, factor| fee_schedule_amount(row.rvus(setting), Gpcis::NATIONAL, factor);
    let difference = |setting| Shown(amount(new, setting, now.factor) - amount(old, setting, before.factor));
    let both_published = old.has_published_amount() && new.has_published_amount();
    Change {
        since: before.release.label.clone(),
        conversion_factor_was: (before.factor != now.factor).then_some(Shown(before.factor)),
        status_was: (old.status != new.status).then(|| old.status.code()),
        total_non_facility: total(Setting::NonFacility),
        total_facility: total(Setting::Facility),
        national: both_published.then(|| AmountChange {
            non_facility: difference(Setting::NonFacility),
            facility: difference(Setting::Facility),
        }),
    }
}
