//! `GET /v1/fee-schedule.csv` and `.xlsx`: the whole fee schedule of a place, to load into another system.

use crate::api::access::gate::Gate;
use crate::api::shared::place_query::PlaceQuery;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::source::SourceResponse;
use crate::api::state::State;
use crate::api::terms::reach::{TermsInReach, UsedTerms};
use crate::api::terms::request::TermsChoice;
use crate::api::wire::binary::Binary;
use crate::api::wire::blocking::{HeavyWork, Pieces};
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::fee_schedule::{Exported, FeeScheduleExport, FileForm, Layout};
use crate::schedule::content::SourceFile;
use crate::schedule::{AlsoUsed, Schedule};
use crate::telemetry;
use crate::vocabulary::{PaymentSchedule, Setting, format_date};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// What of the fee schedule to export.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FeeScheduleQuery {
    /// One setting instead of both. A layout with one amount for each row has that of `non_facility`, unless you ask for
    /// `facility`.
    #[param(inline, example = "non_facility")]
    pub(crate) setting: Option<AskedSetting>,
    /// The columns. `full` has every row with both settings, limiting charges, indicators, and why a row has no price. `plain` has
    /// `code,modifier,amount`. `openemr` is the text with tabs that OpenEMR's `load_fee_schedule.php` reads. Default: `full`.
    #[param(inline, example = "plain")]
    pub(crate) layout: Option<AskedLayout>,
    /// Codes and ranges of codes, separated by commas. Default: every code.
    #[param(example = "99202-99215,76377", max_length = 6000)]
    pub(crate) codes: Option<String>,
    /// The name of stored terms, for a payer that pays under a contract. The layout `full` then has the contract's amounts after
    /// Medicare's, the other layouts have the contract's amounts only, and every fee of the contract has a row. It needs the
    /// scope `terms`.
    #[param(max_length = 64)]
    pub(crate) terms: Option<String>,
}

/// A setting, as a query names it.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AskedSetting {
    /// An office, place of service 11.
    NonFacility,
    /// The outpatient department of a hospital, place of service 22.
    Facility,
}

/// A layout, as a query names it.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AskedLayout {
    /// Every row with every figure.
    Full,
    /// Code, modifier and amount.
    Plain,
    /// The file that OpenEMR imports.
    OpenEmr,
}

impl From<AskedSetting> for Setting {
    fn from(asked: AskedSetting) -> Self {
        match asked {
            AskedSetting::NonFacility => Self::NonFacility,
            AskedSetting::Facility => Self::Facility,
        }
    }
}

impl From<AskedLayout> for Layout {
    fn from(asked: AskedLayout) -> Self {
        match asked {
            AskedLayout::Full => Self::Full,
            AskedLayout::Plain => Self::Plain,
            AskedLayout::OpenEmr => Self::OpenEmr,
        }
    }
}

/// Get the fee schedule of a place
///
/// Returns what Medicare allows at a place, for one unit of every code and modifier, by a participating physician: the codes of
/// the physician fee schedule, laboratory tests, drugs, and equipment. Each amount is that of `POST /v1/estimates` for a claim
/// with that code alone, in an office (place of service 11) and in the outpatient department of a hospital (22). The limiting
/// charge is that of a nonparticipating physician who does not accept assignment.
///
/// An add-on code is denied alone. Its amount is the one that it has with its primary code, as the `amount` of its edit in an
/// estimate, and its result is `add_on_without_primary`. For G2211 that is the amount with a visit.
///
/// A row without a price has the code of the reason in `non_facility_result` and `facility_result`; `GET /v1/vocabulary` says
/// what each means. An anesthesia row has base units and dollars for one unit, because its amount depends on minutes. The
/// layouts `plain` and `openemr` have the rows with an amount.
///
/// With `terms` the rows are also priced under a contract, as `POST /v1/estimates` prices one unit without a charge. In the
/// layout `full`, `non_facility_contract_amount` and `facility_contract_amount` have what the contract allows, and
/// `non_facility_amount` and `facility_amount` stay Medicare's.
///
/// Without `locality` or `zip` amounts are national, which no locality is paid. The column `locality` is then empty.
///
/// The file is made while it is sent, so it has no length in advance. If it breaks off, it is incomplete. A cell that a
/// spreadsheet program would compute begins with an apostrophe.
#[utoipa::path(
    operation_id = "get_fee_schedule",
    tag = "reference",
    params(FeeScheduleQuery, PlaceQuery),
    responses(
        (
            status = 200,
            description = "The fee schedule",
            headers(("Content-Disposition" = String, description = "A name for the file")),
            content((inline(Binary) = "text/csv"), (inline(Binary) = "text/tab-separated-values")),
        ),
        ReadProblems,
        (status = 403, description = "The key has no scope `terms`, which a request with `terms` needs"),
    )
)]
#[get("/v1/fee-schedule.csv")]
pub(crate) async fn get_fee_schedule(
    request: HttpRequest,
    state: web::Data<State>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let terms = TermsInReach::of(&request, &gate, &state);
    answer(&request, &state, &heavy, &terms, FileForm::Text)
}

/// Get the fee schedule of a place as a workbook
///
/// Returns the same rows as `GET /v1/fee-schedule.csv` as an .xlsx file. Its columns can be filtered, and its heading stays in
/// view. It has no layout `openemr`, because OpenEMR reads text.
#[utoipa::path(
    operation_id = "get_fee_schedule_workbook",
    tag = "reference",
    params(FeeScheduleQuery, PlaceQuery),
    responses(
        (
            status = 200,
            description = "The workbook",
            headers(("Content-Disposition" = String, description = "A name for the file")),
            body = inline(Binary),
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ReadProblems,
        (status = 403, description = "The key has no scope `terms`, which a request with `terms` needs"),
    )
)]
#[get("/v1/fee-schedule.xlsx")]
pub(crate) async fn get_fee_schedule_workbook(
    request: HttpRequest,
    state: web::Data<State>,
    heavy: web::Data<HeavyWork>,
    gate: web::Data<Gate>,
) -> Result<HttpResponse, Error> {
    let terms = TermsInReach::of(&request, &gate, &state);
    answer(&request, &state, &heavy, &terms, FileForm::Workbook)
}

fn answer(
    request: &HttpRequest,
    state: &State,
    heavy: &HeavyWork,
    terms: &TermsInReach,
    form: FileForm,
) -> Result<HttpResponse, Error> {
    let (own, place): (FeeScheduleQuery, PlaceQuery) = query::decode_both(request)?;
    let schedule = state.whole_schedule()?;
    let AskedFeeSchedule { exported, terms, name, origin } = own.check(place, &schedule, form, terms)?;
    let media_type = media_type(exported.layout, form);
    let pieces = || heavy.stream(file(schedule, exported, form, terms));
    Ok(read::file(request, media_type, name, &origin, pieces))
}

/// A checked query.
pub(crate) struct AskedFeeSchedule {
    pub(crate) exported: Exported,
    /// The contract under which it is priced.
    terms: Option<UsedTerms>,
    /// The name of the file.
    name: String,
    /// Everything on which the file depends.
    origin: Vec<u8>,
}

impl FeeScheduleQuery {
    /// Checks the values, and that the release in force has the place. `reach` has the terms that the caller may name.
    ///
    /// # Errors
    /// 422 with every value that is not valid, 401 or 403 if the caller may not name stored terms.
    pub(crate) fn check(
        self,
        place: PlaceQuery,
        schedule: &Schedule,
        form: FileForm,
        reach: &TermsInReach,
    ) -> Result<AskedFeeSchedule, Error> {
        let mut faults = Faults::default();
        let codes = faults.parse("/query/codes", self.codes.as_deref()).unwrap_or_default();
        let layout = self.layout.map(Layout::from).unwrap_or_default();
        if layout == Layout::OpenEmr && form == FileForm::Workbook {
            let detail =
                "OpenEMR reads text, not workbooks. Ask for /v1/fee-schedule.csv with layout=openemr.";
            faults.add_coded(FaultCode::Conflict, "/query/layout", detail);
        }
        let place = place.check(&mut faults, Some(schedule));
        let terms = self.terms.as_deref().map(|name| reach.named(name, "/query/terms")).transpose();
        let (place, terms) = match (faults.end(Some(place)).map_err(Error::Invalid), terms) {
            (Ok(place), Ok(terms)) => (place, terms),
            (Err(error), Err(other)) => return Err(error.and(other)),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
        };
        let context = place.pricing_context(schedule)?;
        let (day, release, whereabouts) = place.parts();
        let setting = self.setting.map(Setting::from);
        let exported = Exported { day, release, place: whereabouts, setting, layout, codes };
        let name = file_name(&context, &exported, form, terms.as_ref());
        let origin = origin(&context, &exported, form, terms.as_ref())?;
        Ok(AskedFeeSchedule { exported, terms, name, origin })
    }
}

impl Pieces for FeeScheduleExport {
    fn next_piece(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = Self::next_piece(self).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(piece.map(Bytes::from))
    }
}

const fn media_type(layout: Layout, form: FileForm) -> &'static str {
    match (form, layout) {
        (FileForm::Workbook, _) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (FileForm::Text, Layout::Full | Layout::Plain) => "text/csv; charset=utf-8",
        (FileForm::Text, Layout::OpenEmr) => "text/tab-separated-values; charset=utf-8",
    }
}

/// The name of the file: the place, the day and what is special about it.
fn file_name(
    context: &PricingContext<'_>,
    exported: &Exported,
    form: FileForm,
    terms: Option<&UsedTerms>,
) -> String {
    let locality =
        context.located.locality.map_or_else(|| "national".to_owned(), |row| row.locality.to_string());
    let date = format_date(context.in_force.date);
    let setting = exported.setting.map(|setting| format!("-{}", setting.as_str())).unwrap_or_default();
    let layout = match exported.layout {
        Layout::Full => "",
        Layout::Plain => "-plain",
        Layout::OpenEmr => "-openemr",
    };
    let terms = terms.map(|used| format!("-{}", used.name())).unwrap_or_default();
    let extension = match (form, exported.layout) {
        (FileForm::Workbook, _) => "xlsx",
        (FileForm::Text, Layout::Full | Layout::Plain) => "csv",
        (FileForm::Text, Layout::OpenEmr) => "txt",
    };
    format!("medpayiq-fee-schedule-{locality}-{date}{setting}{layout}{terms}.{extension}")
}

/// Everything on which the file depends: the program, the files behind its figures, and what was asked for.
fn origin(
    context: &PricingContext<'_>,
    exported: &Exported,
    form: FileForm,
    terms: Option<&UsedTerms>,
) -> Result<Vec<u8>, Error> {
    let PricingContext { in_force, located, rates, schedule, .. } = context;
    let used = AlsoUsed { zips: true, base_units: true, schedules: PaymentSchedule::ALL };
    let source =
        SourceResponse::new(in_force.release, located.locality, rates.conversion_factor).under(terms);
    let source = source.with_other_files(schedule, in_force.release, in_force.date, used);
    let mut origin = serde_json::to_vec(&source).map_err(|error| Error::Internal(error.to_string()))?;
    let edits = schedule.edits_on(in_force.date);
    let limits = edits.unit_limits.map(|edits| edits.release().files.as_slice()).unwrap_or_default();
    let add_ons = edits.add_ons.map(|edits| edits.release().files.as_slice()).unwrap_or_default();
    let nutrition = schedule.nutrition_fees_on(in_force.date).map(|release| release.files.as_slice());
    for SourceFile { name, sha256, .. } in limits.iter().chain(add_ons).chain(nutrition.unwrap_or_default()) {
        origin.extend_from_slice(format!("\n{name} {sha256}").as_bytes());
    }
    let asked =
        format!("\n{}\n{}\n{exported:?}\n{form:?}", telemetry::VERSION.as_str(), context.link_query());
    origin.extend_from_slice(asked.as_bytes());
    Ok(origin)
}

/// Makes the file of a query at once, for the command line. Returns it piece by piece.
///
/// # Errors
/// 422 with every value that is not valid.
pub(crate) fn export(
    schedule: Arc<Schedule>,
    own: FeeScheduleQuery,
    place: PlaceQuery,
    form: FileForm,
    (reach, choice): (&TermsInReach, Option<&TermsChoice>),
) -> Result<FeeScheduleExport, Error> {
    let terms = choice.map(|choice| reach.settle(choice)).transpose()?;
    let AskedFeeSchedule { exported, .. } = own.check(place, &schedule, form, reach)?;
    Ok(file(schedule, exported, form, terms))
}

/// A file before its first piece is made.
fn file(
    schedule: Arc<Schedule>,
    exported: Exported,
    form: FileForm,
    terms: Option<UsedTerms>,
) -> FeeScheduleExport {
    let file = FeeScheduleExport::new(schedule, exported, form);
    match terms {
        Some(used) => file.under(used.name().to_owned(), used.terms),
        None => file,
    }
}
