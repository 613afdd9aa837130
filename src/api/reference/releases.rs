//! `GET /v1/releases`: what is loaded.

use crate::api::shared::source::{EXTRACT_NOTICE, File, Files, files, notice};
use crate::api::state::State;
use crate::api::wire::decimal::{Factor, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::schedule::{EditRelease, EditReleases, FactorPeriod, LawRelease, Release, Schedule};
use crate::vocabulary::format_date;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What the starter's edits are.
const EDITS_EXTRACT_NOTICE: &str = "The edits of the starter data's own codes among each other. \
     Import NCCI's whole quarter to know those of every code.";

/// Everything that is loaded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Releases<'a> {
    /// Each release, by kind and date.
    releases: Vec<ReleaseSummary<'a>>,
}

/// A loaded release.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseSummary<'a> {
    /// CMS's name of it.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// fee_schedule, zip_localities, anesthesia_base_units, ptp_edits, unit_limits, add_on_codes or law.
    #[schema(example = "fee_schedule")]
    kind: &'static str,
    /// The first day it is in force. A fee schedule prices its own calendar year until its next release of that year,
    /// a quarter of edits serves until the next one's first day; of ZIP codes the newest directory serves every date.
    #[schema(example = "2025-01-01", format = Date)]
    effective_from: String,
    /// The last day it is in force as far as is loaded: the day before the next release of its year, else the year's
    /// last. Null for other kinds than fee schedules, and for one that another of the same first day replaces.
    #[schema(example = "2025-12-31", format = Date)]
    effective_to: Option<String>,
    /// Whether it is starter data rather than CMS's whole release.
    extract: bool,
    /// What to know about it.
    notice: Option<String>,
    /// How many rows it has: services, ZIP codes, anesthesia codes, edits, limits, add-on rules or dated values of the law.
    rows: usize,
    /// How many localities it can price; null for other kinds.
    localities: Option<usize>,
    /// The conversion factors of its year; empty for other kinds.
    conversion_factors: Vec<FactorSummary>,
    /// The files it was read from.
    #[schema(value_type = Vec<File<'static>>)]
    files: Files<'a>,
}

/// The conversion factors of a stretch of days.
#[derive(Debug, Serialize, ToSchema)]
struct FactorSummary {
    /// The first day.
    #[schema(example = "2025-01-01", format = Date)]
    from: String,
    /// The last day.
    #[schema(example = "2025-12-31", format = Date)]
    to: String,
    /// Of everybody, or from 2026 of all but qualifying APM participants.
    standard: Factor,
    /// Of qualifying APM participants.
    qualifying_apm: Option<Factor>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// List releases
///
/// The fee schedule releases, ZIP codes, anesthesia base units, NCCI edits and imported files of the law that are loaded,
/// each with the files it was read from and their SHA-256.
#[utoipa::path(
    operation_id = "list_releases",
    tag = "reference",
    responses(
        (status = 200, description = "What is loaded", body = Releases<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "What is loaded has not been read yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/releases")]
pub(crate) async fn list_releases(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let NoQuery {} = query::decode(&request)?;
    let schedule = state.first_read()?;
    read::json(&request, &releases(&schedule))
}

fn releases(schedule: &Schedule) -> Releases<'_> {
    let fee_schedules = schedule.releases().iter().map(|release| fee_schedule(schedule, release));
    let zips = schedule.zips().map(|zips| ReleaseSummary {
        release: &zips.label,
        kind: "zip_localities",
        effective_from: format_date(zips.effective_from),
        effective_to: None,
        extract: zips.is_extract,
        notice: zips.is_extract.then(|| EXTRACT_NOTICE.to_owned()),
        rows: zips.len(),
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&zips.files),
    });
    let base_units = schedule.anesthesia_base_units().iter().map(|list| ReleaseSummary {
        release: &list.label,
        kind: "anesthesia_base_units",
        effective_from: format_date(list.effective_from),
        effective_to: None,
        extract: false,
        notice: None,
        rows: list.base_units.len(),
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&list.files),
    });
    let EditReleases { ptp, unit_limits, add_ons } = schedule.edit_releases();
    let ptp = ptp.iter().map(|release| edits(release, "ptp_edits", release.table.len()));
    let unit_limits =
        unit_limits.iter().map(|release| edits(release, "unit_limits", release.table.limits().len()));
    let add_ons = add_ons.iter().map(|release| edits(release, "add_on_codes", release.table.pairs().len()));
    let laws = schedule.law_releases().iter().map(law);
    let others = zips.into_iter().chain(base_units).chain(ptp).chain(unit_limits).chain(add_ons).chain(laws);
    Releases { releases: fee_schedules.chain(others).collect() }
}

fn law(release: &LawRelease) -> ReleaseSummary<'_> {
    ReleaseSummary {
        release: &release.label,
        kind: "law",
        effective_from: format_date(release.effective_from),
        effective_to: None,
        extract: false,
        notice: None,
        rows: release.values,
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&release.files),
    }
}

fn edits<'a, T>(release: &'a EditRelease<T>, kind: &'static str, rows: usize) -> ReleaseSummary<'a> {
    ReleaseSummary {
        release: &release.label,
        kind,
        effective_from: format_date(release.effective_from),
        effective_to: None,
        extract: release.is_extract(),
        notice: release.is_extract().then(|| EDITS_EXTRACT_NOTICE.to_owned()),
        rows,
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&release.files),
    }
}

fn fee_schedule<'a>(schedule: &Schedule, release: &'a Release) -> ReleaseSummary<'a> {
    ReleaseSummary {
        release: &release.label,
        kind: "fee_schedule",
        effective_from: format_date(release.effective_from),
        effective_to: schedule.days_in_force(release).map(|days| format_date(days.to)),
        extract: release.is_extract,
        notice: notice(release).map(|notice| notice.to_string()).or_else(|| release.localities_notice()),
        rows: release.services.rows().len(),
        localities: Some(release.localities.len()),
        conversion_factors: release.factors.iter().map(factor).collect(),
        files: files(&release.files),
    }
}

fn factor(period: &FactorPeriod) -> FactorSummary {
    FactorSummary {
        from: format_date(period.range.from),
        to: format_date(period.range.to),
        standard: Shown(period.standard),
        qualifying_apm: period.qualifying_apm.map(|own| Shown(own.factor)),
    }
}
