//! Generates the client. progenitor reads OpenAPI 3.0, so the document, which is 3.1, is first written in its words.

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::{env, fs};

const DOCUMENT: &str = "../../../openapi/openapi.json";
/// Words of JSON Schema that OpenAPI 3.0 does not have.
const UNKNOWN: [&str; 6] = ["contentMediaType", "examples", "not", "propertyNames", "prefixItems", "identifier"];

fn main() {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(DOCUMENT).unwrap()).unwrap();
    translate(&mut document);
    document["openapi"] = "3.0.3".into();
    let left_out = keep_json_operations(&mut document);
    println!("cargo::warning=without {}", left_out.join(", "));
    let document: openapiv3::OpenAPI = serde_json::from_value(document).unwrap();
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&document).unwrap();
    let client = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("client.rs"), client).unwrap();
}

/// Writes a part of the document in the words of OpenAPI 3.0.
fn translate(part: &mut Value) {
    match part {
        Value::Array(items) => items.iter_mut().for_each(translate),
        Value::Object(fields) => translate_object(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn translate_object(fields: &mut Map<String, Value>) {
    // A reference has nothing next to it.
    if let Some(target) = fields.get("$ref").filter(|target| target.is_string()).cloned() {
        *fields = Map::from_iter([("$ref".to_owned(), target)]);
        return;
    }
    fields.retain(|name, _| !UNKNOWN.contains(&name.as_str()));
    if let Some(Value::Array(types)) = fields.get("type").cloned() {
        let others: Vec<Value> = types.iter().filter(|kind| *kind != "null").cloned().collect();
        if others.len() < types.len() {
            fields.insert("nullable".to_owned(), true.into());
        }
        match others.as_slice() {
            [only] => _ = fields.insert("type".to_owned(), only.clone()),
            _ => _ = fields.remove("type"),
        }
    }
    if let Some(Value::Array(choices)) = fields.get_mut("oneOf") {
        let before = choices.len();
        choices.retain(|choice| choice["type"] != "null");
        if choices.len() < before {
            let choices = Value::Array(std::mem::take(choices));
            fields.remove("oneOf");
            let name = if choices.as_array().unwrap().len() == 1 { "allOf" } else { "oneOf" };
            fields.insert(name.to_owned(), choices);
            fields.insert("nullable".to_owned(), true.into());
        }
    }
    // A null among the values of an enum is what `nullable` says.
    if let Some(Value::Array(values)) = fields.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    // Examples are values, not schemas.
    let parts = fields.iter_mut().filter(|(name, _)| *name != "example");
    parts.for_each(|(_, part)| translate(part));
}

/// Leaves out the operations that progenitor cannot call, and of several forms of an answer all but JSON.
fn keep_json_operations(document: &mut Value) -> Vec<String> {
    let mut left_out = Vec::new();
    for (path, item) in document["paths"].as_object_mut().unwrap() {
        item.as_object_mut().unwrap().retain(|method, operation| {
            let bodies = operation["requestBody"]["content"].as_object();
            let is_json = bodies.is_none_or(|bodies| bodies.contains_key("application/json"));
            // The Model Context Protocol has clients of its own.
            let is_kept = is_json && path != "/mcp";
            if !is_kept {
                left_out.push(format!("{} {path}", method.to_uppercase()));
            }
            is_kept
        });
        for operation in item.as_object_mut().unwrap().values_mut() {
            for response in operation["responses"].as_object_mut().unwrap().values_mut() {
                let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else { continue };
                if content.len() > 1 {
                    content.retain(|media_type, _| media_type == "application/json");
                }
            }
            if operation["requestBody"].is_null() {
                operation.as_object_mut().unwrap().remove("requestBody");
            }
        }
    }
    // progenitor reads problems too if their media type is that of other answers.
    for response in document["components"]["responses"].as_object_mut().unwrap().values_mut() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else { continue };
        if let Some(problem) = content.remove("application/problem+json") {
            content.insert("application/json".to_owned(), problem);
        }
    }
    document["paths"].as_object_mut().unwrap().retain(|_, item| item != &json!({}));
    left_out
}
