//! What the log has about failed requests.

use super::wire::error::Error;
use crate::store::StoreError;
use crate::telemetry::{self, Repeats};

/// Logs that the database failed, once a minute for each way of failing: a broken connection must not hide why there is no new one.
fn log_outage(line: &Repeats, error: &Error) {
    if let Some(unlogged) = line.count() {
        let chain = telemetry::chain(error);
        tracing::warn!(unlogged, chain, "A request failed because of the database.");
    }
}

/// Logs failures of the service and of its database, with their chain of causes. Mistakes of callers are not logged.
pub(crate) fn log_failure(error: &Error) {
    static UNCONNECTED: Repeats = Repeats::new();
    static SLOW: Repeats = Repeats::new();
    static AWAY: Repeats = Repeats::new();
    static REFUSED: Repeats = Repeats::new();
    match error {
        Error::Store(_) | Error::Internal(_) => {
            let chain = telemetry::chain(error);
            tracing::error!(chain, "A request failed because of a fault in this service.");
        }
        Error::Away(cause) if cause.lacks_connection() => log_outage(&UNCONNECTED, error),
        Error::Away(StoreError::Slow(_)) => log_outage(&SLOW, error),
        Error::Away(_) => log_outage(&AWAY, error),
        Error::Refused(_) => log_outage(&REFUSED, error),
        Error::Malformed(_)
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::NoSuchPath
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedEncoding
        | Error::UnsupportedMediaType(_)
        | Error::Unauthenticated { .. }
        | Error::MissingScope(_)
        | Error::HeadTooLong
        | Error::SlowHead
        | Error::ForbiddenOrigin
        | Error::TooManyRequests { .. }
        | Error::TooManyReports { .. }
        | Error::Unavailable(_) => {}
    }
}
