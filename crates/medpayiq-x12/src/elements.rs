//! Elements as values. An element that is not valid becomes `None`, so its bytes can never become part of an error.

use medpayiq_core::vocabulary::Money;
use std::str::FromStr;
use time::{Date, Month};

/// Parses an element as a value of the vocabulary.
pub(super) fn value<T: FromStr>(element: &[u8]) -> Option<T> {
    std::str::from_utf8(element).ok()?.parse().ok()
}

/// Returns an element of exactly two digits.
pub(super) fn two_digits(element: &[u8]) -> Option<&str> {
    (element.len() == 2).then_some(())?;
    digits(element)
}

/// Returns an element of one to six digits, such as the number of a line.
pub(super) fn assigned_number(element: &[u8]) -> Option<&str> {
    (1..=6).contains(&element.len()).then_some(())?;
    digits(element)
}

fn digits(element: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(element).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// Parses a whole number, which X12 may write with a decimal point: `1`, `1.0`, `95.00`.
pub(super) fn whole_number(element: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(element).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_whole = fraction.bytes().all(|digit| digit == b'0') && (1..=9).contains(&whole.len());
    is_whole.then(|| digits(whole.as_bytes()))??.parse().ok()
}

/// Parses a number with up to three decimals, in thousandths.
pub(super) fn thousandths(element: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(element).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_number = fraction.len() <= 3 && !(whole.is_empty() && fraction.is_empty());
    let digits_of =
        |text: &str| if text.is_empty() { Some(0) } else { digits(text.as_bytes())?.parse().ok() };
    let padded = format!("{fraction:0<3}");
    let (whole, fraction): (u32, u32) = (digits_of(whole)?, digits_of(&padded)?);
    is_number.then(|| whole.checked_mul(1_000)?.checked_add(fraction))?
}

/// Parses an amount of dollars, 0 or more.
pub(super) fn amount(element: &[u8]) -> Option<Money> {
    signed_amount(element).filter(|amount| *amount >= Money::ZERO)
}

/// Parses an amount of dollars. A reversal makes it negative.
pub(super) fn signed_amount(element: &[u8]) -> Option<Money> {
    value(element)
}

/// Parses a date of eight digits: year, month and day.
pub(super) fn date(element: &[u8]) -> Option<Date> {
    (element.len() == 8).then_some(())?;
    let text = digits(element)?;
    let month: u8 = text.get(4..6)?.parse().ok()?;
    let day = text.get(6..)?.parse().ok()?;
    Date::from_calendar_date(text.get(..4)?.parse().ok()?, Month::try_from(month).ok()?, day).ok()
}

/// Parses a range of dates: two dates joined by a hyphen, the first not later than the second.
pub(super) fn date_range(element: &[u8]) -> Option<(Date, Date)> {
    let (from, to) = element.split_at_checked(8)?;
    let to = date(to.strip_prefix(b"-")?)?;
    date(from).filter(|from| *from <= to).map(|from| (from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date as day;

    #[test]
    fn a_whole_number_may_have_zero_decimals() {
        for (text, expected) in
            [("1", Some(1)), ("1.0", Some(1)), ("95.00", Some(95)), ("0", Some(0)), ("7.", Some(7))]
        {
            assert_eq!(whole_number(text.as_bytes()), expected, "{text}");
        }
        for text in ["", ".", ".5", "1.5", "-1", "+1", "1e3", "12345678901", "1.0.0", "one"] {
            assert_eq!(whole_number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_number_of_units_has_up_to_three_decimals() {
        for (text, expected) in [
            ("1", Some(1_000)),
            ("12.4", Some(12_400)),
            (".5", Some(500)),
            ("7.", Some(7_000)),
            ("0.1250", Some(125)),
            ("0.1255", None),
            ("4294968", None),
        ] {
            assert_eq!(thousandths(text.as_bytes()), expected, "{text}");
        }
        for text in ["", ".", "-1", "+1", "1e3", "1.0.0", "one", "1.-5"] {
            assert_eq!(thousandths(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert_eq!(date(b"20250228"), Some(day!(2025 - 02 - 28)));
        assert_eq!(date_range(b"20250228-20250301"), Some((day!(2025 - 02 - 28), day!(2025 - 03 - 01))));
        for wrong in ["20250229", "2025228", "202502280", "2025-2-8", ""] {
            assert_eq!(date(wrong.as_bytes()), None, "{wrong}");
        }
        for wrong in ["20250228", "20250301-20250228", "20250228 20250301", "20250228-"] {
            assert_eq!(date_range(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_is_not_negative() {
        assert_eq!(amount(b"40").map(|amount| amount.to_string()).as_deref(), Some("40.00"));
        assert_eq!((amount(b"-40"), amount(b""), amount(b"4O")), (None, None, None));
    }
}
