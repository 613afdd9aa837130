//! A workbook that is written while it is sent: only what was not taken yet is in memory.

use super::cells::Cell;
use super::sheet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A workbook of one sheet.
pub(super) struct StreamedWorkbook {
    written: Written,
    archive: ZipWriter<StreamWriter<Written>>,
    columns: usize,
    rows: usize,
}

/// The bytes that were written and not taken yet. The archive writes them, and its owner takes them.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        let Self(bytes) = self;
        std::mem::take(&mut *bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self(written) = self;
        written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl StreamedWorkbook {
    /// A workbook with the heading of its sheet.
    pub(super) fn begin(columns: &[&str]) -> ZipResult<Self> {
        let written = Written::default();
        let mut archive = ZipWriter::new_stream(written.clone());
        for (name, text) in sheet::PARTS {
            archive.start_file(*name, options())?;
            archive.write_all(text.as_bytes())?;
        }
        archive.start_file(sheet::SHEET, options())?;
        archive.write_all(sheet::begin(columns).as_bytes())?;
        Ok(Self { written, archive, columns: columns.len(), rows: 1 })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: &[Cell]) -> ZipResult<()> {
        self.rows += 1;
        Ok(self.archive.write_all(sheet::row(self.rows, cells).as_bytes())?)
    }

    /// Takes what was written so far.
    pub(super) fn take(&self) -> Vec<u8> {
        self.written.take()
    }

    /// Ends the workbook, and takes the rest of it.
    pub(super) fn end(mut self) -> ZipResult<Vec<u8>> {
        self.archive.write_all(sheet::end(self.columns, self.rows).as_bytes())?;
        let written = self.written.clone();
        self.archive.finish()?;
        Ok(written.take())
    }
}

/// The same rows make the same bytes, so no part has a time.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
}
