//! Dated values that come after the program: an operator's file of the law.

use super::fault::{LawFault, LawFaults};
use super::figures::Statutes;
use super::file;
use std::convert::Infallible;
use std::str::FromStr;
use time::Date;

/// Further dated values of the law, read from one file and checked by themselves.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The file's name.
    pub(super) name: String,
    text: String,
    pub(super) statutes: Statutes,
    /// Why a stored text has no values.
    faults: Option<LawFaults>,
}

impl Amendment {
    /// Reads a file of the law.
    ///
    /// # Errors
    /// If the file is faulty. Every fault is named.
    pub fn read(name: &str, text: &str) -> Result<Self, LawFaults> {
        let statutes = file::statutes(name, text)?;
        Ok(Self { name: name.to_owned(), text: text.to_owned(), statutes, faults: None })
    }

    /// A text that was accepted before, by this program or another one. If this program cannot read it, it has no values
    /// and changes nothing; [`Amendment::faults`] says why.
    #[must_use]
    pub fn stored(name: &str, text: &str) -> Self {
        Self::read(name, text).unwrap_or_else(|faults| Self {
            name: name.to_owned(),
            text: text.to_owned(),
            statutes: Statutes::default(),
            faults: Some(faults),
        })
    }

    /// The same values under another name, for what is said of them.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let faults = self.faults.map(|LawFaults(faults)| {
            let renamed = faults.into_iter().map(|fault| LawFault { file: name.to_owned(), ..fault });
            LawFaults(renamed.collect())
        });
        Self { name: name.to_owned(), faults, ..self }
    }

    /// Why this program cannot read a stored text.
    #[must_use]
    pub const fn faults(&self) -> Option<&LawFaults> {
        self.faults.as_ref()
    }

    /// The file as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day on which it changes something.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.statutes.first_day()
    }

    /// The last day of its values, if each has one.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.statutes.last_day().filter(|day| *day < Date::MAX)
    }

    /// How many dated values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statutes.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Two are the same if they were written the same.
impl PartialEq for Amendment {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Amendment {}

/// Reads a stored text without a name.
impl FromStr for Amendment {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::stored("law", text))
    }
}
