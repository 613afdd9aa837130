//! Collects every invalid value of a request before the request is refused.

use super::error::{Error, Fault};
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
    pub(crate) fn add(&mut self, pointer: impl Display, detail: impl Display) {
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(Fault::new(pointer.to_string(), detail));
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Returns the value. If it is an error, adds a fault and returns `None`.
    pub(crate) fn keep<T, E: Display>(&mut self, pointer: impl Display, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(pointer, error)).ok()
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
            self.add(format_args!("{at}/zip"), "Both locality and zip are given. Send only one.");
        }
        asked_locality.or(asked_zip).unwrap_or_default()
    }

    /// Returns the value if no fault was found.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub(crate) fn end<T>(mut self, value: Option<T>) -> Result<T, Error> {
        if self.unlisted > 0 {
            self.listed.push(Fault::new("", format_args!("{} more values are not valid.", self.unlisted)));
        }
        value.filter(|_| self.listed.is_empty()).ok_or(Error::Invalid(self.listed))
    }
}
