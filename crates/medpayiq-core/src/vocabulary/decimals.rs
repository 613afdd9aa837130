//! Exact decimals as scaled integers: money, relative value units, indices, factors and shares.
//!
//! CMS publishes relative value units (RVU) with two decimals, geographic practice cost indices (GPCI) with three, and
//! conversion factors with four. So every published figure is an integer of its own unit, and no arithmetic needs a float or
//! a decimal library.

use super::decimal_text::DecimalText;
use std::fmt;
use std::str::FromStr;

/// Why a text is not a decimal of the expected kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDecimalError {
    /// Something other than digits, one sign and one point.
    #[error("{value:?} is not a decimal number. {}", decimal_words(.value))]
    NotANumber {
        /// The text.
        value: String,
    },
    /// More digits than any published figure has.
    #[error("{value:?} is too large.")]
    TooLarge {
        /// The text.
        value: String,
    },
    /// More decimals than CMS publishes for this kind of figure.
    #[error("{value:?} has more than {limit} decimals.")]
    TooManyDecimals {
        /// The text.
        value: String,
        /// The number of decimals this kind of figure has.
        limit: u32,
    },
    /// Outside the range of this kind of figure.
    #[error("{value:?} is out of range. Write a number from {low} to {high}.")]
    OutOfRange {
        /// The text.
        value: String,
        /// The lowest value of this kind.
        low: String,
        /// The highest value of this kind.
        high: String,
    },
}

/// What to write instead of a text that is not a decimal: the same number if it only has a dollar sign or separators.
fn decimal_words(text: &str) -> String {
    let bare = text.trim().trim_start_matches('$').trim();
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = groups.all(|group| group.len() == 3 && all_digits(group));
    if !first.is_empty() && all_digits(first) && is_grouped && all_digits(fraction) {
        format!("Write {}, without a sign and separators.", bare.replace(',', ""))
    } else {
        "Write digits with at most one point, such as 1000.00.".to_owned()
    }
}

/// Parses `text` as an integer of 10^-`decimals` units.
fn parse_scaled(text: &str, decimals: u32) -> Result<i64, ParseDecimalError> {
    let not_a_number = || ParseDecimalError::NotANumber { value: text.to_owned() };
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(not_a_number());
    }
    let significant = fraction.trim_end_matches('0');
    if significant.len() > usize::try_from(decimals).unwrap_or(usize::MAX) {
        return Err(ParseDecimalError::TooManyDecimals { value: text.to_owned(), limit: decimals });
    }
    let mut scaled: i64 = 0;
    let padding =
        std::iter::repeat_n(b'0', usize::try_from(decimals).unwrap_or(0).saturating_sub(significant.len()));
    for digit in whole.bytes().chain(significant.bytes()).chain(padding) {
        scaled = scaled
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit - b'0')))
            .ok_or_else(|| ParseDecimalError::TooLarge { value: text.to_owned() })?;
    }
    Ok(if negative { -scaled } else { scaled })
}

/// One kind of published decimal: its unit, its range, and its text.
macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident: $repr:ty, $decimals:literal decimals as $unit:ident, $low:literal ..= $high:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) $repr);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0);

            /// The highest figure of this kind.
            pub const MAX: Self = Self($high);

            #[doc = concat!("A figure of so many ", stringify!($unit), ", or `None` outside the range of this figure.")]
            #[must_use]
            pub const fn from_scaled(scaled: $repr) -> Option<Self> {
                if scaled >= $low && scaled <= $high { Some(Self(scaled)) } else { None }
            }

            #[doc = concat!("The figure in ", stringify!($unit), ".")]
            #[must_use]
            pub const fn $unit(self) -> $repr {
                self.0
            }

            /// The digits of the figure, as answers write them.
            #[must_use]
            pub fn figures(self) -> DecimalText {
                DecimalText::new(i64::from(self.0), $decimals)
            }
        }

        impl FromStr for $name {
            type Err = ParseDecimalError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let scaled = parse_scaled(text, $decimals)?;
                <$repr>::try_from(scaled).ok().and_then(Self::from_scaled).ok_or_else(|| {
                    ParseDecimalError::OutOfRange {
                        value: text.to_owned(),
                        low: Self($low).to_string(),
                        high: Self($high).to_string(),
                    }
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.figures().as_str())
            }
        }
    };
}

decimal! {
    /// US dollars, to the cent.
    Money: i64, 2 decimals as cents, -9_999_999_999 ..= 9_999_999_999
}

decimal! {
    /// A relative value unit (RVU), two decimals.
    Rvu: i32, 2 decimals as hundredths, -99_999 ..= 99_999
}

decimal! {
    /// A geographic practice cost index (GPCI), three decimals. 1.000 is the nation.
    Gpci: i32, 3 decimals as thousandths, 0 ..= 9_999
}

decimal! {
    /// Dollars for one adjusted relative value unit, four decimals.
    ConversionFactor: i32, 4 decimals as ten_thousandths, 0 ..= 9_999_999
}

decimal! {
    /// A share of an amount as a fraction with four decimals: 0.8500 is 85 percent.
    Share: i32, 4 decimals as ten_thousandths, 0 ..= 99_999
}

decimal! {
    /// Dollars for one billing unit of a drug, three decimals.
    UnitPrice: i64, 3 decimals as thousandths, 0 ..= 99_999_999_999
}

decimal! {
    /// A share of an amount as a fraction with five decimals: 0.19596 is 19.596 percent. CMS publishes the coinsurance of a drug
    /// like this if its price rose faster than inflation.
    FineShare: i32, 5 decimals as hundred_thousandths, 0 ..= 100_000
}

impl FineShare {
    /// The share of a percentage with up to three decimals, such as `19.596`.
    ///
    /// # Errors
    /// If the text is no percentage from 0 to 100.
    pub fn of_percent(text: &str) -> Result<Self, ParseDecimalError> {
        let thousandths = i32::try_from(parse_scaled(text, 3)?).ok();
        thousandths.and_then(Self::from_scaled).ok_or_else(|| ParseDecimalError::OutOfRange {
            value: text.to_owned(),
            low: "0".to_owned(),
            high: "100".to_owned(),
        })
    }
}

impl Share {
    /// The highest percentage that a share can be.
    pub const MAX_PERCENT: &str = "999.99";

    /// The share of a percentage with up to two decimals, such as `112.5`.
    ///
    /// # Errors
    /// If the text is no percentage above 0 and up to [`Share::MAX_PERCENT`].
    pub fn of_percent(text: &str) -> Result<Self, ParseDecimalError> {
        let hundredths = i32::try_from(parse_scaled(text, 2)?).ok().filter(|percent| *percent > 0);
        hundredths.and_then(Self::from_scaled).ok_or_else(|| ParseDecimalError::OutOfRange {
            value: text.to_owned(),
            low: "0.01".to_owned(),
            high: Self::MAX_PERCENT.to_owned(),
        })
    }
}

impl Gpci {
    /// The index of the nation: 1.000.
    pub const NATIONAL: Self = Self(1_000);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_parse_as_cms_writes_them() {
        assert_eq!("0000077.78".parse::<Money>().unwrap().cents(), 7_778);
        assert_eq!(".10".parse::<Share>().unwrap().ten_thousandths(), 1_000);
        assert_eq!("1".parse::<Gpci>().unwrap(), Gpci::NATIONAL);
        assert_eq!(" 32.3465 ".parse::<ConversionFactor>().unwrap().ten_thousandths(), 323_465);
        assert_eq!("0.790".parse::<Rvu>().unwrap().hundredths(), 79);
    }

    #[test]
    fn an_invalid_figure_is_named() {
        let error = |text: &str| text.parse::<Rvu>().unwrap_err().to_string();
        assert_eq!(error("1.305"), r#""1.305" has more than 2 decimals."#);
        for text in ["", ".", "-", "13,05", "1.300,00", "$", "1e3", "+1", "0x1", "1.2.3", "٣"] {
            let expected = format!(
                "{text:?} is not a decimal number. Write digits with at most one point, such as 1000.00."
            );
            assert_eq!(error(text), expected);
        }
        for (text, written) in
            [("1,305", "1305"), ("$1,300.00", "1300.00"), ("$ 5", "5"), ("1,234,567.8", "1234567.8")]
        {
            let expected =
                format!("{text:?} is not a decimal number. Write {written}, without a sign and separators.");
            assert_eq!(error(text), expected);
        }
        assert_eq!(error("1000"), r#""1000" is out of range. Write a number from -999.99 to 999.99."#);
    }

    proptest! {
        #[test]
        fn parsing_reverses_display(cents in -9_999_999_999_i64..=9_999_999_999) {
            let money = Money::from_scaled(cents).unwrap();
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = text.parse::<ConversionFactor>();
        }
    }
}
