//! A file of the law: dated values beyond those that came with the program, in TOML.

use super::Options;
use super::error::{Fault, FileFaults, ImportError};
use super::label::LONGEST_LABEL;
use super::table::decode;
use crate::law::{Amendment, LawFault};
use crate::schedule::content::{LawText, ReleaseContent, ReleaseTables, SourceFile};
use crate::vocabulary::format_date;
use time::Date;

/// A file of the law that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LawFile {
    pub(super) text: String,
    /// The first day on which it changes something.
    pub(super) first_day: Date,
    /// How many dated values it has.
    pub(super) values: usize,
}

/// Reads a file of the law, with every fault by line and figure.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<LawFile, ImportError> {
    let text = decode(bytes).into_owned();
    let amendment = Amendment::read(file, &text).map_err(|faults| {
        let mut found = FileFaults::new(file);
        faults.0.into_iter().for_each(|fault| found.add(as_fault(fault)));
        ImportError::Faults(found)
    })?;
    let first_day = amendment.first_day().unwrap_or(Date::MIN);
    Ok(LawFile { values: amendment.len(), first_day, text })
}

fn as_fault(fault: LawFault) -> Fault {
    let LawFault { line, figure, problem, .. } = fault;
    Fault { line: u64::try_from(line).ok(), column: figure, problem }
}

/// The release that a file of the law is: it is named after the file and begins with the first day of its values.
pub(super) fn release(
    source: SourceFile,
    law: LawFile,
    options: &Options,
) -> Result<ReleaseContent, ImportError> {
    let LawFile { text, first_day, .. } = law;
    if let Some(day) = options.effective.filter(|day| *day != first_day) {
        return Err(ImportError::Disagreement {
            one: format!("--effective {}", format_date(day)),
            other: source.name,
            problem: format!("do not fit: the first day of the file's values is {}", format_date(first_day)),
        });
    }
    let label = options.release.clone().or_else(|| label(&source.name));
    let label = label.ok_or_else(|| ImportError::UnknownRelease {
        files: source.name.clone(),
        problem: "the file's name is too long for a release: name one with --release".to_owned(),
    })?;
    let tables = ReleaseTables::Law(LawText(text));
    Ok(ReleaseContent { label, effective_from: first_day, files: vec![source], tables })
}

/// `LAW-2027` from `law-2027.toml`.
fn label(file: &str) -> Option<String> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let fits = |one: char| if one.is_ascii_alphanumeric() { one.to_ascii_uppercase() } else { '-' };
    let label: String = stem.chars().map(fits).collect();
    let label = label.trim_matches('-');
    (!label.is_empty() && label.len() <= LONGEST_LABEL).then(|| label.to_owned())
}
