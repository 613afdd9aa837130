//! Counts denial reports by outcome.

use super::steps::Steps;
use crate::denials::PublicationTerms;
use prometheus::{IntCounter, Registry, register_int_counter_vec_with_registry as counters};
use std::iter::repeat_n;

/// The denial reports that were sent, by outcome.
///
/// They are not counted by code, because the published figures must not reveal that count. A report that is held for a moderator
/// counts as taken: its sender gets the same answer as any other, so the metrics must not reveal the difference either.
/// `medpayiq reports list` shows the held reports.
pub(in crate::api) struct ReportMetrics {
    taken: IntCounter,
    steps: Steps<()>,
    refused: IntCounter,
    limited: IntCounter,
}

impl ReportMetrics {
    pub(crate) fn register(registry: &Registry, terms: PublicationTerms) -> prometheus::Result<Self> {
        let reports = counters!(
            "medpayiq_denial_reports_total",
            "Denial reports sent. taken: accepted, including held reports and repeated requests, in steps of as many as change the \
             published figures. refused: not valid. limited: over the contributor's hourly limit.",
            &["outcome"],
            registry
        )?;
        let [taken, refused, limited] =
            ["taken", "refused", "limited"].map(|outcome| reports.with_label_values(&[outcome]));
        Ok(Self { taken, steps: Steps::new(terms), refused, limited })
    }

    /// Counts accepted reports.
    pub(in crate::api) fn count_taken(&self, reports: usize) {
        self.taken.inc_by(unsigned(self.steps.add(repeat_n((), reports)).len()));
    }

    /// Counts refused reports. They are in no published figure, so each is counted at once.
    pub(in crate::api) fn count_refused(&self, reports: usize) {
        self.refused.inc_by(unsigned(reports));
    }

    /// Counts reports over their contributor's hourly limit.
    pub(in crate::api) fn count_limited(&self, reports: usize) {
        self.limited.inc_by(unsigned(reports));
    }
}

fn unsigned(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
