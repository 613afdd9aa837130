//! What an assistant learns of the tools: a short list, whose schemas fit the answers.

use crate::support::http::Answer;
use crate::support::server::Server;
use serde_json::{Value, json};

/// The most bytes of the list of tools. An assistant reads all of it before each conversation.
const MOST_BYTES: usize = 27_000;

fn send(server: &Server, method: &str, params: &Value) -> Answer {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    server.send("POST", "/mcp", &[("content-type", "application/json")], body.as_bytes())
}

/// The first difference between a value and a schema. These keywords are all that the schemas of answers have.
fn difference(schema: &Value, root: &Value, value: &Value, at: &str) -> Option<String> {
    for (keyword, rule) in schema.as_object().unwrap() {
        let fault = match (keyword.as_str(), value) {
            ("$defs", _) => None,
            ("$ref", _) => {
                let definition = root.pointer(rule.as_str().unwrap().strip_prefix('#').unwrap());
                difference(definition.unwrap(), root, value, at)
            }
            ("type", _) => {
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_f64() => "number",
                    Value::Number(_) => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let fits = rule == kind || rule.as_array().is_some_and(|kinds| kinds.contains(&json!(kind)));
                (!fits).then(|| format!("{at}: {kind} is not {rule}"))
            }
            ("anyOf", _) => {
                let choices = rule.as_array().unwrap();
                let fits = choices.iter().any(|choice| difference(choice, root, value, at).is_none());
                (!fits).then(|| format!("{at}: {value} fits none of {rule}"))
            }
            ("allOf", _) => {
                rule.as_array().unwrap().iter().find_map(|part| difference(part, root, value, at))
            }
            ("required", Value::Object(fields)) => {
                let mut names = rule.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                names.find(|name| !fields.contains_key(*name)).map(|name| format!("{at}/{name} is missing"))
            }
            ("properties", Value::Object(fields)) => fields
                .iter()
                .find_map(|(name, field)| difference(rule.get(name)?, root, field, &format!("{at}/{name}"))),
            ("items", Value::Array(items)) => items.iter().find_map(|item| difference(rule, root, item, at)),
            ("required" | "properties" | "items", _) => None,
            (other, _) => Some(format!("{at}: the keyword {other}")),
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

#[test]
fn the_list_of_tools_is_short_and_its_schemas_fit_the_answers() {
    let server = Server::with_starter_data();
    let listed = send(&server, "tools/list", &json!({}));
    assert!(listed.body.len() < MOST_BYTES, "{} bytes", listed.body.len());
    let tools: Value = serde_json::from_slice(&listed.body).unwrap();
    let claim = json!({"zip": "94110", "date_of_service": "2025-01-15", "lines": [
        {"hcpcs": "99213", "charge": "180"}, {"hcpcs": "20610"}, {"hcpcs": "99999"}, {"hcpcs": "00142", "minutes": 30}]});
    let calls = [
        ("price_claim", claim.clone()),
        ("price_claim", json!({"terms": {"percent": "110"}, "lines": [{"hcpcs": "99213"}]})),
        ("check_edits", claim),
        ("explain_code", json!({"hcpcs": "76377", "locality": "01112-05"})),
        ("explain_code", json!({"hcpcs": "99213"})),
        ("find_code", json!({"q": "mri brain"})),
        ("explain_denial", json!({"carc": ["CO97", "co-45", "16"], "rarc": ["m15"]})),
        ("list_releases", json!({})),
    ];
    for (name, arguments) in calls {
        let tool = tools["result"]["tools"].as_array().unwrap().iter().find(|tool| tool["name"] == name);
        let answer = send(&server, "tools/call", &json!({"name": name, "arguments": arguments}));
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        let (schema, value) = (&tool.unwrap()["outputSchema"], &answer["result"]["structuredContent"]);
        assert_eq!(answer["result"]["isError"], false, "{name} {arguments}: {answer}");
        assert_eq!(difference(schema, schema, value, ""), None, "{name} {arguments}");
    }
}
