//! The releases that list a code, of every schedule: since when a code is known.

use crate::schedule::{RateRelease, Schedule};
use crate::vocabulary::{HcpcsCode, PaymentSchedule, RateRow, format_date};
use time::Date;

/// A release that lists a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listing<'a> {
    pub(crate) schedule: PaymentSchedule,
    pub(crate) release: &'a str,
    /// The first day of the release.
    pub(crate) from: Date,
}

/// The releases that list a code, the earliest first.
pub(crate) fn listings(schedule: &Schedule, hcpcs: HcpcsCode) -> Vec<Listing<'_>> {
    let services = schedule.releases().iter().filter(|release| !release.services.rows_of(hcpcs).is_empty());
    let services = services.map(|release| Listing {
        schedule: PaymentSchedule::Physician,
        release: &release.label,
        from: release.effective_from,
    });
    let tests = listing(schedule.laboratory_rates(), PaymentSchedule::ClinicalLaboratory, hcpcs);
    let drugs = listing(schedule.drug_limits(), PaymentSchedule::DrugLimits, hcpcs);
    let equipment = listing(schedule.equipment_fees(), PaymentSchedule::Equipment, hcpcs);
    let nutrition = listing(schedule.nutrition_fees(), PaymentSchedule::Equipment, hcpcs);
    let mut found: Vec<Listing<'_>> =
        services.chain(tests).chain(drugs).chain(equipment).chain(nutrition).collect();
    found.sort_by_key(|listing| listing.from);
    found
}

fn listing<T: RateRow>(
    releases: &[RateRelease<T>],
    schedule: PaymentSchedule,
    hcpcs: HcpcsCode,
) -> impl Iterator<Item = Listing<'_>> {
    let listing = releases.iter().filter(move |release| !release.rates_of(hcpcs).is_empty());
    listing.map(move |release| Listing { schedule, release: &release.label, from: release.effective_from })
}

/// Since when a code is known, or until when, if other releases than those of the day list it.
pub(crate) fn known_on_other_days(schedule: &Schedule, hcpcs: HcpcsCode, day: Date) -> Option<String> {
    let found = listings(schedule, hcpcs);
    let (first, last) = (found.first()?, found.last()?);
    Some(if first.from > day {
        let from = format_date(first.from);
        format!(
            "{hcpcs} is known from {from}: {} lists it, and nothing for {} does.",
            first.release,
            format_date(day)
        )
    } else {
        let last_from = format_date(last.from);
        format!(
            "The newest loaded release with {hcpcs} is {}, from {last_from}. Nothing for {} lists it.",
            last.release,
            format_date(day)
        )
    })
}
