//! What claims need of a schedule: the release in force, the place and the rates.

use super::places::release_and_place;
use super::price::latest_day;
use super::refused::Refused;
use medpayiq_core::pricing::Rates;
use medpayiq_core::schedule::{EditsInForce, InForce, Located, Schedule, Whereabouts};
use medpayiq_core::vocabulary::{Claim, QualifyingApm};
use std::ptr;
use time::Date;

/// Looks up what claims need in a schedule, one claim after another.
///
/// Claims that follow one another mostly have the same date and place. So it keeps what it found last, with the values that it
/// searched for. If the next claim has the same values, it does not search again.
#[derive(Debug)]
pub struct Lookup<'s> {
    schedule: &'s Schedule,
    latest_day: Option<Date>,
    place: Option<FoundPlace<'s>>,
    figures: Option<FoundFigures<'s>>,
}

/// The release and the place that a claim asked for.
#[derive(Debug)]
struct FoundPlace<'s> {
    day: Option<Date>,
    release: Option<String>,
    place: Whereabouts,
    found: (InForce<'s>, Located<'s>),
}

/// The figures of a release, a place and a kind of practitioner.
#[derive(Debug)]
struct FoundFigures<'s> {
    in_force: InForce<'s>,
    located: Located<'s>,
    qualifying_apm: QualifyingApm,
    rates: Rates<'s>,
    edits: EditsInForce<'s>,
}

impl<'s> Lookup<'s> {
    /// A schedule in which nothing was looked up yet.
    #[must_use]
    pub const fn new(schedule: &'s Schedule) -> Self {
        Self { schedule, latest_day: None, place: None, figures: None }
    }

    /// Today in the earliest time zone, as it was when it was first asked for.
    pub(crate) fn latest_day(&mut self) -> Date {
        *self.latest_day.get_or_insert_with(latest_day)
    }

    /// The schedule.
    #[must_use]
    pub const fn schedule(&self) -> &'s Schedule {
        self.schedule
    }

    /// The release and the place of a claim.
    ///
    /// # Errors
    /// Those of [`release_and_place`].
    pub(crate) fn release_and_place(
        &mut self,
        day: Option<Date>,
        release: Option<&str>,
        place: Whereabouts,
    ) -> Result<(InForce<'s>, Located<'s>), Refused> {
        let is_asked = |last: &&FoundPlace<'_>| {
            last.day == day && last.release.as_deref() == release && last.place == place
        };
        if let Some(last) = self.place.as_ref().filter(is_asked) {
            return Ok(last.found.clone());
        }
        let found = release_and_place(self.schedule, day, release, place, "")?;
        let release = release.map(str::to_owned);
        self.place = Some(FoundPlace { day, release, place, found: found.clone() });
        Ok(found)
    }

    /// The rates of a claim: the figures in force on its date, at its place and for its practitioner, and NCCI's edits that
    /// concern it.
    pub(crate) fn rates_for(
        &mut self,
        claim: &Claim,
        in_force: &InForce<'s>,
        located: &Located<'s>,
    ) -> Rates<'s> {
        let qualifying_apm = claim.provider().qualifying_apm;
        let is_asked = |last: &&FoundFigures<'_>| last.are_of(in_force, located, qualifying_apm);
        if let Some(last) = self.figures.as_ref().filter(is_asked) {
            return last.rates_of(claim);
        }
        let found = FoundFigures {
            in_force: in_force.clone(),
            located: located.clone(),
            qualifying_apm,
            rates: self.schedule.rates_without_edits(in_force, located, qualifying_apm),
            edits: self.schedule.edits_on(in_force.date),
        };
        self.figures.insert(found).rates_of(claim)
    }
}

impl<'s> FoundFigures<'s> {
    /// Whether these are the figures of a release and a place, for a practitioner.
    fn are_of(&self, in_force: &InForce<'_>, located: &Located<'_>, qualifying_apm: QualifyingApm) -> bool {
        let own = &self.in_force;
        ptr::eq(own.release, in_force.release)
            && own.date == in_force.date
            && own.caveat == in_force.caveat
            && self.located == *located
            && self.qualifying_apm == qualifying_apm
    }

    /// The rates of a claim of the date.
    fn rates_of(&self, claim: &Claim) -> Rates<'s> {
        let mut rates = self.rates.clone();
        rates.edits = self.edits.of_claim(claim);
        rates
    }
}
