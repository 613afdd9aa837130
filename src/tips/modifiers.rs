//! What each modifier would do to the price of a code: one unit, billed alone or, of an add-on, beside its primary.

use super::case::Case;
use super::medicare::{MOST_TRIED, Medicare, Subject};
use super::tip::Side;
use crate::pricing::{Refusal, RefusalKind, Rule};
use crate::vocabulary::{Modifier, MultipleProcedure, ProviderKind, Status};

/// How long the anesthesia of a trial lasts, in minutes.
const ANESTHESIA_MINUTES: u32 = 60;

/// A modifier tried on a code.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The modifiers of the line.
    pub modifiers: Vec<Modifier>,
    /// Who bills it.
    pub kind: ProviderKind,
    /// What comes of it.
    pub side: Side,
    /// Whether the code takes the modifier: it may be billed and fits.
    pub is_valid: bool,
    /// Whether the modifier is one that prices; the others are tried because they are often misplaced.
    pub prices: bool,
}

/// The modifiers that price, each with who bills it.
const PRICING: &[(&[&[u8; 2]], ProviderKind)] = &[
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

/// The modifiers that say who gave an anesthesia, each with who bills it.
const ANESTHESIA: &[(&[&[u8; 2]], ProviderKind)] = &[
    (&[b"AA"], ProviderKind::Physician),
    (&[b"QK"], ProviderKind::Physician),
    (&[b"QY"], ProviderKind::Physician),
    (&[b"AD"], ProviderKind::Physician),
    (&[b"QX"], ProviderKind::Crna),
    (&[b"QX"], ProviderKind::AnesthesiologistAssistant),
    (&[b"QZ"], ProviderKind::Crna),
];

/// Modifiers that do not price and are often put where they do not belong.
const MISPLACED: &[&[u8; 2]] = &[b"24", b"25", b"57", b"59", b"73", b"74", b"PT"];

/// The doubts of a modifier that does not fit the code.
const UNFIT: &[&str] = &["modifier_ignored", "bilateral_paid_once", "return_without_package"];

/// Every modifier, tried on a code that has published amounts: on its reading (26) where the code without a modifier has
/// none. On anesthesia those that say who gave it; none on any other code.
#[must_use]
pub fn trials(subject: &Subject<'_>) -> Vec<Trial> {
    if subject.row.status == Status::Anesthesia {
        return ANESTHESIA
            .iter()
            .filter_map(|(modifiers, kind)| anesthesia(subject, modifiers, *kind))
            .collect();
    }
    let Some(part) = subject.part else { return Vec::new() };
    let pricing = PRICING.iter().filter_map(|(modifiers, kind)| trial(subject, part, modifiers, *kind, true));
    let physician = ProviderKind::Physician;
    let misplaced =
        MISPLACED.iter().filter_map(|modifier| trial(subject, part, &[*modifier], physician, false));
    pricing.chain(misplaced).collect()
}

fn trial(
    subject: &Subject<'_>,
    part: &[&[u8; 2]],
    modifiers: &[&[u8; 2]],
    kind: ProviderKind,
    prices: bool,
) -> Option<Trial> {
    let names_part = matches!(modifiers, [b"26" | b"TC"]);
    let part = if names_part { &[] } else { part };
    let modifiers = [part, modifiers].concat();
    let side = subject.medicare.allowed(&subject.case().with(&modifiers).by(kind))?;
    let modifiers: Vec<Modifier> = modifiers.iter().map(|text| Modifier::known(text)).collect();
    let is_valid = is_valid(subject, &modifiers, &side);
    Some(Trial { modifiers, kind, side, is_valid, prices })
}

/// A modifier tried on an anesthesia: alone, or of an add-on on its primary too.
fn anesthesia(subject: &Subject<'_>, modifiers: &[&[u8; 2]], kind: ProviderKind) -> Option<Trial> {
    let alone = lasting(subject, &subject.case_alone().with(modifiers).by(kind))?;
    let side = match alone.refusal() {
        Some(Refusal::AddOnWithoutPrimary) => beside_primary(subject, modifiers, kind).unwrap_or(alone),
        Some(_) | None => alone,
    };
    let modifiers: Vec<Modifier> = modifiers.iter().map(|text| Modifier::known(text)).collect();
    let is_valid = is_valid(subject, &modifiers, &side);
    Some(Trial { modifiers, kind, side, is_valid, prices: true })
}

/// An anesthesia add-on after a primary that the same practitioner gave.
fn beside_primary(subject: &Subject<'_>, modifiers: &[&[u8; 2]], kind: ProviderKind) -> Option<Side> {
    let Medicare { date, schedule, .. } = subject.medicare;
    let listed = schedule.edits_on(date).add_ons?.of(subject.hcpcs())?.primaries;
    listed.into_iter().take(MOST_TRIED).find_map(|primary| {
        let given = Case::of(primary, subject.place).by(kind).with(modifiers).minutes(ANESTHESIA_MINUTES);
        let side = lasting(subject, &given.and(subject.hcpcs()).with(modifiers))?;
        side.price().is_some().then_some(side)
    })
}

/// The answer to a case, which lasts its minutes where time is paid.
fn lasting(subject: &Subject<'_>, case: &Case) -> Option<Side> {
    let untimed = subject.medicare.allowed(case)?;
    match untimed.refusal() {
        Some(Refusal::AnesthesiaTimeMissing) => {
            subject.medicare.allowed(&case.clone().minutes(ANESTHESIA_MINUTES))
        }
        Some(_) | None => Some(untimed),
    }
}

impl Trial {
    /// What becomes of the modifier, in words: why it has no effect, else what was done to the price or why there is none.
    #[must_use]
    pub fn effect(&self) -> String {
        let reasons = &self.side.answer.confidence.reasons;
        let unfit = reasons.iter().find(|doubt| UNFIT.contains(&doubt.code()));
        unfit.filter(|_| !self.is_valid).map_or_else(|| self.side.told(), ToString::to_string)
    }
}

/// A modifier that may not be billed, or does not fit, is not valid; a profession that changes nothing says nothing.
fn is_valid(subject: &Subject<'_>, modifiers: &[Modifier], side: &Side) -> bool {
    let is_unfit = UNFIT.iter().any(|doubt| side.doubts(doubt));
    let by_assistant = side.answer.trace.iter().any(|step| step.rule == Rule::TherapyAssistant);
    let is_therapy = subject.row.multiple_procedure == MultipleProcedure::Therapy;
    match side.refusal() {
        None if is_unfit || (by_assistant && !is_therapy) => false,
        None => !modifiers.is_empty() || side.amount() != subject.plain.amount() || !subject.is_priced(),
        Some(refusal) => !matches!(refusal.kind(), RefusalKind::Invalid | RefusalKind::DeniedByEdit),
    }
}
