//! The month of a service, without its day.

use std::fmt;
use std::str::FromStr;
use time::{Date, Month};

/// The first year of a service month. CARCs and 835s in today's form began later.
const FIRST_YEAR: i32 = 2000;

/// A text that is not a month of service. The error does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month. Write year and month from 2000 on without a day, such as 2025-01")]
pub struct ParseMonthError;

/// The month of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceMonth(Date);

impl ServiceMonth {
    /// The month that contains a day; `None` before the year 2000.
    #[must_use]
    pub fn containing(day: Date) -> Option<Self> {
        let first = day.replace_day(1).ok()?;
        (first.year() >= FIRST_YEAR).then_some(Self(first))
    }

    /// The last day of the month.
    #[must_use]
    pub const fn last_day(self) -> Date {
        let (year, month) = (self.0.year(), self.0.month());
        match self.0.replace_day(month.length(year)) {
            Ok(last) => last,
            Err(_) => self.0,
        }
    }

    /// The first day of the month.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.0
    }
}

impl FromStr for ServiceMonth {
    type Err = ParseMonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month) = text.split_once('-').ok_or(ParseMonthError)?;
        if year.len() != 4 || month.len() != 2 || !is_digits(year) || !is_digits(month) {
            return Err(ParseMonthError);
        }
        let year = year.parse().map_err(|_| ParseMonthError)?;
        let month = month.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok());
        let first = month.and_then(|month| Date::from_calendar_date(year, month, 1).ok());
        first.and_then(Self::containing).ok_or(ParseMonthError)
    }
}

impl fmt::Display for ServiceMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), u8::from(self.0.month()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_is_year_and_month_without_a_day() {
        for text in [
            "2025-01",
            "2000-12",
            "1999-12",
            "2025-13",
            "2025-00",
            "2025-1",
            "2025-01-15",
            "202501",
            "+025-01",
        ] {
            let expected = ["2025-01", "2000-12"].contains(&text).then(|| text.to_owned());
            assert_eq!(text.parse::<ServiceMonth>().ok().map(|month| month.to_string()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn month_parsing_never_panics(text in ".*") {
            let _ = text.parse::<ServiceMonth>();
        }
    }
}
