//! Where an estimate's figures come from: the database, a snapshot, or CMS's own files.

use crate::commands::error::AnyError;
use crate::import::{Bars, ImportError, Options, read_releases};
use crate::law::{Law, LawFaults};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::schedule::{LoadedRelease, Schedule};
use crate::snapshot::Snapshot;
use crate::starter;
use clap::Args;
use std::path::{Path, PathBuf};

/// The figures to price from. Without an option they are those of the database.
#[derive(Args, Debug, Default)]
pub(in crate::commands) struct Figures {
    /// Price from a snapshot that `medpayiq snapshot` wrote, without a database.
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub(super) snapshot: Option<PathBuf>,
    /// Price from CMS's zips, folders or single files, without a database. The starter data fills what they lack.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(super) files: Vec<PathBuf>,
}

impl Figures {
    /// The schedule of a snapshot or of files, or `None` if the database has it.
    ///
    /// # Errors
    /// If the snapshot or a file cannot be read.
    pub(in crate::commands) fn schedule(&self) -> Result<Option<Schedule>, AnyError> {
        match (&self.snapshot, self.files.as_slice()) {
            (Some(snapshot), _) => of_snapshot(snapshot).map(Some),
            (None, []) => Ok(None),
            (None, files) => of_files(files).map(Some),
        }
    }
}

fn of_snapshot(path: &Path) -> Result<Schedule, AnyError> {
    let snapshot = Snapshot::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let schedule = snapshot.into_schedule(Law::shipped()?);
    for (label, faults) in schedule.unread_laws() {
        tracing::warn!(label, %faults, "this program cannot read a file of the law in the snapshot, which is left out");
    }
    Ok(schedule)
}

/// The schedule that a new database would have after an import of the files.
fn of_files(paths: &[PathBuf]) -> Result<Schedule, AnyError> {
    let imported = read_releases(paths, &Options::default(), &Bars::default()).map_err(as_advice)?;
    check_laws(&imported.releases)?;
    let mut releases = starter::loaded()?;
    for content in imported.releases {
        if lacks_services(&content) {
            return Err(in_one_folder(&content.label));
        }
        releases.retain(|starter| starter.content.label != content.label);
        releases.push(LoadedRelease { content, is_extract: false });
    }
    Ok(Snapshot { releases }.into_schedule(Law::shipped()?))
}

/// Refuses files of the law that contradict the program's law or each other, as an import does.
fn check_laws(releases: &[ReleaseContent]) -> Result<(), LawFaults> {
    let mut law = Law::shipped()?;
    for release in releases {
        if let ReleaseTables::Law(amendment) = &release.tables {
            law = law.with(amendment)?;
        }
    }
    Ok(())
}

/// Whether a fee schedule came without its relative values.
fn lacks_services(content: &ReleaseContent) -> bool {
    matches!(&content.tables, ReleaseTables::FeeSchedule(tables) if tables.services.is_empty())
}

fn in_one_folder(files: &str) -> AnyError {
    format!(
        "{files} has no relative values. Put the files of one release into one folder or zip, and give that to --files."
    )
    .into()
}

/// An import's error. The options that it advises for a release without a name are not those of an estimate.
fn as_advice(error: ImportError) -> AnyError {
    match error {
        ImportError::UnknownRelease { files, .. } => format!(
            "{files}: the names do not say which release this is. Put the files of one release into one folder or zip \
             with the release's name, such as rvu25d, and give that to --files."
        )
        .into(),
        error @ ImportError::NothingToImport { .. } => {
            error.to_string().replacen("nothing to import: ", "No figures in the files of --files: ", 1).into()
        }
        other @ (ImportError::Unreadable { .. }
        | ImportError::TooLarge { .. }
        | ImportError::WebPage { .. }
        | ImportError::NotAZip { .. }
        | ImportError::Encrypted { .. }
        | ImportError::NotWhatItsNameSays { .. }
        | ImportError::Faults(_)
        | ImportError::Disagreement { .. }
        | ImportError::Incomplete { .. }
        | ImportError::InArchive { .. }
) => other.into(),
    }
}
