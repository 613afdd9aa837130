//! Tests of terms.

use super::{AgreedRate, CodePercent, FixedFee, MAX_FEES, MAX_RANGES, Terms, TermsFault, TermsParts};
use crate::vocabulary::{HcpcsCode, Modifier, Share};

fn code(text: &str) -> HcpcsCode {
    text.parse().unwrap()
}

fn modifiers(text: &str) -> Vec<Modifier> {
    text.split_whitespace().map(|modifier| modifier.parse().unwrap()).collect()
}

fn range(from: &str, to: &str, percent: &str) -> CodePercent {
    CodePercent { from: code(from), to: code(to), percent: Share::of_percent(percent).unwrap() }
}

fn fee(hcpcs: &str, modifier: &str, amount: &str) -> FixedFee {
    FixedFee {
        hcpcs: code(hcpcs),
        modifier: modifiers(modifier).first().copied(),
        amount: amount.parse().unwrap(),
    }
}

fn clinic() -> TermsParts {
    TermsParts {
        percent: Some(Share::of_percent("110").unwrap()),
        ranges: vec![range("J0000", "J9999", "100"), range("99202", "99499", "120.5")],
        fees: vec![fee("76377", "26", "55.00"), fee("76377", "", "80.00"), fee("99499", "", "10.00")],
        ..TermsParts::default()
    }
}

/// The rate of a code with modifiers, such as `120.5 percent` or `$55.00`.
fn rate(terms: &Terms, hcpcs: &str, with: &str) -> String {
    match terms.rate_of(code(hcpcs), &modifiers(with)) {
        None => "none".to_owned(),
        Some(AgreedRate::Fee(fee)) => fee.amount.dollars().to_string(),
        Some(AgreedRate::Percent(share)) => {
            let mut text = String::new();
            share.write_in_percent(&mut text).unwrap();
            text
        }
    }
}

#[test]
fn a_fee_comes_before_a_percentage_and_a_range_before_the_default() {
    let terms = Terms::new(clinic()).unwrap();
    for (hcpcs, with, expected) in [
        ("99202", "", "120.5 percent"),
        ("99213", "25", "120.5 percent"),
        ("99498", "", "120.5 percent"),
        ("99499", "", "$10.00"),
        ("99500", "", "110 percent"),
        ("99201", "", "110 percent"),
        ("J1885", "JZ", "100 percent"),
        ("K0001", "", "110 percent"),
        ("76377", "", "$80.00"),
        ("76377", "RT", "$80.00"),
        ("76377", "RT 26", "$55.00"),
        // No fee is agreed for the technical component, and the fee of the whole is not that of a part.
        ("76377", "TC", "110 percent"),
        ("99499", "53", "120.5 percent"),
    ] {
        assert_eq!(rate(&terms, hcpcs, with), expected, "{hcpcs} {with}");
    }
}

#[test]
fn a_code_without_any_rate_has_none() {
    let of_ranges = Terms::new(TermsParts { percent: None, fees: Vec::new(), ..clinic() }).unwrap();
    assert_eq!(rate(&of_ranges, "99500", ""), "none");
    let of_fees = Terms::new(TermsParts { fees: clinic().fees, ..TermsParts::default() }).unwrap();
    assert_eq!(rate(&of_fees, "76377", "TC"), "none");
    // Terms that only leave a rule out keep Medicare's amounts.
    let parts = TermsParts { no_sequestration: true, ..TermsParts::default() };
    assert_eq!(rate(&Terms::new(parts).unwrap(), "99500", ""), "100 percent");
}

#[test]
fn every_contradiction_is_found_at_once() {
    let parts = TermsParts {
        percent: Some(Share::ZERO),
        ranges: vec![
            range("20000", "29999", "110"),
            range("10000", "10021", "120"),
            range("29999", "30000", "130"),
            range("99499", "99202", "100"),
            range("20610", "20611", "100"),
        ],
        fees: vec![fee("99213", "", "50"), fee("99213", "25", "50"), fee("99213", "", "-1")],
        ..TermsParts::default()
    };
    let faults: Vec<String> = Terms::new(parts)
        .unwrap_err()
        .into_iter()
        .map(|fault| format!("{:?}: {fault}", fault.part()))
        .collect();
    assert_eq!(
        faults,
        [
            "Percent: The percentage is out of range. Write a number from 0.01 to 999.99.",
            "Range(3): The range ends before it begins. Write 99202 as its first code and 99499 as its last.",
            "Range(4): The range from 20000 to 29999 has 20610 too. A code can have one percentage only.",
            "Range(2): The range from 20000 to 29999 has 29999 too. A code can have one percentage only.",
            "Fee(2): -1.00 is negative. Write zero or more.",
            "Fee(2): An earlier fee is for 99213 too. Write one of them.",
        ]
    );
    assert_eq!(Terms::new(TermsParts::default()), Err(vec![TermsFault::Empty]));
}

#[test]
fn terms_have_a_limited_length() {
    let percent = clinic().percent;
    let ranges = vec![range("20000", "29999", "110"); MAX_RANGES + 1];
    let fees = vec![fee("99213", "", "50"); MAX_FEES + 1];
    assert_eq!(
        Terms::new(TermsParts { percent, ranges, fees, ..TermsParts::default() }),
        Err(vec![TermsFault::TooManyRanges(MAX_RANGES + 1), TermsFault::TooManyFees(MAX_FEES + 1)])
    );
}

/// A look-up by halves finds what a look at every range and fee finds.
#[test]
fn a_lookup_agrees_with_a_look_at_everything() {
    let terms = Terms::new(clinic()).unwrap();
    let TermsParts { percent, ranges, fees, .. } = clinic();
    for number in 0..100_000 {
        let hcpcs = code(&format!("{number:05}"));
        let slow = ranges.iter().find(|range| range.from <= hcpcs && hcpcs <= range.to);
        assert_eq!(terms.percent_of(hcpcs), slow.map(|range| range.percent).or(percent));
        let slow = fees.iter().find(|fee| fee.hcpcs == hcpcs && fee.modifier.is_none());
        assert_eq!(terms.fee_of(hcpcs, &[]), slow.copied());
    }
}
