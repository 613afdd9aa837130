//! Rows of CSV: a header that names the columns, and one line of a claim per row. A row is one line of text, so a stray
//! quotation mark cannot affect other rows.

use super::row::RowRequest;
use crate::api::estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::terms::request::TermsChoice;
use crate::api::wire::error::{Error, Fault};
use medpayiq_claims::rows;
use std::borrow::Cow;

macro_rules! columns {
    ($($variant:ident $name:literal)+) => {
        /// A column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Column { $($variant,)+ }

        impl Column {
            const ALL: &[Self] = &[$(Self::$variant),+];

            const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

columns! {
    Claim "claim"
    DateOfService "date_of_service"
    PlaceOfService "place_of_service"
    Locality "locality"
    Zip "zip"
    Release "release"
    ProviderKind "provider_kind"
    Participating "participating"
    AcceptsAssignment "accepts_assignment"
    QualifyingApm "qualifying_apm"
    MipsAdjustment "mips_adjustment_percent"
    DeductibleRemaining "deductible_remaining"
    TherapyUsed "therapy_used"
    Terms "terms"
    Id "id"
    Hcpcs "hcpcs"
    Modifiers "modifiers"
    Units "units"
    Charge "charge"
    Minutes "minutes"
    PostoperativeDays "postoperative_days"
}

/// The columns of a body, in order.
#[derive(Clone, Debug)]
pub(crate) struct CsvHeader(rows::CsvHeader<Column>);

impl CsvHeader {
    /// Reads the first row.
    ///
    /// # Errors
    /// 400 if a column is unknown or repeated, or if there is no column `hcpcs`.
    pub(crate) fn read(row: &[u8]) -> Result<Self, Error> {
        let known: Vec<(Column, &str)> = Column::ALL.iter().map(|column| (*column, column.name())).collect();
        rows::CsvHeader::read(row, &known).map(Self).map_err(Error::Malformed)
    }

    /// Returns whether there is a column `claim`.
    pub(crate) fn has_claims(&self) -> bool {
        self.0.position(Column::Claim).is_some()
    }

    /// Returns the value of a row in the column `claim`. None if it is empty.
    pub(crate) fn claim_of<'a>(&self, row: &'a [u8]) -> Option<Cow<'a, str>> {
        let position = self.0.position(Column::Claim)?;
        let claim = rows::fields(row).ok()?.into_iter().nth(position)?;
        (!claim.is_empty()).then_some(claim)
    }

    /// Reads the rows of one claim.
    ///
    /// # Errors
    /// 400 if a row does not match the header.
    pub(crate) fn read_claim(&self, rows: &[u8]) -> Result<RowRequest, Error> {
        let mut reader = CsvClaimReader::default();
        for (position, row) in rows.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()).enumerate() {
            reader.position = position;
            match self.0.cells(row) {
                Ok(cells) => reader.read_row(cells.iter().map(|(column, text)| (*column, text.as_ref()))),
                Err(fault) => reader.faults.push(fault),
            }
        }
        let CsvClaimReader { request, faults, .. } = reader;
        if !faults.is_empty() {
            return Err(Error::Malformed(faults));
        }
        let is_line = request.lines.len() == 1;
        Ok(RowRequest { request, is_line })
    }
}

/// A claim while its rows are read.
#[derive(Default)]
struct CsvClaimReader {
    request: EstimateRequest,
    position: usize,
    faults: Vec<Fault>,
}

impl CsvClaimReader {
    fn read_row<'a>(&mut self, cells: impl Iterator<Item = (Column, &'a str)>) {
        let mut line = LineRequest::default();
        for (column, text) in cells {
            let text = text.trim();
            if !text.is_empty() && !self.read_line_cell(&mut line, column, text) {
                self.read_claim_cell(column, text);
            }
        }
        self.request.lines.push(line);
    }

    /// Reads a cell of the line. Returns false if the column belongs to the claim.
    fn read_line_cell(&mut self, line: &mut LineRequest, column: Column, text: &str) -> bool {
        match column {
            Column::Id => line.id = Some(text.to_owned()),
            Column::Hcpcs => text.clone_into(&mut line.hcpcs),
            Column::Modifiers => {
                line.modifiers = Some(rows::modifiers(text).map(str::to_owned).collect());
            }
            Column::Units => line.units = self.number(column, text),
            Column::Charge => line.charge = Some(text.to_owned()),
            Column::Minutes => line.minutes = self.number(column, text),
            Column::PostoperativeDays => line.postoperative_days = self.number(column, text),
            Column::Claim
            | Column::DateOfService
            | Column::PlaceOfService
            | Column::Locality
            | Column::Zip
            | Column::Release
            | Column::ProviderKind
            | Column::Participating
            | Column::AcceptsAssignment
            | Column::QualifyingApm
            | Column::MipsAdjustment
            | Column::DeductibleRemaining
            | Column::TherapyUsed
            | Column::Terms => return false,
        }
        true
    }

    fn read_claim_cell(&mut self, column: Column, text: &str) {
        let given = text.to_owned();
        let agrees = match column {
            Column::DateOfService => agree(&mut self.request.date_of_service, given),
            Column::PlaceOfService => agree(&mut self.request.place_of_service, given),
            Column::Locality => agree(&mut self.request.locality, given),
            Column::Zip => agree(&mut self.request.zip, given),
            Column::Release => agree(&mut self.request.release, given),
            Column::ProviderKind => agree(&mut self.provider().kind, given),
            Column::QualifyingApm => agree(&mut self.provider().qualifying_apm, given),
            Column::MipsAdjustment => agree(&mut self.provider().mips_adjustment_percent, given),
            Column::DeductibleRemaining => agree(&mut self.patient().deductible_remaining, given),
            Column::TherapyUsed => agree(&mut self.patient().therapy_used, given),
            Column::Terms => agree(&mut self.request.terms, TermsChoice::Stored(given)),
            Column::Participating => self
                .boolean(column, text)
                .is_none_or(|value| agree(&mut self.provider().participating, value)),
            Column::AcceptsAssignment => self
                .boolean(column, text)
                .is_none_or(|value| agree(&mut self.provider().accepts_assignment, value)),
            Column::Claim
            | Column::Id
            | Column::Hcpcs
            | Column::Modifiers
            | Column::Units
            | Column::Charge
            | Column::Minutes
            | Column::PostoperativeDays => true,
        };
        if !agrees {
            self.fault(column, rows::DIFFERS);
        }
    }

    fn patient(&mut self) -> &mut PatientRequest {
        self.request.patient.get_or_insert_with(PatientRequest::default)
    }

    fn provider(&mut self) -> &mut ProviderRequest {
        self.request.provider.get_or_insert_with(ProviderRequest::default)
    }

    fn number(&mut self, column: Column, text: &str) -> Option<i64> {
        rows::whole_number(text).map_err(|error| self.fault(column, error)).ok()
    }

    fn boolean(&mut self, column: Column, text: &str) -> Option<bool> {
        rows::boolean(text).map_err(|error| self.fault(column, error)).ok()
    }

    fn fault(&mut self, column: Column, detail: impl std::fmt::Display) {
        let row = if self.position == 0 { String::new() } else { format!("/rows/{}", self.position) };
        self.faults.push(Fault::new(format!("{row}/{}", column.name()), detail));
    }
}

/// Sets a value of the claim. Returns false if an earlier row has another value.
fn agree<T: PartialEq>(known: &mut Option<T>, given: T) -> bool {
    let agrees = known.as_ref().is_none_or(|known| *known == given);
    known.get_or_insert(given);
    agrees
}
