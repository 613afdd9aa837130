//! From the four files of a quarter's PTP edits, each in an archive of its own, to one release.

use super::Options;
use super::edit_label::{EditKind, PtpName, of_edits};
use super::error::{Fault, ImportError, Skipped, fault_in};
use super::progress::Progress;
use super::ptp;
use super::recognise::PtpForm;
use super::release::two_of;
use super::sources::SourceBytes;
use crate::edits::PtpRows;
use crate::schedule::content::{EditTable, ReleaseContent, ReleaseTables, SourceFile};
use std::collections::BTreeMap;

/// How many files CMS cuts a quarter's edits into.
const PARTS: [u8; 4] = [1, 2, 3, 4];

/// A file of PTP edits, not yet read.
pub(super) struct Part {
    form: PtpForm,
    name: PtpName,
    file: SourceBytes,
}

impl Part {
    /// A file of PTP edits, whose name must tell which of the four it is.
    pub(super) fn new(form: PtpForm, file: SourceBytes) -> Result<Self, ImportError> {
        let name = PtpName::read(&file.name).filter(|name| PARTS.contains(&name.part));
        let name = name.ok_or_else(|| ImportError::UnknownRelease {
            files: file.name.clone(),
            problem: "holds PTP edits, and its name does not tell which of the quarter's four files it is: \
                      name it as CMS does, such as ccipra-v302r0-f1.txt"
                .to_owned(),
        })?;
        Ok(Self { form, name, file })
    }
}

/// The releases that parts make up, one a version.
///
/// # Errors
/// When a part of a version is missing, or a file is not as CMS publishes it.
pub(super) fn releases(
    parts: Vec<Part>,
    options: &Options,
    progress: &dyn Progress,
    skipped: &mut Vec<Skipped>,
) -> Result<Vec<ReleaseContent>, ImportError> {
    let mut versions: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for part in parts {
        versions.entry(part.name.version.clone()).or_default().push(part);
    }
    let each = versions.into_iter().map(|(version, parts)| {
        let parts = distinct(parts, skipped)?;
        check_complete(&version, &parts)?;
        release(parts, options, progress)
    });
    each.collect()
}

/// One file for each part, text before workbook; those left out are added to `skipped`.
fn distinct(mut parts: Vec<Part>, skipped: &mut Vec<Skipped>) -> Result<Vec<Part>, ImportError> {
    parts.sort_by_key(|part| (part.name.part, part.form));
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        let reason = match kept.last() {
            Some(first) if first.name.part == part.name.part => {
                if first.form != part.form {
                    format!(
                        "the workbook form of {}, which is read; the two were not compared",
                        first.file.name
                    )
                } else if first.file.bytes == part.file.bytes {
                    format!("repeats {}", first.file.name)
                } else {
                    return Err(two_of(&first.file.name, &part.file.name));
                }
            }
            Some(_) | None => {
                kept.push(part);
                continue;
            }
        };
        skipped.push(Skipped { file: part.file.name, reason });
    }
    Ok(kept)
}

/// Refuses a part of a release: the edits of the other files would be taken for none.
fn check_complete(version: &str, parts: &[Part]) -> Result<(), ImportError> {
    let is_missing = |number: &&u8| parts.iter().all(|part| part.name.part != **number);
    let missing: Vec<String> =
        PARTS.iter().filter(is_missing).map(|number| format!("ccipra-{version}-f{number}")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let found: Vec<&str> = parts.iter().map(|part| part.file.name.as_str()).collect();
    Err(ImportError::Incomplete { found: found.join(", "), missing: missing.join(", ") })
}

fn release(
    parts: Vec<Part>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<ReleaseContent, ImportError> {
    let names: Vec<&str> = parts.iter().map(|part| part.file.name.as_str()).collect();
    let quarter = parts.first().and_then(|part| part.name.quarter);
    let (label, effective_from) = of_edits(EditKind::Ptp, &names.join(", "), quarter, options)?;
    let (files, parts): (Vec<_>, Vec<_>) = read_all(parts, &label, progress)?.into_iter().unzip();
    let table = PtpRows::into_table(parts)
        .map_err(|error| fault_in(&label, Fault::of_file(format!("holds {error}"))))?;
    let tables = ReleaseTables::PtpEdits(EditTable::whole(table));
    Ok(ReleaseContent { label, effective_from, files, tables })
}

/// Reads the parts side by side.
fn read_all(
    parts: Vec<Part>,
    label: &str,
    progress: &dyn Progress,
) -> Result<Vec<(SourceFile, PtpRows)>, ImportError> {
    let bytes = parts.iter().map(|part| u64::try_from(part.file.bytes.len()).unwrap_or(0)).sum();
    progress.file_started(&format!("{label}: reading"), bytes);
    let read = std::thread::scope(|threads| {
        let readers: Vec<_> =
            parts.into_iter().map(|part| threads.spawn(move || read(part, progress))).collect();
        readers
            .into_iter()
            .map(|reader| reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    progress.file_finished();
    read
}

fn read(part: Part, progress: &dyn Progress) -> Result<(SourceFile, PtpRows), ImportError> {
    let (name, bytes) = (part.file.name.as_str(), part.file.bytes.as_slice());
    let read = match part.form {
        PtpForm::Text => ptp::read_text(name, bytes)?,
        PtpForm::Workbook => ptp::read_workbook(name, bytes)?,
    };
    let source = part.file.source(read.len(), None);
    progress.advanced(source.bytes);
    Ok((source, read))
}
