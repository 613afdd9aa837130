//! Answers with one line a row.

use super::schema::{LINE_LISTS, answer_fields, line_fields};
use crate::error::{ColumnError, Result};
use arrow::array::{Array, ArrayRef, AsArray, ListArray, StringBuilder, StructArray, UInt64Array};
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, Field, Fields};
use std::sync::Arc;

/// The columns that take the place of a problem: its status, and the place and words of its first fault.
const PROBLEM: [(&str, DataType); 3] = [
    ("problem_status", DataType::Int32),
    ("problem_pointer", DataType::Utf8),
    ("problem_detail", DataType::Utf8),
];

/// The columns of an answer with one line a row. Lists of codes are texts with blanks between them.
#[must_use]
pub fn flat_fields() -> Fields {
    let mut fields = Vec::new();
    for field in &answer_fields() {
        match field.name().as_str() {
            "lines" => fields.extend(line_fields().iter().map(|line| flat_field(line))),
            "problem" => fields.extend(PROBLEM.map(|(name, data_type)| Field::new(name, data_type, true))),
            _ => fields.push(field.as_ref().clone()),
        }
    }
    fields.into()
}

fn flat_field(line: &Field) -> Field {
    let is_list = LINE_LISTS.contains(&line.name().as_str());
    let data_type = if is_list { DataType::Utf8 } else { line.data_type().clone() };
    Field::new(line.name(), data_type, true)
}

/// Returns a row for each line, with the fields of its claim. A claim that has no estimate is one row, without a line.
///
/// # Errors
/// If the answers are not those of an [`AnswersBuilder`](super::AnswersBuilder).
pub fn one_line_a_row(answers: &StructArray) -> Result<StructArray> {
    let lines = column(answers, "lines")?.as_list::<i32>();
    let (mut claims, mut taken): (Vec<u64>, Vec<Option<u64>>) = Default::default();
    for (claim, (list, start)) in (0_u64..).zip(lines.iter().zip(lines.value_offsets())) {
        let count = list.map_or(0, |list| list.len());
        let first = u64::try_from(*start).map_err(|_| ColumnError::form("A list has a negative offset."))?;
        let rows = (first..).take(count).map(Some);
        taken.extend(rows.chain((count == 0).then_some(None)));
        claims.resize(taken.len(), claim);
    }
    let (claims, taken) = (UInt64Array::from(claims), UInt64Array::from(taken));
    let mut columns: Vec<ArrayRef> = Vec::new();
    for field in answers.fields() {
        let values = column(answers, field.name())?;
        match field.name().as_str() {
            "lines" => {
                for line in lines.values().as_struct().columns() {
                    columns.push(take(&flat_column(line)?, &taken, None)?);
                }
            }
            "problem" => {
                for part in first_faults(values.as_struct())? {
                    columns.push(take(&part, &claims, None)?);
                }
            }
            _ => columns.push(take(values, &claims, None)?),
        }
    }
    Ok(StructArray::try_new(flat_fields(), columns, None)?)
}

fn column<'a>(answers: &'a StructArray, name: &str) -> Result<&'a ArrayRef> {
    answers.column_by_name(name).ok_or_else(|| ColumnError::form(format!("An answer has no column {name}.")))
}

fn flat_column(values: &ArrayRef) -> Result<ArrayRef> {
    match values.as_list_opt::<i32>() {
        Some(lists) => joined(lists),
        None => Ok(Arc::clone(values)),
    }
}

/// The texts of each list with blanks between them.
fn joined(lists: &ListArray) -> Result<ArrayRef> {
    let mut texts = StringBuilder::new();
    for list in lists.iter() {
        match list {
            Some(list) => {
                let items = list.as_string::<i32>().iter().flatten();
                texts.append_value(items.collect::<Vec<&str>>().join(" "));
            }
            None => texts.append_null(),
        }
    }
    Ok(Arc::new(texts.finish()))
}

/// The columns of [`PROBLEM`].
fn first_faults(problem: &StructArray) -> Result<[ArrayRef; 3]> {
    let status = cast(column(problem, "status")?, &DataType::Int32)?;
    let errors = column(problem, "errors")?.as_list::<i32>();
    let faults = errors.values().as_struct();
    let first: UInt64Array = errors
        .iter()
        .zip(errors.value_offsets())
        .map(|(list, start)| u64::try_from(*start).ok().filter(|_| list.is_some_and(|list| !list.is_empty())))
        .collect();
    let text = |name: &str| -> Result<ArrayRef> { Ok(take(column(faults, name)?, &first, None)?) };
    let [pointer, detail] = [text("pointer")?, text("detail")?];
    Ok([status, pointer, detail])
}
