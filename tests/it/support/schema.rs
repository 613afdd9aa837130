//! Compares answers with the OpenAPI document. Every answer that a test gets over HTTP is compared.

use super::http::Answer;
use medpayiq::api;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Longer answers are not compared, because that takes seconds in a test build.
const MOST_BYTES: usize = 256 * 1024;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(api::document()).unwrap());

/// Panics if the document has the operation, but not this answer.
pub(crate) fn check_answer(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or_default();
    let Some(operation) = operation(method, path) else { return };
    // A path with another method, and what is wrong with the path itself, are no answers of the operation.
    if answer.status == 405 || answer.body.len() > MOST_BYTES {
        return;
    }
    let response = follow(&operation["responses"][answer.status.to_string()]);
    assert!(response.is_object(), "{method} {path}: the document does not have status {}", answer.status);
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        // Two kinds of 403 have one description.
        let is_other = name == "WWW-Authenticate" && answer.text().contains("forbidden-origin");
        // The description of a header that some answers do not have says when it is absent.
        let described = follow(header)["description"].as_str().unwrap_or_default();
        let is_optional = is_other || described.contains("Absent ");
        assert!(
            is_optional || answer.header(name).is_some(),
            "{method} {path} {}: no header {name}",
            answer.status
        );
    }
    if method == "HEAD" {
        return;
    }
    let media_type = answer.header("content-type").unwrap_or_default();
    let Some(content) = response["content"].get(media_type) else { return };
    let minimal = answer.header("preference-applied").map(|applied| follow(&response["x-prefer"][applied]));
    let is_batch = response["content"].get("application/json").is_none();
    if media_type.ends_with("ndjson") && is_batch {
        let rows = answer.text().lines().map(|row| serde_json::from_str(row).unwrap());
        let full = schema("RowResponse");
        let of_row = |row: &Value| if row["problem"].is_null() { minimal.unwrap_or(&full) } else { &full };
        rows.for_each(|row: Value| check_value(method, path, of_row(&row), &row));
    } else if ["application/json", "application/problem+json", "application/fhir+json"].contains(&media_type)
    {
        let value: Value = serde_json::from_slice(&answer.body).unwrap();
        check_value(method, path, minimal.unwrap_or(&content["schema"]), &value);
    }
}

fn check_value(method: &str, path: &str, schema: &Value, value: &Value) {
    let mut faults = Vec::new();
    compare(schema, value, "", &mut faults);
    assert!(faults.is_empty(), "{method} {path} is not as documented:\n{}", faults.join("\n"));
}

fn schema(name: &str) -> Value {
    DOCUMENT["components"]["schemas"][name].clone()
}

/// The operation with this method and path.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let method = if method == "HEAD" { "get" } else { &method.to_lowercase() };
    let parts: Vec<&str> = path.split('/').collect();
    let matches = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        let pairs = template.iter().zip(&parts);
        template.len() == parts.len()
            && pairs.clone().all(|(named, part)| {
                named == part || (named.starts_with('{') && !part.is_empty() && !part.contains("%2"))
            })
    };
    let paths = DOCUMENT["paths"].as_object()?;
    // A path without parameters comes before one that could match it too.
    let exact = paths.get(path);
    let found = exact.or_else(|| paths.iter().find(|(template, _)| matches(template)).map(|(_, item)| item));
    found?.get(method)
}

/// What a reference refers to; other values as they are.
fn follow(value: &'static Value) -> &'static Value {
    let target = value["$ref"].as_str().and_then(|reference| DOCUMENT.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(value)
}

/// Adds every difference between a value and its schema.
fn compare(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return compare(DOCUMENT.pointer(&reference[1..]).unwrap(), value, at, faults);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let mut faults = Vec::new();
            compare(choice, value, at, &mut faults);
            faults.is_empty()
        };
        let fitting = choices.iter().filter(fits).count();
        if fitting != 1 {
            faults.push(format!("{at}: {fitting} of {} schemas fit {value}", choices.len()));
        }
        return;
    }
    if allows_all(schema) {
        return;
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        faults.push(format!("{at}: {value} is not one of {}", schema["enum"]));
    }
    if !has_type(&schema["type"], value) {
        return faults.push(format!("{at}: {value} is not of type {}", schema["type"]));
    }
    match value {
        Value::Array(items) => {
            let each = items.iter().enumerate();
            each.for_each(|(index, item)| compare(&schema["items"], item, &format!("{at}/{index}"), faults));
        }
        Value::Object(fields) => compare_fields(schema, fields, at, faults),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a schema allows every value.
fn allows_all(schema: &Value) -> bool {
    ["type", "properties", "allOf", "enum"].iter().all(|keyword| schema[keyword].is_null())
}

fn compare_fields(schema: &Value, fields: &Map<String, Value>, at: &str, faults: &mut Vec<String>) {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    collect_properties(schema, &mut properties, &mut required);
    if properties.is_empty() && schema["additionalProperties"].is_object() {
        let of_each = &schema["additionalProperties"];
        return fields
            .iter()
            .for_each(|(name, field)| compare(of_each, field, &format!("{at}/{name}"), faults));
    }
    for name in required.iter().filter(|name| !fields.contains_key(*name)) {
        faults.push(format!("{at}: {name} is required and absent"));
    }
    for (name, field) in fields {
        match properties.get(name) {
            Some(property) => compare(property, field, &format!("{at}/{name}"), faults),
            None => faults.push(format!("{at}: {name} is not documented")),
        }
    }
}

/// The properties of an object, also of those that it consists of.
fn collect_properties(schema: &Value, properties: &mut Map<String, Value>, required: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return collect_properties(DOCUMENT.pointer(&reference[1..]).unwrap(), properties, required);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect_properties(part, properties, required);
    }
    properties.extend(schema["properties"].as_object().cloned().unwrap_or_default());
    let names = schema["required"].as_array().into_iter().flatten();
    required.extend(names.map(|name| name.as_str().unwrap().to_owned()));
}

fn has_type(expected: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is not a type of JSON Schema"),
    };
    match expected {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        // A schema that consists of others has no type of its own.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}
