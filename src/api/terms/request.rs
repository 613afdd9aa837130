//! The form of terms in JSON. A file in TOML has the same fields.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::api::wire::json::optional_objects;

/// What a payer and a practice have agreed on in place of Medicare's own amounts.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContractTerms, example = json!({
    "percent": "110", "ranges": [{"from": "99202", "to": "99499", "percent": "120"}],
    "fees": [{"hcpcs": "76377", "modifier": "26", "amount": "55.00"}]
}))]
pub struct TermsRequest {
    /// The percentage of Medicare's amount for codes that no range has, 0.01 to 999.99. If absent, such a code keeps Medicare's
    /// amount with low confidence and a warning, unless the terms have neither ranges nor fees.
    #[schema(example = "110", pattern = r"^\d{1,3}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    /// Percentages for ranges of codes, up to 1,000. No code may be in two of them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_objects")]
    #[schema(max_items = 1000)]
    pub ranges: Option<Vec<RangeRequest>>,
    /// Fees for one unit of a code, up to 20,000. They come before percentages.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_objects")]
    #[schema(max_items = 20000)]
    pub fees: Option<Vec<FeeRequest>>,
    /// Whether the charge is allowed if it is lower than the contract's amount. If absent: true, as under Medicare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesser_of_charge: Option<bool>,
    /// Whether Medicare's reductions for several procedures, tests or therapy units of a day (MPPR) do not apply. If absent:
    /// false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_mppr: Option<bool>,
    /// Whether sequestration does not apply. If absent: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_sequestration: Option<bool>,
}

/// A percentage of Medicare's amount for a range of codes.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContractRange)]
pub struct RangeRequest {
    /// The first code. Codes are in the order of their characters, digits before letters.
    #[schema(example = "99202", pattern = r"^[0-9A-Za-z]{5}$")]
    pub from: String,
    /// The last code, which the range has too.
    #[schema(example = "99499", pattern = r"^[0-9A-Za-z]{5}$")]
    pub to: String,
    /// The percentage, 0.01 to 999.99.
    #[schema(example = "120", pattern = r"^\d{1,3}(\.\d{1,2})?$")]
    pub percent: String,
}

/// A fee for one unit of a code.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContractFee)]
pub struct FeeRequest {
    /// The HCPCS or CPT code.
    #[schema(example = "76377", pattern = r"^[0-9A-Za-z]{5}$")]
    pub hcpcs: String,
    /// The modifier that a line must have for this fee. If absent, the fee is that of the whole service: not of a line with 26,
    /// TC or 53.
    #[schema(example = "26", pattern = r"^([0-9A-Za-z]{2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// Dollars for one unit.
    #[schema(example = "55.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    pub amount: String,
}

/// The terms of a request: the name of stored ones, or the terms themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsChoice {
    /// The name of stored terms.
    Stored(String),
    /// The terms themselves.
    Given(Box<TermsRequest>),
}

struct ChoiceVisitor;

impl<'de> Deserialize<'de> for TermsChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChoiceVisitor)
    }
}

impl<'de> Visitor<'de> for ChoiceVisitor {
    type Value = TermsChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of stored terms in quotes, or an object")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<TermsChoice, E> {
        Ok(TermsChoice::Stored(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<TermsChoice, A::Error> {
        let terms = TermsRequest::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(TermsChoice::Given(Box::new(terms)))
    }
}

impl Serialize for TermsChoice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Stored(name) => serializer.serialize_str(name),
            Self::Given(terms) => terms.serialize(serializer),
        }
    }
}

impl PartialSchema for TermsChoice {
    fn schema() -> RefOr<Schema> {
        let name = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The name of stored terms"))
            .examples([serde_json::json!("clinic")])
            .build();
        let one_of = OneOfBuilder::new().item(name).item(Ref::from_schema_name("ContractTerms"));
        let description = "The terms of a contract: the name of stored ones, or the terms themselves.";
        RefOr::T(Schema::OneOf(one_of.description(Some(description)).build()))
    }
}

impl ToSchema for TermsChoice {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("ContractTerms".to_owned(), TermsRequest::schema()));
        TermsRequest::schemas(schemas);
    }
}
