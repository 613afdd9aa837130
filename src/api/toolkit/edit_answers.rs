//! The rows of the toolkit that are about NCCI edits, as JSON: conflicts of codes, and limits of units.

use crate::api::wire::closed_lists::{AdjudicationIndicatorName, PtpIndicatorName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::toolkit::{BundlingConflict, CodeLimit, ConditionalModifiers};
use crate::vocabulary::{HcpcsCode, Modifier};
use serde::Serialize;
use utoipa::ToSchema;

/// Two codes. If both are billed for one patient on one day, Medicare pays only one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictAnswer<'a> {
    /// The code that is paid.
    #[schema(value_type = String, example = "76377")]
    pub(crate) column_one: Shown<HcpcsCode>,
    /// The code that is denied.
    #[schema(value_type = String, example = "76376")]
    pub(crate) column_two: Shown<HcpcsCode>,
    /// The modifier indicator. 0: no modifier helps. 1: a modifier helps if the record supports it.
    #[schema(value_type = PtpIndicatorName)]
    pub(crate) modifier_indicator: &'static str,
    /// What the modifier indicator means.
    pub(crate) meaning: &'static str,
    /// Why the edit exists, as in the NCCI file.
    pub(crate) rationale: &'a str,
    /// What to do.
    pub(crate) advice: &'static str,
    /// The modifiers that may help, each with its condition.
    pub(crate) modifiers: Vec<ConditionalModifier>,
    /// How much more the claim would be allowed if the two services were billed right, as `advice` says or with a modifier, in dollars. If
    /// neither helps, what column two would be allowed beside column one. Zero if Medicare would not price column two there anyway.
    #[schema(required = true)]
    pub(crate) at_stake: Option<Dollars>,
}

/// A modifier and its condition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConditionalModifier {
    /// The modifier.
    #[schema(value_type = String, example = "XS")]
    pub(crate) modifier: Shown<Modifier>,
    /// What the record must show.
    pub(crate) when: &'static str,
}

/// The limit of units of a code (MUE).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The most units that Medicare pays for a day; null if CMS publishes no limit.
    #[schema(example = 2, required = true)]
    pub(crate) units: Option<u32>,
    /// The MUE adjudication indicator. 1: by line. 2: by day, from policy. 3: by day, from clinical data.
    #[schema(value_type = Option<AdjudicationIndicatorName>, required = true)]
    pub(crate) adjudication_indicator: Option<&'static str>,
    /// How Medicare applies the limit and how both sides are billed under it, which code is for what is above it, or that practitioners are paid no unit.
    #[schema(required = true)]
    pub(crate) meaning: Option<&'a str>,
    /// The reason for the limit, as in the NCCI file.
    #[schema(required = true)]
    pub(crate) rationale: Option<&'a str>,
    /// The allowed amount of the units within the limit, in dollars. One more unit puts it at stake.
    #[schema(required = true)]
    pub(crate) at_stake: Option<Dollars>,
}

impl<'a> From<&'a BundlingConflict> for ConflictAnswer<'a> {
    fn from(conflict: &'a BundlingConflict) -> Self {
        let each = |group: &'a ConditionalModifiers| {
            let when = group.when;
            group
                .modifiers
                .iter()
                .map(move |modifier| ConditionalModifier { modifier: Shown(*modifier), when })
        };
        Self {
            column_one: Shown(conflict.column_one),
            column_two: Shown(conflict.column_two),
            modifier_indicator: conflict.indicator.code(),
            meaning: conflict.indicator.text(),
            rationale: &conflict.rationale,
            advice: conflict.advice,
            modifiers: conflict.modifiers.iter().flat_map(each).collect(),
            at_stake: conflict.at_stake.map(Shown),
        }
    }
}

impl<'a> From<&'a CodeLimit> for LimitAnswer<'a> {
    fn from(limit: &'a CodeLimit) -> Self {
        Self {
            hcpcs: Shown(limit.hcpcs),
            units: limit.units,
            adjudication_indicator: limit.adjudication.map(|adjudication| adjudication.code()),
            meaning: limit.meaning.as_deref(),
            rationale: limit.rationale.as_deref(),
            at_stake: limit.at_stake.map(Shown),
        }
    }
}
