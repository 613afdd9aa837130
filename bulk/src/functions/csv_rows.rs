//! `medpayiq_csv_row(row, header)`: a row of CSV as a struct of texts. A row that does not match its header has its fault in the
//! column `row_fault`.

use crate::csv_table::{CsvHeader, column_names, read_header};
use datafusion::arrow::array::{ArrayBuilder, ArrayRef, AsArray, StringBuilder, StructArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use medpayiq_arrow::claims::columns::ROW_FAULT;
use medpayiq_claims::rows;
use std::borrow::Cow;
use std::sync::Arc;

/// The name of the function.
const NAME: &str = "medpayiq_csv_row";

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CsvRowFunction {
    signature: Signature,
}

impl CsvRowFunction {
    pub(super) fn new() -> Self {
        Self { signature: Signature::string(2, Volatility::Immutable) }
    }
}

fn row_fields() -> Fields {
    column_names().map(|name| Field::new(name, DataType::Utf8, true)).collect()
}

impl ScalarUDFImpl for CsvRowFunction {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(row_fields()))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [rows, ColumnarValue::Scalar(header)] = arguments.args.as_slice() else {
            return exec_err!(
                "{NAME} takes a row and a header, and the header must be the same for all rows."
            );
        };
        let header: CsvHeader = read_header(header.try_as_str().flatten().unwrap_or_default())
            .map_err(DataFusionError::Execution)?;
        let rows = cast(&rows.to_array(arguments.number_rows)?, &DataType::Utf8)?;
        let names: Vec<&str> = column_names().collect();
        let mut columns: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
        for row in rows.as_string::<i32>() {
            let row = row.unwrap_or_default().trim_end_matches('\r');
            let (cells, fault) = match header.cells(row.as_bytes()) {
                Ok(cells) => (cells, None),
                // The claim of the row is refused as a whole, so its name is needed.
                Err(fault) => (name_of_claim(&header, row), Some(fault.detail)),
            };
            for (column, name) in columns.iter_mut().zip(&names) {
                let cell = cells.iter().find(|(of, _)| of == name).map(|(_, text)| text.as_ref());
                column.append_option(if *name == ROW_FAULT { fault.as_deref() } else { cell });
            }
        }
        let columns: Vec<ArrayRef> = columns.iter_mut().map(ArrayBuilder::finish).collect();
        Ok(ColumnarValue::Array(Arc::new(StructArray::try_new(row_fields(), columns, None)?)))
    }
}

/// The name of the claim of a row that does not match its header, if the row has one.
fn name_of_claim<'a>(header: &CsvHeader, row: &'a str) -> Vec<(&'static str, Cow<'a, str>)> {
    let position = header.position("claim");
    let field = |position| rows::fields(row.as_bytes()).ok()?.into_iter().nth(position);
    position.and_then(field).map(|name| ("claim", name)).into_iter().collect()
}
