//! Medicare allows the lower of the charge and the fee (Social Security Act 1848(a)(1)).
//!
//! Tests: shares.rs, figures.txt "A whole claim".

use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;

/// Takes the charge of each line if it is lower than the fee.
pub(in crate::pricing) fn take_lesser_of_charge(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        line.adjusted = line.amount;
        if let Some(charge) = line.billed.charge() {
            let rule = match line.rate {
                None => Rule::LesserOfCharge,
                Some(ScheduleRate::Laboratory(..)) => Rule::LesserOfChargeAndRate,
                Some(ScheduleRate::Equipment(..)) => Rule::LesserOfChargeAndFee,
                Some(ScheduleRate::Drug(..)) => Rule::LesserOfChargeAndLimit,
            };
            line.step(rule, Operation::Limit(charge.amount()));
        }
    }
}
