//! `medpayiq_price(claim)`: what Medicare would pay for a claim.

use super::fault_of_columns;
use crate::options::{DEFAULT_NAME, snapshot_of};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use medpayiq_arrow::answers::schema::answer_type;
use medpayiq_arrow::claims::columns::ClaimColumns;
use medpayiq_arrow::claims::json::JsonRow;
use medpayiq_arrow::{ColumnError, Pricer};
use medpayiq_claims::RawClaim;
use std::sync::Arc;

/// The name of the function.
const NAME: &str = "medpayiq_price";

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PriceFunction {
    signature: Signature,
}

impl PriceFunction {
    pub(super) fn new() -> Self {
        Self { signature: Signature::variadic_any(Volatility::Stable) }
    }
}

impl ScalarUDFImpl for PriceFunction {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        match arguments {
            [claim, options @ ..] if is_claim(claim) && options.len() <= 2 && options.iter().all(is_text) => {
                Ok(answer_type())
            }
            _ => plan_err!(
                "{NAME} takes a claim, which is a struct or JSON; after it the name of a snapshot, if there are several; and \
                 after that another date of service. It was given {arguments:?}."
            ),
        }
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (claims, name, date) = match arguments.args.as_slice() {
            [claims] => (claims, None, None),
            [claims, ColumnarValue::Scalar(name)] => (claims, text_of(name), None),
            [claims, ColumnarValue::Scalar(name), ColumnarValue::Scalar(date)] => {
                (claims, text_of(name), text_of(date))
            }
            _ => return exec_err!("The name of the snapshot and the date must be the same for all rows."),
        };
        let name = name.unwrap_or(DEFAULT_NAME);
        let loaded = snapshot_of(&arguments.config_options, name)
            .map_err(|fault| DataFusionError::Execution(fault.to_string()))?;
        let is_one = matches!(claims, ColumnarValue::Scalar(_));
        let claims = claims.to_array(if is_one { 1 } else { arguments.number_rows })?;
        let mut pricer = Pricer::new(&loaded.schedule, claims.len());
        price_all(&mut pricer, &claims, date).map_err(fault_of_columns)?;
        let answers: ArrayRef = Arc::new(pricer.finish().map_err(fault_of_columns)?);
        if is_one {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answers, 0)?));
        }
        Ok(ColumnarValue::Array(answers))
    }
}

fn is_claim(claim: &DataType) -> bool {
    matches!(claim, DataType::Struct(_)) || is_text(claim)
}

const fn is_text(given: &DataType) -> bool {
    matches!(given, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8)
}

fn text_of(scalar: &ScalarValue) -> Option<&str> {
    scalar.try_as_str().flatten()
}

fn price_all(
    pricer: &mut Pricer<'_>,
    claims: &ArrayRef,
    date: Option<&str>,
) -> std::result::Result<(), ColumnError> {
    if let Some(claims) = claims.as_struct_opt() {
        let columns = ClaimColumns::of(claims)?;
        (0..claims.len()).for_each(|row| price_dated(pricer, columns.claim(row), date));
        return Ok(());
    }
    let texts = cast(claims, &DataType::Utf8)?;
    let texts = texts.as_string::<i32>();
    for text in texts.iter() {
        match JsonRow::read(text.unwrap_or_default()) {
            Ok(row) => price_dated(pricer, row.claim(), date),
            Err(refused) => pricer.refuse(None, refused, false),
        }
    }
    Ok(())
}

/// Prices a claim as if it were of another day, if one is given.
fn price_dated(pricer: &mut Pricer<'_>, claim: RawClaim<'_>, date: Option<&str>) {
    match date {
        None => pricer.price(&claim),
        Some(_) => pricer.price(&RawClaim { date_of_service: date, ..claim }),
    }
}
