//! The rates of Part B's schedules besides the physician fee schedule, as pricing reads them.

use super::caveat::Caveat;
use crate::law::Source;
use crate::vocabulary::{HcpcsCode, LaboratoryRate, PaymentSchedule};
use time::Date;

/// The other schedules that are in force for a claim.
#[derive(Clone, Debug, Default)]
pub struct OtherSchedules<'a> {
    /// The clinical laboratory fee schedule, if a release of it is loaded.
    pub laboratory: Option<LaboratoryRatesInForce<'a>>,
}

/// The rates of the clinical laboratory fee schedule on the date of a claim.
#[derive(Clone, Debug)]
pub struct LaboratoryRatesInForce<'a> {
    /// The rates, sorted by code.
    pub rates: &'a [LaboratoryRate],
    /// The release.
    pub source: Source,
    /// Why the release is less than certain.
    pub caveat: Option<Caveat>,
}

impl<'a> LaboratoryRatesInForce<'a> {
    /// The rates of a test that have begun on a day: without a modifier, and with QW.
    pub(super) fn of(
        &self,
        hcpcs: HcpcsCode,
        day: Date,
    ) -> impl Iterator<Item = &'a LaboratoryRate> + Clone + use<'a> {
        let start = self.rates.partition_point(|rate| rate.hcpcs < hcpcs);
        let of_code = self.rates.iter().skip(start).take_while(move |rate| rate.hcpcs == hcpcs);
        of_code.filter(move |rate| rate.effective_from <= day)
    }
}

/// The rate of another schedule that prices a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScheduleRate<'a> {
    /// A rate of the clinical laboratory fee schedule, and its release.
    Laboratory(&'a LaboratoryRate, Source),
}

impl ScheduleRate<'_> {
    /// The schedule.
    pub(super) const fn schedule(self) -> PaymentSchedule {
        match self {
            Self::Laboratory(..) => PaymentSchedule::ClinicalLaboratory,
        }
    }
}
