//! PPRRVU, the national physician fee schedule relative value file: one row a service and component.
//!
//! The columns and the fixed-width positions are those of CMS's description of the file (RVU25D.pdf).

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Header, split};
use super::pprrvu_checks::{check_file, check_row};
use super::table::{Column, Field, Row, delimited, fixed_width};
use crate::schedule::content::PublishedService;
use crate::vocabulary::{ConversionFactor, HcpcsCode, OppsRvus, PackageSplit, Rvu, ServiceRow};

/// The rows of one file and what its title says.
#[derive(Clone, Debug)]
pub(super) struct ServiceFile {
    pub(super) services: Vec<PublishedService>,
    pub(super) conversion_factor: ConversionFactor,
    /// `2025 National Physician Fee Schedule Relative Value File January Release`; the text form has none.
    pub(super) title: Option<String>,
}

/// Where each column is.
pub(super) struct Columns {
    hcpcs: Column,
    modifier: Column,
    description: Column,
    status: Column,
    pub(super) not_used: Column,
    pub(super) work: Column,
    pub(super) pe_non_facility: Column,
    non_facility_na: Column,
    pub(super) pe_facility: Column,
    facility_na: Column,
    pub(super) malpractice: Column,
    pub(super) total_non_facility: Column,
    pub(super) total_facility: Column,
    pub(super) pc_tc: Column,
    global_days: Column,
    pub(super) preoperative: Column,
    intraoperative: Column,
    postoperative: Column,
    multiple_procedure: Column,
    bilateral: Column,
    assistant: Column,
    co_surgeons: Column,
    team: Column,
    /// From 2026.
    pricing_indicator: Option<Column>,
    pub(super) endoscopic_base: Column,
    pub(super) conversion_factor: Column,
    supervision: Column,
    calculation_flag: Column,
    imaging_family: Column,
    opps_pe_non_facility: Column,
    opps_pe_facility: Column,
    opps_malpractice: Column,
}

/// The data record of the text form, 1-based positions. `+` at 59 is undescribed but always there.
const LAYOUT: &[Field] = &[
    Field("HCPCS", 1, 5),
    Field("MOD", 6, 7),
    Field("DESCRIPTION", 8, 57),
    Field("STATUS CODE", 58, 58),
    Field("NOT USED FOR MEDICARE PAYMENT", 59, 59),
    Field("WORK RVU", 60, 65),
    Field("NON-FAC PE RVU", 67, 72),
    Field("NON-FAC NA INDICATOR", 73, 74),
    Field("FACILITY PE RVU", 76, 81),
    Field("FACILITY NA INDICATOR", 82, 83),
    Field("MP RVU", 85, 89),
    Field("NON-FACILITY TOTAL", 91, 96),
    Field("FACILITY TOTAL", 97, 102),
    Field("PCTC IND", 103, 103),
    Field("GLOB DAYS", 104, 106),
    Field("PRE OP", 107, 109),
    Field("INTRA OP", 110, 112),
    Field("POST OP", 113, 115),
    Field("MULT PROC", 116, 116),
    Field("BILAT SURG", 117, 117),
    Field("ASST SURG", 118, 118),
    Field("CO-SURG", 119, 119),
    Field("TEAM SURG", 120, 120),
    Field("ENDO BASE", 128, 132),
    Field("CONV FACTOR", 133, 140),
    Field("PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", 142, 143),
    Field("CALCULATION FLAG", 144, 144),
    Field("DIAGNOSTIC IMAGING FAMILY INDICATOR", 146, 147),
    Field("NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT", 152, 157),
    Field("FACILITY PE USED FOR OPPS PAYMENT AMOUNT", 159, 164),
    Field("MP USED FOR OPPS PAYMENT AMOUNT", 166, 171),
];

/// Reads the comma-separated form.
pub(super) fn read_csv(file: &str, bytes: &[u8], keep_descriptors: bool) -> Result<ServiceFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (above, lowest, data) = split(file, &rows, "HCPCS", |first| first == "HCPCS")?;
    let header = Header::stacked(above, lowest);
    let columns = find_columns(file, &header)?;
    let title = above.iter().flat_map(Row::cells).find(|cell| cell.contains("Relative Value File"));
    let wide_enough = data.iter().map(|row| row.check_width(header.width()).map(|()| row));
    read_rows(file, &columns, wide_enough, keep_descriptors, title.map(str::to_owned))
}

/// Reads the fixed-width form, whose copyright notice stands in `HDR` records.
pub(super) fn read_text(
    file: &str,
    bytes: &[u8],
    keep_descriptors: bool,
) -> Result<ServiceFile, ImportError> {
    let columns = find_columns(file, &Header::of_layout(LAYOUT))?;
    let rows = fixed_width(bytes, LAYOUT, "HDR ");
    let rows = rows.iter().map(|row| row.as_ref().map_err(Clone::clone));
    read_rows(file, &columns, rows, keep_descriptors, None)
}

fn find_columns(file: &str, header: &Header) -> Result<Columns, ImportError> {
    let mut finder = header.finder();
    let columns = Columns {
        hcpcs: finder.column("HCPCS"),
        modifier: finder.column("MOD"),
        description: finder.column("DESCRIPTION"),
        status: finder.column("STATUS CODE"),
        not_used: finder.column("NOT USED FOR MEDICARE PAYMENT"),
        work: finder.column("WORK RVU"),
        pe_non_facility: finder.column("NON-FAC PE RVU"),
        non_facility_na: finder.column("NON-FAC NA INDICATOR"),
        pe_facility: finder.column("FACILITY PE RVU"),
        facility_na: finder.column("FACILITY NA INDICATOR"),
        malpractice: finder.column("MP RVU"),
        total_non_facility: finder.column("NON-FACILITY TOTAL"),
        total_facility: finder.column("FACILITY TOTAL"),
        pc_tc: finder.column("PCTC IND"),
        global_days: finder.column("GLOB DAYS"),
        preoperative: finder.column("PRE OP"),
        intraoperative: finder.column("INTRA OP"),
        postoperative: finder.column("POST OP"),
        multiple_procedure: finder.column("MULT PROC"),
        bilateral: finder.column("BILAT SURG"),
        assistant: finder.column("ASST SURG"),
        co_surgeons: finder.column("CO-SURG"),
        team: finder.column("TEAM SURG"),
        pricing_indicator: finder.optional("PRIC IND"),
        endoscopic_base: finder.column("ENDO BASE"),
        conversion_factor: finder.column("CONV FACTOR"),
        supervision: finder.column("PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES"),
        calculation_flag: finder.column("CALCULATION FLAG"),
        imaging_family: finder.column("DIAGNOSTIC IMAGING FAMILY INDICATOR"),
        opps_pe_non_facility: finder.column("NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
        opps_pe_facility: finder.column("FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
        opps_malpractice: finder.column("MP USED FOR OPPS PAYMENT AMOUNT"),
    };
    finder.finish(file)?;
    Ok(columns)
}

fn read_rows<'a>(
    file: &str,
    columns: &Columns,
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

fn read_service(row: &Row, columns: &Columns, keep_descriptors: bool) -> Result<PublishedService, Fault> {
    let hcpcs: HcpcsCode = row.parse(columns.hcpcs)?;
    let descriptor = row.cell(columns.description.index);
    let may_keep = keep_descriptors || hcpcs.has_public_descriptor();
    Ok(PublishedService {
        row: read_service_row(row, columns, hcpcs)?,
        descriptor: (may_keep && !descriptor.is_empty()).then(|| descriptor.to_owned()),
        total_non_facility: row.parse(columns.total_non_facility)?,
        total_facility: row.parse(columns.total_facility)?,
        pricing_indicator: columns.pricing_indicator.map(|column| row.character(column)).transpose()?,
        conversion_factor: row.parse(columns.conversion_factor)?,
        calculation_flag: row.character(columns.calculation_flag)?,
    })
}

fn read_service_row(row: &Row, columns: &Columns, hcpcs: HcpcsCode) -> Result<ServiceRow, Fault> {
    Ok(ServiceRow {
        hcpcs,
        component: row.parse(columns.modifier)?,
        status: row.parse(columns.status)?,
        not_used_for_payment: row.mark(columns.not_used, "+")?,
        work: rvu(row, columns.work)?,
        practice_expense_non_facility: rvu(row, columns.pe_non_facility)?,
        non_facility_na: row.mark(columns.non_facility_na, "NA")?,
        practice_expense_facility: rvu(row, columns.pe_facility)?,
        facility_na: row.mark(columns.facility_na, "NA")?,
        malpractice: rvu(row, columns.malpractice)?,
        pc_tc: row.parse(columns.pc_tc)?,
        global_days: row.parse(columns.global_days)?,
        package: PackageSplit {
            preoperative: row.parse(columns.preoperative)?,
            intraoperative: row.parse(columns.intraoperative)?,
            postoperative: row.parse(columns.postoperative)?,
        },
        multiple_procedure: row.parse(columns.multiple_procedure)?,
        bilateral: row.parse(columns.bilateral)?,
        assistant: row.parse(columns.assistant)?,
        co_surgeons: row.parse(columns.co_surgeons)?,
        team: row.parse(columns.team)?,
        endoscopic_base: endoscopic_base(row, columns.endoscopic_base)?,
        supervision: row.parse(columns.supervision)?,
        imaging_family: imaging_family(row, columns.imaging_family)?,
        opps: OppsRvus {
            practice_expense_non_facility: rvu(row, columns.opps_pe_non_facility)?,
            practice_expense_facility: rvu(row, columns.opps_pe_facility)?,
            malpractice: rvu(row, columns.opps_malpractice)?,
        },
    })
}

fn rvu(row: &Row, column: Column) -> Result<Rvu, Fault> {
    let units: Rvu = row.parse(column)?;
    if units < Rvu::ZERO {
        return Err(row.fault(column, format!("{units} is negative: expected 0.00 or more")));
    }
    Ok(units)
}

fn endoscopic_base(row: &Row, column: Column) -> Result<Option<HcpcsCode>, Fault> {
    if row.cell(column.index).is_empty() { Ok(None) } else { row.parse(column).map(Some) }
}

/// 01 to 11 through 2010, 88 or 99 since.
fn imaging_family(row: &Row, column: Column) -> Result<u8, Fault> {
    let family = row.cell(column.index);
    match family.parse() {
        Ok(number @ (1..=11 | 88 | 99)) => Ok(number),
        Ok(_) | Err(_) => {
            let problem = format!("{family:?} is not a known imaging family: expected 01 to 11, 88 or 99");
            Err(row.fault(column, problem))
        }
    }
}
