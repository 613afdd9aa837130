//! Compares what is owed for a line with what was paid.

use super::paid_line::{Amounts, PaidLine};
use super::rounding::is_allowed_by_rounding;
use crate::pricing::{LineEstimate, Outcome, Price};
use crate::vocabulary::Money;

/// How far a payment may be from Medicare's share of the same allowed amount. Payers round coinsurance and sequestration in
/// different orders, which changes a payment by a cent at most.
const ROUNDING: Money = Money::from_cents(1);

/// What is owed for a line under one reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owed {
    pub(super) price: Price,
    pub(super) amounts: Amounts,
    /// What Medicare would pay if it took no sequestration.
    pub(super) before_sequestration: Money,
}

impl Owed {
    /// What is owed for a line, with the deductible and the MIPS adjustment that the payer took; `None` if it has no price. If the
    /// payer allowed what another order of rounding gives, that is what is owed.
    pub(super) fn of(estimate: &LineEstimate, line: &PaidLine) -> Option<Self> {
        match &estimate.outcome {
            Outcome::Priced(price) => {
                let paid = line.paid.allowed;
                let is_right = is_allowed_by_rounding(estimate, price.allowed, paid);
                let price = &Price { allowed: if is_right { paid } else { price.allowed }, ..*price };
                let share = estimate.share_as_remitted(price, line.deductible, line.mips);
                let amounts = Amounts {
                    allowed: price.allowed,
                    medicare_paid: share.medicare_paid,
                    patient: price.patient(&share),
                };
                let before_sequestration = share.before_sequestration();
                Some(Self { price: *price, amounts, before_sequestration })
            }
            Outcome::NotPriced(_) => None,
        }
    }

    /// Whether the line was paid like this.
    pub(super) fn is_paid(&self, line: &PaidLine) -> bool {
        self.amounts.allowed == line.paid.allowed && is_near(self.amounts.medicare_paid, line)
    }
}

/// Whether Medicare paid this amount, up to rounding.
pub(super) fn is_near(medicare_paid: Money, line: &PaidLine) -> bool {
    let apart = medicare_paid - line.paid.medicare_paid;
    apart <= ROUNDING && Money::ZERO - apart <= ROUNDING
}
