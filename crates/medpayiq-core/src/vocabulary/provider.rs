//! The practitioner of a claim: profession, participation, adjustments.

use super::{Money, Share};
use std::str::FromStr;

/// The practitioner of a claim, as far as payment depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The profession Medicare has them enrolled as.
    pub kind: ProviderKind,
    /// Whether they agreed to accept assignment on every claim.
    pub participating: bool,
    /// Whether they accept assignment on this claim.
    pub accepts_assignment: bool,
    /// Whether they are a qualifying participant of an advanced alternative payment model.
    pub qualifying_apm: QualifyingApm,
    /// Their MIPS adjustment of Medicare's payment, where the caller knows it.
    pub mips_adjustment: MipsAdjustment,
}

/// A practitioner's MIPS adjustment: a part of Medicare's payment, added or taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MipsAdjustment {
    hundredths_of_a_percent: i32,
}

impl MipsAdjustment {
    /// The most that the law adds or takes off: 9 percent.
    pub const MOST_PERCENT: i32 = 9;

    /// The adjustment of a payment, rounded to the cent.
    #[must_use]
    pub fn of(self, payment: Money) -> Money {
        let part = Share::from_scaled(self.hundredths_of_a_percent.abs()).unwrap_or(Share::ZERO);
        let amount = payment.times(part);
        if self.hundredths_of_a_percent < 0 { Money::ZERO - amount } else { amount }
    }
}

/// A MIPS adjustment that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a MIPS adjustment: expected a percentage from -9.00 to 9.00")]
pub struct ParseMipsError {
    value: String,
}

impl FromStr for MipsAdjustment {
    type Err = ParseMipsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A percentage with two decimals has the form of an RVU: hundredths.
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

/// Whether the practitioner is a qualifying APM participant, who has a conversion factor of their own from 2026.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QualifyingApm {
    /// Not one, as most are not.
    #[default]
    No,
    /// One.
    Yes,
    /// The caller does not know: priced as not, with the possible gain named.
    Unknown,
}

macro_rules! provider_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $share:expr;)+) => {
        /// A profession that bills Medicare, with its share of the fee schedule (42 USC 1395l(a)(1)).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProviderKind { $($(#[$doc])* $variant,)+ }

        impl ProviderKind {
            /// Every profession.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The profession's name in requests and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The part of the fee schedule amount that Medicare allows the profession.
            #[must_use]
            pub const fn share(self) -> Share {
                match self { $(Self::$variant => $share,)+ }
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
    Physician = "physician", Share::WHOLE;
    /// NP.
    NursePractitioner = "nurse_practitioner", Share::percent(85);
    /// PA.
    PhysicianAssistant = "physician_assistant", Share::percent(85);
    /// CNS.
    ClinicalNurseSpecialist = "clinical_nurse_specialist", Share::percent(85);
    /// CNM, paid in full since 2011.
    CertifiedNurseMidwife = "certified_nurse_midwife", Share::WHOLE;
    /// CP.
    ClinicalPsychologist = "clinical_psychologist", Share::WHOLE;
    /// CSW, paid three quarters of a psychologist's amount.
    ClinicalSocialWorker = "clinical_social_worker", Share::percent(75);
    /// MFT, enrolled since 2024.
    MarriageFamilyTherapist = "marriage_family_therapist", Share::percent(75);
    /// MHC, enrolled since 2024.
    MentalHealthCounselor = "mental_health_counselor", Share::percent(75);
    /// Registered dietitian or nutrition professional.
    Dietitian = "dietitian", Share::percent(85);
    /// Certified registered nurse anesthetist.
    Crna = "crna", Share::WHOLE;
    /// Anesthesiologist assistant.
    AnesthesiologistAssistant = "anesthesiologist_assistant", Share::WHOLE;
    /// PT in private practice.
    PhysicalTherapist = "physical_therapist", Share::WHOLE;
    /// OT in private practice.
    OccupationalTherapist = "occupational_therapist", Share::WHOLE;
    /// SLP in private practice.
    SpeechLanguagePathologist = "speech_language_pathologist", Share::WHOLE;
    /// Audiologist.
    Audiologist = "audiologist", Share::WHOLE;
}

/// A profession that requests cannot name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a kind of provider: expected one of {}", ProviderKind::names())]
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
    /// Whether the profession assists at surgery with modifier AS and not as a physician: PA, NP and CNS.
    #[must_use]
    pub const fn assists_as_nonphysician(self) -> bool {
        matches!(self, Self::NursePractitioner | Self::PhysicianAssistant | Self::ClinicalNurseSpecialist)
    }

    /// Whether Medicare pays this profession on assigned claims only, so that no limiting charge exists
    /// (42 CFR 424.55; Pub. 100-04 ch. 1, 30.3.1).
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
