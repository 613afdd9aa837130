//! Claims as they are sent: in columns, or as JSON. Both become a [`RawClaim`](medpayiq_claims::RawClaim).

pub mod columns;
#[cfg(test)]
mod columns_tests;
pub mod json;
