//! A claim before it is checked: texts and numbers, none of them certain.

use super::fault::Fault;
use super::rows::{boolean, whole_number};

/// A value that is a number, a boolean, or a text that should be one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Given<'a, T> {
    /// There is no value.
    #[default]
    Absent,
    /// The value has its type.
    Typed(T),
    /// The value is a text.
    Text(&'a str),
}

impl<'a> Given<'a, i64> {
    /// Reads a cell as a whole number.
    #[must_use]
    pub fn number(text: &'a str) -> Self {
        whole_number(text).map_or(Self::Text(text), Self::Typed)
    }
}

impl<'a> Given<'a, bool> {
    /// Reads a cell as true or false.
    #[must_use]
    pub fn boolean(text: &'a str) -> Self {
        boolean(text).map_or(Self::Text(text), Self::Typed)
    }
}

impl<T> From<Option<T>> for Given<'_, T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Typed)
    }
}

/// The fields of a claim, as `POST /v1/estimates` names them.
#[derive(Clone, Debug, Default)]
pub struct RawClaim<'a> {
    /// The caller's name for the claim. The answer repeats it.
    pub claim: Option<&'a str>,
    /// `date_of_service`
    pub date_of_service: Option<&'a str>,
    /// `place_of_service`
    pub place_of_service: Option<&'a str>,
    /// `locality`
    pub locality: Option<&'a str>,
    /// `zip`
    pub zip: Option<&'a str>,
    /// `release`
    pub release: Option<&'a str>,
    /// `provider.kind`
    pub provider_kind: Option<&'a str>,
    /// `provider.participating`
    pub participating: Given<'a, bool>,
    /// `provider.accepts_assignment`
    pub accepts_assignment: Given<'a, bool>,
    /// `provider.qualifying_apm`
    pub qualifying_apm: Option<&'a str>,
    /// `provider.mips_adjustment_percent`
    pub mips_adjustment_percent: Option<&'a str>,
    /// `patient.deductible_remaining`
    pub deductible_remaining: Option<&'a str>,
    /// `patient.therapy_used`
    pub therapy_used: Option<&'a str>,
    /// `lines`
    pub lines: Vec<RawLine<'a>>,
    /// Whether the claim is priced under the terms of a contract.
    pub has_terms: bool,
    /// Whether the claim is one row. Its line then has no pointer of its own.
    pub is_line: bool,
    /// Whether its lines are rows of a table. The place of a line's value is then its row.
    pub is_of_rows: bool,
    /// What is wrong with its form.
    pub form_faults: Vec<Fault>,
}

/// The fields of a line, as `POST /v1/estimates` names them.
#[derive(Clone, Debug, Default)]
pub struct RawLine<'a> {
    /// `id`
    pub id: Option<&'a str>,
    /// `hcpcs`
    pub hcpcs: &'a str,
    /// `modifiers`
    pub modifiers: Vec<&'a str>,
    /// `units`
    pub units: Given<'a, i64>,
    /// `charge`
    pub charge: Option<&'a str>,
    /// `minutes`
    pub minutes: Given<'a, i64>,
    /// `postoperative_days`
    pub postoperative_days: Given<'a, i64>,
}
