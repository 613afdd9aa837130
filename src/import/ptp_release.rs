//! Joins the four files of a quarter's PTP edits, each in its own archive, into one release.

use super::Options;
use super::edit_label::{PtpName, of_edits};
use super::error::{Fault, ImportError, Skipped, fault_in};
use super::formats::PtpForm;
use super::in_parallel::in_parallel;
use super::progress::Progress;
use super::ptp;
use super::sources::SourceBytes;
use crate::edits::{PtpRows, PtpTable};
use crate::schedule::content::{EditTable, ReleaseContent, ReleaseTables, SourceFile};
use std::collections::BTreeMap;

/// How many files CMS cuts a quarter's edits into.
const PARTS: [u8; 4] = [1, 2, 3, 4];

/// A file of PTP edits, not yet read.
#[derive(Debug)]
pub(super) struct PtpPart {
    form: PtpForm,
    name: PtpName,
    file: SourceBytes,
}

impl PtpPart {
    /// A file of PTP edits. Its name must say which of the four it is.
    pub(super) fn new(form: PtpForm, file: SourceBytes) -> Result<Self, ImportError> {
        let name = PtpName::of_file(&file.name).filter(|name| PARTS.contains(&name.part));
        let name = name.ok_or_else(|| ImportError::UnknownRelease {
            files: file.name.clone(),
            problem: "holds PTP edits, but its name does not say which. Only Medicare's edits for practitioners belong here, \
                      not those for hospitals or Medicaid. If it has them, use CMS's name, which says which of the quarter's \
                      four files it is, such as ccipra-v302r0-f1.txt."
                .to_owned(),
        })?;
        Ok(Self { form, name, file })
    }
}

/// Returns one release for each version among the parts, and the files that were left out.
///
/// # Errors
/// If a part of a version is missing, or a file is not as CMS publishes it.
pub(super) fn releases(
    parts: Vec<PtpPart>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<(Vec<ReleaseContent>, Vec<Skipped>), ImportError> {
    let mut versions: BTreeMap<String, Vec<PtpPart>> = BTreeMap::new();
    for part in parts {
        versions.entry(part.name.version.clone()).or_default().push(part);
    }
    let (mut releases, mut skipped) = (Vec::new(), Vec::new());
    for (version, parts) in versions {
        let (parts, repeated) = distinct(parts)?;
        skipped.extend(repeated);
        check_complete(&version, &parts)?;
        releases.push(release(parts, options, progress)?);
    }
    Ok((releases, skipped))
}

/// One file for each part, text before workbook, and the files left out.
fn distinct(mut parts: Vec<PtpPart>) -> Result<(Vec<PtpPart>, Vec<Skipped>), ImportError> {
    parts.sort_by_key(|part| (part.name.part, part.form));
    let (mut kept, mut skipped): (Vec<PtpPart>, Vec<Skipped>) = (Vec::new(), Vec::new());
    for part in parts {
        let reason = match kept.last() {
            Some(first) if first.name.part == part.name.part => {
                if first.form != part.form {
                    format!(
                        "the workbook form of {}, which was read instead; the two were not compared",
                        first.file.name
                    )
                } else if first.file.bytes == part.file.bytes {
                    format!("repeats {}", first.file.name)
                } else {
                    return Err(ImportError::two_of(&first.file.name, &part.file.name));
                }
            }
            Some(_) | None => {
                kept.push(part);
                continue;
            }
        };
        skipped.push(Skipped { file: part.file.name, reason });
    }
    Ok((kept, skipped))
}

/// Refuses an incomplete release, because the edits of a missing file would not apply.
fn check_complete(version: &str, parts: &[PtpPart]) -> Result<(), ImportError> {
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
    parts: Vec<PtpPart>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<ReleaseContent, ImportError> {
    let names: Vec<&str> = parts.iter().map(|part| part.file.name.as_str()).collect();
    let quarter = parts.first().and_then(|part| part.name.quarter);
    let (label, effective_from) = of_edits("PTP", &names.join(", "), quarter, options)?;
    let (files, parts): (Vec<_>, Vec<_>) = read_all(parts, &label, progress)?.into_iter().unzip();
    let table = PtpTable::of_rows(parts)
        .map_err(|error| fault_in(&label, Fault::of_file(format!("holds {error}"))))?;
    let tables = ReleaseTables::PtpEdits(EditTable::whole(table));
    Ok(ReleaseContent { label, effective_from, files, tables })
}

/// Reads the parts in parallel.
fn read_all(
    parts: Vec<PtpPart>,
    label: &str,
    progress: &dyn Progress,
) -> Result<Vec<(SourceFile, PtpRows)>, ImportError> {
    let bytes = parts.iter().map(|part| u64::try_from(part.file.bytes.len()).unwrap_or(0)).sum();
    progress.file_started(&format!("{label}: reading"), bytes);
    let read = in_parallel(parts, |part| read_part(part, progress));
    progress.file_finished();
    read.into_iter().collect()
}

fn read_part(part: PtpPart, progress: &dyn Progress) -> Result<(SourceFile, PtpRows), ImportError> {
    let (name, bytes) = (part.file.name.as_str(), part.file.bytes.as_slice());
    let read = match part.form {
        PtpForm::Text => ptp::read_ptp_text(name, bytes)?,
        PtpForm::Workbook => ptp::read_ptp_workbook(name, bytes)?,
    };
    let source = part.file.source(read.len(), None);
    progress.advanced(source.bytes);
    Ok((source, read))
}
