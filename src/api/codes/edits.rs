//! `GET /v1/codes/{hcpcs}/edits`: the NCCI edits of a code that are in force on a date.

use super::reads::CodeReads;
use crate::api::shared::amounts::{SettingAmounts, national_amounts};
use crate::api::shared::edit_source::{EditLoadState, EditSource};
use crate::api::shared::kept_answers::Origin;
use crate::api::shared::pricing_context::listed_nowhere;
use crate::api::shared::reasons::{Indicator, indicator};
use crate::api::state::State;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query;
use crate::api::wire::read::Representation;
use crate::api::wire::responses::{NoSuchCode, ReadProblems};
use crate::schedule::{EditsInForce, InForce, PtpEdits, Schedule};
use crate::tips::limit_advice;
use crate::vocabulary::{
    AddOnRule, HcpcsCode, Modifier, PtpEdit, PtpIndicator, ServiceRow, UnitLimit, format_date,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

/// The most pairs that one page can ask for.
const MOST_PAIRS: usize = 500;
/// The pairs of one page by default.
const USUAL_PAIRS: usize = 100;

/// The edits to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EditsQuery {
    /// The date of service (ISO 8601). Default: the first day of the newest fee schedule release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// Return only the pairs with this other code.
    #[param(example = "76376", pattern = r"^[0-9A-Za-z]{5}$")]
    with: Option<String>,
    /// Return only the pairs with this modifier indicator: 0, 1 or 9.
    #[param(example = "0", pattern = r"^[019]$")]
    indicator: Option<String>,
    /// The number of pairs for one page, 1 to 500. Default: 100. A page can have more, because all pairs of the same two codes
    /// come together.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, example = 50)]
    limit: Option<String>,
    /// `next_cursor` of the previous page. Default: the first page.
    #[param(pattern = r"^[0-9A-Za-z]{5}-[0-9A-Za-z]{5}$")]
    cursor: Option<String>,
}

/// The edits of a code that are in force on a date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeEdits<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The date of the edits.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) date: String,
    /// Whether procedure-to-procedure (PTP) edits are loaded for the date. If they are not, an empty list does not mean that there
    /// are none.
    pub(crate) state: EditLoadState,
    /// What an empty list means, and what is unknown.
    #[schema(required = true)]
    pub(crate) notice: Option<String>,
    /// The releases that the edits come from.
    pub(crate) source: EditSource<'a>,
    /// The number of pairs on all pages, with these filters; null if `state` is `not_loaded`.
    #[schema(example = 617, required = true)]
    pub(crate) ptp_count: Option<usize>,
    /// The pairs in force that have the code in column one or two, sorted by both columns.
    pub(crate) ptp: Vec<PtpPair<'a>>,
    /// Whether medically unlikely edits (MUE) are loaded for the date.
    pub(crate) mue_state: EditLoadState,
    /// The limit of units; null if CMS publishes none, or if `mue_state` is `not_loaded`.
    #[schema(required = true)]
    pub(crate) mue: Option<Mue<'a>>,
    /// Whether add-on rules are loaded for the date.
    pub(crate) add_on_state: EditLoadState,
    /// The primary codes of an add-on code; null if the code is no add-on code, or if `add_on_state` is `not_loaded`.
    #[schema(required = true)]
    pub(crate) add_on: Option<AddOn>,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// A procedure-to-procedure (PTP) edit: if both codes are billed together, Medicare pays column one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PtpPair<'a> {
    /// The code that is paid.
    #[schema(value_type = String, example = "76376")]
    pub(crate) column_one: Shown<HcpcsCode>,
    /// The code that is denied.
    #[schema(value_type = String, example = "76377")]
    pub(crate) column_two: Shown<HcpcsCode>,
    /// Whether a modifier can make both codes payable.
    pub(crate) modifier_indicator: Indicator,
    #[serde(skip)]
    pub(crate) indicator: PtpIndicator,
    /// What happens if both codes are billed for the same day.
    pub(crate) meaning: &'static str,
    /// The first day on which the edit is in force.
    #[schema(example = "2024-07-01", format = Date)]
    pub(crate) effective: String,
    /// The last day on which the edit is in force; null if it has not been deleted.
    #[schema(format = Date, required = true)]
    pub(crate) deleted: Option<String>,
    /// Whether the edit existed before 1996.
    before_1996: bool,
    /// Why the edit exists, as in the NCCI file.
    #[schema(example = "CPT Manual or CMS manual coding instruction")]
    pub(crate) rationale: &'a str,
    /// The modifiers that can make both codes payable, if the record supports one of them; empty if no modifier can.
    #[schema(value_type = Vec<String>, example = json!(["59", "XE"]))]
    pub(crate) resolved_by: Vec<Shown<Modifier>>,
    /// The national amounts of both codes.
    pub(crate) amounts: PairAmounts,
}

/// The national amounts of both codes of a pair, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairAmounts {
    /// The amounts of column one, which is paid; null if CMS publishes none for the date.
    #[schema(required = true)]
    pub(crate) column_one: Option<SettingAmounts>,
    /// The amounts of column two, which is denied; null if CMS publishes none for the date.
    #[schema(required = true)]
    pub(crate) column_two: Option<SettingAmounts>,
}

/// A medically unlikely edit (MUE).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mue<'a> {
    /// The most units that Medicare pays one provider for one patient on one day.
    #[schema(example = 2)]
    pub(crate) units: u32,
    /// The MUE adjudication indicator (MAI): how Medicare applies the limit.
    pub(crate) mai: Indicator,
    /// How Medicare applies the limit to this code, and how both sides are billed under it.
    pub(crate) advice: String,
    /// The reason for the limit, as in the NCCI file.
    #[schema(example = "Clinical: Data")]
    pub(crate) rationale: &'a str,
}

/// The rule of an add-on code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddOn {
    /// The type of the rule: whether CMS or the contractor lists the primary codes.
    #[serde(rename = "type")]
    pub(crate) kind: Indicator,
    /// The primary codes that CMS lists, sorted.
    #[schema(value_type = Vec<String>, example = json!(["17000"]))]
    pub(crate) primaries: Vec<Shown<HcpcsCode>>,
}

/// Get a code's NCCI edits
///
/// Returns the NCCI edits of the code that are in force on a date: its pairs with other codes, in both directions, with the
/// modifiers that resolve each pair and the amounts of both codes; its limit of units (MUE); and, for an add-on code, its
/// primary codes. `state` distinguishes "no such edit exists" from "no edits are loaded for this date".
#[utoipa::path(
    operation_id = "get_code_edits",
    tag = "codes",
    params(("hcpcs" = String, Path, description = "The HCPCS or CPT code", example = "76377", pattern = r"^[0-9A-Za-z]{5}$"), EditsQuery),
    responses(
        (status = 200, description = "A page of the code's edits", body = CodeEdits<'static>, content_type = "application/json"),
        ReadProblems,
        NoSuchCode,
    )
)]
#[get("/v1/codes/{hcpcs}/edits")]
pub(crate) async fn get_code_edits(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<State>,
    reads: web::Data<CodeReads>,
) -> Result<HttpResponse, Error> {
    let asked: EditsQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let hcpcs = faults.code("/path/hcpcs", &path);
    let day = faults.day("/query/date", asked.date.as_deref());
    let filter = PairFilter::new(&mut faults, &asked);
    let (hcpcs, filter) = faults.end(hcpcs.zip(filter)).map_err(Error::Invalid)?;
    let address = request.uri().clone();
    let make = move |origin: &Origin<_>| {
        let edits = code_edits(origin.schedule()?, hcpcs, day, &filter)?;
        Representation::page(&address, &edits, edits.next_cursor.as_deref())
    };
    reads.answer(&request, Origin::now(&state, None), make).await
}

/// The pairs to return.
struct PairFilter {
    with: Option<HcpcsCode>,
    indicator: Option<PtpIndicator>,
    limit: usize,
    after: Option<[HcpcsCode; 2]>,
}

impl PairFilter {
    fn new(faults: &mut Faults, asked: &EditsQuery) -> Option<Self> {
        let with = faults.parse("/query/with", asked.with.as_deref());
        let indicator = faults.parse("/query/indicator", asked.indicator.as_deref());
        let after = asked.cursor.as_deref().and_then(|text| faults.keep("/query/cursor", parse_cursor(text)));
        let limit = query::page_size(asked.limit.as_deref(), USUAL_PAIRS, MOST_PAIRS);
        let limit = faults.keep("/query/limit", limit)?;
        Some(Self { with, indicator, limit, after })
    }

    fn matches(&self, edit: &PtpEdit<'_>) -> bool {
        self.with.is_none_or(|code| edit.column_one == code || edit.column_two == code)
            && self.indicator.is_none_or(|indicator| edit.indicator == indicator)
    }
}

/// The columns of the last pair of the previous page.
fn parse_cursor(text: &str) -> Result<[HcpcsCode; 2], String> {
    let codes = text.split_once('-').and_then(|(one, two)| Some([one.parse().ok()?, two.parse().ok()?]));
    codes.ok_or_else(|| format!("{text:?} is not a cursor. Send the next_cursor of the previous page."))
}

fn code_edits<'a>(
    schedule: &'a Schedule,
    hcpcs: HcpcsCode,
    day: Option<Date>,
    filter: &PairFilter,
) -> Result<CodeEdits<'a>, Error> {
    let day = day.or_else(|| schedule.newest_release().map(|newest| newest.effective_from));
    let found = FoundEdits::new(schedule, hcpcs, day.unwrap_or(Date::MIN))?;
    let pairs: Vec<PtpEdit<'a>> = found.pairs().filter(|edit| filter.matches(edit)).collect();
    let (page, next_cursor) = page_of_pairs(&pairs, filter);
    Ok(CodeEdits { next_cursor, ..found.answer(filter.with, pairs.len(), page) })
}

/// The edits in force on a day, for the answer about one code.
pub(crate) struct FoundEdits<'a> {
    schedule: &'a Schedule,
    hcpcs: HcpcsCode,
    day: Date,
    edits: EditsInForce<'a>,
    prices: Option<InForce<'a>>,
}

impl<'a> FoundEdits<'a> {
    /// # Errors
    /// [`Error::NotFound`] if neither a fee schedule nor an edit has the code.
    pub(crate) fn new(schedule: &'a Schedule, hcpcs: HcpcsCode, day: Date) -> Result<Self, Error> {
        let edits = schedule.edits_on(day);
        let prices = schedule.in_force(Some(day), None).ok();
        check_known(schedule, &edits, hcpcs)?;
        Ok(Self { schedule, hcpcs, day, edits, prices })
    }

    /// Whether the edits of the code, and of a pair with another one, are loaded.
    pub(crate) fn state_with(&self, other: Option<HcpcsCode>) -> EditLoadState {
        EditLoadState::of(self.edits.ptp.as_ref(), [Some(self.hcpcs), other])
    }

    /// The pairs of the code, in the order of both columns.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = PtpEdit<'a>> {
        self.edits.ptp.into_iter().flat_map(|ptp| ptp.of(self.hcpcs))
    }

    /// The answer with some of the pairs; `count` is the number of all that were asked for.
    pub(crate) fn answer(
        &self,
        with: Option<HcpcsCode>,
        count: usize,
        pairs: &[PtpEdit<'a>],
    ) -> CodeEdits<'a> {
        let Self { schedule, hcpcs, day, ref edits, ref prices } = *self;
        let codes = [Some(hcpcs), with];
        let state = self.state_with(with);
        let pair =
            |edit: &PtpEdit<'a>| ptp_pair(edit, prices.as_ref(), schedule.resolving_modifiers(edit, day));
        let limit = edits.unit_limits.and_then(|limits| limits.of(hcpcs));
        let rows = prices.as_ref().map_or(&[][..], |prices| prices.release.services.rows_of(hcpcs));
        CodeEdits {
            hcpcs: Shown(hcpcs),
            date: format_date(day),
            state,
            notice: edits_notice(edits.ptp.as_ref(), codes, count == 0),
            source: EditSource::of(edits),
            ptp_count: (state == EditLoadState::Loaded).then_some(count),
            ptp: pairs.iter().map(pair).collect(),
            mue_state: EditLoadState::of(edits.unit_limits.as_ref(), [Some(hcpcs), None]),
            mue: limit.map(|limit| mue_response(limit, rows, (schedule, day))),
            add_on_state: EditLoadState::of(edits.add_ons.as_ref(), [Some(hcpcs), None]),
            add_on: edits.add_ons.and_then(|add_ons| add_ons.of(hcpcs)).map(add_on_response),
            next_cursor: None,
        }
    }
}

/// Checks that a fee schedule or an edit has the code.
///
/// # Errors
/// [`Error::NotFound`] if none has.
fn check_known(schedule: &Schedule, edits: &EditsInForce<'_>, hcpcs: HcpcsCode) -> Result<(), Error> {
    if schedule.lists(hcpcs) || edits.know(hcpcs) { Ok(()) } else { Err(listed_nowhere(schedule, hcpcs)) }
}

/// The pairs after the cursor, and the cursor of the next page. All edits of the same two codes come on one page.
fn page_of_pairs<'e, 'a>(
    pairs: &'e [PtpEdit<'a>],
    filter: &PairFilter,
) -> (&'e [PtpEdit<'a>], Option<String>) {
    let columns = |edit: &PtpEdit<'_>| [edit.column_one, edit.column_two];
    let begin = pairs.partition_point(|edit| filter.after.is_some_and(|after| columns(edit) <= after));
    let rest = pairs.get(begin..).unwrap_or_default();
    let Some(last) = rest.get(filter.limit - 1).map(columns) else { return (rest, None) };
    let (page, beyond) = rest.split_at(rest.partition_point(|edit| columns(edit) <= last));
    let [one, two] = last;
    (page, (!beyond.is_empty()).then(|| format!("{one}-{two}")))
}

/// What an empty list means, and what is unknown because the edits are an extract or of an earlier quarter.
fn edits_notice(ptp: Option<&PtpEdits<'_>>, codes: [Option<HcpcsCode>; 2], is_empty: bool) -> Option<String> {
    let Some(ptp) = ptp else {
        return Some(
            "No PTP edits are loaded for this date, so an empty list does not mean that there are none."
                .to_owned(),
        );
    };
    let release = ptp.release();
    let quarter = release.quarter();
    let uncovered = codes.into_iter().flatten().find(|code| !ptp.covers(*code));
    let extract = match uncovered {
        Some(code) => Some(format!(
            "{code} is not in the starter extract of {quarter}, so its edits are not loaded."
        )),
        None => release.is_extract().then(|| {
            format!(
                "The starter extract of {quarter} has only the edits between its own codes. Pairs with other codes are unknown."
            )
        }),
    };
    let older =
        ptp.is_older().then(|| format!("The edits are of {quarter}, an earlier quarter than the date."));
    let empty = (is_empty && uncovered.is_none())
        .then(|| format!("{quarter} has no such edit in force on this date."));
    let notices: Vec<String> = [empty, extract, older].into_iter().flatten().collect();
    (!notices.is_empty()).then(|| notices.join(" "))
}

fn ptp_pair<'a>(edit: &PtpEdit<'a>, prices: Option<&InForce<'_>>, resolving: Vec<Modifier>) -> PtpPair<'a> {
    let PtpEdit { column_one, column_two, effective, deleted, indicator, before_1996, rationale } = *edit;
    PtpPair {
        column_one: Shown(column_one),
        column_two: Shown(column_two),
        modifier_indicator: indicator!(indicator),
        indicator,
        meaning: describe_pair(indicator),
        effective: format_date(effective),
        deleted: deleted.map(format_date),
        before_1996,
        rationale,
        resolved_by: resolving.into_iter().map(Shown).collect(),
        amounts: PairAmounts {
            column_one: prices.and_then(|prices| first_row_amounts(prices, column_one)),
            column_two: prices.and_then(|prices| first_row_amounts(prices, column_two)),
        },
    }
}

/// The text has no codes, so that it is the same for many pairs and compresses to nothing.
const fn describe_pair(indicator: PtpIndicator) -> &'static str {
    match indicator {
        PtpIndicator::NotAllowed => {
            "If both are billed for one patient on one day, Medicare pays column one and denies column two. No modifier changes that."
        }
        PtpIndicator::Allowed => {
            "If both are billed for one patient on one day, Medicare pays column one and denies column two. If the services were \
             separate and the record shows it, a modifier allows both."
        }
        PtpIndicator::NotApplicable => "The edit no longer applies. Medicare pays both.",
    }
}

/// The national amounts of a code's first row. That is the global service, if the code has one.
fn first_row_amounts(prices: &InForce<'_>, hcpcs: HcpcsCode) -> Option<SettingAmounts> {
    let row = prices.release.services.rows_of(hcpcs).first()?;
    national_amounts(row, prices.release.standard_factor(prices.date))
}

fn mue_response<'a>(limit: UnitLimit<'a>, rows: &[ServiceRow], dated: (&Schedule, Date)) -> Mue<'a> {
    let advice = limit_advice(&limit, rows, dated);
    let UnitLimit { units, adjudication, rationale } = limit;
    Mue { units, mai: indicator!(adjudication), advice, rationale }
}

fn add_on_response(rule: AddOnRule) -> AddOn {
    let AddOnRule { kind, primaries } = rule;
    AddOn { kind: indicator!(kind), primaries: primaries.into_iter().map(Shown).collect() }
}
