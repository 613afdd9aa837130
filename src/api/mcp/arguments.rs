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

/// Arguments as an operation has them in its address.
#[derive(Default)]
pub(super) struct InAddress {
    query: String,
    /// What cannot be in an address.
    faults: Vec<Fault>,
}

impl InAddress {
    /// The arguments as a query. Null is the same as absent.
    pub(super) fn of(arguments: &JsonObject) -> Self {
        let mut address = Self::default();
        let mut pairs = Vec::new();
        for (name, value) in arguments {
            match in_words(value) {
                Ok(None) => {}
                Ok(Some(text)) => pairs.push(format!("{}={}", encode(name), encode(&text))),
                Err(detail) => {
                    address.faults.push(Fault::coded(FaultCode::WrongType, format!("/query/{name}"), detail));
                }
            }
        }
        address.query = pairs.join("&");
        address
    }

    /// Takes a text out of the arguments, which the operation has in its path. The rest is its query.
    pub(super) fn with_path(mut arguments: JsonObject, name: &'static str) -> (Option<String>, Self) {
        let given = arguments.remove(name).unwrap_or_default();
        let mut address = Self::of(&arguments);
        let mut fault = |code, detail| {
            address.faults.insert(0, Fault::coded(code, format!("/path/{name}"), detail));
            None
        };
        let text = match in_words(&given) {
            Ok(Some(text)) => Some(text),
            Ok(None) => fault(FaultCode::MissingField, format!("The argument {name} is missing.")),
            Err(detail) => fault(FaultCode::WrongType, detail),
        };
        (text, address)
    }

    /// Reads the query.
    ///
    /// # Errors
    /// 400 with every argument that the operation does not take, or not in this form.
    pub(super) fn read<T>(self, decode: impl FnOnce(&str) -> Result<T, Error>) -> Result<T, Error> {
        let Self { query, faults } = self;
        match decode(&query) {
            Err(Error::Malformed(more)) => Err(Error::Malformed([faults, more].concat())),
            decoded if faults.is_empty() => decoded,
            Ok(_) | Err(_) => Err(Error::Malformed(faults)),
        }
    }
}

/// A value as a text of an address. Null is none.
///
/// # Errors
/// What to write instead of a list or an object.
fn in_words(value: &Value) -> Result<Option<String>, String> {
    const NOT_HERE: &str = "A list or an object is not valid here. Write a text or a number.";
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(is_true) => Ok(Some(is_true.to_string())),
        Value::Array(items) => match items.as_slice() {
            [only @ (Value::String(_) | Value::Number(_))] => Err(format!("{NOT_HERE} For example: {only}.")),
            _ => Err(NOT_HERE.to_owned()),
        },
        Value::Object(_) => Err(NOT_HERE.to_owned()),
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
