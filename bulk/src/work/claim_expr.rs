//! From the columns of a table to the claim that `medpayiq_price` takes.

use crate::functions;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Column, DFSchema, Result, plan_err};
use datafusion::functions::core::expr_fn::named_struct;
use datafusion::functions::string::expr_fn::uuid;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit, when};
use medpayiq_arrow::claims::columns::{CLAIM_FLAGS, CLAIM_TEXTS, LINE_COLUMNS, LINES};

/// The name of the column of claims.
pub const CLAIM: &str = "claim";

fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// Returns a plan with one column `claim`, which has the claims of a table.
///
/// # Errors
/// If the table has neither a column `lines` nor `hcpcs`, nor a struct `claim`.
pub fn claims_of(table: LogicalPlan) -> Result<LogicalPlan> {
    let schema = std::sync::Arc::clone(table.schema());
    let builder = LogicalPlanBuilder::from(table);
    if is_struct(&schema, CLAIM) {
        return builder.project([column(CLAIM)])?.build();
    }
    if has(&schema, LINES) {
        return builder.project([claim_struct(&schema, &[LINES]).alias(CLAIM)])?.build();
    }
    if !has(&schema, "hcpcs") {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return plan_err!(
            "The columns {} are not those of claims: lines or hcpcs is missing. See docs/bulk.md.",
            names.join(", ")
        );
    }
    let line = claim_struct(&schema, &LINE_COLUMNS);
    if !has(&schema, CLAIM) {
        return builder.project([line.alias(CLAIM)])?.build();
    }
    collect_lines(builder, line, column(CLAIM))
}

/// Returns a plan that collects the lines of each claim, in the order in which the claims begin. A line without a name of its claim is a
/// claim of its own.
///
/// # Errors
/// If the plan cannot be built.
pub fn collect_lines(table: LogicalPlanBuilder, line: Expr, name: Expr) -> Result<LogicalPlan> {
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
fn claim_struct(schema: &DFSchema, more: &[&str]) -> Expr {
    let claim = CLAIM_TEXTS.iter().chain(&CLAIM_FLAGS).map(|(name, ..)| *name);
    let names = claim.chain(["provider", "patient"]).chain(more.iter().copied());
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
