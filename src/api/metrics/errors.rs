//! Counts what fails because of the database.

use crate::api::wire::error::Error;
use prometheus::{
    IntCounter, Registry, register_int_counter_vec_with_registry as counters,
    register_int_counter_with_registry as counter,
};

/// The failures of the database, by what they mean for a request, and those of loading changed releases and tips.
pub(crate) struct ErrorMetrics {
    away: IntCounter,
    refused: IntCounter,
    fault: IntCounter,
    reloads: IntCounter,
    forgetting: IntCounter,
}

impl ErrorMetrics {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let errors = counters!(
            "medpayiq_database_errors_total",
            "Requests that failed because of the database. away: it does not answer. refused: it is read-only, full or busy. fault: it \
             reported an error that should not happen.",
            &["kind"],
            registry
        )?;
        let [away, refused, fault] =
            ["away", "refused", "fault"].map(|kind| errors.with_label_values(&[kind]));
        let reloads = counter!(
            "medpayiq_reload_failures_total",
            "Attempts to load changed releases or tips from the database that failed.",
            registry
        )?;
        let forgetting = counter!(
            "medpayiq_forgetting_failures_total",
            "Attempts to forget the contributors of earlier days that failed.",
            registry
        )?;
        Ok(Self { away, refused, fault, reloads, forgetting })
    }

    /// Counts a request that failed with this error, if the error is the database's.
    pub(crate) fn count(&self, error: &Error) {
        match error {
            Error::Away(_) => self.away.inc(),
            Error::Refused(_) => self.refused.inc(),
            Error::Store(_) => self.fault.inc(),
            Error::Malformed(_)
            | Error::Invalid(_)
            | Error::NotFound(_)
            | Error::NoSuchPath
            | Error::MethodNotAllowed { .. }
            | Error::TooLarge { .. }
            | Error::UnsupportedMediaType(_)
            | Error::UnsupportedEncoding
            | Error::Unauthenticated { .. }
            | Error::MissingScope(_)
            | Error::HeadTooLong
            | Error::SlowHead
            | Error::ForbiddenOrigin
            | Error::TooManyRequests { .. }
            | Error::TooManyReports { .. }
            | Error::Unavailable(_)
            | Error::Internal(_) => {}
        }
    }

    /// Shows how many reloads, and how many attempts to forget contributors, have failed since the server started.
    pub(super) fn show_failures(&self, reloads: u64, forgetting: u64) {
        self.reloads.inc_by(reloads.saturating_sub(self.reloads.get()));
        self.forgetting.inc_by(forgetting.saturating_sub(self.forgetting.get()));
    }
}
