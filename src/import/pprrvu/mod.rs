//! PPRRVU, the national physician fee schedule relative value file: one row for each service and component.

mod checks;
mod columns;

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Row, delimited, fixed_width};
use crate::schedule::columns::TableRow;
use crate::schedule::content::PublishedService;
use crate::vocabulary::ConversionFactor;
use checks::{check_file, check_row};
use columns::{ServiceColumns, text_layout};

/// The rows of one file and what its title says.
#[derive(Clone, Debug)]
pub(super) struct ServiceFile {
    pub(super) services: Vec<PublishedService>,
    pub(super) conversion_factor: ConversionFactor,
    /// `2025 National Physician Fee Schedule Relative Value File January Release`; the text form has none.
    pub(super) title: Option<String>,
}

/// Reads the comma-separated form.
pub(super) fn read_services_csv(
    file: &str,
    bytes: &[u8],
    keep_descriptors: bool,
) -> Result<ServiceFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (above, lowest, data) = split(file, &rows, "HCPCS", |first| first == "HCPCS")?;
    let header = Header::stacked(above, lowest);
    let columns = ServiceColumns::find(file, &header)?;
    let title = above.iter().flat_map(Row::cells).find(|cell| cell.contains("Relative Value File"));
    let wide_enough = data.iter().map(|row| row.check_width(header.width()).map(|()| row));
    read_rows(file, &columns, wide_enough, keep_descriptors, title.map(str::to_owned))
}

/// Reads the fixed-width form. Its `HDR` records have the copyright notice and are skipped.
pub(super) fn read_services_text(
    file: &str,
    bytes: &[u8],
    keep_descriptors: bool,
) -> Result<ServiceFile, ImportError> {
    let layout = text_layout();
    let columns = ServiceColumns::find(file, &Header::of_layout(&layout))?;
    let rows = fixed_width(bytes, &layout, "HDR ");
    let rows = rows.iter().map(|row| row.as_ref().map_err(Clone::clone));
    read_rows(file, &columns, rows, keep_descriptors, None)
}

fn read_rows<'a>(
    file: &str,
    columns: &ServiceColumns,
    rows: impl Iterator<Item = Result<&'a Row, Fault>>,
    keep_descriptors: bool,
    title: Option<String>,
) -> Result<ServiceFile, ImportError> {
    let mut faults = FileFaults::new(file);
    let mut read = Vec::new();
    for row in rows {
        let service = row.and_then(|row| {
            let service = read_service(row, columns, keep_descriptors)?;
            check_row(row, columns, &service)?;
            Ok((row.line, service))
        });
        read.extend(faults.keep(service));
    }
    let read = faults.or(read)?;
    check_file(file, columns, &read)?;
    let services: Vec<PublishedService> = read.into_iter().map(|(_, service)| service).collect();
    let first = services.first().ok_or_else(|| fault_in(file, Fault::of_file("holds no rows")))?;
    Ok(ServiceFile { conversion_factor: first.conversion_factor, services, title })
}

fn read_service(
    row: &Row,
    columns: &ServiceColumns,
    keep_descriptors: bool,
) -> Result<PublishedService, Fault> {
    let mut service = PublishedService::read_cells(&mut columns.cells(row))?;
    if !keep_descriptors && !service.row.hcpcs.has_public_descriptor() {
        service.descriptor = None;
    }
    Ok(service)
}
