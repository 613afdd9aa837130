//! The rates of a code in the schedules of Part B besides the physician fee schedule.

use crate::api::wire::closed_lists::PaymentScheduleName;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, LaboratoryRate, Modifier, PaymentSchedule, format_date};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The rate of a code in another schedule of Part B.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScheduleRate)]
pub(crate) struct ScheduleRateResponse<'a> {
    /// `clinical_laboratory`: the clinical laboratory fee schedule.
    #[schema(value_type = PaymentScheduleName)]
    pub(crate) schedule: &'static str,
    /// The release that has the rate.
    #[schema(example = "CLFS_2026Q1")]
    pub(crate) release: &'a str,
    /// The modifier with which the rate applies: QW for a waived test. Null for the rate without a modifier.
    #[schema(value_type = Option<String>, example = "QW", required = true)]
    pub(crate) modifier: Option<Shown<Modifier>>,
    /// The first day of the rate.
    #[schema(example = "2026-01-01", format = Date)]
    pub(crate) effective_from: String,
    /// What Medicare allows for one unit, in dollars; null if the Medicare contractor sets the price.
    #[schema(required = true)]
    pub(crate) rate: Option<Dollars>,
}

/// The rates of a code on a day.
pub(crate) fn rates_of(schedule: &Schedule, hcpcs: HcpcsCode, day: Date) -> Vec<ScheduleRateResponse<'_>> {
    let Some(release) = schedule.laboratory_rates_on(day) else { return Vec::new() };
    let begun = release.rates_of(hcpcs).iter().filter(|rate| rate.effective_from <= day);
    let response = |rate: &LaboratoryRate| ScheduleRateResponse {
        schedule: PaymentSchedule::ClinicalLaboratory.as_str(),
        release: &release.label,
        modifier: rate.modifier.map(Shown),
        effective_from: format_date(rate.effective_from),
        rate: rate.rate.map(Shown),
    };
    begun.map(response).collect()
}
