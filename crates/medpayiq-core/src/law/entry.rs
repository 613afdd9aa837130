//! A dated value as a file of the law writes it, and what kinds of values there are.

use super::source::Source;
use crate::vocabulary::{DateRange, format_date};
use std::ops::Range;
use std::sync::Arc;
use time::Date;
use toml::Spanned;
use toml::de::DeValue;

/// A value with its days and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<W> {
    /// The days; [`Date::MAX`] is the last one if no end is known.
    pub(super) days: DateRange,
    pub(super) value: W,
    pub(super) source: Source,
    /// Whether it takes the place of what the law has for its days.
    pub(super) replaces: bool,
    /// Its line in its file.
    pub(super) line: usize,
    /// The name of the amendment that brought it; `None` if it came with the program.
    pub(super) amendment: Option<Arc<str>>,
}

/// The dated values of a figure, by first day.
pub(super) type Entries<P> = Vec<Entry<<P as Provision>::Written>>;

/// A value that an amendment brought.
#[derive(Clone, Debug)]
pub(super) struct Amended {
    pub(super) figure: &'static str,
    pub(super) days: DateRange,
    /// The name of the amendment.
    pub(super) by: Arc<str>,
}

/// What a field of the law can be.
pub(super) trait Provision: Sized {
    /// The value of an entry, as a file has it.
    type Written: Clone + PartialEq;

    /// Whether entries of the same days add up to a list.
    const IS_LIST: bool;
    /// Whether an entry is in force until its last day. Otherwise it has a first day only.
    const HAS_END: bool = true;

    /// Reads the value of an entry.
    fn read(value: &Spanned<DeValue<'_>>, unit: &str) -> Result<Self::Written, Unreadable>;

    /// A value as files write it; of a list each element.
    fn shown(written: &Self::Written) -> Vec<String>;

    /// Whether two values cannot both be in force on one day.
    fn conflicts(one: &Self::Written, other: &Self::Written) -> bool;

    /// The elements of the other value with which a value cannot be in force, as files write them.
    fn conflicting(one: &Self::Written, other: &Self::Written) -> Vec<String>;

    /// What is in force on a day; `None` if the entries have nothing for it.
    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self>;
}

/// A value that is not what its figure needs.
pub(super) struct Unreadable {
    /// Where in the text it is.
    pub(super) at: Range<usize>,
    /// What to write instead.
    pub(super) expected: String,
}

impl Unreadable {
    pub(super) fn new(value: &Spanned<DeValue<'_>>, expected: impl Into<String>) -> Self {
        Self { at: value.span(), expected: expected.into() }
    }
}

impl<W> Entry<W> {
    /// Whether no end of it is known.
    pub(super) fn is_open(&self) -> bool {
        self.days.to == Date::MAX
    }

    /// Whether it is in force on a day.
    pub(super) fn is_on(&self, day: Date) -> bool {
        self.days.contains(day)
    }

    /// The value as an amendment's, if one brought it. A first day also counts for the days before it.
    pub(super) fn amended<P: Provision<Written = W>>(&self, figure: &'static str) -> Option<Amended> {
        let by = Arc::clone(self.amendment.as_ref()?);
        let days = if P::HAS_END { self.days } else { DateRange { from: Date::MIN, ..self.days } };
        Some(Amended { figure, days, by })
    }

    /// Its days in words.
    pub(super) fn days_in_words(&self) -> String {
        let from = format_date(self.days.from);
        if self.is_open() { format!("from {from}") } else { format!("from {}", self.days) }
    }
}

/// Whether one of the entries begins on a day, or has just ended.
pub(super) fn change_on<W>(entries: &[Entry<W>], day: Date) -> bool {
    entries.iter().any(|entry| entry.days.from == day || entry.days.to.next_day() == Some(day))
}

/// The elements of a TOML array, or what to write instead of another value.
pub(super) fn elements<'v, 'i>(
    value: &'v Spanned<DeValue<'i>>,
    expected: &str,
) -> Result<&'v [Spanned<DeValue<'i>>], Unreadable> {
    let array = value.get_ref().as_array().filter(|array| !array.is_empty());
    array.map(|array| &**array).ok_or_else(|| Unreadable::new(value, expected))
}
