//! The fee schedule amount of one unit, and of all units of a line.
//!
//! Tests: rules/base.rs, years.rs, figures.txt "Base amounts".

use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{ComponentFees, LineWork, Work};
use crate::vocabulary::{Component, HcpcsCode, Money, PcTc, Status};

/// Prices one unit of each line from its row, the locality's GPCIs and the conversion factor (42 CFR 414.20).
pub(in crate::pricing) fn price_one_unit(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    let release = work.rates.release;
    let authority = match work.rates.factor_source {
        Some(of_factor) => Rule::GeographicAdjustment.by(of_factor).and(release),
        None => Rule::GeographicAdjustment.by(release),
    };
    let components: Vec<ComponentFees> = work.lines.iter().map(|line| components(work, line)).collect();
    for (line, components) in work.lines.iter_mut().zip(components) {
        let Some(row) = line.row.filter(|row| line.refusal.is_none() && row.status != Status::Anesthesia)
        else {
            continue;
        };
        let rvus = row.rvus(setting);
        line.step(authority, Operation::Price { rvus, setting, gpcis, factor });
        line.fee_schedule = line.amount;
        line.components = components;
    }
}

/// The technical and the professional component of a line's unit.
fn components(work: &Work<'_>, line: &LineWork<'_>) -> ComponentFees {
    let Some(row) = line.row else { return ComponentFees::default() };
    let component = |component| line.sibling(component).map_or(Money::ZERO, |sibling| work.fee(sibling));
    match (row.pc_tc, row.component) {
        (PcTc::DiagnosticTest, Component::Global) => ComponentFees {
            technical: component(Component::Technical),
            professional: component(Component::Professional),
        },
        (PcTc::DiagnosticTest, Component::Technical) | (PcTc::TechnicalOnly, _) => {
            ComponentFees { technical: work.fee(row), professional: Money::ZERO }
        }
        (PcTc::GlobalOnly, _) => {
            // An extract may have the whole without its components. Then all of it counts as professional.
            let technical = technical_component(work, row.hcpcs).unwrap_or(Money::ZERO);
            ComponentFees { technical, professional: work.fee(row) - technical }
        }
        (
            PcTc::DiagnosticTest
            | PcTc::PhysicianService
            | PcTc::ProfessionalOnly
            | PcTc::IncidentTo
            | PcTc::LaboratoryInterpretation
            | PcTc::PhysicalTherapy
            | PcTc::SmearInterpretation
            | PcTc::NotApplicable,
            _,
        ) => ComponentFees { technical: Money::ZERO, professional: work.fee(row) },
    }
}

/// The fee of a whole test's technical component, if the law names its codes and the release lists them all.
fn technical_component(work: &Work<'_>, whole: HcpcsCode) -> Option<Money> {
    let technical = work.rates.law.whole_tests.as_ref().ok()?.of(whole)?;
    let services = work.rates.services;
    technical.iter().map(|code| Some(work.fee(services.row(*code, Component::Global)?))).sum()
}

/// Multiplies the unit by how often it is paid.
pub(in crate::pricing) fn multiply_by_units(work: &mut Work<'_>) {
    for (line, row) in work.open_lines() {
        line.unit = line.amount;
        if line.count > 1 && row.status != Status::Anesthesia {
            line.step(Rule::Units, Operation::Units(line.count));
        }
    }
}
