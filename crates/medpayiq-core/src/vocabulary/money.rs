//! Arithmetic of money and shares. Rounding happens in named places.

use super::decimal_text::{DecimalText, DollarAmount};
use super::decimals::{FineShare, Money, Rvu, Share, UnitPrice};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

impl Share {
    /// The whole: 1.0000.
    pub const WHOLE: Self = Self(10_000);

    /// Writes the share in percent, such as `85 percent` or `62.5 percent`.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write_in_percent(self, out: &mut impl fmt::Write) -> fmt::Result {
        FineShare::from(self).write_in_percent(out)
    }

    /// The sum of this share and another.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// This share less another one, or zero if that is the greater.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        if self.0 > other.0 { Self(self.0 - other.0) } else { Self::ZERO }
    }

    /// This share of another one, rounded down to four decimals. It is for ranking shares, not for money.
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
}

impl From<Share> for FineShare {
    fn from(share: Share) -> Self {
        Self(share.0.saturating_mul(10))
    }
}

impl FineShare {
    /// The decimals of a percentage in CMS's files.
    const DECIMALS_OF_A_PERCENT: usize = 3;

    /// Writes the share in percent, such as `20 percent` or `19.596 percent`.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write_in_percent(self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(self.percent().trimmed())?;
        out.write_str(" percent")
    }

    /// The digits of the percentage, as CMS's files write it: `19.596`.
    #[must_use]
    pub fn percent(self) -> DecimalText {
        DecimalText::new(i64::from(self.0), Self::DECIMALS_OF_A_PERCENT)
    }
}

impl UnitPrice {
    /// The price of so many units, rounded to the cent once, half away from zero.
    #[must_use]
    pub fn for_units(self, units: u32) -> Money {
        Money(divide_rounding_half_up(self.0.saturating_mul(i64::from(units)), 10))
    }
}

/// `numerator / denominator`, rounded to a whole number, half away from zero, as CMS rounds to the cent.
#[must_use]
pub(crate) const fn divide_rounding_half_up(numerator: i64, denominator: i64) -> i64 {
    let half = denominator / 2;
    if numerator < 0 {
        numerator.saturating_sub(half) / denominator
    } else {
        numerator.saturating_add(half) / denominator
    }
}

/// An amount that is parsed must be in the range of one published figure. Results are not bounded: sums, products and shares
/// are exact up to 900,000,000,000 dollars, far more than any claim, and sums alone up to 100,000 times that.
impl Money {
    /// The amount of so many cents, which amounts in range added up to.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// This share of the amount, rounded to the cent, half away from zero.
    #[must_use]
    pub const fn times(self, share: Share) -> Self {
        #[expect(clippy::as_conversions, reason = "i32 to i64 is lossless, and From is not const")]
        let product = self.0.saturating_mul(share.0 as i64);
        Self(divide_rounding_half_up(product, 10_000))
    }

    /// This share of the amount, rounded to the cent, half away from zero.
    #[must_use]
    pub fn times_fine(self, share: FineShare) -> Self {
        Self(divide_rounding_half_up(self.0.saturating_mul(i64::from(share.0)), 100_000))
    }

    /// This share of the amount for `days` of `of` days, rounded to the cent once. Zero if `of` is zero.
    #[must_use]
    pub fn times_days(self, share: Share, days: u32, of: u32) -> Self {
        if of == 0 {
            return Self::ZERO;
        }
        let product = self.0.saturating_mul(i64::from(share.0)).saturating_mul(i64::from(days));
        Self(divide_rounding_half_up(product, 10_000 * i64::from(of)))
    }

    /// The amount as a sentence for people writes it: `$1,707.14`.
    #[must_use]
    pub fn dollars(self) -> DollarAmount {
        DollarAmount::new(self.figures())
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

    #[test]
    fn a_percentage_is_written_without_needless_zeros() {
        let written = |share: &str| {
            let mut text = String::new();
            share.parse::<FineShare>().unwrap().write_in_percent(&mut text).unwrap();
            text
        };
        let shares = ["0", "0.2", "0.19596", "0.625", "0.1", "1", "0.03125"];
        let percentages = ["0", "20", "19.596", "62.5", "10", "100", "3.125"];
        assert_eq!(shares.map(written), percentages.map(|text| format!("{text} percent")));
    }

    #[test]
    fn the_price_of_units_is_rounded_once() {
        let price = |text: &str, units| text.parse::<UnitPrice>().unwrap().for_units(units).to_string();
        assert_eq!(price("1.801", 1), "1.80");
        assert_eq!(price("1.805", 1), "1.81");
        assert_eq!(price("1.801", 5), "9.01");
        assert_eq!(price("0.002", 2), "0.00");
        assert_eq!(price("0.002", 3), "0.01");
        assert_eq!(
            "100.00".parse::<Money>().unwrap().times_fine("0.19596".parse().unwrap()).to_string(),
            "19.60"
        );
    }

    #[test]
    fn half_a_cent_rounds_away_from_zero() {
        let half = Share::WHOLE.halved();
        assert_eq!(Money(3).times(half), Money(2));
        assert_eq!(Money(-3).times(half), Money(-2));
    }

    #[test]
    fn sums_are_not_bounded_by_the_range_of_one_amount() {
        let most = Money::from_scaled(9_999_999_999).unwrap();
        assert_eq!(std::iter::repeat_n(most, 250_000).sum::<Money>().to_string(), "24999999997500.00");
        assert_eq!((Money::ZERO - most - most).to_string(), "-199999999.98");
        assert_eq!(
            most.for_units(9_999).times(Share::WHOLE.plus(Share::WHOLE.halved())).to_string(),
            "1499849999850.02"
        );
        // No sum overflows.
        assert_eq!(Money(i64::MAX) + most, Money(i64::MAX));
        assert_eq!(Money(i64::MAX).times(Share::WHOLE).cents(), i64::MAX / 10_000);
    }
}
