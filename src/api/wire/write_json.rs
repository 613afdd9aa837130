//! Writes the answer of an estimate as JSON without serde, because it is the answer that callers request most.
//!
//! An estimate is two kilobytes of short texts under about ninety names. serde writes and escapes them one by one. Writing
//! each name as one constant, and each text in one piece if nothing needs escaping, takes less than a third of the time.
//! [`json_object!`] does not compile if a field is missing, and the tests compare the result with serde's.

use super::decimal::Shown;
use super::each::Each;
use crate::pricing::{Authority, Step};
use crate::schedule::Title;
use crate::vocabulary::{
    Carc, ConversionFactor, Gpci, HcpcsCode, Locality, Modifier, Money, Quarter, Rarc, Rvu,
};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use time::Date;

/// A value that can write itself as JSON.
pub(crate) trait WriteJson {
    /// Appends the value to a document.
    fn write_json(&self, out: &mut Vec<u8>);
}

impl WriteJson for str {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_text(&self, out, |document| document.write_str(self));
    }
}

impl WriteJson for String {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().write_json(out);
    }
}

impl WriteJson for Cow<'_, str> {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_ref().write_json(out);
    }
}

/// Whole numbers.
macro_rules! whole_numbers {
    ($($number:ty),+) => {$(
        impl WriteJson for $number {
            fn write_json(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
            }
        }
    )+};
}

whole_numbers!(u32, u64);

/// Decimals: their digits need no escaping.
macro_rules! decimals {
    ($($decimal:ty),+) => {$(
        impl WriteJson for Shown<$decimal> {
            fn write_json(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.0.figures().quoted());
            }
        }
    )+};
}

decimals!(Money, Rvu, Gpci, ConversionFactor);

/// Values that display as letters, digits and hyphens only.
macro_rules! plain {
    ($($plain:ty),+) => {$(
        impl WriteJson for Shown<$plain> {
            fn write_json(&self, out: &mut Vec<u8>) {
                write_own(out, |document| write!(document, "{}", self.0));
            }
        }
    )+};
}

plain!(Quarter, Date);

/// Codes: letters and digits only.
macro_rules! codes {
    ($($code:ty),+) => {$(
        impl WriteJson for Shown<$code> {
            fn write_json(&self, out: &mut Vec<u8>) {
                write_characters(self.0.as_bytes(), out);
            }
        }
    )+};
}

codes!(HcpcsCode, Modifier, Carc, Rarc);

impl WriteJson for Shown<Locality> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_characters(&self.0.characters(), out);
    }
}

/// Writes letters, digits and hyphens.
fn write_characters(characters: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(characters);
    out.push(b'"');
}

impl WriteJson for Shown<&Step> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_own(out, |document| self.0.write(document));
    }
}

/// The sources of figures that an operator imported can hold any character.
impl WriteJson for Shown<Authority> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_text(self, out, |document| self.0.write(document));
    }
}

impl WriteJson for Shown<Title<'_>> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_displayed(self, out);
    }
}

/// Writes a value that may display as any text.
pub(crate) fn write_displayed<T: Display>(value: &Shown<T>, out: &mut Vec<u8>) {
    write_text(value, out, |document| write!(document, "{}", value.0));
}

/// Writes a word that this program defines.
pub(crate) fn write_word(word: &'static str, out: &mut Vec<u8>) {
    write_own(out, |document| document.write_str(word));
}

/// Writes a text of this program that never needs escaping; debug builds check that.
fn write_own(out: &mut Vec<u8>, write: impl FnOnce(&mut Document<'_>) -> fmt::Result) {
    let start = open_text(out, write);
    debug_assert!(!has_escapes(out.get(start..).unwrap_or_default()), "a word of ours needs escaping");
    out.push(b'"');
}

/// Writes any text. If it needs escaping, serde writes it.
fn write_text(
    value: &impl Serialize,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Document<'_>) -> fmt::Result,
) {
    let start = open_text(out, write);
    if has_escapes(out.get(start..).unwrap_or_default()) {
        out.truncate(start - 1);
        return write_with_serde(value, out);
    }
    out.push(b'"');
}

/// Writes a quote and a text, and returns the position of the text.
fn open_text(out: &mut Vec<u8>, write: impl FnOnce(&mut Document<'_>) -> fmt::Result) -> usize {
    out.push(b'"');
    let start = out.len();
    // Writing to a vector cannot fail.
    let _ = write(&mut Document(out));
    start
}

/// A JSON document that text is appended to.
struct Document<'a>(&'a mut Vec<u8>);

impl fmt::Write for Document<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

impl<T: WriteJson + ?Sized> WriteJson for &T {
    fn write_json(&self, out: &mut Vec<u8>) {
        (**self).write_json(out);
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: WriteJson> WriteJson for [T] {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_list(self, out);
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_list(self, out);
    }
}

impl<T, W: WriteJson> WriteJson for Each<'_, T, W> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_list(self.items(), out);
    }
}

/// Writes a list.
pub(crate) fn write_list<T: WriteJson>(items: impl IntoIterator<Item = T>, out: &mut Vec<u8>) {
    let mut separator = b'[';
    for item in items {
        out.push(separator);
        item.write_json(out);
        separator = b',';
    }
    if separator == b'[' {
        out.push(separator);
    }
    out.push(b']');
}

/// Whether a text has a character that JSON writes with a backslash (RFC 8259, 7). The loop has no early exit, so that the
/// compiler can check several bytes at a time.
fn has_escapes(text: &[u8]) -> bool {
    text.iter().fold(false, |found, byte| found | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'))
}

/// Writes a value as serde does.
pub(crate) fn write_with_serde<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // serde_json fails only on maps with keys that are not texts, and no answer has such a map.
    let _ = serde_json::to_writer(out, value);
}

/// Implements [`WriteJson`] for a structure: an object with all of its fields, in this order. `word` marks a field with a word
/// that this program defines, which needs no escaping. `flat` marks a structure of [`json_fields!`], which the object holds
/// the fields of. `or absent` marks an `Option` that is left out if it is `None`; the first field cannot have it.
macro_rules! json_object {
    ($type:ty { $first:ident $(: $word:ident)? $(, $field:ident $(: $kind:ident)? $(or $absent:ident)?)* $(,)? }) => {
        impl WriteJson for $type {
            fn write_json(&self, out: &mut Vec<u8>) {
                let Self { $first $(, $field)* } = self;
                out.extend_from_slice(concat!("{\"", stringify!($first), "\":").as_bytes());
                json_object!(@value out $first $($word)?);
                $(json_object!(@field out $field [$($kind)?] $($absent)?);)*
                out.push(b'}');
            }
        }
    };
    (@field $out:ident $field:ident [flat]) => {
        $field.write_fields($out);
    };
    (@field $out:ident $field:ident [$($kind:ident)?]) => {
        $out.extend_from_slice(concat!(",\"", stringify!($field), "\":").as_bytes());
        json_object!(@value $out $field $($kind)?);
    };
    (@field $out:ident $field:ident [$($kind:ident)?] absent) => {
        if let Some($field) = $field {
            json_object!(@field $out $field [$($kind)?]);
        }
    };
    (@value $out:ident $value:ident) => {
        $value.write_json($out);
    };
    (@value $out:ident $value:ident word) => {
        $crate::api::wire::write_json::write_word($value, $out);
    };
}

/// Lets a structure write those of its fields that are there, each after a comma, into the object that it is a part of.
macro_rules! json_fields {
    ($type:ty { $($field:ident),* $(,)? }) => {
        impl $type {
            fn write_fields(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::api::wire::write_json::json_object!(@field out $field [] absent);)*
            }
        }
    };
}

pub(crate) use {json_fields, json_object};
