//! Medicare allows the lower of the charge and the fee (Social Security Act 1848(a)(1)). A contract may or may not.
//!
//! Tests: shares.rs, contract_terms/claims.rs, figures.txt "A whole claim".

use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;

/// Takes the charge of each line if it is lower than the fee.
pub(in crate::pricing) fn take_lesser_of_charge(work: &mut Work<'_>) {
    let (terms, takes_lesser) = (work.terms(), work.takes_lesser_charge());
    for line in work.priced_lines() {
        line.adjusted = line.amount;
        // The charge for a reduced service (52) is the price of what was done, whatever the contract says.
        let charge = line.billed.charge().filter(|_| takes_lesser || line.has(m::REDUCED));
        if let Some(charge) = charge {
            let rule = match line.rate {
                _ if terms.is_some() => Rule::LesserOfChargeAndContract,
                None => Rule::LesserOfCharge,
                Some(ScheduleRate::Laboratory(..)) => Rule::LesserOfChargeAndRate,
                Some(ScheduleRate::Equipment(..)) => Rule::LesserOfChargeAndFee,
                Some(ScheduleRate::Contract(_)) => Rule::LesserOfChargeAndContract,
                Some(ScheduleRate::Drug(..)) => Rule::LesserOfChargeAndLimit,
            };
            line.step(rule, Operation::Limit(charge.amount()));
        }
    }
}
