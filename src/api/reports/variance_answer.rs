//! Streams the answer about a remittance: one piece at a time is judged and written.

use super::variance_response::{TURN, VarianceLine, VarianceSource, VarianceSummary};
use super::variance_table::{COLUMNS, Ending, csv_cells};
use super::variance_workbook::VarianceWorkbook;
use crate::api::shared::source::TermsSource;
use crate::api::terms::reach::UsedTerms;
use crate::api::wire::blocking::Pieces;
use crate::api::wire::error::Error;
use crate::schedule::Schedule;
use crate::variance::{Assumptions, Judge, JudgedLine, LineGroups, PaidClaims, Summary};
use crate::x12::Kept;
use actix_web::web::Bytes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use utoipa::ToSchema;

/// The answer is sent in pieces of about this length.
const PIECE_BYTES: usize = 64 * 1024;

/// The form of the answer.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VarianceFormat {
    /// One JSON object.
    #[default]
    Json,
    /// One JSON object per line, the summary last.
    Ndjson,
    /// A table of the lines.
    Csv,
    /// A workbook of the lines to work on: those that were not paid as expected.
    Xlsx,
}

impl VarianceFormat {
    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What a remittance does not say, checked.
pub(crate) struct AskedVariance {
    pub(crate) assumptions: Assumptions,
    pub(crate) terms: Option<UsedTerms>,
    pub(crate) kept: Kept,
}

impl AskedVariance {
    /// The same under the terms of a contract.
    pub(crate) fn under(mut self, terms: UsedTerms) -> Self {
        self.assumptions.terms = Some(Arc::clone(&terms.terms));
        Self { terms: Some(terms), ..self }
    }
}

/// An answer that is being written.
pub(crate) struct VarianceAnswer {
    schedule: Arc<Schedule>,
    assumptions: Assumptions,
    /// The contract by which the lines are judged.
    terms: Option<TermsSource>,
    format: VarianceFormat,
    groups: LineGroups,
    /// Lines that are judged already, but come later in the remittance than lines that are not.
    waiting: BTreeMap<usize, JudgedLine>,
    /// How many lines were written.
    written: usize,
    claims: usize,
    summary: Summary,
    has_begun: bool,
    has_ended: bool,
    /// The workbook, if that is the form.
    workbook: Option<VarianceWorkbook>,
}

impl VarianceAnswer {
    pub(crate) fn new(
        schedule: Arc<Schedule>,
        AskedVariance { assumptions, terms, .. }: AskedVariance,
        format: VarianceFormat,
        claims: PaidClaims,
    ) -> Self {
        Self {
            schedule,
            assumptions,
            terms: terms.as_ref().map(TermsSource::from),
            format,
            claims: claims.claims(),
            groups: claims.groups(),
            waiting: BTreeMap::new(),
            written: 0,
            summary: Summary::default(),
            has_begun: false,
            has_ended: false,
            workbook: (format == VarianceFormat::Xlsx).then(VarianceWorkbook::default),
        }
    }
}

impl Pieces for VarianceAnswer {
    /// Judges the next groups, and writes their lines.
    fn next_piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.has_ended {
            return Ok(None);
        }
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        if !self.has_begun {
            self.has_begun = true;
            self.begin(&mut piece)?;
        }
        let schedule = Arc::clone(&self.schedule);
        let judge = Judge::new(&schedule, self.assumptions.clone());
        // A workbook is written at its end, in one piece. Until then its pieces are empty, so that other work has its turn.
        let began = Instant::now();
        while piece.len() < PIECE_BYTES && began.elapsed() < TURN {
            let Some(group) = self.groups.next() else {
                self.has_ended = true;
                self.end(&mut piece)?;
                break;
            };
            self.waiting.extend(judge.judge(group));
            while let Some(line) = self.waiting.remove(&self.written) {
                self.write_line(&mut piece, &line)?;
                self.summary.add(&line);
                self.written += 1;
            }
        }
        Ok(Some(Bytes::from(piece)))
    }
}

impl VarianceAnswer {
    fn begin(&self, piece: &mut Vec<u8>) -> Result<(), Error> {
        match self.format {
            VarianceFormat::Json => piece.extend_from_slice(b"{\"lines\":["),
            VarianceFormat::Ndjson | VarianceFormat::Xlsx => {}
            VarianceFormat::Csv => write_record(piece, COLUMNS)?,
        }
        Ok(())
    }

    fn write_line(&mut self, piece: &mut Vec<u8>, line: &JudgedLine) -> Result<(), Error> {
        let line = VarianceLine::from(line);
        match self.format {
            VarianceFormat::Json => {
                if self.written > 0 {
                    piece.push(b',');
                }
                write_json(piece, &line)
            }
            VarianceFormat::Ndjson => {
                write_json(piece, &line)?;
                piece.push(b'\n');
                Ok(())
            }
            VarianceFormat::Csv => write_record(piece, csv_cells(&line)),
            VarianceFormat::Xlsx => {
                self.workbook.iter_mut().for_each(|workbook| workbook.add(&line));
                Ok(())
            }
        }
    }

    fn end(&self, piece: &mut Vec<u8>) -> Result<(), Error> {
        let summary = self.summary.rows().map(VarianceSummary::from).collect();
        let source = self.summary.sources().map(VarianceSource::from).collect();
        let ending = Ending { summary, claims: self.claims, source, terms: self.terms.clone() };
        match self.format {
            VarianceFormat::Json => {
                let mut fields = Vec::new();
                write_json(&mut fields, &ending)?;
                piece.extend_from_slice(b"],");
                piece.extend_from_slice(fields.strip_prefix(b"{").unwrap_or(&fields));
                Ok(())
            }
            VarianceFormat::Ndjson => {
                write_json(piece, &ending)?;
                piece.push(b'\n');
                Ok(())
            }
            VarianceFormat::Csv => Ok(()),
            VarianceFormat::Xlsx => {
                let workbook = self.workbook.as_ref().map(|workbook| workbook.bytes(&ending));
                piece.extend(workbook.transpose()?.unwrap_or_default());
                Ok(())
            }
        }
    }
}

fn write_json<T: Serialize>(piece: &mut Vec<u8>, value: &T) -> Result<(), Error> {
    serde_json::to_writer(piece, value).map_err(|error| Error::Internal(error.to_string()))
}

fn write_record<T: AsRef<[u8]>>(
    piece: &mut Vec<u8>,
    cells: impl IntoIterator<Item = T>,
) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(piece);
    writer.write_record(cells).map_err(|error| Error::Internal(error.to_string()))?;
    writer.flush().map_err(|error| Error::Internal(error.to_string()))
}
