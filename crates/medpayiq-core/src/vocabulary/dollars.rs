//! Amounts as sentences for people write them.

use super::Money;
use std::fmt::{self, Write};

/// An amount with a dollar sign and separators: `$1,707.14`.
#[derive(Clone, Copy, Debug)]
pub struct Dollars(Money);

impl Money {
    /// The amount as sentences for people write it: `$1,707.14`.
    #[must_use]
    pub const fn dollars(self) -> Dollars {
        Dollars(self)
    }
}

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.0.to_string();
        let unsigned = figures.trim_start_matches('-');
        if unsigned.len() < figures.len() {
            f.write_char('-')?;
        }
        f.write_char('$')?;
        let (whole, cents) = unsigned.split_once('.').unwrap_or((unsigned, "00"));
        for (digit, left) in whole.chars().zip((0..whole.len()).rev()) {
            f.write_char(digit)?;
            if left > 0 && left % 3 == 0 {
                f.write_char(',')?;
            }
        }
        write!(f, ".{cents}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_have_a_sign_and_separators() {
        let text = |cents| Money::from_cents(cents).dollars().to_string();
        assert_eq!(
            [0, 5, 4_169, 100_000, 170_714, -123_456_789].map(text),
            ["$0.00", "$0.05", "$41.69", "$1,000.00", "$1,707.14", "-$1,234,567.89"]
        );
    }
}
