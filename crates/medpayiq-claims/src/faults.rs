//! Collects every invalid value of a request before the request is refused.

use super::fault::Fault;
use super::fault_code::FaultCode;
use super::hints::{bare_code_hint, profession_hint};
use medpayiq_core::schedule::Whereabouts;
use medpayiq_core::vocabulary::{HcpcsCode, Locality, ProviderKind, parse_date};
use std::fmt::Display;
use std::str::FromStr;
use time::Date;

/// The most faults that an answer lists.
pub const MOST_FAULTS: usize = 100;

/// The faults found so far. The first [`MOST_FAULTS`] are listed. A pointer is formatted only if its value is at fault.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    listed: Vec<Fault>,
    unlisted: usize,
}

impl Faults {
    /// Adds a value that is not valid.
    pub fn add(&mut self, pointer: impl Display, detail: impl Display) {
        self.add_coded(FaultCode::InvalidValue, pointer, detail);
    }

    /// Adds a fault of another kind.
    pub fn add_coded(&mut self, code: FaultCode, pointer: impl Display, detail: impl Display) {
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(Fault::coded(code, pointer.to_string(), detail));
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Returns the value. If it is an error, adds a fault and returns `None`.
    pub fn keep<T, E: Display>(&mut self, pointer: impl Display, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(pointer, error)).ok()
    }

    /// Adds a sentence to the fault at this pointer, if there is one.
    pub fn hint(&mut self, pointer: &str, sentence: &str) {
        let fault = self.listed.iter_mut().find(|fault| fault.pointer == pointer);
        fault.into_iter().for_each(|fault| fault.detail.push_str(sentence));
    }

    /// Returns the value. If it is an error, adds a fault with a hint about what was meant, and returns `None`.
    pub fn keep_or_hint<T, E: Display>(
        &mut self,
        pointer: impl Display,
        value: Result<T, E>,
        hint: impl FnOnce() -> String,
    ) -> Option<T> {
        value.map_err(|error| self.add(pointer, format_args!("{error}{}", hint()))).ok()
    }

    /// Parses an optional text. If it is not valid, adds a fault and returns `None`.
    pub fn parse<T: FromStr<Err: Display>>(
        &mut self,
        pointer: impl Display,
        text: Option<&str>,
    ) -> Option<T> {
        self.keep(pointer, text?.parse())
    }

    /// Parses an optional ISO 8601 date. If it is not valid, adds a fault and returns `None`.
    pub fn day(&mut self, pointer: impl Display, text: Option<&str>) -> Option<Date> {
        self.keep(pointer, parse_date(text?))
    }

    /// Parses a code on its own. If it is not valid, adds a fault with the code in it, if it has one, and returns `None`.
    pub fn code(&mut self, pointer: impl Display, text: &str) -> Option<HcpcsCode> {
        self.keep_or_hint(pointer, text.parse(), || bare_code_hint(text))
    }

    /// Parses an optional profession. If it is not valid, adds a fault and returns `None`.
    pub fn profession(&mut self, pointer: impl Display, text: Option<&str>) -> Option<ProviderKind> {
        let text = text?;
        self.keep_or_hint(pointer, text.parse(), || profession_hint(text))
    }

    /// The place that a locality or a ZIP code names; `at` is the pointer of the part of the request that holds both.
    pub fn place(&mut self, at: &str, locality: Option<&str>, zip: Option<&str>) -> Whereabouts {
        self.place_or_hint(at, locality, zip, |_| String::new())
    }

    /// The same. A locality that is not valid gets a hint about what was meant.
    pub fn place_or_hint(
        &mut self,
        at: &str,
        locality: Option<&str>,
        zip: Option<&str>,
        hint: impl FnOnce(&str) -> String,
    ) -> Whereabouts {
        let asked_locality = locality.and_then(|text| {
            self.keep_or_hint(format_args!("{at}/locality"), text.parse::<Locality>(), || hint(text))
        });
        let asked_locality = asked_locality.map(Whereabouts::Locality);
        let asked_zip = self.parse(format_args!("{at}/zip"), zip).map(Whereabouts::Zip);
        if locality.is_some() && zip.is_some() {
            let detail = "Both locality and zip are given. Send only one.";
            self.add_coded(FaultCode::Conflict, format_args!("{at}/zip"), detail);
        }
        asked_locality.or(asked_zip).unwrap_or_default()
    }

    /// Returns the value if no fault was found.
    ///
    /// # Errors
    /// Every fault. None of them is listed if only the value is missing.
    pub fn end<T>(mut self, value: Option<T>) -> Result<T, Vec<Fault>> {
        if self.unlisted > 0 {
            let detail = format_args!("{} more values are not valid.", self.unlisted);
            self.listed.push(Fault::coded(FaultCode::MoreFaults, "", detail));
        }
        value.filter(|_| self.listed.is_empty()).ok_or(self.listed)
    }
}
