//! The fee schedule amount of one unit, and of all units of a line.

use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{ComponentFees, LineWork, Work};
use crate::vocabulary::{Component, HcpcsCode, Money, PcTc, Status};

/// Prices one unit of each line from its row, the locality's GPCIs and the factor (42 CFR 414.20).
pub(in crate::pricing) fn price_one_unit(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    let by_factor = |source| Rule::GeographicAdjustment.by(source);
    let authority = work.rates.factor_source.map_or(Rule::GeographicAdjustment.into(), by_factor);
    let parts: Vec<ComponentFees> = work.lines.iter().map(|line| parts(work, line)).collect();
    for (line, parts) in work.lines.iter_mut().zip(parts) {
        let Some(row) = line.row.filter(|row| line.refusal.is_none() && row.status != Status::Anesthesia)
        else {
            continue;
        };
        let rvus = row.rvus(setting);
        line.step(authority, Operation::Price { rvus, setting, gpcis, factor });
        line.fee_schedule = line.amount;
        line.components = parts;
    }
}

/// The technical and the professional part of a line's unit.
fn parts(work: &Work<'_>, line: &LineWork<'_>) -> ComponentFees {
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
            // An extract may hold the whole without its parts, which are then one.
            let technical = technical_part(work, row.hcpcs).unwrap_or(Money::ZERO);
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

/// The fee of a whole test's technical parts, if the law names them and the release lists them all.
fn technical_part(work: &Work<'_>, whole: HcpcsCode) -> Option<Money> {
    let parts = work.rates.law.whole_tests.as_ref().ok()?.parts_of(whole)?;
    let services = work.rates.services;
    parts.iter().map(|code| Some(work.fee(services.row(*code, Component::Global)?))).sum()
}

/// Multiplies by how often the unit is paid.
pub(in crate::pricing) fn multiply_by_units(work: &mut Work<'_>) {
    for (line, row) in work.open_lines() {
        line.unit = line.amount;
        if line.count > 1 && row.status != Status::Anesthesia {
            line.step(Rule::Units, Operation::Units(line.count));
        }
    }
}
