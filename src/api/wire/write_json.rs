//! Writing JSON in one go: what serde does for every other answer, for the one that is asked for most.
//!
//! An estimate is two kilobytes of short texts under some ninety names. Writing the names in one piece and passing on
//! whole what needs no escaping takes less than a third of the time that a serializer takes over them one by one;
//! [`json_object!`] keeps the lists of names complete, and the tests hold what is written to serde's own words.

use super::decimal::Shown;
use super::each::Each;
use crate::api::shared::source::Notice;
use crate::pricing::Step;
use crate::schedule::Title;
use crate::vocabulary::{
    Carc, ConversionFactor, Gpci, HcpcsCode, Locality, Modifier, Money, Quarter, Rarc, Rvu,
};
use serde::Serialize;
use std::fmt::{self, Write};
use time::Date;

/// Something that writes itself as JSON.
pub(crate) trait WriteJson {
    /// Writes it at the end of a document.
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

impl WriteJson for u32 {
    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
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

/// Whatever displays as letters, figures and hyphens.
macro_rules! plain {
    ($($plain:ty),+) => {$(
        impl WriteJson for Shown<$plain> {
            fn write_json(&self, out: &mut Vec<u8>) {
                write_own(out, |document| write!(document, "{}", self.0));
            }
        }
    )+};
}

plain!(Locality, Quarter, Date);

/// Codes, which are letters and figures.
macro_rules! codes {
    ($($code:ty),+) => {$(
        impl WriteJson for Shown<$code> {
            fn write_json(&self, out: &mut Vec<u8>) {
                write_own(out, |document| document.write_str(self.0.as_str()));
            }
        }
    )+};
}

codes!(HcpcsCode, Modifier, Carc, Rarc);

impl WriteJson for Shown<&Step> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_own(out, |document| self.0.write(document));
    }
}

/// Whatever displays as a text.
macro_rules! texts {
    ($($text:ty),+) => {$(
        impl WriteJson for Shown<$text> {
            fn write_json(&self, out: &mut Vec<u8>) {
                write_text(self, out, |document| write!(document, "{}", self.0));
            }
        }
    )+};
}

texts!(Title<'_>, Notice<'_>);

/// Writes a word of this program's own.
pub(crate) fn write_word(word: &'static str, out: &mut Vec<u8>) {
    write_own(out, |document| document.write_str(word));
}

/// Writes what this program words itself and so needs no escaping, to which every debug build holds it.
fn write_own(out: &mut Vec<u8>, tell: impl FnOnce(&mut Document<'_>) -> fmt::Result) {
    let start = open_text(out, tell);
    debug_assert!(!has_escapes(out.get(start..).unwrap_or_default()), "a word of ours needs escaping");
    out.push(b'"');
}

/// Writes a text in whatever words, as serde writes it where it needs escaping.
fn write_text(
    value: &impl Serialize,
    out: &mut Vec<u8>,
    tell: impl FnOnce(&mut Document<'_>) -> fmt::Result,
) {
    let start = open_text(out, tell);
    if has_escapes(out.get(start..).unwrap_or_default()) {
        out.truncate(start - 1);
        return write_with_serde(value, out);
    }
    out.push(b'"');
}

/// Opens a string with what is told, which begins at the place returned.
fn open_text(out: &mut Vec<u8>, tell: impl FnOnce(&mut Document<'_>) -> fmt::Result) -> usize {
    out.push(b'"');
    let start = out.len();
    // A document takes whatever is told.
    let _ = tell(&mut Document(out));
    start
}

/// A document that takes text.
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
    let mut apart = b'[';
    for item in items {
        out.push(apart);
        item.write_json(out);
        apart = b',';
    }
    if apart == b'[' {
        out.push(apart);
    }
    out.push(b']');
}

/// Whether a text holds what JSON writes with a backslash (RFC 8259, 7). It looks at every byte, several at a time, rather
/// than stop at the first.
fn has_escapes(text: &[u8]) -> bool {
    text.iter().fold(false, |found, byte| found | (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'))
}

/// Writes a value as serde does.
pub(crate) fn write_with_serde<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Only maps with keys that are no texts fail, of which answers have none.
    let _ = serde_json::to_writer(out, value);
}

/// Makes a structure write itself as an object of all its fields, in this order. Those marked `word` hold words of this
/// program's own; those marked `or absent`, of which the first is none, stand only where there is something in them.
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

pub(crate) use json_object;
