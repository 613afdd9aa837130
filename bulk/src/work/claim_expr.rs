//! From the columns of a table to the claim that `medpayiq_price` takes.

use crate::functions;
use datafusion::arrow::datatypes::{DataType, Fields};
use datafusion::common::{Column, DFSchema, Result, plan_err};
use datafusion::functions::core::expr_fn::named_struct;
use datafusion::functions::string::expr_fn::uuid;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, cast, lit, when};
use medpayiq_arrow::claims::columns::{LINE_COLUMNS, LINES, claim_columns};
use medpayiq_claims::hints::{nearest, simplify};

/// The name of the column of claims.
pub const CLAIM: &str = "claim";

fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// Returns a plan with one column `claim`, which has the claims of a table.
///
/// # Errors
/// If the table has neither a column `lines` nor `hcpcs`, nor a struct `claim`, or a column whose name is nearly one of claims.
pub fn claims_of(table: LogicalPlan) -> Result<LogicalPlan> {
    let schema = std::sync::Arc::clone(table.schema());
    let builder = LogicalPlanBuilder::from(table);
    if is_struct(&schema, CLAIM) {
        return builder.project([column(CLAIM)])?.build();
    }
    if has(&schema, LINES) {
        refuse_misspelt(schema.fields(), &known_columns(&[LINES]))?;
        let lines = schema.field_with_unqualified_name(LINES)?;
        if let DataType::Struct(fields) = list_item(lines.data_type()) {
            refuse_misspelt(fields, &LINE_COLUMNS)?;
        }
        return builder.project([claim_struct(&schema, &[LINES]).alias(CLAIM)])?.build();
    }
    if !has(&schema, "hcpcs") {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return plan_err!(
            "The columns {} are not those of claims: lines or hcpcs is missing. See docs/bulk.md.",
            names.join(", ")
        );
    }
    refuse_misspelt(schema.fields(), &known_columns(&LINE_COLUMNS))?;
    let line = claim_struct(&schema, &LINE_COLUMNS);
    if !has(&schema, CLAIM) {
        return builder.project([line.alias(CLAIM)])?.build();
    }
    collect_lines(builder, line, column(CLAIM))
}

/// Refuses columns whose names are nearly those of claims that the table does not have: their values would be left out of the price in
/// silence. Any other column is the table's own affair, also an amount, which need not be the charge, or the patient's ZIP code.
fn refuse_misspelt(columns: &Fields, known: &[&str]) -> Result<()> {
    let has = |name: &str| columns.find(name).is_some();
    let is_placed = has("zip") || has("locality");
    let is_missing = |name: &&&str| match **name {
        "charge" => false,
        "zip" | "locality" => !is_placed,
        name => !has(name),
    };
    let missing: Vec<&str> = known.iter().filter(is_missing).copied().collect();
    for column in columns.iter().filter(|column| !known.contains(&column.name().as_str())) {
        let name = singular(column.name());
        let same = missing.iter().find(|missing| singular(missing) == name).copied();
        // Longer names, such as patient_id, are near to others without meaning them.
        let short = || if name.len() <= 4 { nearest(column.name(), &missing) } else { None };
        if let Some(meant) = same.or_else(short) {
            let name = column.name();
            return plan_err!(
                "The column {name} is not read. Did you mean {meant}? Rename it, or leave it out."
            );
        }
    }
    Ok(())
}

/// A name in lower case, without separators and without the s of its plural.
fn singular(name: &str) -> String {
    simplify(name).trim_end_matches('s').to_owned()
}

/// The names of the columns of a claim, and of what else the table has of it.
fn known_columns(more: &[&'static str]) -> Vec<&'static str> {
    claim_columns().chain(["provider", "patient"]).chain(more.iter().copied()).collect()
}

/// The type of the items of a list, or the type itself.
#[expect(clippy::wildcard_enum_match_arm, reason = "the types of Arrow that are no lists")]
fn list_item(of: &DataType) -> &DataType {
    match of {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            item.data_type()
        }
        other => other,
    }
}

/// Returns a plan that collects the lines of each claim, in the order in which the claims begin. A line without a name of its claim is a
/// claim of its own.
///
/// # Errors
/// If the plan cannot be built.
pub fn collect_lines(table: LogicalPlanBuilder, line: Expr, name: Expr) -> Result<LogicalPlan> {
    // A name can be a number.
    let name = cast(name, DataType::Utf8);
    let is_unnamed = name.clone().is_null().or(name.clone().eq(lit("")));
    let key = when(is_unnamed, uuid()).otherwise(name)?;
    let claim = functions::collect().call(vec![column("line")]).alias("collected");
    table
        .project([key.alias("claim_key"), line.alias("line")])?
        .aggregate([column("claim_key")], [claim])?
        .project([column("collected").alias(CLAIM)])?
        .build()
}

/// A struct of the columns of claims that a table has.
fn claim_struct(schema: &DFSchema, more: &[&'static str]) -> Expr {
    let names = known_columns(more).into_iter();
    named_struct(names.filter(|name| has(schema, name)).flat_map(|name| [lit(name), column(name)]).collect())
}

fn has(schema: &DFSchema, name: &str) -> bool {
    schema.has_column_with_unqualified_name(name)
}

fn is_struct(schema: &DFSchema, name: &str) -> bool {
    schema
        .field_with_unqualified_name(name)
        .is_ok_and(|field| matches!(field.data_type(), DataType::Struct(_)))
}
