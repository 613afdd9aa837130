//! Remittances of our own estimates with one fault each: the fault is named, the verdict is not the wrong one, and no right payment of
//! the claim is called wrong.

use super::faults::{FAULTS, faulty};
use super::remitting::Payment;
use super::{
    claim, count, describe, is_right, judge, payments, releases_of_2025, releases_with_edits, remittance,
};
use crate::naive::claims::Codes;
use crate::naive::own_tests;
use medpayiq::api::price;
use medpayiq::schedule::Schedule;
use medpayiq::variance::{Change, Doubt, JudgedLine, Verdict};
use medpayiq::vocabulary::HcpcsCode;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Each fault with two percentages of its payments: how many at least have it as their first explanation, and how many at least are
/// called underpaid or overpaid. Several changes can give one amount, and the likelier one comes first: one unit of two is also one side
/// of both. The other payments cannot be judged, because a rule leaves the amount of the random line open. With 1,000 and with 10,000
/// claims the percentages are a little higher.
const LEAST: &[(Change, usize, usize)] = &[
    (Change::Locality, 95, 45),
    (Change::Setting, 98, 65),
    (Change::Participation, 90, 42),
    (Change::Practitioner, 97, 40),
    (Change::Rank, 80, 45),
    (Change::Bilateral, 91, 55),
    (Change::Sequestration, 99, 63),
    (Change::Release, 90, 65),
    (Change::ContractPercent, 99, 47),
    (Change::Units, 79, 64),
    (Change::Modifier, 77, 57),
    (Change::Edit, 99, 97),
    (Change::Charge, 92, 54),
];

/// The fault of a seed.
fn fault_of(seed: u64) -> (Change, u64) {
    let faults = u64::try_from(FAULTS.len()).unwrap();
    (FAULTS[usize::try_from(seed % faults).unwrap()], seed / faults)
}

/// PTP edits of two codes of each claim whose payer shall ignore an edit.
fn edits_of_claims(codes: &Codes, localities: &[String]) -> BTreeSet<[HcpcsCode; 2]> {
    let ignored = (0..count()).filter(|seed| fault_of(*seed).0 == Change::Edit);
    let pair = |seed| {
        let claim = claim(seed, codes, localities);
        let lines = claim["lines"].as_array().unwrap().iter();
        let on_claim: BTreeSet<HcpcsCode> =
            lines.map(|line| line["hcpcs"].as_str().unwrap().parse().unwrap()).collect();
        // The lower code is always the one that is paid, so no edits form a ring.
        let mut on_claim = on_claim.into_iter();
        Some([on_claim.next()?, on_claim.next()?])
    };
    ignored.filter_map(pair).collect()
}

/// What was found about the payments with one fault.
#[derive(Default)]
struct Tally {
    injected: usize,
    /// An explanation names the fault.
    named: usize,
    /// The first one does.
    named_first: usize,
    /// They are called underpaid or overpaid.
    called_wrong: usize,
}

/// What was found about all payments.
#[derive(Default)]
struct Findings {
    by_fault: BTreeMap<Change, Tally>,
    doubts: BTreeMap<&'static str, usize>,
    missed: Vec<String>,
    /// Faulty payments with a verdict that cannot be true.
    misjudged: Vec<String>,
    /// Right payments that are called wrong.
    accused: Vec<String>,
}

/// A claim of which one line was paid with a fault.
struct Injected {
    seed: u64,
    fault: Change,
    claim: Value,
    /// The position of the line, and how it should have been paid.
    index: usize,
    right: Payment,
    payments: Vec<Payment>,
}

impl Injected {
    /// The claim of a seed with its fault; `None` if the fault changes nothing on any of its lines.
    fn new(schedule: &Schedule, seed: u64, claim: Value) -> Option<Self> {
        let (fault, dice) = fault_of(seed);
        let estimate = price(schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
        let mut payments = payments(&claim, &estimate);
        let (index, payment) = (0..payments.len())
            .find_map(|index| Some((index, faulty(schedule, &claim, &estimate, index, fault, dice)?)))?;
        let right = std::mem::replace(&mut payments[index], payment);
        Some(Self { seed, fault, claim, index, right, payments })
    }

    fn describe(&self, line: &JudgedLine) -> String {
        format!("seed {} {} {}: {}\n  in {}", self.seed, self.fault, self.index, describe(line), self.claim)
    }

    /// Whether a verdict about the faulty payment can be true: that it is too low or too high, as it is, or that this is not known.
    fn can_be(&self, verdict: Verdict) -> bool {
        let paid = &self.payments[self.index];
        let is_less = (paid.allowed, paid.paid) < (self.right.allowed, self.right.paid);
        match verdict {
            Verdict::Underpaid => is_less,
            Verdict::Overpaid => !is_less,
            Verdict::CannotJudge(_) => true,
            Verdict::AsExpected | Verdict::Denied => false,
        }
    }
}

impl Findings {
    fn add(&mut self, injected: &Injected, lines: &[JudgedLine]) {
        for (index, line) in lines.iter().enumerate() {
            if index != injected.index {
                if !is_right(line) {
                    self.accused.push(injected.describe(line));
                }
                continue;
            }
            let tally = self.by_fault.entry(injected.fault).or_default();
            tally.injected += 1;
            *self.doubts.entry(line.verdict.doubt().map_or("", Doubt::code)).or_default() += 1;
            tally.called_wrong += usize::from(matches!(line.verdict, Verdict::Underpaid | Verdict::Overpaid));
            tally.named_first += usize::from(line.change() == Some(injected.fault));
            if line.explained_by.iter().any(|explanation| explanation.change == injected.fault) {
                tally.named += 1;
            } else {
                self.missed.push(injected.describe(line));
            }
            if !injected.can_be(line.verdict) {
                self.misjudged.push(injected.describe(line));
            }
        }
    }

    fn print(&self) {
        eprintln!("{:?}", self.doubts);
        for (fault, Tally { injected, named, named_first, called_wrong }) in &self.by_fault {
            eprintln!(
                "{fault}: {injected} injected, {named} named, {named_first} first, {called_wrong} called wrong"
            );
        }
        self.missed.iter().take(8).for_each(|one| eprintln!("missed {one}"));
    }
}

/// The first few of a list.
fn few(list: &[String]) -> String {
    list[..list.len().min(8)].join("\n")
}

#[test]
fn an_injected_fault_is_named_and_no_right_payment_is_called_wrong() {
    let (Some(schedule), Some(reference)) = (releases_of_2025(), own_tests::reference()) else { return };
    let codes = Codes::of(&reference);
    let localities: Vec<String> = reference.localities().cloned().collect();
    let edited = releases_with_edits(&edits_of_claims(&codes, &localities)).unwrap();
    let mut findings = Findings::default();
    for seed in 0..count() {
        let schedule = if fault_of(seed).0 == Change::Edit { &edited } else { &schedule };
        let claim = claim(seed, &codes, &localities);
        let Some(injected) = Injected::new(schedule, seed, claim) else { continue };
        let text = remittance(seed, &injected.claim, &injected.payments);
        findings.add(&injected, &judge(schedule, &injected.claim, &text));
    }
    findings.print();
    let Findings { by_fault, missed, misjudged, accused, .. } = &findings;
    assert!(accused.is_empty(), "{} right payments called wrong:\n{}", accused.len(), few(accused));
    assert!(misjudged.is_empty(), "{} misjudged:\n{}", misjudged.len(), few(misjudged));
    assert_eq!(by_fault.len(), FAULTS.len(), "a fault was never injected");
    assert_eq!(LEAST.len(), FAULTS.len());
    for (fault, first, wrong) in LEAST {
        let Tally { injected, named, named_first, called_wrong } = &by_fault[fault];
        assert!(
            named * 100 >= injected * 95,
            "{fault}: {named} of {injected} named; missed:\n{}",
            few(missed)
        );
        assert!(named_first * 100 >= injected * first, "{fault}: {named_first} of {injected} named first");
        assert!(called_wrong * 100 >= injected * wrong, "{fault}: {called_wrong} of {injected} called wrong");
    }
}
