//! Decimals on the wire: strings, so that no client turns cents into floats.

use crate::vocabulary::{ConversionFactor, Gpci, Money, Rvu};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Display;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A value of the vocabulary, written as the string that it displays as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown<T>(pub(crate) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An amount of US dollars.
pub(crate) type Dollars = Shown<Money>;
/// A relative value unit.
pub(crate) type Units = Shown<Rvu>;
/// A geographic practice cost index.
pub(crate) type Index = Shown<Gpci>;
/// Dollars for one adjusted RVU.
pub(crate) type Factor = Shown<ConversionFactor>;

macro_rules! shown_schema {
    ($($kind:ty: $name:literal, $description:literal, $example:literal, $pattern:literal;)+) => {$(
        impl PartialSchema for Shown<$kind> {
            fn schema() -> RefOr<Schema> {
                let object = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some($pattern))
                    .description(Some($description))
                    .examples([serde_json::json!($example)]);
                RefOr::T(Schema::Object(object.build()))
            }
        }

        impl ToSchema for Shown<$kind> {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    )+};
}

shown_schema! {
    Money: "Money", "US dollars with two decimals.", "41.69", r"^-?\d+\.\d{2}$";
    Rvu: "Rvu", "A relative value unit with two decimals.", "0.79", r"^-?\d+\.\d{2}$";
    Gpci: "Gpci", "A geographic practice cost index with three decimals.", "1.088", r"^\d+\.\d{3}$";
    ConversionFactor: "ConversionFactor", "Dollars for one adjusted RVU, with four decimals.", "32.3465", r"^\d+\.\d{4}$";
}
