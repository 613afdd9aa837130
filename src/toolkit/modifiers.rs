//! What each modifier does to a toolkit's codes, and which do not belong on them.

use crate::tips::{Subject, Trial, trials};
use crate::vocabulary::{HcpcsCode, Modifier, Money, PlaceOfService, ProviderKind};

/// A modifier, tried on a code billed alone, or beside its primary where the code is an add-on.
#[derive(Clone, Debug)]
pub struct TriedModifier {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The modifiers of the line; none where the profession alone changes the price.
    pub modifiers: Vec<Modifier>,
    /// Who bills it.
    pub provider: ProviderKind,
    /// Where.
    pub place: PlaceOfService,
    /// What becomes of it.
    pub standing: Standing,
    /// What is allowed, where it is priced.
    pub allowed: Option<Money>,
    /// The difference to the plain code at the same place: in what is allowed, or in what Medicare pays where that alone changes.
    pub change: Option<Money>,
    /// How sure the amount is.
    pub confidence: &'static str,
    /// What was done, or why not.
    pub effect: String,
}

/// What becomes of a modifier on a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The code takes it.
    Valid,
    /// It has no effect, for it does not belong on the code.
    NoEffect,
    /// The code takes it, and it is paid only where documentation shows the need.
    ByReport,
    /// It makes the line be refused.
    Refused,
}

impl Standing {
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

pub(super) fn of(subject: &Subject<'_>) -> Vec<TriedModifier> {
    trials(subject).iter().map(|trial| tried(subject, trial)).collect()
}

fn tried(subject: &Subject<'_>, trial: &Trial) -> TriedModifier {
    let side = &trial.side;
    let standing = match (trial.is_valid, trial.is_by_report, side.refusal()) {
        (true, false, _) => Standing::Valid,
        (true, true, _) => Standing::ByReport,
        (false, _, Some(_)) | (false, true, None) => Standing::Refused,
        (false, false, None) => Standing::NoEffect,
    };
    // What is refused is allowed nothing, whatever the formula would come to.
    let is_refused = standing == Standing::Refused;
    let allowed = side.price().map(|price| price.allowed).filter(|_| !is_refused);
    TriedModifier {
        hcpcs: subject.hcpcs(),
        modifiers: trial.modifiers.clone(),
        provider: trial.kind,
        place: side.claim.place_of_service(),
        standing,
        allowed,
        change: trial.change().filter(|_| !is_refused),
        confidence: side.answer.confidence.level.as_str(),
        effect: trial.effect(),
    }
}
