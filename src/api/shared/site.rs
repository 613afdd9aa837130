//! The date and place that a read asks for, settled against the schedule.

use crate::api::wire::error::{Error, place_fault, release_fault};
use crate::api::wire::query::link_query;
use crate::pricing::{Caveat, Confidence, Rates};
use crate::schedule::{InForce, Located, Schedule, Whereabouts};
use crate::tips::Medicare;
use crate::vocabulary::{HcpcsCode, QualifyingApm, Quarter, format_date};
use time::Date;

/// The release of a date, or the one named, and the place in it; `at` is where the request holds them.
///
/// # Errors
/// [`Error::Invalid`] where no release is in force; else where it has no such place. Which places there are, only a release
/// can tell: without one, nothing is said of the place.
pub(crate) fn settle<'a>(
    schedule: &'a Schedule,
    day: Option<Date>,
    release: Option<&str>,
    place: Whereabouts,
    at: &str,
) -> Result<(InForce<'a>, Located<'a>), Error> {
    let in_force = schedule.in_force(day, release).map_err(|error| release_fault(&error, at))?;
    let zip_given = matches!(place, Whereabouts::Zip(_));
    let located = schedule.locate(in_force.release, place);
    Ok((in_force, located.map_err(|error| place_fault(&error, at, zip_given))?))
}

/// A release, a place, and the rates in force there.
pub(crate) struct Site<'a> {
    pub(crate) in_force: InForce<'a>,
    pub(crate) located: Located<'a>,
    pub(crate) rates: Rates<'a>,
    pub(crate) schedule: &'a Schedule,
    /// The place as it was asked for.
    pub(crate) place: Whereabouts,
}

impl<'a> Site<'a> {
    /// The quarter of the NCCI edits that speak of the day.
    pub(crate) fn edits_quarter(&self) -> Option<Quarter> {
        self.schedule.edits_on(self.in_force.date).quarter()
    }

    /// Settles a date, or a release by name, and a place.
    ///
    /// # Errors
    /// [`Error::Invalid`] where no release is in force on the date or there is no such place.
    pub(crate) fn settle(
        schedule: &'a Schedule,
        day: Option<Date>,
        release: Option<&str>,
        place: Whereabouts,
    ) -> Result<Self, Error> {
        let (in_force, located) = settle(schedule, day, release, place, "/query")?;
        let rates = schedule.rates(&in_force, &located, QualifyingApm::No);
        Ok(Self { in_force, located, rates, schedule, place })
    }

    /// How sure the release and the place are. An answer without a place shows national amounts because that was asked
    /// for: no reason for caveat.
    pub(crate) fn confidence(&self) -> Confidence {
        let place = self.located.caveat.clone().filter(|caveat| *caveat != Caveat::NationalAmount);
        Confidence::of([self.in_force.caveat.clone(), place].into_iter().flatten().collect())
    }

    /// Whom hypothetical claims are put to, here.
    pub(crate) fn medicare(&self) -> Medicare<'_> {
        let InForce { release, date, .. } = &self.in_force;
        Medicare { date: *date, rates: &self.rates, schedule: self.schedule, release: &release.label }
    }

    /// The query of a link to what another read says of this release and place. A date leads to the release; where one was
    /// chosen that is not in force on its date, its first day does.
    pub(crate) fn link_query(&self) -> String {
        let InForce { release, date, .. } = self.in_force;
        let leads_here = |found: InForce<'_>| found.release.label == release.label;
        let date = if self.schedule.in_force(Some(date), None).is_ok_and(leads_here) {
            date
        } else {
            release.effective_from
        };
        let (locality, zip) = self.place.locality_and_zip();
        link_query([
            ("date", Some(&format_date(date))),
            ("locality", locality.as_deref()),
            ("zip", zip.as_deref()),
        ])
    }

    /// What is said of a code that the release does not list.
    pub(crate) fn not_listed(&self, hcpcs: HcpcsCode) -> String {
        let release = self.in_force.release;
        not_listed(release.is_extract, &release.label, hcpcs)
    }
}

/// The release of a look-up's date, or the one named.
pub(crate) fn in_force<'a>(
    schedule: &'a Schedule,
    day: Option<Date>,
    release: Option<&str>,
) -> Result<InForce<'a>, Error> {
    schedule.in_force(day, release).map_err(|error| release_fault(&error, "/query"))
}

/// What is said of a code that a release does not list.
pub(crate) fn not_listed(is_extract: bool, release: &str, hcpcs: HcpcsCode) -> String {
    if is_extract {
        format!(
            "{hcpcs} is not among the starter data, an extract of {release}: import the whole release to look it up"
        )
    } else {
        format!("{release} does not list {hcpcs}: it may be unknown, deleted, or paid under another schedule")
    }
}
