//! How current the loaded releases are, as part of `GET /v1/releases`.

use crate::api::wire::closed_lists::{CurrencyStateName, ReleaseKindName};
use crate::schedule::{CmsPage, Currency, Schedule};
use crate::vocabulary::format_date;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// Whether the loaded releases are those that CMS has in force on a day.
///
/// CMS publishes relative values, ZIP codes and NCCI's edits every quarter, and anesthesia base units for a year. The day
/// alone says which release is due. CMS may publish it late.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurrencyResponse {
    /// The day.
    #[schema(example = "2026-11-28", format = Date)]
    date: String,
    /// Each kind of data.
    kinds: Vec<KindResponse>,
}

/// How current one kind of data is.
#[derive(Debug, Serialize, ToSchema)]
struct KindResponse {
    /// `fee_schedule`, `zip_localities`, `anesthesia_base_units`, `ptp_edits`, `unit_limits`, `add_on_codes`,
    /// `laboratory_rates`, `drug_limits`, `equipment_fees`, `nutrition_fees` or `law`.
    #[schema(value_type = ReleaseKindName)]
    kind: &'static str,
    /// `current`: the release that is due is loaded, or a newer one. `incomplete`: it is loaded without some of its files; or
    /// figures of the law have expired. `extract`: only the starter data's extract of it is loaded. `unconfirmed`: a list of an
    /// earlier year is loaded, and CMS does not publish one every year. `outdated`: only an earlier release is loaded.
    /// `missing`: no release for the day is loaded.
    #[schema(value_type = CurrencyStateName)]
    state: &'static str,
    /// The loaded release that applies to the day; null if there is none. The law that comes with the program has no release.
    #[schema(example = "RVU26C", required = true)]
    loaded: Option<String>,
    /// The first day of the loaded release.
    #[schema(example = "2026-07-01", format = Date, required = true)]
    loaded_from: Option<String>,
    /// The release that is due on the day.
    #[schema(example = "RVU26D")]
    due: String,
    /// The first day of the release that is due.
    #[schema(example = "2026-10-01", format = Date)]
    due_from: String,
    /// The first day on which a newer release than the loaded one was due; null if none was.
    #[schema(example = "2026-10-01", format = Date, required = true)]
    outdated_since: Option<String>,
    /// For how many days the loaded release has been out of date; null if it is not.
    #[schema(example = 58, required = true)]
    outdated_days: Option<i64>,
    /// What to import: the names of CMS's files. For `law`, the figures that have expired.
    #[schema(example = json!(["rvu26d.zip"]))]
    missing: Vec<String>,
    /// The page from which CMS's files can be downloaded; null for the law, which you write.
    #[schema(required = true)]
    page: Option<PageResponse>,
    /// What this means and what to do, in words.
    #[schema(example = "RVU26C has been out of date since 2026-10-01. RVU26D is due: import rvu26d.zip.")]
    message: String,
}

/// A page of CMS.
#[derive(Debug, Serialize, ToSchema)]
struct PageResponse {
    /// Its title.
    #[schema(example = "PFS Relative Value Files")]
    title: &'static str,
    /// Its address.
    #[schema(
        example = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
    )]
    url: &'static str,
}

/// How current the schedule is on a day.
pub(super) fn currency_response(schedule: &Schedule, day: Date) -> CurrencyResponse {
    let kinds = schedule.currency(day).into_iter().map(|currency| kind_response(currency, day));
    CurrencyResponse { date: format_date(day), kinds: kinds.collect() }
}

fn kind_response(currency: Currency, day: Date) -> KindResponse {
    let message = currency.to_string();
    let Currency { kind, state, loaded, due, outdated_since, missing, page } = currency;
    KindResponse {
        kind: kind.as_str(),
        state: state.as_str(),
        loaded_from: loaded.as_ref().map(|release| format_date(release.effective_from)),
        loaded: loaded.map(|release| release.label),
        due: due.label,
        due_from: format_date(due.effective_from),
        outdated_since: outdated_since.map(format_date),
        outdated_days: outdated_since.map(|since| (day - since).whole_days()),
        missing,
        page: page.map(|CmsPage { title, url }| PageResponse { title, url }),
        message,
    }
}
