//! Laws of pricing that hold for every claim, over the codes of the starter data.

use crate::support::schedule::SCHEDULE;
use medpayiq::pricing::{Estimate, LineEstimate, Operation, Outcome, RefusalKind, Rule, estimate};
use medpayiq::schedule::Whereabouts;
use medpayiq::vocabulary::{
    Charge, Claim, ClaimLine, HcpcsCode, MipsAdjustment, Modifier, Money, PlaceOfService, Provider,
    ProviderKind, QualifyingApm,
};
use proptest::prelude::*;
use time::Date;
use time::macros::date;

const DAY: Date = date!(2025 - 06 - 03);

fn price(claim: &Claim) -> Estimate {
    let in_force = SCHEDULE.in_force(Some(claim.date_of_service()), None).unwrap();
    let place = Whereabouts::Locality("01112-05".parse().unwrap());
    let located = SCHEDULE.locate(in_force.release, place).unwrap();
    estimate(claim, &SCHEDULE.rates_without_edits(&in_force, &located, QualifyingApm::No))
}

const MODIFIERS: &[&[u8; 2]] = &[
    b"26", b"TC", b"53", b"22", b"24", b"25", b"57", b"50", b"RT", b"LT", b"51", b"52", b"54", b"55", b"56",
    b"58", b"59", b"62", b"66", b"73", b"76", b"78", b"79", b"80", b"82", b"AS", b"AA", b"QK", b"QX", b"QZ",
    b"AD", b"CQ", b"CO", b"GP", b"GO", b"GN", b"CT", b"FX", b"FY", b"PT", b"33", b"GY", b"GZ", b"KX", b"AQ",
    b"47", b"XE", b"ZZ",
];

fn code() -> impl Strategy<Value = HcpcsCode> {
    let codes = medpayiq::starter::codes().unwrap();
    proptest::sample::select(codes)
}

prop_compose! {
    fn line()(
        hcpcs in code(),
        modifiers in prop_oneof![
            3 => Just(Vec::new()),
            4 => proptest::sample::subsequence(MODIFIERS.to_vec(), 0..=2),
            1 => proptest::sample::subsequence(MODIFIERS.to_vec(), 3..=4),
        ],
        units in prop_oneof![6 => Just(1_u32), 2 => 2..5_u32, 1 => 1..9_999_u32],
        cents in proptest::option::of(0..200_000_i64),
        minutes in proptest::option::of(1..500_u32),
        postoperative_days in proptest::option::of(1..90_u32),
    ) -> ClaimLine {
        let charge = cents.and_then(Money::from_scaled).and_then(Charge::new);
        let line = ClaimLine::new(hcpcs).with_modifiers(modifiers.into_iter().map(Modifier::known)).unwrap();
        let line = line.with_units(units).unwrap().with_charge(charge).with_minutes(minutes).unwrap();
        line.with_postoperative_days(postoperative_days).unwrap()
    }
}

prop_compose! {
    pub(crate) fn claim()(
        place_of_service in proptest::sample::select(PlaceOfService::all().collect::<Vec<_>>()),
        kind in proptest::sample::select(ProviderKind::ALL.to_vec()),
        participating in any::<bool>(),
        accepts_assignment in any::<bool>(),
        mips in -900..=900_i32,
        deductible in proptest::option::of(0..30_000_i64),
        lines in proptest::collection::vec(line(), 1..12),
    ) -> Claim {
        let percent = format!("{}{}.{:02}", if mips < 0 { "-" } else { "" }, mips.abs() / 100, mips.abs() % 100);
        let mips_adjustment: MipsAdjustment = percent.parse().unwrap();
        let provider =
            Provider { kind, participating, accepts_assignment, qualifying_apm: QualifyingApm::No, mips_adjustment };
        let deductible_remaining = deductible.and_then(Money::from_scaled);
        let claim = Claim::new(DAY, place_of_service, lines).unwrap().by(provider);
        claim.with_deductible_remaining(deductible_remaining).unwrap()
    }
}

/// The claim with its lines in another order.
pub(crate) fn shuffled(claim: &Claim, rotation: usize) -> Claim {
    let mut lines: Vec<ClaimLine> = claim.lines().iter().rev().cloned().collect();
    let count = lines.len();
    lines.rotate_left(rotation % count);
    claim.clone().with_lines(lines).unwrap()
}

/// Whether a step may raise an amount.
fn may_raise(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::GeographicAdjustment
            | Rule::AnesthesiaUnits
            | Rule::Units
            | Rule::Bilateral
            | Rule::MipsAdjustment
    )
}

fn replays(line: &LineEstimate) {
    let mut amount = Money::ZERO;
    for step in &line.trace {
        let before = amount;
        amount = step.operation.apply(before);
        assert_eq!(amount, step.amount, "{:?} of {before} in {:?}", step, line.trace);
        assert!(may_raise(step.rule) || amount <= before, "{step:?} raised {before}");
        assert!(amount >= Money::ZERO, "{step:?} left {amount}");
    }
}

fn balances(line: &LineEstimate, charge: Option<Money>) {
    let adjusted: Money = line.adjustments.iter().map(|part| part.amount).sum();
    match (&line.outcome, charge) {
        (Outcome::Priced(price), Some(charge)) => {
            assert_eq!(price.share.medicare_paid + adjusted, charge, "{:?}", line.adjustments);
        }
        (Outcome::NotPriced(refusal), Some(charge)) if refusal.predicted_denial().is_some() => {
            // The contractor decides the amount of its own lines, so no part of their charge is denied.
            assert_ne!(refusal.kind(), RefusalKind::ContractorPriced, "{refusal:?}");
            assert_eq!(adjusted, charge);
        }
        (Outcome::Priced(_) | Outcome::NotPriced(_), _) => {}
    }
    if let Outcome::Priced(price) = &line.outcome {
        let share = &price.share;
        let parts = share.deductible + share.coinsurance + share.assistant_reduction + share.sequestration;
        assert_eq!(price.allowed + share.mips, parts + share.medicare_paid);
        assert!(price.allowed <= price.adjusted && charge.is_none_or(|charge| price.allowed <= charge));
        assert!(price.limiting_charge.is_none_or(|limit| price.allowed <= limit), "{price:?}");
        let last = line.trace.last().map(|step| step.amount);
        assert_eq!(last, Some(share.medicare_paid), "the trace ends with what Medicare pays");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_trace_replays_and_no_reduction_raises_an_amount(claim in claim()) {
        price(&claim).lines.iter().for_each(replays);
    }

    #[test]
    fn every_line_balances_like_a_remittance(claim in claim()) {
        let estimate = price(&claim);
        for (line, billed) in estimate.lines.iter().zip(claim.lines()) {
            balances(line, billed.charge().map(Charge::amount));
        }
    }

    #[test]
    fn both_sides_of_a_procedure_balance_line_by_line(claim in claim(), hcpcs in code(), right in 0..50_000_i64, left in 0..50_000_i64) {
        let line = |side, cents| {
            let line = ClaimLine::new(hcpcs).with_modifiers([Modifier::known(side)]).unwrap();
            line.with_charge(Money::from_scaled(cents).and_then(Charge::new))
        };
        let lines = vec![line(b"RT", right), line(b"LT", left)];
        let claim = claim.with_lines(lines).unwrap();
        for (line, billed) in price(&claim).lines.iter().zip(claim.lines()) {
            balances(line, billed.charge().map(Charge::amount));
        }
    }

    #[test]
    fn the_order_of_lines_does_not_change_the_total(claim in claim(), rotation in 0..12_usize) {
        let claim = claim.with_deductible_remaining(Money::ZERO).unwrap();
        let shuffled = shuffled(&claim, rotation);
        let (one, other) = (price(&claim).totals, price(&shuffled).totals);
        prop_assert_eq!(one.allowed, other.allowed);
        prop_assert_eq!(one.medicare_paid, other.medicare_paid);
        prop_assert_eq!(one.patient, other.patient);
    }

    #[test]
    fn a_line_alone_is_never_paid_less_than_with_others(claim in claim()) {
        let together = price(&claim);
        for (position, line) in together.lines.iter().enumerate() {
            let alone = price(&claim.clone().with_lines(vec![claim.lines()[position].clone()]).unwrap());
            if let (Outcome::Priced(with_others), Outcome::Priced(alone)) = (&line.outcome, &alone.lines[0].outcome) {
                let is_anesthesia = line.trace.iter().any(|step| matches!(step.operation, Operation::Anesthesia { .. }));
                prop_assert!(is_anesthesia || with_others.adjusted <= alone.adjusted);
            }
        }
    }
}
