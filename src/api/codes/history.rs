//! `GET /v1/codes/{hcpcs}/history`: a code in every loaded release and under each of its factors, with what changed.

use crate::api::shared::amounts::{SettingAmounts, national_amounts};
use crate::api::shared::site::not_listed;
use crate::api::state::State;
use crate::api::wire::decimal::{Dollars, Factor, Shown, Units};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::pricing::fee_schedule_amount;
use crate::schedule::{FactorPeriod, Release, Schedule};
use crate::vocabulary::{
    Component, ConversionFactor, DateRange, Gpcis, HcpcsCode, ServiceRow, Setting, format_date,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

/// A code in every loaded release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain words of our own.
    explanation: Option<&'a str>,
    /// Each loaded release, oldest first. One in whose days the conversion factor changed, as it did in March 2024, is
    /// there once for each factor.
    releases: Vec<HistoryEntry<'a>>,
}

/// A code in one release, at one conversion factor.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryEntry<'a> {
    /// The release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The first day of these figures: the release's own, or that of the factor.
    #[schema(example = "2025-01-01", format = Date)]
    effective_from: String,
    /// The last day of these figures as far as is loaded: the day before the next entry of the year, else the year's
    /// last. Null where another release of the same first day replaces this one.
    #[schema(example = "2025-12-31", format = Date)]
    effective_to: Option<String>,
    /// Dollars for one adjusted RVU on these days.
    conversion_factor: Factor,
    /// Whether the release lists the code.
    listed: bool,
    /// The code's rows.
    rows: Vec<HistoryRow>,
}

/// One row of one release.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryRow {
    /// Blank for the global service, 26, TC or 53.
    #[schema(example = "26")]
    modifier: &'static str,
    /// The status code.
    #[schema(example = "A")]
    status: &'static str,
    /// Physician work.
    work: Units,
    /// The sum of RVUs outside facilities.
    total_non_facility: Units,
    /// The sum of RVUs in facilities.
    total_facility: Units,
    /// The national amounts, in dollars; null where CMS publishes none.
    national: Option<SettingAmounts>,
    /// What changed since the entry before it that lists the row; null in the first.
    change: Option<Change>,
}

/// What changed from one entry to the next; differences are signed.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    /// The release compared with: the same one where its factor changed.
    #[schema(example = "RVU25A")]
    since: String,
    /// The conversion factor before, where it changed.
    conversion_factor_was: Option<Factor>,
    /// The status before, where it changed.
    status_was: Option<&'static str>,
    /// Of the sum of RVUs outside facilities.
    total_non_facility: Units,
    /// Of the sum of RVUs in facilities.
    total_facility: Units,
    /// Of the national amounts, in dollars; null where either entry has none.
    national: Option<AmountChange>,
}

/// How amounts changed, in dollars.
#[derive(Debug, Serialize, ToSchema)]
struct AmountChange {
    /// Outside facilities.
    non_facility: Dollars,
    /// In facilities.
    facility: Dollars,
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// A code's history
///
/// RVUs, status and national amounts of the code in every loaded release, with the change from one to the next. Where the
/// conversion factor changed while a release was in force, the release has an entry for each factor.
#[utoipa::path(
    operation_id = "get_code_history",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$")),
    responses(
        (status = 200, description = "The code's history", body = History<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No loaded release lists the code", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes/{hcpcs}/history")]
pub(crate) async fn get_code_history(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let NoQuery {} = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.parse());
    let hcpcs = faults.end(hcpcs)?;
    let schedule = state.schedule()?;
    read::json(&request, &history(&schedule, hcpcs)?)
}

/// Days with one release and one conversion factor.
struct Stretch<'a> {
    release: &'a Release,
    from: Date,
    /// None for a release that is in force on no day.
    to: Option<Date>,
    factor: ConversionFactor,
}

/// Every stretch that is loaded, oldest first.
fn stretches(schedule: &Schedule) -> Vec<Stretch<'_>> {
    let of_release = |release| {
        let days = schedule.days_in_force(release);
        let only_first = DateRange { from: release.effective_from, to: release.effective_from };
        let within = days.unwrap_or(only_first);
        let stretch = move |period: &FactorPeriod| {
            let shared = period.range.intersection(&within)?;
            Some(Stretch { release, from: shared.from, to: days.map(|_| shared.to), factor: period.standard })
        };
        release.factors.iter().filter_map(stretch)
    };
    schedule.releases().iter().flat_map(of_release).collect()
}

fn history(schedule: &Schedule, hcpcs: HcpcsCode) -> Result<History<'_>, Error> {
    let stretches = stretches(schedule);
    let entries: Vec<_> = stretches
        .iter()
        .enumerate()
        .map(|(position, stretch)| entry(stretch, stretches.get(..position).unwrap_or_default(), hcpcs))
        .collect();
    if !entries.iter().any(|entry| entry.listed) {
        let newest = schedule.releases().last();
        let is_extract = newest.is_some_and(|release| release.is_extract);
        let label = newest.map_or("", |release| release.label.as_str());
        return Err(Error::NotFound(not_listed(is_extract, label, hcpcs)));
    }
    Ok(History { hcpcs: Shown(hcpcs), explanation: schedule.explanation(hcpcs), releases: entries })
}

fn entry<'a>(stretch: &Stretch<'a>, earlier: &[Stretch], hcpcs: HcpcsCode) -> HistoryEntry<'a> {
    let rows = stretch.release.services.rows_of(hcpcs);
    let history_row = |row: &ServiceRow| HistoryRow {
        modifier: row.component.as_str(),
        status: row.status.code(),
        work: Shown(row.work),
        total_non_facility: Shown(row.rvus(Setting::NonFacility).total()),
        total_facility: Shown(row.rvus(Setting::Facility).total()),
        national: national_amounts(row, stretch.factor),
        change: latest(earlier, hcpcs, row.component).map(|(before, old)| change(before, old, stretch, row)),
    };
    HistoryEntry {
        release: &stretch.release.label,
        effective_from: format_date(stretch.from),
        effective_to: stretch.to.map(format_date),
        conversion_factor: Shown(stretch.factor),
        listed: !rows.is_empty(),
        rows: rows.iter().map(history_row).collect(),
    }
}

/// The latest of these stretches whose release lists the row.
fn latest<'a, 'b>(
    earlier: &'a [Stretch<'b>],
    hcpcs: HcpcsCode,
    component: Component,
) -> Option<(&'a Stretch<'b>, &'b ServiceRow)> {
    let row = |stretch: &'a Stretch<'b>| Some((stretch, stretch.release.services.row(hcpcs, component)?));
    earlier.iter().rev().find_map(row)
}

fn change(before: &Stretch, old: &ServiceRow, now: &Stretch, new: &ServiceRow) -> Change {
    let total = |setting| Shown(new.rvus(setting).total() - old.rvus(setting).total());
    let amount =
        |row: &ServiceRow, setting, factor| fee_schedule_amount(row.rvus(setting), Gpcis::NATIONAL, factor);
    let moved = |setting| Shown(amount(new, setting, now.factor) - amount(old, setting, before.factor));
    let both_published = old.has_published_amount() && new.has_published_amount();
    Change {
        since: before.release.label.clone(),
        conversion_factor_was: (before.factor != now.factor).then_some(Shown(before.factor)),
        status_was: (old.status != new.status).then(|| old.status.code()),
        total_non_facility: total(Setting::NonFacility),
        total_facility: total(Setting::Facility),
        national: both_published.then(|| AmountChange {
            non_facility: moved(Setting::NonFacility),
            facility: moved(Setting::Facility),
        }),
    }
}
