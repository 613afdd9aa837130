//! Counts the requests that were refused because of who sent them, or how many.

use crate::api::wire::error::Error;
use crate::api::wire::rate_limit::LimitedBy;
use prometheus::{IntCounter, Registry, register_int_counter_vec_with_registry as counters};

/// The refused requests by reason.
pub(crate) struct RefusedMetrics {
    key: IntCounter,
    scope: IntCounter,
    key_limit: IntCounter,
    address_limit: IntCounter,
}

impl RefusedMetrics {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let refused = counters!(
            "medpayiq_refused_requests_total",
            "Requests refused. key: no valid API key. scope: the key lacks a scope. key_limit, address_limit: over the limit of the key \
             or of a network without one.",
            &["reason"],
            registry
        )?;
        let [key, scope, key_limit, address_limit] =
            ["key", "scope", "key_limit", "address_limit"].map(|reason| refused.with_label_values(&[reason]));
        Ok(Self { key, scope, key_limit, address_limit })
    }

    /// Counts a request that failed with this error, if the error is about who sent it.
    pub(crate) fn count(&self, error: &Error) {
        match error {
            Error::Unauthenticated { .. } => self.key.inc(),
            Error::MissingScope(_) => self.scope.inc(),
            Error::TooManyRequests { by: LimitedBy::Key, .. } => self.key_limit.inc(),
            Error::TooManyRequests { by: LimitedBy::Address, .. } => self.address_limit.inc(),
            Error::Malformed(_)
            | Error::Invalid(_)
            | Error::NotFound(_)
            | Error::NoSuchPath
            | Error::MethodNotAllowed { .. }
            | Error::TooLarge { .. }
            | Error::UnsupportedMediaType(_)
            | Error::UnsupportedEncoding
            | Error::HeadTooLong
            | Error::SlowHead
            | Error::ForbiddenOrigin
            | Error::TooManyReports { .. }
            | Error::Unavailable(_)
            | Error::Away(_)
            | Error::Refused(_)
            | Error::Store(_)
            | Error::Internal(_) => {}
        }
    }
}
