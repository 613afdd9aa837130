//! Professions that Medicare pays a share of the physician fee schedule (Social Security Act 1833(a)(1)).
//!
//! Tests: shares.rs, audited_rules.rs, figures.txt "Practitioners and participation".

use crate::law::{Figure, Lookup, Provisions, borrowed};
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;
use crate::vocabulary::{ProviderKind, Share, Status};

/// Takes the share of the practitioner's profession, such as 85 or 75 percent.
pub(in crate::pricing) fn take_practitioner_share(work: &mut Work<'_>) {
    let kind = work.claim.provider().kind;
    let Some(share) = share_of(kind, work.rates.law) else { return };
    for (line, row) in work.open_lines().filter(|(_, row)| row.status != Status::Anesthesia) {
        let in_full = line.lookup(borrowed(&line.law.services_paid_in_full));
        if in_full.is_some_and(|services| services.has(row.hcpcs)) {
            continue;
        }
        if let Some(Figure { value, source }) =
            line.lookup(share).filter(|figure| figure.value != Share::WHOLE)
        {
            line.step(Rule::PractitionerShare.by(source), Operation::Part(value));
        }
    }
}

/// What the law pays a profession of the fee schedule amount; `None` for professions that are paid all of it.
const fn share_of(kind: ProviderKind, law: &Provisions) -> Option<Lookup<Figure<Share>>> {
    match kind {
        ProviderKind::NursePractitioner => Some(law.nurse_practitioner_share),
        ProviderKind::PhysicianAssistant => Some(law.physician_assistant_share),
        ProviderKind::ClinicalNurseSpecialist => Some(law.clinical_nurse_specialist_share),
        ProviderKind::CertifiedNurseMidwife => Some(law.certified_nurse_midwife_share),
        ProviderKind::ClinicalSocialWorker => Some(law.clinical_social_worker_share),
        ProviderKind::MarriageFamilyTherapist => Some(law.marriage_family_therapist_share),
        ProviderKind::MentalHealthCounselor => Some(law.mental_health_counselor_share),
        ProviderKind::Dietitian => Some(law.dietitian_share),
        ProviderKind::Physician
        | ProviderKind::ClinicalPsychologist
        | ProviderKind::Crna
        | ProviderKind::AnesthesiologistAssistant
        | ProviderKind::PhysicalTherapist
        | ProviderKind::OccupationalTherapist
        | ProviderKind::SpeechLanguagePathologist
        | ProviderKind::Audiologist => None,
    }
}
