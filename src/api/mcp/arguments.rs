//! The arguments of a tool as what the operation takes: a body, or a path and a query.

use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rmcp::model::JsonObject;
use serde_json::Value;

/// The arguments as the body of a request.
pub(super) fn body_of(arguments: &JsonObject) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(arguments).map_err(|error| Error::Internal(error.to_string()))
}

/// The arguments as a query. Null is the same as absent.
///
/// # Errors
/// 400 if one of them is no text, number or truth value.
pub(super) fn query_of(arguments: &JsonObject) -> Result<String, Error> {
    let mut pairs = Vec::new();
    let mut faults = Vec::new();
    for (name, value) in arguments {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(is_true) => is_true.to_string(),
            Value::Array(_) | Value::Object(_) => {
                let detail = "A list or an object is not valid here. Write a text or a number.";
                faults.push(Fault::coded(FaultCode::WrongType, format!("/query/{name}"), detail));
                continue;
            }
        };
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        pairs.push(format!("{}={}", encode(name), encode(&text)));
    }
    if faults.is_empty() { Ok(pairs.join("&")) } else { Err(Error::Malformed(faults)) }
}

/// Takes a text out of the arguments, which the operation has in its path.
///
/// # Errors
/// 400 if it is missing or no text.
pub(super) fn take_text(arguments: &mut JsonObject, name: &'static str) -> Result<String, Error> {
    match arguments.remove(name) {
        Some(Value::String(text)) => Ok(text),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Null) | None => {
            let fault = Fault::coded(
                FaultCode::MissingField,
                format!("/path/{name}"),
                format!("The argument {name} is missing."),
            );
            Err(Error::Malformed(vec![fault]))
        }
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            let fault =
                Fault::coded(FaultCode::WrongType, format!("/path/{name}"), "Write a text in quotes.");
            Err(Error::Malformed(vec![fault]))
        }
    }
}
