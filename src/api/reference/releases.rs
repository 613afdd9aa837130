//! `GET /v1/releases`: the loaded releases.

use super::currency::{CurrencyResponse, currency_response};
use crate::api::shared::source::{EXTRACT_NOTICE, FileResponse, Files, files, release_notice};
use crate::api::state::State;
use crate::api::wire::closed_lists::ReleaseKindName;
use crate::api::wire::decimal::{FactorText, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::schedule::{
    EditRelease, EditReleases, FactorPeriod, LawRelease, RateRelease, RecordedRelease, Release, Schedule,
};
use crate::vocabulary::{format_date, parse_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};

/// The notice of the starter data's edits.
const EDITS_EXTRACT_NOTICE: &str = "The starter data has only the edits between its own codes. \
     Import the whole NCCI quarter to check every code.";

/// The parameter of a list of releases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReleasesQuery {
    /// The day for which `currency` says what is due. The default is today (UTC).
    #[param(example = "2026-11-28", format = Date)]
    date: Option<String>,
}

/// The loaded releases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Releases<'a> {
    /// Whether the releases are current, and what is missing.
    currency: CurrencyResponse,
    /// The releases, sorted by kind and date.
    releases: Vec<ReleaseSummary<'a>>,
}

/// A loaded release.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseSummary<'a> {
    /// CMS's name of the release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// `fee_schedule`, `zip_localities`, `anesthesia_base_units`, `ptp_edits`, `unit_limits`, `add_on_codes`,
    /// `laboratory_rates`, `drug_limits`, `equipment_fees`, `nutrition_fees` or `law`.
    #[schema(value_type = ReleaseKindName)]
    kind: &'static str,
    /// The first day on which the release is in force. A fee schedule applies until the next release of its calendar year. A
    /// quarter of unit limits or add-on codes applies until the first day of the next one, and so do laboratory rates and fees of equipment within their year. Payment limits of drugs apply in their quarter only. The newest quarter of PTP edits
    /// applies to every date that its rows cover. The newest ZIP code directory applies to every date.
    #[schema(example = "2025-01-01", format = Date)]
    effective_from: String,
    /// The last day on which a fee schedule is in force, by what is loaded: the day before the next release of its year, or the
    /// last day of the year. A file of the law has the last day of its values, if each has one. Null for other kinds, and if
    /// another release with the same first day replaces this one.
    #[schema(example = "2025-12-31", format = Date, required = true)]
    effective_to: Option<String>,
    /// Whether this is starter data, an extract of CMS's release.
    extract: bool,
    /// What to know about the release, if anything.
    #[schema(required = true)]
    notice: Option<String>,
    /// The number of rows: services, ZIP codes, anesthesia codes, edits, limits, add-on rules, rates, drugs, items or dated values of the law.
    rows: usize,
    /// The number of localities of a fee schedule; null for other kinds.
    #[schema(required = true)]
    localities: Option<usize>,
    /// The conversion factors of a fee schedule's whole calendar year, also of its days before the release; empty for other kinds.
    conversion_factors: Vec<FactorSummary>,
    /// The files of the release.
    #[schema(value_type = Vec<FileResponse<'static>>)]
    files: Files<'a>,
}

/// The conversion factors of a period.
#[derive(Debug, Serialize, ToSchema)]
struct FactorSummary {
    /// The first day of the period.
    #[schema(example = "2025-01-01", format = Date)]
    from: String,
    /// The last day of the period.
    #[schema(example = "2025-12-31", format = Date)]
    to: String,
    /// The factor of all practitioners; from 2026 on, of those who are not qualifying participants of an advanced alternative
    /// payment model (APM).
    standard: FactorText,
    /// The factor of qualifying APM participants; null before 2026.
    #[schema(required = true)]
    qualifying_apm: Option<FactorText>,
}

/// List releases
///
/// Returns the loaded releases: fee schedules, ZIP codes, anesthesia base units, NCCI edits, laboratory rates, payment limits of drugs,
/// fees of equipment and imported files of the law.
/// Each has the files it was read from, with their SHA-256 digests. `currency` says for each kind of data whether CMS has a
/// newer release, and where to get it.
#[utoipa::path(
    operation_id = "list_releases",
    tag = "reference",
    params(ReleasesQuery),
    responses(
        (status = 200, description = "The loaded releases", body = Releases<'static>, content_type = "application/json"),
        ReadProblems,
    )
)]
#[get("/v1/releases")]
pub(crate) async fn list_releases(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    read_releases(&state, &query::decode(&request)?, |releases| read::json(&request, releases))?
}

/// Reads the loaded releases, and returns what `write` makes of them.
///
/// # Errors
/// 422 if the date is not valid, 503 until the releases have been read.
pub(crate) fn read_releases<T>(
    state: &State,
    asked: &ReleasesQuery,
    write: impl FnOnce(&Releases<'_>) -> T,
) -> Result<T, Error> {
    let mut faults = Faults::default();
    let day = asked.date.as_deref().map(parse_date).transpose();
    let day = faults.keep("/query/date", day);
    let day = faults.end(day).map_err(Error::Invalid)?.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    let schedule = state.first_read()?;
    Ok(write(&loaded_releases(&schedule, day)))
}

/// The loaded releases, and whether they are current on a day.
pub(crate) fn loaded_releases(schedule: &Schedule, day: Date) -> Releases<'_> {
    let fee_schedules = schedule.releases().iter().map(|release| fee_schedule_summary(schedule, release));
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
    let newest = ptp.iter().rfind(|release| !release.is_extract()).map(|release| release.label.as_str());
    let older_ptp =
        schedule.older_ptp().iter().map(|release| older_ptp_summary(release, newest.unwrap_or_default()));
    let ptp = ptp.iter().map(|release| edits_summary(release, "ptp_edits", release.table.len()));
    let ptp = older_ptp.chain(ptp);
    let unit_limits =
        unit_limits.iter().map(|release| edits_summary(release, "unit_limits", release.table.limits().len()));
    let add_ons =
        add_ons.iter().map(|release| edits_summary(release, "add_on_codes", release.table.pairs().len()));
    let laboratory =
        schedule.laboratory_rates().iter().map(|release| rates_summary(release, "laboratory_rates"));
    let drugs = schedule.drug_limits().iter().map(|release| rates_summary(release, "drug_limits"));
    let equipment = schedule.equipment_fees().iter().map(|release| rates_summary(release, "equipment_fees"));
    let nutrition = schedule.nutrition_fees().iter().map(|release| rates_summary(release, "nutrition_fees"));
    let laws = schedule.laws().iter().map(law_summary);
    let others = zips.into_iter().chain(base_units).chain(ptp).chain(unit_limits).chain(add_ons);
    let others = others.chain(laboratory).chain(drugs).chain(equipment).chain(nutrition).chain(laws);
    Releases { currency: currency_response(schedule, day), releases: fee_schedules.chain(others).collect() }
}

fn rates_summary<'a, T>(release: &'a RateRelease<T>, kind: &'static str) -> ReleaseSummary<'a> {
    ReleaseSummary {
        release: &release.label,
        kind,
        effective_from: format_date(release.effective_from),
        effective_to: None,
        extract: false,
        notice: None,
        rows: release.rates.len(),
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&release.files),
    }
}

fn law_summary(release: &LawRelease) -> ReleaseSummary<'_> {
    ReleaseSummary {
        release: &release.label,
        kind: "law",
        effective_from: format_date(release.effective_from),
        effective_to: release.amendment.last_day().map(format_date),
        extract: false,
        notice: None,
        rows: release.amendment.len(),
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&release.files),
    }
}

fn edits_summary<'a, T>(release: &'a EditRelease<T>, kind: &'static str, rows: usize) -> ReleaseSummary<'a> {
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

/// A quarter of PTP edits that is only on record. Its rows are those of its files.
fn older_ptp_summary<'a>(release: &'a RecordedRelease, newest: &str) -> ReleaseSummary<'a> {
    let rows: u64 = release.files.iter().map(|file| file.rows).sum();
    ReleaseSummary {
        release: &release.label,
        kind: "ptp_edits",
        effective_from: format_date(release.effective_from),
        effective_to: None,
        extract: false,
        notice: Some(format!("Kept on record only. The edits of {newest} apply, to earlier dates too.")),
        rows: usize::try_from(rows).unwrap_or(usize::MAX),
        localities: None,
        conversion_factors: Vec::new(),
        files: files(&release.files),
    }
}

fn fee_schedule_summary<'a>(schedule: &Schedule, release: &'a Release) -> ReleaseSummary<'a> {
    ReleaseSummary {
        release: &release.label,
        kind: "fee_schedule",
        effective_from: format_date(release.effective_from),
        effective_to: schedule.days_in_force(release).map(|days| format_date(days.to)),
        extract: release.is_extract,
        notice: release_notice(release)
            .map(|notice| notice.to_string())
            .or_else(|| release.localities_notice()),
        rows: release.services.rows().len(),
        localities: Some(release.localities.len()),
        conversion_factors: release.factors.iter().map(factor_summary).collect(),
        files: files(&release.files),
    }
}

fn factor_summary(period: &FactorPeriod) -> FactorSummary {
    FactorSummary {
        from: format_date(period.range.from),
        to: format_date(period.range.to),
        standard: Shown(period.standard.factor),
        qualifying_apm: period.qualifying_apm.map(|own| Shown(own.factor)),
    }
}
