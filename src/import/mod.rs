//! CMS's files to checked values: zips, folders and single files in, whole releases out.
//!
//! What a file is, is told by its name and content ([`read_releases`]); columns are found by their headers; every row
//! is checked against the others and against what it prints of itself. Nothing here knows a database: the
//! caller stores a [`ReleaseContent`] whole or not at all.
//!
//! The road of one import: `walk` finds bundles (an archive, or the loose files of a folder), `sources`
//! reads them within limits, `recognise` names each file, one parser a table reads it, `release` puts the tables
//! together, and `label` says which release they are.

mod anes;
mod anesthesia_base;
mod aoc;
#[cfg(test)]
mod broken_edit_files_tests;
#[cfg(test)]
mod broken_files_tests;
pub mod checks;
mod edit_label;
mod error;
mod file_names;
#[cfg(test)]
mod fixture_files_tests;
mod formats;
mod gpci;
mod header;
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
mod walk;
mod workbook;
mod zip5;

pub use error::{Fault, FileFaults, ImportError, MAX_LISTED_FAULTS, Skipped};
pub use label::LONGEST_LABEL;
pub use list_checks::{is_suspicious_loss, list_remarks, list_rows};
pub use progress::{Bars, Progress, Silent};

use crate::schedule::content::ReleaseContent;
use std::path::PathBuf;
use time::Date;
use walk::bundle_paths;

/// What the operator says about the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The release's label where the files do not tell, such as `RVU20B`; it overrules the name of their archive or
    /// folder.
    pub release: Option<String>,
    /// The first day in force where the label does not tell, or a later one of the label's quarter.
    pub effective: Option<Date>,
    /// Keep every descriptor: the operator holds a licence of the AMA. Otherwise only those of Level II
    /// codes are kept, which are CMS's own.
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
/// The files of one zip make one release, and so do the loose files of one folder; the four files of a quarter's PTP
/// edits make one wherever they are.
///
/// # Errors
/// At the first file that is not as CMS publishes it, when files do not agree on their release, and when
/// there is nothing to import. Nothing should be stored then.
pub fn read_releases(
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<ImportedReleases, ImportError> {
    let mut imported = ImportedReleases { releases: Vec::new(), skipped: Vec::new() };
    let mut ptp_parts = Vec::new();
    let paths = bundle_paths(paths)?;
    let is_alone = paths.len() == 1;
    for path in paths {
        for bundle in sources::open(path, progress)? {
            let name = bundle.name.clone();
            let in_archive = |error| {
                if is_alone {
                    error
                } else {
                    ImportError::InArchive { archive: name.clone(), error: Box::new(error) }
                }
            };
            let parsed = parsed::parse_bundle(bundle, options.keep_descriptors).map_err(in_archive)?;
            imported.skipped.extend(parsed.skipped);
            ptp_parts.extend(parsed.ptp_parts);
            let releases = release::assemble(&name, parsed.files, options).map_err(in_archive)?;
            imported.add(releases)?;
        }
    }
    let (releases, skipped) = ptp_release::releases(ptp_parts, options, progress)?;
    imported.skipped.extend(skipped);
    imported.add(releases)?;
    if imported.releases.is_empty() {
        return Err(ImportError::NothingToImport { skipped: imported.skipped });
    }
    check_options(&imported.releases, options)?;
    Ok(imported)
}

impl ImportedReleases {
    /// Adds releases that are not there yet: an archive may be next to its own unpacked files.
    ///
    /// # Errors
    /// If two releases of one label differ: which of them stayed would be chance.
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
                    let problem = "are of one release and differ: import the one you mean";
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
            "are two releases, and --release and --effective speak of one: import them one by one",
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
