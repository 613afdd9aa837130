//! Decimals as text, written in place: an answer holds some fifty of them.

use std::fmt;

/// The longest decimal: a sign, nineteen digits, a point.
const LONGEST: usize = 21;
/// The same with quotation marks.
const LONGEST_QUOTED: usize = LONGEST + 2;

/// The digits of a decimal in quotation marks, held in place.
#[derive(Clone, Copy, Debug)]
pub struct DecimalText {
    text: [u8; LONGEST_QUOTED],
    /// The position of the first quotation mark.
    start: usize,
}

impl DecimalText {
    /// `scaled` units of 10^-`decimals`, with exactly that many decimals.
    ///
    /// The digits are written from the right. The standard library's padding takes several times as long.
    #[inline]
    pub(super) fn new(scaled: i64, decimals: usize) -> Self {
        let mut text = [b'"'; LONGEST_QUOTED];
        let mut rest = scaled.unsigned_abs();
        // From the right, without the last place, which keeps its quotation mark.
        let mut places = text.iter_mut().rev().skip(1);
        let mut written = 0;
        let mut put = |byte: u8| {
            if let Some(place) = places.next() {
                *place = byte;
            }
            written += 1;
        };
        let mut digit = || {
            let digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            (digit, rest > 0)
        };
        for _ in 0..decimals {
            put(digit().0);
        }
        if decimals > 0 {
            put(b'.');
        }
        loop {
            let (next, is_more) = digit();
            put(next);
            if !is_more {
                break;
            }
        }
        if scaled < 0 {
            put(b'-');
        }
        Self { text, start: LONGEST - written }
    }

    /// The digits in quotation marks, as JSON has them.
    #[must_use]
    pub fn quoted(&self) -> &[u8] {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The digits without the zeros at the end of the decimals, and without the point if nothing follows it.
    #[must_use]
    pub fn trimmed(&self) -> &str {
        let text = self.as_str();
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
    }

    /// The digits as ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(self.start + 1..LONGEST_QUOTED - 1).unwrap_or_default()
    }
}

/// An amount of dollars as a sentence for people writes it: `$1,707.14`.
#[derive(Clone, Copy, Debug)]
pub struct DollarAmount(DecimalText);

impl DollarAmount {
    pub(super) const fn new(figures: DecimalText) -> Self {
        Self(figures)
    }
}

impl fmt::Display for DollarAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl DollarAmount {
    /// Writes the amount to any writer, which saves the cost of a formatter.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let text = self.0.as_str();
        let (sign, amount) = text.strip_prefix('-').map_or(("$", text), |amount| ("-$", amount));
        out.write_str(sign)?;
        // Groups of three digits from the right; the last one is written with the cents.
        let mut digits = amount.len() - ".00".len();
        let mut rest = amount;
        while digits > 3 {
            let (group, after) = rest.split_at((digits - 1) % 3 + 1);
            out.write_str(group)?;
            out.write_str(",")?;
            (digits, rest) = (digits - group.len(), after);
        }
        out.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::DecimalText;
    use crate::vocabulary::Money;

    #[test]
    fn decimals_have_all_their_digits_with_and_without_quotation_marks() {
        for (scaled, decimals, digits) in [
            (i64::MIN, 2, "-92233720368547758.08"),
            (i64::MAX, 4, "922337203685477.5807"),
            (i64::MIN, 0, "-9223372036854775808"),
            (0, 0, "0"),
            (0, 2, "0.00"),
            (5, 3, "0.005"),
            (-7, 2, "-0.07"),
            (1_000, 3, "1.000"),
        ] {
            let text = DecimalText::new(scaled, decimals);
            assert_eq!(text.as_str(), digits);
            assert_eq!(text.quoted(), format!("\"{digits}\"").as_bytes());
        }
    }

    #[test]
    fn dollars_have_a_sign_and_separators() {
        for (amount, dollars) in [
            ("0", "$0.00"),
            ("0.07", "$0.07"),
            ("999.99", "$999.99"),
            ("1707.14", "$1,707.14"),
            ("12345678.90", "$12,345,678.90"),
            ("-41.69", "-$41.69"),
            ("-1000", "-$1,000.00"),
        ] {
            assert_eq!(amount.parse::<Money>().unwrap().dollars().to_string(), dollars);
        }
    }
}
