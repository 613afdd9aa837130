//! Whether the rules leave it open that a payment is right.

use super::paid_line::PaidLine;
use super::rounding::is_allowed_by_rounding;
use crate::pricing::{Caveat, Level, LineEstimate, Outcome, Price};
use crate::vocabulary::Money;

/// What a caveat leaves open about a line that was paid.
enum Leaves {
    /// Whether edits deny it, or a line that outranks it. They change no fee.
    Edits,
    /// The allowed amount, between these.
    Between(Money, Money),
    /// The allowed amount.
    Allowed,
    /// The allowed amount and its shares.
    Everything,
}

impl Leaves {
    fn of(caveat: &Caveat, estimate: &LineEstimate) -> Self {
        match (caveat, estimate.range_of(caveat)) {
            (Caveat::OlderEdits { .. } | Caveat::EditsNotChecked | Caveat::UnitLimitNotChecked, _) => {
                Self::Edits
            }
            (_, Some((low, high))) => Self::Between(low, high),
            (Caveat::OlderRelease { .. } | Caveat::ChosenRelease { .. }, None) => Self::Allowed,
            (_, None) => Self::Everything,
        }
    }
}

/// Whether what is not known about a line can make its payment right. `has_other_rank`: the payment is right at another rank among
/// the procedures of the day.
pub(super) fn is_open(estimate: &LineEstimate, line: &PaidLine, has_other_rank: bool) -> bool {
    // That a contract made the amount leaves it no more open.
    let caveats = estimate.confidence.reasons.iter().filter(|caveat| **caveat != Caveat::ContractAmount);
    let price = match &estimate.outcome {
        Outcome::Priced(price) => price,
        Outcome::NotPriced(refusal) => {
            let is_certain = refusal.certainty() >= Level::High && !estimate.predicted_denials.is_empty();
            return !is_certain || caveats.count() > 0;
        }
    };
    let leaves: Vec<Leaves> = caveats.map(|caveat| Leaves::of(caveat, estimate)).collect();
    let is_as_allowed = is_allowed_by_rounding(estimate, price.allowed, line.paid.allowed);
    leaves.iter().any(|leaves| match leaves {
        Leaves::Edits => has_other_rank,
        Leaves::Between(..) => false,
        Leaves::Allowed => !is_as_allowed,
        Leaves::Everything => true,
    }) || (!is_as_allowed && is_between(line.paid.allowed, price, &leaves))
}

/// Whether an allowed amount is in the ranges of the caveats, each taken of what the others leave.
fn is_between(paid: Money, price: &Price, leaves: &[Leaves]) -> bool {
    let expected = i128::from(price.allowed.cents().max(1));
    let whole = (expected, expected);
    let (low, high) = leaves.iter().fold(whole, |(low, high), leaves| match leaves {
        Leaves::Between(least, most) => {
            (low * i128::from(least.cents()) / expected, high * i128::from(most.cents()) / expected + 1)
        }
        Leaves::Edits | Leaves::Allowed | Leaves::Everything => (low, high),
    });
    (low..=high).contains(&i128::from(paid.cents()))
}
