//! The schemas of operations as JSON Schemas of their own, taken from the OpenAPI document. OpenAPI 3.1 has the same dialect.
//!
//! An assistant reads the whole list of tools before each conversation, so the schemas are short. What a tool takes is described in
//! full, without examples. What it answers is outlined: the fields of the answer and of its parts, with their types.

use rmcp::model::JsonObject;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::OpenApi as Document;

/// Where schemas of the document are.
const COMPONENTS: &str = "#/components/schemas/";
/// Where a JSON Schema has those that it refers to.
const DEFINITIONS: &str = "#/$defs/";
/// What only shows a value, and does not describe it.
const EXAMPLES: &[&str] = &["example", "examples"];
/// What is left out of a schema in short.
const DETAILS: &[&str] = &["description", "example", "examples", "format"];
/// What is left out of an outline.
const BESIDES_TYPES: &[&str] = &[
    "default",
    "description",
    "enum",
    "example",
    "examples",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
];

/// Where an operation has the schema of its body.
const BODY: &str = "/requestBody/content/application~1json/schema";
/// Where an operation has the schema of its answer.
const ANSWER: &str = "/responses/200/content/application~1json/schema";

/// How much of what a schema refers to goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// The schemas to which it refers itself. Of those further down only the type remains.
    Parts,
    /// All of them.
    Whole,
}

/// The document as JSON.
pub(super) struct Schemas(Value);

impl Schemas {
    pub(super) fn of(document: &Document) -> Self {
        Self(serde_json::to_value(document).unwrap_or_default())
    }

    /// What an operation takes: its body, or an object of its parameters.
    pub(super) fn input(&self, operation: &str) -> JsonObject {
        let operation = self.operation(operation);
        match operation.pointer(BODY) {
            Some(schema) => self.with_definitions(schema, Depth::Whole, EXAMPLES),
            None => self.with_definitions(&object_of_parameters(operation), Depth::Whole, EXAMPLES),
        }
    }

    /// What an operation takes as its body, without words: another one describes the same body.
    pub(super) fn input_in_short(&self, operation: &str) -> JsonObject {
        let body = self.operation(operation).pointer(BODY).unwrap_or(&Value::Null);
        self.with_definitions(body, Depth::Parts, DETAILS)
    }

    /// The outline of what an operation answers.
    pub(super) fn output(&self, operation: &str) -> JsonObject {
        let answer = self.operation(operation).pointer(ANSWER).unwrap_or(&Value::Null);
        self.with_definitions(answer, Depth::Parts, BESIDES_TYPES)
    }

    fn operation(&self, name: &str) -> &Value {
        let items = self.0.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
        let mut operations = items.filter_map(Value::as_object).flat_map(Map::values);
        let is_meant = |operation: &&Value| operation.get("operationId").is_some_and(|id| id == name);
        operations.find(is_meant).unwrap_or(&Value::Null)
    }

    /// A schema with those that it refers to, each once, so that nothing of the document is needed to read it.
    fn with_definitions(&self, schema: &Value, depth: Depth, left_out: &[&str]) -> JsonObject {
        let named =
            schema.get("$ref").and_then(Value::as_str).and_then(|reference| self.component(reference));
        let schema = named.unwrap_or(schema);
        let mut names = BTreeSet::new();
        let mut open = references(schema);
        while let Some(reference) = open.pop() {
            if let Some(component) = self.component(&reference)
                && names.insert(name_of(&reference).to_owned())
                && depth == Depth::Whole
            {
                open.extend(references(component));
            }
        }
        let shorten = |schema: &Value| self.shortened(schema, &names, left_out);
        let of_name = |name: &String| {
            let component = self.component(&format!("{COMPONENTS}{name}")).map(shorten);
            component.map(|component| (name.clone(), component))
        };
        let definitions: Map<String, Value> = names.iter().filter_map(of_name).collect();
        let mut schema = shorten(schema).as_object().cloned().unwrap_or_default();
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(definitions));
        }
        schema
    }

    /// A schema without what is left out. It refers to these definitions, and is any value of the same type elsewhere.
    fn shortened(&self, schema: &Value, names: &BTreeSet<String>, left_out: &[&str]) -> Value {
        let fields = match schema {
            Value::Object(fields) => fields,
            Value::Array(items) => {
                return items.iter().map(|item| self.shortened(item, names, left_out)).collect();
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                return other.clone();
            }
        };
        if let Some(reference) = fields.get("$ref").and_then(Value::as_str)
            && !names.contains(name_of(reference))
        {
            let kind = self.component(reference).and_then(|component| component.get("type"));
            return kind.map_or_else(|| json!({}), |kind| json!({"type": kind}));
        }
        let shorten = |(name, field): (&String, &Value)| match (name.as_str(), field) {
            ("$ref", Value::String(reference)) => {
                (name.clone(), format!("{DEFINITIONS}{}", name_of(reference)).into())
            }
            // The names of fields are no keywords.
            ("properties", Value::Object(fields)) => {
                let shorten =
                    |(name, field): (&String, &Value)| (name.clone(), self.shortened(field, names, left_out));
                (name.clone(), Value::Object(fields.iter().map(shorten).collect()))
            }
            // Alternatives that were shortened may overlap.
            ("oneOf", choices) => ("anyOf".to_owned(), self.shortened(choices, names, left_out)),
            (_, field) => (name.clone(), self.shortened(field, names, left_out)),
        };
        let kept = fields.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
        Value::Object(kept.map(shorten).collect())
    }

    fn component(&self, reference: &str) -> Option<&Value> {
        self.0.pointer("/components/schemas")?.get(reference.strip_prefix(COMPONENTS)?)
    }
}

/// The parameters of an operation as the properties of an object. Headers are not for assistants.
fn object_of_parameters(operation: &Value) -> Value {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter["in"] == "query" || parameter["in"] == "path");
    let (mut properties, mut required) = (Map::new(), BTreeSet::new());
    for parameter in parameters {
        let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
        let mut schema = parameter.get("schema").and_then(Value::as_object).cloned().unwrap_or_default();
        schema.extend(parameter.get("description").map(|text| ("description".to_owned(), text.clone())));
        properties.insert(name.to_owned(), schema.into());
        if parameter.get("required").is_some_and(|required| required == true) {
            required.insert(name);
        }
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The references of a schema.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The name of the schema that a reference means.
fn name_of(reference: &str) -> &str {
    reference.trim_start_matches(COMPONENTS)
}
