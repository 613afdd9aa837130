//! What modifiers do to the codes of a toolkit, as JSON.

use crate::api::shared::tried_line::TriedLine;
use crate::api::wire::closed_lists::ModifierVerdictName;
use crate::api::wire::decimal::Shown;
use crate::toolkit::{OtherModifiers, TriedModifier};
use crate::vocabulary::HcpcsCode;
use serde::Serialize;
use utoipa::ToSchema;

/// What a modifier does on a code.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ModifierAnswer {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    #[serde(flatten)]
    line: TriedLine,
    /// `valid`; `by_report` if Medicare pays only after a review of documents; `no_effect` if the modifier does not belong on the
    /// code; or `refused`.
    #[schema(value_type = ModifierVerdictName)]
    standing: &'static str,
}

/// The modifiers that do not change the amount of a code. Modifiers of one line are joined, such as `CQ-GP`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherModifiersAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers with which Medicare refuses the line.
    #[schema(example = json!(["54", "62"]))]
    refused: &'a [String],
    /// The modifiers with which the Medicare contractor decides the amount by the documentation.
    #[schema(example = json!(["52", "53"]))]
    by_contractor: &'a [String],
    /// The modifiers that do not belong on the code and have no effect.
    #[schema(example = json!(["22", "25"]))]
    no_effect: &'a [String],
    /// The modifiers that the code takes, and that do not change its amount.
    #[schema(example = json!(["59"]))]
    unchanged: &'a [String],
    /// Those that refuse the line, change who decides, or are accepted, in a few sentences.
    effect: String,
}

impl From<&TriedModifier> for ModifierAnswer {
    fn from(tried: &TriedModifier) -> Self {
        Self {
            hcpcs: Shown(tried.hcpcs),
            line: TriedLine {
                modifiers: tried.modifiers.iter().copied().map(Shown).collect(),
                provider: tried.provider.as_str(),
                place_of_service: tried.place.code(),
                allowed: tried.allowed.map(Shown),
                change: tried.change.map(Shown),
                confidence: tried.confidence,
                effect: tried.effect.clone(),
            },
            standing: tried.verdict.as_str(),
        }
    }
}

impl<'a> From<&'a OtherModifiers> for OtherModifiersAnswer<'a> {
    fn from(other: &'a OtherModifiers) -> Self {
        Self {
            hcpcs: Shown(other.hcpcs),
            refused: &other.refused,
            by_contractor: &other.by_contractor,
            no_effect: &other.no_effect,
            unchanged: &other.unchanged,
            effect: other.summary(),
        }
    }
}
