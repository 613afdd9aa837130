//! Collects answers, column by column.

use super::schema::{AMOUNTS, LINE_LISTS, TOTALS, answer_fields, fault_fields, line_fields, problem_fields};
use crate::error::{ColumnError, Result};
use arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBufferBuilder, Date32Builder, Int32Builder, Int64Builder, ListArray,
    ListBuilder, StringBuilder, StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Fields};
use medpayiq_claims::{Fault, RawClaim, RawLine};
use medpayiq_core::pricing::{Caveat, Estimate, LineEstimate, Outcome, PredictedDenial, Price, Totals};
use medpayiq_core::vocabulary::{Claim, ClaimLine, Money};
use std::fmt::Write as _;
use std::sync::Arc;
use time::Date;

/// The Julian day of 1970-01-01, at which Arrow's dates begin.
const JULIAN_DAY_OF_1970: i32 = 2_440_588;

/// Lists of structs: where each list ends, and which of them are null.
struct ListEnds {
    ends: Vec<i32>,
    valid: BooleanBufferBuilder,
}

impl ListEnds {
    fn new(capacity: usize) -> Self {
        let mut ends = Vec::with_capacity(capacity.saturating_add(1));
        ends.push(0);
        Self { ends, valid: BooleanBufferBuilder::new(capacity) }
    }

    /// Ends a list at a number of values. A null list has none.
    fn end(&mut self, values: usize, is_valid: bool) -> Result<()> {
        let end = i32::try_from(values).map_err(|_| ColumnError::form("A batch has too many lines."))?;
        self.ends.push(end);
        self.valid.append(is_valid);
        Ok(())
    }

    fn finish(mut self, fields: Fields, columns: Vec<ArrayRef>) -> Result<ArrayRef> {
        let item = Arc::new(Field::new("item", DataType::Struct(fields.clone()), true));
        let values = StructArray::try_new(fields, columns, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let nulls = NullBuffer::new(self.valid.finish());
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), Some(nulls))?))
    }
}

/// The columns of lines.
struct LinesBuilder {
    id: StringBuilder,
    hcpcs: StringBuilder,
    units: Int64Builder,
    result: StringBuilder,
    reason: StringBuilder,
    amounts: [Int64Builder; AMOUNTS.len()],
    confidence: StringBuilder,
    lists: [ListBuilder<StringBuilder>; LINE_LISTS.len()],
}

impl LinesBuilder {
    fn new() -> Self {
        Self {
            id: StringBuilder::new(),
            hcpcs: StringBuilder::new(),
            units: Int64Builder::new(),
            result: StringBuilder::new(),
            reason: StringBuilder::new(),
            amounts: std::array::from_fn(|_| Int64Builder::new()),
            confidence: StringBuilder::new(),
            lists: std::array::from_fn(|_| ListBuilder::new(StringBuilder::new())),
        }
    }

    fn push(
        &mut self,
        position: usize,
        raw: &RawLine<'_>,
        line: &ClaimLine,
        estimate: &LineEstimate,
    ) -> Result<()> {
        match raw.id {
            Some(id) => self.id.append_value(id),
            None => append_shown(&mut self.id, position.saturating_add(1))?,
        }
        self.hcpcs.append_value(line.hcpcs().as_str());
        self.units.append_value(i64::from(line.units()));
        let (result, reason, price) = match &estimate.outcome {
            Outcome::Priced(price) => ("priced", None, Some(price)),
            Outcome::NotPriced(refusal) => (refusal.kind().as_str(), Some(refusal.code()), None),
        };
        self.result.append_value(result);
        self.reason.append_option(reason);
        let amounts = price.map_or([None; AMOUNTS.len()], amounts);
        for (column, amount) in self.amounts.iter_mut().zip(amounts) {
            column.append_option(amount.map(Money::cents));
        }
        self.confidence.append_value(estimate.confidence.level.as_str());
        let [modifiers, denials, reasons, warnings] = &mut self.lists;
        for modifier in line.modifiers() {
            modifiers.values().append_value(modifier.as_str());
        }
        for denial in &estimate.predicted_denials {
            append_denial(denials.values(), denial)?;
        }
        append_codes(reasons.values(), &estimate.confidence.reasons);
        append_codes(warnings.values(), &estimate.warnings);
        self.lists.iter_mut().for_each(|list| list.append(true));
        Ok(())
    }

    fn finish(mut self) -> Vec<ArrayRef> {
        let [modifiers, denials, reasons, warnings] = self.lists.each_mut().map(ArrayBuilder::finish);
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.hcpcs.finish()),
            modifiers,
            Arc::new(self.units.finish()),
            Arc::new(self.result.finish()),
            Arc::new(self.reason.finish()),
        ];
        columns.extend(self.amounts.each_mut().map(ArrayBuilder::finish));
        columns.extend([denials, Arc::new(self.confidence.finish()), reasons, warnings]);
        columns
    }
}

/// The amounts of a price, in the order of [`AMOUNTS`].
fn amounts(price: &Price) -> [Option<Money>; AMOUNTS.len()] {
    let share = &price.share;
    [
        Some(price.fee_schedule),
        Some(price.adjusted),
        Some(price.allowed),
        price.limiting_charge,
        Some(share.deductible),
        Some(share.coinsurance),
        Some(share.sequestration),
        Some(share.medicare_paid),
        Some(price.patient(share)),
        price.bonus,
    ]
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

fn append_shown(texts: &mut StringBuilder, value: impl std::fmt::Display) -> Result<()> {
    write!(texts, "{value}").map_err(|_| ColumnError::form("A text cannot be written."))?;
    texts.append_value("");
    Ok(())
}

/// Writes a denial like `CO-97 M15`: group, claim adjustment reason code, and its remark codes.
fn append_denial(texts: &mut StringBuilder, denial: &PredictedDenial) -> Result<()> {
    let mut text = format!("{}-{}", denial.group.as_str(), denial.carc);
    for rarc in denial.rarc {
        write!(text, " {rarc}").map_err(|_| ColumnError::form("A text cannot be written."))?;
    }
    texts.append_value(text);
    Ok(())
}

fn append_codes(texts: &mut StringBuilder, caveats: &[Caveat]) {
    caveats.iter().for_each(|caveat| texts.append_value(caveat.code()));
}

/// Collects the answers to a batch of claims.
pub struct AnswersBuilder {
    claim: StringBuilder,
    date: Date32Builder,
    release: StringBuilder,
    locality: StringBuilder,
    totals: [Int64Builder; TOTALS.len()],
    lines: LinesBuilder,
    line_ends: ListEnds,
    status: Int32Builder,
    faults: [StringBuilder; 3],
    fault_ends: ListEnds,
    is_problem: BooleanBufferBuilder,
}

impl AnswersBuilder {
    /// A builder with room for so many claims.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            claim: StringBuilder::new(),
            date: Date32Builder::with_capacity(capacity),
            release: StringBuilder::new(),
            locality: StringBuilder::new(),
            totals: std::array::from_fn(|_| Int64Builder::with_capacity(capacity)),
            lines: LinesBuilder::new(),
            line_ends: ListEnds::new(capacity),
            status: Int32Builder::with_capacity(capacity),
            faults: std::array::from_fn(|_| StringBuilder::new()),
            fault_ends: ListEnds::new(capacity),
            is_problem: BooleanBufferBuilder::new(capacity),
        }
    }

    /// Adds the estimate of a claim.
    ///
    /// # Errors
    /// If the batch has more lines than a list can count.
    pub fn push(
        &mut self,
        raw: &RawClaim<'_>,
        claim: &Claim,
        estimate: &Estimate,
        source: (&str, Option<&dyn std::fmt::Display>),
    ) -> Result<()> {
        let (release, locality) = source;
        self.claim.append_option(raw.claim);
        self.date.append_value(days_since_1970(claim.date_of_service()));
        self.release.append_value(release);
        match locality {
            Some(locality) => append_shown(&mut self.locality, locality)?,
            None => self.locality.append_null(),
        }
        for (column, total) in self.totals.iter_mut().zip(totals(&estimate.totals)) {
            column.append_option(total.map(Money::cents));
        }
        let lines = raw.lines.iter().zip(claim.lines()).zip(&estimate.lines).enumerate();
        for (position, ((raw, line), estimate)) in lines {
            self.lines.push(position, raw, line, estimate)?;
        }
        self.line_ends.end(self.lines.units.len(), true)?;
        self.push_problem(None, &[])
    }

    /// Adds what is wrong with a claim: the HTTP status that the service gives it, and its faults.
    ///
    /// # Errors
    /// If the batch has more faults than a list can count.
    pub fn push_refused(&mut self, claim: Option<&str>, status: i32, faults: &[Fault]) -> Result<()> {
        self.claim.append_option(claim);
        self.date.append_null();
        self.release.append_null();
        self.locality.append_null();
        self.totals.iter_mut().for_each(Int64Builder::append_null);
        self.line_ends.end(self.lines.units.len(), false)?;
        self.push_problem(Some(status), faults)
    }

    fn push_problem(&mut self, status: Option<i32>, faults: &[Fault]) -> Result<()> {
        self.status.append_option(status);
        self.is_problem.append(status.is_some());
        let [pointer, code, detail] = &mut self.faults;
        for fault in faults {
            pointer.append_value(&fault.pointer);
            code.append_value(fault.code.as_str());
            detail.append_value(&fault.detail);
        }
        self.fault_ends.end(pointer.len(), status.is_some())
    }

    /// Returns the answers.
    ///
    /// # Errors
    /// If the columns do not fit together.
    pub fn finish(mut self) -> Result<StructArray> {
        let lines = self.line_ends.finish(line_fields(), self.lines.finish())?;
        let faults = self.faults.each_mut().map(ArrayBuilder::finish);
        let errors = self.fault_ends.finish(fault_fields(), faults.to_vec())?;
        let nulls = NullBuffer::new(self.is_problem.finish());
        let problem = StructArray::try_new(
            problem_fields(),
            vec![Arc::new(self.status.finish()), errors],
            Some(nulls),
        )?;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.claim.finish()),
            Arc::new(self.date.finish()),
            Arc::new(self.release.finish()),
            Arc::new(self.locality.finish()),
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
