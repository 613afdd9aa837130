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
pub(super) struct Members<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    most_bytes: u64,
}

impl<'a> Members<'a> {
    /// The members of a whole snapshot.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, SnapshotError> {
        check_seal(bytes)?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        Ok(Self { archive, most_bytes: MOST_MEMBER_BYTES })
    }

    /// The names of members in a folder, in alphabetical order.
    pub(super) fn names_in(&self, folder: &str) -> Vec<String> {
        let begin = format!("{FOLDER}{folder}/");
        let names = self.archive.file_names().flatten().filter(|name| name.starts_with(&begin));
        let mut names: Vec<String> =
            names.filter_map(|name| name.strip_prefix(FOLDER).map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// The content of a member, or `None` if there is none of this name.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SnapshotError> {
        let mut archive = self.archive.clone();
        let member = match archive.by_name(&format!("{FOLDER}{name}")) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(unreadable(&error)),
        };
        // The size that the file claims is not trusted.
        let mut content = Vec::new();
        let read = member.take(self.most_bytes.saturating_add(1)).read_to_end(&mut content);
        read.map_err(|error| SnapshotError::Archive(error.to_string()))?;
        check_size(name, &content, self.most_bytes)?;
        Ok(Some(content))
    }
}

fn check_size(name: &str, content: &[u8], most_bytes: u64) -> Result<(), SnapshotError> {
    let is_too_large = u64::try_from(content.len()).is_ok_and(|bytes| bytes > most_bytes);
    if is_too_large { Err(SnapshotError::TooLarge { name: name.to_owned(), most_bytes }) } else { Ok(()) }
}

fn unreadable(error: &ZipError) -> SnapshotError {
    SnapshotError::Archive(error.to_string())
}

/// Writes the members of a snapshot.
pub(super) struct MembersWriter {
    archive: ZipWriter<Cursor<Vec<u8>>>,
    most_bytes: u64,
}

impl MembersWriter {
    pub(super) fn new() -> Self {
        Self { archive: ZipWriter::new(Cursor::new(Vec::new())), most_bytes: MOST_MEMBER_BYTES }
    }

    /// Adds a member. Its time is fixed, so that a schedule always makes the same bytes.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), SnapshotError> {
        check_size(name, content, self.most_bytes)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.archive.start_file(format!("{FOLDER}{name}"), options).map_err(|error| unreadable(&error))?;
        self.archive.write_all(content).map_err(SnapshotError::Unwritable)
    }

    /// The whole snapshot.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, SnapshotError> {
        let comment = unsealed_comment().into_bytes().into_boxed_slice();
        self.archive.set_raw_comment(comment).map_err(|error| unreadable(&error))?;
        let mut bytes = self.archive.finish().map_err(|error| unreadable(&error))?.into_inner();
        seal(&mut bytes);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A snapshot with a member of so many bytes, written under a limit of ten.
    fn written(bytes: usize) -> Result<Vec<u8>, SnapshotError> {
        let mut writer = MembersWriter { most_bytes: 10, ..MembersWriter::new() };
        writer.add("RVU25A/service_rows.csv", &vec![b'x'; bytes])?;
        writer.finish()
    }

    #[test]
    fn a_member_that_is_too_large_is_neither_written_nor_read() {
        let bytes = written(10).unwrap();
        let read = |most_bytes| {
            let members = Members { most_bytes, ..Members::open(&bytes).unwrap() };
            members.read("RVU25A/service_rows.csv").map(Option::unwrap)
        };
        assert_eq!(read(10).unwrap(), [b'x'; 10]);
        let said = "has a table of more than 10 bytes: RVU25A/service_rows.csv. This program neither reads nor writes one.";
        assert_eq!(written(11).unwrap_err().to_string(), said);
        assert_eq!(read(9).unwrap_err().to_string(), said.replace("10", "9"));
    }
}
