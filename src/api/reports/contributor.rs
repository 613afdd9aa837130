//! The contributor of a request: the network address, as far as it can be trusted, and the idempotency key.

use crate::api::client_address::client_address;
use crate::api::limits::{Limits, Reporting};
use crate::api::metrics::Metrics;
use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::denials::RetractionToken;
use crate::store::{Contribution, Contributor, Submission};
use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest Idempotency-Key, in characters.
const MOST_KEY_CHARACTERS: usize = 255;

/// The submission that a request makes with this body.
///
/// # Errors
/// 422 if the Idempotency-Key is empty, too long, or not plain text, 503 if the server has no contributor key, or
/// did not prepare the database.
pub(crate) fn submission<'a>(
    request: &'a HttpRequest,
    state: &'a State,
    limits: &Limits,
    body: &'a [u8],
) -> Result<Submission<'a>, Error> {
    state.database().check_prepared()?;
    let Reporting { reports_per_hour, trusts_forwarded_for, terms } = limits.reporting;
    let address = client_address(request.headers(), request.peer_addr(), trusts_forwarded_for);
    let contributor = Contributor::from(address);
    let (key, idempotency_key) = (state.contributor_key()?, idempotency_key(request)?);
    Ok(Submission { contributor, key, idempotency_key, body, reports_per_hour, terms })
}

fn idempotency_key(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim);
    let key = key.filter(|key| (1..=MOST_KEY_CHARACTERS).contains(&key.len()));
    let expected = "The key must have 1 to 255 ASCII characters. A random UUID is a good key.";
    key.map(Some).ok_or_else(|| Error::invalid("/headers/idempotency-key", expected))
}

/// The retraction tokens of a contribution of so many reports. Counts the reports by outcome.
///
/// # Errors
/// 422 if the Idempotency-Key was used for another request, 429 if the contributor sent too many reports.
pub(crate) fn accepted_tokens(
    contribution: Contribution,
    reports: usize,
    metrics: &Metrics,
) -> Result<Vec<RetractionToken>, Error> {
    match contribution {
        Contribution::Taken(tokens) => {
            metrics.reports.count_taken(reports);
            Ok(tokens)
        }
        Contribution::KeyReused => {
            metrics.reports.count_refused(reports);
            let detail = "This key was used for another request within the last 24 hours. Send a new key.";
            Err(Error::invalid("/headers/idempotency-key", detail))
        }
        Contribution::TooMany { retry_after_seconds } => {
            metrics.reports.count_limited(reports);
            Err(Error::TooManyReports { retry_after_seconds })
        }
    }
}
