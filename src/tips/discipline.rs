//! The disciplines of therapy (Pub. 100-04 ch. 5, 20.1).

use crate::vocabulary::{Modifier, ProviderKind};

/// A discipline of therapy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// Physical therapy (GP).
    Physical,
    /// Occupational therapy (GO).
    Occupational,
    /// Speech-language pathology (GN).
    Speech,
}

impl Discipline {
    /// Every discipline.
    pub(super) const ALL: [Self; 3] = [Self::Physical, Self::Occupational, Self::Speech];

    /// The modifiers of a line of the discipline.
    pub(super) const fn modifiers(self) -> &'static [&'static [u8; 2]; 1] {
        match self {
            Self::Physical => &[b"GP"],
            Self::Occupational => &[b"GO"],
            Self::Speech => &[b"GN"],
        }
    }

    /// The modifier.
    pub(super) const fn modifier(self) -> Modifier {
        let [modifier] = self.modifiers();
        Modifier::known(modifier)
    }

    /// Its name in a sentence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Physical => "physical therapy",
            Self::Occupational => "occupational therapy",
            Self::Speech => "speech therapy",
        }
    }

    /// The profession that has it.
    pub(super) const fn profession(self) -> ProviderKind {
        match self {
            Self::Physical => ProviderKind::PhysicalTherapist,
            Self::Occupational => ProviderKind::OccupationalTherapist,
            Self::Speech => ProviderKind::SpeechLanguagePathologist,
        }
    }
}
