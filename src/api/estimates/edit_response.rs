//! The edits of a line, in estimates and edit checks.

use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::shared::reasons::{DenialResponse, Indicator, indicator};
use crate::api::wire::closed_lists::{EditEffectName, EditKindName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::each::Each;
use crate::api::wire::write_json::{WriteJson, json_fields, json_object};
use crate::pricing::{Edit, EditHit, EditState, Outcome, Resolution};
use crate::vocabulary::{HcpcsCode, Modifier, Money};
use serde::Serialize;
use std::borrow::Cow;
use time::Date;
use utoipa::ToSchema;

/// An edit that affects a line, its state, and what would resolve it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditResponse<'a> {
    /// `ptp` (procedure-to-procedure), `mue` (medically unlikely edit), `add_on` or `global_period`.
    #[schema(value_type = EditKindName)]
    pub(crate) kind: &'static str,
    /// `denied`, `resolved_by_modifier`, or `review` if the contractor may still deny the line after a review of the claim.
    #[schema(value_type = EditEffectName)]
    pub(crate) state: &'static str,
    /// Why a review may deny the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) review: Option<&'static str>,
    /// The modifier that resolves the edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolved_by: Option<ResolvedBy<'a>>,
    /// The values of the edit.
    #[serde(flatten)]
    pub(crate) values: EditValues<'a>,
    /// The money at stake, in dollars. If an edit denies the line: what Medicare would allow without edits. Else: what it
    /// allows. Null if the fee schedule has no price for the line.
    #[schema(required = true)]
    pub(crate) amount: Option<Dollars>,
    /// The denial that the edit causes, or would cause.
    #[schema(required = true)]
    pub(crate) predicted_denial: Option<DenialResponse>,
    /// What would resolve the edit, if the record supports it.
    pub(crate) resolution: ResolutionResponse,
}

json_object!(EditResponse<'_> {
    kind: word, state: word, review: word or absent, resolved_by or absent, values: flat, amount, predicted_denial, resolution,
});

/// The values of an edit. Which are present depends on its kind.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct EditValues<'a> {
    /// PTP: the code that is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "45385")]
    pub(crate) column_one: Option<Shown<HcpcsCode>>,
    /// PTP: the code that is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "45380")]
    pub(crate) column_two: Option<Shown<HcpcsCode>>,
    /// PTP: whether a modifier can show that both services are payable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) modifier_indicator: Option<Indicator>,
    /// PTP: the first day of the edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) effective: Option<Shown<Date>>,
    /// PTP: the last day of the edit. Absent if it has not been deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) deleted: Option<Shown<Date>>,
    /// MUE: the units of the claim that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) units: Option<u32>,
    /// MUE: the most units that Medicare pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<u32>,
    /// MUE: the adjudication indicator (MAI), which says how the limit is applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mai: Option<Indicator>,
    /// Add-on: the type of the code, which says who lists its primary codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) add_on_type: Option<Indicator>,
    /// Add-on: the primary codes that CMS lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) primaries: Option<Each<'a, HcpcsCode, Shown<HcpcsCode>>>,
    /// Global period: the procedure that includes the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "17000")]
    pub(crate) procedure: Option<Shown<HcpcsCode>>,
    /// Global period: the global days of the procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) global_days: Option<Indicator>,
    /// The rationale of the edit as CMS's file words it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rationale: Option<&'a str>,
}

json_fields!(EditValues<'_> {
    column_one, column_two, modifier_indicator, effective, deleted, units, limit, mai, add_on_type, primaries, procedure,
    global_days, rationale,
});

/// A modifier that resolves an edit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResolvedBy<'a> {
    /// The modifier.
    #[schema(value_type = String, example = "59")]
    pub(crate) modifier: Shown<Modifier>,
    /// The id of the line with the modifier.
    #[schema(example = "2")]
    pub(crate) line: &'a str,
}

json_object!(ResolvedBy<'_> { modifier, line });

/// What would resolve an edit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResolutionResponse {
    /// What to do, or that nothing resolves the edit.
    #[schema(value_type = String)]
    pub(crate) advice: Cow<'static, str>,
    /// The modifiers that resolve the edit. Use one only if its condition is true.
    #[schema(value_type = Vec<ModifierCondition>)]
    pub(crate) modifiers: Each<'static, (Modifier, &'static str), ModifierCondition>,
}

json_object!(ResolutionResponse { advice, modifiers });

/// A modifier and its condition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModifierCondition {
    /// The modifier.
    #[schema(value_type = String, example = "XS")]
    pub(crate) modifier: Shown<Modifier>,
    /// What must be true.
    #[schema(example = "the service was on a separate organ, structure or lesion")]
    pub(crate) condition: &'static str,
}

json_object!(ModifierCondition { modifier, condition: word });

impl PricedClaim<'_> {
    /// Returns the edits of a line.
    pub(crate) fn edits_of(&self, position: usize) -> Vec<EditResponse<'_>> {
        let Some(line) = self.estimate.lines.get(position) else { return Vec::new() };
        let amount = match &line.outcome {
            Outcome::Priced(price) => Some(price.allowed),
            Outcome::NotPriced(_) => line.at_stake,
        };
        line.edits.iter().map(|hit| self.edit_response(hit, amount)).collect()
    }

    fn edit_response<'a>(&'a self, hit: &'a EditHit, amount: Option<Money>) -> EditResponse<'a> {
        let (review, resolved_by) = match hit.state {
            EditState::Denied => (None, None),
            EditState::ResolvedBy { modifier, line } => {
                let line = self.line_ids.get(line).map_or("", String::as_str);
                (None, Some(ResolvedBy { modifier: Shown(modifier), line }))
            }
            EditState::Review(reason) => (Some(reason), None),
        };
        EditResponse {
            kind: hit.edit.kind().as_str(),
            state: hit.state.effect().as_str(),
            review,
            resolved_by,
            values: EditValues::from(&hit.edit),
            amount: amount.map(Shown),
            predicted_denial: hit.edit.refusal().predicted_denial().map(DenialResponse::from),
            resolution: hit.edit.resolution().into(),
        }
    }
}

impl<'a> From<&'a Edit> for EditValues<'a> {
    fn from(edit: &'a Edit) -> Self {
        match edit {
            Edit::Ptp { column_one, column_two, indicator, effective, deleted, rationale, .. } => Self {
                column_one: Some(Shown(*column_one)),
                column_two: Some(Shown(*column_two)),
                modifier_indicator: Some(indicator!(indicator)),
                effective: Some(Shown(*effective)),
                deleted: deleted.map(Shown),
                rationale: Some(rationale),
                ..Self::default()
            },
            Edit::UnitLimit { units, limit, adjudication, rationale, .. } => Self {
                units: Some(*units),
                limit: Some(*limit),
                mai: Some(indicator!(adjudication)),
                rationale: Some(rationale),
                ..Self::default()
            },
            Edit::AddOn { kind, primaries } => Self {
                add_on_type: Some(indicator!(kind)),
                primaries: Some(Each(primaries, |code| Shown(*code))),
                ..Self::default()
            },
            Edit::GlobalPeriod { procedure, days, .. } => Self {
                procedure: Some(Shown(*procedure)),
                global_days: Some(indicator!(days)),
                ..Self::default()
            },
        }
    }
}

impl From<Resolution> for ResolutionResponse {
    fn from(Resolution { advice, modifiers }: Resolution) -> Self {
        let with_condition = |(modifier, condition): &'static (Modifier, &'static str)| ModifierCondition {
            modifier: Shown(*modifier),
            condition,
        };
        Self { advice, modifiers: Each(modifiers, with_condition) }
    }
}
