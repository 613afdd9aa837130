//! The columns of an answer. Amounts are whole cents; the names are those of `POST /v1/estimates/batch`.

use arrow::datatypes::{DataType, Field, Fields};
use std::sync::Arc;

/// The amounts of a line, null if it is not priced.
pub const AMOUNTS: [&str; 10] = [
    "fee_schedule",
    "adjusted",
    "allowed",
    "limiting_charge",
    "deductible",
    "coinsurance",
    "sequestration",
    "medicare_paid",
    "patient",
    "bonus_estimate",
];

/// The totals of a claim. The last two are the amounts if none of the deductible is met, null if the claim says what is left.
pub const TOTALS: [&str; 8] = [
    "total_charge",
    "total_allowed",
    "total_medicare_paid",
    "total_patient",
    "total_contractual_write_off",
    "total_undetermined_charge",
    "unmet_medicare_paid",
    "unmet_patient",
];

/// The columns of a line that are lists of codes.
pub const LINE_LISTS: [&str; 4] = ["modifiers", "predicted_denials", "confidence_reasons", "warnings"];

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn texts(name: &str) -> Field {
    Field::new(name, DataType::List(Arc::new(text("item"))), true)
}

fn cents(name: &'static str) -> Field {
    Field::new(name, DataType::Int64, true)
}

/// The columns of a line.
#[must_use]
pub fn line_fields() -> Fields {
    let [modifiers, denials, reasons, warnings] = LINE_LISTS.map(texts);
    let mut fields =
        vec![text("id"), text("hcpcs"), modifiers, cents("units"), text("result"), text("reason")];
    fields.extend(AMOUNTS.map(cents));
    fields.extend([denials, text("confidence"), reasons, warnings]);
    fields.into()
}

/// The columns of a fault.
#[must_use]
pub fn fault_fields() -> Fields {
    vec![text("pointer"), text("code"), text("detail")].into()
}

/// The columns of a problem.
#[must_use]
pub fn problem_fields() -> Fields {
    let errors = list_of(fault_fields());
    vec![Field::new("status", DataType::Int32, true), Field::new("errors", errors, true)].into()
}

/// A list of structs.
#[must_use]
pub fn list_of(fields: Fields) -> DataType {
    DataType::List(Arc::new(Field::new("item", DataType::Struct(fields), true)))
}

/// The columns of an answer.
#[must_use]
pub fn answer_fields() -> Fields {
    let mut fields = vec![
        text("claim"),
        Field::new("date_of_service", DataType::Date32, true),
        text("release"),
        text("locality"),
        Field::new("lines", list_of(line_fields()), true),
    ];
    fields.extend(TOTALS.map(cents));
    fields.push(Field::new("problem", DataType::Struct(problem_fields()), true));
    fields.into()
}

/// The type of an answer.
#[must_use]
pub fn answer_type() -> DataType {
    DataType::Struct(answer_fields())
}
