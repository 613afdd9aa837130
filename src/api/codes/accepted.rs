//! The modifiers that a code takes and that do not change its amount.

use crate::api::wire::decimal::Shown;
use crate::tips::{AcceptedModifier, Subject, accepted_modifiers};
use crate::vocabulary::Modifier;
use serde::Serialize;
use utoipa::ToSchema;

/// A modifier that a code takes and that does not change its amount.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AcceptedModifier)]
pub(crate) struct AcceptedModifierResponse {
    /// The modifier.
    #[schema(value_type = String, example = "25")]
    pub(crate) modifier: Shown<Modifier>,
    /// The modifiers of a line with it: first those that every line of the code needs, such as GP for therapy.
    #[schema(value_type = Vec<String>, example = json!(["25"]))]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// What the modifier says.
    #[schema(example = "the right side")]
    pub(crate) meaning: &'static str,
}

/// The modifiers that a code takes and that do not change its amount.
pub(super) fn accepted_by(subject: &Subject<'_>) -> Vec<AcceptedModifierResponse> {
    let response = |AcceptedModifier { modifiers, modifier, meaning }: AcceptedModifier| {
        let modifiers = modifiers.into_iter().map(Shown).collect();
        AcceptedModifierResponse { modifier: Shown(modifier), modifiers, meaning }
    };
    accepted_modifiers(subject).into_iter().map(response).collect()
}
