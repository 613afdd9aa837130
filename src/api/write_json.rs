//! Writing JSON in one go: what serde does for every other answer, for the one that is asked for most.
//!
//! An estimate is two kilobytes of short texts under some ninety names. Writing the names in one piece and passing plain
//! texts on whole takes a third of the time that a serializer takes over them one by one; [`json_object!`] keeps the
//! lists of names complete, and the tests hold what is written to serde's own words.

use super::decimal::Shown;
use crate::pricing::Step;
use crate::vocabulary::{ConversionFactor, Gpci, Locality, Modifier, Money, Quarter, Rvu};
use serde::Serialize;
use std::fmt::Write;

/// Something that writes itself as JSON.
pub(super) trait WriteJson {
    /// Writes it at the end of a text.
    fn write_json(&self, out: &mut String);
}

impl WriteJson for str {
    fn write_json(&self, out: &mut String) {
        if has_escapes(self.as_bytes()) {
            return write_with_serde(self, out);
        }
        out.push('"');
        out.push_str(self);
        out.push('"');
    }
}

impl WriteJson for String {
    fn write_json(&self, out: &mut String) {
        self.as_str().write_json(out);
    }
}

impl WriteJson for u32 {
    fn write_json(&self, out: &mut String) {
        // A text takes whatever is written.
        let _ = write!(out, "{self}");
    }
}

/// Decimals, whose figures need no escaping.
macro_rules! decimals {
    ($($decimal:ty),+) => {$(
        impl WriteJson for Shown<$decimal> {
            fn write_json(&self, out: &mut String) {
                out.push('"');
                out.push_str(self.0.figures().as_str());
                out.push('"');
            }
        }
    )+};
}

decimals!(Money, Rvu, Gpci, ConversionFactor);

/// Whatever displays as a text.
macro_rules! texts {
    ($($text:ty),+) => {$(
        impl WriteJson for Shown<$text> {
            fn write_json(&self, out: &mut String) {
                out.push('"');
                let start = out.len();
                let _ = write!(out, "{}", self.0);
                if has_escapes(out.as_bytes().get(start..).unwrap_or_default()) {
                    out.truncate(start - 1);
                    return write_with_serde(self, out);
                }
                out.push('"');
            }
        }
    )+};
}

texts!(Modifier, Locality, Quarter, &Step);

impl<T: WriteJson + ?Sized> WriteJson for &T {
    fn write_json(&self, out: &mut String) {
        (**self).write_json(out);
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write_json(&self, out: &mut String) {
        match self {
            Some(value) => value.write_json(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: WriteJson> WriteJson for [T] {
    fn write_json(&self, out: &mut String) {
        out.push('[');
        for item in self {
            item.write_json(out);
            out.push(',');
        }
        close(out, ']');
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut String) {
        self.as_slice().write_json(out);
    }
}

/// Whether a text holds what JSON writes with a backslash (RFC 8259, 7). It looks at every byte, several at a time, rather
/// than stop at the first.
fn has_escapes(text: &[u8]) -> bool {
    text.iter().fold(false, |found, byte| found | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'))
}

/// Ends a list or an object, each of whose parts a comma follows.
pub(super) fn close(out: &mut String, end: char) {
    if out.ends_with(',') {
        out.pop();
    }
    out.push(end);
}

/// Writes a value as serde does.
pub(super) fn write_with_serde<T: Serialize + ?Sized>(value: &T, out: &mut String) {
    match serde_json::to_string(value) {
        Ok(json) => out.push_str(&json),
        // Only maps with keys that are no texts fail, of which answers have none.
        Err(_) => out.push_str("null"),
    }
}

/// Makes a structure write itself as an object of all its fields, in this order; those marked `or absent` only where
/// there is something in them.
macro_rules! json_object {
    ($type:ty { $($field:ident $(or $absent:ident)?),+ $(,)? }) => {
        impl WriteJson for $type {
            fn write_json(&self, out: &mut String) {
                let Self { $($field),+ } = self;
                out.push('{');
                $(json_object!(@field out $field $($absent)?);)+
                $crate::api::write_json::close(out, '}');
            }
        }
    };
    (@field $out:ident $field:ident) => {
        $out.push_str(concat!("\"", stringify!($field), "\":"));
        $field.write_json($out);
        $out.push(',');
    };
    (@field $out:ident $field:ident absent) => {
        if let Some($field) = $field {
            json_object!(@field $out $field);
        }
    };
}

pub(super) use json_object;
