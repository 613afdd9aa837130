//! Identifies a file by its name, and says which files need not be opened.

use super::formats::{CmsTable, FileForm, Found, PtpForm};

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
        return Some(format!("the text form of a table; only its .csv and .xlsx forms are read: {stem}.csv"));
    }
    other_reason_to_skip(&stem, &extension).map(str::to_owned)
}

fn other_reason_to_skip(stem: &str, extension: &str) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| stem.starts_with(prefix));
    if starts(&["pfall", "pfrev"]) && extension == "txt" {
        return Some("published payment amounts. Use `medpayiq verify` to check them.");
    }
    if stem.contains("medicaid") || starts(&["mcd"]) {
        return Some("Medicaid's edits. Only Medicare's edits for practitioners are read.");
    }
    if stem.contains("ccioph") || (stem.contains("mcr_mue") && !is_unit_limits(stem)) {
        return Some("edits for hospital outpatient or supplier claims, not for practitioners");
    }
    if starts(&["zip9"]) {
        return Some("localities by nine-digit ZIP code, which are not used");
    }
    if letters_of(stem).contains("nocpricingfile") {
        return Some("prices of drugs that have no code of their own");
    }
    if letters_of(stem).contains("ndchcpcscrosswalk") {
        return Some("the packages (NDC) of each code, which are not used");
    }
    match extension {
        "pdf" | "doc" | "docx" | "md" | "rtf" => Some("a document"),
        "txt" if stem.contains("lyout") || stem.contains("layout") => Some("a layout page"),
        "xls" => Some("an old Excel workbook (.xls). Use CMS's .csv, .txt or .xlsx file of the same table."),
        _ => None,
    }
}

fn is_known_text(stem: &str) -> bool {
    stem.starts_with("gpci")
        || stem.starts_with("clfs")
        || stem.starts_with("dmepos")
        || stem.starts_with("dmepen")
        || is_drug_limits(stem)
        || stem.contains("locco")
        || is_anesthesia_factors(stem)
}

fn is_anesthesia_factors(stem: &str) -> bool {
    stem.strip_prefix("anes").is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
}

fn is_unit_limits(stem: &str) -> bool {
    stem.contains("mcr_mue_practitioner")
}

/// CMS's own names differ from quarter to quarter: `section 508 verision of JUL 2025 ASP Pricing File 062325.csv`.
fn is_drug_limits(stem: &str) -> bool {
    let letters = letters_of(stem);
    letters.contains("asppricingfile") || letters.contains("paymentlimitfile")
}

/// The letters of a name, without blanks, signs and digits.
fn letters_of(stem: &str) -> String {
    stem.chars().filter(char::is_ascii_alphabetic).collect()
}

/// Whether a name is that of a workbook.
pub(super) fn is_workbook(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".xlsx")
}

/// Returns what the file is according to its name.
pub(super) fn found_by_name(name: &str) -> Option<Found> {
    let (stem, extension) = split_name(name);
    let form = match extension.as_str() {
        "txt" if stem.contains("ccipra-") => return Some(Found::PtpPart(PtpForm::Text)),
        "xlsx" if stem.contains("ccipra-") => return Some(Found::PtpPart(PtpForm::Workbook)),
        "toml" if stem.starts_with("law") => return Some(Found::Table(CmsTable::Law, FileForm::Text)),
        "csv" => FileForm::Csv,
        "xlsx" => FileForm::Workbook,
        "txt" => FileForm::Text,
        _ => return None,
    };
    table_by_stem(&stem).filter(|table| has_form(*table, form)).map(|table| Found::Table(table, form))
}

fn table_by_stem(stem: &str) -> Option<CmsTable> {
    let tables = [
        (CmsTable::Services, stem.starts_with("pprrvu")),
        (CmsTable::Gpci, stem.starts_with("gpci")),
        (CmsTable::Counties, stem.contains("locco")),
        (CmsTable::AnesthesiaFactors, is_anesthesia_factors(stem)),
        (CmsTable::OppsCaps, stem.starts_with("oppscap")),
        (CmsTable::Zip5, stem.starts_with("zip5")),
        (CmsTable::BaseUnits, stem.contains("anesthesia_base")),
        (CmsTable::UnitLimits, is_unit_limits(stem)),
        (CmsTable::AddOnCodes, stem.starts_with("aoc_v")),
        (CmsTable::LaboratoryRates, stem.starts_with("clfs")),
        (CmsTable::DrugLimits, is_drug_limits(stem)),
        (CmsTable::EquipmentFees, stem.starts_with("dmepos")),
        (CmsTable::NutritionFees, stem.starts_with("dmepen")),
    ];
    tables.into_iter().find_map(|(table, is_it)| is_it.then_some(table))
}

/// Whether this program reads a form of a table.
const fn has_form(table: CmsTable, form: FileForm) -> bool {
    match form {
        FileForm::Csv | FileForm::Workbook => !matches!(table, CmsTable::Law),
        FileForm::Text => matches!(
            table,
            CmsTable::Services
                | CmsTable::OppsCaps
                | CmsTable::Zip5
                | CmsTable::BaseUnits
                | CmsTable::AddOnCodes
                | CmsTable::Law
        ),
    }
}
