//! The rates of a code in the schedules of Part B besides the physician fee schedule, and which of them are not loaded.

use crate::api::codes::other_schedules::ScheduleRateResponse;
use crate::api::shared::missing_schedules::missing_schedule;
use crate::schedule::{RateRelease, Schedule};
use crate::toolkit::schedule_in_words;
use crate::vocabulary::{HcpcsCode, PaymentSchedule, Quarter, RateRow, ServiceRow, Status};
use time::Date;

/// A schedule by its name in the API, in words.
pub(super) fn named_in_words(name: &str) -> &'static str {
    let schedule = PaymentSchedule::ALL.iter().find(|schedule| schedule.as_str() == name);
    schedule.map_or("Another schedule", |schedule| schedule_in_words(*schedule))
}

/// That a schedule which lists the code is not loaded for the day. `None` if one is, or if no schedule lists the code.
pub(super) fn missing_rates(
    schedule: &Schedule,
    hcpcs: HcpcsCode,
    day: Date,
    found: &[ScheduleRateResponse<'_>],
) -> Option<String> {
    if !found.is_empty() {
        return None;
    }
    let missing_drug =
        missing("Drug limits", schedule.drug_limits(), schedule.drug_limits_on(day), hcpcs, day);
    let missing_test = || {
        let in_force = schedule.laboratory_rates_on(day);
        missing("Laboratory rates", schedule.laboratory_rates(), in_force, hcpcs, day)
    };
    let missing_equipment = || {
        let in_force = schedule.equipment_fees_on(day);
        missing("Equipment fees", schedule.equipment_fees(), in_force, hcpcs, day)
    };
    let missing_nutrition = || {
        let in_force = schedule.nutrition_fees_on(day);
        missing("Nutrition fees", schedule.nutrition_fees(), in_force, hcpcs, day)
    };
    let not_loaded = || {
        let rows = schedule.in_force(Some(day), None).map(|found| found.release.services.rows_of(hcpcs));
        let is_left = |row: &ServiceRow| matches!(row.status, Status::StatutoryExclusion | Status::Excluded);
        rows.is_ok_and(|rows| rows.iter().all(is_left)).then(|| missing_schedule(schedule, hcpcs)).flatten()
    };
    missing_drug
        .or_else(missing_test)
        .or_else(missing_equipment)
        .or_else(missing_nutrition)
        .or_else(|| not_loaded().map(str::to_owned))
}

/// Why one schedule has no rate of a code on a day, if one of its releases has one.
fn missing<T: RateRow>(
    name: &str,
    releases: &[RateRelease<T>],
    in_force: Option<&RateRelease<T>>,
    hcpcs: HcpcsCode,
    day: Date,
) -> Option<String> {
    let listing = releases.iter().rev().find(|release| !release.rates_of(hcpcs).is_empty())?;
    let newest = Quarter::of(releases.last()?.effective_from);
    Some(match in_force {
        Some(release) => format!("{} does not list {hcpcs}, but {} does.", release.label, listing.label),
        None => format!("{name} of {} are not loaded (newest: {newest}).", Quarter::of(day)),
    })
}
