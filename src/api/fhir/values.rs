//! The values of FHIR that answers consist of.

use crate::vocabulary::Money;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// A concept with its codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirConcept)]
pub(crate) struct Concept {
    /// The codes.
    coding: Vec<Code>,
    /// The same in words. Absent if the code says it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// A code of a code system.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirCode)]
pub(crate) struct Code {
    /// The URI of the code system.
    #[schema(example = "http://terminology.hl7.org/CodeSystem/adjudication")]
    system: &'static str,
    /// The code.
    #[schema(example = "eligible")]
    code: String,
}

/// An amount of US dollars.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirAmount)]
pub(crate) struct Amount {
    /// The amount, with two decimals.
    #[schema(value_type = f64, example = 41.69)]
    value: Decimal,
    /// Always `USD`.
    #[schema(example = "USD")]
    currency: &'static str,
}

/// An amount as a JSON number with two decimals, as FHIR writes one. It never passes through a binary float.
#[derive(Clone, Copy, Debug)]
struct Decimal(Money);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl From<Money> for Amount {
    fn from(amount: Money) -> Self {
        Self { value: Decimal(amount), currency: "USD" }
    }
}

impl Concept {
    /// A concept with one code.
    pub(crate) fn of(system: &'static str, code: impl ToString) -> Self {
        Self { coding: vec![Code { system, code: code.to_string() }], text: None }
    }

    /// The same concept with another code.
    pub(crate) fn and(mut self, system: &'static str, code: impl ToString) -> Self {
        self.coding.push(Code { system, code: code.to_string() });
        self
    }

    /// The same concept in words.
    pub(crate) fn in_words(self, text: impl ToString) -> Self {
        Self { text: Some(text.to_string()), ..self }
    }
}
