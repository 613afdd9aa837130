//! The rates of a checked claim, and what is left to check when they are known.

use super::fault::Fault;
use super::fault_code::FaultCode;
use super::lookup::Lookup;
use super::refused::Refused;
use medpayiq_core::pricing::Rates;
use medpayiq_core::schedule::{InForce, Located};
use medpayiq_core::vocabulary::Claim;
use time::{Date, Duration, OffsetDateTime};

/// Today in the earliest time zone (UTC+14).
#[must_use]
pub fn latest_day() -> Date {
    (OffsetDateTime::now_utc() + Duration::hours(14)).date()
}

/// The rates of the next of several checked claims.
///
/// # Errors
/// [`Refused::Invalid`] if more of the deductible is left than the whole deductible of the year.
pub fn rates_of_next<'s>(
    lookup: &mut Lookup<'s>,
    claim: &Claim,
    in_force: &InForce<'s>,
    located: &Located<'s>,
) -> Result<Rates<'s>, Refused> {
    // Only a date that the claim gave can be in the future.
    let latest_day = in_force.date_given.then(|| lookup.latest_day());
    let rates = lookup.rates_for(claim, in_force, located).asked_on(latest_day);
    check_deductible(claim, &rates).map_err(|fault| Refused::Invalid(vec![fault]))?;
    Ok(rates)
}

/// Checks that no more of the deductible is left than the whole deductible of the year.
///
/// # Errors
/// The fault if it is.
fn check_deductible(claim: &Claim, rates: &Rates<'_>) -> Result<(), Fault> {
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
