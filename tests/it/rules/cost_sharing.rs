//! Deductible, coinsurance and sequestration by service, modifier and date.

use super::{YEARS, check_shares, each_line, warnings};
use crate::support::asking::{cents, estimate};
use crate::support::check_answers;
use expect_test::expect;

/// The preventive services that the starter data prices. The patient pays nothing of them.
const WAIVED: &[&str] = &[
    "76706", "76977", "77063", "77067", "77080", "77081", "97802", "97803", "97804", "99406", "99407",
    "G0101", "G0104", "G0105", "G0121", "G0124", "G0270", "G0271", "G0296", "G0402", "G0438", "G0439",
    "G0442", "G0443", "G0444", "G0445", "G0446", "G0447", "G0473", "G0513", "G0514", "Q0091", "71271",
    "74263",
];

/// Prevention that the patient shares in: glaucoma and prostate screening, diabetes training, and what resembles a screening.
const SHARED: &[&str] = &[
    "G0102", "G0108", "G0109", "G0117", "G0118", "77065", "77066", "76700", "45378", "74261", "77089",
    "99213", "G0136",
];

fn patient(claim: &str) -> String {
    let answer = estimate(&YEARS, &format!("{claim} owes:10.00"));
    let line = &answer["lines"][0];
    line.pointer("/amounts/patient").unwrap_or_else(|| panic!("{claim}: {line}")).as_str().unwrap().to_owned()
}

#[test]
fn the_patient_pays_nothing_of_preventive_services() {
    let paying: Vec<&&str> = WAIVED.iter().filter(|code| patient(code) != "0.00").collect();
    assert!(paying.is_empty(), "{paying:?}");
    let free: Vec<&&str> = SHARED.iter().filter(|code| patient(code) == "0.00").collect();
    assert!(free.is_empty(), "{free:?}");
}

#[test]
fn a_service_is_waived_from_its_first_day() {
    let days = [
        ("74263", "2024-12-31", "2025-01-01"),
        ("G0513", "2017-12-31", "2018-01-01"),
        ("00812-QZ*30 nowhere @22 by:crna", "2017-12-31", "2018-01-01"),
    ];
    for (claim, before, from) in days {
        assert_ne!(patient(&format!("{claim} on:{before}")), "0.00", "{claim}");
        assert_eq!(patient(&format!("{claim} on:{from}")), "0.00", "{claim}");
    }
}

/// No sequestration from May 2020 to March 2022, and 1 percent in the next quarter.
#[test]
fn sequestration_was_suspended_and_came_back_in_two_steps() {
    check_shares(&expect![[r#"
        99214 owes:0.00 on:2020-04-30
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 2.23 + paid 109.23
        99214 owes:0.00 on:2020-05-01
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 0.00 + paid 111.46
        99214 owes:0.00 on:2022-03-31
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 0.00 + paid 111.46
        99214 owes:0.00 on:2022-04-01
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 1.11 + paid 110.35
        99214 owes:0.00 on:2022-06-30
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 1.11 + paid 110.35
        99214 owes:0.00 on:2022-07-01
          139.32 = deductible 0.00 + coinsurance 27.86 + sequestration 2.23 + paid 109.23
        99214 owes:0.00
          125.18 = deductible 0.00 + coinsurance 25.04 + sequestration 2.00 + paid 98.14"#]]);
}

/// 20 percent through 2022, 15 percent through 2026: Social Security Act 1833(dd).
#[test]
fn a_screening_turned_diagnostic_has_the_coinsurance_of_its_year() {
    check_shares(&expect![[r#"
        45385-PT @22 owes:200.00 on:2021-12-31
          270.36 = deductible 0.00 + coinsurance 54.07 + sequestration 0.00 + paid 216.29
        45385-PT @22 owes:200.00 on:2022-12-31
          270.36 = deductible 0.00 + coinsurance 54.07 + sequestration 4.33 + paid 211.96
        45385-PT @22 owes:200.00 on:2023-01-01
          254.49 = deductible 0.00 + coinsurance 38.17 + sequestration 4.33 + paid 211.99
        45385-PT @22 owes:257.00
          242.92 = deductible 0.00 + coinsurance 36.44 + sequestration 4.13 + paid 202.35
        45385-PT @22 owes:257.00 on:2026-06-03
          250.84 = deductible 0.00 + coinsurance 37.63 + sequestration 4.26 + paid 208.95
        45385 @22 owes:100.00
          242.92 = deductible 100.00 + coinsurance 28.58 + sequestration 2.29 + paid 112.05"#]]);
}

/// With nothing of the deductible met the patient pays a fee below it whole, and of a higher fee the deductible and a fifth of
/// the rest.
#[test]
fn the_deductible_is_that_of_its_year() {
    let unmet = |day: &str| {
        let answer = estimate(&YEARS, &format!("27447 @21 on:{day}"));
        let (allowed, totals) = (&answer["totals"]["allowed"], &answer["totals"]["if_deductible_unmet"]);
        // Medicare pays before sequestration 80 percent of what the deductible leaves.
        let (allowed, patient) = (cents(allowed), cents(&totals["patient"]));
        (patient * 5 - allowed + 2) / 4 / 100
    };
    let days = [
        ("2017-06-01", 183),
        ("2018-06-01", 183),
        ("2019-06-03", 185),
        ("2020-06-01", 198),
        ("2021-06-01", 203),
        ("2022-06-01", 233),
        ("2023-06-01", 226),
        ("2024-06-03", 240),
        ("2025-06-03", 257),
        ("2026-06-03", 283),
    ];
    for (day, deductible) in days {
        assert_eq!(unmet(day), deductible, "{day}");
    }
}

/// PT, not 33, says that a screening became diagnostic. A screening itself is free with 33 too.
#[test]
fn modifier_33_has_a_warning_where_pt_is_meant() {
    check_answers(
        &expect![[r#"
            45385-33 @22 owes:0.00
              preventive_for_screening
            45385-33-PT @22 owes:0.00
              no warning
            G0121-33 @22 owes:0.00
              no warning
            G0105-33 @22 owes:0.00
              no warning
            45385-33 @22 owes:242.92
              preventive_for_screening"#]],
        |claim| each_line(&YEARS, claim, warnings),
    );
}
