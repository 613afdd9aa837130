//! `medpayiq_claim(line)`: collects the lines of a claim from a table that has one line a row. Use it with `group by`, and price
//! what it returns with `medpayiq_price`.

use super::fault_of_columns;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, ListArray, UInt64Array, new_empty_array,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::{concat, take};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use medpayiq_arrow::group::{self, claim_fields, list_type, lists};
use std::sync::Arc;

/// The name of the function.
const NAME: &str = "medpayiq_claim";

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CollectFunction {
    signature: Signature,
}

impl CollectFunction {
    pub(super) fn new() -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable) }
    }
}

/// The type of a row, from the type that the function returns.
fn row_type(returned: &DataType) -> Result<DataType> {
    if let DataType::Struct(fields) = returned
        && let Some(field) = fields.first()
        && let DataType::List(item) = field.data_type()
    {
        return Ok(item.data_type().clone());
    }
    plan_err!("{NAME} returns a struct with a list, not {returned}.")
}

impl AggregateUDFImpl for CollectFunction {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        match arguments {
            [row @ DataType::Struct(_)] => Ok(DataType::Struct(claim_fields(row))),
            _ => plan_err!("{NAME} takes a line as a struct, such as {{hcpcs: ..., units: ...}}."),
        }
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let rows = list_type(&row_type(arguments.return_type())?);
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", arguments.name), rows, true))])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneClaim(Rows::new(row_type(arguments.return_field.data_type())?))))
    }

    fn groups_accumulator_supported(&self, _arguments: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        arguments: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Rows::new(row_type(arguments.return_field.data_type())?)))
    }
}

/// The rows of many claims in the order of their arrival, and the claim of each.
#[derive(Debug)]
struct Rows {
    row_type: DataType,
    batches: Vec<ArrayRef>,
    claims: Vec<usize>,
    count: usize,
}

impl Rows {
    const fn new(row_type: DataType) -> Self {
        Self { row_type, batches: Vec::new(), claims: Vec::new(), count: 0 }
    }

    fn add(&mut self, rows: ArrayRef, claims: impl IntoIterator<Item = usize>) {
        self.claims.extend(claims);
        self.batches.push(rows);
    }

    fn joined(&self) -> Result<ArrayRef> {
        let batches: Vec<&dyn Array> = self.batches.iter().map(AsRef::as_ref).collect();
        if batches.is_empty() {
            return Ok(new_empty_array(&self.row_type));
        }
        Ok(concat(&batches)?)
    }

    /// Takes out the rows of the first claims, or of all, as one list for each claim.
    fn lists(&mut self, emit: EmitTo) -> Result<ListArray> {
        let rows = self.joined()?;
        let emitted = match emit {
            EmitTo::All => self.count,
            EmitTo::First(first) => first.min(self.count),
        };
        let emitting = lists(&rows, &self.claims, emitted).map_err(fault_of_columns)?;
        let numbered = self.claims.iter().zip(0_u64..);
        let kept: Vec<u64> = numbered.filter_map(|(claim, row)| (*claim >= emitted).then_some(row)).collect();
        self.claims.retain(|claim| *claim >= emitted);
        self.claims.iter_mut().for_each(|claim| *claim = claim.saturating_sub(emitted));
        self.count = self.count.saturating_sub(emitted);
        self.batches =
            if kept.is_empty() { Vec::new() } else { vec![take(&rows, &UInt64Array::from(kept), None)?] };
        Ok(emitting)
    }

    fn claims_of(&self, lists: ListArray) -> Result<ArrayRef> {
        Ok(Arc::new(group::claims_of(lists, &self.row_type).map_err(fault_of_columns)?))
    }

    fn merge(&mut self, states: &ArrayRef, claims: &[usize]) -> Result<()> {
        for (list, claim) in states.as_list::<i32>().iter().zip(claims) {
            if let Some(rows) = list.filter(|rows| !rows.is_empty()) {
                let count = rows.len();
                self.add(rows, std::iter::repeat_n(*claim, count));
            }
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        let rows: usize = self.batches.iter().map(|rows| rows.get_array_memory_size()).sum();
        rows.saturating_add(self.claims.capacity().saturating_mul(size_of::<usize>()))
    }
}

impl GroupsAccumulator for Rows {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.count = total_num_groups;
        for rows in values {
            let is_taken = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
            if filter.is_none() {
                self.add(Arc::clone(rows), group_indices.iter().copied());
                continue;
            }
            let taken = group_indices.iter().enumerate().filter(|(row, _)| is_taken(*row));
            let (numbers, claims): (Vec<u64>, Vec<usize>) =
                taken.filter_map(|(row, claim)| Some((u64::try_from(row).ok()?, *claim))).unzip();
            self.add(take(rows, &UInt64Array::from(numbers), None)?, claims);
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let lists = self.lists(emit_to)?;
        self.claims_of(lists)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![Arc::new(self.lists(emit_to)?)])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.count = total_num_groups;
        values.iter().try_for_each(|states| self.merge(states, group_indices))
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let is_taken = |filter: &BooleanArray| -> NullBuffer {
            (0..filter.len()).map(|row| filter.is_valid(row) && filter.value(row)).collect()
        };
        let one_each = |rows: &ArrayRef| -> Result<ArrayRef> {
            let item = Arc::new(Field::new("item", self.row_type.clone(), true));
            let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(1, rows.len()));
            Ok(Arc::new(ListArray::try_new(item, offsets, Arc::clone(rows), filter.map(is_taken))?))
        };
        values.iter().map(one_each).collect()
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}

/// The rows of one claim, for a query without groups.
#[derive(Debug)]
struct OneClaim(Rows);

impl Accumulator for OneClaim {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.count = 1;
        for rows in values {
            self.0.add(Arc::clone(rows), std::iter::repeat_n(0, rows.len()));
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.count = 1;
        let lists = self.0.lists(EmitTo::All)?;
        ScalarValue::try_from_array(&self.0.claims_of(lists)?, 0)
    }

    fn size(&self) -> usize {
        self.0.bytes()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.count = 1;
        let lists: ArrayRef = Arc::new(self.0.lists(EmitTo::All)?);
        Ok(vec![ScalarValue::try_from_array(&lists, 0)?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.0.count = 1;
        states.iter().try_for_each(|states| self.0.merge(states, &vec![0; states.len()]))
    }
}
