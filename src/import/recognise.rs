//! Identifies a file by its content, and refuses it if the name says something else.

use super::error::ImportError;
use super::formats::{FileFormat, Found, PtpForm};
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
    kind_by_content(&text).map(Found::Table)
}

fn kind_by_content(text: &str) -> Option<FileFormat> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let any_line = |begin: &str| text.lines().any(|line| plain(line).starts_with(begin));
    let has_commas = first.contains(',');
    if has_commas && any_line("HCPCSMODDESCRIPTION") {
        Some(FileFormat::ServicesCsv)
    } else if has_commas && plain(first).starts_with("HCPCSMODPROCSTAT") {
        Some(FileFormat::OppsCapsCsv)
    } else if has_commas && any_line("MEDICAREADMINISTRATIVECONTRACTOR") && plain(text).contains("PEGPCI") {
        Some(FileFormat::Gpci)
    } else if has_commas && any_line("MEDICAREADM") && plain(text).contains("FEESCHEDULEAREACOUNTIES") {
        Some(FileFormat::Counties)
    } else if has_commas && plain(first).starts_with("CONTRACTORLOCALITYLOCALITYNAME") {
        Some(FileFormat::AnesthesiaFactors)
    } else if first.starts_with("HDR ") || is_service_record(first) {
        Some(FileFormat::ServicesText)
    } else if is_cap_record(first) {
        Some(FileFormat::OppsCapsText)
    } else if is_zip_record(first) {
        Some(FileFormat::Zip5)
    } else if first.starts_with("CODE\t") {
        Some(FileFormat::BaseUnitsText)
    } else if has_commas && plain(text).contains("PRACTITIONERSERVICESMUEVALUES") {
        Some(FileFormat::UnitLimitsCsv)
    } else if is_add_on_record(first) {
        Some(FileFormat::AddOnText)
    } else if is_law(text) {
        Some(FileFormat::Law)
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
fn is_archive(bytes: &[u8]) -> bool {
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
        Found::Table(
            FileFormat::BaseUnitsWorkbook | FileFormat::UnitLimitsWorkbook | FileFormat::AddOnWorkbook,
        )
        | Found::PtpPart(PtpForm::Workbook) => is_archive(bytes),
        Found::Table(FileFormat::ServicesCsv) => has_service_header(bytes),
        // Its reader suggests the nearest known figure for each unknown one.
        Found::Table(FileFormat::Law) => true,
        Found::Table(
            FileFormat::ServicesText
            | FileFormat::Gpci
            | FileFormat::Counties
            | FileFormat::AnesthesiaFactors
            | FileFormat::OppsCapsCsv
            | FileFormat::OppsCapsText
            | FileFormat::Zip5
            | FileFormat::BaseUnitsText
            | FileFormat::UnitLimitsCsv
            | FileFormat::AddOnText,
        )
        | Found::PtpPart(PtpForm::Text) => false,
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
