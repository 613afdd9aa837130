//! What each modifier would do to the price of a code: one unit, billed alone.

use super::medicare::Subject;
use super::tip::Side;
use crate::pricing::{RefusalKind, Rule};
use crate::vocabulary::{Component, Modifier, MultipleProcedure, ProviderKind};

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

/// Modifiers that do not price and are often put where they do not belong.
const MISPLACED: &[&[u8; 2]] = &[b"24", b"25", b"57", b"59", b"73", b"74", b"PT"];

/// The doubts of a modifier that does not fit the code.
const UNFIT: &[&str] = &["modifier_ignored", "bilateral_paid_once", "return_without_package"];

/// Every modifier, tried on a code that has published amounts; none for others.
#[must_use]
pub fn trials(subject: &Subject<'_>) -> Vec<Trial> {
    if !subject.row.has_published_amount() || subject.row.component != Component::Global {
        return Vec::new();
    }
    let pricing = PRICING.iter().filter_map(|(modifiers, kind)| trial(subject, modifiers, *kind, true));
    let misplaced =
        MISPLACED.iter().filter_map(|modifier| trial(subject, &[*modifier], ProviderKind::Physician, false));
    pricing.chain(misplaced).collect()
}

fn trial(subject: &Subject<'_>, modifiers: &[&[u8; 2]], kind: ProviderKind, prices: bool) -> Option<Trial> {
    let side = subject.medicare.allowed(&subject.case().with(modifiers).by(kind))?;
    let modifiers: Vec<Modifier> = modifiers.iter().map(|text| Modifier::known(text)).collect();
    let is_valid = is_valid(subject, &modifiers, &side);
    Some(Trial { modifiers, kind, side, is_valid, prices })
}

impl Trial {
    /// What becomes of the modifier, in words: why it has no effect, else what was done to the price or why there is none.
    #[must_use]
    pub fn effect(&self) -> String {
        let reasons = &self.side.answer.confidence.reasons;
        let unfit = reasons.iter().find(|doubt| UNFIT.contains(&doubt.code()));
        unfit.filter(|_| !self.is_valid).map_or_else(|| self.side.effect(), ToString::to_string)
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
