//! Modifiers that declare a service not covered or not necessary, and dates of service in the future.
//!
//! Tests: dated.rs, audited_rules.rs.

use crate::law::{borrowed, is_listed};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};

/// Denies lines with GY, GZ and wrong surgery, and notes who bears the denial that GA expects (Pub. 100-04 ch. 1, 60; ch. 30,
/// 40).
pub(in crate::pricing) fn apply_coverage_modifiers(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        if line.has(m::EXCLUDED_BY_STATUTE) {
            line.refuse(Refusal::StatutoryExclusionDeclared);
        } else if line.has(m::NECESSITY_DENIAL_EXPECTED) {
            line.refuse(Refusal::NecessityDenialExpected);
        } else if let Some(modifier) = line.any_of(m::WRONG_SURGERIES) {
            line.refuse(Refusal::WrongSurgery { modifier });
        } else if is_maintenance(line) {
            let has_notice = line.has(m::NOTICE_GIVEN);
            line.refuse(if has_notice {
                Refusal::MaintenanceCareWithNotice
            } else {
                Refusal::MaintenanceCare
            });
        } else if line.has(m::NOTICE_GIVEN) {
            line.add_caveat(Caveat::NoticeGiven);
            line.predicted.push(PredictedDenial::of_patient("50"));
        }
    }
}

/// Whether the line is chiropractic manipulation without the modifier for active treatment (Pub. 100-02 ch. 15, 240.1.3).
fn is_maintenance(line: &mut LineWork<'_>) -> bool {
    if line.has(m::ACTIVE_TREATMENT) {
        return false;
    }
    let hcpcs = line.billed.hcpcs();
    line.lookup(borrowed(&line.law.chiropractic_manipulation)).is_some_and(|list| list.has(hcpcs))
}

/// Refuses every line if the date of service is in the future: Medicare takes claims only for services already furnished.
pub(in crate::pricing) fn refuse_future_dates(work: &mut Work<'_>) {
    let day = work.claim.date_of_service();
    if work.rates.latest_day.is_some_and(|latest| day > latest) {
        for line in &mut work.lines {
            line.refuse(Refusal::FutureDate { day });
        }
    }
}

/// Warns of sedation by who does an endoscopy of stomach or bowel: Medicare takes G0500 for it (CY 2017 final rule).
pub(in crate::pricing) fn caveat_sedation_of_endoscopy(work: &mut Work<'_>) {
    let law = work.rates.law;
    let mut endoscopies = work.claim.lines().iter();
    if !endoscopies.any(|line| is_listed(&law.endoscopies_with_own_sedation, line.hcpcs())) {
        return;
    }
    for line in work.lines.iter_mut().filter(|line| is_listed(&law.moderate_sedation, line.billed.hcpcs())) {
        line.add_caveat(Caveat::SedationOfEndoscopy);
    }
}

/// Warns of services of the month that advanced primary care includes (CY 2025 physician fee schedule final rule).
pub(in crate::pricing) fn caveat_services_in_primary_care(work: &mut Work<'_>) {
    let law = work.rates.law;
    let mut codes = work.claim.lines().iter().map(|line| line.hcpcs());
    let Some(primary_care) = codes.find(|code| is_listed(&law.advanced_primary_care, *code)) else { return };
    let lines = work.lines.iter_mut();
    for line in lines.filter(|line| is_listed(&law.services_in_primary_care, line.billed.hcpcs())) {
        line.add_caveat(Caveat::InPrimaryCare { primary_care });
    }
}

/// Warns of the codes of Innovation Center models, which Medicare does not pay outside them.
pub(in crate::pricing) fn caveat_services_of_models(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        let hcpcs = line.billed.hcpcs();
        let of_models = line.lookup(borrowed(&line.law.innovation_model_services));
        if of_models.is_some_and(|services| services.has(hcpcs)) {
            line.add_caveat(Caveat::OfInnovationModel);
        }
    }
}
