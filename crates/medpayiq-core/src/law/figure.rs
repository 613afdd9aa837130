//! Figures: a value and its source, or that there is none. The kinds of values are amounts, percentages, factors, counts,
//! and whether a rule is in force.

use super::entry::{Entries, Provision, Unreadable};
use super::source::Source;
use crate::vocabulary::{ConversionFactor, Money, Rvu, Share};
use time::Date;
use toml::Spanned;
use toml::de::DeValue;

/// A value of the law and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure<T> {
    /// The value.
    pub value: T,
    /// The law or CMS text that sets it.
    pub source: Source,
}

/// The value of a figure on a day, or the figure's name if the law has none for the day.
pub type Lookup<T> = Result<T, Missing>;

/// The same look-up, with the value borrowed.
///
/// # Errors
/// If there is no value.
pub fn borrowed<T>(found: &Lookup<T>) -> Lookup<&T> {
    found.as_ref().map_err(|missing| *missing)
}

/// A figure that has no value on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The figure's name, as the files of the law write it.
    pub figure: &'static str,
}

/// One value that a figure can have.
pub(super) trait Scalar: Copy + PartialEq {
    /// What to write, for a text about another value.
    fn expected(unit: &str) -> &'static str;

    /// Reads a value; `None` if it is not of this kind or out of range.
    fn read(value: &DeValue<'_>, unit: &str) -> Option<Self>;

    /// The value as files write it, but for the quotes.
    fn shown(self) -> String;
}

impl<T: Scalar> Provision for Figure<T> {
    type Written = T;

    const IS_LIST: bool = false;

    fn read(value: &Spanned<DeValue<'_>>, unit: &str) -> Result<T, Unreadable> {
        T::read(value.get_ref(), unit).ok_or_else(|| Unreadable::new(value, T::expected(unit)))
    }

    fn shown(written: &T) -> Vec<String> {
        vec![written.shown()]
    }

    fn conflicts(_: &T, _: &T) -> bool {
        true
    }

    fn conflicting(_: &T, other: &T) -> Vec<String> {
        Self::shown(other)
    }

    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self> {
        let entry = entries.iter().find(|entry| entry.is_on(day))?;
        Some(Self { value: entry.value, source: entry.source })
    }
}

impl Scalar for Money {
    fn expected(_: &str) -> &'static str {
        "dollars in quotes with two decimals, such as \"257.00\""
    }

    fn read(value: &DeValue<'_>, _: &str) -> Option<Self> {
        value.as_str()?.parse().ok().filter(|amount| *amount >= Self::ZERO)
    }

    fn shown(self) -> String {
        self.to_string()
    }
}

impl Scalar for ConversionFactor {
    fn expected(_: &str) -> &'static str {
        "dollars in quotes, above 0 and below 1000, with up to four decimals, such as \"32.3465\""
    }

    fn read(value: &DeValue<'_>, _: &str) -> Option<Self> {
        value.as_str()?.parse().ok().filter(|factor| *factor > Self::ZERO)
    }

    fn shown(self) -> String {
        self.to_string()
    }
}

/// The unit of a part that is at most the whole.
const PERCENT: &str = "percent";

/// A part in percent. It is a part of a whole and at most 100, unless its unit says of what it is more.
impl Scalar for Share {
    fn expected(unit: &str) -> &'static str {
        if unit == PERCENT {
            "a percentage from 0 to 100 in quotes, such as \"62.5\""
        } else {
            "a percentage from 0 to 999.99 in quotes, such as \"150\""
        }
    }

    fn read(value: &DeValue<'_>, unit: &str) -> Option<Self> {
        // A percentage with two decimals has the form of an RVU, and a share counts hundredths of a percent.
        let percent: Rvu = value.as_str()?.parse().ok()?;
        let most = if unit == PERCENT { Self::WHOLE } else { Self::MAX };
        Self::from_scaled(percent.hundredths()).filter(|share| *share <= most)
    }

    fn shown(self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write_in_percent(&mut text);
        text.trim_end_matches(" percent").to_owned()
    }
}

/// A number of units, minutes or procedures: 1 to 99.
impl Scalar for u8 {
    fn expected(_: &str) -> &'static str {
        "a whole number from 1 to 99 in quotes, such as \"15\""
    }

    fn read(value: &DeValue<'_>, _: &str) -> Option<Self> {
        let text = value.as_str()?;
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_plain && (1..=99).contains(number))
    }

    fn shown(self) -> String {
        self.to_string()
    }
}

/// A number of days: 1 to 999.
impl Scalar for u16 {
    fn expected(_: &str) -> &'static str {
        "a whole number from 1 to 999 in quotes, such as \"120\""
    }

    fn read(value: &DeValue<'_>, _: &str) -> Option<Self> {
        let text = value.as_str()?;
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_plain && (1..=999).contains(number))
    }

    fn shown(self) -> String {
        self.to_string()
    }
}

impl Scalar for bool {
    fn expected(_: &str) -> &'static str {
        "true or false, without quotes"
    }

    fn read(value: &DeValue<'_>, _: &str) -> Option<Self> {
        value.as_bool()
    }

    fn shown(self) -> String {
        self.to_string()
    }
}
