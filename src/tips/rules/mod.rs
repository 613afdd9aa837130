//! The rules that compute tips, by the pricing rule that they speak of.

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

use super::tip::{Figures, Side};

/// A claim against another.
const fn against(claim: Side, other: Side) -> Figures {
    Figures { claim, compared_with: Some(other) }
}

/// A claim by itself.
const fn alone(claim: Side) -> Figures {
    Figures { claim, compared_with: None }
}
