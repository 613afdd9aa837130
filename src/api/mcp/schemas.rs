//! The schemas of operations as JSON Schemas of their own, taken from the OpenAPI document. OpenAPI 3.1 has the same dialect.

use rmcp::model::JsonObject;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::OpenApi as Document;

/// Where schemas of the document are.
const COMPONENTS: &str = "#/components/schemas/";
/// Where a JSON Schema has those that it refers to.
const DEFINITIONS: &str = "#/$defs/";

/// The document as JSON.
pub(super) struct Schemas(Value);

impl Schemas {
    pub(super) fn of(document: &Document) -> Self {
        Self(serde_json::to_value(document).unwrap_or_default())
    }

    /// What an operation takes: its body, or an object of its parameters.
    pub(super) fn input(&self, operation: &str) -> JsonObject {
        let operation = self.operation(operation);
        match operation.pointer("/requestBody/content/application~1json/schema") {
            Some(schema) => self.whole(schema),
            None => self.whole(&object_of_parameters(operation)),
        }
    }

    /// What an operation answers.
    pub(super) fn output(&self, operation: &str) -> JsonObject {
        let answer = "/responses/200/content/application~1json/schema";
        self.whole(self.operation(operation).pointer(answer).unwrap_or(&Value::Null))
    }

    fn operation(&self, name: &str) -> &Value {
        let items = self.0.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
        let mut operations = items.filter_map(Value::as_object).flat_map(Map::values);
        let is_meant = |operation: &&Value| operation.get("operationId").is_some_and(|id| id == name);
        operations.find(is_meant).unwrap_or(&Value::Null)
    }

    /// A schema with every other one that it refers to, so that nothing of the document is needed to read it.
    fn whole(&self, schema: &Value) -> JsonObject {
        let named =
            schema.get("$ref").and_then(Value::as_str).and_then(|reference| self.component(reference));
        let mut schema = named.unwrap_or(schema).clone();
        let mut definitions = Map::new();
        let mut open = references(&schema);
        while let Some(reference) = open.pop() {
            let name = reference.trim_start_matches(COMPONENTS).to_owned();
            if !definitions.contains_key(&name)
                && let Some(component) = self.component(&reference)
            {
                open.extend(references(component));
                definitions.insert(name, rewritten(component.clone()));
            }
        }
        schema = rewritten(schema);
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(definitions));
        }
        schema
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

/// The same schema, which refers to definitions of its own.
fn rewritten(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let rewrite = |(name, field): (String, Value)| {
                let target = field.as_str().and_then(|text| text.strip_prefix(COMPONENTS));
                match target.filter(|_| name == "$ref") {
                    Some(target) => (name, Value::String(format!("{DEFINITIONS}{target}"))),
                    None => (name, rewritten(field)),
                }
            };
            Value::Object(fields.into_iter().map(rewrite).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(rewritten).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}
