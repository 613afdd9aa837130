//! Finds all fields that an object lacks. serde stops at the first.

use super::object::Object;
use super::pointer::{escape_pointer, pointer};
use super::schema_fault::named_missing;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The values that stand for a missing field, one after the other, until one has the type of the field.
const STAND_INS: [fn() -> Value; 6] = [
    || Value::String(String::new()),
    || Value::Array(Vec::new()),
    || Value::Object(Map::new()),
    || Value::from(0),
    || Value::Bool(false),
    || Value::Null,
];

/// The names of the fields that the object at a pointer lacks, in the order of its type. serde has named the first.
///
/// Something is put in the place of each, so that serde names the next one. So the object must not be used afterwards.
pub(super) fn missing_fields<T: DeserializeOwned>(
    body: &mut Value,
    object: &str,
    first: &str,
) -> impl Iterator<Item = String> + use<T> {
    let mut missing = vec![first.to_owned()];
    // The pointer of each stand-in, and which one it is.
    let mut put: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = Some((object.to_owned(), first.to_owned()));
    while let Some((within, field)) = next.take() {
        let added = format!("{within}/{}", escape_pointer(&field));
        let which = put.get(&added).map_or(0, |which| which + 1);
        let Some(stand_in) = STAND_INS.get(which) else { break };
        let Some(fields) = body.pointer_mut(&within).and_then(Value::as_object_mut) else { break };
        fields.insert(field, stand_in());
        put.insert(added, which);
        let Err(error) = serde_path_to_error::deserialize::<_, Object<T>>(&*body) else { break };
        let at = pointer(error.path());
        next = match named_missing(&error.inner().to_string()) {
            Some(field) if at == object => {
                missing.push(field.clone());
                Some((at, field))
            }
            // What is within a stand-in is not missing from the object.
            Some(field) => put.contains_key(&at).then_some((at, field)),
            None if put.contains_key(&at) => parts_of(&at),
            None => None,
        };
    }
    missing.into_iter()
}

/// The pointer of the object that has a field, and the name of the field.
fn parts_of(pointer: &str) -> Option<(String, String)> {
    let (object, field) = pointer.rsplit_once('/')?;
    Some((object.to_owned(), field.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form is read")]
    struct Whole {
        name: String,
        part: Part,
        count: Option<u32>,
        list: Vec<Part>,
        is_new: bool,
        number: i64,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its form is read")]
    struct Part {
        code: String,
        amount: u32,
    }

    #[test]
    fn every_missing_field_of_an_object_is_found() {
        let missing = |json: &str, object: &str, first: &str| {
            let mut body = serde_json::from_str(json).unwrap();
            missing_fields::<Whole>(&mut body, object, first).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(missing("{}", "", "name"), "name part list is_new number");
        assert_eq!(missing(r#"{"name": "", "list": []}"#, "", "part"), "part is_new number");
        let of_part =
            r#"{"name": "", "part": {"code": "", "amount": 1}, "list": [{}], "is_new": true, "number": 1}"#;
        assert_eq!(missing(of_part, "/list/0", "code"), "code amount");
    }
}
