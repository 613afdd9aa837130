//! Whole-number arithmetic: cents, and decimals scaled to integers.

/// `amount * numerator / denominator`, half up; no amount is ever negative.
pub(crate) fn part(amount: i64, numerator: i64, denominator: i64) -> i64 {
    assert!(amount >= 0 && numerator >= 0 && denominator > 0, "{amount} * {numerator} / {denominator}");
    (2 * amount * numerator + denominator) / (2 * denominator)
}

/// Reads a decimal as an integer of `places` decimals: `scaled("32.3465", 4)` is 323465.
pub(crate) fn scaled(text: &str, places: usize) -> i64 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    assert!(fraction.len() <= places, "too many decimals: {text}");
    let digits = format!("{}{fraction:0<places$}", if whole.is_empty() { "0" } else { whole });
    digits.parse().unwrap_or_else(|_| panic!("not a decimal: {text}"))
}
