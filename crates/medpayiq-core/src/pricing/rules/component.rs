//! The row that prices a line: the row of its component modifier, else the global row (column MOD of the relative value file,
//! PPRRVU).
//!
//! Tests: components.rs, every_code.rs, figures.txt "Components".

use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Component, Modifier, PcTc};

/// Chooses each line's row by its modifier 26, TC or 53.
pub(in crate::pricing) fn choose_rows(work: &mut Work<'_>) {
    let is_extract = work.rates.is_extract;
    for line in &mut work.lines {
        let component = wanted_component(line);
        line.row = line.rows.iter().find(|row| row.component == component);
        if line.row.is_none() {
            settle_missing_row(line, component, is_extract);
        }
    }
}

fn wanted_component(line: &LineWork<'_>) -> Component {
    if line.has(Modifier::PROFESSIONAL) {
        Component::Professional
    } else if line.has(Modifier::TECHNICAL) {
        Component::Technical
    } else if line.has(Modifier::DISCONTINUED) {
        Component::Discontinued
    } else {
        Component::Global
    }
}

/// If CMS does not publish the rows of a code's components, its global row is used. Any other missing row is refused.
fn settle_missing_row(line: &mut LineWork<'_>, component: Component, is_extract: bool) {
    let modifier = match component {
        Component::Professional => Some(Modifier::PROFESSIONAL),
        Component::Technical => Some(Modifier::TECHNICAL),
        Component::Global | Component::Discontinued => None,
    };
    let global = line.rows.iter().find(|row| row.component == Component::Global);
    match (global, modifier) {
        (Some(row), Some(modifier)) if row.pc_tc == PcTc::DiagnosticTest => {
            line.row = Some(row);
            line.add_caveat(Caveat::ComponentNotPublished { modifier });
        }
        (Some(row), Some(modifier)) => {
            line.refuse(Refusal::NoSuchComponent { modifier, indicator: row.pc_tc.text() });
        }
        // Priced by report, if no other rule refuses it.
        (Some(row), None) => line.row = Some(row),
        (None, _) if line.rows.iter().any(|row| row.pc_tc == PcTc::LaboratoryInterpretation) => {
            line.refuse(Refusal::LaboratoryTest);
        }
        (None, _) if is_extract => line.refuse(Refusal::NotInStarterData),
        (None, _) => line.refuse(Refusal::NotListed),
    }
}
