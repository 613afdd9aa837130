//! The amounts that one price can come to if its percentages are rounded in another order.
//!
//! Medicare's texts say which percentages an amount takes, and not when it is rounded to the cent. 22857 with modifier 62 by a
//! nonparticipating practitioner takes 62.5 and 95 percent: rounded after each, rounded after each in the other order, or rounded
//! once at the end, it comes to amounts that are a cent apart. All of them are right payments. So are those of a contractor that rounds the
//! nonparticipating fee of one unit before it multiplies by the units. No other amount is: the orders are tried one by one, and no
//! cent is given away.

use crate::pricing::{LineEstimate, Operation, Rule, Step};
use crate::vocabulary::{Money, Share};
use std::collections::BTreeSet;

/// The most factors in a row whose orders are tried. A line has five at most: units, both sides, a rank, a role and participation.
const MOST_FACTORS: usize = 6;

/// A factor of an amount, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Factor {
    numerator: i128,
    denominator: i128,
}

impl Factor {
    /// The factor of a step; `None` if the step does not multiply.
    fn of(operation: Operation) -> Option<Self> {
        let share_of = |share: Share| i128::from(share.ten_thousandths());
        match operation {
            Operation::Units(units) => Some(Self { numerator: i128::from(units), denominator: 1 }),
            Operation::Part(share) => Some(Self { numerator: share_of(share), denominator: 10_000 }),
            Operation::PartOfDays { share, days, of } if of > 0 => Some(Self {
                numerator: share_of(share) * i128::from(days),
                denominator: 10_000 * i128::from(of),
            }),
            Operation::PartOfDays { .. }
            | Operation::Price { .. }
            | Operation::Anesthesia { .. }
            | Operation::Rate(_)
            | Operation::UnitPrices { .. }
            | Operation::Limit(_)
            | Operation::Less(_)
            | Operation::LessPart(..)
            | Operation::LessComponents { .. }
            | Operation::Plus(_) => None,
        }
    }
}

/// Whether an allowed amount is that of the estimate, with its percentages rounded in some order.
pub(super) fn is_allowed_by_rounding(estimate: &LineEstimate, allowed: Money, paid: Money) -> bool {
    allowed == paid || (is_near(&estimate.trace, allowed, paid) && amounts(&estimate.trace).contains(&paid))
}

/// Whether roundings alone can make up the difference: each moves an amount by half a cent at most, times the factors after it.
/// It keeps the orders from being tried for payments that are far away.
fn is_near(trace: &[Step], allowed: Money, paid: Money) -> bool {
    let factors: Vec<Factor> = of_allowed(trace).filter_map(|step| Factor::of(step.operation)).collect();
    let growth = factors.iter().map(|factor| factor.numerator / factor.denominator + 1).product::<i128>();
    let most = i128::try_from(factors.len()).unwrap_or_default() * growth;
    factors.len() > 1 && i128::from((allowed - paid).cents()).abs() <= most
}

/// The steps that make the allowed amount.
fn of_allowed(trace: &[Step]) -> impl Iterator<Item = &Step> {
    trace.iter().take_while(|step| {
        !matches!(
            step.rule,
            Rule::Deductible
                | Rule::Coinsurance
                | Rule::TherapyAssistant
                | Rule::MipsAdjustment
                | Rule::Sequestration
        )
    })
}

/// Every amount that the steps can come to. Factors in a row can be taken in any order; all other steps keep their place.
fn amounts(trace: &[Step]) -> BTreeSet<Money> {
    let mut amounts = BTreeSet::from([Money::ZERO]);
    let mut factors: Vec<Factor> = Vec::new();
    for step in of_allowed(trace) {
        if let Some(factor) = Factor::of(step.operation) {
            factors.push(factor);
            continue;
        }
        amounts = multiplied(&amounts, &std::mem::take(&mut factors));
        amounts = amounts.into_iter().map(|amount| step.operation.apply(amount)).collect();
    }
    multiplied(&amounts, &factors)
}

/// Every product of the amounts and the factors.
fn multiplied(amounts: &BTreeSet<Money>, factors: &[Factor]) -> BTreeSet<Money> {
    let mut products = BTreeSet::new();
    // More factors than any line has are taken in their own order alone.
    let orders_are_tried = factors.len() <= MOST_FACTORS;
    for amount in amounts {
        multiply(i128::from(amount.cents()), 1, factors, orders_are_tried, &mut products);
    }
    products
}

/// Multiplies an amount, in cents as a fraction, by each of the factors that are left: rounded before the next one, or not.
fn multiply(
    numerator: i128,
    denominator: i128,
    factors: &[Factor],
    orders_are_tried: bool,
    products: &mut BTreeSet<Money>,
) {
    if factors.is_empty() {
        products.extend(i64::try_from(rounded(numerator, denominator)).map(Money::from_cents));
        return;
    }
    let firsts = if orders_are_tried { factors.len() } else { 1 };
    for (position, factor) in factors.iter().enumerate().take(firsts) {
        let mut rest = factors.to_vec();
        rest.remove(position);
        let (numerator, denominator) = (numerator * factor.numerator, denominator * factor.denominator);
        let whole = rounded(numerator, denominator);
        multiply(whole, 1, &rest, orders_are_tried, products);
        if orders_are_tried && whole * denominator != numerator {
            multiply(numerator, denominator, &rest, orders_are_tried, products);
        }
    }
}

/// Rounds to a whole number, half away from zero, as CMS rounds to the cent.
const fn rounded(numerator: i128, denominator: i128) -> i128 {
    let half = if numerator < 0 { -(denominator / 2) } else { denominator / 2 };
    (numerator + half) / denominator
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(ten_thousandths: i128) -> Factor {
        Factor { numerator: ten_thousandths, denominator: 10_000 }
    }

    fn products(cents: i64, factors: &[Factor]) -> Vec<i64> {
        let amounts = BTreeSet::from([Money::from_cents(cents)]);
        multiplied(&amounts, factors).into_iter().map(Money::cents).collect()
    }

    #[test]
    fn two_percentages_come_to_the_amounts_of_their_orders_alone() {
        // 13.44 x 0.625 = 8.40, x 0.95 = 7.98. In the other order: 12.768, rounded 12.77, x 0.625 = 7.98125.
        assert_eq!(products(1_344, &[part(6_250), part(9_500)]), [798]);
        // 100.01: 62.50625 -> 62.51 -> 59.3845 -> 59.38; 95.0095 -> 95.01 -> 59.38125; at once 59.3809.
        assert_eq!(products(10_001, &[part(6_250), part(9_500)]), [5_938]);
        // 100.03: 62.51875 -> 62.52 -> 59.394 -> 59.39; 95.0285 -> 95.03 -> 59.39375; at once 59.3928.
        assert_eq!(products(10_003, &[part(6_250), part(9_500)]), [5_939]);
        // 100.12: 62.575 -> 62.58 -> 59.451; 95.114 -> 95.11 -> 59.44375; at once 59.44625.
        assert_eq!(products(10_012, &[part(6_250), part(9_500)]), [5_944, 5_945]);
    }

    #[test]
    fn units_can_be_multiplied_before_or_after_a_percentage() {
        // 10.05 x 4 = 40.20 -> 38.19; 10.05 x 0.95 = 9.5475 -> 9.55 -> 38.20.
        let units = Factor { numerator: 4, denominator: 1 };
        assert_eq!(products(1_005, &[units, part(9_500)]), [3_819, 3_820]);
    }

    #[test]
    fn one_percentage_comes_to_one_amount() {
        assert_eq!(products(10_012, &[part(6_250)]), [6_258]);
        assert_eq!(products(10_012, &[]), [10_012]);
    }

    #[test]
    fn half_a_cent_is_rounded_away_from_zero() {
        assert_eq!([rounded(5, 10), rounded(4, 10), rounded(-5, 10), rounded(-4, 10)], [1, 0, -1, 0]);
    }
}
