//! Opens files and archives and reads them into memory, with a limit on every size.

use super::error::{ImportError, Skipped};
use super::file_names::{found_by_name, reason_to_skip};
use super::formats::Found;
use super::limits::{
    MAX_ARCHIVE_BYTES, MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_PAYMENT_BYTES, MAX_PTP_BYTES,
    MAX_PTP_SHEET_BYTES, check_bytes, check_count,
};
use super::progress::{Progress, Silent};
use super::recognise::is_web_page;
use super::walk::{BundlePath, is_zip, name_of, unreadable};
use crate::schedule::content::{ScheduleTable, SourceFile};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// How much is read between two reports of progress.
const CHUNK_BYTES: usize = 64 * 1024;

/// A file in memory.
#[derive(Clone, Debug)]
pub(super) struct SourceBytes {
    /// Its name, without folders.
    pub(super) name: String,
    /// What its name says that it is.
    pub(super) named: Option<Found>,
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
    /// The archive's or folder's name, which often names the release.
    pub(super) name: String,
    pub(super) files: Vec<SourceBytes>,
    /// The files that were not opened, and why.
    pub(super) skipped: Vec<Skipped>,
}

impl Bundle {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), files: Vec::new(), skipped: Vec::new() }
    }

    /// Reads a file, or records why it was skipped: its name says that it has no table.
    fn read(
        &mut self,
        name: &str,
        size: u64,
        source: impl Read,
        progress: &dyn Progress,
    ) -> Result<Option<SourceBytes>, ImportError> {
        let named = found_by_name(name);
        let most = match named {
            Some(Found::PtpPart(_)) => MAX_PTP_BYTES,
            Some(Found::Table(..)) | None => MAX_FILE_BYTES,
        };
        let is_too_large = named.is_none() && size > most;
        let too_large = is_too_large.then(|| format!("{size} bytes, far more than any table CMS publishes"));
        if let Some(reason) = reason_to_skip(name).or(too_large) {
            self.skipped.push(Skipped { file: name.to_owned(), reason });
            return Ok(None);
        }
        check_bytes(name, size, most, "far more than any table CMS publishes")?;
        progress.file_started(name, size);
        let bytes = read_bounded(name, source, most, progress);
        progress.file_finished();
        Ok(Some(SourceBytes { name: name.to_owned(), named, bytes: bytes? }))
    }
}

/// The bundles of a path: an archive may hold further archives.
pub(super) fn open(path: BundlePath, progress: &dyn Progress) -> Result<Vec<Bundle>, ImportError> {
    match path {
        BundlePath::Loose(name, paths) => {
            let mut bundle = Bundle::new(&name);
            for path in paths {
                let file = File::open(&path).map_err(unreadable(&path))?;
                let size = file.metadata().map_err(unreadable(&path))?.len();
                let file = bundle.read(&name_of(&path), size, file, progress)?;
                bundle.files.extend(file);
            }
            Ok(vec![bundle])
        }
        BundlePath::Archive(path) => {
            let mut file = File::open(&path).map_err(unreadable(&path))?;
            check_head(&path, &mut file)?;
            open_archive(&name_of(&path), file, 0, progress)
        }
    }
}

fn open_archive(
    name: &str,
    source: impl Read + Seek,
    depth: usize,
    progress: &dyn Progress,
) -> Result<Vec<Bundle>, ImportError> {
    check_count(
        Path::new(name),
        "archives in archives",
        depth,
        MAX_DEPTH,
        "deeper nesting is probably an attack",
    )?;
    let mut archive = ZipArchive::new(source).map_err(|error| not_a_zip(name, &error))?;
    check_count(Path::new(name), "files", archive.len(), MAX_FILES, "far more than CMS publishes in a year")?;
    let mut bundle = Bundle::new(name);
    let mut bundles = Vec::new();
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let Some(member_name) = member_name(name, &mut archive, index)? else { continue };
        let member = archive.by_index(index).map_err(|error| not_a_zip(name, &error))?;
        let size = member.size();
        let Some(file) = bundle.read(&member_name, size, member, progress)? else { continue };
        total += u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        check_bytes(name, total, MAX_ARCHIVE_BYTES, "far more than CMS's archives hold unpacked")?;
        if is_zip(&file.name) {
            check_archive_head(&file.name, &file.bytes)?;
            bundles.extend(open_archive(&file.name, Cursor::new(file.bytes), depth + 1, progress)?);
        } else {
            bundle.files.push(file);
        }
    }
    bundles.insert(0, bundle);
    Ok(bundles)
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
        return Err(ImportError::WebPage { file: name.to_owned(), expected: "a zip archive".to_owned() });
    }
    if head.is_empty() {
        return Err(ImportError::NotAZip { file: name.to_owned(), problem: "it is empty".to_owned() });
    }
    Ok(())
}

fn not_a_zip(name: &str, error: &zip::result::ZipError) -> ImportError {
    ImportError::NotAZip { file: name.to_owned(), problem: error.to_string() }
}

/// Reads to the end or to the limit, and ignores the announced size.
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

/// Reads the text files of a zip, or a single file.
pub(super) fn payment_files(path: &Path) -> Result<Vec<SourceBytes>, ImportError> {
    let name = name_of(path);
    let mut file = File::open(path).map_err(unreadable(path))?;
    if !is_zip(&name) {
        let bytes = read_bounded(&name, file, MAX_PAYMENT_BYTES, &Silent)?;
        return Ok(vec![SourceBytes { name, named: None, bytes }]);
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
            files.push(SourceBytes { name: member, named: None, bytes });
        }
    }
    Ok(files)
}

/// Refuses a workbook with parts that unpack to more than any table needs. A workbook is a zip archive.
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
    check_count(Path::new(name), "parts", archive.len(), MAX_FILES, "far more than a workbook has")?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let unreadable = |source| ImportError::Unreadable { file: name.to_owned(), source };
        let length = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(unreadable)?;
        check_bytes(name, length, most, "far more than CMS publishes in one file")?;
    }
    Ok(())
}
