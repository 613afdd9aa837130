//! The rules that compute tips, by the pricing rules that they explain.

pub(super) mod anesthesia;
pub(super) mod components;
pub(super) mod cost;
pub(super) mod edits;
pub(super) mod package;
pub(super) mod place;
pub(super) mod practitioner;
pub(super) mod several;
pub(super) mod sides;
pub(super) mod status;
pub(super) mod surgeons;
pub(super) mod technical;
pub(super) mod therapy;

use super::tip::{Side, TipFigures};

/// A claim compared with another.
const fn against(claim: Side, other: Side) -> TipFigures {
    TipFigures { claim, compared_with: Some(other) }
}

/// A claim that is compared with no other.
const fn alone(claim: Side) -> TipFigures {
    TipFigures { claim, compared_with: None }
}
