//! The limits of claims and lines, units over several days, and parts of units.

use super::{Claim, ClaimLine, HcpcsCode, InvalidClaim, Modifier, Money, PlaceOfService};
use std::num::NonZeroU32;
use time::macros::date;

const VISIT: HcpcsCode = HcpcsCode::known(b"99213");

#[test]
fn a_claim_has_1_to_50_lines() {
    let claim = |count| {
        let lines = vec![ClaimLine::new(VISIT); count];
        Claim::new(date!(2025 - 01 - 15), PlaceOfService::OFFICE, lines)
    };
    assert_eq!(claim(50).unwrap().lines().len(), 50);
    assert_eq!(claim(0), Err(InvalidClaim::LineCount { count: 0 }));
    assert_eq!(claim(51).unwrap_err().to_string(), "A claim has 1 to 50 lines. This one has 51.");
}

#[test]
fn a_line_keeps_each_modifier_once_and_at_most_four() {
    let line =
        |texts: &[&[u8; 2]]| ClaimLine::new(VISIT).with_modifiers(texts.iter().copied().map(Modifier::known));
    let four = line(&[b"25", b"24", b"25", b"57", b"GA", b"24"]).unwrap();
    let kept: Vec<&str> = four.modifiers().iter().map(Modifier::as_str).collect();
    assert_eq!(kept, ["25", "24", "57", "GA"]);
    let five = line(&[b"25", b"24", b"57", b"GA", b"KX"]);
    assert_eq!(five, Err(InvalidClaim::ModifierCount { count: 5 }));
}

#[test]
fn counts_of_a_line_have_limits() {
    let line = || ClaimLine::new(VISIT);
    for (units, is_valid) in [(0, false), (1, true), (9_999, true), (10_000, false)] {
        assert_eq!(line().with_units(units).is_ok(), is_valid, "{units}");
        assert_eq!(line().with_minutes(units).is_ok(), is_valid, "{units}");
    }
    assert!(line().with_postoperative_days(90).is_ok());
    let error = line().with_postoperative_days(91).unwrap_err();
    assert_eq!(error.to_string(), "91 days is out of range. Write a whole number from 1 to 90.");
    assert_eq!(line().with_minutes(None).unwrap().minutes(), None);
}

#[test]
fn units_of_a_series_of_days_are_rounded_to_the_nearest_number() {
    for (units, days, of_day) in
        [(1, 1, 1), (3, 3, 1), (5, 5, 1), (7, 5, 1), (3, 2, 2), (1, 3, 0), (9_999, 2, 5_000)]
    {
        let line = ClaimLine::new(VISIT).with_units(units).unwrap().with_days(NonZeroU32::new(days).unwrap());
        assert_eq!((line.units_of_day(), line.days()), (of_day, days), "{units} units over {days} days");
    }
}

#[test]
fn a_part_of_a_unit_is_rounded_up() {
    let line = |thousandths| ClaimLine::new(VISIT).with_unit_thousandths(thousandths);
    let units = |thousandths| line(thousandths).map(|line| (line.units(), line.unit_thousandths()));
    assert_eq!(units(12_400), Ok((13, Some(12_400))));
    assert_eq!(units(500), Ok((1, Some(500))));
    assert_eq!(units(2_000), Ok((2, None)));
    assert!(units(0).is_err() && units(9_999_001).is_err());
    assert_eq!(line(500).unwrap().with_units(1).unwrap().unit_thousandths(), None);
}

#[test]
fn amounts_of_the_patient_are_not_negative() {
    let claim =
        Claim::new(date!(2025 - 01 - 15), PlaceOfService::OFFICE, vec![ClaimLine::new(VISIT)]).unwrap();
    let debt = "-0.01".parse::<Money>().unwrap();
    assert_eq!(claim.clone().with_therapy_used(debt), Err(InvalidClaim::Negative(debt)));
    assert!(claim.clone().with_deductible_remaining(debt).is_err());
    assert!(claim.with_deductible_remaining(Money::ZERO).is_ok());
}
