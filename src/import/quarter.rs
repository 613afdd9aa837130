//! A quarter of a year, as the names and rows of CMS's files write it.

use time::{Date, Month};

/// A quarter of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quarter {
    year: i32,
    quarter: u8,
}

impl Quarter {
    /// A quarter, 1 to 4, of a year of this century.
    pub(super) fn new(year: i32, quarter: u8) -> Option<Self> {
        ((2000..=2099).contains(&year) && (1..=4).contains(&quarter)).then_some(Self { year, quarter })
    }

    /// The quarter of a day.
    pub(super) fn of(day: Date) -> Option<Self> {
        Self::new(day.year(), (u8::from(day.month()) - 1) / 3 + 1)
    }

    /// The first quarter that a name tells as `2024Q3`.
    pub(super) fn in_name(name: &str) -> Option<Self> {
        let upper = name.to_ascii_uppercase();
        upper.match_indices('Q').find_map(|(at, _)| {
            let year = upper.get(at.checked_sub(4)?..at)?.parse().ok()?;
            Self::new(year, upper.get(at + 1..at + 2)?.parse().ok()?)
        })
    }

    /// The quarter's first day.
    pub(super) fn first_day(self) -> Option<Date> {
        let month = match self.quarter {
            1 => Month::January,
            2 => Month::April,
            3 => Month::July,
            _ => Month::October,
        };
        Date::from_calendar_date(self.year, month, 1).ok()
    }
}

/// `2024Q3`.
impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Q{}", self.year, self.quarter)
    }
}

/// `20243`, as the rows of ZIP5 write it.
impl std::str::FromStr for Quarter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text
            .split_at_checked(4)
            .and_then(|(year, quarter)| Some((year.parse().ok()?, quarter.parse().ok()?)));
        parts
            .and_then(|(year, quarter)| Self::new(year, quarter))
            .ok_or_else(|| format!("{text:?} is not a year and quarter: expected such as 20254"))
    }
}
