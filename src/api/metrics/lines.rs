//! Counts the lines of estimates by result.

use crate::pricing::{Estimate, Outcome, RefusalKind};
use prometheus::{IntCounter, IntCounterVec, Registry, register_int_counter_vec_with_registry as counters};

/// The lines of estimates, by the form of their claims.
pub(in crate::api) struct LineMetrics {
    /// The lines of claims as JSON.
    pub(in crate::api) json: LinesByResult,
    /// The lines of claims in X12 interchanges.
    pub(in crate::api) x12: LinesByResult,
    /// The lines of claims in batches.
    pub(in crate::api) batch: LinesByResult,
    /// The services of FHIR claims.
    pub(in crate::api) fhir: LinesByResult,
    /// The lines of claims that assistants send.
    pub(in crate::api) mcp: LinesByResult,
}

impl LineMetrics {
    pub(crate) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let lines = counters!(
            "medpayiq_lines_total",
            "Claim lines of estimates, by the form of the claim and by result.",
            &["form", "result"],
            registry
        )?;
        Ok(Self {
            json: LinesByResult::new(&lines, "json"),
            x12: LinesByResult::new(&lines, "x12"),
            batch: LinesByResult::new(&lines, "batch"),
            fhir: LinesByResult::new(&lines, "fhir"),
            mcp: LinesByResult::new(&lines, "mcp"),
        })
    }
}

/// A counter for each result.
pub(in crate::api) struct LinesByResult {
    priced: IntCounter,
    bundled: IntCounter,
    contractor_priced: IntCounter,
    not_covered: IntCounter,
    other_schedule: IntCounter,
    report_only: IntCounter,
    use_other_code: IntCounter,
    unknown_code: IntCounter,
    denied_by_edit: IntCounter,
    invalid: IntCounter,
    figure_missing: IntCounter,
}

impl LinesByResult {
    fn new(lines: &IntCounterVec, form: &str) -> Self {
        let refused = |kind: RefusalKind| lines.with_label_values(&[form, kind.as_str()]);
        Self {
            priced: lines.with_label_values(&[form, "priced"]),
            bundled: refused(RefusalKind::Bundled),
            contractor_priced: refused(RefusalKind::ContractorPriced),
            not_covered: refused(RefusalKind::NotCovered),
            other_schedule: refused(RefusalKind::OtherSchedule),
            report_only: refused(RefusalKind::ReportOnly),
            use_other_code: refused(RefusalKind::UseOtherCode),
            unknown_code: refused(RefusalKind::UnknownCode),
            denied_by_edit: refused(RefusalKind::DeniedByEdit),
            invalid: refused(RefusalKind::Invalid),
            figure_missing: refused(RefusalKind::FigureMissing),
        }
    }

    /// Counts the lines of an estimate.
    pub(in crate::api) fn count(&self, estimate: &Estimate) {
        estimate.lines.iter().for_each(|line| self.counter(&line.outcome).inc());
    }

    const fn counter(&self, outcome: &Outcome) -> &IntCounter {
        match outcome {
            Outcome::Priced(_) => &self.priced,
            Outcome::NotPriced(refusal) => match refusal.kind() {
                RefusalKind::Bundled => &self.bundled,
                RefusalKind::ContractorPriced => &self.contractor_priced,
                RefusalKind::NotCovered => &self.not_covered,
                RefusalKind::OtherSchedule => &self.other_schedule,
                RefusalKind::ReportOnly => &self.report_only,
                RefusalKind::UseOtherCode => &self.use_other_code,
                RefusalKind::UnknownCode => &self.unknown_code,
                RefusalKind::DeniedByEdit => &self.denied_by_edit,
                RefusalKind::Invalid => &self.invalid,
                RefusalKind::FigureMissing => &self.figure_missing,
            },
        }
    }
}
