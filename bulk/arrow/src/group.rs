//! Lines become claims: the rows of one claim are brought together, in the order in which they came.

use crate::claims::columns::ROWS;
use crate::error::{ColumnError, Result};
use arrow::array::{Array, ArrayRef, ListArray, StructArray, UInt64Array};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Fields};
use std::collections::HashMap;
use std::sync::Arc;

/// Returns the type of a list of rows.
#[must_use]
pub fn list_type(row: &DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", row.clone(), true)))
}

/// Returns the fields of a claim that was made of rows.
#[must_use]
pub fn claim_fields(row: &DataType) -> Fields {
    vec![Field::new(ROWS, list_type(row), true)].into()
}

/// Returns the rows of the first `claims` claims, one list for each. `claim_of` has the number of the claim of each row; rows of
/// later claims are left out.
///
/// # Errors
/// If there are more rows than a list can count.
pub fn lists(rows: &ArrayRef, claim_of: &[usize], claims: usize) -> Result<ListArray> {
    // Rows of a claim keep their order, because their numbers are sorted too.
    let mut order: Vec<(usize, u64)> = claim_of.iter().copied().zip(0_u64..).collect();
    order.retain(|(claim, _)| *claim < claims);
    order.sort_unstable();
    let mut ends = vec![0_i32; claims.saturating_add(1)];
    for (claim, _) in &order {
        let count = ends.get_mut(claim.saturating_add(1));
        count.into_iter().for_each(|count| *count = count.saturating_add(1));
    }
    let mut end = 0_i32;
    for count in &mut ends {
        end = end.checked_add(*count).ok_or_else(|| ColumnError::form("A table has too many lines."))?;
        *count = end;
    }
    let taken: UInt64Array = order.iter().map(|(_, row)| *row).collect::<Vec<u64>>().into();
    let values = take(rows, &taken, None)?;
    let item = Arc::new(Field::new("item", rows.data_type().clone(), true));
    Ok(ListArray::try_new(item, OffsetBuffer::new(ScalarBuffer::from(ends)), values, None)?)
}

/// Returns claims as a struct that [`ClaimColumns`](crate::claims::columns::ClaimColumns) reads.
///
/// # Errors
/// If Arrow refuses the columns.
pub fn claims_of(lists: ListArray, row: &DataType) -> Result<StructArray> {
    Ok(StructArray::try_new(claim_fields(row), vec![Arc::new(lists)], None)?)
}

/// Returns the claims of a table of lines, in the order in which they begin. `names` has the name of the claim of each row. A row
/// without a name of its claim is a claim of its own.
///
/// # Errors
/// If there are more rows than a list can count.
pub fn by_name<'a>(
    rows: StructArray,
    names: impl IntoIterator<Item = Option<&'a str>>,
) -> Result<StructArray> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut claims = 0_usize;
    let mut number_of = |name: Option<&'a str>| {
        let next = claims;
        let number = match name.filter(|name| !name.is_empty()) {
            Some(name) => *numbers.entry(name).or_insert(next),
            None => next,
        };
        claims = claims.max(number.saturating_add(1));
        number
    };
    let claim_of: Vec<usize> = names.into_iter().map(&mut number_of).collect();
    let row = rows.data_type().clone();
    let rows: ArrayRef = Arc::new(rows);
    claims_of(lists(&rows, &claim_of, claims)?, &row)
}
