//! What each modifier that is valid for a code would do to its price at a place.

use crate::api::wire::decimal::{Dollars, Shown};
use crate::tips::{Side, Subject, Trial, trials};
use crate::vocabulary::{HcpcsCode, Modifier, Money, ProviderKind};
use serde::Serialize;
use utoipa::ToSchema;

/// What a modifier would do to the price of one unit, billed alone or, where the code is an add-on, beside its primary:
/// what `POST /v1/estimates` answers to that line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TypicalPrice {
    /// The modifiers of the line; none for the plain service.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    modifiers: Vec<Shown<Modifier>>,
    /// Who bills it.
    #[schema(example = "physician")]
    provider: &'static str,
    /// Where, as CMS's place of service code.
    #[schema(example = "11")]
    place_of_service: &'static str,
    /// Of an add-on code, the primary service before it on the claim, of anesthesia with the same modifiers and for 60
    /// minutes; null where the line is billed alone.
    #[schema(value_type = Option<String>)]
    beside: Option<Shown<HcpcsCode>>,
    /// The minutes of anesthesia that are priced; null where no time is paid.
    minutes: Option<u32>,
    /// `priced`, or why it is not.
    #[schema(example = "priced")]
    result: &'static str,
    /// The allowed amount, in dollars; null where it is not priced.
    allowed: Option<Dollars>,
    /// The difference to the first entry that is priced, in dollars, signed; null where this one is not. The first is the
    /// plain service, or 26 or AA where it has no price without a modifier.
    change: Option<Dollars>,
    /// How sure the amount is: high, medium, low or none; low where it is paid only if documents are accepted.
    #[schema(example = "high")]
    confidence: &'static str,
    /// What was done, in words.
    effect: String,
}

/// The plain service, and each modifier that changes something and may be billed.
pub(crate) fn typical(subject: &Subject<'_>) -> Vec<TypicalPrice> {
    let trials = trials(subject);
    if trials.is_empty() {
        return Vec::new();
    }
    let telling: Vec<&Trial> = trials.iter().filter(|trial| trial.prices && trial.is_valid).collect();
    let sides = std::iter::once(&subject.plain).chain(telling.iter().map(|trial| &trial.side));
    let base = sides.filter_map(allowed).next();
    let plain = entry(&[], ProviderKind::Physician, &subject.plain, base);
    let entries = telling.iter().map(|trial| entry(&trial.modifiers, trial.kind, &trial.side, base));
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
        beside: side.primary().map(Shown),
        minutes: side.minutes(),
        result: side.refusal().map_or("priced", |refusal| refusal.kind().as_str()),
        allowed: amount.map(Shown),
        change: base.zip(amount).map(|(base, amount)| Shown(amount - base)),
        confidence: side.answer.confidence.level.as_str(),
        effect: side.effect_in_setting(),
    }
}
