//! The functions that SQL and the cluster's programs know.

mod collect;
mod csv_rows;
mod price;

use datafusion::common::DataFusionError;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use medpayiq_arrow::ColumnError;
use std::sync::{Arc, LazyLock};

static PRICE: LazyLock<Arc<ScalarUDF>> =
    LazyLock::new(|| Arc::new(ScalarUDF::new_from_impl(price::PriceFunction::new())));
static CSV_ROW: LazyLock<Arc<ScalarUDF>> =
    LazyLock::new(|| Arc::new(ScalarUDF::new_from_impl(csv_rows::CsvRowFunction::new())));
static COLLECT: LazyLock<Arc<AggregateUDF>> =
    LazyLock::new(|| Arc::new(AggregateUDF::new_from_impl(collect::CollectFunction::new())));

/// `medpayiq_price(claim)`: prices a claim, which is a struct, or JSON. A second argument names the snapshot.
#[must_use]
pub fn price() -> Arc<ScalarUDF> {
    Arc::clone(&PRICE)
}

/// `medpayiq_csv_row(row, header)`: the cells of a row of CSV as a struct.
#[must_use]
pub fn csv_row() -> Arc<ScalarUDF> {
    Arc::clone(&CSV_ROW)
}

/// `medpayiq_claim(line)`: collects the lines of a claim, for `medpayiq_price`.
#[must_use]
pub fn collect() -> Arc<AggregateUDF> {
    Arc::clone(&COLLECT)
}

/// Columns that cannot be read or written, as an error of a query.
fn fault_of_columns(error: ColumnError) -> DataFusionError {
    match error {
        ColumnError::Form(text) => DataFusionError::Execution(text),
        ColumnError::Arrow(error) => error.into(),
    }
}
