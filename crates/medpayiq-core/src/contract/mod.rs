//! What a payer and a practice have agreed on in place of Medicare's own amounts.
//!
//! Many payers pay a percentage of Medicare, and a few services at fees of their own. [`Terms`] are such an agreement: checked when
//! they are made, and looked up by code for each line. They are Medicare's rules with four changes, which
//! [`pricing`](crate::pricing) applies: a percentage or a fee in place of the fee schedule amount, and whether the charge, the
//! reductions for several procedures and sequestration count.

mod fault;
mod terms;
#[cfg(test)]
mod terms_tests;

pub use fault::{MAX_FEES, MAX_RANGES, TermsFault, TermsPart};
pub use terms::{AgreedRate, CodePercent, FixedFee, Terms, TermsParts};
