//! The fee schedule amount of one unit, and of all units of a line.

use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Parts, Work};
use crate::vocabulary::{Component, HcpcsCode, Money, PcTc, ServiceRow, Status};

/// Whole tests whose technical and professional parts have codes of their own; the fee of the whole is their sum.
///
/// Each whole test stands before its technical parts (PC/TC 3); what is left of its fee is professional (PC/TC 2).
const WHOLE_TESTS: &[(&str, &[&str])] = &[
    ("93000", &["93005"]),
    ("93015", &["93017"]),
    ("93040", &["93041"]),
    ("93224", &["93225", "93226"]),
    ("93241", &["93242", "93243"]),
    ("93245", &["93246", "93247"]),
    ("93268", &["93270", "93271"]),
    ("93784", &["93786", "93788"]),
    ("G0403", &["G0404"]),
    ("94014", &["94015"]),
    ("77089", &["77090", "77091"]),
    ("96931", &["96932"]),
    ("96934", &["96935"]),
];

/// Prices one unit of each line from its row, the locality's GPCIs and the factor (42 CFR 414.20).
pub(in crate::pricing) fn price_one_unit(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    let parts: Vec<Parts> = work.lines.iter().map(|line| parts(work, line)).collect();
    for (line, parts) in work.lines.iter_mut().zip(parts) {
        let Some(row) = line.row.filter(|row| line.refusal.is_none() && row.status != Status::Anesthesia)
        else {
            continue;
        };
        let rvus = row.rvus(setting);
        line.step(Rule::GeographicAdjustment, Operation::Price { rvus, setting, gpcis, factor });
        line.fee_schedule = line.amount;
        line.parts = parts;
    }
}

/// The technical and the professional part of a line's unit.
fn parts(work: &Work<'_>, line: &LineWork<'_>) -> Parts {
    let Some(row) = line.row else { return Parts::default() };
    let component = |component| line.sibling(component).map_or(Money::ZERO, |sibling| work.fee(sibling));
    match (row.pc_tc, row.component) {
        (PcTc::DiagnosticTest, Component::Global) => Parts {
            technical: component(Component::Technical),
            professional: component(Component::Professional),
        },
        (PcTc::DiagnosticTest, Component::Technical) | (PcTc::TechnicalOnly, _) => {
            Parts { technical: work.fee(row), professional: Money::ZERO }
        }
        (PcTc::GlobalOnly, _) => {
            let technical = technical_codes(work, row.hcpcs).map(|part| work.fee(part)).sum();
            Parts { technical, professional: work.fee(row) - technical }
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
        ) => Parts { technical: Money::ZERO, professional: work.fee(row) },
    }
}

/// The rows of a whole test's technical parts.
fn technical_codes<'a>(work: &'a Work<'_>, whole: HcpcsCode) -> impl Iterator<Item = &'a ServiceRow> {
    let parts =
        WHOLE_TESTS.iter().find(|(code, _)| *code == whole.as_str()).map_or(&[][..], |(_, parts)| *parts);
    let services = work.rates.services;
    parts.iter().filter_map(|code| services.row(code.parse().ok()?, Component::Global))
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
