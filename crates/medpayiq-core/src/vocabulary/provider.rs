//! The practitioner of a claim: profession, participation, adjustments.

use super::modifiers::{OCCUPATIONAL, PHYSICAL, SPEECH};
use super::{Modifier, Money, Share};
use std::str::FromStr;

/// What payment depends on about the practitioner of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The profession with which they are enrolled in Medicare.
    pub kind: ProviderKind,
    /// Whether they agreed to accept assignment on every claim.
    pub participating: bool,
    /// Whether they accept assignment on this claim.
    pub accepts_assignment: bool,
    /// Whether they are a qualifying participant of an advanced alternative payment model (APM).
    pub qualifying_apm: QualifyingApm,
    /// Their MIPS adjustment of Medicare's payment; zero if the caller does not know it.
    pub mips_adjustment: MipsAdjustment,
}

/// A practitioner's adjustment under the merit-based incentive payment system (MIPS): a share of Medicare's payment that is
/// added or taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MipsAdjustment {
    hundredths_of_a_percent: i32,
}

impl MipsAdjustment {
    /// The most that the law adds or takes off, in percent.
    pub const MOST_PERCENT: i32 = 9;

    /// The adjustment of a payment, rounded to the cent.
    #[must_use]
    pub fn of(self, payment: Money) -> Money {
        let part = Share::from_scaled(self.hundredths_of_a_percent.abs()).unwrap_or(Share::ZERO);
        let amount = payment.times(part);
        if self.hundredths_of_a_percent < 0 { Money::ZERO - amount } else { amount }
    }
}

/// Why a text is not a MIPS adjustment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a MIPS adjustment. Write a percentage from -9.00 to 9.00.")]
pub struct ParseMipsError {
    value: String,
}

impl FromStr for MipsAdjustment {
    type Err = ParseMipsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A percentage has two decimals, like an RVU.
        let percent = text.parse::<super::Rvu>().map(super::Rvu::hundredths);
        let in_range = percent.ok().filter(|hundredths| hundredths.abs() <= Self::MOST_PERCENT * 100);
        in_range
            .map(|hundredths_of_a_percent| Self { hundredths_of_a_percent })
            .ok_or_else(|| ParseMipsError { value: text.to_owned() })
    }
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            kind: ProviderKind::Physician,
            participating: true,
            accepts_assignment: true,
            qualifying_apm: QualifyingApm::No,
            mips_adjustment: MipsAdjustment::default(),
        }
    }
}

/// Whether the practitioner is a qualifying APM participant. From 2026 these have a conversion factor of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QualifyingApm {
    /// They are not; the default.
    #[default]
    No,
    /// They are.
    Yes,
    /// The caller does not know. The claim is priced as if they are not, and the answer names the possible gain.
    Unknown,
}

macro_rules! provider_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $plural:literal;)+) => {
        /// A profession that bills Medicare (42 USC 1395l(a)(1)).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProviderKind { $($(#[$doc])* $variant,)+ }

        impl ProviderKind {
            /// Every profession.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The profession's name in requests and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The profession in a sentence, in the plural.
            #[must_use]
            pub const fn plural(self) -> &'static str {
                match self { $(Self::$variant => $plural,)+ }
            }
        }

        impl FromStr for ProviderKind {
            type Err = UnknownProviderKind;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($name => Ok(Self::$variant),)+ _ => Err(UnknownProviderKind { value: text.to_owned() }) }
            }
        }
    };
}

provider_kinds! {
    /// MD, DO, podiatrist, optometrist, dentist, chiropractor within their scope.
    Physician = "physician" "physicians";
    /// NP.
    NursePractitioner = "nurse_practitioner" "nurse practitioners";
    /// PA.
    PhysicianAssistant = "physician_assistant" "physician assistants";
    /// CNS.
    ClinicalNurseSpecialist = "clinical_nurse_specialist" "clinical nurse specialists";
    /// CNM. Medicare pays them in full since 2011.
    CertifiedNurseMidwife = "certified_nurse_midwife" "certified nurse midwives";
    /// CP.
    ClinicalPsychologist = "clinical_psychologist" "clinical psychologists";
    /// CSW. Medicare pays three quarters of a psychologist's amount.
    ClinicalSocialWorker = "clinical_social_worker" "clinical social workers";
    /// MFT, enrolled since 2024.
    MarriageFamilyTherapist = "marriage_family_therapist" "marriage and family therapists";
    /// MHC, enrolled since 2024.
    MentalHealthCounselor = "mental_health_counselor" "mental health counselors";
    /// Registered dietitian or nutrition professional.
    Dietitian = "dietitian" "dietitians";
    /// Certified registered nurse anesthetist.
    Crna = "crna" "nurse anesthetists";
    /// Anesthesiologist assistant.
    AnesthesiologistAssistant = "anesthesiologist_assistant" "anesthesiologist assistants";
    /// PT in private practice.
    PhysicalTherapist = "physical_therapist" "physical therapists";
    /// OT in private practice.
    OccupationalTherapist = "occupational_therapist" "occupational therapists";
    /// SLP in private practice.
    SpeechLanguagePathologist = "speech_language_pathologist" "speech-language pathologists";
    /// Audiologist.
    Audiologist = "audiologist" "audiologists";
}

/// Why a text is not a profession.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a kind of provider. Write one of {}.", ProviderKind::names())]
pub struct UnknownProviderKind {
    value: String,
}

impl ProviderKind {
    fn names() -> String {
        let names: Vec<_> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
        names.join(", ")
    }
}

impl ProviderKind {
    /// Whether the profession bills assistance at surgery with modifier AS: PA, NP and CNS.
    #[must_use]
    pub const fn assists_as_nonphysician(self) -> bool {
        matches!(self, Self::NursePractitioner | Self::PhysicianAssistant | Self::ClinicalNurseSpecialist)
    }

    /// The modifier of a therapist's own discipline; `None` for the other professions.
    #[must_use]
    pub const fn discipline(self) -> Option<Modifier> {
        match self {
            Self::PhysicalTherapist => Some(PHYSICAL),
            Self::OccupationalTherapist => Some(OCCUPATIONAL),
            Self::SpeechLanguagePathologist => Some(SPEECH),
            Self::Physician
            | Self::NursePractitioner
            | Self::PhysicianAssistant
            | Self::ClinicalNurseSpecialist
            | Self::CertifiedNurseMidwife
            | Self::Crna
            | Self::AnesthesiologistAssistant
            | Self::ClinicalPsychologist
            | Self::ClinicalSocialWorker
            | Self::MarriageFamilyTherapist
            | Self::MentalHealthCounselor
            | Self::Dietitian
            | Self::Audiologist => None,
        }
    }

    /// Whether Medicare pays this profession only on assigned claims (42 CFR 424.55; Pub. 100-04 ch. 1, 30.3.1). Then there is
    /// no limiting charge.
    #[must_use]
    pub const fn must_accept_assignment(self) -> bool {
        match self {
            Self::Physician
            | Self::PhysicalTherapist
            | Self::OccupationalTherapist
            | Self::SpeechLanguagePathologist
            | Self::Audiologist => false,
            Self::NursePractitioner
            | Self::PhysicianAssistant
            | Self::ClinicalNurseSpecialist
            | Self::CertifiedNurseMidwife
            | Self::ClinicalPsychologist
            | Self::ClinicalSocialWorker
            | Self::MarriageFamilyTherapist
            | Self::MentalHealthCounselor
            | Self::Dietitian
            | Self::Crna
            | Self::AnesthesiologistAssistant => true,
        }
    }
}
