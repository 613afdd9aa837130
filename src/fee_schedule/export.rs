//! The file: its rows are priced and written piece by piece.

use super::cells::Cell;
use super::codes::CodeFilter;
use super::layout::{FileOrigin, Layout};
use super::priced_row::Pricer;
use super::row_keys::{RowKey, row_keys};
use super::workbook::StreamedWorkbook;
use crate::contract::Terms;
use crate::schedule::{LocateError, NotInForce, Schedule, Whereabouts};
use crate::vocabulary::{PlaceOfService, Setting, format_date};
use std::sync::Arc;
use time::Date;

/// The file is made in pieces of about this length.
const PIECE_BYTES: usize = 64 * 1024;
/// A piece has at most so many rows, so that other long requests get their turn.
const PIECE_ROWS: usize = 500;

/// What to export.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The day of the services; `None` for the first day of the newest release.
    pub day: Option<Date>,
    /// The name of a release to use instead of the one in force.
    pub release: Option<String>,
    /// The place.
    pub place: Whereabouts,
    /// The setting; `None` for both, and in a layout with one amount for an office.
    pub setting: Option<Setting>,
    /// The columns.
    pub layout: Layout,
    /// The codes.
    pub codes: CodeFilter,
}

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileForm {
    /// Text with a delimiter.
    Text,
    /// A workbook (.xlsx).
    Workbook,
}

/// Why a schedule cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No release is in force.
    #[error(transparent)]
    Release(#[from] NotInForce),
    /// The release does not have the place.
    #[error(transparent)]
    Place(#[from] LocateError),
    /// The text cannot be written.
    #[error(transparent)]
    Text(#[from] csv::Error),
    /// The workbook cannot be written.
    #[error(transparent)]
    Workbook(#[from] zip::result::ZipError),
}

/// A file that is being made.
pub struct FeeScheduleExport {
    schedule: Arc<Schedule>,
    exported: Exported,
    /// The contract under which it is priced, and the name of it in the file.
    contract: Option<(String, Arc<Terms>)>,
    /// The rows that are still to be priced, the next one last. `None` before the first piece.
    left: Option<Vec<RowKey>>,
    file: File,
}

enum File {
    Unbegun(FileForm),
    Text,
    Workbook(Box<StreamedWorkbook>),
    Ended,
}

impl FeeScheduleExport {
    /// A file before its first piece is made.
    #[must_use]
    pub const fn new(schedule: Arc<Schedule>, exported: Exported, form: FileForm) -> Self {
        Self { schedule, exported, contract: None, left: None, file: File::Unbegun(form) }
    }

    /// The same file, priced under a contract besides. `name` is the name of its terms in the file.
    #[must_use]
    pub fn under(self, name: String, terms: Arc<Terms>) -> Self {
        Self { contract: Some((name, terms)), ..self }
    }

    /// The next piece of the file; `None` after the last one.
    ///
    /// # Errors
    /// If no release is in force or it does not have the place, or if the piece cannot be written.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, ExportError> {
        let Exported { layout, setting, .. } = self.exported;
        let schedule = Arc::clone(&self.schedule);
        let (pricer, origin) = self.pricer(&schedule)?;
        let mut piece = match std::mem::replace(&mut self.file, File::Ended) {
            File::Ended => return Ok(None),
            File::Unbegun(form) => self.begin(form, layout, &origin)?,
            going_on @ (File::Text | File::Workbook(_)) => {
                self.file = going_on;
                Vec::with_capacity(PIECE_BYTES)
            }
        };
        let left = self.left.get_or_insert_with(|| {
            let (in_force, codes) = (&pricer.in_force, &self.exported.codes);
            let terms = pricer.terms.as_deref();
            let mut keys = row_keys(&schedule, in_force.release, in_force.date, terms, codes);
            keys.reverse();
            keys
        });
        let setting = layout.setting(setting);
        for _ in 0..PIECE_ROWS {
            let Some(key) = left.pop() else {
                self.file.end(&mut piece)?;
                break;
            };
            if let Some(cells) = layout.cells(&pricer.row(key, setting), setting, &origin) {
                self.file.add(&mut piece, layout, &cells)?;
            }
            if piece.len() >= PIECE_BYTES {
                break;
            }
        }
        self.file.take(&mut piece);
        Ok(Some(piece))
    }

    /// What prices the rows, and what the rows name as their origin. A schedule cannot be borrowed from piece to piece, so each
    /// piece finds its release and place again. That is two searches in memory for some 500 rows.
    fn pricer<'s>(&self, schedule: &'s Schedule) -> Result<(Pricer<'s>, FileOrigin), ExportError> {
        let in_force = schedule.in_force(self.exported.day, self.exported.release.as_deref())?;
        let located = schedule.locate(in_force.release, self.exported.place)?;
        let origin = FileOrigin {
            locality: located.locality.map(|row| row.locality.to_string()).unwrap_or_default(),
            date: format_date(in_force.date),
            terms: self.contract.as_ref().map(|(name, _)| name.clone()),
        };
        let places = [
            (Setting::NonFacility, PlaceOfService::OFFICE),
            (Setting::Facility, PlaceOfService::HOSPITAL_OUTPATIENT),
        ];
        let terms = self.contract.as_ref().map(|(_, terms)| Arc::clone(terms));
        Ok((Pricer { schedule, in_force, located, places, terms }, origin))
    }

    /// Begins the file with the names of its columns.
    fn begin(&mut self, form: FileForm, layout: Layout, origin: &FileOrigin) -> Result<Vec<u8>, ExportError> {
        let columns = layout.columns(origin);
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        self.file = match form {
            FileForm::Text => {
                write_record(&mut piece, layout, columns)?;
                File::Text
            }
            FileForm::Workbook => File::Workbook(Box::new(StreamedWorkbook::begin(&columns)?)),
        };
        Ok(piece)
    }
}

impl File {
    fn add(&mut self, piece: &mut Vec<u8>, layout: Layout, cells: &[Cell]) -> Result<(), ExportError> {
        match self {
            Self::Text => write_record(piece, layout, cells.iter().map(Cell::guarded)),
            Self::Workbook(workbook) => Ok(workbook.add(cells)?),
            Self::Unbegun(_) | Self::Ended => Ok(()),
        }
    }

    /// Adds to a piece what the workbook has written.
    fn take(&self, piece: &mut Vec<u8>) {
        match self {
            Self::Workbook(workbook) => piece.append(&mut workbook.take()),
            Self::Text | Self::Unbegun(_) | Self::Ended => {}
        }
    }

    fn end(&mut self, piece: &mut Vec<u8>) -> Result<(), ExportError> {
        if let Self::Workbook(workbook) = std::mem::replace(self, Self::Ended) {
            piece.append(&mut workbook.end()?);
        }
        Ok(())
    }
}

fn write_record<T: AsRef<[u8]>>(
    piece: &mut Vec<u8>,
    layout: Layout,
    cells: impl IntoIterator<Item = T>,
) -> Result<(), ExportError> {
    let mut writer = csv::WriterBuilder::new().delimiter(layout.delimiter()).from_writer(piece);
    writer.write_record(cells)?;
    writer.flush().map_err(csv::Error::from)?;
    Ok(())
}
