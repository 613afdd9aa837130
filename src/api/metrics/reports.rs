//! How many denial reports were sent.

use super::steps::Steps;
use crate::denials::PublicationTerms;
use prometheus::{IntCounter, Registry, register_int_counter_vec_with_registry as counters};
use std::iter::repeat_n;

/// The denial reports sent, by what the sender was told.
///
/// Never by code, for that would be the count which the published figures keep back. And no finer than the sender is told:
/// a report that is held for a moderator is answered like any other, so whoever sends too many does not learn it here
/// either; `medpayiq reports list` shows them.
pub(in crate::api) struct Reports {
    taken: IntCounter,
    steps: Steps<()>,
    refused: IntCounter,
    limited: IntCounter,
}

impl Reports {
    pub(crate) fn register(registry: &Registry, terms: PublicationTerms) -> prometheus::Result<Self> {
        let reports = counters!(
            "medpayiq_denial_reports_total",
            "Denial reports sent. taken: counted, waiting or held alike, and again when a request is repeated under its key; \
             in whole steps of as many as move the published figures. refused: for what they say. limited: over the allowance.",
            &["outcome"],
            registry
        )?;
        let [taken, refused, limited] =
            ["taken", "refused", "limited"].map(|outcome| reports.with_label_values(&[outcome]));
        Ok(Self { taken, steps: Steps::new(terms), refused, limited })
    }

    /// Reports were taken.
    pub(in crate::api) fn take(&self, reports: usize) {
        self.taken.inc_by(unsigned(self.steps.add(repeat_n((), reports)).len()));
    }

    /// Reports were refused. They are in no figure, so each can be seen.
    pub(in crate::api) fn refuse(&self, reports: usize) {
        self.refused.inc_by(unsigned(reports));
    }

    /// Reports were over what their contributor may send.
    pub(in crate::api) fn limit(&self, reports: usize) {
        self.limited.inc_by(unsigned(reports));
    }
}

fn unsigned(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
