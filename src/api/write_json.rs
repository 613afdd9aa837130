//! Writing JSON in one go: what serde does for every other answer, for the one that is asked for most.
//!
//! An estimate is two kilobytes of short texts under some ninety names. Writing the names in one piece and passing plain
//! texts on whole takes a third of the time that a serializer takes over them one by one; [`json_object!`] keeps the
//! lists of names complete, and the tests hold what is written to serde's own words.

use super::decimal::Shown;
use super::each::Each;
use super::source::Notice;
use crate::pricing::Step;
use crate::schedule::Title;
use crate::vocabulary::{ConversionFactor, Gpci, Locality, Modifier, Money, Quarter, Rvu};
use serde::Serialize;
use std::fmt::{self, Display, Write};
use time::Date;

/// Something that writes itself as JSON.
pub(super) trait WriteJson {
    /// Writes it at the end of a document.
    fn write_json(&self, out: &mut Vec<u8>);
}

impl WriteJson for str {
    fn write_json(&self, out: &mut Vec<u8>) {
        if has_escapes(self.as_bytes()) {
            return write_with_serde(self, out);
        }
        out.push(b'"');
        out.extend_from_slice(self.as_bytes());
        out.push(b'"');
    }
}

impl WriteJson for String {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().write_json(out);
    }
}

impl WriteJson for u32 {
    fn write_json(&self, out: &mut Vec<u8>) {
        display(self, out);
    }
}

/// Decimals, whose figures need no escaping.
macro_rules! decimals {
    ($($decimal:ty),+) => {$(
        impl WriteJson for Shown<$decimal> {
            fn write_json(&self, out: &mut Vec<u8>) {
                out.push(b'"');
                out.extend_from_slice(self.0.figures().as_bytes());
                out.push(b'"');
            }
        }
    )+};
}

decimals!(Money, Rvu, Gpci, ConversionFactor);

/// Whatever displays as a text.
macro_rules! texts {
    ($($text:ty),+) => {$(
        impl WriteJson for Shown<$text> {
            fn write_json(&self, out: &mut Vec<u8>) {
                let start = out.len();
                out.push(b'"');
                display(&self.0, out);
                if has_escapes(out.get(start + 1..).unwrap_or_default()) {
                    out.truncate(start);
                    return write_with_serde(self, out);
                }
                out.push(b'"');
            }
        }
    )+};
}

texts!(Modifier, Locality, Quarter, Date, Title<'_>, Notice<'_>, &Step);

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
        list(self, out);
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        list(self, out);
    }
}

impl<T, W: WriteJson> WriteJson for Each<'_, T, W> {
    fn write_json(&self, out: &mut Vec<u8>) {
        list(self.items(), out);
    }
}

fn list<T: WriteJson>(items: impl IntoIterator<Item = T>, out: &mut Vec<u8>) {
    out.push(b'[');
    for item in items {
        item.write_json(out);
        out.push(b',');
    }
    close(out, b']');
}

/// A document that takes text.
struct Document<'a>(&'a mut Vec<u8>);

impl fmt::Write for Document<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

fn display(value: &impl Display, out: &mut Vec<u8>) {
    // A document takes whatever is written.
    let _ = write!(Document(out), "{value}");
}

/// Whether a text holds what JSON writes with a backslash (RFC 8259, 7). It looks at every byte, several at a time, rather
/// than stop at the first.
fn has_escapes(text: &[u8]) -> bool {
    text.iter().fold(false, |found, byte| found | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'))
}

/// Ends a list or an object, each of whose parts a comma follows.
pub(super) fn close(out: &mut Vec<u8>, end: u8) {
    match out.last_mut() {
        Some(last) if *last == b',' => *last = end,
        Some(_) | None => out.push(end),
    }
}

/// Writes a value as serde does.
pub(super) fn write_with_serde<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Only maps with keys that are no texts fail, of which answers have none.
    let _ = serde_json::to_writer(out, value);
}

/// Makes a structure write itself as an object of all its fields, in this order; those marked `or absent` only where
/// there is something in them.
macro_rules! json_object {
    ($type:ty { $($field:ident $(or $absent:ident)?),+ $(,)? }) => {
        impl WriteJson for $type {
            fn write_json(&self, out: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                out.push(b'{');
                $(json_object!(@field out $field $($absent)?);)+
                $crate::api::write_json::close(out, b'}');
            }
        }
    };
    (@field $out:ident $field:ident) => {
        $out.extend_from_slice(concat!("\"", stringify!($field), "\":").as_bytes());
        $field.write_json($out);
        $out.push(b',');
    };
    (@field $out:ident $field:ident absent) => {
        if let Some($field) = $field {
            json_object!(@field $out $field);
        }
    };
}

pub(super) use json_object;
