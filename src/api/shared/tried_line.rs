//! A line that is priced to show what a modifier does.

use crate::api::wire::closed_lists::{LevelName, PlaceName, ProviderKindName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::vocabulary::Modifier;
use serde::Serialize;
use utoipa::ToSchema;

/// One unit of a code, priced with a modifier as `POST /v1/estimates` would price it. The unit is alone on its claim; an add-on
/// code is billed with its primary.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedLine {
    /// The modifiers of the line; empty for the plain service, and if only the profession changes the price.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// The profession that bills the line.
    #[schema(value_type = ProviderKindName)]
    pub(crate) provider: &'static str,
    /// CMS's place of service code.
    #[schema(value_type = PlaceName)]
    pub(crate) place_of_service: &'static str,
    /// The allowed amount, in dollars; null if the line is not priced.
    #[schema(required = true)]
    pub(crate) allowed: Option<Dollars>,
    /// The signed difference to the price without the modifier, in dollars; null if the line is not priced. If only Medicare's
    /// payment changes (CQ, CO), it is the difference of that.
    #[schema(required = true)]
    pub(crate) change: Option<Dollars>,
    /// The confidence in the amount: `high`, `medium`, `low` or `none`. It is low if Medicare pays only after a review of
    /// documents.
    #[schema(value_type = LevelName)]
    pub(crate) confidence: &'static str,
    /// What the modifier did, or why the line is refused.
    pub(crate) effect: String,
}
