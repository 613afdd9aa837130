//! Checks the cells and rows of a PPRRVU file of any year against each other.

use super::columns::ServiceColumns;
use crate::import::error::{Fault, FileFaults, ImportError};
use crate::import::table::{Column, Row};
use crate::schedule::ServiceColumn;
use crate::schedule::content::PublishedService;
use crate::vocabulary::{Component, HcpcsCode, MultipleProcedure, PackageSplit, PcTc, Rvu, Setting, Share};
use std::collections::{HashMap, HashSet};

/// Checks the cells of one row against each other.
pub(super) fn check_row(
    row: &Row,
    columns: &ServiceColumns,
    service: &PublishedService,
) -> Result<(), Fault> {
    let sum = |setting| service.row.rvus(setting).total();
    check_total(
        row,
        columns.of(ServiceColumn::NonFacilityTotal),
        service.total_non_facility,
        sum(Setting::NonFacility),
    )?;
    check_total(
        row,
        columns.of(ServiceColumn::FacilityTotal),
        service.total_facility,
        sum(Setting::Facility),
    )?;
    check_package(row, columns, service.row.package)?;
    check_component(row, columns, service.row.component, service.row.pc_tc)?;
    check_endoscopy(row, columns, service)
}

fn check_total(row: &Row, column: Column, printed: Rvu, sum: Rvu) -> Result<(), Fault> {
    if printed == sum {
        return Ok(());
    }
    Err(row.fault(column, format!("\"{printed}\" is not the sum of work, PE and MP: expected {sum}")))
}

fn check_package(row: &Row, columns: &ServiceColumns, package: PackageSplit) -> Result<(), Fault> {
    let parts = [package.preoperative, package.intraoperative, package.postoperative];
    let sum: i32 = parts.iter().map(|part| part.ten_thousandths()).sum();
    if sum == 0 || sum == Share::WHOLE.ten_thousandths() {
        return Ok(());
    }
    let [pre, intra, post] = parts;
    let problem = format!("pre {pre}, intra {intra} and post {post} must add up to 1.00, or all be 0");
    Err(row.fault(columns.of(ServiceColumn::Preoperative), problem))
}

/// PC/TC 1 allows 26 and TC, 6 allows 26, and no other allows either (RVU file description, attachment A).
fn check_component(
    row: &Row,
    columns: &ServiceColumns,
    component: Component,
    pc_tc: PcTc,
) -> Result<(), Fault> {
    let allowed = match component {
        Component::Global | Component::Discontinued => true,
        Component::Professional => {
            matches!(pc_tc, PcTc::DiagnosticTest | PcTc::LaboratoryInterpretation)
        }
        Component::Technical => pc_tc == PcTc::DiagnosticTest,
    };
    if allowed {
        return Ok(());
    }
    let problem = format!("{:?} does not allow a row with modifier {}", pc_tc.code(), component.as_str());
    Err(row.fault(columns.of(ServiceColumn::PcTc), problem))
}

fn check_endoscopy(row: &Row, columns: &ServiceColumns, service: &PublishedService) -> Result<(), Fault> {
    let base_column = columns.of(ServiceColumn::EndoscopicBase);
    let is_endoscopy = service.row.multiple_procedure == MultipleProcedure::Endoscopy;
    match service.row.endoscopic_base {
        None if is_endoscopy => {
            Err(row.fault(base_column, "\"\" although MULT PROC is 3: expected the family's base code"))
        }
        Some(base) if !is_endoscopy => {
            let mult = service.row.multiple_procedure.code();
            Err(row.fault(base_column, format!("\"{base}\" although MULT PROC is {mult}: expected blank")))
        }
        Some(_) | None => Ok(()),
    }
}

/// Checks the rows of a file, with their lines, against each other.
pub(super) fn check_file(
    file: &str,
    columns: &ServiceColumns,
    rows: &[(u64, PublishedService)],
) -> Result<(), ImportError> {
    let mut faults = FileFaults::new(file);
    let codes: HashSet<HcpcsCode> = rows.iter().map(|(_, service)| service.row.hcpcs).collect();
    let factor = rows.first().map(|(_, service)| service.conversion_factor);
    let mut first_lines = HashMap::new();
    for (line, service) in rows {
        let row = &service.row;
        let at = |column: Column, problem: String| Fault::at_cell(*line, column.name, problem);
        if let Some(first) = first_lines.insert((row.hcpcs, row.component), *line) {
            let key = [row.hcpcs.as_str(), row.component.as_str()].join(" ");
            faults.add(Fault::at_line(*line, format!("repeats {} from line {first}", key.trim_end())));
        }
        if let Some(base) = row.endoscopic_base.filter(|base| !codes.contains(base)) {
            faults.add(at(
                columns.of(ServiceColumn::EndoscopicBase),
                format!("\"{base}\" is not a code of this file"),
            ));
        }
        if let Some(expected) = factor.filter(|factor| *factor != service.conversion_factor) {
            let found = service.conversion_factor;
            let problem =
                format!("\"{found}\" differs from {expected} in the rows above: expected one factor");
            faults.add(at(columns.of(ServiceColumn::ConversionFactor), problem));
        }
    }
    faults.or(())
}
