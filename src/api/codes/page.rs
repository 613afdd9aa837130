//! `GET /v1/codes/{hcpcs}`: everything that the fee schedule has about a code, and whether denials of it were reported.

use super::accepted::{AcceptedModifierResponse, accepted_by};
use super::denials::DenialStatus;
use super::other_schedules::{ScheduleRateResponse, rates_of};
use super::reads::CodeReads;
use super::tips::code_tips;
use super::typical::{TypicalPrice, typical_prices};
use crate::api::limits::Limits;
use crate::api::shared::amounts::{SettingAmounts, amounts_of};
use crate::api::shared::kept_answers::Origin;
use crate::api::shared::place_query::{AskedPlace, PlaceQuery};
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reasons::{ConfidenceResponse, GpciResponse, Indicator, indicator};
use crate::api::shared::reported_denials::denials_if_prompt;
use crate::api::shared::source::SourceResponse;
use crate::api::state::State;
use crate::api::wire::closed_lists::ComponentName;
use crate::api::wire::decimal::{FactorText, RvuText, Shown};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::{NoSuchCode, ReadProblems};
use crate::denials::PublicationTerms;
use crate::pricing::{fee_schedule_amount, opps_cap_amount};
use crate::schedule::{InForce, Schedule};
use crate::tips::{Subject, WrittenTips};
use crate::vocabulary::{ConversionFactor, Gpcis, HcpcsCode, ServiceRow, Setting, Share, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// Everything about a code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodePage<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain language; null if we have no explanation of it.
    #[schema(required = true)]
    pub(crate) explanation: Option<&'a str>,
    /// CMS's descriptor of a HCPCS Level II code; null for CPT and dental codes, because their descriptors are licensed.
    #[schema(required = true)]
    pub(crate) descriptor: Option<&'a str>,
    /// The release that the figures come from.
    pub(crate) source: SourceResponse<'a>,
    /// The date of the figures.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) date: String,
    /// Dollars for one adjusted RVU.
    pub(crate) conversion_factor: FactorText,
    /// The indices of the locality; null without a place.
    #[schema(required = true)]
    pub(crate) gpci: Option<GpciResponse>,
    /// The confidence in the release and the place.
    pub(crate) confidence: ConfidenceResponse,
    /// The rows of the code: global service, 26, TC, 53. Empty if only another schedule lists the code.
    pub(crate) rows: Vec<CodeRow>,
    /// The rates of other schedules of Part B on the date: of laboratory tests and drugs. Empty if none that is loaded lists the
    /// code.
    pub(crate) other_schedules: Vec<ScheduleRateResponse<'a>>,
    /// What each modifier that is valid for the code does to the price of one unit, at the place of the request or nationally. A
    /// test without a global price has modifier 26. Anesthesia has 60 minutes and each modifier for who gave it. The patient's
    /// deductible is met.
    pub(crate) typical: Vec<TypicalPrice>,
    /// The common modifiers that the code takes as well, and that do not change the amount of one unit.
    pub(crate) accepted: Vec<AcceptedModifierResponse>,
    /// The number of billing tips for the code.
    #[schema(example = 18)]
    pub(crate) tips: usize,
    /// The number of NCCI procedure-to-procedure (PTP) edits in force on the date that have the code in either column; null if
    /// none are loaded for the date or the code.
    #[schema(example = 18, required = true)]
    pub(crate) edits: Option<usize>,
    /// Whether denials of the code were reported; null while the database does not answer.
    #[schema(required = true)]
    pub(crate) denials: Option<DenialStatus>,
    /// Paths of related operations.
    pub(crate) links: Links,
}

/// A row of CMS's relative value file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeRow {
    /// The modifier of the row: blank for the global service, 26, TC or 53.
    #[schema(value_type = ComponentName)]
    pub(crate) modifier: &'static str,
    /// Whether and how Medicare pays the service.
    pub(crate) status: Indicator,
    /// The relative value units (RVU) of both settings.
    pub(crate) rvu: RowRvus,
    /// The amounts of both settings.
    pub(crate) amounts: RowAmounts,
    /// The payment policy indicators, each with its meaning.
    pub(crate) indicators: Indicators,
}

/// The RVUs of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowRvus {
    /// The RVUs of physician work.
    pub(crate) work: RvuText,
    /// The RVUs of practice expense outside facilities.
    pub(crate) pe_non_facility: RvuText,
    /// The RVUs of practice expense in facilities.
    pub(crate) pe_facility: RvuText,
    /// The RVUs of malpractice insurance.
    pub(crate) mp: RvuText,
    /// The sum outside facilities.
    pub(crate) total_non_facility: RvuText,
    /// The sum in facilities.
    pub(crate) total_facility: RvuText,
    /// Whether the service is rarely or never performed outside facilities (NA).
    pub(crate) non_facility_na: bool,
    /// Whether the service is rarely or never performed in facilities (NA).
    pub(crate) facility_na: bool,
    /// Whether CMS prints the RVUs but does not use them for payment (+).
    pub(crate) not_used_for_payment: bool,
}

/// The amounts of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowAmounts {
    /// The national amounts, in dollars; null if CMS publishes none.
    #[schema(required = true)]
    pub(crate) national: Option<SettingAmounts>,
    /// The amounts at the place of the request; null without a place.
    #[schema(required = true)]
    pub(crate) local: Option<SettingAmounts>,
    /// The amounts of the hospital outpatient schedule (OPPS) that cap an imaging service, at the place of the request or
    /// nationally; null if no cap applies.
    #[schema(required = true)]
    pub(crate) opps_cap: Option<SettingAmounts>,
}

/// The payment policy indicators of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indicators {
    /// How the service is split into a professional and a technical component (PC/TC).
    pub(crate) pc_tc: Indicator,
    /// The days of the global surgical package.
    pub(crate) global_days: Indicator,
    /// The parts of the global surgical package.
    pub(crate) package: Package,
    /// How several procedures on one day are paid.
    pub(crate) multiple_procedure: Indicator,
    /// How a procedure on both sides is paid.
    pub(crate) bilateral: Indicator,
    /// Whether an assistant at surgery is paid.
    pub(crate) assistant: Indicator,
    /// Whether two surgeons are paid.
    pub(crate) co_surgeon: Indicator,
    /// Whether a team of surgeons is paid.
    pub(crate) team: Indicator,
    /// The base procedure of the endoscopy's family; null for other services.
    #[schema(value_type = Option<String>, example = "45378", required = true)]
    pub(crate) endoscopic_base: Option<Shown<HcpcsCode>>,
    /// The physician supervision that a diagnostic test needs.
    pub(crate) supervision: Indicator,
    /// 88 if the multiple procedure reduction of imaging applies, else 99.
    #[schema(example = 99)]
    pub(crate) imaging_family: u8,
}

/// The parts of a global surgical package, as fractions of 1.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Package {
    /// The part for care before the operation.
    #[schema(value_type = String, example = "0.1000")]
    pub(crate) preoperative: Shown<Share>,
    /// The part for the operation.
    #[schema(value_type = String, example = "0.6900")]
    pub(crate) intraoperative: Shown<Share>,
    /// The part for care after discharge.
    #[schema(value_type = String, example = "0.2100")]
    pub(crate) postoperative: Shown<Share>,
}

/// Paths of operations about the same code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    /// The code in every loaded release.
    #[schema(example = "/v1/codes/76377/history")]
    pub(crate) history: String,
    /// The denials of the code that billers reported.
    #[schema(example = "/v1/codes/76377/denials")]
    pub(crate) denials: String,
    /// Billing tips for the code, for this release and place.
    #[schema(example = "/v1/codes/76377/tips?date=2025-01-15&locality=01112-05")]
    pub(crate) tips: String,
    /// The NCCI edits of the code.
    #[schema(example = "/v1/codes/76377/edits?date=2025-01-15")]
    pub(crate) edits: String,
    /// The operation that prices a claim, with modifiers and other lines.
    #[schema(example = "/v1/estimates")]
    pub(crate) estimates: &'static str,
}

/// Get a code
///
/// Returns the relative value units (RVU) of the code, its payment policy indicators with their meaning, and its amounts in both
/// settings. Amounts are national, and local too if the request has `locality` or `zip`. It also returns what each valid modifier
/// does to the price.
///
/// Everything but `denials` comes from memory. If the database does not answer within half a second, `denials` is null.
#[utoipa::path(
    operation_id = "get_code",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "The HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), PlaceQuery),
    responses(
        (status = 200, description = "The code", body = CodePage<'static>, content_type = "application/json"),
        ReadProblems,
        NoSuchCode,
    )
)]
#[get("/v1/codes/{hcpcs}")]
pub(crate) async fn get_code(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    limits: web::Data<Limits>,
    reads: web::Data<CodeReads>,
) -> Result<HttpResponse, Error> {
    let asked = AskedCode::check(query::decode(&request)?, &path, &state)?;
    asked.place.pricing_context(&*state.schedule()?)?;
    let denials = asked.denials(&state, limits.reporting.terms).await;
    let make = move |origin: &Origin<Option<DenialStatus>>| {
        Representation::json(&asked.page(origin.schedule()?, origin.tips(), origin.denials().clone())?)
    };
    reads.answer(&request, Origin::now(&state, denials), make).await
}

/// A code with the date and the place of its page.
pub(crate) struct AskedCode {
    hcpcs: HcpcsCode,
    place: AskedPlace,
}

impl AskedCode {
    /// Checks what can be checked without the loaded releases.
    ///
    /// # Errors
    /// 422 with every fault.
    pub(crate) fn check(place: PlaceQuery, hcpcs: &str, state: &State) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let hcpcs = faults.code("/path/hcpcs", hcpcs);
        let place = place.check(&mut faults, state.schedule().ok().as_deref().map(AsRef::as_ref));
        faults.end(hcpcs).map_err(Error::Invalid).map(|hcpcs| Self { hcpcs, place })
    }

    /// Whether denials of the code were reported; `None` if the database does not answer in time.
    pub(crate) async fn denials(&self, state: &State, terms: PublicationTerms) -> Option<DenialStatus> {
        let published = denials_if_prompt(state, &[self.hcpcs], terms).await?;
        Some(DenialStatus::new(published.get(&self.hcpcs), terms))
    }

    /// The page of the code.
    ///
    /// # Errors
    /// 404 if no release lists the code, 422 if no release is in force or it has no such place.
    pub(crate) fn page<'a>(
        &self,
        schedule: &'a Schedule,
        tips: &WrittenTips,
        denials: Option<DenialStatus>,
    ) -> Result<CodePage<'a>, Error> {
        let page = page_from_memory(&self.place.pricing_context(schedule)?, tips, self.hcpcs)?;
        Ok(CodePage { denials, ..page })
    }
}

/// The page without the reported denials.
pub(crate) fn page_from_memory<'a>(
    context: &PricingContext<'a>,
    written: &WrittenTips,
    hcpcs: HcpcsCode,
) -> Result<CodePage<'a>, Error> {
    let (schedule, InForce { release, date, date_given, .. }) = (context.schedule, context.in_force.clone());
    let edits = schedule.edits_on(date).ptp.filter(|edits| edits.covers(hcpcs));
    let subject = Subject::new(hcpcs, context.medicare());
    let tips = code_tips(context, written, hcpcs, subject.as_ref())?;
    let rows = release.services.rows_of(hcpcs);
    let locality = context.located.locality;
    let gpcis = locality.map(|_| schedule.geography(locality, date).gpcis());
    let factor = release.standard_factor(date);
    Ok(CodePage {
        hcpcs: Shown(hcpcs),
        explanation: schedule.explanation(hcpcs),
        descriptor: schedule.descriptor(hcpcs, Some(release)),
        source: context.source().noting_date(date, date_given),
        date: format_date(date),
        conversion_factor: Shown(factor),
        gpci: gpcis.map(GpciResponse::from),
        confidence: ConfidenceResponse::from(&context.confidence()),
        rows: rows.iter().map(|row| code_row(rows, row, gpcis, factor)).collect(),
        other_schedules: rates_of(schedule, hcpcs, date),
        typical: subject.as_ref().map(typical_prices).unwrap_or_default(),
        accepted: subject.as_ref().map(accepted_by).unwrap_or_default(),
        tips: tips.len(),
        edits: edits.map(|edits| edits.count_of(hcpcs)),
        denials: None,
        links: Links {
            history: format!("/v1/codes/{hcpcs}/history"),
            denials: format!("/v1/codes/{hcpcs}/denials"),
            tips: format!("/v1/codes/{hcpcs}/tips{}", context.link_query()),
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
        status: indicator!(row.status),
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
        indicators: row_indicators(row),
    }
}

fn row_indicators(row: &ServiceRow) -> Indicators {
    Indicators {
        pc_tc: indicator!(row.pc_tc),
        global_days: indicator!(row.global_days),
        package: Package {
            preoperative: Shown(row.package.preoperative),
            intraoperative: Shown(row.package.intraoperative),
            postoperative: Shown(row.package.postoperative),
        },
        multiple_procedure: indicator!(row.multiple_procedure),
        bilateral: indicator!(row.bilateral),
        assistant: indicator!(row.assistant),
        co_surgeon: indicator!(row.co_surgeons),
        team: indicator!(row.team),
        endoscopic_base: row.endoscopic_base.map(Shown),
        supervision: indicator!(row.supervision),
        imaging_family: row.imaging_family,
    }
}
