//! CMS's files to checked values: zips, folders and single files in, whole releases out.
//!
//! What a file is, is told by its name and content ([`read`]); columns are found by their headers; every row
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
#[cfg(test)]
mod fixture_files_tests;
mod gpci;
mod header;
mod label;
mod law_file;
mod list_checks;
mod locality;
mod locco;
mod mue;
mod oppscap;
mod parsed;
pub mod payments;
mod pprrvu;
mod pprrvu_checks;
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
use sources::{Bundle, Opener};
use std::path::PathBuf;
use time::Date;
use walk::places;

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
pub struct Reading {
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
pub fn read(paths: &[PathBuf], options: &Options, progress: &dyn Progress) -> Result<Reading, ImportError> {
    let mut opener = Opener { progress, skipped: Vec::new() };
    let mut releases: Vec<ReleaseContent> = Vec::new();
    let mut parts = Vec::new();
    let places = places(paths)?;
    let alone = places.len() == 1;
    for place in places {
        for bundle in opener.open(place)? {
            let name = bundle.name.clone();
            let read = read_bundle(bundle, options, &mut opener.skipped, &mut parts).map_err(|error| {
                if alone { error } else { ImportError::InArchive { archive: name, error: Box::new(error) } }
            })?;
            add(&mut releases, read, &mut opener.skipped)?;
        }
    }
    let read = ptp_release::releases(parts, options, progress, &mut opener.skipped)?;
    add(&mut releases, read, &mut opener.skipped)?;
    if releases.is_empty() {
        return Err(ImportError::NothingToImport { skipped: opener.skipped });
    }
    check_options(&releases, options)?;
    Ok(Reading { releases, skipped: opener.skipped })
}

fn read_bundle(
    bundle: Bundle,
    options: &Options,
    skipped: &mut Vec<Skipped>,
    parts: &mut Vec<ptp_release::Part>,
) -> Result<Vec<ReleaseContent>, ImportError> {
    let name = bundle.name.clone();
    let files = parsed::read_bundle(bundle, options.keep_descriptors, skipped, parts)?;
    release::assemble(&name, files, options)
}

/// Adds releases, but for those that are there already: an archive may lie beside its own unpacked files.
///
/// # Errors
/// When two releases of one label differ: which of them would stay is chance.
fn add(
    releases: &mut Vec<ReleaseContent>,
    read: Vec<ReleaseContent>,
    skipped: &mut Vec<Skipped>,
) -> Result<(), ImportError> {
    for release in read {
        match releases.iter().find(|other| other.label == release.label) {
            None => releases.push(release),
            Some(other)
                if other.tables == release.tables && other.effective_from == release.effective_from =>
            {
                let reason = format!("repeats {}", release.label);
                skipped.extend(
                    release.files.into_iter().map(|file| Skipped { file: file.name, reason: reason.clone() }),
                );
            }
            Some(other) => {
                return Err(disagreement(
                    other,
                    &release,
                    "are of one release and differ: import the one you mean",
                ));
            }
        }
    }
    Ok(())
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
