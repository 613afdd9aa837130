//! The loaded releases: how many there are of each kind, and how old they are.

use crate::schedule::{Currency, EditReleases, Schedule};
use prometheus::{
    IntGauge, IntGaugeVec, Registry, register_int_gauge_vec_with_registry as gauges,
    register_int_gauge_with_registry as gauge,
};
use time::{Date, OffsetDateTime};

/// The releases in memory.
pub(super) struct ReleaseMetrics {
    loaded: IntGaugeVec,
    effective_from: IntGaugeVec,
    outdated: IntGaugeVec,
    swapped_at: IntGauge,
}

impl ReleaseMetrics {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        Ok(Self {
            loaded: gauges!("medpayiq_releases", "Releases in memory, by kind.", &["kind"], registry)?,
            effective_from: gauges!(
                "medpayiq_release_effective_timestamp_seconds",
                "The first day of the loaded release that applies today, by kind, in seconds since 1970. Absent if there is none.",
                &["kind"],
                registry
            )?,
            outdated: gauges!(
                "medpayiq_release_outdated_seconds",
                "For how long a newer release than the loaded one has been due, by kind; 0 if it is current.",
                &["kind"],
                registry
            )?,
            swapped_at: gauge!(
                "medpayiq_schedule_swapped_timestamp_seconds",
                "The time at which the schedule in memory was loaded, in seconds since 1970; 0 if none is loaded.",
                registry
            )?,
        })
    }

    /// Sets the gauges for a schedule that was loaded at this second.
    pub(super) fn show(&self, schedule: &Schedule, swapped_at: i64) {
        let EditReleases { ptp, unit_limits, add_ons } = schedule.edit_releases();
        let releases = [
            ("fee_schedule", schedule.releases().len()),
            ("zip_localities", usize::from(schedule.zips().is_some())),
            ("anesthesia_base_units", schedule.anesthesia_base_units().len()),
            ("ptp_edits", ptp.len()),
            ("unit_limits", unit_limits.len()),
            ("add_on_codes", add_ons.len()),
            ("laboratory_rates", schedule.laboratory_rates().len()),
            ("drug_limits", schedule.drug_limits().len()),
            ("equipment_fees", schedule.equipment_fees().len()),
            ("nutrition_fees", schedule.nutrition_fees().len()),
            ("law", schedule.laws().len()),
        ];
        for (kind, loaded) in releases {
            self.loaded.with_label_values(&[kind]).set(i64::try_from(loaded).unwrap_or(i64::MAX));
        }
        self.swapped_at.set(swapped_at);
        self.show_age(schedule);
    }

    fn show_age(&self, schedule: &Schedule) {
        let today = OffsetDateTime::now_utc().date();
        self.effective_from.reset();
        for Currency { kind, loaded, outdated_since, .. } in schedule.currency(today) {
            let labels = [kind.as_str()];
            if let Some(loaded) = loaded {
                self.effective_from.with_label_values(&labels).set(seconds_at(loaded.effective_from));
            }
            let outdated = outdated_since.map_or(0, |since| (today - since).whole_seconds());
            self.outdated.with_label_values(&labels).set(outdated);
        }
    }
}

/// The seconds from 1970 to the beginning of a day.
fn seconds_at(day: Date) -> i64 {
    day.midnight().assume_utc().unix_timestamp()
}
