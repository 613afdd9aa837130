//! A snapshot: every loaded release in one file, which prices claims without a database.
//!
//! A snapshot is a zip archive that any zip program opens. It holds the folder `medpayiq-snapshot` with
//! `releases.csv`, `source_files.csv` and, for each release, a folder of its label with its tables as CSV. The
//! archive's comment names the format and has a SHA-256 of all bytes before it, so that a damaged or incomplete file is
//! refused.
//!
//! The columns are those of [`schedule::columns`](crate::schedule::columns).

mod archive;
mod csv_rows;
mod error;
mod manifest;
mod parallel;
mod ptp_csv;
mod seal;
#[cfg(test)]
mod snapshot_tests;
mod tables;
#[cfg(test)]
mod tiny_tests;

pub use csv_rows::{read_rows, write_rows};
pub use error::{SnapshotError, TableError};
pub use ptp_csv::{read_ptp_edits, write_ptp_edits};
pub use seal::FORMAT;

use crate::law::Law;
use crate::schedule::columns::TableRow;
use crate::schedule::content::ReleaseContent;
use crate::schedule::{LoadedRelease, Parts, Schedule};
use archive::{Members, MembersWriter};
use manifest::{FileRow, ReleaseRow, file_rows};
use parallel::in_parallel;
use seal::begins_as_snapshot;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// How much of a file is read to see whether it is a snapshot.
const HEAD_BYTES: u64 = 64;

/// The releases of a schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The releases, in the order in which they were written.
    pub releases: Vec<LoadedRelease>,
}

impl Snapshot {
    /// Reads a snapshot file.
    ///
    /// # Errors
    /// If the file cannot be read, is not a whole snapshot, or was written by a newer program.
    pub fn open(path: &Path) -> Result<Self, SnapshotError> {
        Self::from_bytes(&fs::read(path).map_err(SnapshotError::Unreadable)?)
    }

    /// Reads the bytes of a snapshot file.
    ///
    /// # Errors
    /// If they are not a whole snapshot, or were written by a newer program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let members = Members::open(bytes)?;
        let files: Vec<FileRow> = list(&members)?;
        let releases = in_parallel(list::<ReleaseRow>(&members)?, |row| {
            let tables = tables::read_tables(&members, &row)?;
            let own = files.iter().filter(|file| file.release == row.label);
            let files = own.map(|file| file.file.clone()).collect();
            let ReleaseRow { label, effective_from, is_extract, .. } = row;
            Ok(LoadedRelease { content: ReleaseContent { label, effective_from, files, tables }, is_extract })
        });
        Ok(Self { releases: releases.into_iter().collect::<Result<_, SnapshotError>>()? })
    }

    /// The bytes of a snapshot file. The same releases always make the same bytes.
    ///
    /// # Errors
    /// If a table cannot be written, which holds for none of the vocabulary's values.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut members = MembersWriter::new();
        let rows: Vec<ReleaseRow> = self.releases.iter().map(ReleaseRow::from).collect();
        members.add(&list_name::<ReleaseRow>(), &write_rows(&rows)?)?;
        members.add(&list_name::<FileRow>(), &write_rows(&file_rows(&self.releases))?)?;
        for release in &self.releases {
            tables::write_tables(&mut members, &release.content)?;
        }
        members.finish()
    }

    /// The schedule of the releases under a law, which the releases may amend.
    #[must_use]
    pub fn into_schedule(self, law: Law) -> Schedule {
        let mut parts = Parts::default();
        parts.extend(self.releases);
        Schedule::new(parts, law)
    }

    /// Writes a snapshot file: whole, or not at all. A snapshot of the same name is replaced.
    ///
    /// # Errors
    /// If another kind of file has the name, or the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), SnapshotError> {
        check_may_replace(path)?;
        let bytes = self.to_bytes()?;
        write_whole(path, &bytes).map_err(SnapshotError::Unwritable)
    }
}

/// `releases.csv`.
fn list_name<T: TableRow>() -> String {
    format!("{}.csv", T::TABLE)
}

fn list<T: TableRow>(members: &Members<'_>) -> Result<Vec<T>, SnapshotError> {
    let name = list_name::<T>();
    let text = members.read(&name)?;
    let text = text.ok_or_else(|| SnapshotError::Archive(format!("{name} is missing")))?;
    Ok(read_rows(&name, &text)?)
}

/// Refuses a name that a file of another kind has.
fn check_may_replace(path: &Path) -> Result<(), SnapshotError> {
    let mut head = Vec::new();
    match File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) if begins_as_snapshot(&head) => Ok(()),
        Ok(_) => Err(SnapshotError::Occupied),
        Err(error) => Err(SnapshotError::Unwritable(error)),
    }
}

/// Writes beside the file and renames, so that a reader finds the old content or the new, never a part.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = File::create_new(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let written = written.and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // The first failure is the one to report.
        _ = fs::remove_file(&part);
    }
    written
}
