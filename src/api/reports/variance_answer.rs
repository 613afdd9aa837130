//! Streams the answer about a remittance: one piece at a time is judged and written.

use super::variance_response::{VarianceLine, VarianceSummary};
use crate::api::wire::blocking::Pieces;
use crate::api::wire::error::Error;
use crate::schedule::Schedule;
use crate::variance::{Assumptions, Judge, JudgedLine, LineGroup, PaidClaims, Summary};
use actix_web::web::Bytes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// The answer is sent in pieces of about this length.
const PIECE_BYTES: usize = 64 * 1024;

const COLUMNS: [&str; 20] = [
    "claim",
    "line",
    "segment",
    "control_number",
    "hcpcs",
    "modifiers",
    "units",
    "date_month",
    "expected_allowed",
    "expected_paid",
    "expected_patient",
    "paid_allowed",
    "paid_paid",
    "paid_patient",
    "difference",
    "verdict",
    "doubt",
    "change",
    "to",
    "confidence",
];

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
}

impl VarianceFormat {
    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// The end of the answer.
#[derive(Serialize)]
struct Ending {
    summary: Vec<VarianceSummary>,
    claims: usize,
}

/// An answer that is being written.
pub(crate) struct VarianceAnswer {
    schedule: Arc<Schedule>,
    assumptions: Assumptions,
    format: VarianceFormat,
    groups: std::vec::IntoIter<LineGroup>,
    /// Lines that are judged already, but come later in the remittance than lines that are not.
    waiting: BTreeMap<usize, JudgedLine>,
    /// How many lines were written.
    written: usize,
    claims: usize,
    summary: Summary,
    has_begun: bool,
    has_ended: bool,
}

impl VarianceAnswer {
    pub(crate) fn new(
        schedule: Arc<Schedule>,
        assumptions: Assumptions,
        format: VarianceFormat,
        claims: PaidClaims,
    ) -> Self {
        Self {
            schedule,
            assumptions,
            format,
            claims: claims.claims(),
            groups: claims.groups().into_iter(),
            waiting: BTreeMap::new(),
            written: 0,
            summary: Summary::default(),
            has_begun: false,
            has_ended: false,
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
        let judge = Judge::new(&schedule, self.assumptions);
        while piece.len() < PIECE_BYTES {
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
            VarianceFormat::Ndjson => {}
            VarianceFormat::Csv => write_record(piece, COLUMNS)?,
        }
        Ok(())
    }

    fn write_line(&self, piece: &mut Vec<u8>, line: &JudgedLine) -> Result<(), Error> {
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
            VarianceFormat::Csv => write_record(piece, record(&line)),
        }
    }

    fn end(&self, piece: &mut Vec<u8>) -> Result<(), Error> {
        let summary = self.summary.rows().map(VarianceSummary::from).collect();
        let ending = Ending { summary, claims: self.claims };
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

/// The cells of a line, in the order of the columns.
fn record(line: &VarianceLine) -> [String; COLUMNS.len()] {
    let modifiers: Vec<String> = line.modifiers.iter().map(|modifier| modifier.0.to_string()).collect();
    let expected = line.expected.map(|expected| {
        [expected.allowed, expected.medicare_paid, expected.patient].map(|amount| amount.0.to_string())
    });
    let [allowed, medicare_paid, patient] = expected.unwrap_or_default();
    let first = line.explained_by.first();
    [
        line.claim.to_string(),
        line.line.to_string(),
        line.segment.to_string(),
        line.control_number.clone().unwrap_or_default(),
        line.hcpcs.map(|code| code.0.to_string()).unwrap_or_default(),
        modifiers.join(" "),
        line.units.to_string(),
        line.date_month.clone().unwrap_or_default(),
        allowed,
        medicare_paid,
        patient,
        line.paid.allowed.0.to_string(),
        line.paid.paid.0.to_string(),
        line.paid.patient.0.to_string(),
        line.difference.map(|amount| amount.0.to_string()).unwrap_or_default(),
        line.verdict.to_owned(),
        line.doubt.as_ref().map(|doubt| doubt.code.to_owned()).unwrap_or_default(),
        first.map(|first| first.change.to_owned()).unwrap_or_default(),
        first.map(|first| first.to.clone()).unwrap_or_default(),
        line.confidence.as_ref().map(|confidence| confidence.level.to_owned()).unwrap_or_default(),
    ]
}
