//! What each modifier does to the codes of a toolkit, and which modifiers do not belong on them.

use crate::tips::{Subject, Trial, trials};
use crate::vocabulary::{HcpcsCode, Modifier, Money, PlaceOfService, ProviderKind};

/// A modifier tried on one unit of a code. The code is billed alone; an add-on with its primary.
#[derive(Clone, Debug)]
pub struct TriedModifier {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The modifiers of the line; none if only the profession changes the price.
    pub modifiers: Vec<Modifier>,
    /// Who bills it.
    pub provider: ProviderKind,
    /// The place of service.
    pub place: PlaceOfService,
    /// Whether the code takes the modifier.
    pub verdict: ModifierVerdict,
    /// The allowed amount, if the line is priced.
    pub allowed: Option<Money>,
    /// The difference to the code without it at the same place: in the allowed amount, or in what Medicare pays if only that
    /// changes.
    pub change: Option<Money>,
    /// The confidence in the amount.
    pub confidence: &'static str,
    /// What it does, or why it does nothing.
    pub effect: String,
}

/// Whether a code takes a modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModifierVerdict {
    /// The code takes it.
    Valid,
    /// It has no effect, because it does not belong on the code.
    NoEffect,
    /// The code takes it, and Medicare pays only if documentation shows the need.
    ByReport,
    /// With it the line is refused.
    Refused,
}

impl ModifierVerdict {
    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NoEffect => "no_effect",
            Self::ByReport => "by_report",
            Self::Refused => "refused",
        }
    }
}

pub(super) fn tried_modifiers(subject: &Subject<'_>) -> Vec<TriedModifier> {
    trials(subject).iter().map(|trial| tried(subject, trial)).collect()
}

fn tried(subject: &Subject<'_>, trial: &Trial) -> TriedModifier {
    let side = &trial.side;
    let verdict = match (trial.is_valid, trial.is_by_report, side.refusal()) {
        (true, false, _) => ModifierVerdict::Valid,
        (true, true, _) => ModifierVerdict::ByReport,
        (false, _, Some(_)) | (false, true, None) => ModifierVerdict::Refused,
        (false, false, None) => ModifierVerdict::NoEffect,
    };
    // A refused line is allowed nothing, even if the formula gives an amount.
    let is_refused = verdict == ModifierVerdict::Refused;
    let allowed = side.price().map(|price| price.allowed).filter(|_| !is_refused);
    TriedModifier {
        hcpcs: subject.hcpcs(),
        modifiers: trial.modifiers.clone(),
        provider: trial.kind,
        place: side.claim.place_of_service(),
        verdict,
        allowed,
        change: trial.change().filter(|_| !is_refused),
        confidence: side.answer.confidence.level.as_str(),
        effect: trial.effect(),
    }
}
