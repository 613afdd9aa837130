//! Expected against paid: what Medicare owes for each line of a remittance, and which single change explains what was paid.
//!
//! This room is pure: values in, values out. [`PaidClaims`] takes the claims of a remittance, and [`PaidClaims::groups`]
//! groups their lines by patient, practitioner, day and place, because Medicare prices those together. A [`Judge`] prices
//! each group as a claim and compares it with the payment, line by line. If a line was paid otherwise, the group is priced
//! again under each [`Change`] that could be the cause, and those that give the payment to the cent are the explanation.
//!
//! A right payment is never called wrong. If a rule leaves the amount open, or if a payment can be right under a fact that a
//! remittance does not say, the verdict is [`Verdict::CannotJudge`] with its [`Doubt`].

mod change;
mod chunks;
mod claim_lines;
mod compare;
mod denial;
mod denial_codes;
mod doubt;
mod explain;
mod frame;
mod group;
mod judge;
mod open;
#[cfg(test)]
mod open_tests;
mod other_readings;
mod paid_line;
mod rank;
mod rounding;
mod single_changes;
mod summary;
mod verdict;

pub use change::{Change, Explanation};
pub use denial_codes::{DenialStep, PaidDenial};
pub use doubt::Doubt;
pub use group::{LineGroup, LineGroups, PaidClaims};
pub use judge::{Assumptions, Judge};
pub use paid_line::{Amounts, LinePlace, PaidLine};
pub use summary::{Summary, SummaryRow};
pub use verdict::{JudgedLine, LineSource, Verdict};
