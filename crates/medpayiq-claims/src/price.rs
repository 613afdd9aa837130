//! What is left to check when the rates of a claim are known.

use super::fault::Fault;
use super::fault_code::FaultCode;
use medpayiq_core::pricing::Rates;
use medpayiq_core::vocabulary::Claim;
use time::{Date, Duration, OffsetDateTime};

/// Today in the earliest time zone (UTC+14).
#[must_use]
pub fn latest_day() -> Date {
    (OffsetDateTime::now_utc() + Duration::hours(14)).date()
}

/// Checks that no more of the deductible is left than the whole deductible of the year.
///
/// # Errors
/// The fault if it is.
pub fn check_deductible(claim: &Claim, rates: &Rates<'_>) -> Result<(), Fault> {
    let whole = rates.law.part_b_deductible.ok().map(|deductible| deductible.value);
    match (claim.deductible_remaining(), whole) {
        (Some(remaining), Some(whole)) if remaining > whole => {
            let year = claim.date_of_service().year();
            let detail =
                format_args!("{remaining} is more than the Part B deductible of {year}, which is ${whole}.");
            Err(Fault::coded(FaultCode::OutOfRange, "/patient/deductible_remaining", detail))
        }
        (Some(_), _) | (None, _) => Ok(()),
    }
}
