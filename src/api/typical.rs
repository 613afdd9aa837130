//! What each modifier that is valid for a code would do to its price at a place.

use super::decimal::{Dollars, Shown};
use crate::tips::{Side, Subject, trials};
use crate::vocabulary::{Modifier, Money, ProviderKind};
use serde::Serialize;
use utoipa::ToSchema;

/// What a modifier would do to the price of one unit, billed alone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TypicalPrice {
    /// The modifiers of the line; none for the plain service.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    modifiers: Vec<Shown<Modifier>>,
    /// Who bills it.
    #[schema(example = "physician")]
    provider: &'static str,
    /// Where, as CMS's place of service code.
    #[schema(example = "11")]
    place_of_service: &'static str,
    /// `priced`, or why it is not.
    #[schema(example = "priced")]
    result: &'static str,
    /// The allowed amount, in dollars; null where it is not priced.
    allowed: Option<Dollars>,
    /// The difference to the plain service, in dollars, signed; null where either is not priced.
    change: Option<Dollars>,
    /// How sure the amount is: high, medium, low or none; low where it is paid only if documents are accepted.
    #[schema(example = "high")]
    confidence: &'static str,
    /// What was done, in words.
    effect: String,
}

/// The plain service, and each modifier that changes something and may be billed.
pub(super) fn typical(subject: &Subject<'_>) -> Vec<TypicalPrice> {
    let trials = trials(subject);
    if trials.is_empty() {
        return Vec::new();
    }
    let base = allowed(&subject.plain);
    let telling = trials.iter().filter(|trial| trial.prices && trial.is_valid);
    let plain = entry(&[], ProviderKind::Physician, &subject.plain, None);
    let entries = telling.map(|trial| entry(&trial.modifiers, trial.kind, &trial.side, base));
    std::iter::once(plain).chain(entries).collect()
}

fn allowed(side: &Side) -> Option<Money> {
    side.price().map(|price| price.allowed)
}

fn entry(modifiers: &[Modifier], kind: ProviderKind, side: &Side, base: Option<Money>) -> TypicalPrice {
    let amount = allowed(side);
    TypicalPrice {
        modifiers: modifiers.iter().copied().map(Shown).collect(),
        provider: kind.as_str(),
        place_of_service: side.claim.place_of_service.code(),
        result: side.refusal().map_or("priced", |refusal| refusal.kind().as_str()),
        allowed: amount.map(Shown),
        change: base.zip(amount).map(|(base, amount)| Shown(amount - base)),
        confidence: side.answer.confidence.level.as_str(),
        effect: side.effect(),
    }
}
