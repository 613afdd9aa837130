//! Collects answers, column by column.

use super::lines::LinesBuilder;
use super::schema::{TOTALS, answer_fields, fault_fields, line_fields, problem_fields};
use super::texts::{Ends, Texts};
use crate::error::Result;
use arrow::array::{
    Array, ArrayBuilder, ArrayRef, BooleanBufferBuilder, Date32Builder, Int32Builder, Int64Builder,
    ListArray, StructArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields};
use medpayiq_claims::{Fault, RawClaim};
use medpayiq_core::pricing::{Estimate, Totals};
use medpayiq_core::vocabulary::{Claim, Locality, Money};
use std::sync::Arc;
use time::Date;

/// The Julian day of 1970-01-01, at which Arrow's dates begin.
const JULIAN_DAY_OF_1970: i32 = 2_440_588;

/// The lines that a batch is given room for, for each claim. It grows if there are more.
const LINES_OF_A_CLAIM: usize = 3;

/// Lists of structs: where each list ends, and which of them are null.
struct ListEnds {
    ends: Ends,
    valid: BooleanBufferBuilder,
}

impl ListEnds {
    fn new(capacity: usize) -> Self {
        Self { ends: Ends::new(capacity), valid: BooleanBufferBuilder::new(capacity) }
    }

    /// Ends a list at a number of values. A null list has none.
    fn end(&mut self, values: usize, is_valid: bool) {
        self.ends.push(values);
        self.valid.append(is_valid);
    }

    fn finish(mut self, fields: Fields, columns: Vec<ArrayRef>) -> Result<ArrayRef> {
        let item = Arc::new(Field::new("item", DataType::Struct(fields.clone()), true));
        let values = StructArray::try_new(fields, columns, None)?;
        let offsets = self.ends.finish(values.len())?;
        let nulls = NullBuffer::new(self.valid.finish());
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), Some(nulls))?))
    }
}

/// The totals of a claim, in the order of [`TOTALS`].
fn totals(totals: &Totals) -> [Option<Money>; TOTALS.len()] {
    let (unmet_paid, unmet_patient) = totals.if_deductible_unmet.unzip();
    [
        totals.charge,
        Some(totals.allowed),
        Some(totals.medicare_paid),
        Some(totals.patient),
        Some(totals.contractual_write_off),
        Some(totals.undetermined_charge),
        unmet_paid,
        unmet_patient,
    ]
}

/// Collects the answers to a batch of claims.
pub struct AnswersBuilder {
    claim: Texts,
    date: Date32Builder,
    release: Texts,
    locality: Texts,
    totals: [Int64Builder; TOTALS.len()],
    lines: LinesBuilder,
    line_ends: ListEnds,
    status: Int32Builder,
    faults: [Texts; 3],
    fault_ends: ListEnds,
    is_problem: BooleanBufferBuilder,
}

impl AnswersBuilder {
    /// A builder with room for so many claims.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            claim: Texts::new(capacity, 16),
            date: Date32Builder::with_capacity(capacity),
            release: Texts::new(capacity, 6),
            locality: Texts::new(capacity, 8),
            totals: std::array::from_fn(|_| Int64Builder::with_capacity(capacity)),
            lines: LinesBuilder::new(capacity.saturating_mul(LINES_OF_A_CLAIM)),
            line_ends: ListEnds::new(capacity),
            status: Int32Builder::with_capacity(capacity),
            faults: std::array::from_fn(|_| Texts::new(0, 0)),
            fault_ends: ListEnds::new(capacity),
            is_problem: BooleanBufferBuilder::new(capacity),
        }
    }

    /// Adds the estimate of a claim.
    pub fn push(
        &mut self,
        raw: &RawClaim<'_>,
        claim: &Claim,
        estimate: &Estimate,
        source: (&str, Option<Locality>),
    ) {
        let (release, locality) = source;
        self.claim.push_option(raw.claim);
        self.date.append_value(days_since_1970(claim.date_of_service()));
        self.release.push(release);
        match locality {
            Some(locality) => {
                for part in [locality.mac().as_str(), "-", locality.number()] {
                    self.locality.add(part);
                }
                self.locality.end();
            }
            None => self.locality.push_null(),
        }
        for (column, total) in self.totals.iter_mut().zip(totals(&estimate.totals)) {
            column.append_option(total.map(Money::cents));
        }
        let lines = raw.lines.iter().zip(claim.lines()).zip(&estimate.lines).enumerate();
        for (position, ((raw, line), estimate)) in lines {
            self.lines.push(position, raw, line, estimate);
        }
        self.line_ends.end(self.lines.len(), true);
        self.push_problem(None, &[]);
    }

    /// Adds what is wrong with a claim: the HTTP status that the service gives it, and its faults.
    pub fn push_refused(&mut self, claim: Option<&str>, status: i32, faults: &[Fault]) {
        self.claim.push_option(claim);
        self.date.append_null();
        self.release.push_null();
        self.locality.push_null();
        self.totals.iter_mut().for_each(Int64Builder::append_null);
        self.line_ends.end(self.lines.len(), false);
        self.push_problem(Some(status), faults);
    }

    fn push_problem(&mut self, status: Option<i32>, faults: &[Fault]) {
        self.status.append_option(status);
        self.is_problem.append(status.is_some());
        let [pointer, code, detail] = &mut self.faults;
        for fault in faults {
            pointer.push(&fault.pointer);
            code.push(fault.code.as_str());
            detail.push(&fault.detail);
        }
        self.fault_ends.end(pointer.len(), status.is_some());
    }

    /// Returns the answers.
    ///
    /// # Errors
    /// If the batch has more lines, faults or bytes of texts than a column can count.
    pub fn finish(mut self) -> Result<StructArray> {
        let lines = self.line_ends.finish(line_fields(), self.lines.finish()?)?;
        let faults: Vec<ArrayRef> = self.faults.into_iter().map(Texts::finish).collect::<Result<_>>()?;
        let errors = self.fault_ends.finish(fault_fields(), faults)?;
        let nulls = NullBuffer::new(self.is_problem.finish());
        let problem = StructArray::try_new(
            problem_fields(),
            vec![Arc::new(self.status.finish()), errors],
            Some(nulls),
        )?;
        let mut columns: Vec<ArrayRef> = vec![
            self.claim.finish()?,
            Arc::new(self.date.finish()),
            self.release.finish()?,
            self.locality.finish()?,
            lines,
        ];
        columns.extend(self.totals.each_mut().map(ArrayBuilder::finish));
        columns.push(Arc::new(problem));
        Ok(StructArray::try_new(answer_fields(), columns, None)?)
    }
}

fn days_since_1970(day: Date) -> i32 {
    day.to_julian_day().saturating_sub(JULIAN_DAY_OF_1970)
}
