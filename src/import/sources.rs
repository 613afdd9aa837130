//! Files and archives opened and read into memory, every size bounded.

use super::error::{ImportError, Skipped};
use super::progress::{Progress, Silent};
use super::recognise::{Found, found_by_name, is_web_page, reason_to_skip};
use super::walk::Place;
use crate::schedule::content::{ScheduleTable, SourceFile};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// The largest file that is read: over ten times the largest table of CMS's releases (ZIP5, 3.5 MB).
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The largest file of PTP edits: five times a quarter's largest of the four.
const MAX_PTP_BYTES: u64 = 256 * 1024 * 1024;
/// The largest part of a workbook of PTP edits: some ten times the text.
const MAX_PTP_SHEET_BYTES: u64 = 1024 * 1024 * 1024;
/// The most that all files of one archive may hold: some thirty releases' worth.
const MAX_ARCHIVE_BYTES: u64 = 512 * 1024 * 1024;
/// The most files of one archive or walk: CMS's archives hold about twenty.
pub(super) const MAX_FILES: usize = 10_000;
/// How deep folders, and archives in archives, are followed: deeper is a loop or a trap.
pub(super) const MAX_DEPTH: usize = 8;
/// The largest file of payment amounts: a year's PFALL has a million lines of 132 bytes.
const MAX_PAYMENT_BYTES: u64 = 512 * 1024 * 1024;
/// How much is read between two reports of progress.
const CHUNK_BYTES: usize = 64 * 1024;

/// A file in memory.
#[derive(Clone, Debug)]
pub(super) struct SourceBytes {
    /// Its name, without folders.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl SourceBytes {
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.bytes))
    }

    /// The file as a release's source, with how many rows were read from it, and which table they are.
    pub(super) fn source(&self, rows: usize, table: Option<ScheduleTable>) -> SourceFile {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        SourceFile {
            name: self.name.clone(),
            sha256: self.sha256(),
            bytes: count(self.bytes.len()),
            rows: count(rows),
            table,
        }
    }
}

/// Files that belong together: those of one archive, or the loose ones of one folder.
#[derive(Debug)]
pub(super) struct Bundle {
    /// The archive's or folder's name, which often tells the release.
    pub(super) name: String,
    pub(super) files: Vec<SourceBytes>,
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

pub(super) fn is_zip(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".zip")
}

pub(super) fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError {
    let file = path.display().to_string();
    move |source| ImportError::Unreadable { file, source }
}

/// Refuses more than a limit.
pub(super) fn limit(
    path: &Path,
    what: &str,
    found: usize,
    most: usize,
    reason: &'static str,
) -> Result<(), ImportError> {
    if found <= most {
        return Ok(());
    }
    Err(ImportError::TooLarge {
        file: path.display().to_string(),
        found: format!("{found} {what}"),
        limit: most.to_string(),
        reason,
    })
}

/// Reads bundles, passing over files that need not be opened.
pub(super) struct Opener<'a> {
    pub(super) progress: &'a dyn Progress,
    pub(super) skipped: Vec<Skipped>,
}

impl Opener<'_> {
    /// The bundles of a place: an archive may hold further archives.
    pub(super) fn open(&mut self, place: Place) -> Result<Vec<Bundle>, ImportError> {
        match place {
            Place::Loose(name, paths) => {
                let mut files = Vec::new();
                for path in paths {
                    let file = File::open(&path).map_err(unreadable(&path))?;
                    let size = file.metadata().map_err(unreadable(&path))?.len();
                    files.extend(self.read(&name_of(&path), size, file)?);
                }
                Ok(vec![Bundle { name, files }])
            }
            Place::Archive(path) => {
                let mut file = File::open(&path).map_err(unreadable(&path))?;
                check_head(&path, &mut file)?;
                self.open_archive(&name_of(&path), file, 0)
            }
        }
    }

    fn open_archive(
        &mut self,
        name: &str,
        source: impl Read + Seek,
        depth: usize,
    ) -> Result<Vec<Bundle>, ImportError> {
        limit(Path::new(name), "archives in archives", depth, MAX_DEPTH, "deeper is a trap")?;
        let mut archive = ZipArchive::new(source).map_err(|error| not_a_zip(name, &error))?;
        limit(Path::new(name), "files", archive.len(), MAX_FILES, "far more than CMS publishes in a year")?;
        let mut bundles = Vec::new();
        let mut files = Vec::new();
        let mut total: u64 = 0;
        for index in 0..archive.len() {
            let Some(file) = self.member(name, &mut archive, index)? else { continue };
            total += u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
            check_bytes(name, total, MAX_ARCHIVE_BYTES, "far more than CMS's archives hold unpacked")?;
            if is_zip(&file.name) {
                check_archive_head(&file.name, &file.bytes)?;
                bundles.extend(self.open_archive(&file.name, Cursor::new(file.bytes), depth + 1)?);
            } else {
                files.push(file);
            }
        }
        bundles.insert(0, Bundle { name: name.to_owned(), files });
        Ok(bundles)
    }

    fn member<R: Read + Seek>(
        &mut self,
        archive_name: &str,
        archive: &mut ZipArchive<R>,
        index: usize,
    ) -> Result<Option<SourceBytes>, ImportError> {
        let Some(name) = member_name(archive_name, archive, index)? else { return Ok(None) };
        let member = archive.by_index(index).map_err(|error| not_a_zip(archive_name, &error))?;
        let size = member.size();
        self.read(&name, size, member)
    }

    /// Reads a file unless its name says that it holds no table.
    fn read(&mut self, name: &str, size: u64, source: impl Read) -> Result<Option<SourceBytes>, ImportError> {
        if let Some(reason) = reason_to_skip(name) {
            self.skipped.push(Skipped { file: name.to_owned(), reason });
            return Ok(None);
        }
        let most = match found_by_name(name) {
            Some(Found::PtpPart(_)) => MAX_PTP_BYTES,
            Some(Found::Table(_)) | None => MAX_FILE_BYTES,
        };
        if size > most && found_by_name(name).is_none() {
            let reason = format!("{size} bytes, far more than any table CMS publishes");
            self.skipped.push(Skipped { file: name.to_owned(), reason });
            return Ok(None);
        }
        check_bytes(name, size, most, "far more than any table CMS publishes")?;
        self.progress.file_started(name, size);
        let bytes = read_bounded(name, source, most, self.progress);
        self.progress.file_finished();
        Ok(Some(SourceBytes { name: name.to_owned(), bytes: bytes? }))
    }
}

/// The name of a file in an archive, without folders; `None` for a folder or a hidden file.
fn member_name<R: Read + Seek>(
    archive_name: &str,
    archive: &mut ZipArchive<R>,
    index: usize,
) -> Result<Option<String>, ImportError> {
    let damaged = |error: zip::result::ZipError| not_a_zip(archive_name, &error);
    let raw = archive.by_index_raw(index).map_err(damaged)?;
    let path = raw.name().map_err(damaged)?.into_owned();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    if raw.is_dir() || name.is_empty() || name.starts_with('.') {
        return Ok(None);
    }
    if raw.encrypted() {
        return Err(ImportError::Encrypted { file: archive_name.to_owned(), member: name });
    }
    Ok(Some(name))
}

fn check_head(path: &Path, file: &mut File) -> Result<(), ImportError> {
    let mut head = Vec::new();
    file.by_ref().take(1024).read_to_end(&mut head).map_err(unreadable(path))?;
    check_archive_head(&name_of(path), &head)?;
    file.rewind().map_err(unreadable(path))
}

fn check_archive_head(name: &str, head: &[u8]) -> Result<(), ImportError> {
    if is_web_page(head) {
        return Err(ImportError::WebPage { file: name.to_owned(), expected: "a zip archive" });
    }
    if head.is_empty() {
        return Err(ImportError::NotAZip { file: name.to_owned(), problem: "it is empty".to_owned() });
    }
    Ok(())
}

fn not_a_zip(name: &str, error: &zip::result::ZipError) -> ImportError {
    ImportError::NotAZip { file: name.to_owned(), problem: error.to_string() }
}

fn check_bytes(name: &str, found: u64, most: u64, reason: &'static str) -> Result<(), ImportError> {
    if found <= most {
        return Ok(());
    }
    Err(ImportError::TooLarge {
        file: name.to_owned(),
        found: format!("{found} bytes"),
        limit: format!("{most} bytes"),
        reason,
    })
}

/// Reads to the end, whatever size was announced, and no further than the limit.
fn read_bounded(
    name: &str,
    mut source: impl Read,
    most: u64,
    progress: &dyn Progress,
) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let unreadable = |source| ImportError::Unreadable { file: name.to_owned(), source };
        let count = source.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        check_bytes(name, length, most, "far more than CMS publishes in one file")?;
        progress.advanced(u64::try_from(count).unwrap_or(0));
    }
}

/// The text files of a zip, or the one file that a path is.
pub(super) fn payment_files(path: &Path) -> Result<Vec<SourceBytes>, ImportError> {
    let name = name_of(path);
    let mut file = File::open(path).map_err(unreadable(path))?;
    if !is_zip(&name) {
        let bytes = read_bounded(&name, file, MAX_PAYMENT_BYTES, &Silent)?;
        return Ok(vec![SourceBytes { name, bytes }]);
    }
    check_head(path, &mut file)?;
    let damaged = |error: zip::result::ZipError| not_a_zip(&name, &error);
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let Some(member) = member_name(&name, &mut archive, index)? else { continue };
        if member.to_ascii_lowercase().ends_with(".txt") {
            let source = archive.by_index(index).map_err(damaged)?;
            let bytes = read_bounded(&member, source, MAX_PAYMENT_BYTES, &Silent)?;
            files.push(SourceBytes { name: member, bytes });
        }
    }
    Ok(files)
}

/// Refuses a workbook, which is an archive, whose parts unpack to more than a table ever holds.
pub(super) fn check_unpacked(name: &str, bytes: &[u8]) -> Result<(), ImportError> {
    check_parts(name, bytes, MAX_FILE_BYTES)
}

/// The same for a workbook of PTP edits, the largest that CMS publishes.
pub(super) fn check_large_workbook(name: &str, bytes: &[u8]) -> Result<(), ImportError> {
    check_parts(name, bytes, MAX_PTP_SHEET_BYTES)
}

fn check_parts(name: &str, bytes: &[u8], most: u64) -> Result<(), ImportError> {
    let damaged = |error: zip::result::ZipError| not_a_zip(name, &error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    limit(Path::new(name), "parts", archive.len(), MAX_FILES, "far more than a workbook has")?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let unreadable = |source| ImportError::Unreadable { file: name.to_owned(), source };
        let length = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(unreadable)?;
        check_bytes(name, length, most, "far more than CMS publishes in one file")?;
    }
    Ok(())
}
