//! A day in two bytes.

use time::Date;
use time::macros::date;

/// The day that is number 0: six years before NCCI began.
const FIRST: Date = date!(1990 - 01 - 01);

/// A day from 1990-01-01 to 2169-06-05 in two bytes, for tables of millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u16);

impl Day {
    /// After every day: the last day of an edit without an end.
    pub(super) const NEVER: Self = Self(u16::MAX);

    /// The day of a date; `None` outside the range.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        let number = date.to_julian_day() - FIRST.to_julian_day();
        u16::try_from(number).ok().map(Self).filter(|day| *day != Self::NEVER)
    }

    /// The day of a date, or the first or last day for a date outside the range.
    #[must_use]
    pub fn nearest(date: Date) -> Self {
        let number = date.to_julian_day() - FIRST.to_julian_day();
        Self(u16::try_from(number.max(0)).map_or(u16::MAX - 1, |number| number.min(u16::MAX - 1)))
    }

    /// The number of the day.
    pub(super) const fn number(self) -> u16 {
        self.0
    }

    /// The day with a number.
    pub(super) const fn numbered(number: u16) -> Self {
        Self(number)
    }

    /// The date of the day.
    #[must_use]
    pub fn date(self) -> Date {
        Date::from_julian_day(FIRST.to_julian_day() + i32::from(self.0)).unwrap_or(Date::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_outside_the_range_are_none() {
        assert_eq!(Day::of(date!(1989 - 12 - 31)), None);
        assert_eq!(Day::of(date!(2169 - 06 - 05)).unwrap().date(), date!(2169 - 06 - 05));
        assert_eq!(Day::of(date!(2169 - 06 - 06)), None);
        assert_eq!(Day::nearest(date!(1989 - 12 - 31)), Day(0));
        assert_eq!(Day::nearest(date!(2169 - 06 - 06)).date(), date!(2169 - 06 - 05));
        assert_eq!(Day::nearest(Date::MAX).date(), date!(2169 - 06 - 05));
    }

    proptest! {
        #[test]
        fn a_day_converts_to_its_date_and_back(number in 0..u16::MAX) {
            prop_assert_eq!(Day::of(Day(number).date()), Some(Day(number)));
            prop_assert_eq!(Day::nearest(Day(number).date()), Day(number));
        }
    }
}
