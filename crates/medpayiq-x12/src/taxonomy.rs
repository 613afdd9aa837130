//! Health care provider taxonomy codes (NUCC) of the professions that Medicare pays differently.

use medpayiq_core::vocabulary::ProviderKind;

/// Professions by the first characters of their codes. The codes of physicians and groups are left out because they mean
/// the usual case, and so is every code that fits several professions.
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

/// Returns the profession of a taxonomy code if Medicare pays it differently from a physician.
#[must_use]
pub fn profession(code: &[u8]) -> Option<ProviderKind> {
    let is_taxonomy = code.len() == 10 && code.ends_with(b"X");
    let found = PROFESSIONS.iter().find(|(start, _)| is_taxonomy && code.starts_with(start.as_bytes()));
    found.map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taxonomy_code_names_one_profession_or_none() {
        assert_eq!(profession(b"363LF0000X"), Some(ProviderKind::NursePractitioner));
        assert_eq!(profession(b"367500000X"), Some(ProviderKind::Crna));
        for other in ["207L00000X", "203BF0100Y", "363L", "363LF0000Y", ""] {
            assert_eq!(profession(other.as_bytes()), None, "{other}");
        }
    }
}
