//! The query parameters that reads share: a date or a release, and a place.

use super::pricing_context::PricingContext;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::{InForce, Schedule, Whereabouts};
use medpayiq_claims::locality_hint::locality_hint;
use medpayiq_claims::places::release_in_force;
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;

/// The date or release of a read.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReleaseQuery {
    /// The date of service (ISO 8601). The release in force on that day is used. Default: the first day of the newest release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// The name of a release to use instead of the one in force on the date.
    #[param(example = "RVU25A")]
    release: Option<String>,
}

/// The date or release, and the place, of a read.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceQuery {
    /// The date of service (ISO 8601). The release and rules in force on that day are used. Default: the first day of the newest
    /// release.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// The name of a release to use instead of the one in force on the date.
    #[param(example = "RVU25A")]
    release: Option<String>,
    /// Contractor and locality number of the place. Without a place, amounts are national.
    #[param(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110. Send either `zip` or `locality`.
    #[param(pattern = r"^\d{5}(-?\d{4})?$")]
    zip: Option<String>,
}

/// A checked date and the name of a release.
pub(crate) struct AskedRelease {
    pub(crate) day: Option<Date>,
    pub(crate) release: Option<String>,
}

/// A checked date and place, and the name of a release.
#[derive(Clone, Debug)]
pub(crate) struct AskedPlace {
    day: Option<Date>,
    release: Option<String>,
    place: Whereabouts,
}

impl ReleaseQuery {
    /// Checks what can be checked without the loaded releases.
    pub(crate) fn check(self, faults: &mut Faults) -> AskedRelease {
        AskedRelease { day: faults.day("/query/date", self.date.as_deref()), release: self.release }
    }
}

impl AskedRelease {
    /// The release in force.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is none.
    pub(crate) fn in_force<'a>(&self, schedule: &'a Schedule) -> Result<InForce<'a>, Error> {
        Ok(release_in_force(schedule, self.day, self.release.as_deref(), "/query")?)
    }
}

impl PlaceQuery {
    /// A date, a release and a place, for the command line.
    pub(crate) const fn new(
        date: Option<String>,
        release: Option<String>,
        locality: Option<String>,
        zip: Option<String>,
    ) -> Self {
        Self { date, release, locality, zip }
    }

    /// Checks what can be checked without the loaded releases. They are only for the hint about a locality, if there are any.
    pub(crate) fn check(self, faults: &mut Faults, schedule: Option<&Schedule>) -> AskedPlace {
        let day = faults.day("/query/date", self.date.as_deref());
        let hint = |text: &str| {
            let hint = |schedule| locality_hint(schedule, day, self.release.as_deref(), text);
            schedule.map_or_else(String::new, hint)
        };
        let place = faults.place_or_hint("/query", self.locality.as_deref(), self.zip.as_deref(), hint);
        AskedPlace { day, release: self.release, place }
    }
}

impl AskedPlace {
    /// A date and a place, with the release in force there.
    pub(crate) const fn new(day: Option<Date>, place: Whereabouts) -> Self {
        Self { day, release: None, place }
    }

    /// The date, the name of the release, and the place.
    pub(crate) fn parts(self) -> (Option<Date>, Option<String>, Whereabouts) {
        let Self { day, release, place } = self;
        (day, release, place)
    }

    /// The release in force, the place, and the rates there.
    ///
    /// # Errors
    /// [`Error::Invalid`] if no such release is in force or it has no such place.
    pub(crate) fn pricing_context<'a>(&self, schedule: &'a Schedule) -> Result<PricingContext<'a>, Error> {
        PricingContext::new(schedule, self.day, self.release.as_deref(), self.place)
    }
}
