//! The zip archive of a snapshot: its members by name.

use super::SnapshotError;
use super::seal::{FOLDER, check_seal, seal, unsealed_comment};
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most that one member holds: some ten times the largest.
const MOST_MEMBER_BYTES: u64 = 256 * 1024 * 1024;

/// The members of a snapshot, read one by one; threads share it.
pub(super) struct Members<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Members<'a> {
    /// The members of a whole snapshot.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, SnapshotError> {
        check_seal(bytes)?;
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|error| unreadable(&error))
    }

    /// The names of members in a folder, in alphabetical order.
    pub(super) fn names_in(&self, folder: &str) -> Vec<String> {
        let begin = format!("{FOLDER}{folder}/");
        let names = self.0.file_names().flatten().filter(|name| name.starts_with(&begin));
        let mut names: Vec<String> =
            names.filter_map(|name| name.strip_prefix(FOLDER).map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// The content of a member, or `None` if there is none of this name.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SnapshotError> {
        let mut archive = self.0.clone();
        let member = match archive.by_name(&format!("{FOLDER}{name}")) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(unreadable(&error)),
        };
        let mut content = Vec::with_capacity(usize::try_from(member.size()).unwrap_or(0));
        let read = member.take(MOST_MEMBER_BYTES).read_to_end(&mut content);
        read.map_err(|error| SnapshotError::Archive(error.to_string()))?;
        Ok(Some(content))
    }
}

fn unreadable(error: &ZipError) -> SnapshotError {
    SnapshotError::Archive(error.to_string())
}

/// Writes the members of a snapshot.
pub(super) struct MembersWriter(ZipWriter<Cursor<Vec<u8>>>);

impl MembersWriter {
    pub(super) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a member. Its time is fixed, so that a schedule always makes the same bytes.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), SnapshotError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.0.start_file(format!("{FOLDER}{name}"), options).map_err(|error| unreadable(&error))?;
        self.0.write_all(content).map_err(SnapshotError::Unwritable)
    }

    /// The whole snapshot.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, SnapshotError> {
        let comment = unsealed_comment().into_bytes().into_boxed_slice();
        self.0.set_raw_comment(comment).map_err(|error| unreadable(&error))?;
        let mut bytes = self.0.finish().map_err(|error| unreadable(&error))?.into_inner();
        seal(&mut bytes);
        Ok(bytes)
    }
}
