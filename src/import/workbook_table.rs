//! Finds the sheet of a workbook that has a CMS table.

use super::error::{Fault, ImportError, Skipped, fault_in};
use super::formats::{CmsTable, FileForm, Found};
use super::recognise::table_by_header;
use super::sources::{SourceBytes, check_unpacked};
use super::workbook::{self, Sheet};

/// What a workbook has for an import.
#[derive(Debug, Default)]
pub(super) struct WorkbookContent {
    /// The table and its rows as comma-separated text, which the reader of that form takes.
    pub(super) table: Option<(CmsTable, String)>,
    /// The sheets that were left out, or the whole workbook.
    pub(super) skipped: Vec<Skipped>,
}

/// Finds the table of a workbook. Its other sheets are left out.
///
/// # Errors
/// If two sheets have such a table. If the name says that the workbook has a table: also if no sheet has it, or if the
/// workbook cannot be read.
pub(super) fn find_table(file: &SourceBytes) -> Result<WorkbookContent, ImportError> {
    let named = match file.named {
        Some(Found::Table(table, FileForm::Workbook)) => Some(table),
        Some(Found::Table(_, FileForm::Csv | FileForm::Text) | Found::PtpPart(_)) | None => None,
    };
    match (sheets_of(file), named) {
        (Ok(sheets), _) => choose(&file.name, named, sheets),
        (Err(error), Some(_)) => Err(error),
        (Err(_), None) => {
            let reason = "a workbook that cannot be read".to_owned();
            let skipped = vec![Skipped { file: file.name.clone(), reason }];
            Ok(WorkbookContent { table: None, skipped })
        }
    }
}

fn sheets_of(file: &SourceBytes) -> Result<Vec<Sheet>, ImportError> {
    check_unpacked(&file.name, &file.bytes)?;
    workbook::sheets(&file.bytes).map_err(|error| fault_in(&file.name, Fault::of_file(error.to_string())))
}

fn choose(file: &str, named: Option<CmsTable>, sheets: Vec<Sheet>) -> Result<WorkbookContent, ImportError> {
    let (mut found, mut others): (Option<(CmsTable, Sheet)>, Vec<String>) = (None, Vec::new());
    for sheet in sheets {
        let table = table_by_header(&sheet.text).filter(|table| named.is_none_or(|named| named == *table));
        match (table, &found) {
            (None, _) => others.push(sheet.name),
            (Some(table), None) => found = Some((table, sheet)),
            (Some(_), Some((_, first))) => return Err(two_tables(file, &first.name, &sheet.name)),
        }
    }
    let Some((table, sheet)) = found else { return no_table(file, named, &others) };
    let skipped = others.into_iter().map(|other| Skipped {
        file: file.to_owned(),
        reason: format!("its sheet {other:?} was left out; sheet {:?} was read", sheet.name),
    });
    Ok(WorkbookContent { skipped: skipped.collect(), table: Some((table, sheet.text)) })
}

fn two_tables(file: &str, one: &str, other: &str) -> ImportError {
    let problem = format!(
        "its sheets {one:?} and {other:?} both have a CMS table. Remove one of them, or use CMS's .csv files"
    );
    fault_in(file, Fault::of_file(problem))
}

fn no_table(file: &str, named: Option<CmsTable>, sheets: &[String]) -> Result<WorkbookContent, ImportError> {
    match named {
        None => {
            let reason = "a workbook without a CMS table that this program reads".to_owned();
            let skipped = vec![Skipped { file: file.to_owned(), reason }];
            Ok(WorkbookContent { table: None, skipped })
        }
        Some(named) => Err(ImportError::NotWhatItsNameSays {
            file: file.to_owned(),
            expected: Found::Table(named, FileForm::Workbook).text(),
            found: format!("a workbook whose sheets ({}) do not have its columns", sheets.join(", ")),
        }),
    }
}
