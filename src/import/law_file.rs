//! A file of the law: dated values beyond those that came with the program, in TOML.

use super::Options;
use super::error::{Fault, FileFaults, ImportError};
use super::label::LONGEST_LABEL;
use super::table::decode;
use crate::law::{Amendment, LawFault};
use crate::vocabulary::format_date;
use time::Date;

/// Reads a file of the law. Every fault names its line and figure.
pub(super) fn read_law(file: &str, bytes: &[u8]) -> Result<Amendment, ImportError> {
    Amendment::read(file, &decode(bytes)).map_err(|faults| {
        let mut found = FileFaults::new(file);
        faults.0.into_iter().for_each(|fault| found.add(as_fault(fault)));
        ImportError::Faults(found)
    })
}

fn as_fault(fault: LawFault) -> Fault {
    let LawFault { line, figure, problem, .. } = fault;
    Fault::new(u64::try_from(line).ok(), figure, problem)
}

/// Returns the label and the first day of the release in a file of the law. The label is the file's name. The day is
/// the first day of its values.
pub(super) fn label_and_day(
    file: &str,
    first_day: Date,
    options: &Options,
) -> Result<(String, Date), ImportError> {
    if let Some(day) = options.effective.filter(|day| *day != first_day) {
        return Err(ImportError::Disagreement {
            one: format!("--effective {}", format_date(day)),
            other: file.to_owned(),
            problem: format!(
                "do not agree: the first day of the file's values is {}",
                format_date(first_day)
            ),
        });
    }
    let label =
        options.release.clone().or_else(|| label(file)).ok_or_else(|| ImportError::UnknownRelease {
            files: file.to_owned(),
            problem: "the file's name is too long for a release label. Add --release with a shorter label."
                .to_owned(),
        })?;
    Ok((label, first_day))
}

/// `LAW-2027` from `law-2027.toml`.
fn label(file: &str) -> Option<String> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let fits = |one: char| if one.is_ascii_alphanumeric() { one.to_ascii_uppercase() } else { '-' };
    let label: String = stem.chars().map(fits).collect();
    let label = label.trim_matches('-');
    (!label.is_empty() && label.len() <= LONGEST_LABEL).then(|| label.to_owned())
}
