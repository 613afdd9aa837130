//! The codes of a search that the physician fee schedule of the day does not list: those of other schedules, and of other days.

use super::params::Params;
use crate::api::codes::search::codes_elsewhere;
use crate::api::codes::word_index::SearchableSchedule;
use crate::api::shared::listings::listings;
use crate::schedule::{InForce, RateRelease, Schedule};
use crate::toolkit::schedule_in_words;
use crate::vocabulary::{HcpcsCode, RateRow, format_date};
use std::collections::BTreeSet;
use time::Date;

/// The most codes that a search lists.
pub(super) const MOST_FOUND: usize = 40;

/// A code that the physician fee schedule of the day does not list.
pub(super) struct OtherCode<'a> {
    pub(super) code: HcpcsCode,
    /// The address of its page, on a day when it is known.
    pub(super) address: String,
    /// Our explanation, or else CMS's descriptor.
    pub(super) text: Option<&'a str>,
    /// What lists it.
    pub(super) listed_in: String,
}

/// The codes that begin with a text, or match its words, and that the physician fee schedule of the day does not list.
pub(super) fn codes_of_other_schedules<'a>(
    searchable: &'a SearchableSchedule,
    in_force: &InForce<'_>,
    search: &Params,
    text: &str,
) -> Vec<OtherCode<'a>> {
    let schedule = searchable.schedule();
    let is_elsewhere = |code: &HcpcsCode| in_force.release.services.rows_of(*code).is_empty();
    let mut codes: Vec<HcpcsCode> = begin_with(schedule, text).into_iter().filter(is_elsewhere).collect();
    if codes.is_empty() {
        codes = codes_elsewhere(searchable, in_force.release, text);
    }
    let codes = codes.into_iter().take(MOST_FOUND);
    codes.filter_map(|code| other_code(schedule, in_force.date, search, code)).collect()
}

fn other_code<'a>(
    schedule: &'a Schedule,
    day: Date,
    search: &Params,
    code: HcpcsCode,
) -> Option<OtherCode<'a>> {
    let found = listings(schedule, code);
    let listing = found.iter().rev().find(|listing| listing.from <= day).or_else(|| found.first())?;
    let is_known = schedule.is_in_other_schedules_on(code, day);
    let from = format_date(listing.from);
    let known = if is_known { search.clone() } else { search.with("date", Some(&from)) };
    let name = schedule_in_words(listing.schedule);
    Some(OtherCode {
        code,
        address: known.address_of(&code),
        text: schedule.explanation(code).or_else(|| schedule.descriptor(code, None)),
        listed_in: if is_known {
            name.to_owned()
        } else {
            format!("{name}, {} from {from}", listing.release)
        },
    })
}

/// The codes of other schedules that begin with a text.
fn begin_with(schedule: &Schedule, text: &str) -> BTreeSet<HcpcsCode> {
    /// A shorter text begins too many codes.
    const SHORTEST: usize = 3;
    let prefix = text.trim().to_uppercase();
    if prefix.len() < SHORTEST {
        return BTreeSet::new();
    }
    let tests = codes_from(schedule.laboratory_rates(), &prefix);
    let drugs = codes_from(schedule.drug_limits(), &prefix);
    let equipment = codes_from(schedule.equipment_fees(), &prefix);
    let nutrition = codes_from(schedule.nutrition_fees(), &prefix);
    tests.chain(drugs).chain(equipment).chain(nutrition).collect()
}

/// The codes of releases of rates that begin with a text.
fn codes_from<'a, T: RateRow>(
    releases: &'a [RateRelease<T>],
    prefix: &'a str,
) -> impl Iterator<Item = HcpcsCode> + 'a {
    releases.iter().flat_map(move |release| {
        let from = release.rates.partition_point(|rate| rate.hcpcs().as_str() < prefix);
        let codes = release.rates.get(from..).unwrap_or_default().iter().map(RateRow::hcpcs);
        codes.take_while(move |code| code.as_str().starts_with(prefix))
    })
}
