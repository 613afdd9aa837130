//! `GET /v1/codes/{hcpcs}/history`: a code in every loaded release, with what changed.

use super::code_page::{SettingAmounts, national_amounts, not_listed};
use super::decimal::{Dollars, Factor, Shown, Units};
use super::error::Error;
use super::faults::Faults;
use super::problem::Problem;
use super::state::State;
use super::{query, read};
use crate::pricing::fee_schedule_amount;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{Component, ConversionFactor, Gpcis, HcpcsCode, ServiceRow, Setting, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A code in every loaded release.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct History<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain words of our own.
    explanation: Option<&'a str>,
    /// Each loaded release, oldest first.
    releases: Vec<HistoryEntry<'a>>,
}

/// A code in one release.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryEntry<'a> {
    /// The release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The first day it is in force.
    #[schema(example = "2025-01-01", format = Date)]
    effective_from: String,
    /// Dollars for one adjusted RVU on that day.
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
    /// What changed since the release before it that lists the row; null in the first.
    change: Option<Change>,
}

/// What changed from one release to the next; differences are signed.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    /// The release compared with.
    #[schema(example = "RVU25A")]
    since: String,
    /// The status before, where it changed.
    status_was: Option<&'static str>,
    /// Of the sum of RVUs outside facilities.
    total_non_facility: Units,
    /// Of the sum of RVUs in facilities.
    total_facility: Units,
    /// Of the national amounts, in dollars; null where either release publishes none.
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
/// RVUs, status and national amounts of the code in every loaded release, with the change from one to the next.
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
pub(super) async fn get_code_history(
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

fn history(schedule: &Schedule, hcpcs: HcpcsCode) -> Result<History<'_>, Error> {
    let releases = schedule.releases();
    let entries: Vec<_> = releases
        .iter()
        .enumerate()
        .map(|(position, release)| entry(release, releases.get(..position).unwrap_or_default(), hcpcs))
        .collect();
    if !entries.iter().any(|entry| entry.listed) {
        let newest = releases.last().map_or("", |release| release.label.as_str());
        let is_extract = releases.last().is_some_and(|release| release.is_extract);
        return Err(Error::NotFound(not_listed(is_extract, newest, hcpcs)));
    }
    Ok(History { hcpcs: Shown(hcpcs), explanation: schedule.explanation(hcpcs), releases: entries })
}

fn entry<'a>(release: &'a Release, earlier: &[Release], hcpcs: HcpcsCode) -> HistoryEntry<'a> {
    let rows = release.services.rows_of(hcpcs);
    let factor = release.standard_factor(release.effective_from);
    let history_row = |row: &ServiceRow| HistoryRow {
        modifier: row.component.as_str(),
        status: row.status.code(),
        work: Shown(row.work),
        total_non_facility: Shown(row.rvus(Setting::NonFacility).total()),
        total_facility: Shown(row.rvus(Setting::Facility).total()),
        national: national_amounts(row, factor),
        change: latest(earlier, hcpcs, row.component).map(|(before, old)| change(before, old, row, factor)),
    };
    HistoryEntry {
        release: &release.label,
        effective_from: format_date(release.effective_from),
        conversion_factor: Shown(factor),
        listed: !rows.is_empty(),
        rows: rows.iter().map(history_row).collect(),
    }
}

/// The latest of these releases that lists the row.
fn latest(earlier: &[Release], hcpcs: HcpcsCode, component: Component) -> Option<(&Release, &ServiceRow)> {
    earlier.iter().rev().find_map(|release| Some((release, release.services.row(hcpcs, component)?)))
}

fn change(before: &Release, old: &ServiceRow, new: &ServiceRow, factor: ConversionFactor) -> Change {
    let old_factor = before.standard_factor(before.effective_from);
    let total = |setting| Shown(new.rvus(setting).total() - old.rvus(setting).total());
    let amount =
        |row: &ServiceRow, setting, factor| fee_schedule_amount(row.rvus(setting), Gpcis::NATIONAL, factor);
    let moved = |setting| Shown(amount(new, setting, factor) - amount(old, setting, old_factor));
    let both_published = old.has_published_amount() && new.has_published_amount();
    Change {
        since: before.label.clone(),
        status_was: (old.status != new.status).then(|| old.status.code()),
        total_non_facility: total(Setting::NonFacility),
        total_facility: total(Setting::Facility),
        national: both_published.then(|| AmountChange {
            non_facility: moved(Setting::NonFacility),
            facility: moved(Setting::Facility),
        }),
    }
}
