//! The schedules of Part B besides the physician fee schedule.

use super::cms_calendar::due;
use super::content::{ReleaseKind, SourceFile};
use super::{Release, Schedule};
use crate::law::Source;
use crate::pricing::{Caveat, LaboratoryRatesInForce, OtherSchedules};
use crate::vocabulary::{HcpcsCode, LaboratoryRate, PaymentSchedule};
use time::Date;

/// A quarterly release of the rates of one schedule.
#[derive(Clone, Debug)]
pub struct RateRelease<T> {
    /// Its name, such as `CLFS_2026Q1`.
    pub label: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// The release as a trace cites it.
    pub source: Source,
    /// The rates, sorted by code.
    pub rates: Vec<T>,
}

impl RateRelease<LaboratoryRate> {
    /// Sorts the rates of a release.
    #[must_use]
    pub fn new(
        label: String,
        effective_from: Date,
        files: Vec<SourceFile>,
        mut rates: Vec<LaboratoryRate>,
    ) -> Self {
        rates.sort_by_key(|rate| (rate.hcpcs, rate.modifier.map(|modifier| modifier.as_str().to_owned())));
        let source = Source::new(&format!("CMS {label}"));
        Self { label, effective_from, files, source, rates }
    }

    /// The rates of a test: without a modifier, and with QW.
    #[must_use]
    pub fn rates_of(&self, hcpcs: HcpcsCode) -> &[LaboratoryRate] {
        let start = self.rates.partition_point(|rate| rate.hcpcs < hcpcs);
        let end = self.rates.partition_point(|rate| rate.hcpcs <= hcpcs);
        self.rates.get(start..end).unwrap_or_default()
    }
}

impl Schedule {
    /// The releases of the clinical laboratory fee schedule, oldest first.
    #[must_use]
    pub fn laboratory_rates(&self) -> &[RateRelease<LaboratoryRate>] {
        &self.laboratory_rates
    }

    /// The release of the clinical laboratory fee schedule that prices a day: the latest of its year that had begun.
    #[must_use]
    pub fn laboratory_rates_on(&self, day: Date) -> Option<&RateRelease<LaboratoryRate>> {
        self.laboratory_rates
            .iter()
            .rev()
            .find(|release| release.effective_from <= day && release.effective_from.year() == day.year())
    }

    /// The other schedules that are in force on a day.
    pub(super) fn other_schedules_on(&self, day: Date) -> OtherSchedules<'_> {
        let laboratory = self.laboratory_rates_on(day).map(|release| LaboratoryRatesInForce {
            rates: &release.rates,
            source: release.source,
            caveat: older(ReleaseKind::LaboratoryRates, release, day),
        });
        OtherSchedules { laboratory }
    }

    /// The name of the release by which a schedule prices a day. `physician` is that of the physician fee schedule.
    #[must_use]
    pub fn release_of<'a>(
        &'a self,
        schedule: PaymentSchedule,
        physician: &'a Release,
        day: Date,
    ) -> Option<&'a str> {
        match schedule {
            PaymentSchedule::Physician => Some(physician.label.as_str()),
            PaymentSchedule::ClinicalLaboratory => {
                self.laboratory_rates_on(day).map(|release| release.label.as_str())
            }
        }
    }
}

/// A caveat if CMS has published a later release for the day.
fn older<T>(kind: ReleaseKind, release: &RateRelease<T>, day: Date) -> Option<Caveat> {
    let due = due(kind, day);
    (release.effective_from < due.effective_from)
        .then(|| Caveat::OlderRelease { used: release.label.clone(), wanted: due.label })
}
