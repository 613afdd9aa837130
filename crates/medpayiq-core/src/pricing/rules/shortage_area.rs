//! The bonus of physicians in health professional shortage areas: paid each quarter, outside the claim.

use super::modifiers as m;
use crate::pricing::cost_share::CostShare;
use crate::vocabulary::{Claim, ClaimLine, Component, Money, PcTc, ProviderKind, ServiceRow, Share};

/// Ten percent of what Medicare pays a physician for professional services (Social Security Act 1833(m)).
///
/// The claim says by AQ that the place is in such an area. Whether sequestration comes off first is not settled: the
/// payment before it is taken.
pub(in crate::pricing) fn bonus(
    claim: &Claim,
    line: &ClaimLine,
    row: &ServiceRow,
    share: &CostShare,
) -> Option<Money> {
    let has_technical_part = match row.pc_tc {
        PcTc::DiagnosticTest => row.component != Component::Professional,
        PcTc::TechnicalOnly | PcTc::GlobalOnly => true,
        PcTc::PhysicianService
        | PcTc::ProfessionalOnly
        | PcTc::IncidentTo
        | PcTc::LaboratoryInterpretation
        | PcTc::PhysicalTherapy
        | PcTc::SmearInterpretation
        | PcTc::NotApplicable => false,
    };
    let earns =
        claim.provider.kind == ProviderKind::Physician && line.has(m::SHORTAGE_AREA) && !has_technical_part;
    earns.then(|| share.before_sequestration().times(Share::percent(10)))
}
