//! The small releases under `tests/fixtures/cms`, and folders and zips made of them.

use super::{ImportedReleases, Options, Silent, read_releases};
use crate::schedule::content::ReleaseContent;
use crate::vocabulary::format_date;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use zip::write::SimpleFileOptions;

/// A file or folder among the small releases.
pub(super) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cms").join(path)
}

/// A temporary folder, removed when the test ends.
pub(super) struct TestFolder(pub(super) PathBuf);

impl TestFolder {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("medpayiq-import-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A zip of these files.
pub(super) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with these rows on its first sheet, as inline texts. Tabs separate the cells.
pub(super) fn workbook(rows: &[&str]) -> Vec<u8> {
    let cell = |(column, text): (char, &str), row: usize| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(number, text): (usize, &&str)| {
        let cells = ('A'..).zip(text.split('\t')).filter(|(_, text)| !text.is_empty());
        let cells: String = cells.map(|one| cell(one, number + 1)).collect();
        format!("<row r=\"{}\">{cells}</row>", number + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relation = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
         Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let package =
        relation.replace("worksheet\"", "officeDocument\"").replace("worksheets/sheet1", "xl/workbook");
    zipped(&[
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The files of a fixture folder, with their names.
pub(super) fn files_of(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(fixture(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

/// A zip of a fixture folder's files.
pub(super) fn zip_of(folder: &str) -> Vec<u8> {
    let files = files_of(folder);
    let borrowed: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zipped(&borrowed)
}

/// Describes an import: one line for each release and each skipped file, or the error.
pub(super) fn describe(paths: &[PathBuf], options: &Options) -> String {
    let imported = match read_releases(paths, options, &Silent) {
        Ok(imported) => imported,
        Err(error) => return error.to_string(),
    };
    let ImportedReleases { releases, skipped } = imported;
    let release = |release: &ReleaseContent| {
        let rows: Vec<String> =
            release.files.iter().map(|file| format!("{} {}", file.name, file.rows)).collect();
        format!("{} from {}: {}", release.label, format_date(release.effective_from), rows.join(", "))
    };
    let skipped = skipped.iter().map(|one| format!("not {one}"));
    releases.iter().map(release).chain(skipped).collect::<Vec<_>>().join("\n")
}
