//! Laws that hold for every claim under any edits, over the codes of the starter data and random edits.

use crate::laws::{claim, shuffled};
use crate::support::schedule::SCHEDULE;
use medpayiq::pricing::{
    ClaimEdits, EditState, Estimate, LineEstimate, LoadedEdits, Outcome, Rates, Refusal, RefusalKind, Totals,
    estimate,
};
use medpayiq::schedule::Whereabouts;
use medpayiq::vocabulary::{
    AddOnRule, AddOnType, AdjudicationIndicator, Claim, ClaimLine, Component, HcpcsCode, Modifier, Money,
    MultipleProcedure, PtpEdit, PtpIndicator, QualifyingApm, Quarter, ServiceRow, Status, UnitLimit,
};
use proptest::prelude::*;
use time::macros::date;

/// A number that depends on the seed and the words only.
pub(crate) fn roll(seed: u64, words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        let mixed = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        mixed ^ (mixed >> 29)
    })
}

fn loaded<T>(found: Vec<T>) -> Option<LoadedEdits<T>> {
    let quarter = Quarter::of(date!(2025 - 04 - 01));
    Some(LoadedEdits { quarter, is_older: false, unknown: Vec::new(), found })
}

/// Edits among the codes of a claim. The seed ranks the codes, and column one ranks before column two, so there is no ring.
pub(crate) fn edits(claim: &Claim, seed: u64) -> ClaimEdits<'static> {
    let mut codes: Vec<HcpcsCode> = claim.lines().iter().map(|line| line.hcpcs()).collect();
    codes.sort_by_key(|code| (roll(seed, &["rank", code.as_str()]), *code));
    codes.dedup();
    let pairs =
        codes.iter().enumerate().flat_map(|(at, one)| codes[at + 1..].iter().map(move |two| (*one, *two)));
    let pairs = pairs.filter(|(one, two)| roll(seed, &[one.as_str(), two.as_str()]).is_multiple_of(3));
    let limits = codes.iter().map(|code| (*code, roll(seed, &["limit", code.as_str()])));
    let add_ons = codes.iter().map(|code| (*code, roll(seed, &["add-on", code.as_str()])));
    ClaimEdits {
        ptp: loaded(pairs.map(|(one, two)| pair(seed, one, two)).collect()),
        unit_limits: loaded(
            limits
                .filter(|(_, roll)| roll.is_multiple_of(3))
                .map(|(code, roll)| (code, limit(roll)))
                .collect(),
        ),
        add_ons: loaded(
            add_ons
                .filter(|(_, roll)| roll.is_multiple_of(6))
                .map(|(code, roll)| (code, add_on(&codes, roll)))
                .collect(),
        ),
    }
}

/// The same with an edit between all codes of the claim, in a direction by the seed, so that there can be rings.
pub(crate) fn dense_edits(claim: &Claim, seed: u64) -> ClaimEdits<'static> {
    let mut codes: Vec<HcpcsCode> = claim.lines().iter().map(|line| line.hcpcs()).collect();
    codes.sort_unstable();
    codes.dedup();
    let pairs =
        codes.iter().enumerate().flat_map(|(at, one)| codes[at + 1..].iter().map(move |two| (*one, *two)));
    let directed = pairs.map(|(one, two)| {
        let is_reverse = roll(seed, &["direction", one.as_str(), two.as_str()]).is_multiple_of(2);
        if is_reverse { pair(seed, two, one) } else { pair(seed, one, two) }
    });
    ClaimEdits { ptp: loaded(directed.collect()), ..edits(claim, seed) }
}

fn pair(seed: u64, column_one: HcpcsCode, column_two: HcpcsCode) -> PtpEdit<'static> {
    let is_never = roll(seed, &["never", column_one.as_str(), column_two.as_str()]).is_multiple_of(4);
    PtpEdit {
        column_one,
        column_two,
        effective: date!(2024 - 01 - 01),
        deleted: None,
        indicator: if is_never { PtpIndicator::NotAllowed } else { PtpIndicator::Allowed },
        before_1996: false,
        rationale: "",
    }
}

fn limit(roll: u64) -> UnitLimit<'static> {
    let adjudication = AdjudicationIndicator::ALL[usize::try_from(roll / 7 % 3).unwrap()];
    UnitLimit { units: u32::try_from(roll / 31 % 5).unwrap(), adjudication, rationale: "" }
}

fn add_on(codes: &[HcpcsCode], roll: u64) -> AddOnRule {
    let kind = AddOnType::ALL[usize::try_from(roll / 7 % 3).unwrap()];
    let mut primaries: Vec<HcpcsCode> =
        codes.iter().copied().skip(usize::try_from(roll / 31 % 4).unwrap()).step_by(3).collect();
    primaries.sort_unstable();
    AddOnRule { kind, primaries }
}

/// Prices a claim under edits.
fn with_rates<T>(edits: ClaimEdits<'static>, claim: &Claim, price: impl FnOnce(&Rates<'_>) -> T) -> T {
    let in_force = SCHEDULE.in_force(Some(claim.date_of_service()), None).unwrap();
    let place = Whereabouts::Locality("01112-05".parse().unwrap());
    let located = SCHEDULE.locate(in_force.release, place).unwrap();
    price(&Rates { edits, ..SCHEDULE.rates_without_edits(&in_force, &located, QualifyingApm::No) })
}

/// The same edits without those that can deny a code.
fn without_edits_of(edits: ClaimEdits<'static>, hcpcs: HcpcsCode) -> ClaimEdits<'static> {
    let ClaimEdits { mut ptp, mut unit_limits, mut add_ons } = edits;
    ptp.as_mut().unwrap().found.retain(|edit| edit.column_two != hcpcs);
    unit_limits.as_mut().unwrap().found.retain(|(code, _)| *code != hcpcs);
    add_ons.as_mut().unwrap().found.retain(|(code, _)| *code != hcpcs);
    ClaimEdits { ptp, unit_limits, add_ons }
}

fn price(claim: &Claim, edits: ClaimEdits<'static>) -> Estimate {
    with_rates(edits, claim, |rates| estimate(claim, rates))
}

fn row(hcpcs: HcpcsCode) -> Option<&'static ServiceRow> {
    SCHEDULE.releases().last()?.services.row(hcpcs, Component::Global)
}

/// Whether no rule prices the line by lines that edits deny. T and P are decided before add-ons are denied, and G2211, 99292,
/// PT, 33 and 47 look for codes of the claim whether they are paid or not.
fn looks_at_no_denied_line(line: &ClaimLine) -> bool {
    let status = row(line.hcpcs()).map(|row| row.status);
    let by_status = matches!(status, Some(Status::PaidAlone | Status::BundledOrExcluded));
    let looking: Vec<Modifier> = [b"PT", b"33", b"47"].map(Modifier::known).to_vec();
    !by_status
        && !matches!(line.hcpcs().as_str(), "G2211" | "99291" | "99292")
        && !line.modifiers().iter().any(|modifier| looking.contains(modifier))
}

/// Whether a lower procedure can never replace a higher one: there is no charge, cap, shared package or endoscopy family by
/// which the lower one is paid more without the higher one.
fn is_plain(line: &ClaimLine) -> bool {
    let plain = |row: &ServiceRow| {
        row.status == Status::Active
            && matches!(
                row.multiple_procedure,
                MultipleProcedure::NoReduction
                    | MultipleProcedure::Surgery
                    | MultipleProcedure::NotApplicable
            )
    };
    let is_visit = line.hcpcs().as_str().starts_with("99") || line.hcpcs().as_str().starts_with("920");
    let bases = ["45378", "43235", "31231"];
    let is_plain =
        |modifier: &Modifier| matches!(modifier.as_str(), "59" | "XE" | "25" | "58" | "79" | "76" | "51");
    !is_visit
        && !bases.contains(&line.hcpcs().as_str())
        && row(line.hcpcs()).is_some_and(plain)
        && line.modifiers().iter().all(is_plain)
}

fn is_denied(line: &LineEstimate) -> bool {
    let is_duplicate = matches!(line.outcome, Outcome::NotPriced(Refusal::Duplicate));
    is_duplicate || line.edits.iter().any(|hit| hit.state == EditState::Denied)
}

/// Whether the schedule or the contractor pays a line, or pays it as part of another line of its kind.
fn is_paid(line: &LineEstimate) -> bool {
    match &line.outcome {
        Outcome::Priced(_) => true,
        Outcome::NotPriced(refusal) => {
            matches!(refusal.kind(), RefusalKind::ContractorPriced | RefusalKind::FigureMissing)
                || matches!(
                    refusal,
                    Refusal::EndoscopicBase { .. }
                        | Refusal::AnesthesiaSession { .. }
                        | Refusal::ComplexityWithSeparateVisit { .. }
                        | Refusal::ComplexityWithoutVisit
                )
        }
    }
}

fn allowed(line: &LineEstimate) -> Option<Money> {
    match &line.outcome {
        Outcome::Priced(price) => Some(price.allowed),
        Outcome::NotPriced(_) => None,
    }
}

/// The claim without some of its lines, if any are left.
fn without(claim: &Claim, leave: impl Fn(usize) -> bool) -> Option<Claim> {
    let lines = claim.lines().iter().enumerate().filter(|(position, _)| !leave(*position));
    claim.clone().with_lines(lines.map(|(_, line)| line.clone()).collect()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn under_edits_the_order_of_lines_does_not_change_the_total(claim in claim(), seed in any::<u64>(), rotation in 0..12_usize) {
        let claim = claim.with_deductible_remaining(Money::ZERO).unwrap();
        let shuffled = shuffled(&claim, rotation);
        let (one, other) = (price(&claim, edits(&claim, seed)).totals, price(&shuffled, edits(&claim, seed)).totals);
        prop_assert_eq!(one.allowed, other.allowed);
        prop_assert_eq!(one.medicare_paid, other.medicare_paid);
        prop_assert_eq!(one.patient, other.patient);
    }

    #[test]
    fn lines_that_edits_deny_do_not_change_what_the_others_are_paid(claim in claim(), seed in any::<u64>()) {
        let Some(claim) = without(&claim, |position| !looks_at_no_denied_line(&claim.lines()[position])) else {
            return Ok(());
        };
        let edits = edits(&claim, seed);
        let whole = price(&claim, edits.clone());
        let rest = without(&claim, |position| is_denied(&whole.lines[position]));
        let rest = rest.map_or_else(Totals::default, |rest| price(&rest, edits).totals);
        prop_assert_eq!(whole.totals.allowed, rest.allowed);
        prop_assert_eq!(whole.totals.medicare_paid, rest.medicare_paid);
    }

    #[test]
    fn removing_a_denied_column_two_line_changes_nothing_else(claim in claim(), seed in any::<u64>()) {
        let Some(claim) = without(&claim, |position| !looks_at_no_denied_line(&claim.lines()[position])) else {
            return Ok(());
        };
        let edits = edits(&claim, seed);
        let whole = price(&claim, edits.clone());
        let is_column_two = |line: &LineEstimate| matches!(line.outcome, Outcome::NotPriced(Refusal::ColumnTwo { .. }));
        let Some(gone) = whole.lines.iter().position(is_column_two) else { return Ok(()) };
        let has_duplicate = whole.lines.iter().any(|line| matches!(line.outcome, Outcome::NotPriced(Refusal::Duplicate)));
        prop_assume!(!has_duplicate);
        let rest = without(&claim, |position| position == gone).map(|rest| price(&rest, edits).lines);
        let before = whole.lines.iter().enumerate().filter(|(position, _)| *position != gone).map(|(_, line)| allowed(line));
        prop_assert!(before.eq(rest.iter().flatten().map(allowed)));
    }

    #[test]
    fn every_denied_column_two_line_has_a_paid_column_one_line(claim in claim(), seed in any::<u64>()) {
        let whole = price(&claim, edits(&claim, seed));
        for line in &whole.lines {
            let Outcome::NotPriced(Refusal::ColumnTwo { column_one, .. }) = &line.outcome else { continue };
            let ones = claim.lines().iter().zip(&whole.lines).filter(|(line, _)| line.hcpcs() == *column_one);
            prop_assert!(ones.into_iter().any(|(_, one)| is_paid(one)), "{column_one} is not paid: {:?}", whole.lines);
        }
    }

    #[test]
    fn edits_never_raise_the_total_of_plain_procedures(claim in claim(), seed in any::<u64>()) {
        let Some(claim) = without(&claim, |position| !is_plain(&claim.lines()[position])) else { return Ok(()) };
        let lines = claim.lines().iter().map(|line| line.clone().with_charge(None)).collect();
        let claim = claim.with_lines(lines).unwrap();
        let edits = edits(&claim, seed);
        prop_assert!(price(&claim, edits).totals.allowed <= price(&claim, ClaimEdits::default()).totals.allowed);
    }
}

proptest! {
    // Each denied line is priced again.
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_amount_at_stake_is_that_without_the_edits_of_the_code(claim in claim(), seed in any::<u64>()) {
        let edits = edits(&claim, seed);
        let whole = price(&claim, edits.clone());
        for (position, line) in whole.lines.iter().enumerate() {
            let hcpcs = claim.lines()[position].hcpcs();
            let is_once = claim.lines().iter().filter(|line| line.hcpcs() == hcpcs).count() == 1;
            let denied: Vec<&str> =
                line.edits.iter().filter(|hit| hit.state == EditState::Denied).map(|hit| hit.edit.kind().as_str()).collect();
            if denied.is_empty() {
                prop_assert_eq!(line.at_stake, None);
            } else if is_once && !denied.contains(&"global_period") {
                let spared = price(&claim, without_edits_of(edits.clone(), hcpcs));
                let is_in_package =
                    spared.lines[position].edits.iter().any(|hit| hit.edit.kind().as_str() == "global_period");
                prop_assert!(is_in_package || line.at_stake == allowed(&spared.lines[position]));
            }
        }
    }

    #[test]
    fn the_sum_that_is_allowed_is_that_of_the_estimate(claim in claim(), seed in any::<u64>()) {
        let edits = edits(&claim, seed);
        let sum = with_rates(edits.clone(), &claim, |rates| medpayiq::pricing::allowed(&claim, rates));
        prop_assert_eq!(sum, price(&claim, edits).totals.allowed);
    }
}
