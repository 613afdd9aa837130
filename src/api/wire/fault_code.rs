//! The codes of faults, by which a program knows what is wrong without reading a text.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use utoipa::ToSchema;

/// The kind of a fault, for programs. New codes may be added; treat an unknown one as `invalid_value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "invalid_value")]
pub enum FaultCode {
    /// The body is empty.
    EmptyBody,
    /// The body is not JSON, not CSV, or not an X12 interchange.
    InvalidSyntax,
    /// The body broke off, was too slow, or has a part that is too long.
    UnreadableBody,
    /// The schema has no such field or column.
    UnknownField,
    /// A required field or column is missing.
    MissingField,
    /// A field or column is given more than once.
    RepeatedField,
    /// The value has another JSON type than the field.
    WrongType,
    /// The operation has no such query parameter.
    UnknownParameter,
    /// A query parameter is given more than once.
    RepeatedParameter,
    /// The text is not a value of the field.
    InvalidValue,
    /// The number, amount or date is too small or too large.
    OutOfRange,
    /// A list or a text has too many or too few items.
    WrongLength,
    /// Two values must differ, and do not.
    RepeatedValue,
    /// Two values do not go together.
    Conflict,
    /// The value is well formed, but the loaded releases do not have it.
    NotLoaded,
    /// The answer does not list all faults.
    MoreFaults,
}

impl Display for FaultCode {
    /// Writes the code as answers have it, such as `invalid_value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
