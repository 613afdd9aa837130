//! Identifies a file by its name, and says which files need not be opened.

use super::formats::{FileFormat, Found, PtpForm};

/// A file name in lower case, cut at its last point.
fn split_name(name: &str) -> (String, String) {
    let lower = name.to_ascii_lowercase();
    let (stem, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    (stem.to_owned(), extension.to_owned())
}

/// Returns why a file need not be opened, judged by its name.
pub(super) fn reason_to_skip(name: &str) -> Option<String> {
    let (stem, extension) = split_name(name);
    if matches!(extension.as_str(), "txt" | "prn") && is_known_text(&stem) {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return Some(format!("the text form of a table; only its .csv form is read: {stem}.csv"));
    }
    other_reason_to_skip(&stem, &extension).map(str::to_owned)
}

fn other_reason_to_skip(stem: &str, extension: &str) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| stem.starts_with(prefix));
    if starts(&["pfall", "pfrev"]) && extension == "txt" {
        return Some("published payment amounts. Use `medpayiq verify` to check them.");
    }
    if stem.contains("ccioph") || (stem.contains("mcr_mue") && !is_unit_limits(stem)) {
        return Some("edits for hospital outpatient or supplier claims, not for practitioners");
    }
    if starts(&["zip9"]) {
        return Some("localities by nine-digit ZIP code, which are not used");
    }
    match extension {
        "pdf" | "doc" | "docx" | "md" | "rtf" => Some("a document"),
        "txt" if stem.contains("lyout") || stem.contains("layout") => Some("a layout page"),
        "xls" => Some("an old Excel workbook (.xls): CMS publishes the same table as .csv or .txt"),
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

/// Returns what the file is according to its name.
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

fn kind_by_name(stem: &str, extension: &str) -> Option<FileFormat> {
    match extension {
        "csv" if stem.starts_with("pprrvu") => Some(FileFormat::ServicesCsv),
        "txt" if stem.starts_with("pprrvu") => Some(FileFormat::ServicesText),
        "csv" if stem.starts_with("gpci") => Some(FileFormat::Gpci),
        "csv" if stem.contains("locco") => Some(FileFormat::Counties),
        "csv" if is_anesthesia_factors(stem) => Some(FileFormat::AnesthesiaFactors),
        "csv" if stem.starts_with("oppscap") => Some(FileFormat::OppsCapsCsv),
        "txt" if stem.starts_with("oppscap") => Some(FileFormat::OppsCapsText),
        "txt" if stem.starts_with("zip5") => Some(FileFormat::Zip5),
        "txt" if stem.contains("anesthesia_base") => Some(FileFormat::BaseUnitsText),
        "xlsx" if stem.contains("anesthesia_base") => Some(FileFormat::BaseUnitsWorkbook),
        "csv" if is_unit_limits(stem) => Some(FileFormat::UnitLimitsCsv),
        "xlsx" if is_unit_limits(stem) => Some(FileFormat::UnitLimitsWorkbook),
        "txt" if stem.starts_with("aoc_v") => Some(FileFormat::AddOnText),
        "xlsx" if stem.starts_with("aoc_v") => Some(FileFormat::AddOnWorkbook),
        "toml" if stem.starts_with("law") => Some(FileFormat::Law),
        _ => None,
    }
}
