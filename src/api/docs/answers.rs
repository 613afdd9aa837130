//! The schemas of answers: a property that is not required is absent if there is nothing, and never null.
//!
//! The types of answers have `Option` for both. A field that is always there is marked `required` and can be null. The others
//! are left out, so null is taken from their schemas. Requests may have null for absent, and keep it.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi as Document, RefOr};

/// Takes null from the optional properties of answers.
pub(super) fn forbid_null_in_optional_properties(document: &mut Document) {
    let of_requests = schemas_of_requests(document);
    let Some(components) = &mut document.components else { return };
    for (name, schema) in &mut components.schemas {
        if !of_requests.contains(name) {
            forbid_null_in(schema);
        }
    }
}

/// Only objects and their parts have properties.
fn forbid_null_in(schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        let required = &object.required;
        let optional = object.properties.iter_mut().filter(|(name, _)| !required.contains(name));
        optional.for_each(|(_, property)| remove_null(property));
    } else if let RefOr::T(Schema::AllOf(parts)) = schema {
        parts.items.iter_mut().for_each(forbid_null_in);
    }
}

/// Removes null from what a schema allows.
fn remove_null(schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        remove_null_type(&mut object.schema_type);
    } else if let RefOr::T(Schema::Array(array)) = schema {
        remove_null_type(&mut array.schema_type);
    } else if let RefOr::T(Schema::OneOf(choice)) = schema {
        choice.items.retain(|item| !is_null(item));
        if let [only] = choice.items.as_slice() {
            *schema = only.clone();
        }
    }
}

fn remove_null_type(allowed: &mut SchemaType) {
    if let SchemaType::Array(types) = allowed {
        types.retain(|kind| *kind != Type::Null);
        if let [only] = types.as_slice() {
            *allowed = SchemaType::Type(only.clone());
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}

/// The names of the schemas that requests use, directly or within others.
fn schemas_of_requests(document: &Document) -> BTreeSet<String> {
    let document = serde_json::to_value(document).unwrap_or_default();
    let schemas = document.pointer("/components/schemas").unwrap_or(&Value::Null);
    let items = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let operations = items.filter_map(Value::as_object).flat_map(Map::values);
    let mut names = BTreeSet::new();
    for body in operations.filter_map(|operation| operation.get("requestBody")) {
        collect_references(body, schemas, &mut names);
    }
    // A row of a batch is a line of text in its body, so no operation refers to its schema.
    if let Some(row) = schemas.get("BatchRow") {
        names.insert("BatchRow".to_owned());
        collect_references(row, schemas, &mut names);
    }
    names
}

/// Adds the schemas to which a part of the document refers, and those to which they refer.
fn collect_references(part: &Value, schemas: &Value, names: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"));
            let schema = name.and_then(|name| Some((name, schemas.get(name)?)));
            if let Some((name, schema)) = schema
                && names.insert(name.to_owned())
            {
                collect_references(schema, schemas, names);
            }
            fields.values().for_each(|field| collect_references(field, schemas, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, schemas, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
