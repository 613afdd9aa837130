//! Calendar dates in ISO 8601, ranges of dates, and quarters.

use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Date, Month};

const ISO_DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a date. {}", date_words(.value))]
pub struct ParseDateError {
    value: String,
}

/// What to write instead of a text that is not a date: the same day if the text names one, else how a date is written.
fn date_words(text: &str) -> String {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day, ..] if year.len() == 4 => (*year, *month, *day),
        [month, day, year, ..] if year.len() == 4 => (*year, *month, *day),
        [all] if all.len() == 8 => {
            let (year, rest) = all.split_at(4);
            let (month, day) = rest.split_at(2);
            (year, month, day)
        }
        _ => ("", "", ""),
    };
    let number = |text: &str| text.parse::<u8>().ok();
    // No month is above 12, so such a date begins with its day.
    let begins_with_day = numbers.first().is_none_or(|first| first.len() < 4)
        && number(month).is_some_and(|month| month > 12)
        && number(day).is_some_and(|day| day <= 12);
    let (month, day) = if begins_with_day { (day, month) } else { (month, day) };
    let named = number(month).and_then(|month| Month::try_from(month).ok());
    match (year.parse::<i32>(), named, number(day)) {
        (Ok(year), Some(month), Some(day)) if (1..=month.length(year)).contains(&day) => {
            format!("Write {year:04}-{:02}-{day:02}.", u8::from(month))
        }
        (Ok(year), Some(month), Some(day)) if day > 0 => {
            format!("{month} {year} has {} days.", month.length(year))
        }
        (Ok(_), _, _) if number(month).is_some_and(|month| month > 12) => "A year has 12 months.".to_owned(),
        _ => "Write it like 2025-12-25.".to_owned(),
    }
}

/// Parses a date such as `2025-01-15`.
///
/// # Errors
/// If the text is not an ISO 8601 date with a four-digit year, or the calendar has no such day.
pub fn parse_date(text: &str) -> Result<Date, ParseDateError> {
    let date = text.as_bytes().try_into().ok().and_then(date_of_digits);
    date.ok_or_else(|| ParseDateError { value: text.to_owned() })
}

/// The date of `2025-01-15`, or `None` if it is not one. Every claim has a date, and a parser of any format takes five times as
/// long.
fn date_of_digits(text: [u8; 10]) -> Option<Date> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = text else { return None };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0')))
    };
    let year = number(&[a, b, c, d])?;
    let month = u8::try_from(number(&[e, f])?).ok()?;
    let day = u8::try_from(number(&[g, h])?).ok()?;
    Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()
}

/// Returns a date as `2025-01-15`.
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
    /// Whether the day is in the range.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days that are in both ranges, if there are any.
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

/// A calendar quarter. CMS publishes edits by quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i32,
    number: u8,
}

impl Quarter {
    /// A quarter, 1 to 4, of a year from 2000 to 2099; `None` for any other.
    #[must_use]
    pub fn new(year: i32, number: u8) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self { year, number })?.of_this_century()
    }

    /// The quarter of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: (u8::from(day.month()) - 1) / 3 + 1 }
    }

    /// The same quarter, or `None` if its year is not from 2000 to 2099: then the file misprints it.
    #[must_use]
    pub fn of_this_century(self) -> Option<Self> {
        (2000..=2099).contains(&self.year).then_some(self)
    }

    /// The first quarter in a name, written as `2024Q3`.
    #[must_use]
    pub fn in_name(name: &str) -> Option<Self> {
        let upper = name.to_ascii_uppercase();
        upper.match_indices('Q').find_map(|(at, _)| {
            let year = upper.get(at.checked_sub(4)?..at)?.parse().ok()?;
            Self::new(year, upper.get(at + 1..at + 2)?.parse().ok()?)
        })
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The number within the year, 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// The quarter after it; `None` after 2099.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        if self.number == 4 { Self::new(self.year + 1, 1) } else { Self::new(self.year, self.number + 1) }
    }

    /// The quarter's first day.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        let month = Month::try_from(self.number * 3 - 2).ok()?;
        Date::from_calendar_date(self.year, month, 1).ok()
    }
}

/// `2024Q3`.
impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

/// Why a text is not a year and quarter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a year and quarter. Write it like 20254.")]
pub struct ParseQuarterError {
    value: String,
}

/// `20243`, as the rows of CMS's files write it.
impl std::str::FromStr for Quarter {
    type Err = ParseQuarterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text
            .split_at_checked(4)
            .and_then(|(year, number)| Some((year.parse().ok()?, number.parse().ok()?)));
        parts
            .and_then(|(year, number)| Self::new(year, number))
            .ok_or_else(|| ParseQuarterError { value: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quarter_has_three_months() {
        let quarter = |text| Quarter::of(parse_date(text).unwrap()).to_string();
        assert_eq!(quarter("2024-06-30"), "2024Q2");
        assert_eq!(quarter("2024-07-01"), "2024Q3");
        assert_eq!(quarter("2024-12-31"), "2024Q4");
    }

    #[test]
    fn an_error_says_what_to_write() {
        for (text, words) in [
            ("2025-02-30", "February 2025 has 28 days."),
            ("2024-02-30", "February 2024 has 29 days."),
            ("2025-13-01", "A year has 12 months."),
            ("2025-1-5", "Write 2025-01-05."),
            ("20250115", "Write 2025-01-15."),
            ("01/15/2025", "Write 2025-01-15."),
            ("24/11/2026", "Write 2026-11-24."),
            ("24/13/2026", "A year has 12 months."),
            ("2025-01-15T00:00:00Z", "Write 2025-01-15."),
            ("2025-01-00", "Write it like 2025-12-25."),
            ("yesterday", "Write it like 2025-12-25."),
            ("", "Write it like 2025-12-25."),
            ("٢٠٢٥-٠١-١٥", "Write it like 2025-12-25."),
        ] {
            assert_eq!(parse_date(text).unwrap_err().to_string(), format!("{text:?} is not a date. {words}"));
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(format_date(parse_date("2024-02-29").unwrap()), "2024-02-29");
        for text in ["2025-02-29", "2025-1-5", "20250105", "01/15/2025", "2025-01-15T00:00", "", "+02025-1-1"]
        {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    /// The parser of any format, which the faster one must agree with.
    fn parse_by_format(text: &str) -> Option<Date> {
        Date::parse(text, ISO_DATE).ok().filter(|_| text.len() == 10)
    }

    proptest! {
        #[test]
        fn a_text_like_a_date_is_parsed_as_by_its_format(text in "[+-]?[0-9]{3,4}-[01][0-9]-[0-3][0-9]") {
            prop_assert_eq!(parse_date(&text).ok(), parse_by_format(&text));
        }

        #[test]
        fn any_text_of_ten_bytes_is_parsed_as_by_its_format(text in "[0-9+\\- :٣T]{5,10}") {
            prop_assert_eq!(parse_date(&text).ok(), parse_by_format(&text));
        }

        #[test]
        fn parsing_a_date_reverses_its_format(day in Date::MIN.to_julian_day()..=Date::MAX.to_julian_day()) {
            let date = Date::from_julian_day(day).unwrap();
            let text = format_date(date);
            prop_assert_eq!(parse_date(&text).ok(), (0..=9999).contains(&date.year()).then_some(date));
        }
    }
}
