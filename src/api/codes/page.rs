//! `GET /v1/codes/{hcpcs}`: everything the fee schedule says of a code, and whether denials of it were reported.

use super::denials::{DenialStatus, denials_at_hand};
use super::tips::tips_of;
use super::typical::{TypicalPrice, typical};
use crate::api::limits::Limits;
use crate::api::shared::amounts::{SettingAmounts, amounts_of};
use crate::api::shared::reasons::Indicator;
use crate::api::shared::reasons::{ConfidenceResponse, GpciResponse};
use crate::api::shared::site::Site;
use crate::api::shared::source::Source;
use crate::api::state::State;
use crate::api::wire::decimal::{Factor, Shown, Units};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::pricing::{fee_schedule_amount, opps_cap_amount};
use crate::schedule::{InForce, Schedule};
use crate::tips::{Subject, WrittenTips};
use crate::vocabulary::{ConversionFactor, Gpcis, HcpcsCode, ServiceRow, Setting, Share, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which release and place a code is looked up for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodeQuery {
    /// The day, ISO 8601, whose release is shown; absent: the newest.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// A release by name, instead of a date.
    #[param(example = "RVU25A")]
    release: Option<String>,
    /// Contractor and locality number, for local amounts.
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110, for local amounts; instead of `locality`.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    zip: Option<String>,
}

/// A code's page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodePage<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain words of our own; null where none is written.
    explanation: Option<&'a str>,
    /// CMS's own descriptor, for Level II codes; null for CPT and dental codes, whose descriptors are licensed.
    descriptor: Option<&'a str>,
    /// Where the figures are from.
    source: Source<'a>,
    /// The day the figures hold for.
    #[schema(example = "2025-01-15", format = Date)]
    date: String,
    /// Dollars for one adjusted RVU.
    conversion_factor: Factor,
    /// The locality's indices, where a place was given.
    gpci: Option<GpciResponse>,
    /// How sure the amounts are.
    confidence: ConfidenceResponse,
    /// The code's rows: global, 26, TC, 53.
    rows: Vec<CodeRow>,
    /// What each modifier that is valid for the code would do to the price of one unit, at the place asked for or
    /// nationally: billed alone, an add-on beside its primary, a test whose global row has no price with 26, anesthesia
    /// for 60 minutes with each modifier that says who gave it. The patient's deductible is met.
    typical: Vec<TypicalPrice>,
    /// How many billing tips there are for it.
    #[schema(example = 18)]
    tips: usize,
    /// How many of NCCI's procedure-to-procedure edits in force on the day hold it, in either column; null where none are
    /// loaded for the day or the code.
    #[schema(example = 18)]
    edits: Option<usize>,
    /// Whether denials of it were reported; null while the database does not answer, which the rest of the page does not
    /// wait for.
    denials: Option<DenialStatus>,
    /// Where to read on.
    links: Links,
}

/// One row of the relative value file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeRow {
    /// Blank for the global service, 26, TC or 53.
    #[schema(example = "26")]
    modifier: &'static str,
    /// Whether and how Medicare pays it.
    status: Indicator,
    /// RVUs of both settings.
    rvu: RowRvus,
    /// Amounts of both settings.
    amounts: RowAmounts,
    /// The policy indicators, in words.
    indicators: Indicators,
}

/// The RVUs of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowRvus {
    /// Physician work.
    work: Units,
    /// Practice expense outside facilities.
    pe_non_facility: Units,
    /// Practice expense in facilities.
    pe_facility: Units,
    /// Malpractice.
    mp: Units,
    /// The sum outside facilities.
    total_non_facility: Units,
    /// The sum in facilities.
    total_facility: Units,
    /// Rarely or never performed outside facilities (NA).
    non_facility_na: bool,
    /// Rarely or never performed in facilities (NA).
    facility_na: bool,
    /// The RVUs are printed but must not be paid (+).
    not_used_for_payment: bool,
}

/// The amounts of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowAmounts {
    /// The national amounts, in dollars; null where CMS publishes none.
    national: Option<SettingAmounts>,
    /// The amounts of the place asked for; null without one.
    local: Option<SettingAmounts>,
    /// The OPPS amounts that cap an imaging row, at the place asked for or nationally; null where no cap applies.
    opps_cap: Option<SettingAmounts>,
}

/// The policy indicators of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indicators {
    /// Professional and technical components.
    pc_tc: Indicator,
    /// Days of the surgical package.
    global_days: Indicator,
    /// Parts of the surgical package.
    package: Package,
    /// Several procedures on a day.
    multiple_procedure: Indicator,
    /// Both sides.
    bilateral: Indicator,
    /// Assistant at surgery.
    assistant: Indicator,
    /// Two surgeons.
    co_surgeon: Indicator,
    /// A team of surgeons.
    team: Indicator,
    /// The base procedure of the endoscopy family.
    #[schema(value_type = Option<String>, example = "45378")]
    endoscopic_base: Option<Shown<HcpcsCode>>,
    /// Supervision of diagnostic tests.
    supervision: Indicator,
    /// 88: subject to the imaging reduction; 99: not.
    #[schema(example = 99)]
    imaging_family: u8,
}

/// The parts of a surgical package, as fractions of 1.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Package {
    /// Before the operation.
    #[schema(value_type = String, example = "0.1000")]
    preoperative: Shown<Share>,
    /// The operation.
    #[schema(value_type = String, example = "0.6900")]
    intraoperative: Shown<Share>,
    /// After discharge.
    #[schema(value_type = String, example = "0.2100")]
    postoperative: Shown<Share>,
}

/// Where to read on about a code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    /// The code in every loaded release.
    #[schema(example = "/v1/codes/76377/history")]
    history: String,
    /// The denials that billers reported of it.
    #[schema(example = "/v1/codes/76377/denials")]
    denials: String,
    /// What to heed when it is billed, for this release and place.
    #[schema(example = "/v1/codes/76377/tips?date=2025-01-15&locality=01112-05")]
    tips: String,
    /// NCCI's edits that the code is in.
    #[schema(example = "/v1/codes/76377/edits?date=2025-01-15")]
    edits: String,
    /// Where to price it with modifiers and other lines.
    #[schema(example = "/v1/estimates")]
    estimates: &'static str,
}

/// Look up a code
///
/// RVUs, indicators in words, and amounts of both settings, for the nation and, with `locality` or `zip`, for a place.
///
/// All but `denials` is from memory. While the database is away, or takes longer than half a second, `denials` is null and
/// the page is answered all the same.
#[utoipa::path(
    operation_id = "get_code",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), CodeQuery),
    responses(
        (status = 200, description = "The code's page", body = CodePage<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The release does not list the code", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes/{hcpcs}")]
pub(crate) async fn get_code(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
) -> Result<HttpResponse, Error> {
    let asked: CodeQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.parse());
    let day = faults.day("/query/date", asked.date.as_deref());
    let place = faults.place("/query", asked.locality.as_deref(), asked.zip.as_deref());
    let hcpcs = faults.end(hcpcs)?;
    let schedule = state.whole_schedule()?;
    let site = Site::settle(&schedule, day, asked.release.as_deref(), place)?;
    let page = page(&schedule, &site, &state.tips(), hcpcs)?;
    let terms = limits.reporting.terms;
    let denials = denials_at_hand(&state, &[hcpcs], terms).await;
    let denials = denials.map(|published| DenialStatus::of(published.get(&hcpcs), terms));
    read::json(&request, &CodePage { denials, ..page })
}

/// The page as far as it is from memory.
fn page<'a>(
    schedule: &'a Schedule,
    site: &Site<'a>,
    written: &WrittenTips,
    hcpcs: HcpcsCode,
) -> Result<CodePage<'a>, Error> {
    let InForce { release, date, date_given, .. } = site.in_force;
    let tips = tips_of(site, written, hcpcs)?;
    let edits = schedule.edits_on(date).ptp.filter(|edits| edits.covers(hcpcs));
    let subject = Subject::new(hcpcs, site.medicare());
    let rows = release.services.rows_of(hcpcs);
    let locality = site.located.locality;
    let gpcis = locality.map(|_| schedule.geography(locality, date).gpcis());
    let factor = release.standard_factor(date);
    Ok(CodePage {
        hcpcs: Shown(hcpcs),
        explanation: schedule.explanation(hcpcs),
        descriptor: release.descriptor(hcpcs),
        source: Source::new(release, locality, factor).on(date, date_given),
        date: format_date(date),
        conversion_factor: Shown(factor),
        gpci: gpcis.map(GpciResponse::from),
        confidence: ConfidenceResponse::from(&site.confidence()),
        rows: rows.iter().map(|row| code_row(rows, row, gpcis, factor)).collect(),
        typical: subject.as_ref().map(typical).unwrap_or_default(),
        tips: tips.len(),
        edits: edits.map(|edits| edits.of(hcpcs).count()),
        denials: None,
        links: Links {
            history: format!("/v1/codes/{hcpcs}/history"),
            denials: format!("/v1/codes/{hcpcs}/denials"),
            tips: format!("/v1/codes/{hcpcs}/tips{}", site.link_query()),
            edits: format!("/v1/codes/{hcpcs}/edits?date={}", format_date(date)),
            estimates: "/v1/estimates",
        },
    })
}

fn code_row(
    rows: &[ServiceRow],
    row: &ServiceRow,
    gpcis: Option<Gpcis>,
    factor: ConversionFactor,
) -> CodeRow {
    let published = row.has_published_amount();
    let amounts = |gpcis| amounts_of(|setting| Some(fee_schedule_amount(row.rvus(setting), gpcis, factor)));
    let cap_at = gpcis.unwrap_or(Gpcis::NATIONAL);
    CodeRow {
        modifier: row.component.as_str(),
        status: Indicator { code: row.status.code(), text: row.status.text() },
        rvu: RowRvus {
            work: Shown(row.work),
            pe_non_facility: Shown(row.practice_expense_non_facility),
            pe_facility: Shown(row.practice_expense_facility),
            mp: Shown(row.malpractice),
            total_non_facility: Shown(row.rvus(Setting::NonFacility).total()),
            total_facility: Shown(row.rvus(Setting::Facility).total()),
            non_facility_na: row.non_facility_na,
            facility_na: row.facility_na,
            not_used_for_payment: row.not_used_for_payment,
        },
        amounts: RowAmounts {
            national: Some(Gpcis::NATIONAL).filter(|_| published).and_then(amounts),
            local: gpcis.filter(|_| published).and_then(amounts),
            opps_cap: amounts_of(|setting| opps_cap_amount(rows, row, setting, cap_at, factor)),
        },
        indicators: indicators(row),
    }
}

/// The code and words of an indicator's value.
macro_rules! words {
    ($value:expr) => {
        Indicator { code: $value.code(), text: $value.text() }
    };
}

fn indicators(row: &ServiceRow) -> Indicators {
    Indicators {
        pc_tc: words!(row.pc_tc),
        global_days: words!(row.global_days),
        package: Package {
            preoperative: Shown(row.package.preoperative),
            intraoperative: Shown(row.package.intraoperative),
            postoperative: Shown(row.package.postoperative),
        },
        multiple_procedure: words!(row.multiple_procedure),
        bilateral: words!(row.bilateral),
        assistant: words!(row.assistant),
        co_surgeon: words!(row.co_surgeons),
        team: words!(row.team),
        endoscopic_base: row.endoscopic_base.map(Shown),
        supervision: words!(row.supervision),
        imaging_family: row.imaging_family,
    }
}
