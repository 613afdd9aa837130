//! JSON bodies: reading one, with every fault of form named, and answering with one.

use super::body::MediaType;
use super::error::{Error, Fault};
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use std::fmt;
use std::marker::PhantomData;

/// How many faults of form one answer names.
const MOST_FAULTS: usize = 50;

/// Reads a body of the operation's form.
///
/// # Errors
/// 415 where it is not declared as JSON, 400 where it is not of the form.
pub(crate) fn decode<T: DeserializeOwned>(declared: MediaType<'_>, body: &[u8]) -> Result<T, Error> {
    if !declared.is("application/json") {
        return Err(Error::UnsupportedMediaType("application/json"));
    }
    decode_bytes(body)
}

/// Reads JSON that was found in a body of whatever media type.
///
/// # Errors
/// 400 where it is not of the form.
pub(crate) fn decode_bytes<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    // Looked at once as a whole, its texts need not be looked at one by one; what is wrong is told by the slow way.
    let read = std::str::from_utf8(json).ok().and_then(|text| serde_json::from_str(text).ok());
    read.map(|Object(value)| value).ok_or_else(|| Error::Malformed(faults::<T>(json)))
}

/// An answer of JSON.
pub(crate) fn answer(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json"))).body(body)
}

/// A JSON object and nothing else: serde alone would also read a structure from a list of its fields' values.
struct Object<T>(T);

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

/// Reads a field that holds an object, or is not there.
pub(crate) fn optional_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<Object<T>>::deserialize(deserializer).map(|object| object.map(|Object(value)| value))
}

/// Reads a field that holds a list of objects.
pub(crate) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(value)| value).collect())
}

/// Every fault of form, found by taking the part at fault away and reading again.
///
/// This is the slow way, walked only when the straight reading failed.
fn faults<T: DeserializeOwned>(body: &[u8]) -> Vec<Fault> {
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return vec![Fault::new("", format!("the body is not JSON: {error}"))],
    };
    let mut found = Vec::new();
    let mut taken = Taken::default();
    while found.len() < MOST_FAULTS {
        let Err(error) = serde_path_to_error::deserialize::<_, Object<T>>(&value) else { break };
        let (here, detail) = (pointer(error.path()), error.inner().to_string());
        let there = taken.original(&here);
        if !taken.made_missing(&there, &detail) {
            found.push(Fault::new(there, in_json_s_words(&detail)));
        }
        if !taken.take(&mut value, &here) {
            break;
        }
    }
    if found.is_empty() {
        // Only a field given twice is read by the one way and refused by the other.
        let mut reader = serde_json::Deserializer::from_slice(body);
        let error = serde_path_to_error::deserialize::<_, Object<T>>(&mut reader).err();
        found.extend(error.map(|error| given_twice(&error)));
    }
    found
}

/// The fault of a field given twice, which serde finds in the object that holds it.
fn given_twice(error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let (object, detail) = (pointer(error.path()), error.inner().to_string());
    let field = detail.split('`').nth(1).map_or_else(String::new, |name| format!("/{}", escaped(name)));
    Fault::new(object + &field, detail)
}

/// The JSON pointer (RFC 6901) of a path.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// A name as a pointer writes it.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What was taken out of a body so that its next fault could show.
#[derive(Default)]
struct Taken {
    /// The pointers of fields, as the caller sent them.
    fields: Vec<String>,
    /// Items, by the pointer of their list and their place in it, as the caller sent them.
    items: Vec<(String, usize)>,
}

impl Taken {
    /// Where a place of the body as it is now was in the body as it was sent: items move up as others go.
    fn original(&self, pointer: &str) -> String {
        pointer.split('/').skip(1).fold(String::new(), |list, segment| {
            let mut gone: Vec<usize> =
                self.items.iter().filter(|(from, _)| *from == list).map(|(_, place)| *place).collect();
            gone.sort_unstable();
            match segment.parse::<usize>() {
                Ok(now) if !gone.is_empty() => {
                    let place = gone.iter().fold(now, |place, gone| place + usize::from(*gone <= place));
                    format!("{list}/{place}")
                }
                Ok(_) | Err(_) => format!("{list}/{segment}"),
            }
        })
    }

    /// Whether a field is missing only because it was wrong and so was taken.
    fn made_missing(&self, object: &str, detail: &str) -> bool {
        let field = detail.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        field.is_some_and(|field| self.fields.contains(&format!("{object}/{field}")))
    }

    /// Takes what the pointer names out of the body; false where there is nothing left to look at.
    fn take(&mut self, body: &mut Value, pointer: &str) -> bool {
        let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
        let original = self.original(pointer);
        let plain = name.replace("~1", "/").replace("~0", "~");
        match (body.pointer_mut(parent), name.parse::<usize>()) {
            (Some(Value::Object(fields)), _) => {
                self.fields.push(original);
                fields.remove(&plain).is_some()
            }
            (Some(Value::Array(items)), Ok(place)) if place < items.len() => {
                items.remove(place);
                let (list, place) = original.rsplit_once('/').unwrap_or_default();
                self.items.extend(place.parse().map(|place| (list.to_owned(), place)));
                true
            }
            (Some(_) | None, _) => false,
        }
    }
}

/// What serde says of its own types, said of JSON's.
fn in_json_s_words(detail: &str) -> String {
    let words = [
        ("expected i64", "expected a whole number"),
        ("expected a sequence", "expected a list"),
        ("invalid type: sequence", "invalid type: list"),
        ("invalid type: map", "invalid type: object"),
    ];
    words.iter().fold(detail.to_owned(), |detail, (serde, json)| detail.replace(serde, json))
}
