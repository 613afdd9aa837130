//! The codes of faults, by which a program knows what is wrong without reading a text.

use std::fmt::{self, Display};

/// The kind of a fault, for programs. New codes may be added; treat an unknown one as `invalid_value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "api", derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema))]
#[cfg_attr(feature = "api", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "api", schema(example = "invalid_value"))]
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

impl FaultCode {
    /// Returns the code as answers have it, such as `invalid_value`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmptyBody => "empty_body",
            Self::InvalidSyntax => "invalid_syntax",
            Self::UnreadableBody => "unreadable_body",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::RepeatedField => "repeated_field",
            Self::WrongType => "wrong_type",
            Self::UnknownParameter => "unknown_parameter",
            Self::RepeatedParameter => "repeated_parameter",
            Self::InvalidValue => "invalid_value",
            Self::OutOfRange => "out_of_range",
            Self::WrongLength => "wrong_length",
            Self::RepeatedValue => "repeated_value",
            Self::Conflict => "conflict",
            Self::NotLoaded => "not_loaded",
            Self::MoreFaults => "more_faults",
        }
    }
}

impl Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_json_as_in_texts() {
        for code in [
            FaultCode::EmptyBody,
            FaultCode::InvalidSyntax,
            FaultCode::UnreadableBody,
            FaultCode::UnknownField,
            FaultCode::MissingField,
            FaultCode::RepeatedField,
            FaultCode::WrongType,
            FaultCode::UnknownParameter,
            FaultCode::RepeatedParameter,
            FaultCode::InvalidValue,
            FaultCode::OutOfRange,
            FaultCode::WrongLength,
            FaultCode::RepeatedValue,
            FaultCode::Conflict,
            FaultCode::NotLoaded,
            FaultCode::MoreFaults,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
