//! Values of the vocabulary as JSON strings, with their OpenAPI schemas. Decimals are strings too, because many clients would
//! read a JSON number into a binary float and lose cents.

use crate::vocabulary::{ConversionFactor, Gpci, Money, Rvu};
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// A value of the vocabulary, serialized as the string that it displays as.
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
pub(crate) type RvuText = Shown<Rvu>;
/// A geographic practice cost index.
pub(crate) type GpciText = Shown<Gpci>;
/// Dollars for one adjusted RVU.
pub(crate) type FactorText = Shown<ConversionFactor>;

/// Gives shown values their named OpenAPI schemas: a string with a description, an example, and either a `pattern` or its
/// `enum_values`.
macro_rules! shown_schemas {
    ($($kind:ty: $name:literal, $description:literal, $example:literal, $restrict:ident($values:expr);)+) => {$(
        impl utoipa::PartialSchema for $crate::api::wire::decimal::Shown<$kind> {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let object = utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .$restrict(Some($values))
                    .description(Some($description))
                    .examples([serde_json::json!($example)]);
                utoipa::openapi::RefOr::T(utoipa::openapi::Schema::Object(object.build()))
            }
        }

        impl utoipa::ToSchema for $crate::api::wire::decimal::Shown<$kind> {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($name)
            }
        }
    )+};
}

pub(crate) use shown_schemas;

shown_schemas! {
    Money: "Money", "US dollars with two decimals.", "41.69", pattern(r"^-?\d+\.\d{2}$");
    Rvu: "Rvu", "A relative value unit (RVU) with two decimals.", "0.79", pattern(r"^-?\d+\.\d{2}$");
    Gpci: "Gpci", "A geographic practice cost index (GPCI) with three decimals.", "1.088", pattern(r"^\d+\.\d{3}$");
    ConversionFactor: "ConversionFactor", "Dollars for one adjusted RVU, with four decimals.", "32.3465",
        pattern(r"^\d+\.\d{4}$");
}
