//! What a read prices from: the release in force, the place, and the rates there.

use super::listings::known_on_other_days;
use super::missing_schedules::missing_schedule;
use super::source::SourceResponse;
use crate::api::wire::error::Error;
use crate::api::wire::query::query_string;
use crate::pricing::{Caveat, Confidence, Rates};
use crate::schedule::{AlsoUsed, InForce, Located, Release, Schedule, Whereabouts};
use crate::tips::Medicare;
use crate::vocabulary::{HcpcsCode, QualifyingApm, Quarter, format_date};
use medpayiq_claims::places::release_and_place;
use time::Date;

/// What a read prices from.
pub(crate) struct PricingContext<'a> {
    pub(crate) in_force: InForce<'a>,
    pub(crate) located: Located<'a>,
    /// The rates of the release at the place, without the edits of any claim.
    pub(crate) rates: Rates<'a>,
    pub(crate) schedule: &'a Schedule,
    /// The place as the caller named it.
    pub(crate) place: Whereabouts,
    /// Whether the caller named the release, so that links must name it too.
    is_pinned: bool,
}

impl<'a> PricingContext<'a> {
    /// The context of a date, or of a release by name, and of a place, as query parameters give them.
    ///
    /// # Errors
    /// [`Error::Invalid`] if no such release is in force or it has no such place.
    pub(crate) fn new(
        schedule: &'a Schedule,
        day: Option<Date>,
        release: Option<&str>,
        place: Whereabouts,
    ) -> Result<Self, Error> {
        let (in_force, located) = release_and_place(schedule, day, release, place, "/query")?;
        let rates = schedule.rates_without_edits(&in_force, &located, QualifyingApm::No);
        Ok(Self { in_force, located, rates, schedule, place, is_pinned: release.is_some() })
    }

    /// The source of the context's figures.
    pub(crate) fn source(&self) -> SourceResponse<'a> {
        let InForce { release, date, .. } = self.in_force;
        let used = AlsoUsed { zips: matches!(self.place, Whereabouts::Zip(_)), ..AlsoUsed::default() };
        SourceResponse::new(release, self.located.locality, self.rates.conversion_factor).with_other_files(
            self.schedule,
            release,
            date,
            used,
        )
    }

    /// The quarter of the NCCI edits that apply on the date.
    pub(crate) fn edits_quarter(&self) -> Option<Quarter> {
        self.schedule.edits_on(self.in_force.date).quarter()
    }

    /// The confidence in the figures of the release and the place. National amounts are what a request without a place asks for, so they do
    /// not lower it.
    pub(crate) fn confidence(&self) -> Confidence {
        let of_figures = self.rates.caveats.iter().filter(|caveat| **caveat != Caveat::NationalAmount);
        Confidence::of(of_figures.cloned().collect())
    }

    /// Prices hypothetical claims in this context.
    pub(crate) fn medicare(&self) -> Medicare<'_> {
        let InForce { release, date, .. } = &self.in_force;
        Medicare {
            date: *date,
            rates: &self.rates,
            schedule: self.schedule,
            in_force: &self.in_force,
            located: &self.located,
            release: &release.label,
            discipline: None,
        }
    }

    /// The name of the release, if the caller asked for it by name.
    pub(crate) fn pinned_release(&self) -> Option<&'a str> {
        self.is_pinned.then_some(self.in_force.release.label.as_str())
    }

    /// The query string of a link to another read of the same date, release and place.
    pub(crate) fn link_query(&self) -> String {
        let (locality, zip) = self.place.locality_and_zip();
        query_string([
            ("date", Some(&format_date(self.in_force.date))),
            ("release", self.pinned_release()),
            ("locality", locality.as_deref()),
            ("zip", zip.as_deref()),
        ])
    }

    /// Why the release has no rows of a code, and when the code is known.
    pub(crate) fn not_listed(&self, hcpcs: HcpcsCode) -> String {
        not_listed(self.schedule, &self.in_force, hcpcs)
    }
}

/// Why a release has no rows of a code, and when the code is known.
pub(crate) fn not_listed(schedule: &Schedule, in_force: &InForce<'_>, hcpcs: HcpcsCode) -> String {
    let on_other_days = known_on_other_days(schedule, hcpcs, in_force.date);
    on_other_days.unwrap_or_else(|| describe_missing(schedule, in_force.release, hcpcs))
}

/// The error of a code that no loaded release lists. It names the newest release.
pub(crate) fn listed_nowhere(schedule: &Schedule, hcpcs: HcpcsCode) -> Error {
    let newest = schedule.newest_release();
    Error::NotFound(newest.map_or_else(
        || format!("No loaded release lists {hcpcs}."),
        |release| describe_missing(schedule, release, hcpcs),
    ))
}

fn describe_missing(schedule: &Schedule, release: &Release, hcpcs: HcpcsCode) -> String {
    let label = &release.label;
    if let Some(other) = missing_schedule(schedule, hcpcs) {
        let lists = if release.is_extract { "The starter data does" } else { "The loaded releases do" };
        return format!("{lists} not list {hcpcs}. {other} An operator can import CMS's file.");
    }
    if release.is_extract {
        format!(
            "{hcpcs} is not in the starter data, which is an extract of {label}. Import the whole release to look it up."
        )
    } else {
        format!(
            "{label} does not list {hcpcs}. The code may be unknown, deleted, or paid under another schedule."
        )
    }
}
