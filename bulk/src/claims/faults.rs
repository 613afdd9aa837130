//! What is wrong with a claim, in the words and with the limits of the service.

use crate::hints::profession_hint;
use medpayiq_core::schedule::Whereabouts;
use medpayiq_core::vocabulary::{Locality, ProviderKind, parse_date};
use std::fmt::Display;
use std::str::FromStr;
use time::Date;

/// The most faults of a claim that are listed.
const MOST_FAULTS: usize = 100;
/// The most characters of a value that a fault repeats.
const MOST_ECHO: usize = 40;
/// The most characters of a pointer.
const MOST_POINTER: usize = 200;

/// One thing that is wrong with a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer to the value.
    pub pointer: String,
    /// The kind of the fault, for programs: the codes of the API.
    pub code: &'static str,
    /// Why it is wrong, and what to write instead.
    pub detail: String,
}

impl Fault {
    /// A fault. Long values in its pointer and its words are cut.
    pub fn new(code: &'static str, pointer: impl Display, detail: impl Display) -> Self {
        Self {
            pointer: cut(&pointer.to_string(), MOST_POINTER),
            code,
            detail: cut_values(detail.to_string()),
        }
    }
}

/// Why a claim has no estimate. It is part of the answer and never fails a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status that the service gives such a claim: 400 if its form is wrong, 422 if values are.
    pub status: i32,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Problem {
    /// A claim whose form is wrong.
    #[must_use]
    pub const fn malformed(faults: Vec<Fault>) -> Self {
        Self { status: 400, faults }
    }

    /// A claim with values that are not valid.
    #[must_use]
    pub const fn invalid(faults: Vec<Fault>) -> Self {
        Self { status: 422, faults }
    }

    /// No fee schedule is loaded.
    #[must_use]
    pub fn unavailable(detail: impl Display) -> Self {
        Self { status: 503, faults: vec![Fault::new("not_loaded", "", detail)] }
    }
}

/// Collects every fault of a claim before the claim is refused.
#[derive(Debug, Default)]
pub struct Faults {
    listed: Vec<Fault>,
    unlisted: usize,
}

impl Faults {
    /// Adds a value that is not valid.
    pub fn add(&mut self, pointer: impl Display, detail: impl Display) {
        self.add_coded("invalid_value", pointer, detail);
    }

    /// Adds a fault of another kind.
    pub fn add_coded(&mut self, code: &'static str, pointer: impl Display, detail: impl Display) {
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(Fault::new(code, pointer, detail));
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Adds a sentence to the fault at a pointer, if there is one.
    pub fn hint(&mut self, pointer: &str, sentence: &str) {
        let fault = self.listed.iter_mut().find(|fault| fault.pointer == pointer);
        fault.into_iter().for_each(|fault| fault.detail.push_str(sentence));
    }

    /// Keeps a valid value; adds the fault of one that is not, followed by a hint.
    pub fn keep_or_hint<T, E: Display>(
        &mut self,
        pointer: impl Display,
        value: Result<T, E>,
        hint: impl FnOnce() -> String,
    ) -> Option<T> {
        value.map_err(|error| self.add(pointer, format_args!("{error}{}", hint()))).ok()
    }

    /// Reads an optional value.
    pub fn parse<T: FromStr<Err: Display>>(
        &mut self,
        pointer: impl Display,
        text: Option<&str>,
    ) -> Option<T> {
        self.keep_or_hint(pointer, text?.parse(), String::new)
    }

    /// Reads an optional day.
    pub fn day(&mut self, pointer: &str, text: Option<&str>) -> Option<Date> {
        self.keep_or_hint(pointer, parse_date(text?), String::new)
    }

    /// Reads an optional profession.
    pub fn profession(&mut self, pointer: &str, text: Option<&str>) -> Option<ProviderKind> {
        let text = text?;
        self.keep_or_hint(pointer, text.parse(), || profession_hint(text))
    }

    /// Reads the place, which is given as a locality or as a ZIP code.
    pub fn place(&mut self, locality: Option<&str>, zip: Option<&str>) -> Whereabouts {
        let at_locality: Option<Locality> = self.parse("/locality", locality);
        let at_zip = self.parse("/zip", zip).map(Whereabouts::Zip);
        if locality.is_some() && zip.is_some() {
            self.add_coded("conflict", "/zip", "Both locality and zip are given. Send only one.");
        }
        at_locality.map(Whereabouts::Locality).or(at_zip).unwrap_or_default()
    }

    /// Returns every fault. Empty if there is none.
    #[must_use]
    pub fn end(mut self) -> Vec<Fault> {
        if self.unlisted > 0 {
            let detail = format_args!("{} more values are not valid.", self.unlisted);
            self.listed.push(Fault::new("more_faults", "", detail));
        }
        self.listed
    }
}

/// A text whose quoted values are cut to [`MOST_ECHO`] characters, as the service does it.
fn cut_values(text: String) -> String {
    if text.len() <= MOST_ECHO {
        return text;
    }
    let mut whole = String::with_capacity(text.len().min(1024));
    let mut rest = text.as_str();
    while let Some((before, quote, value, after)) = first_value(rest) {
        whole.extend([before, quote, &cut(value, MOST_ECHO), quote]);
        rest = after;
    }
    whole + rest
}

/// The first quoted value of a text: what is before it, its quote, the value, and what is after it.
fn first_value(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, from_quote) = text.split_at_checked(text.find(['"', '`'])?)?;
    let (quote, rest) = from_quote.split_at_checked(1)?;
    let mut is_escaped = false;
    let end = rest.find(|c| {
        let ends = !is_escaped && quote.contains(c);
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let (value, after) = rest.split_at_checked(end)?;
    Some((before, quote, value, after.get(1..)?))
}

/// The first characters of a text, and an ellipsis if there were more.
fn cut(text: &str, most: usize) -> String {
    let kept: String = text.chars().take(most).collect();
    if kept.len() < text.len() { kept + "…" } else { kept }
}
