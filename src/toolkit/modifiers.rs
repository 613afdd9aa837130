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
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Valid, Self::NoEffect, Self::ByReport, Self::Refused];

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

/// The modifiers of a code that change its payment, and the others.
pub(super) fn tried_modifiers(subject: &Subject<'_>) -> (Vec<TriedModifier>, Option<OtherModifiers>) {
    let (changing, others): (Vec<Trial>, Vec<Trial>) =
        trials(subject).into_iter().partition(Trial::changes_payment);
    let rows = changing.iter().map(|trial| tried(subject, trial)).collect();
    // A profession that changes nothing has no modifier to name.
    let others: Vec<Trial> = others.into_iter().filter(|trial| !trial.modifiers.is_empty()).collect();
    (rows, OtherModifiers::new(subject, &others))
}

/// The modifiers of a code that do not change its amount.
#[derive(Clone, Debug)]
pub struct OtherModifiers {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The modifiers with which Medicare refuses the line.
    pub refused: Vec<String>,
    /// The modifiers with which the Medicare contractor decides the amount by the documentation.
    pub by_contractor: Vec<String>,
    /// The modifiers that do not belong on the code.
    pub no_effect: Vec<String>,
    /// The modifiers that the code takes, and that do not change its amount.
    pub unchanged: Vec<String>,
    /// The allowed amount that a refused line loses, if the code has one without modifiers.
    pub at_stake: Option<Money>,
}

impl OtherModifiers {
    fn new(subject: &Subject<'_>, trials: &[Trial]) -> Option<Self> {
        // Without what every line of the code needs.
        let needed = subject.needed_modifiers();
        let own_name = |trial: &Trial| {
            let own = trial.modifiers.strip_prefix(needed.as_slice()).filter(|own| !own.is_empty());
            name(own.unwrap_or(&trial.modifiers))
        };
        let (by_contractor, trials): (Vec<&Trial>, Vec<&Trial>) =
            trials.iter().partition(|trial| trial.is_by_contractor());
        let of = |wanted| {
            let fitting = trials.iter().filter(|trial| verdict(trial) == wanted);
            fitting.map(|trial| own_name(trial)).collect()
        };
        (!trials.is_empty() || !by_contractor.is_empty()).then(|| Self {
            hcpcs: subject.hcpcs(),
            refused: of(ModifierVerdict::Refused),
            by_contractor: by_contractor.iter().map(|trial| own_name(trial)).collect(),
            no_effect: of(ModifierVerdict::NoEffect),
            unchanged: of(ModifierVerdict::Valid),
            at_stake: subject.plain.price().map(|price| price.allowed),
        })
    }

    /// Those that matter to a biller, in a few sentences. A modifier that does not belong on the code is no way to bill it.
    #[must_use]
    pub fn summary(&self) -> String {
        let lost = self.at_stake.map(|lost| format!(" ({} lost)", lost.dollars())).unwrap_or_default();
        let sentences = [
            (&self.refused, format!("Medicare refuses the line{lost} with: ")),
            (
                &self.by_contractor,
                "The Medicare contractor decides the amount by the documentation: ".to_owned(),
            ),
            (&self.unchanged, "Accepted without a change of the amount: ".to_owned()),
        ];
        let sentences = sentences.iter().filter(|(names, _)| !names.is_empty());
        let sentences = sentences.map(|(names, begin)| format!("{begin}{}.", names.join(", ")));
        sentences.collect::<Vec<_>>().join(" ")
    }
}

/// The modifiers of a line as one word, such as `CQ-GP`.
fn name(modifiers: &[Modifier]) -> String {
    modifiers.iter().map(Modifier::as_str).collect::<Vec<_>>().join("-")
}

fn verdict(trial: &Trial) -> ModifierVerdict {
    match (trial.is_valid, trial.is_by_report, trial.side.refusal()) {
        (true, false, _) => ModifierVerdict::Valid,
        (true, true, _) => ModifierVerdict::ByReport,
        (false, _, Some(_)) | (false, true, None) => ModifierVerdict::Refused,
        (false, false, None) => ModifierVerdict::NoEffect,
    }
}

fn tried(subject: &Subject<'_>, trial: &Trial) -> TriedModifier {
    let side = &trial.side;
    TriedModifier {
        hcpcs: subject.hcpcs(),
        modifiers: trial.modifiers.clone(),
        provider: trial.kind,
        place: side.claim.place_of_service(),
        verdict: verdict(trial),
        allowed: side.price().map(|price| price.allowed),
        change: trial.change(),
        confidence: side.answer.confidence.level.as_str(),
        effect: trial.effect(),
    }
}
