//! What is wrong with a message of the protocol, for either transport.

use crate::api::wire::error::Fault;
use crate::api::wire::repeated::repeated_fields;
use crate::api::wire::schema_fault::SchemaFault;
use rmcp::model::{ErrorCode, ErrorData};

/// Where a message has the arguments of a tool.
const ARGUMENTS: &str = "/params/arguments";

/// The fields that a message has twice. The JSON API refuses them too: it is not clear which of the two is meant.
#[derive(Clone, Debug, Default)]
pub(super) struct RepeatedFields {
    /// Those of the arguments of a tool, each at its pointer there. The tool fails with them.
    pub(super) of_arguments: Vec<Fault>,
    /// Those of the message itself.
    pub(super) of_message: Vec<Fault>,
}

impl RepeatedFields {
    pub(super) fn of(json: &[u8]) -> Self {
        let mut repeated = Self::default();
        for SchemaFault { pointer, difference } in repeated_fields(json) {
            match pointer.strip_prefix(ARGUMENTS).filter(|within| within.starts_with('/')) {
                Some(within) => {
                    let fault = SchemaFault { pointer: within.to_owned(), difference };
                    repeated.of_arguments.push(fault.into());
                }
                None => repeated.of_message.push(SchemaFault { pointer, difference }.into()),
            }
        }
        repeated
    }
}

/// The methods of this server.
const METHODS: [&str; 5] = ["initialize", "ping", "server/discover", "tools/list", "tools/call"];
/// The most characters of a method that an answer repeats.
const MOST_ECHO: usize = 40;

/// What to say about several messages in a list.
pub(super) const NO_BATCH: &str =
    "The protocol has no batches. Send each message on its own, as one object and not in a list.";

/// Names the methods that there are, if an error is about one that there is not. rmcp says only its name.
pub(super) fn name_methods(error: &mut ErrorData) {
    if error.code == ErrorCode::METHOD_NOT_FOUND {
        let method: String = error.message.chars().take(MOST_ECHO).collect();
        let text =
            format!("{method:?} is not a method of this server. Its methods are {}.", METHODS.join(", "));
        error.message = text.into();
    }
}

/// Why a request is refused if its method is known and its params are not those of the method. rmcp reads such a request as one
/// of an unknown method.
pub(super) fn wrong_params(method: &str) -> Option<ErrorData> {
    let example = match method {
        "initialize" => {
            r#"{"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "my-assistant", "version": "1.0"}}"#
        }
        "tools/call" => r#"{"name": "find_code", "arguments": {"q": "mri brain"}}"#,
        "tools/list" | "ping" | "server/discover" => "an object, or none",
        _ => return None,
    };
    let text = format!("The params are not those of {method}. Send {example}.");
    Some(ErrorData::invalid_params(text, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_method_is_answered_with_those_that_there_are() {
        let mut unknown = ErrorData::new(ErrorCode::METHOD_NOT_FOUND, "resources/list", None);
        name_methods(&mut unknown);
        let said = "\"resources/list\" is not a method of this server. Its methods are initialize, ping, server/discover, tools/list, \
                    tools/call.";
        assert_eq!(unknown.message, said);
        let mut other = ErrorData::invalid_params("no", None);
        name_methods(&mut other);
        assert_eq!(other.message, "no");
    }

    #[test]
    fn repeated_fields_are_of_the_arguments_or_of_the_message() {
        let repeated = RepeatedFields::of(
            br#"{"id": 1, "id": 2, "params": {"arguments": {"zip": 1, "zip": 2, "lines": [{"hcpcs": 1, "hcpcs": 2}]}}}"#,
        );
        let pointers =
            |faults: &[Fault]| faults.iter().map(|fault| fault.pointer.clone()).collect::<Vec<_>>();
        assert_eq!(pointers(&repeated.of_arguments), ["/zip", "/lines/0/hcpcs"]);
        assert_eq!(pointers(&repeated.of_message), ["/id"]);
        let twice = RepeatedFields::of(br#"{"params": {"arguments": {}, "arguments": {}}}"#);
        assert_eq!(pointers(&twice.of_message), ["/params/arguments"]);
    }
}
