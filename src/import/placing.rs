//! Finds the release that each file belongs to. The files of a release may come from several zips and folders.

use super::Options;
use super::error::{ImportError, Skipped};
use super::file_hints::{hints_of, is_qualifying};
use super::formats::CmsTable;
use super::label::{Hint, disagree, label_of};
use super::parsed::{ParsedBundle, ParsedFile};

/// The files of one release.
#[derive(Debug)]
pub(super) struct ReleaseFiles {
    /// The name of the first archive or folder, which often names the release.
    pub(super) bundle: String,
    label: Option<String>,
    pub(super) files: Vec<ParsedFile>,
}

impl ReleaseFiles {
    fn hints(&self) -> Vec<Hint> {
        self.files.iter().flat_map(hints_of).collect()
    }
}

/// Groups the fee schedule files of bundles into releases.
///
/// `--release` makes all of them one release. Otherwise the files of a bundle are of the release that its name or one of
/// its files states. A file of a bundle without such a name belongs to the only release of the command that it can
/// belong to: `GPCI2026.csv` to `rvu26c.zip`.
///
/// # Errors
/// If a file could belong to several releases.
pub(super) fn place(bundles: Vec<ParsedBundle>, options: &Options) -> Result<Vec<ReleaseFiles>, ImportError> {
    let mut releases: Vec<ReleaseFiles> = Vec::new();
    let mut unplaced: Vec<(String, ParsedFile)> = Vec::new();
    for ParsedBundle { name, files, .. } in bundles.into_iter().filter(|bundle| !bundle.files.is_empty()) {
        let hints: Vec<Hint> = files.iter().flat_map(hints_of).collect();
        let Some(label) = label_of(options, &name, &hints) else {
            unplaced.extend(files.into_iter().map(|file| (name.clone(), file)));
            continue;
        };
        match releases.iter_mut().find(|release| release.label.as_ref() == Some(&label)) {
            Some(release) => release.files.extend(files),
            None => releases.push(ReleaseFiles { bundle: name, label: Some(label), files }),
        }
    }
    if releases.is_empty() && !unplaced.is_empty() {
        let bundle = unplaced.first().map(|(name, _)| name.clone()).unwrap_or_default();
        let files = unplaced.into_iter().map(|(_, file)| file).collect();
        return Ok(vec![ReleaseFiles { bundle, label: None, files }]);
    }
    for (bundle, file) in unplaced {
        place_file(&mut releases, bundle, file)?;
    }
    Ok(releases)
}

fn place_file(releases: &mut Vec<ReleaseFiles>, bundle: String, file: ParsedFile) -> Result<(), ImportError> {
    let hints = hints_of(&file);
    let mut possible = releases.iter_mut().filter(|release| !disagree(&hints, &release.hints()));
    match (possible.next(), possible.next()) {
        (Some(only), None) => only.files.push(file),
        (Some(one), Some(other)) => {
            let labels = [one.label.as_deref(), other.label.as_deref()].map(Option::unwrap_or_default);
            let problem = format!(
                "could belong to {}. Put it in the folder of its release, or import one release at a time.",
                labels.join(" or to ")
            );
            return Err(ImportError::UnknownRelease { files: file.source.name, problem });
        }
        (None, _) => releases.push(ReleaseFiles { bundle, label: None, files: vec![file] }),
    }
    Ok(())
}

/// Leaves out files that repeat another of the same table. Of several forms of a table the best is kept, and the others
/// are compared with it.
///
/// # Errors
/// If a file that is the only one of its table has a fault.
pub(super) fn distinct(mut files: Vec<ParsedFile>) -> Result<(Vec<ParsedFile>, Vec<Skipped>), ImportError> {
    files.sort_by_key(|file| file.form);
    let (mut kept, mut skipped): (Vec<ParsedFile>, Vec<Skipped>) = (Vec::new(), Vec::new());
    for file in files {
        let twins: Vec<&ParsedFile> = kept.iter().filter(|other| is_same_table(&file, other)).collect();
        match (reason_to_leave_out(&file, &twins), file.parsed) {
            (Some(reason), _) => skipped.push(Skipped { file: file.source.name, reason }),
            (None, Err(error)) => return Err(error),
            (None, Ok(parsed)) => kept.push(ParsedFile { parsed: Ok(parsed), ..file }),
        }
    }
    Ok((kept, skipped))
}

/// From 2026 a release has two relative value files, and their names say which is which.
fn is_same_table(one: &ParsedFile, other: &ParsedFile) -> bool {
    let qualifying = |file: &ParsedFile| {
        (file.table == CmsTable::Services).then(|| is_qualifying(&file.source.name)).flatten()
    };
    let differ = qualifying(one).zip(qualifying(other)).is_some_and(|(one, other)| one != other);
    one.table == other.table && !differ
}

/// Why a file is not loaded, given the files of its table that are; `None` if it is loaded.
fn reason_to_leave_out(file: &ParsedFile, twins: &[&ParsedFile]) -> Option<String> {
    if let Ok(parsed) = &file.parsed {
        let repeats = |twin: &&&ParsedFile| twin.parsed.as_ref().is_ok_and(|twin| twin.agrees_with(parsed));
        if let Some(twin) = twins.iter().find(repeats) {
            let has_same_name = twin.source.name == file.source.name;
            return Some(format!("repeats {}", if has_same_name { &twin.place } else { &twin.source.name }));
        }
    }
    let better = twins.iter().filter(|twin| twin.form < file.form);
    let names: Vec<&str> = better.map(|twin| twin.source.name.as_str()).collect();
    let names = if names.is_empty() { return None } else { names.join(" and ") };
    Some(match &file.parsed {
        Ok(_) => format!("does NOT agree with {names}, which was loaded"),
        Err(error) => format!("cannot be compared with {names}, which was loaded ({error})"),
    })
}
