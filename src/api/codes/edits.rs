//! `GET /v1/codes/{hcpcs}/edits`: NCCI's edits that a code is in on a day.

use crate::api::shared::amounts::{SettingAmounts, national_amounts};
use crate::api::shared::edit_source::{EditSource, EditState};
use crate::api::shared::reasons::Indicator;
use crate::api::shared::site::not_listed;
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query;
use crate::api::wire::read;
use crate::pricing::RESOLVING_MODIFIERS;
use crate::schedule::{EditsInForce, InForce, PtpEdits, Schedule};
use crate::vocabulary::{AddOnRule, HcpcsCode, PtpEdit, PtpIndicator, UnitLimit, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

/// The most pairs of one page.
const MOST_PAIRS: usize = 500;
const USUAL_PAIRS: usize = 100;

/// Which edits to look up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EditsQuery {
    /// The day, ISO 8601, whose edits are shown; absent: the first of the newest fee schedule release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// Only the pairs with this code.
    #[param(example = "76376", pattern = r"^[0-9A-Za-z]{5}$")]
    with: Option<String>,
    /// Only the pairs with this modifier indicator: 0, 1 or 9.
    #[param(example = "0", pattern = r"^[019]$")]
    indicator: Option<String>,
    /// How many pairs to give at a time, 1 to 500; absent: 100. Pairs of the same two codes are not parted.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, example = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before; absent: the first page.
    #[param(pattern = r"^[0-9A-Za-z]{5}-[0-9A-Za-z]{5}$")]
    cursor: Option<String>,
}

/// The edits of a code on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeEdits<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The day asked for.
    #[schema(example = "2025-01-15", format = Date)]
    date: String,
    /// Whether PTP edits are loaded for the day. Where they are not, an empty list says nothing.
    state: EditState,
    /// What an empty list means, and what is not known.
    notice: Option<String>,
    /// Where the edits are from.
    source: EditSource<'a>,
    /// How many pairs there are with these filters, on all pages; null where `state` is not_loaded.
    #[schema(example = 617)]
    ptp_count: Option<usize>,
    /// The pairs in force with the code as column one or two, by column one and two.
    ptp: Vec<PtpPair<'a>>,
    /// Whether unit limits are loaded for the day.
    mue_state: EditState,
    /// The most units a day; null where there is no limit or none is loaded, as `mue_state` tells.
    mue: Option<Mue<'a>>,
    /// Whether add-on rules are loaded for the day.
    add_on_state: EditState,
    /// What the code is paid beside, if it is an add-on code; null where it is none or none are loaded, as
    /// `add_on_state` tells.
    add_on: Option<AddOn>,
    /// What to send as `cursor` for the next page; null on the last.
    next_cursor: Option<String>,
}

/// A procedure-to-procedure edit: billed together, Medicare pays column one.
#[derive(Debug, Serialize, ToSchema)]
struct PtpPair<'a> {
    /// The code that is paid.
    #[schema(value_type = String, example = "76376")]
    column_one: Shown<HcpcsCode>,
    /// The code that is denied.
    #[schema(value_type = String, example = "76377")]
    column_two: Shown<HcpcsCode>,
    /// Whether a modifier may tell that both services are due.
    modifier_indicator: Indicator,
    /// What it means when the two are billed on one day, in a sentence.
    meaning: String,
    /// The first day it is in force.
    #[schema(example = "2024-07-01", format = Date)]
    effective: String,
    /// The last day it is in force; null while it has not been deleted.
    #[schema(format = Date)]
    deleted: Option<String>,
    /// Whether it existed before 1996.
    before_1996: bool,
    /// Why NCCI holds it, in the file's words.
    #[schema(example = "CPT Manual or CMS manual coding instruction")]
    rationale: &'a str,
    /// The modifiers of which one, where it is true, makes both payable; empty where none does.
    #[schema(example = json!(["59", "XE"]))]
    resolved_by: &'static [&'static str],
    /// What is at stake: the national amounts of both codes.
    amounts: PairAmounts,
}

/// The national amounts of a pair's codes, in dollars.
#[derive(Debug, Serialize, ToSchema)]
struct PairAmounts {
    /// Of column one, which is paid; null where CMS publishes none on the day.
    column_one: Option<SettingAmounts>,
    /// Of column two, which is lost; null where CMS publishes none on the day.
    column_two: Option<SettingAmounts>,
}

/// A medically unlikely edit.
#[derive(Debug, Serialize, ToSchema)]
struct Mue<'a> {
    /// The most units that one provider is paid for one patient on one day.
    #[schema(example = 2)]
    units: u32,
    /// How claims are held to it.
    mai: Indicator,
    /// Why the limit stands where it does, in the file's words.
    #[schema(example = "Clinical: Data")]
    rationale: &'a str,
}

/// What an add-on code is paid beside.
#[derive(Debug, Serialize, ToSchema)]
struct AddOn {
    /// Who lists the primaries.
    #[serde(rename = "type")]
    kind: Indicator,
    /// The primaries that CMS lists, in order.
    #[schema(value_type = Vec<String>, example = json!(["17000"]))]
    primaries: Vec<Shown<HcpcsCode>>,
}

/// The edits of a code
///
/// NCCI's edits that a code is in on a day: pairs with other codes in both directions, what would resolve each and what
/// is at stake, the limit of units, and what an add-on code is paid beside. `state` tells "no edits on file" from "no
/// edits loaded for this date".
#[utoipa::path(
    operation_id = "get_code_edits",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), EditsQuery),
    responses(
        (status = 200, description = "A page of the code's edits", body = CodeEdits<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing that is loaded knows the code", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes/{hcpcs}/edits")]
pub(crate) async fn get_code_edits(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Error> {
    let asked: EditsQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.keep("/path/hcpcs", path.parse());
    let day = faults.day("/query/date", asked.date.as_deref());
    let filter = Filter::new(&mut faults, &asked);
    let (hcpcs, filter) = faults.end(hcpcs.zip(filter))?;
    let schedule = state.schedule()?;
    read::json(&request, &code_edits(&schedule, hcpcs, day, &filter)?)
}

/// Which pairs are asked for.
struct Filter {
    with: Option<HcpcsCode>,
    indicator: Option<PtpIndicator>,
    limit: usize,
    after: Option<[HcpcsCode; 2]>,
}

impl Filter {
    fn new(faults: &mut Faults, asked: &EditsQuery) -> Option<Self> {
        let with = faults.parse("/query/with", asked.with.as_deref());
        let indicator = faults.parse("/query/indicator", asked.indicator.as_deref());
        let after = asked.cursor.as_deref().and_then(|text| faults.keep("/query/cursor", cursor(text)));
        let limit = query::limit(asked.limit.as_deref(), USUAL_PAIRS, MOST_PAIRS);
        let limit = faults.keep("/query/limit", limit)?;
        Some(Self { with, indicator, limit, after })
    }

    fn takes(&self, edit: &PtpEdit<'_>) -> bool {
        self.with.is_none_or(|code| edit.column_one == code || edit.column_two == code)
            && self.indicator.is_none_or(|indicator| edit.indicator == indicator)
    }
}

/// The columns of the last pair of a page.
fn cursor(text: &str) -> Result<[HcpcsCode; 2], String> {
    let codes = text.split_once('-').and_then(|(one, two)| Some([one.parse().ok()?, two.parse().ok()?]));
    codes.ok_or_else(|| format!("{text:?} is not a cursor: send the next_cursor of the page before"))
}

fn code_edits<'a>(
    schedule: &'a Schedule,
    hcpcs: HcpcsCode,
    day: Option<Date>,
    filter: &Filter,
) -> Result<CodeEdits<'a>, Error> {
    let day = day.or_else(|| schedule.releases().last().map(|newest| newest.effective_from));
    let day = day.unwrap_or(Date::MIN);
    let edits = schedule.edits_on(day);
    let prices = schedule.in_force(Some(day), None).ok();
    check_known(schedule, &edits, hcpcs)?;
    let codes = [Some(hcpcs), filter.with];
    let pairs: Vec<PtpEdit<'a>> =
        edits.ptp.iter().flat_map(|ptp| ptp.of(hcpcs)).filter(|edit| filter.takes(edit)).collect();
    let (page, next_cursor) = page(&pairs, filter);
    let state = EditState::of(edits.ptp.as_ref(), codes);
    Ok(CodeEdits {
        hcpcs: Shown(hcpcs),
        date: format_date(day),
        state,
        notice: notice(edits.ptp.as_ref(), codes, pairs.is_empty()),
        source: EditSource::of(&edits),
        ptp_count: (state == EditState::Loaded).then_some(pairs.len()),
        ptp: page.iter().map(|edit| ptp_pair(edit, prices.as_ref())).collect(),
        mue_state: EditState::of(edits.unit_limits.as_ref(), [Some(hcpcs), None]),
        mue: edits.unit_limits.and_then(|limits| limits.of(hcpcs)).map(mue),
        add_on_state: EditState::of(edits.add_ons.as_ref(), [Some(hcpcs), None]),
        add_on: edits.add_ons.and_then(|add_ons| add_ons.of(hcpcs)).map(add_on),
        next_cursor,
    })
}

/// Refuses a code that neither a fee schedule nor the edits know.
fn check_known(schedule: &Schedule, edits: &EditsInForce<'_>, hcpcs: HcpcsCode) -> Result<(), Error> {
    let releases = schedule.releases();
    let is_listed = releases.iter().any(|release| !release.services.rows_of(hcpcs).is_empty());
    if is_listed || edits.know(hcpcs) {
        return Ok(());
    }
    let newest = releases.last().map_or("", |release| release.label.as_str());
    let is_extract = releases.last().is_some_and(|release| release.is_extract);
    Err(Error::NotFound(not_listed(is_extract, newest, hcpcs)))
}

/// The pairs after the cursor, and the cursor of the next page. Edits of the same two codes are not parted.
fn page<'e, 'a>(pairs: &'e [PtpEdit<'a>], filter: &Filter) -> (&'e [PtpEdit<'a>], Option<String>) {
    let columns = |edit: &PtpEdit<'_>| [edit.column_one, edit.column_two];
    let begin = pairs.partition_point(|edit| filter.after.is_some_and(|after| columns(edit) <= after));
    let rest = pairs.get(begin..).unwrap_or_default();
    let Some(last) = rest.get(filter.limit - 1).map(columns) else { return (rest, None) };
    let (page, beyond) = rest.split_at(rest.partition_point(|edit| columns(edit) <= last));
    let [one, two] = last;
    (page, (!beyond.is_empty()).then(|| format!("{one}-{two}")))
}

/// What the list means where it is empty, of an extract, or of an older quarter.
fn notice(ptp: Option<&PtpEdits<'_>>, codes: [Option<HcpcsCode>; 2], is_empty: bool) -> Option<String> {
    let Some(ptp) = ptp else {
        return Some(
            "No PTP edits are loaded for this date: that none is listed does not mean that there is none."
                .to_owned(),
        );
    };
    let release = ptp.release();
    let quarter = release.quarter();
    let uncovered = codes.into_iter().flatten().find(|code| !ptp.covers(*code));
    let extract = match uncovered {
        Some(code) => Some(format!(
            "{code} is not among the codes of the starter extract of {quarter}: its edits are not loaded."
        )),
        None => release.is_extract().then(|| {
            format!("The starter extract of {quarter} holds the edits among its own codes only: of pairs with other codes nothing is known.")
        }),
    };
    let older = ptp
        .is_older()
        .then(|| format!("The edits are those of {quarter}, an earlier quarter than the date's."));
    let empty = (is_empty && uncovered.is_none())
        .then(|| format!("The edits of {quarter} hold no such pair in force on this date."));
    let notices: Vec<String> = [empty, extract, older].into_iter().flatten().collect();
    (!notices.is_empty()).then(|| notices.join(" "))
}

fn ptp_pair<'a>(edit: &PtpEdit<'a>, prices: Option<&InForce<'_>>) -> PtpPair<'a> {
    let PtpEdit { column_one, column_two, effective, deleted, indicator, before_1996, rationale } = *edit;
    PtpPair {
        column_one: Shown(column_one),
        column_two: Shown(column_two),
        modifier_indicator: Indicator { code: indicator.code(), text: indicator.text() },
        meaning: meaning(column_one, column_two, indicator),
        effective: format_date(effective),
        deleted: deleted.map(format_date),
        before_1996,
        rationale,
        resolved_by: match indicator {
            PtpIndicator::Allowed => RESOLVING_MODIFIERS,
            PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => &[],
        },
        amounts: PairAmounts {
            column_one: prices.and_then(|prices| national(prices, column_one)),
            column_two: prices.and_then(|prices| national(prices, column_two)),
        },
    }
}

fn meaning(one: HcpcsCode, two: HcpcsCode, indicator: PtpIndicator) -> String {
    match indicator {
        PtpIndicator::NotAllowed => {
            format!(
                "Billed for one patient on one day, {one} is paid and {two} is denied, whatever modifiers they carry."
            )
        }
        PtpIndicator::Allowed => format!(
            "Billed for one patient on one day, {one} is paid and {two} is denied, unless a modifier truly tells that the services were separate."
        ),
        PtpIndicator::NotApplicable => {
            format!("The edit of {one} and {two} no longer applies: both are paid.")
        }
    }
}

/// The national amounts of a code's first row, which is the global one where there is one.
fn national(prices: &InForce<'_>, hcpcs: HcpcsCode) -> Option<SettingAmounts> {
    let row = prices.release.services.rows_of(hcpcs).first()?;
    national_amounts(row, prices.release.standard_factor(prices.date))
}

fn mue(limit: UnitLimit<'_>) -> Mue<'_> {
    let UnitLimit { units, adjudication, rationale } = limit;
    Mue { units, mai: Indicator { code: adjudication.code(), text: adjudication.text() }, rationale }
}

fn add_on(rule: AddOnRule) -> AddOn {
    let AddOnRule { kind, primaries } = rule;
    AddOn {
        kind: Indicator { code: kind.code(), text: kind.text() },
        primaries: primaries.into_iter().map(Shown).collect(),
    }
}
