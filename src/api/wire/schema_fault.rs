//! A difference between a JSON body and the schema of its operation, and the words for it.

use super::error::Fault;
use super::fault_code::FaultCode;
use super::hints::{did_you_mean, json_list, line_meant, modifiers_in};
use crate::vocabulary::{Money, parse_date};
use serde_json::Value;

/// One difference between a body and its schema.
pub(crate) struct SchemaFault {
    /// The JSON pointer of the part that differs.
    pub(crate) pointer: String,
    pub(crate) difference: Difference,
}

/// How a part of a body differs from its schema.
pub(crate) enum Difference {
    /// The body has no byte.
    Empty,
    /// The body is not JSON. The text has the position.
    Syntax(String),
    /// The object has no such field; it has the known ones.
    UnknownField { name: String, known: Vec<String> },
    /// The object lacks this field.
    MissingField(String),
    /// The object has this field twice.
    RepeatedField(String),
    /// The value has another type. `meant` is a sentence with the value as it is written right, or nothing.
    WrongType { found: String, expected: String, meant: String },
    /// Anything else, in serde's words.
    Other(String),
}

impl SchemaFault {
    /// The fault that serde words as `detail`; `value` is the part of the body at the pointer.
    pub(crate) fn new(pointer: String, detail: &str, value: Option<&Value>) -> Self {
        let difference = unknown_field(detail)
            .or_else(|| named_missing(detail).map(Difference::MissingField))
            .or_else(|| between_backticks(detail, "duplicate field ").map(Difference::RepeatedField))
            .or_else(|| wrong_type(&pointer, detail, value))
            .unwrap_or_else(|| Difference::Other(detail.to_owned()));
        Self { pointer, difference }
    }

    /// A fault of the whole body.
    pub(crate) const fn of_body(difference: Difference) -> Self {
        Self { pointer: String::new(), difference }
    }

    /// The object at the pointer lacks a field.
    pub(crate) const fn missing(pointer: String, field: String) -> Self {
        Self { pointer, difference: Difference::MissingField(field) }
    }

    /// The name of the field that is missing, if one is.
    pub(crate) fn missing_field(&self) -> Option<&str> {
        if let Difference::MissingField(name) = &self.difference { Some(name) } else { None }
    }

    pub(crate) const fn code(&self) -> FaultCode {
        match &self.difference {
            Difference::Empty => FaultCode::EmptyBody,
            Difference::Syntax(_) => FaultCode::InvalidSyntax,
            Difference::UnknownField { .. } => FaultCode::UnknownField,
            Difference::MissingField(_) => FaultCode::MissingField,
            Difference::RepeatedField(_) => FaultCode::RepeatedField,
            Difference::WrongType { .. } => FaultCode::WrongType,
            Difference::Other(_) => FaultCode::InvalidValue,
        }
    }
}

impl From<SchemaFault> for Fault {
    fn from(fault: SchemaFault) -> Self {
        let code = fault.code();
        let detail = match fault.difference {
            Difference::Empty => "The body is empty. Send a JSON object.".to_owned(),
            Difference::Syntax(error) => format!("The body is not JSON: {error}."),
            Difference::UnknownField { name, known } => describe_unknown(&name, &known),
            Difference::MissingField(name) => format!("The field {name} is missing."),
            Difference::RepeatedField(name) => format!("The field {name} is given more than once."),
            Difference::WrongType { found, expected, meant } => {
                format!("{found} is not valid here. Write {expected}.{meant}")
            }
            Difference::Other(detail) => detail,
        };
        Self::coded(code, fault.pointer, detail)
    }
}

fn describe_unknown(name: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let meant = did_you_mean(name, &known);
    format!("{name:?} is not a field of this object.{meant} Its fields are {}.", known.join(", "))
}

/// ``unknown field `a`, expected one of `b`, `c` ``.
fn unknown_field(detail: &str) -> Option<Difference> {
    let (name, known) = detail.strip_prefix("unknown field `")?.rsplit_once("`, expected ")?;
    let known = known.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some(Difference::UnknownField { name: name.to_owned(), known })
}

/// The name in ``missing field `a` ``.
pub(super) fn named_missing(detail: &str) -> Option<String> {
    between_backticks(detail, "missing field ")
}

/// The name in ``duplicate field `a` `` and the like.
fn between_backticks(detail: &str, before: &str) -> Option<String> {
    let name = detail.strip_prefix(before)?.strip_prefix('`')?;
    name.split_once('`').map(|(name, _)| name.to_owned())
}

/// serde names Rust's types: ``invalid type: integer `0`, expected a string``.
fn wrong_type(pointer: &str, detail: &str, value: Option<&Value>) -> Option<Difference> {
    let (found, expected) = detail.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let found = match found.split_once(' ') {
        Some((_, value)) if value.starts_with('`') => value.trim_matches('`'),
        Some(("string", text)) => text,
        Some(_) | None if found.starts_with("floating point") => {
            found.trim_start_matches("floating point ").trim_matches('`')
        }
        Some(_) | None => match found {
            "sequence" => "A list",
            "map" => "An object",
            other => other,
        },
    };
    let (expected, meant) = match expected {
        "a string" => ("a text in quotes", text_meant(pointer, value)),
        "an object" => ("an object", object_meant(pointer, value)),
        "a boolean" => ("true or false", boolean_meant(value)),
        "a sequence" => ("a list", list_meant(pointer, value)),
        "i64" | "u32" | "u64" => ("a whole number", number_meant(value)),
        other => (other, String::new()),
    };
    Some(Difference::WrongType { found: found.to_owned(), expected: expected.to_owned(), meant })
}

/// The text that a number stands for. A number has lost what a text keeps: the cents of an amount, the zero before a ZIP code.
fn text_meant(pointer: &str, value: Option<&Value>) -> String {
    let Some(Value::Number(number)) = value else { return String::new() };
    let number = number.to_string();
    let (_, field) = pointer.rsplit_once('/').unwrap_or_default();
    match field {
        "charge" | "deductible_remaining" | "therapy_used" => match number.parse::<Money>() {
            Ok(amount) => format!(" Money is a text, so that no cent is lost: \"{amount}\"."),
            Err(_) => " Money is a text, so that no cent is lost.".to_owned(),
        },
        "zip" => format!(" For example: \"{number:0>5}\"."),
        "date" | "date_of_service" | "notice_date" => day_meant(&number),
        _ => format!(" For example: \"{number}\"."),
    }
}

/// The day that a number such as 20250115 stands for.
fn day_meant(number: &str) -> String {
    let written = |digits: &str| {
        let (year, rest) = digits.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        let text = format!("{year}-{month}-{day}");
        parse_date(&text).is_ok().then_some(text)
    };
    format!(" For example: \"{}\".", written(number).as_deref().unwrap_or("2025-12-25"))
}

/// The line of a claim that a text stands for.
fn object_meant(pointer: &str, value: Option<&Value>) -> String {
    let (list, _) = pointer.rsplit_once('/').unwrap_or_default();
    let line = value.and_then(Value::as_str).filter(|_| list.ends_with("/lines")).and_then(line_meant);
    line.map_or_else(String::new, |line| format!(" For example: {line}."))
}

/// The list that a single value stands for.
fn list_meant(pointer: &str, value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if pointer.ends_with("/modifiers") => {
            let modifiers = modifiers_in(text);
            if modifiers.is_empty() {
                String::new()
            } else {
                format!(" For example: {}.", json_list(&modifiers))
            }
        }
        Some(Value::String(text)) if pointer.ends_with("/lines") => {
            line_meant(text).map_or_else(String::new, |line| format!(" For example: [{line}]."))
        }
        Some(text @ Value::String(_)) if is_of_texts(pointer) => format!(" For example: [{text}]."),
        Some(Value::Number(number)) if is_of_texts(pointer) => format!(" For example: [\"{number}\"]."),
        Some(Value::Object(_)) => " Put brackets around the object: [{...}].".to_owned(),
        Some(Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Bool(_) | Value::Null) | None => {
            String::new()
        }
    }
}

/// Whether the field at a pointer is a list of texts, and not one of objects.
fn is_of_texts(pointer: &str) -> bool {
    let (_, field) = pointer.rsplit_once('/').unwrap_or_default();
    ["modifiers", "carc", "rarc", "statements"].contains(&field)
}

/// The number that a text stands for.
fn number_meant(value: Option<&Value>) -> String {
    let number = value.and_then(Value::as_str).and_then(|text| text.trim().parse::<i64>().ok());
    number.map_or_else(String::new, |number| format!(" For example: {number}, without quotes."))
}

/// The truth value that a text stands for.
fn boolean_meant(value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).map(|text| text.trim().to_lowercase());
    match text.as_deref() {
        Some("true" | "yes" | "y") => " For example: true, without quotes.".to_owned(),
        Some("false" | "no" | "n") => " For example: false, without quotes.".to_owned(),
        Some(_) | None => String::new(),
    }
}
