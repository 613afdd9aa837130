//! Collects every invalid value of a request before the request is refused.

use super::error::{Error, Fault};
use super::fault_code::FaultCode;
use crate::schedule::Whereabouts;
use crate::vocabulary::parse_date;
use std::fmt::Display;
use std::str::FromStr;
use time::Date;

/// The most faults that an answer lists.
pub(crate) const MOST_FAULTS: usize = 100;

/// The faults found so far, of which the first [`MOST_FAULTS`] are listed. A pointer is formatted only if its value is at fault.
#[derive(Default)]
pub(crate) struct Faults {
    listed: Vec<Fault>,
    unlisted: usize,
}

impl Faults {
    /// Adds a value that is not valid.
    pub(crate) fn add(&mut self, pointer: impl Display, detail: impl Display) {
        self.add_coded(FaultCode::InvalidValue, pointer, detail);
    }

    /// Adds a fault of another kind.
    pub(crate) fn add_coded(&mut self, code: FaultCode, pointer: impl Display, detail: impl Display) {
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(Fault::coded(code, pointer.to_string(), detail));
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Returns the value. If it is an error, adds a fault and returns `None`.
    pub(crate) fn keep<T, E: Display>(&mut self, pointer: impl Display, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(pointer, error)).ok()
    }

    /// Adds a sentence to the fault at this pointer, if there is one.
    pub(crate) fn hint(&mut self, pointer: &str, sentence: &str) {
        let fault = self.listed.iter_mut().find(|fault| fault.pointer == pointer);
        fault.into_iter().for_each(|fault| fault.detail.push_str(sentence));
    }

    /// Returns the value. If it is an error, adds a fault with a hint about what was meant, and returns `None`.
    pub(crate) fn keep_or_hint<T, E: Display>(
        &mut self,
        pointer: impl Display,
        value: Result<T, E>,
        hint: impl FnOnce() -> String,
    ) -> Option<T> {
        value.map_err(|error| self.add(pointer, format_args!("{error}{}", hint()))).ok()
    }

    /// Parses an optional text. If it is not valid, adds a fault and returns `None`.
    pub(crate) fn parse<T: FromStr<Err: Display>>(
        &mut self,
        pointer: impl Display,
        text: Option<&str>,
    ) -> Option<T> {
        self.keep(pointer, text?.parse())
    }

    /// Parses an optional ISO 8601 date. If it is not valid, adds a fault and returns `None`.
    pub(crate) fn day(&mut self, pointer: impl Display, text: Option<&str>) -> Option<Date> {
        self.keep(pointer, parse_date(text?))
    }

    /// The place that a locality or a ZIP code names; `at` is the pointer of the part of the request that holds both.
    pub(crate) fn place(&mut self, at: &str, locality: Option<&str>, zip: Option<&str>) -> Whereabouts {
        let asked_locality = self.parse(format_args!("{at}/locality"), locality).map(Whereabouts::Locality);
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
    /// [`Error::Invalid`] with every fault.
    pub(crate) fn end<T>(mut self, value: Option<T>) -> Result<T, Error> {
        if self.unlisted > 0 {
            let detail = format_args!("{} more values are not valid.", self.unlisted);
            self.listed.push(Fault::coded(FaultCode::MoreFaults, "", detail));
        }
        value.filter(|_| self.listed.is_empty()).ok_or(Error::Invalid(self.listed))
    }
}
