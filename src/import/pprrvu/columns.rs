//! The columns of a service row in a relative value file: their names, and their positions in the text form.
//!
//! The names and positions are those of CMS's description of the file (RVU25D.pdf).

use crate::import::error::{Fault, ImportError};
use crate::import::header::Header;
use crate::import::table::{Column, Field, Row};
use crate::schedule::ServiceColumn;
use crate::schedule::columns::{CellReader, ColumnError, ColumnType, ColumnValue};
use std::iter::{Copied, Zip};
use std::slice::Iter;

/// A column as CMS has it.
struct CmsColumn {
    name: &'static str,
    /// Its first and last position in the text form, counted from 1, if that has the column.
    positions: Option<(usize, usize)>,
    form: CellForm,
}

/// How CMS writes a cell.
#[derive(Clone, Copy)]
enum CellForm {
    /// As the vocabulary reads it.
    Plain,
    /// This mark, or blank.
    Mark(&'static str),
    /// One character.
    Character,
    /// 01 to 11 through 2010; since then 88 or 99.
    ImagingFamily,
}

const fn plain(name: &'static str, first: usize, last: usize) -> CmsColumn {
    CmsColumn { name, positions: Some((first, last)), form: CellForm::Plain }
}

impl CmsColumn {
    const fn with(self, form: CellForm) -> Self {
        Self { form, ..self }
    }
}

/// Every column of a service row in CMS's file. Position 59 is not described, and always there.
const fn cms_column(column: ServiceColumn) -> CmsColumn {
    match column {
        ServiceColumn::Hcpcs => plain("HCPCS", 1, 5),
        ServiceColumn::Modifier => plain("MOD", 6, 7),
        ServiceColumn::Descriptor => plain("DESCRIPTION", 8, 57),
        ServiceColumn::Status => plain("STATUS CODE", 58, 58),
        ServiceColumn::NotUsedForPayment => {
            plain("NOT USED FOR MEDICARE PAYMENT", 59, 59).with(CellForm::Mark("+"))
        }
        ServiceColumn::Work => plain("WORK RVU", 60, 65),
        ServiceColumn::NonFacilityPe => plain("NON-FAC PE RVU", 67, 72),
        ServiceColumn::NonFacilityNa => plain("NON-FAC NA INDICATOR", 73, 74).with(CellForm::Mark("NA")),
        ServiceColumn::FacilityPe => plain("FACILITY PE RVU", 76, 81),
        ServiceColumn::FacilityNa => plain("FACILITY NA INDICATOR", 82, 83).with(CellForm::Mark("NA")),
        ServiceColumn::Malpractice => plain("MP RVU", 85, 89),
        ServiceColumn::NonFacilityTotal => plain("NON-FACILITY TOTAL", 91, 96),
        ServiceColumn::FacilityTotal => plain("FACILITY TOTAL", 97, 102),
        ServiceColumn::PcTc => plain("PCTC IND", 103, 103),
        ServiceColumn::GlobalDays => plain("GLOB DAYS", 104, 106),
        ServiceColumn::Preoperative => plain("PRE OP", 107, 109),
        ServiceColumn::Intraoperative => plain("INTRA OP", 110, 112),
        ServiceColumn::Postoperative => plain("POST OP", 113, 115),
        ServiceColumn::MultipleProcedure => plain("MULT PROC", 116, 116),
        ServiceColumn::Bilateral => plain("BILAT SURG", 117, 117),
        ServiceColumn::Assistant => plain("ASST SURG", 118, 118),
        ServiceColumn::CoSurgeons => plain("CO-SURG", 119, 119),
        ServiceColumn::Team => plain("TEAM SURG", 120, 120),
        // From 2026, in the comma-separated form.
        ServiceColumn::PricingIndicator => {
            CmsColumn { name: "PRIC IND", positions: None, form: CellForm::Character }
        }
        ServiceColumn::EndoscopicBase => plain("ENDO BASE", 128, 132),
        ServiceColumn::ConversionFactor => plain("CONV FACTOR", 133, 140),
        ServiceColumn::Supervision => plain("PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", 142, 143),
        ServiceColumn::CalculationFlag => plain("CALCULATION FLAG", 144, 144).with(CellForm::Character),
        ServiceColumn::ImagingFamily => {
            plain("DIAGNOSTIC IMAGING FAMILY INDICATOR", 146, 147).with(CellForm::ImagingFamily)
        }
        ServiceColumn::OppsNonFacilityPe => plain("NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT", 152, 157),
        ServiceColumn::OppsFacilityPe => plain("FACILITY PE USED FOR OPPS PAYMENT AMOUNT", 159, 164),
        ServiceColumn::OppsMalpractice => plain("MP USED FOR OPPS PAYMENT AMOUNT", 166, 171),
    }
}

/// The fields of a line of the text form.
pub(super) fn text_layout() -> Vec<Field> {
    let columns = ServiceColumn::ALL.iter().map(|column| cms_column(*column));
    columns
        .filter_map(|column| column.positions.map(|(first, last)| Field(column.name, first, last)))
        .collect()
}

/// The position of each column in a file, in the order of [`ServiceColumn::ALL`].
pub(super) struct ServiceColumns(Vec<Option<Column>>);

impl ServiceColumns {
    /// Finds the columns by their names.
    pub(super) fn find(file: &str, header: &Header) -> Result<Self, ImportError> {
        let mut finder = header.finder();
        let find = |column: &ServiceColumn| {
            let column = cms_column(*column);
            match column.positions {
                Some(_) => Some(finder.column(column.name)),
                None => finder.optional(column.name),
            }
        };
        let columns = ServiceColumns(ServiceColumn::ALL.iter().map(find).collect());
        finder.finish(file)?;
        Ok(columns)
    }

    /// Returns the position of a column, or one beyond the last cell if the file does not have it.
    pub(super) fn of(&self, wanted: ServiceColumn) -> Column {
        let position = ServiceColumn::ALL.iter().position(|column| *column == wanted);
        let found = position.and_then(|position| *self.0.get(position)?);
        found.unwrap_or(Column { index: usize::MAX, name: cms_column(wanted).name })
    }

    /// Gives the cells of a line as those of a service row.
    pub(super) fn cells<'a>(&'a self, row: &'a Row) -> ServiceCells<'a> {
        ServiceCells { row, columns: ServiceColumn::ALL.iter().copied().zip(&self.0) }
    }
}

/// The cells of a line, in the order of [`ServiceColumn::ALL`].
pub(super) struct ServiceCells<'a> {
    row: &'a Row,
    columns: Zip<Copied<Iter<'static, ServiceColumn>>, Iter<'a, Option<Column>>>,
}

impl CellReader for ServiceCells<'_> {
    type Error = Fault;

    fn read_cell<V: ColumnValue>(&mut self) -> Result<V, Fault> {
        let Some((column, place)) = self.columns.next() else {
            return Err(Fault::at_line(self.row.line, "has more columns than a service row"));
        };
        let CmsColumn { name, form, .. } = cms_column(column);
        let Some(place) = *place else {
            return V::from_text("").map_err(|error| Fault::at_cell(self.row.line, name, error.to_string()));
        };
        let text = text_of(self.row, place, form)?;
        let refused = |error: ColumnError| self.row.fault(place, error.to_string());
        let value = V::from_text(text)
            .map_err(|error| refused(error).explained(text, |other| V::from_text(other).is_ok()))?;
        if text.starts_with('-') && matches!(V::KIND, ColumnType::Decimal(_)) {
            return Err(self.row.fault(place, format!("{text:?} is negative: expected 0.00 or more")));
        }
        Ok(value)
    }
}

/// A cell's text as the vocabulary reads it.
fn text_of(row: &Row, place: Column, form: CellForm) -> Result<&str, Fault> {
    let text = row.cell(place.index);
    match form {
        CellForm::Plain => Ok(text),
        CellForm::Mark(mark) => Ok(if row.mark(place, mark)? { "true" } else { "false" }),
        CellForm::Character => row.character(place).map(|_| text),
        CellForm::ImagingFamily => match text.parse() {
            Ok(1_u8..=11 | 88 | 99) => Ok(text),
            Ok(_) | Err(_) => {
                let problem = format!("{text:?} is not a known imaging family: expected 01 to 11, 88 or 99");
                Err(row.fault(place, problem))
            }
        },
    }
}
