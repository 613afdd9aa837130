//! Health care provider taxonomy codes (NUCC), as far as they tell professions that Medicare pays differently.

use medpayiq_core::vocabulary::ProviderKind;

/// The professions by the first characters of their codes. A physician's or a group's code tells nothing more than
/// the usual case and is left out, and so is every code that fits several professions.
const PROFESSIONS: &[(&str, ProviderKind)] = &[
    ("101YM0800X", ProviderKind::MentalHealthCounselor),
    ("103TC", ProviderKind::ClinicalPsychologist),
    ("1041C0700X", ProviderKind::ClinicalSocialWorker),
    ("106H00000X", ProviderKind::MarriageFamilyTherapist),
    ("133V", ProviderKind::Dietitian),
    ("2251", ProviderKind::PhysicalTherapist),
    ("225X", ProviderKind::OccupationalTherapist),
    ("231H", ProviderKind::Audiologist),
    ("235Z00000X", ProviderKind::SpeechLanguagePathologist),
    ("363A", ProviderKind::PhysicianAssistant),
    ("363L", ProviderKind::NursePractitioner),
    ("364S", ProviderKind::ClinicalNurseSpecialist),
    ("367500000X", ProviderKind::Crna),
    ("367A00000X", ProviderKind::CertifiedNurseMidwife),
    ("367H00000X", ProviderKind::AnesthesiologistAssistant),
];

/// The profession that a taxonomy code tells, if it tells one.
pub(super) fn profession(code: &[u8]) -> Option<ProviderKind> {
    let is_taxonomy = code.len() == 10 && code.ends_with(b"X");
    let told = PROFESSIONS.iter().find(|(start, _)| is_taxonomy && code.starts_with(start.as_bytes()));
    told.map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_tells_a_profession_or_nothing() {
        assert_eq!(profession(b"363LF0000X"), Some(ProviderKind::NursePractitioner));
        assert_eq!(profession(b"367500000X"), Some(ProviderKind::Crna));
        for other in ["207L00000X", "203BF0100Y", "363L", "363LF0000Y", ""] {
            assert_eq!(profession(other.as_bytes()), None, "{other}");
        }
    }
}
