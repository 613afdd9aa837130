//! Collecting every fault of a request's values before it is refused.

use super::error::{Error, Fault};
use crate::schedule::Whereabouts;
use crate::vocabulary::parse_date;
use std::fmt::Display;
use std::str::FromStr;
use time::Date;

/// Collects faults while the rest of a request is read. A pointer is written only where there is a fault.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, pointer: impl Display, detail: impl Display) {
        self.0.push(Fault::new(pointer.to_string(), detail));
    }

    /// The value, or nothing and a fault.
    pub(crate) fn keep<T, E: Display>(&mut self, pointer: impl Display, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(pointer, error)).ok()
    }

    /// The value of an optional text, or nothing and a fault where it cannot be read.
    pub(crate) fn parse<T: FromStr<Err: Display>>(
        &mut self,
        pointer: impl Display,
        text: Option<&str>,
    ) -> Option<T> {
        self.keep(pointer, text?.parse())
    }

    /// The day of an optional text, or nothing and a fault where it is none.
    pub(crate) fn day(&mut self, pointer: impl Display, text: Option<&str>) -> Option<Date> {
        self.keep(pointer, parse_date(text?))
    }

    /// The place that a locality or a ZIP code names.
    pub(crate) fn place(&mut self, at: &str, locality: Option<&str>, zip: Option<&str>) -> Whereabouts {
        let asked_locality = self.parse(format_args!("{at}/locality"), locality).map(Whereabouts::Locality);
        let asked_zip = self.parse(format_args!("{at}/zip"), zip).map(Whereabouts::Zip);
        if locality.is_some() && zip.is_some() {
            self.add(format_args!("{at}/zip"), "give locality or zip, not both");
        }
        asked_locality.or(asked_zip).unwrap_or_default()
    }

    /// Goes on with what was read, where there was no fault.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all of them.
    pub(crate) fn end<T>(self, read: Option<T>) -> Result<T, Error> {
        read.filter(|_| self.0.is_empty()).ok_or(Error::Invalid(self.0))
    }
}
