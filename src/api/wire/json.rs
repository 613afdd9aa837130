//! Reads JSON bodies, and names every difference from the operation's schema at once. Answers with JSON.

use super::body::MediaType;
use super::error::{Error, Fault};
use super::missing_fields::missing_fields;
use super::object::Object;
use super::pointer::{escape_pointer, pointer};
use super::schema_fault::{Difference, SchemaFault};
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::{DeserializeOwned, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;

/// What some editors write before the text of a file. It says nothing.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The most faults that one answer names.
const MOST_FAULTS: usize = 50;
/// The fewest, however long the body is.
const FEWEST_FAULTS: usize = 5;
/// How many bytes are read at most to find the faults of a body. It is read once for each.
const MOST_READ: usize = 1024 * 1024;

/// Checks that a body is declared as JSON.
///
/// # Errors
/// 415 if it is not.
pub(crate) fn check_declared(declared: MediaType<'_>) -> Result<(), Error> {
    if declared.is("application/json") {
        Ok(())
    } else {
        Err(Error::UnsupportedMediaType(&["application/json"]))
    }
}

/// Reads JSON from a body of any media type.
///
/// # Errors
/// 400 if it does not match the schema of `T`.
pub(crate) fn decode_bytes<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    compare(json).map_err(|faults| Error::Malformed(faults.into_iter().map(Fault::from).collect()))
}

/// Reads JSON.
///
/// # Errors
/// Every difference from the schema of `T`.
pub(crate) fn compare<T: DeserializeOwned>(json: &[u8]) -> Result<T, Vec<SchemaFault>> {
    // Checking that the whole body is UTF-8 is faster than checking each string of it. If anything is wrong, the slow way
    // finds out what.
    let json = without_mark(json);
    let read = std::str::from_utf8(json).ok().and_then(|text| serde_json::from_str(text).ok());
    read.map(|Object(value)| value).ok_or_else(|| find_faults::<T>(json).0)
}

/// Reads JSON. Returns every difference from the schema of `T`, and what is left without the parts at fault.
pub(crate) fn compare_all<T: DeserializeOwned>(json: &[u8]) -> (Vec<SchemaFault>, Option<Rest<T>>) {
    let (faults, rest) = find_faults(json);
    let rest = rest.or_else(|| {
        let Object(value) = serde_json::from_slice(json).ok()?;
        Some(Rest { value, removed: Removed::default() })
    });
    (faults, rest)
}

/// What is left of a body without the parts that differ from its schema.
pub(crate) struct Rest<T> {
    pub(crate) value: T,
    removed: Removed,
}

impl<T> Rest<T> {
    /// The pointer, in the body as it was sent, of a part of the rest.
    pub(crate) fn sent(&self, pointer: &str) -> String {
        self.removed.original(pointer)
    }
}

/// JSON without the byte order mark before it.
pub(crate) fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json)
}

/// A 200 with this JSON as its body.
pub(crate) fn answer(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json"))).body(body)
}

/// Reads a field that holds an object, or is absent.
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

/// Reads a field that holds a list of objects, or is absent.
pub(crate) fn optional_objects<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects = Option::<Vec<Object<T>>>::deserialize(deserializer)?;
    Ok(objects.map(|objects| objects.into_iter().map(|Object(value)| value).collect()))
}

/// Reads a field that holds a whole number, or is absent. A number such as 2.0 is whole, as in JSON Schema (2020-12, 6.1.1).
pub(crate) fn optional_whole_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    Option::<WholeNumber>::deserialize(deserializer).map(|number| number.map(|WholeNumber(number)| number))
}

struct WholeNumber(i64);

struct WholeNumberVisitor;

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeNumberVisitor)
    }
}

impl Visitor<'_> for WholeNumberVisitor {
    type Value = WholeNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("i64")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<WholeNumber, E> {
        let wrong = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(WholeNumber).map_err(wrong)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<WholeNumber, E> {
        // Rust prints a whole number without its decimals.
        let wrong = |_| E::invalid_type(Unexpected::Float(number), &self);
        number.to_string().parse().map(WholeNumber).map_err(wrong)
    }
}

/// Every difference between a body and the schema of `T`.
///
/// serde stops at the first difference. So this removes the part at fault and reads the rest again, until nothing is wrong
/// any more. It is slow, and runs only if the straight reading failed.
fn find_faults<T: DeserializeOwned>(body: &[u8]) -> (Vec<SchemaFault>, Option<Rest<T>>) {
    if body.iter().all(u8::is_ascii_whitespace) {
        return (vec![SchemaFault::of_body(Difference::Empty)], None);
    }
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return (vec![SchemaFault::of_body(Difference::Syntax(error.to_string()))], None),
    };
    let mut found = Vec::new();
    let mut removed = Removed::default();
    let mut rest = None;
    let most = (MOST_READ / body.len().max(1)).clamp(FEWEST_FAULTS, MOST_FAULTS);
    while found.len() < most {
        let error = match serde_path_to_error::deserialize::<_, Object<T>>(&value) {
            Ok(Object(value)) => {
                rest = Some(value);
                break;
            }
            Err(error) => error,
        };
        let (now, detail) = (pointer(error.path()), error.inner().to_string());
        let sent = removed.original(&now);
        let fault = SchemaFault::new(sent, &detail, value.pointer(&now));
        let faults = match fault.missing_field() {
            Some(first) => missing_fields::<T>(&mut value, &now, first)
                .map(|field| SchemaFault::missing(fault.pointer.clone(), field))
                .collect(),
            None => vec![fault],
        };
        found.extend(faults.into_iter().filter(|fault| !removed.made_missing(fault)));
        if !removed.remove(&mut value, &now) {
            break;
        }
    }
    if found.is_empty() {
        // A `Value` keeps only one of two fields with the same name, so a field given twice does not show in it.
        let mut reader = serde_json::Deserializer::from_slice(body);
        let error = serde_path_to_error::deserialize::<_, Object<T>>(&mut reader).err();
        found.extend(error.map(|error| duplicate_field(&error)));
    }
    (found, rest.map(|value| Rest { value, removed }))
}

/// The fault of a field given twice. serde reports it at the object that holds the field.
fn duplicate_field(error: &serde_path_to_error::Error<serde_json::Error>) -> SchemaFault {
    let mut fault = SchemaFault::new(pointer(error.path()), &error.inner().to_string(), None);
    if let Difference::RepeatedField(name) = &fault.difference {
        fault.pointer = format!("{}/{}", fault.pointer, escape_pointer(name));
    }
    fault
}

/// The parts that were removed from a body, so that its next fault shows.
#[derive(Default)]
struct Removed {
    /// The pointers of the fields, as the caller sent them.
    fields: Vec<String>,
    /// The items: the pointer of their list and their position in it, as the caller sent them.
    items: Vec<(String, usize)>,
}

impl Removed {
    /// The pointer, in the body as it was sent, of a part of the body as it is now. Items move up if earlier ones are removed.
    fn original(&self, pointer: &str) -> String {
        pointer.split('/').skip(1).fold(String::new(), |list, segment| {
            let mut gone: Vec<usize> =
                self.items.iter().filter(|(from, _)| *from == list).map(|(_, position)| *position).collect();
            gone.sort_unstable();
            match segment.parse::<usize>() {
                Ok(now) if !gone.is_empty() => {
                    let sent =
                        gone.iter().fold(now, |position, gone| position + usize::from(*gone <= position));
                    format!("{list}/{sent}")
                }
                Ok(_) | Err(_) => format!("{list}/{segment}"),
            }
        })
    }

    /// Whether a field is missing only because it was at fault and was removed.
    fn made_missing(&self, fault: &SchemaFault) -> bool {
        let pointer = |field| format!("{}/{field}", fault.pointer);
        fault.missing_field().is_some_and(|field| self.fields.contains(&pointer(field)))
    }

    /// Removes the part at the pointer from the body. Returns false if there is no such part, so nothing is left to check.
    fn remove(&mut self, body: &mut Value, pointer: &str) -> bool {
        let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
        let original = self.original(pointer);
        let plain = name.replace("~1", "/").replace("~0", "~");
        match (body.pointer_mut(parent), name.parse::<usize>()) {
            (Some(Value::Object(fields)), _) => {
                self.fields.push(original);
                fields.remove(&plain).is_some()
            }
            (Some(Value::Array(items)), Ok(position)) if position < items.len() => {
                items.remove(position);
                let (list, position) = original.rsplit_once('/').unwrap_or_default();
                self.items.extend(position.parse().map(|position| (list.to_owned(), position)));
                true
            }
            (Some(_) | None, _) => false,
        }
    }
}
