//! Identifies a file by its content, and refuses it if the name says something else.

use super::error::ImportError;
use super::formats::{CmsTable, FileForm, Found, PtpForm};
use super::header::plain;
use super::table::decode;
use crate::law::is_law;

/// How many bytes at the beginning of a file are checked.
const HEAD_BYTES: usize = 8 * 1024;

fn found_by_content(bytes: &[u8]) -> Option<Found> {
    if is_archive(bytes) {
        return None;
    }
    let text = decode(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    if text.lines().any(|line| plain(line).starts_with("COLUMN1COLUMN2")) {
        return Some(Found::PtpPart(PtpForm::Text));
    }
    if let Some(table) = table_by_header(&text) {
        return Some(Found::Table(table, FileForm::Csv));
    }
    table_by_record(&text).map(|table| Found::Table(table, FileForm::Text))
}

/// The table that comma-separated text has, by the names of its columns. Titles may be above them.
pub(super) fn table_by_header(text: &str) -> Option<CmsTable> {
    let head = text.get(..HEAD_BYTES).unwrap_or(text);
    let any_line = |begin: &str| head.lines().any(|line| plain(line).starts_with(begin));
    let words = plain(head);
    if !head.contains(',') {
        None
    } else if any_line("HCPCSMODDESCRIPTION") {
        Some(CmsTable::Services)
    } else if any_line("HCPCSMODPROCSTAT") {
        Some(CmsTable::OppsCaps)
    } else if any_line("MEDICAREADM") && words.contains("PEGPCI") {
        Some(CmsTable::Gpci)
    } else if any_line("MEDICAREADM") && words.contains("FEESCHEDULEAREACOUNTIES") {
        Some(CmsTable::Counties)
    } else if any_line("CONTRACTORLOCALITYLOCALITYNAME") {
        Some(CmsTable::AnesthesiaFactors)
    } else if any_line("STATEZIPCODECARRIER") {
        Some(CmsTable::Zip5)
    } else if head.lines().any(|line| line.starts_with("CODE,")) && words.contains("BASEUNIT") {
        Some(CmsTable::BaseUnits)
    } else if words.contains("PRACTITIONERSERVICESMUEVALUES") {
        Some(CmsTable::UnitLimits)
    } else if any_line("AOCEDITTYPEADDONCODE") {
        Some(CmsTable::AddOnCodes)
    } else if any_line("YEARHCPCSMODEFFDATEINDICATORRATE") {
        Some(CmsTable::LaboratoryRates)
    } else if any_line("HCPCSCODESHORTDESCRIPTIONHCPCSCODEDOSAGEPAYMENTLIMIT") {
        Some(CmsTable::DrugLimits)
    } else if any_line("HCPCSMODMOD2JURISCATGCEILINGFLOOR") {
        Some(CmsTable::EquipmentFees)
    } else if any_line("HCPCSMODMOD2ALNRALR") {
        Some(CmsTable::NutritionFees)
    } else {
        None
    }
}

/// The table that text of another form has, by its first record.
fn table_by_record(text: &str) -> Option<CmsTable> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if first.starts_with("HDR ") || is_service_record(first) {
        Some(CmsTable::Services)
    } else if is_cap_record(first) {
        Some(CmsTable::OppsCaps)
    } else if is_zip_record(first) {
        Some(CmsTable::Zip5)
    } else if first.starts_with("CODE\t") {
        Some(CmsTable::BaseUnits)
    } else if is_add_on_record(first) {
        Some(CmsTable::AddOnCodes)
    } else if is_law(text) {
        Some(CmsTable::Law)
    } else {
        None
    }
}

/// Whether characters `from` to `to`, counted from 1, are there and satisfy `is_it`.
fn all(line: &str, from: usize, to: usize, is_it: impl Fn(&u8) -> bool) -> bool {
    line.as_bytes().get(from - 1..to).is_some_and(|part| part.iter().all(is_it))
}

fn is_service_record(line: &str) -> bool {
    line.len() >= 171
        && all(line, 1, 5, u8::is_ascii_alphanumeric)
        && all(line, 62, 62, |point| *point == b'.' || *point == b' ')
}

fn is_cap_record(line: &str) -> bool {
    (37..=45).contains(&line.trim_end().len())
        && all(line, 1, 5, u8::is_ascii_alphanumeric)
        && all(line, 11, 15, u8::is_ascii_digit)
        && all(line, 18, 19, u8::is_ascii_digit)
}

/// The nine-digit file has the same positions but for the plus four at 22 to 25.
fn is_zip_record(line: &str) -> bool {
    line.trim_end().len() == 80
        && all(line, 1, 2, u8::is_ascii_uppercase)
        && all(line, 3, 14, u8::is_ascii_digit)
        && all(line, 22, 22, |filler| *filler == b' ')
        && all(line, 76, 80, u8::is_ascii_digit)
}

fn is_add_on_record(line: &str) -> bool {
    line.len() >= 39
        && all(line, 1, 1, |kind| (b'1'..=b'3').contains(kind))
        && all(line, 2, 6, u8::is_ascii_alphanumeric)
        && all(line, 14, 18, u8::is_ascii_alphanumeric)
        && all(line, 26, 32, u8::is_ascii_digit)
}

/// Whether the bytes are a zip archive, as workbooks are too.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether the bytes are a web page.
pub(super) fn is_web_page(bytes: &[u8]) -> bool {
    let head = decode(bytes.get(..1024).unwrap_or(bytes)).trim_start().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<html")
}

/// Whether a line begins like the header row of a relative value file.
fn has_service_header(bytes: &[u8]) -> bool {
    let head = decode(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    head.lines().any(|line| line.starts_with("HCPCS,"))
}

/// Whether the bytes begin with the mark of UTF-16, in either order of its bytes.
fn is_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Identifies a file by its content, or returns `None` if it is unknown. `named` is what its name says.
///
/// # Errors
/// If the content is not what the name says.
pub(super) fn recognise(
    name: &str,
    named: Option<Found>,
    bytes: &[u8],
) -> Result<Option<Found>, ImportError> {
    let Some(named) = named else { return Ok(found_by_content(bytes)) };
    let file = || name.to_owned();
    let expected = named.text();
    if is_web_page(bytes) {
        return Err(ImportError::WebPage { file: file(), expected });
    }
    if is_utf_16(bytes) {
        let found = "UTF-16 text. Save it as UTF-8, or use the file as CMS publishes it.".to_owned();
        return Err(ImportError::NotWhatItsNameSays { file: file(), expected, found });
    }
    match found_by_content(bytes) {
        Some(found) if found == named => Ok(Some(named)),
        None if is_plausible(named, bytes) => Ok(Some(named)),
        other => Err(ImportError::NotWhatItsNameSays {
            file: file(),
            expected,
            found: other.map_or_else(|| beginning(bytes), |found| found.text().to_owned()),
        }),
    }
}

/// Whether unknown content may still be what the name says: a workbook, or a relative value file with unexpected
/// columns. The reader of that file then reports the columns.
fn is_plausible(named: Found, bytes: &[u8]) -> bool {
    match named {
        Found::Table(_, FileForm::Workbook) | Found::PtpPart(PtpForm::Workbook) => is_archive(bytes),
        Found::Table(CmsTable::Services, FileForm::Csv) => has_service_header(bytes),
        // Its reader suggests the nearest known figure for each unknown one.
        Found::Table(CmsTable::Law, FileForm::Text) => true,
        Found::Table(_, FileForm::Csv | FileForm::Text) | Found::PtpPart(PtpForm::Text) => false,
    }
}

/// Describes the beginning of an unknown file.
fn beginning(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "empty".to_owned();
    }
    if is_archive(bytes) {
        return "a zip archive or a workbook".to_owned();
    }
    let head: String = decode(bytes.get(..60).unwrap_or(bytes)).chars().take(40).collect();
    format!("unknown; it begins with {head:?}")
}
