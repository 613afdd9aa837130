//! Medicare allows the lower of the charge and the fee (Social Security Act 1848(a)(1)).
//!
//! Tests: shares.rs, figures.txt "A whole claim".

use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;

/// Takes the charge of each line if it is lower than the fee.
pub(in crate::pricing) fn take_lesser_of_charge(work: &mut Work<'_>) {
    for (line, _) in work.open_lines() {
        line.adjusted = line.amount;
        if let Some(charge) = line.billed.charge() {
            line.step(Rule::LesserOfCharge, Operation::Limit(charge.amount()));
        }
    }
}
