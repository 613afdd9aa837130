//! What is kept of a remittance until its end: which claims are priced together, and which are taken back.

use super::judge_with;
use super::remitting::{END, HEAD};
use crate::support::schedule::schedule;
use medpayiq::schedule::Whereabouts;
use medpayiq::variance::{Assumptions, Doubt, LineGroup, PaidClaims};
use medpayiq::x12::{Kept, RemittanceReader};
use std::fmt::Write;

fn groups(claims: &str) -> Vec<LineGroup> {
    let (mut reader, mut kept) = (RemittanceReader::keeping(Kept::ForPricing), PaidClaims::default());
    reader.feed(format!("{HEAD}{claims}{END}").as_bytes(), |claim| kept.take(&claim)).unwrap();
    reader.finish(|claim| kept.take(&claim)).unwrap();
    kept.groups().collect()
}

/// A claim of one visit.
fn claim(status: &str, number: usize, charge: i32, paid: i32, patient: usize) -> String {
    claim_of("0", status, number, charge, paid, patient)
}

/// A claim of one visit with the provider's own number.
fn claim_of(account: &str, status: &str, number: usize, charge: i32, paid: i32, patient: usize) -> String {
    format!(
        "CLP*{account}*{status}*{charge}*{paid}**MB*{number}*11*1~NM1*QC*1*DOE*EXAMPLE****MI*0XX{patient}~\
         SVC*HC:99213*{charge}*{paid}**1~DTM*472*20250115~"
    )
}

/// The positions of the claims that a later one takes back, from 1.
fn reversed(claims: &[String]) -> Vec<u32> {
    let lines = groups(&claims.concat()).into_iter().flat_map(|group| group.lines);
    let reversed = lines.filter(|(_, line)| line.unpriced() == Some(Doubt::Reversed));
    let mut reversed: Vec<u32> = reversed.map(|(_, line)| line.place.claim).collect();
    reversed.sort_unstable();
    reversed
}

#[test]
fn a_reversal_takes_back_the_earlier_claim_of_its_number_and_amounts() {
    let (paid, back) =
        (|number, paid| claim("1", number, 300, paid, 1), |number, paid| claim("22", number, -300, paid, 1));
    // The one with the same amounts, else the latest one.
    assert_eq!(reversed(&[paid(7, 50), paid(7, 60), back(7, -50), paid(7, 70)]), [1]);
    assert_eq!(reversed(&[paid(7, 50), paid(7, 60), back(7, -55), paid(7, 70)]), [2]);
    // Each takes back one, and never a later one or that of another number.
    assert_eq!(reversed(&[paid(7, 50), back(7, -50), paid(7, 50), back(7, -50)]), [1, 3]);
    assert_eq!(reversed(&[paid(7, 50), paid(7, 50), back(7, -50), back(7, -50), back(7, -50)]), [1, 2]);
    assert_eq!(reversed(&[back(7, -50), paid(7, 50), paid(8, 50), back(9, -50)]), [0_u32; 0]);
}

#[test]
fn a_reversal_with_a_number_of_its_own_takes_back_the_claim_of_the_providers_number() {
    let paid = |account, number, paid| claim_of(account, "1", number, 300, paid, 1);
    let back = |account, number, paid| claim_of(account, "22", number, -300, paid, 1);
    assert_eq!(reversed(&[paid("A", 7, 50), paid("B", 8, 50), back("A", 9, -50)]), [1]);
    // Only with the same amounts, and not if the claim came without a number of its own.
    assert_eq!(reversed(&[paid("A", 7, 50), back("A", 9, -55)]), [0_u32; 0]);
    assert_eq!(
        reversed(&[paid("0", 7, 50), back("0", 9, -50), paid("", 8, 50), back("", 9, -50)]),
        [0_u32; 0]
    );
    // The payer's number counts more than the provider's.
    assert_eq!(reversed(&[paid("A", 7, 50), paid("A", 8, 50), back("A", 7, -50)]), [1]);
}

#[test]
fn a_reversal_of_an_unknown_payment_leaves_the_payments_like_it_open() {
    let doubts = |claims: &[String]| {
        let text = format!("{HEAD}{}{END}", claims.concat());
        let assumptions = Assumptions {
            place: Whereabouts::Locality("01112-05".parse().unwrap()),
            ..Assumptions::default()
        };
        let judged = judge_with(&schedule(), assumptions, &text);
        judged.iter().map(|line| line.verdict.doubt().map_or("", Doubt::code)).collect::<Vec<_>>()
    };
    // The reversal has other numbers and another payment. Of the two visits one is wrong, and it is not known which.
    let claim = |account, status, number, charge: i32, paid: i32, patient| {
        let claim = claim_of(account, status, number, charge, paid, patient);
        format!("{claim}CAS*CO*45*{}~", charge - paid)
    };
    let claims = [
        claim("A", "1", 1, 300, 80, 1),
        claim("Y", "22", 2, -300, -79, 1),
        claim("A", "1", 3, 300, 80, 1),
        claim("B", "1", 4, 300, 80, 2),
    ];
    assert_eq!(doubts(&claims), ["unmatched_reversal", "reversal", "unmatched_reversal", ""]);
}

#[test]
fn a_claim_without_lines_is_listed_and_not_judged() {
    let denied = "CLP*A*4*300*0**MB*7*11*1~CAS*CO*50*300~NM1*QC*1*DOE*EXAMPLE****MI*0XX1~";
    let groups = groups(&format!("{denied}{}", claim("1", 8, 300, 50, 1)));
    let lines: Vec<_> = groups.into_iter().flat_map(|group| group.lines).map(|(_, line)| line).collect();
    let places: Vec<_> =
        lines.iter().map(|line| (line.place.claim, line.place.line, line.charge.to_string())).collect();
    assert_eq!(places, [(1, 0, "300.00".to_owned()), (2, 1, "300.00".to_owned())]);
    assert_eq!(lines[0].unpriced(), Some(Doubt::NoLines));
}

#[test]
fn claims_of_a_patient_and_day_are_together_wherever_they_are() {
    const PATIENTS: usize = 5_000;
    let mut claims = String::new();
    for number in 0..2 * PATIENTS {
        claims.write_str(&claim("1", number, 300, 50, number % PATIENTS)).unwrap();
    }
    // Taking back one of the claims leaves the other alone.
    claims += &claim("22", PATIENTS + 3, -300, -50, 3);
    let groups = groups(&claims);
    let positions = groups.iter().map(|group| group.lines.iter().map(|(position, _)| *position).collect());
    let expected = (0..PATIENTS).map(|patient| match patient {
        3 => vec![3],
        patient => vec![patient, patient + PATIENTS],
    });
    let alone = [vec![PATIENTS + 3], vec![2 * PATIENTS]];
    assert_eq!(positions.collect::<Vec<Vec<usize>>>(), expected.chain(alone).collect::<Vec<_>>());
}
