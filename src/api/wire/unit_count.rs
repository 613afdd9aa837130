//! A number of units as it was sent, which can have tenths.

use crate::vocabulary::units_in_digits;
use serde::{Serialize, Serializer};
use std::fmt;

/// A number of units, in thousandths. In JSON it is a number without needless decimals: `1`, `60.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnitCount {
    pub(crate) thousandths: u32,
}

impl fmt::Display for UnitCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units_in_digits(self.thousandths))
    }
}

impl Serialize for UnitCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.thousandths.is_multiple_of(1_000) {
            return serializer.serialize_u32(self.thousandths / 1_000);
        }
        // A text of so few digits becomes the float that is written as the same text.
        let number: f64 = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

#[cfg(test)]
mod tests {
    use super::UnitCount;

    #[test]
    fn a_number_of_units_is_written_as_it_was_sent() {
        for (thousandths, text) in [
            (1_000, "1"),
            (60_500, "60.5"),
            (125, "0.125"),
            (0, "0"),
            (12_340, "12.34"),
            (4_294_967_295, "4294967.295"),
        ] {
            let units = UnitCount { thousandths };
            assert_eq!(units.to_string(), text);
            assert_eq!(serde_json::to_string(&units).unwrap(), text);
        }
    }
}
