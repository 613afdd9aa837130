//! Exact decimals as scaled integers: money, relative value units, indices, factors and shares.
//!
//! CMS publishes RVUs with two decimals, GPCIs with three and conversion factors with four, so every
//! published figure is an integer of its own unit and no arithmetic needs a float or a decimal library.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// Why a text is not a decimal of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDecimalError {
    /// Something other than digits, one sign and one point.
    #[error("{value:?} is not a decimal number")]
    NotANumber {
        /// The text as it was given.
        value: String,
    },
    /// More digits than any figure here has.
    #[error("{value:?} is too large")]
    TooLarge {
        /// The text as it was given.
        value: String,
    },
    /// More decimals than CMS publishes for this kind of figure.
    #[error("{value:?} has more than {limit} decimals")]
    TooManyDecimals {
        /// The text as it was given.
        value: String,
        /// The number of decimals this kind of figure has.
        limit: u32,
    },
    /// Outside the range of this kind of figure.
    #[error("{value:?} is out of range: expected {low} to {high}")]
    OutOfRange {
        /// The text as it was given.
        value: String,
        /// The least value of this kind.
        low: String,
        /// The greatest value of this kind.
        high: String,
    },
}

/// Reads `text` as an integer of 10^-`decimals` units.
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

/// The longest decimal: a sign, nineteen digits, a point.
const LONGEST: usize = 21;

/// A decimal in figures, held in place.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    text: [u8; LONGEST],
    start: usize,
}

impl Figures {
    /// `scaled` units of 10^-`decimals` with exactly that many decimals.
    ///
    /// Digit by digit from the right into one piece: an answer holds some fifty decimals, and the standard library's way
    /// with padding takes several times as long.
    fn new(scaled: i64, decimals: usize) -> Self {
        let mut text = [b'0'; LONGEST];
        let mut rest = scaled.unsigned_abs();
        let mut written = 0;
        for place in text.iter_mut().rev() {
            if written == decimals {
                *place = b'.';
            } else if rest > 0 || written < decimals + 2 {
                *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
                rest /= 10;
            } else {
                break;
            }
            written += 1;
        }
        if scaled < 0 {
            written += 1;
            if let Some(place) = text.iter_mut().nth_back(written - 1) {
                *place = b'-';
            }
        }
        Self { text, start: LONGEST - written }
    }

    /// The figures as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The figures as ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(self.start..).unwrap_or_default()
    }
}

/// One kind of published decimal: its unit, its bounds, its door in and its way out.
macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident: $repr:ty, $decimals:literal decimals as $unit:ident, $low:literal ..= $high:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($repr);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0);

            /// The greatest figure of this kind.
            pub const MAX: Self = Self($high);

            #[doc = concat!("From a count of ", stringify!($unit), ", or `None` outside the range of this figure.")]
            #[must_use]
            pub const fn from_scaled(scaled: $repr) -> Option<Self> {
                if scaled >= $low && scaled <= $high { Some(Self(scaled)) } else { None }
            }

            #[doc = concat!("The figure as a count of ", stringify!($unit), ".")]
            #[must_use]
            pub const fn $unit(self) -> $repr {
                self.0
            }

            /// The figure as answers write it.
            #[must_use]
            pub fn figures(self) -> Figures {
                Figures::new(i64::from(self.0), $decimals)
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
    /// A relative value unit as the fee schedule prints it, two decimals.
    Rvu: i32, 2 decimals as hundredths, -99_999 ..= 99_999
}

decimal! {
    /// A geographic practice cost index, three decimals; 1.000 is the nation.
    Gpci: i32, 3 decimals as thousandths, 0 ..= 9_999
}

decimal! {
    /// Dollars for one adjusted relative value unit, four decimals.
    ConversionFactor: i32, 4 decimals as ten_thousandths, 0 ..= 9_999_999
}

decimal! {
    /// A part of an amount as a fraction with four decimals: 0.8500 is 85 percent.
    Share: i32, 4 decimals as ten_thousandths, 0 ..= 99_999
}

impl Gpci {
    /// The index of the nation: 1.000.
    pub const NATIONAL: Self = Self(1_000);
}

impl Share {
    /// The whole: 1.0000.
    pub const WHOLE: Self = Self(10_000);

    /// So many percent.
    #[must_use]
    pub const fn percent(percent: u16) -> Self {
        // A cast from u16 to i32 cannot lose anything; `From` is not const.
        #[expect(clippy::as_conversions, reason = "lossless, and From is not const")]
        Self(percent as i32 * 100)
    }

    /// Writes the share in percent, such as `85 percent` or `62.5 percent`.
    ///
    /// # Errors
    /// Only those of what is written to.
    pub fn write_in_percent(self, out: &mut impl fmt::Write) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        write!(out, "{whole}")?;
        match (rest, rest % 10) {
            (0, _) => {}
            (_, 0) => write!(out, ".{}", rest / 10)?,
            (_, _) => write!(out, ".{rest:02}")?,
        }
        out.write_str(" percent")
    }

    /// This share and another one together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// This share less another one, nothing where that is the greater.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        if self.0 > other.0 { Self(self.0 - other.0) } else { Self::ZERO }
    }

    /// This share of another one, rounded down to four decimals: for telling shares apart, not for money.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = i64::from(self.0) * i64::from(other.0) / 10_000;
        Self(i32::try_from(product).unwrap_or(self.0))
    }

    /// Half of this share.
    #[must_use]
    pub const fn halved(self) -> Self {
        Self(self.0 / 2)
    }

    /// From a count of ten-thousandths that is known when the program is built.
    ///
    /// # Panics
    /// Outside 0 to 9.9999; as it is meant for constants, that stops the build.
    #[must_use]
    pub const fn constant(ten_thousandths: i32) -> Self {
        assert!(ten_thousandths >= 0 && ten_thousandths <= 99_999);
        Self(ten_thousandths)
    }
}

/// `numerator / denominator`, rounded to a whole number, half away from zero: CMS's rounding to the cent.
#[must_use]
pub(crate) const fn divide_rounding_half_up(numerator: i64, denominator: i64) -> i64 {
    let half = denominator / 2;
    if numerator < 0 {
        numerator.saturating_sub(half) / denominator
    } else {
        numerator.saturating_add(half) / denominator
    }
}

/// Amounts that are read are held to the bounds of one published figure. What is made of them is not: sums, products and
/// parts are exact up to 900,000,000,000 dollars, which no claim comes near, and sums alone to a hundred thousand times that.
impl Money {
    /// From a count of cents that figures in range came to.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// This part of the amount, rounded to the cent, half away from zero.
    #[must_use]
    pub const fn times(self, share: Share) -> Self {
        #[expect(clippy::as_conversions, reason = "i32 to i64 is lossless, and From is not const")]
        let product = self.0.saturating_mul(share.0 as i64);
        Self(divide_rounding_half_up(product, 10_000))
    }

    /// This part of the amount for so many of so many days, rounded to the cent once; nothing of no days.
    #[must_use]
    pub fn times_days(self, share: Share, days: u32, of: u32) -> Self {
        if of == 0 {
            return Self::ZERO;
        }
        let product = self.0.saturating_mul(i64::from(share.0)).saturating_mul(i64::from(days));
        Self(divide_rounding_half_up(product, 10_000 * i64::from(of)))
    }

    /// The amount for so many units.
    #[must_use]
    pub fn for_units(self, units: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(units)))
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Add for Rvu {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Rvu {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_read_as_cms_writes_them() {
        assert_eq!("0000077.78".parse::<Money>().unwrap().cents(), 7_778);
        assert_eq!(".10".parse::<Share>().unwrap().ten_thousandths(), 1_000);
        assert_eq!("1".parse::<Gpci>().unwrap(), Gpci::NATIONAL);
        assert_eq!(" 32.3465 ".parse::<ConversionFactor>().unwrap().ten_thousandths(), 323_465);
        assert_eq!("0.790".parse::<Rvu>().unwrap().hundredths(), 79);
    }

    #[test]
    fn what_is_not_such_a_figure_is_named() {
        let error = |text: &str| text.parse::<Rvu>().unwrap_err().to_string();
        assert_eq!(error("1.305"), r#""1.305" has more than 2 decimals"#);
        for text in ["", ".", "-", "1,305", "1e3", "+1", "0x1", "1.2.3", "٣"] {
            assert_eq!(error(text), format!("{text:?} is not a decimal number"));
        }
        assert_eq!(error("1000"), r#""1000" is out of range: expected -999.99 to 999.99"#);
    }

    #[test]
    fn a_half_cent_goes_away_from_zero() {
        let half = Share::percent(50);
        assert_eq!(Money(3).times(half), Money(2));
        assert_eq!(Money(-3).times(half), Money(-2));
    }

    #[test]
    fn sums_are_not_held_to_the_bounds_of_one_amount() {
        let most = Money::from_scaled(9_999_999_999).unwrap();
        assert_eq!(std::iter::repeat_n(most, 250_000).sum::<Money>().to_string(), "24999999997500.00");
        assert_eq!((Money::ZERO - most - most).to_string(), "-199999999.98");
        assert_eq!(most.for_units(9_999).times(Share::percent(150)).to_string(), "1499849999850.02");
        // No sum leaves its type, whatever is added.
        assert_eq!(Money(i64::MAX) + most, Money(i64::MAX));
        assert_eq!(Money(i64::MAX).times(Share::WHOLE).cents(), i64::MAX / 10_000);
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(cents in -9_999_999_999_i64..=9_999_999_999) {
            let money = Money::from_scaled(cents).unwrap();
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".*") {
            let _ = text.parse::<ConversionFactor>();
        }
    }
}
