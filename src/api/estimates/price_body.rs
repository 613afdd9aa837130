//! Prices the claim of a JSON body: a usual claim at once, a long one on the threads for heavy work.

use super::checked_request::CheckedRequest;
use super::priced_claim::{PricedClaim, price_checked};
use super::request::EstimateRequest;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::ReadBody;
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::pricing::most_effort;
use crate::schedule::Schedule;
use crate::telemetry::TRACES;
use medpayiq_claims::Lookup;

/// The longest body that a thread that serves requests reads itself. A claim of fifty lines has about ten kilobytes. Faults of
/// long bodies take longest to find.
pub(crate) const MOST_BYTES_AT_ONCE: usize = 16 * 1024;
/// The most effort of a claim that a thread that serves requests prices itself, which is about 14 lines at one locality. It takes
/// less than a tenth of a millisecond.
const MOST_EFFORT_AT_ONCE: usize = 10_000;

/// Whether a claim of so many lines is priced on a thread that serves requests.
pub(crate) const fn is_light(lines: usize) -> bool {
    most_effort(lines) <= MOST_EFFORT_AT_ONCE
}

/// Prices the claim of a body, which may name these stored terms, and returns what `write` makes of it.
///
/// # Errors
/// 400 and 422 if the claim is at fault, 401 and 403 if it may not name stored terms, 503 if no fee schedule is loaded or too much heavy work is waiting.
pub(crate) async fn price_body<F>(
    body: ReadBody,
    state: &State,
    terms: TermsInReach,
    heavy: &HeavyWork,
    write: F,
) -> Result<Vec<u8>, Error>
where
    F: Fn(&PricedClaim<'_>, &Schedule) -> Result<Vec<u8>, Error> + Send + 'static,
{
    if body.len() <= MOST_BYTES_AT_ONCE {
        let request = json::decode_bytes(&body)?;
        let schedule = state.schedule()?;
        let checked = CheckedRequest::check(&mut Lookup::new(&schedule), &terms, request)?;
        if checked.most_effort() <= MOST_EFFORT_AT_ONCE {
            return write(&price_traced(&schedule, checked)?, &schedule);
        }
    }
    let state = state.clone();
    let work = move || {
        let request: EstimateRequest = json::decode_bytes(&body)?;
        let schedule = state.schedule()?;
        let checked = CheckedRequest::check(&mut Lookup::new(&schedule), &terms, request)?;
        write(&price_traced(&schedule, checked)?, &schedule)
    };
    heavy.run(work).await?
}

/// Prices a claim, in a span of the request's trace.
///
/// # Errors
/// Those of [`price_checked`].
fn price_traced<'a>(schedule: &'a Schedule, request: CheckedRequest<'a>) -> Result<PricedClaim<'a>, Error> {
    tracing::info_span!(target: TRACES, "price a claim")
        .in_scope(|| price_checked(&mut Lookup::new(schedule), request))
}

impl CheckedRequest<'_> {
    /// The most effort that its estimate takes, at all localities that its ZIP code may belong to.
    fn most_effort(&self) -> usize {
        let localities = self.located.candidates.len().saturating_add(1);
        most_effort(self.claim.lines().len()).saturating_mul(localities)
    }
}
