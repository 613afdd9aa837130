//! Professions with a narrow benefit, or one that began late. Medicare does not pay them what is outside it (42 CFR 410.53 to
//! 410.77).
//!
//! Tests: dated.rs, audited_rules.rs.

use crate::law::{CodeList, Lookup, Provisions, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{HcpcsCode, ProviderKind, Rarc};

/// Refuses every line if Medicare did not yet pay the practitioner's profession on the day.
pub(in crate::pricing) fn refuse_professions_not_yet_paid(work: &mut Work<'_>) {
    let (kind, law) = (work.claim.provider().kind, work.rates.law);
    for line in &mut work.lines {
        let to_come = line.lookup(borrowed(&law.professions_since));
        if let Some(first) = to_come.and_then(|to_come| to_come.first_day(&kind)) {
            line.refuse(Refusal::ProfessionNotYetPaid { profession: kind.plural(), since: first.day });
        }
    }
}

/// The places of a hospital's inpatients.
const HOSPITALS: &[&str] = &["21", "51"];

/// Adds a caveat to a line that is not in the known benefit of the practitioner's profession, or that another profession alone may bill. The benefits of social workers, family
/// therapists and counselors exclude the inpatients of hospitals (Social Security Act 1861(hh)(2), (lll)(1) and (3)).
pub(in crate::pricing) fn caveat_services_outside_benefit(work: &mut Work<'_>) {
    let kind = work.claim.provider().kind;
    let benefit = benefit_of(kind, work.rates.law);
    let of_inpatient = HOSPITALS.contains(&work.claim.place_of_service().code());
    let is_counselor = matches!(
        kind,
        ProviderKind::ClinicalSocialWorker
            | ProviderKind::MarriageFamilyTherapist
            | ProviderKind::MentalHealthCounselor
    );
    let profession = kind.plural();
    for (line, row) in work.open_lines() {
        if of_inpatient && is_counselor {
            line.refuse(Refusal::CounselingOfInpatient { profession });
            continue;
        }
        let services = benefit.and_then(|benefit| line.lookup(borrowed(benefit)));
        if services.is_some_and(|services| !services.has(row.hcpcs)) || is_of_others(line, row.hcpcs, kind) {
            line.is_outside_benefit = true;
            line.add_caveat(Caveat::OutsideBenefit { profession });
            line.predicted.push(PredictedDenial::contractual("8", const { &[Rarc::known("N95")] }));
        }
    }
}

/// Whether the service belongs to another profession alone: medical nutrition therapy to dietitians, the antigens of a patient to physicians.
fn is_of_others(line: &mut LineWork<'_>, hcpcs: HcpcsCode, kind: ProviderKind) -> bool {
    let law = line.law;
    let mut is_in =
        |list: &'_ Lookup<CodeList>| line.lookup(borrowed(list)).is_some_and(|services| services.has(hcpcs));
    (kind != ProviderKind::Dietitian && is_in(&law.nutrition_therapy))
        || (kind != ProviderKind::Physician && is_in(&law.antigens))
}

/// The services in the benefit of a profession that has a narrow one; `None` for the others.
const fn benefit_of(kind: ProviderKind, law: &Provisions) -> Option<&Lookup<CodeList>> {
    match kind {
        ProviderKind::ClinicalPsychologist => Some(&law.clinical_psychologist_services),
        ProviderKind::ClinicalSocialWorker => Some(&law.clinical_social_worker_services),
        ProviderKind::MarriageFamilyTherapist => Some(&law.marriage_family_therapist_services),
        ProviderKind::MentalHealthCounselor => Some(&law.mental_health_counselor_services),
        ProviderKind::Dietitian => Some(&law.dietitian_services),
        ProviderKind::AnesthesiologistAssistant => Some(&law.anesthesiologist_assistant_services),
        ProviderKind::PhysicalTherapist => Some(&law.physical_therapist_services),
        ProviderKind::OccupationalTherapist => Some(&law.occupational_therapist_services),
        ProviderKind::SpeechLanguagePathologist => Some(&law.speech_language_pathologist_services),
        ProviderKind::Audiologist => Some(&law.audiologist_services),
        ProviderKind::Crna => Some(&law.nurse_anesthetist_services),
        ProviderKind::Physician
        | ProviderKind::NursePractitioner
        | ProviderKind::PhysicianAssistant
        | ProviderKind::ClinicalNurseSpecialist
        | ProviderKind::CertifiedNurseMidwife => None,
    }
}
