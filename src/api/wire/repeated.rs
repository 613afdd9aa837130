//! Finds the fields that a JSON text has twice. serde finds those of a type; this finds them anywhere.

use super::pointer::escape_pointer;
use super::schema_fault::{Difference, SchemaFault};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// The most fields that are found. A long name could be repeated so often that their pointers fill the memory.
const MOST: usize = 20;

/// The first fields that an object of this JSON gives more than once, each at its pointer. A text that is not JSON has none.
pub(crate) fn repeated_fields(json: &[u8]) -> Vec<SchemaFault> {
    let mut found = Vec::new();
    let mut path = String::new();
    let mut reader = serde_json::Deserializer::from_slice(json);
    match (Walk { path: &mut path, found: &mut found }).deserialize(&mut reader) {
        Ok(()) => found,
        Err(_) => Vec::new(),
    }
}

/// A walk through a value at this pointer.
struct Walk<'a> {
    path: &'a mut String,
    found: &'a mut Vec<SchemaFault>,
}

impl Walk<'_> {
    /// The walk through a part of the value.
    fn part(&mut self) -> Walk<'_> {
        Walk { path: self.path, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        let length = self.path.len();
        while let Some(name) = fields.next_key::<String>()? {
            self.path.push('/');
            self.path.push_str(&escape_pointer(&name));
            if self.found.len() < MOST && names.contains(&name) {
                let difference = Difference::RepeatedField(name.clone());
                self.found.push(SchemaFault { pointer: self.path.clone(), difference });
            }
            names.insert(name);
            fields.next_value_seed(self.part())?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let length = self.path.len();
        for index in 0_usize.. {
            self.path.push_str(&format!("/{index}"));
            if items.next_element_seed(self.part())?.is_none() {
                break;
            }
            self.path.truncate(length);
        }
        self.path.truncate(length);
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_given_twice_are_found_at_any_depth() {
        let pointers = |json: &str| {
            let faults = repeated_fields(json.as_bytes());
            faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>().join(" ")
        };
        for (json, expected) in [
            (r#"{"a": 1, "b": [true, null, {"c": 1.5, "d": "c"}]}"#, ""),
            (r#"{"a": 1, "\u0061": 2}"#, "/a"),
            (r#"{"a": [0, {"b/c": 1, "b/c": {"d": 1, "d": 2}}], "a": -1}"#, "/a/1/b~1c /a/1/b~1c/d /a"),
            (r#"[{"a": 1}, {"a": 1, "a": 1, "a": 1}]"#, "/1/a /1/a"),
            (r#"{"a": 1, "a": "#, ""),
        ] {
            assert_eq!(pointers(json), expected, "{json}");
        }
        let many = format!("{{{}}}", vec![r#""a": 1"#; 1_000].join(", "));
        assert_eq!(repeated_fields(many.as_bytes()).len(), MOST);
    }
}
