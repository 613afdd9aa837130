//! Professional and technical components by place: what is part of the hospital's own payment (column PCTC IND of the relative
//! value file, PPRRVU), and therapy that a skilled nursing facility bills.
//!
//! Tests: components.rs, figures.txt "Components".

use super::therapy::is_always_therapy;
use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{
    Component, Modifier, Money, PcTc, PlaceOfService, ProviderKind, ServiceRow, Setting,
};

/// Refuses technical components, staff services and independent therapy billed for a hospital's patient. In other facilities they have a
/// caveat.
pub(in crate::pricing) fn gate_by_place(work: &mut Work<'_>) {
    let (place, setting) = (work.claim.place_of_service(), work.setting());
    let provider = work.claim.provider().kind;
    let inputs = work.fee_inputs();
    let professional_amount =
        |line: &LineWork<'_>| line.sibling(Component::Professional).map(|row| inputs.fee(row));
    for (line, row) in work.open_lines() {
        if row.pc_tc == PcTc::SmearInterpretation && place.code() != "21" {
            line.refuse(Refusal::SmearOutsideInpatient);
        } else if place.is_hospital() {
            let professional = professional_amount(line);
            match in_hospital(row, place, provider, professional) {
                Some(refusal) => line.refuse(refusal),
                // A test without published components.
                None if has_technical_component(line, row) => {
                    line.add_caveat(Caveat::TechnicalPartInFacility { place })
                }
                None => {}
            }
        } else if setting == Setting::Facility && has_technical_component(line, row) {
            line.add_caveat(Caveat::TechnicalPartInFacility { place });
        } else if place.code() == "31" && is_always_therapy(line.law, row) {
            line.add_caveat(Caveat::TherapyInNursingStay);
        }
    }
}

fn in_hospital(
    row: &ServiceRow,
    place: PlaceOfService,
    provider: ProviderKind,
    professional: Option<Money>,
) -> Option<Refusal> {
    match (row.pc_tc, row.component) {
        (PcTc::DiagnosticTest, Component::Global) if professional.is_some() => {
            professional.map(|professional| Refusal::GlobalTestInHospital { place, professional })
        }
        (PcTc::GlobalOnly, _) => Some(Refusal::GlobalCodeInHospital { place }),
        (PcTc::DiagnosticTest, Component::Technical) | (PcTc::TechnicalOnly, _) => {
            Some(Refusal::TechnicalPartInHospital { place })
        }
        (PcTc::IncidentTo, _) => Some(Refusal::IncidentToInHospital { place }),
        (PcTc::PhysicalTherapy, _) if is_independent_therapist(provider) => {
            Some(Refusal::TherapyInHospital { place })
        }
        (
            PcTc::DiagnosticTest
            | PcTc::PhysicalTherapy
            | PcTc::PhysicianService
            | PcTc::ProfessionalOnly
            | PcTc::LaboratoryInterpretation
            | PcTc::SmearInterpretation
            | PcTc::NotApplicable,
            _,
        ) => None,
    }
}

fn has_technical_component(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    // If CMS publishes no rows of the components, the professional component has the row of the whole.
    let is_whole_or_technical = matches!(row.component, Component::Global | Component::Technical)
        && !line.has(Modifier::PROFESSIONAL);
    matches!(row.pc_tc, PcTc::TechnicalOnly | PcTc::GlobalOnly | PcTc::IncidentTo)
        || (row.pc_tc == PcTc::DiagnosticTest && is_whole_or_technical)
}

const fn is_independent_therapist(provider: ProviderKind) -> bool {
    matches!(
        provider,
        ProviderKind::PhysicalTherapist
            | ProviderKind::OccupationalTherapist
            | ProviderKind::SpeechLanguagePathologist
    )
}
