//! The bonus of physicians in health professional shortage areas: paid each quarter, outside the claim.
//!
//! Tests: rules/shortage_area.rs, shares.rs.

use crate::pricing::modifiers as m;
use crate::pricing::work::Work;
use crate::vocabulary::{Component, PcTc, ProviderKind, ServiceRow};

/// Adds the bonus on Medicare's payment for a physician's professional services (Social Security Act 1833(m)).
///
/// Modifier AQ declares that the place is in such an area. No text settles whether sequestration comes off first: the bonus
/// is taken of the payment before it.
pub(in crate::pricing) fn add_bonus(work: &mut Work<'_>) {
    // Medicare pays the bonus, and no other payer.
    if work.claim.provider().kind != ProviderKind::Physician || work.terms().is_some() {
        return;
    }
    for (line, row) in work.open_lines() {
        if line.has(m::SHORTAGE_AREA) && !has_technical_component(row) {
            match line.law.shortage_area_bonus {
                Ok(bonus) => line.bonus = Some(line.share.before_sequestration().times(bonus.value)),
                Err(missing) => line.miss_beside_amount(missing),
            }
        }
    }
}

fn has_technical_component(row: &ServiceRow) -> bool {
    match row.pc_tc {
        PcTc::DiagnosticTest => row.component != Component::Professional,
        PcTc::TechnicalOnly | PcTc::GlobalOnly => true,
        PcTc::PhysicianService
        | PcTc::ProfessionalOnly
        | PcTc::IncidentTo
        | PcTc::LaboratoryInterpretation
        | PcTc::PhysicalTherapy
        | PcTc::SmearInterpretation
        | PcTc::NotApplicable => false,
    }
}
