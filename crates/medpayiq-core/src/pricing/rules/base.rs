//! The fee schedule amount of one unit, and of all units of a line.
//!
//! Tests: rules/base.rs, years.rs, figures.txt "Base amounts".

use crate::pricing::rates::Rates;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{ComponentFees, FeeInputs, LineWork, Work};
use crate::vocabulary::{Component, HcpcsCode, Money, PcTc, ServiceRow, Status};

/// Prices one unit of each line from its row, the locality's GPCIs and the conversion factor (42 CFR 414.20).
pub(in crate::pricing) fn price_one_unit(work: &mut Work<'_>) {
    let (rates, inputs) = (work.rates, work.fee_inputs());
    let FeeInputs { setting, gpcis, factor } = inputs;
    let release = rates.release;
    let authority = match rates.factor_source {
        Some(of_factor) => Rule::GeographicAdjustment.by(of_factor).and(release),
        None => Rule::GeographicAdjustment.by(release),
    };
    for (line, row) in work.open_lines().filter(|(_, row)| row.status != Status::Anesthesia) {
        let rvus = row.rvus(setting);
        line.step(authority, Operation::Price { rvus, setting, gpcis, factor });
        line.fee_schedule = line.amount;
        line.components = components(rates, inputs, line, row);
    }
}

/// The technical and the professional component of a line's unit.
fn components(rates: &Rates<'_>, inputs: FeeInputs, line: &LineWork<'_>, row: &ServiceRow) -> ComponentFees {
    let component = |component| line.sibling(component).map_or(Money::ZERO, |sibling| inputs.fee(sibling));
    match (row.pc_tc, row.component) {
        (PcTc::DiagnosticTest, Component::Global) => ComponentFees {
            technical: component(Component::Technical),
            professional: component(Component::Professional),
        },
        (PcTc::DiagnosticTest, Component::Technical) | (PcTc::TechnicalOnly, _) => {
            ComponentFees { technical: inputs.fee(row), professional: Money::ZERO }
        }
        (PcTc::GlobalOnly, _) => {
            // An extract may have the whole without its components. Then all of it counts as professional.
            let technical = technical_component(rates, inputs, row.hcpcs).unwrap_or(Money::ZERO);
            ComponentFees { technical, professional: inputs.fee(row) - technical }
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
        ) => ComponentFees { technical: Money::ZERO, professional: inputs.fee(row) },
    }
}

/// The fee of a whole test's technical component, if the law names its codes and the release lists them all.
fn technical_component(rates: &Rates<'_>, inputs: FeeInputs, whole: HcpcsCode) -> Option<Money> {
    let technical = rates.law.whole_tests.as_ref().ok()?.of(whole)?;
    technical.iter().map(|code| Some(inputs.fee(rates.services.row(*code, Component::Global)?))).sum()
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
