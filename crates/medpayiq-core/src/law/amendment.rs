//! Dated values that come after the program: an operator's file of the law.

use super::fault::LawFaults;
use super::figures::Statutes;
use super::file;
use std::str::FromStr;
use time::Date;

/// Further dated values of the law, read from one file and checked by themselves.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The file's name.
    pub(super) name: String,
    text: String,
    pub(super) statutes: Statutes,
}

impl Amendment {
    /// Reads a file of the law.
    ///
    /// # Errors
    /// If the file is faulty. Every fault is named.
    pub fn read(name: &str, text: &str) -> Result<Self, LawFaults> {
        Ok(Self { name: name.to_owned(), text: text.to_owned(), statutes: file::statutes(name, text)? })
    }

    /// The same values under another name, for what is said of them.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
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

/// Reads the text of a file without a name.
impl FromStr for Amendment {
    type Err = LawFaults;

    fn from_str(text: &str) -> Result<Self, LawFaults> {
        Self::read("law", text)
    }
}
