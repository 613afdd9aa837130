//! Tables in, tables out.

use arrow::array::{RecordBatch, RecordBatchReader, StructArray};
use arrow::compute::concat;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;
use medpayiq_arrow::ColumnError;
use medpayiq_arrow::answers::flat::flat_fields;
use medpayiq_arrow::answers::schema::answer_fields;
use medpayiq_arrow::claims::columns::ClaimColumns;
use medpayiq_arrow::snapshots::Loaded;
use medpayiq_arrow::table::{Rows, group_lines, has_named_lines, price};
use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Arc;

/// A stream of tables, as Arrow's C data interface has it.
pub(crate) type Reader = Box<dyn RecordBatchReader + Send>;

/// What the answers to a table need.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) rows: Rows,
    pub(crate) threads: NonZero<usize>,
}

impl Settings {
    fn price(&self, claims: &[StructArray]) -> Result<VecDeque<RecordBatch>, ColumnError> {
        let priced = price(&self.loaded.schedule, claims, self.rows, self.threads)?;
        Ok(priced.into_iter().map(RecordBatch::from).collect())
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        let fields = match self.rows {
            Rows::Claims => answer_fields(),
            Rows::Lines => flat_fields(),
        };
        Arc::new(Schema::new(fields))
    }
}

/// Prices all rows.
pub(crate) fn price_all(reader: Reader, settings: Settings) -> Result<Answers, ColumnError> {
    let claims = read_all(reader)?;
    let answers = settings.price(&claims)?;
    Ok(Answers { source: None, settings, answers })
}

/// Reads all rows, and brings the lines of each claim together.
fn read_all(reader: Reader) -> Result<Vec<StructArray>, ColumnError> {
    let is_of_lines = has_named_lines(reader.schema().fields());
    let tables: Vec<RecordBatch> = reader.collect::<Result<_, ArrowError>>()?;
    let tables: Vec<StructArray> = tables.into_iter().map(StructArray::from).collect();
    if !is_of_lines || tables.is_empty() {
        return Ok(tables);
    }
    let parts: Vec<&dyn arrow::array::Array> =
        tables.iter().map(|table| -> &dyn arrow::array::Array { table }).collect();
    let rows = StructArray::from(concat(&parts)?.to_data());
    Ok(vec![group_lines(rows)?])
}

/// The answers to a stream of tables, priced as they are read.
pub(crate) struct Answers {
    /// What is still to read.
    source: Option<Reader>,
    settings: Settings,
    /// What is priced and not read yet.
    answers: VecDeque<RecordBatch>,
}

impl Answers {
    /// Prices a stream of claims as it is read. A stream of lines is read to its end first, because the lines of a claim may be
    /// anywhere in it.
    pub(crate) fn of(reader: Reader, settings: Settings) -> Result<Self, ColumnError> {
        if has_named_lines(reader.schema().fields()) {
            return price_all(reader, settings);
        }
        ClaimColumns::of(&StructArray::from(RecordBatch::new_empty(reader.schema())))?;
        Ok(Self { source: Some(reader), settings, answers: VecDeque::new() })
    }
}

impl Iterator for Answers {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(answers) = self.answers.pop_front() {
                return Some(Ok(answers));
            }
            let claims = match self.source.as_mut()?.next()? {
                Ok(claims) => StructArray::from(claims),
                Err(error) => return Some(Err(error)),
            };
            match self.settings.price(&[claims]) {
                Ok(answers) => self.answers = answers,
                Err(error) => {
                    self.source = None;
                    return Some(Err(ArrowError::ExternalError(Box::new(error))));
                }
            }
        }
    }
}

impl RecordBatchReader for Answers {
    fn schema(&self) -> SchemaRef {
        self.settings.schema()
    }
}
