//! Reads CMS's files (zips, folders and single files) into complete, checked releases.
//!
//! A file is identified by its name and content ([`read_releases`]), and its columns by their headers. Every row is
//! checked against the other rows and against its own printed totals. This module does not use the database: the
//! caller stores a [`ReleaseContent`] completely or not at all.
//!
//! The steps of an import: `walk` finds bundles (an archive, or the loose files of a folder), `sources` reads them
//! within limits, `recognise` identifies each file, and the parser of its table reads it. The sheet of a workbook becomes
//! comma-separated text before that. `placing` finds the release of each file, `release` joins the tables, and `label` finds
//! the release's label and first day.

mod anes;
mod anesthesia_base;
mod aoc;
mod asp;
#[cfg(test)]
mod broken_edit_files_tests;
#[cfg(test)]
mod broken_files_tests;
pub mod checks;
mod clfs;
mod dmepos;
mod edit_label;
#[cfg(test)]
mod edit_layouts_tests;
mod error;
mod faults;
mod file_hints;
mod file_names;
#[cfg(test)]
mod fixture_files_tests;
mod formats;
mod gpci;
mod header;
mod in_parallel;
mod label;
mod law_file;
mod limits;
mod list_checks;
mod locality;
mod locco;
mod mue;
mod oppscap;
mod parsed;
pub mod payments;
mod placing;
mod pprrvu;
mod progress;
mod ptp;
mod ptp_release;
#[cfg(test)]
mod real_files_tests;
mod recognise;
#[cfg(test)]
mod refused_imports_tests;
mod release;
#[cfg(test)]
mod small_releases_tests;
mod sources;
mod table;
mod unique_rows;
mod walk;
mod workbook;
mod workbook_table;
#[cfg(test)]
mod workbook_tests;
mod zip5;

pub use error::{ImportError, Skipped};
pub use faults::{Fault, FaultGroup, FileFaults, MAX_LISTED_FAULTS};
pub use label::LONGEST_LABEL;
pub use list_checks::{is_suspicious_loss, list_remarks, list_rows};
pub use progress::{Bars, Progress, Silent};

use crate::schedule::content::{ReleaseContent, ReleaseKind};
use in_parallel::{cores, in_parallel};
use parsed::{ParsedBundle, parse_bundle};
use sources::Bundle;
use std::path::PathBuf;
use time::Date;
use walk::{BundlePath, bundle_paths};

/// What the operator says about the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The release's label if the files do not name it, such as `RVU20B`. It overrides the name of their archive or
    /// folder.
    pub release: Option<String>,
    /// The first day in force if the label does not say it, or a later day in the label's quarter.
    pub effective: Option<Date>,
    /// Keep every descriptor, because the operator has an AMA license. Otherwise only the descriptors of Level II
    /// codes are kept, because they are CMS's own.
    pub keep_descriptors: bool,
}

/// What was read.
#[derive(Debug)]
pub struct ImportedReleases {
    /// The releases, each complete.
    pub releases: Vec<ReleaseContent>,
    /// The files that were not loaded, and why.
    pub skipped: Vec<Skipped>,
}

/// Reads every release below the paths: zips, folders and single files.
///
/// The files of one zip are of one release, and so are the loose files of one folder. Several of them may make up one
/// release together, as do the four files of a quarter's PTP edits.
///
/// # Errors
/// If a file is not as CMS publishes it, if files do not agree on their release, or if there is nothing to import.
/// The caller should then store nothing.
pub fn read_releases(
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<ImportedReleases, ImportError> {
    let mut imported = ImportedReleases { releases: Vec::new(), skipped: Vec::new() };
    let (mut bundles, mut ptp_parts) = (Vec::new(), Vec::new());
    let mut paths = bundle_paths(paths)?;
    let is_alone = paths.len() == 1;
    while !paths.is_empty() {
        let next = paths.drain(..paths.len().min(cores()));
        let parse = |path| parse_path(path, options, is_alone, progress);
        let parsed: Result<Vec<_>, _> = in_parallel(next, parse).into_iter().collect();
        for mut bundle in parsed?.into_iter().flatten() {
            imported.skipped.append(&mut bundle.skipped);
            ptp_parts.append(&mut bundle.ptp_parts);
            bundles.push(bundle);
        }
    }
    let (releases, skipped) = release::assemble(bundles, options)?;
    imported.skipped.extend(skipped);
    let has_fee_schedule = releases.iter().any(is_fee_schedule);
    imported.add(releases)?;
    let options_of_lists = release::options_of_lists(options, has_fee_schedule);
    let (releases, skipped) = ptp_release::releases(ptp_parts, &options_of_lists, progress)?;
    imported.skipped.extend(skipped);
    imported.add(releases)?;
    if imported.releases.is_empty() {
        return Err(ImportError::NothingToImport { skipped: imported.skipped });
    }
    check_options(&imported.releases, &options_of_lists)?;
    Ok(imported)
}

/// Reads the bundles of a path. An error names the archive, unless the path is the only one.
fn parse_path(
    path: BundlePath,
    options: &Options,
    is_alone: bool,
    progress: &dyn Progress,
) -> Result<Vec<ParsedBundle>, ImportError> {
    let parse = |bundle: Bundle| {
        let archive = bundle.name.clone();
        let parsed = parse_bundle(bundle, options.keep_descriptors);
        parsed.map_err(|error| {
            if is_alone { error } else { ImportError::InArchive { archive, error: Box::new(error) } }
        })
    };
    sources::open(path, progress)?.into_iter().map(parse).collect()
}

fn is_fee_schedule(release: &ReleaseContent) -> bool {
    release.tables.kind() == ReleaseKind::FeeSchedule
}

impl ImportedReleases {
    /// Adds releases that are not there yet: an archive may be next to its own unpacked files.
    ///
    /// # Errors
    /// If two releases have one label and differ, because it would be chance which one is kept.
    fn add(&mut self, releases: Vec<ReleaseContent>) -> Result<(), ImportError> {
        for release in releases {
            match self.releases.iter().find(|other| other.label == release.label) {
                None => self.releases.push(release),
                Some(other)
                    if other.tables == release.tables && other.effective_from == release.effective_from =>
                {
                    let reason = format!("repeats {}", release.label);
                    let skipped = release.files.into_iter();
                    self.skipped
                        .extend(skipped.map(|file| Skipped { file: file.name, reason: reason.clone() }));
                }
                Some(other) => {
                    let problem = "have the same label but different content. Import only the one you want.";
                    return Err(disagreement(other, &release, problem));
                }
            }
        }
        Ok(())
    }
}

/// Refuses one label or one day for several releases.
fn check_options(releases: &[ReleaseContent], options: &Options) -> Result<(), ImportError> {
    match releases {
        [one, other, ..] if options.release.is_some() || options.effective.is_some() => Err(disagreement(
            one,
            other,
            "are two releases, but --release and --effective describe one. Import them one at a time.",
        )),
        [..] => Ok(()),
    }
}

fn disagreement(one: &ReleaseContent, other: &ReleaseContent, problem: &str) -> ImportError {
    let named = |release: &ReleaseContent| {
        let files: Vec<&str> = release.files.iter().map(|file| file.name.as_str()).collect();
        format!("{} ({})", release.label, files.join(", "))
    };
    ImportError::Disagreement { one: named(one), other: named(other), problem: problem.to_owned() }
}
