//! What each modifier that is valid for a code does to its price at a place.

use crate::api::shared::tried_line::TriedLine;
use crate::api::wire::closed_lists::LineResultName;
use crate::api::wire::decimal::Shown;
use crate::tips::{Side, Subject, Trial, trials};
use crate::vocabulary::{ClaimLine, HcpcsCode, Modifier, Money, ProviderKind};
use serde::Serialize;
use utoipa::ToSchema;

/// The price of one unit with a modifier. `change` compares it with the first entry that is priced: the plain service, or 26 or AA
/// if the code has no price without a modifier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TypicalPrice {
    #[serde(flatten)]
    pub(crate) line: TriedLine,
    /// The primary service that is on the claim before an add-on code; null for other codes. An anesthesia add-on comes with the
    /// same modifiers and 60 minutes.
    #[schema(value_type = Option<String>, required = true)]
    pub(crate) beside: Option<Shown<HcpcsCode>>,
    /// The minutes of anesthesia; null if the code is not paid by time.
    #[schema(required = true)]
    pub(crate) minutes: Option<u32>,
    /// All codes that are on the claim before an add-on code, in order: its primary service, after that one's own primary if it is an
    /// add-on too. Empty for other codes.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub(crate) primaries: Vec<Shown<HcpcsCode>>,
    /// The lines that are on the claim before that of an add-on code, in order, as an estimate takes them. A test that a hospital
    /// equips has modifier 26 there. Empty for other codes.
    #[schema(example = json!([]))]
    pub(crate) lines_before: Vec<LineBefore>,
    /// When the amount holds; null if it holds whenever the line is billed so. NCCI bundles a few add-on codes with the services before
    /// them, and pays them only in the case that the text names.
    #[schema(required = true)]
    pub(crate) condition: Option<&'static str>,
    /// `priced`, or the result that says why the line is not priced.
    #[schema(value_type = LineResultName)]
    pub(crate) result: &'static str,
}

/// A line with one unit, before that of an add-on code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LineBefore {
    /// The code.
    #[schema(value_type = String, example = "93458")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// Its modifiers.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// The minutes of anesthesia; null if the code is not paid by time.
    #[schema(required = true)]
    pub(crate) minutes: Option<u32>,
}

impl From<&ClaimLine> for LineBefore {
    fn from(line: &ClaimLine) -> Self {
        let modifiers = line.modifiers().iter().copied().map(Shown).collect();
        Self { hcpcs: Shown(line.hcpcs()), modifiers, minutes: line.minutes() }
    }
}

/// The condition of an add-on that NCCI bundles with the services before it.
const IF_SEPARATE: &str = "Only if the service was separate from those before it, and the record shows it. NCCI bundles it with them.";

/// The plain service, and each modifier that is valid for the code and changes its price.
pub(crate) fn typical_prices(subject: &Subject<'_>) -> Vec<TypicalPrice> {
    let trials = trials(subject);
    if trials.is_empty() {
        return Vec::new();
    }
    let valid: Vec<&Trial> = trials.iter().filter(|trial| trial.prices && trial.is_valid).collect();
    let sides = std::iter::once(&subject.plain).chain(valid.iter().map(|trial| &trial.side));
    let base = sides.filter_map(allowed_amount).next();
    let of_plain = subject.plain.claim.lines().get(subject.plain.position);
    let modifiers = of_plain.map_or(&[][..], |line| line.modifiers());
    let condition = subject.is_paid_if_separate.then_some(IF_SEPARATE);
    let price = |modifiers, kind, side| typical_price(modifiers, kind, side, base, condition);
    let plain = price(modifiers, subject.provider, &subject.plain);
    let others = valid.iter().map(|trial| price(&trial.modifiers, trial.kind, &trial.side));
    std::iter::once(plain).chain(others).collect()
}

fn allowed_amount(side: &Side) -> Option<Money> {
    side.price().map(|price| price.allowed)
}

fn typical_price(
    modifiers: &[Modifier],
    kind: ProviderKind,
    side: &Side,
    base: Option<Money>,
    condition: Option<&'static str>,
) -> TypicalPrice {
    let allowed = allowed_amount(side);
    let lines_before: Vec<LineBefore> =
        side.claim.lines().iter().take(side.position).map(LineBefore::from).collect();
    TypicalPrice {
        line: TriedLine {
            modifiers: modifiers.iter().copied().map(Shown).collect(),
            provider: kind.as_str(),
            place_of_service: side.claim.place_of_service().code(),
            allowed: allowed.map(Shown),
            change: base.zip(allowed).map(|(base, allowed)| Shown(allowed - base)),
            confidence: side.answer.confidence.level.as_str(),
            effect: side.effect_in_setting(),
        },
        beside: side.primary().map(Shown),
        primaries: lines_before.iter().map(|line| line.hcpcs).collect(),
        lines_before,
        minutes: side.minutes(),
        condition: condition.filter(|_| allowed.is_some()),
        result: side.refusal().map_or("priced", |refusal| refusal.kind().as_str()),
    }
}
