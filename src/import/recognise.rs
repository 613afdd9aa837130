//! What a file is, by its name and by its content; where the two differ, that is said.

use super::error::ImportError;
use super::header::plain;
use super::table::decode;
use crate::law::is_law;

/// How much of a file's beginning is looked at.
const HEAD_BYTES: usize = 8 * 1024;

/// The files that hold a table, each in the form that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    ServicesCsv,
    ServicesText,
    Gpci,
    Counties,
    AnesthesiaFactors,
    OppsCapsCsv,
    OppsCapsText,
    Zip5,
    BaseUnitsText,
    BaseUnitsWorkbook,
    UnitLimits,
    AddOnCodes,
    Law,
}

/// The form of a file of PTP edits, of which it takes four to make a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PtpForm {
    Text,
    Workbook,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole table.
    Table(Kind),
    /// A part of a quarter's PTP edits.
    PtpPart(PtpForm),
}

impl Found {
    /// The file in words.
    const fn text(self) -> &'static str {
        match self {
            Self::Table(kind) => kind.text(),
            Self::PtpPart(PtpForm::Text) => "a file of practitioner PTP edits (ccipra .txt)",
            Self::PtpPart(PtpForm::Workbook) => "a file of practitioner PTP edits (ccipra .xlsx)",
        }
    }
}

impl Kind {
    /// The form of the same table that is read instead where a bundle has both.
    pub(super) const fn preferred_form(self) -> Option<Self> {
        match self {
            Self::ServicesText => Some(Self::ServicesCsv),
            Self::OppsCapsText => Some(Self::OppsCapsCsv),
            Self::BaseUnitsText => Some(Self::BaseUnitsWorkbook),
            Self::ServicesCsv
            | Self::Gpci
            | Self::Counties
            | Self::AnesthesiaFactors
            | Self::OppsCapsCsv
            | Self::Zip5
            | Self::BaseUnitsWorkbook
            | Self::UnitLimits
            | Self::AddOnCodes
            | Self::Law => None,
        }
    }

    /// The file in words.
    const fn text(self) -> &'static str {
        match self {
            Self::ServicesCsv => "a relative value file (PPRRVU .csv)",
            Self::ServicesText => "a relative value file (PPRRVU .txt)",
            Self::Gpci => "a GPCI table (.csv)",
            Self::Counties => "a locality and county table (LOCCO .csv)",
            Self::AnesthesiaFactors => "a table of anesthesia conversion factors (ANES .csv)",
            Self::OppsCapsCsv => "a table of OPPS caps (OPPSCAP .csv)",
            Self::OppsCapsText => "a table of OPPS caps (OPPSCAP .txt)",
            Self::Zip5 => "a ZIP code to carrier locality file (ZIP5 .txt)",
            Self::BaseUnitsText => "a list of anesthesia base units (.txt)",
            Self::BaseUnitsWorkbook => "a list of anesthesia base units (.xlsx)",
            Self::UnitLimits => "a table of practitioner unit limits (MUE .csv)",
            Self::AddOnCodes => "a table of add-on codes (AOC .txt)",
            Self::Law => "a file of the law (law .toml)",
        }
    }
}

/// A file name in lower case, cut at its last point.
fn split_name(name: &str) -> (String, String) {
    let lower = name.to_ascii_lowercase();
    let (stem, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    (stem.to_owned(), extension.to_owned())
}

/// Why a file need not even be opened, judged by its name.
pub(super) fn reason_to_skip(name: &str) -> Option<String> {
    let (stem, extension) = split_name(name);
    if matches!(extension.as_str(), "txt" | "prn") && is_known_text(&stem) {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return Some(format!("the text form of a table of which only the .csv form is read: {stem}.csv"));
    }
    other_reason_to_skip(&stem, &extension).map(str::to_owned)
}

fn other_reason_to_skip(stem: &str, extension: &str) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| stem.starts_with(prefix));
    if starts(&["pfall", "pfrev"]) && extension == "txt" {
        return Some("published payment amounts: give it to `medpayiq verify`");
    }
    if stem.contains("ccioph") || (stem.contains("mcr_mue") && !is_unit_limits(stem)) {
        return Some("edits of hospital outpatient or supplier claims, not of practitioners");
    }
    if starts(&["zip9"]) {
        return Some("localities by nine-digit ZIP code, which are not used");
    }
    match extension {
        "pdf" | "doc" | "docx" | "md" | "rtf" => Some("a document"),
        "txt" if stem.contains("lyout") || stem.contains("layout") => Some("a layout page"),
        "xls" => Some("a workbook of the old form: CMS publishes the same table as .csv or .txt"),
        "xlsx" if found(stem, extension).is_none() => {
            Some("a workbook: CMS publishes the same table as .csv or .txt")
        }
        _ => None,
    }
}

fn is_known_text(stem: &str) -> bool {
    stem.starts_with("gpci") || stem.contains("locco") || is_anesthesia_factors(stem)
}

fn is_anesthesia_factors(stem: &str) -> bool {
    stem.strip_prefix("anes").is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
}

fn is_unit_limits(stem: &str) -> bool {
    stem.contains("mcr_mue_practitioner")
}

/// What a file's name promises.
pub(super) fn found_by_name(name: &str) -> Option<Found> {
    let (stem, extension) = split_name(name);
    found(&stem, &extension)
}

fn found(stem: &str, extension: &str) -> Option<Found> {
    match extension {
        "txt" if stem.contains("ccipra-") => Some(Found::PtpPart(PtpForm::Text)),
        "xlsx" if stem.contains("ccipra-") => Some(Found::PtpPart(PtpForm::Workbook)),
        _ => kind_by_name(stem, extension).map(Found::Table),
    }
}

fn kind_by_name(stem: &str, extension: &str) -> Option<Kind> {
    match extension {
        "csv" if stem.starts_with("pprrvu") => Some(Kind::ServicesCsv),
        "txt" if stem.starts_with("pprrvu") => Some(Kind::ServicesText),
        "csv" if stem.starts_with("gpci") => Some(Kind::Gpci),
        "csv" if stem.contains("locco") => Some(Kind::Counties),
        "csv" if is_anesthesia_factors(stem) => Some(Kind::AnesthesiaFactors),
        "csv" if stem.starts_with("oppscap") => Some(Kind::OppsCapsCsv),
        "txt" if stem.starts_with("oppscap") => Some(Kind::OppsCapsText),
        "txt" if stem.starts_with("zip5") => Some(Kind::Zip5),
        "txt" if stem.contains("anesthesia_base") => Some(Kind::BaseUnitsText),
        "xlsx" if stem.contains("anesthesia_base") => Some(Kind::BaseUnitsWorkbook),
        "csv" if is_unit_limits(stem) => Some(Kind::UnitLimits),
        "txt" if stem.starts_with("aoc_v") => Some(Kind::AddOnCodes),
        "toml" if stem.starts_with("law") => Some(Kind::Law),
        _ => None,
    }
}

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

fn kind_by_content(text: &str) -> Option<Kind> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let any_line = |begin: &str| text.lines().any(|line| plain(line).starts_with(begin));
    let has_commas = first.contains(',');
    if has_commas && any_line("HCPCSMODDESCRIPTION") {
        Some(Kind::ServicesCsv)
    } else if has_commas && plain(first).starts_with("HCPCSMODPROCSTAT") {
        Some(Kind::OppsCapsCsv)
    } else if has_commas && any_line("MEDICAREADMINISTRATIVECONTRACTOR") && plain(text).contains("PEGPCI") {
        Some(Kind::Gpci)
    } else if has_commas && any_line("MEDICAREADM") && plain(text).contains("FEESCHEDULEAREACOUNTIES") {
        Some(Kind::Counties)
    } else if has_commas && plain(first).starts_with("CONTRACTORLOCALITYLOCALITYNAME") {
        Some(Kind::AnesthesiaFactors)
    } else if first.starts_with("HDR ") || is_service_record(first) {
        Some(Kind::ServicesText)
    } else if is_cap_record(first) {
        Some(Kind::OppsCapsText)
    } else if is_zip_record(first) {
        Some(Kind::Zip5)
    } else if first.starts_with("CODE\t") {
        Some(Kind::BaseUnitsText)
    } else if has_commas && plain(text).contains("PRACTITIONERSERVICESMUEVALUES") {
        Some(Kind::UnitLimits)
    } else if is_add_on_record(first) {
        Some(Kind::AddOnCodes)
    } else if is_law(text) {
        Some(Kind::Law)
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
    (39..=97).contains(&line.trim_end_matches(['\r', '\n']).len())
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

/// What a file is, or `None` for one that this import does not know.
///
/// # Errors
/// When the content is not what the name says.
pub(super) fn recognise(name: &str, bytes: &[u8]) -> Result<Option<Found>, ImportError> {
    let by_name = found_by_name(name);
    let file = || name.to_owned();
    if let Some(named) = by_name.filter(|_| is_web_page(bytes)) {
        return Err(ImportError::WebPage { file: file(), expected: named.text() });
    }
    if let Some(named) = by_name.filter(|_| is_utf_16(bytes)) {
        let found = "UTF-16 text: save it as UTF-8, or give the file as CMS publishes it".to_owned();
        return Err(ImportError::NotWhatItsNameSays { file: file(), expected: named.text(), found });
    }
    let by_content = found_by_content(bytes);
    match (by_name, by_content) {
        (Some(Found::Table(Kind::BaseUnitsWorkbook) | Found::PtpPart(PtpForm::Workbook)), None)
            if is_archive(bytes) =>
        {
            Ok(by_name)
        }
        (Some(named), Some(found)) if named == found => Ok(by_name),
        // Its header is not as expected: whoever reads it says which column.
        (Some(Found::Table(Kind::ServicesCsv)), None) if has_service_header(bytes) => Ok(by_name),
        // None of its figures is known: its reader names the nearest.
        (Some(Found::Table(Kind::Law)), None) => Ok(by_name),
        (Some(named), other) => Err(ImportError::NotWhatItsNameSays {
            file: file(),
            expected: named.text(),
            found: other.map_or_else(|| beginning(bytes), |found| found.text().to_owned()),
        }),
        (None, by_content) => Ok(by_content),
    }
}

/// What stands at the beginning of a file that is nothing known.
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
