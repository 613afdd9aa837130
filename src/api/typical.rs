//! What each modifier that is valid for a code would do to its price at a place.

use super::decimal::{Dollars, Shown};
use crate::pricing::{LineEstimate, Outcome, Rates, RefusalKind, Rule, estimate};
use crate::vocabulary::{
    Claim, ClaimLine, Component, Modifier, Money, MultipleProcedure, PlaceOfService, Provider, ProviderKind,
    ServiceRow, Setting,
};
use serde::Serialize;
use time::Date;
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

/// The modifiers tried, each with who bills it.
const TRIED: &[(&[&[u8; 2]], ProviderKind)] = &[
    (&[b"26"], ProviderKind::Physician),
    (&[b"TC"], ProviderKind::Physician),
    (&[b"22"], ProviderKind::Physician),
    (&[b"50"], ProviderKind::Physician),
    (&[b"52"], ProviderKind::Physician),
    (&[b"53"], ProviderKind::Physician),
    (&[b"54"], ProviderKind::Physician),
    (&[b"55"], ProviderKind::Physician),
    (&[b"56"], ProviderKind::Physician),
    (&[b"62"], ProviderKind::Physician),
    (&[b"66"], ProviderKind::Physician),
    (&[b"78"], ProviderKind::Physician),
    (&[b"80"], ProviderKind::Physician),
    (&[b"AS"], ProviderKind::PhysicianAssistant),
    (&[], ProviderKind::NursePractitioner),
    (&[b"FX"], ProviderKind::Physician),
    (&[b"FY"], ProviderKind::Physician),
    (&[b"CT"], ProviderKind::Physician),
    (&[b"CQ", b"GP"], ProviderKind::PhysicalTherapist),
    (&[b"CO", b"GO"], ProviderKind::OccupationalTherapist),
];

/// The plain service, and each modifier that changes something and may be billed.
pub(super) fn typical(row: &ServiceRow, date: Date, rates: &Rates<'_>) -> Vec<TypicalPrice> {
    if !row.has_published_amount() || row.component != Component::Global {
        return Vec::new();
    }
    let place = usual_place(row);
    let price = |modifiers: &[&[u8; 2]], kind| {
        let modifiers: Vec<Modifier> = modifiers.iter().copied().map(Modifier::known).collect();
        let estimated = estimate(&claim(row, &modifiers, kind, date, place), rates).lines.into_iter().next();
        estimated.map(|line| (modifiers, kind, line))
    };
    let Some((_, _, plain)) = price(&[], ProviderKind::Physician) else { return Vec::new() };
    let base = allowed(&plain);
    let tried = TRIED.iter().filter_map(|(modifiers, kind)| price(modifiers, *kind));
    let telling = tried.filter(|(modifiers, _, line)| is_telling(row, modifiers, line, base));
    let plain_entry = entry(Vec::new(), ProviderKind::Physician, place, &plain, None);
    let entries = telling.map(|(modifiers, kind, line)| entry(modifiers, kind, place, &line, base));
    std::iter::once(plain_entry).chain(entries).collect()
}

/// An office, or a hospital's outpatient department for what is rarely done outside a facility.
fn usual_place(row: &ServiceRow) -> PlaceOfService {
    let office = PlaceOfService::OFFICE;
    let hospital = PlaceOfService::all().find(|place| place.code() == "22").unwrap_or(office);
    if row.is_na(Setting::NonFacility) { hospital } else { office }
}

fn claim(
    row: &ServiceRow,
    modifiers: &[Modifier],
    kind: ProviderKind,
    date: Date,
    place: PlaceOfService,
) -> Claim {
    let line = ClaimLine {
        hcpcs: row.hcpcs,
        modifiers: modifiers.to_vec(),
        units: 1,
        charge: None,
        minutes: None,
        postoperative_days: None,
    };
    Claim {
        date_of_service: date,
        place_of_service: place,
        provider: Provider { kind, ..Provider::default() },
        deductible_remaining: Some(Money::ZERO),
        therapy_used: None,
        latest_day: None,
        lines: vec![line],
    }
}

fn allowed(line: &LineEstimate) -> Option<Money> {
    match &line.outcome {
        Outcome::Priced(price) => Some(price.allowed),
        Outcome::NotPriced(_) => None,
    }
}

/// The doubts of a modifier that does not fit the code.
const UNFIT: &[&str] = &["modifier_ignored", "bilateral_paid_once", "return_without_package"];

/// A modifier that may not be billed, or does not fit, says nothing.
fn is_telling(row: &ServiceRow, modifiers: &[Modifier], line: &LineEstimate, base: Option<Money>) -> bool {
    let is_unfit = line.confidence.reasons.iter().any(|doubt| UNFIT.contains(&doubt.code()));
    let by_assistant = line.trace.iter().any(|step| step.rule == Rule::TherapyAssistant);
    let is_therapy = row.multiple_procedure == MultipleProcedure::Therapy;
    match &line.outcome {
        Outcome::Priced(_) if is_unfit || (by_assistant && !is_therapy) => false,
        Outcome::Priced(price) => Some(price.allowed) != base || !modifiers.is_empty(),
        Outcome::NotPriced(refusal) => {
            !matches!(refusal.kind(), RefusalKind::Invalid | RefusalKind::DeniedByEdit)
        }
    }
}

fn entry(
    modifiers: Vec<Modifier>,
    kind: ProviderKind,
    place: PlaceOfService,
    line: &LineEstimate,
    base: Option<Money>,
) -> TypicalPrice {
    let amount = allowed(line);
    let effect = match &line.outcome {
        Outcome::Priced(_) => {
            let steps =
                line.trace.iter().filter(|step| !matches!(step.rule.code(), "coinsurance" | "sequestration"));
            steps.map(|step| format!("{}: {step}", step.rule.code())).collect::<Vec<_>>().join("; ")
        }
        Outcome::NotPriced(refusal) => refusal.to_string(),
    };
    TypicalPrice {
        modifiers: modifiers.into_iter().map(Shown).collect(),
        provider: kind.as_str(),
        place_of_service: place.code(),
        result: match &line.outcome {
            Outcome::Priced(_) => "priced",
            Outcome::NotPriced(refusal) => refusal.kind().as_str(),
        },
        allowed: amount.map(Shown),
        change: base.zip(amount).map(|(base, amount)| Shown(amount - base)),
        confidence: line.confidence.level.as_str(),
        effect,
    }
}
