//! Calendar dates as ISO 8601 writes them, and ranges of them.

use time::Date;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

const ISO_DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a date: write year-month-day, such as 2025-01-15")]
pub struct ParseDateError {
    value: String,
}

/// Reads `2025-01-15`; a day that the calendar does not have is refused.
///
/// # Errors
/// When the text is not an ISO 8601 calendar date with a four-digit year.
pub fn parse_date(text: &str) -> Result<Date, ParseDateError> {
    let refused = || ParseDateError { value: text.to_owned() };
    if text.len() != 10 {
        return Err(refused());
    }
    Date::parse(text, ISO_DATE).map_err(|_| refused())
}

/// Writes a date as `2025-01-15`.
#[must_use]
pub fn format_date(date: Date) -> String {
    date.format(ISO_DATE).unwrap_or_else(|_| date.to_string())
}

/// The days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl DateRange {
    /// Whether the day lies in the range.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days both ranges share, if any.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }
}

impl std::fmt::Display for DateRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", format_date(self.from), format_date(self.to))
    }
}

/// A calendar quarter: what CMS publishes edits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i32,
    number: u8,
}

impl Quarter {
    /// The quarter of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: (u8::from(day.month()) - 1) / 3 + 1 }
    }
}

/// `2024Q3`.
impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_three_months() {
        let quarter = |text| Quarter::of(parse_date(text).unwrap()).to_string();
        assert_eq!(quarter("2024-06-30"), "2024Q2");
        assert_eq!(quarter("2024-07-01"), "2024Q3");
        assert_eq!(quarter("2024-12-31"), "2024Q4");
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(format_date(parse_date("2024-02-29").unwrap()), "2024-02-29");
        for text in ["2025-02-29", "2025-1-5", "20250105", "01/15/2025", "2025-01-15T00:00", "", "+02025-1-1"]
        {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }
}
