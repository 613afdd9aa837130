//! From a date of service to the release in force, and to the rates of a claim.

use super::anesthesia::{anesthesia_factor, qualifying_factor};
use super::content::LocalityIndices;
use super::factors::{DatedFactor, NotUsed};
use super::locate::Located;
use super::{Release, Schedule};
use crate::law::{Figure, Missing, Provisions, Source};
use crate::pricing::{AnesthesiaRates, Caveat, ClaimEdits, QualifyingFactors, Rates};
use crate::vocabulary::{Claim, ConversionFactor, DateRange, Gpci, Gpcis, QualifyingApm, format_date};
use std::sync::Arc;
use time::Date;

/// The release that prices a claim.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// The release.
    pub release: &'a Release,
    /// The date of service, or the first day of the release if the caller gave none.
    pub date: Date,
    /// Whether the caller gave the date.
    pub date_given: bool,
    /// Why the release itself is less than certain.
    pub caveat: Option<Caveat>,
}

/// Why no release prices a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInForce {
    /// Nothing is loaded.
    #[error("No fee schedule is loaded. Import a CMS RVU zip.")]
    NothingLoaded,
    /// No release of the date's year is loaded, or the date is before the year's first release.
    #[error(
        "No loaded release covers {date}. Loaded: {loaded}. Import CMS's RVU zip for that day. Every claim needs it, also \
         one of only drugs, laboratory tests or equipment."
    )]
    NotCovered {
        /// The date asked for.
        date: String,
        /// The loaded releases with their days.
        loaded: String,
    },
    /// The release asked for is not loaded.
    #[error("Release {asked:?} is not loaded. Loaded: {loaded}.")]
    UnknownRelease {
        /// The release asked for.
        asked: String,
        /// The loaded releases with their days.
        loaded: String,
    },
    /// The release that was asked for is not a fee schedule.
    #[error("Release {asked:?} is not a fee schedule. Loaded fee schedules: {loaded}.")]
    NoFeeSchedule {
        /// The release asked for.
        asked: String,
        /// The loaded fee schedules with their days.
        loaded: String,
    },
    /// The release asked for belongs to another year than the date.
    #[error("{release} prices dates of service in {year} only, not {date}.")]
    OtherYear {
        /// The release asked for.
        release: String,
        /// Its year.
        year: i32,
        /// The date asked for.
        date: String,
    },
}

impl NotInForce {
    /// Whether it is the release asked for, rather than the date, that is at fault.
    #[must_use]
    pub const fn is_about_release(&self) -> bool {
        match self {
            Self::UnknownRelease { .. } | Self::NoFeeSchedule { .. } | Self::OtherYear { .. } => true,
            Self::NothingLoaded | Self::NotCovered { .. } => false,
        }
    }
}

impl Schedule {
    /// The release that prices a date: the latest of its year that was in force, or the one asked for. An extract prices only
    /// dates for which no whole release is loaded.
    ///
    /// # Errors
    /// When no loaded release covers the date, or the one asked for is not loaded or of another year.
    pub fn in_force(&self, date: Option<Date>, asked: Option<&str>) -> Result<InForce<'_>, NotInForce> {
        let newest = self.newest_release().ok_or(NotInForce::NothingLoaded)?;
        match (date, asked) {
            (None, None) => {
                Ok(InForce { release: newest, date: newest.effective_from, date_given: false, caveat: None })
            }
            (Some(date), None) => {
                let release = self.latest_on(date).ok_or_else(|| NotInForce::NotCovered {
                    date: format_date(date),
                    loaded: self.loaded(),
                })?;
                Ok(InForce { release, date, date_given: true, caveat: older_release(release, date) })
            }
            (date, Some(asked)) => self.chosen(date, asked),
        }
    }

    fn chosen(&self, date: Option<Date>, asked: &str) -> Result<InForce<'_>, NotInForce> {
        let release = self.release(asked).ok_or_else(|| {
            let (asked, loaded) = (asked.to_owned(), self.loaded());
            if self.other_labels().any(|label| label.eq_ignore_ascii_case(asked.trim())) {
                NotInForce::NoFeeSchedule { asked, loaded }
            } else {
                NotInForce::UnknownRelease { asked, loaded }
            }
        })?;
        let (date_given, date) = (date.is_some(), date.unwrap_or(release.effective_from));
        if !release.year().contains(date) {
            return Err(NotInForce::OtherYear {
                release: release.label.clone(),
                year: release.effective_from.year(),
                date: format_date(date),
            });
        }
        let caveat = match self.latest_on(date) {
            Some(in_force) if in_force.label != release.label => {
                Some(Caveat::ChosenRelease { used: release.label.clone(), in_force: in_force.label.clone() })
            }
            Some(_) | None => older_release(release, date),
        };
        Ok(InForce { release, date, date_given, caveat })
    }

    /// The release that prices what names neither a date nor a release: the newest whole one, or else the newest extract.
    #[must_use]
    pub fn newest_release(&self) -> Option<&Release> {
        latest(&self.releases, |_| true)
    }

    /// The newest release of a year: of the whole ones, or else of the extracts.
    #[must_use]
    pub fn newest_release_of(&self, year: i32) -> Option<&Release> {
        latest(&self.releases, |release| release.effective_from.year() == year)
    }

    fn latest_on(&self, date: Date) -> Option<&Release> {
        latest(&self.releases, |release| {
            release.effective_from <= date && release.effective_from.year() == date.year()
        })
    }

    /// The days on which a release prices what names no release: until the next one of its year, else until the year's
    /// end. `None` if another release priced its first day already. It is not stored, because it changes with what is loaded.
    #[must_use]
    pub fn days_in_force(&self, release: &Release) -> Option<DateRange> {
        let year = release.year();
        if self.latest_on(release.effective_from).is_some_and(|first| first.label != release.label) {
            return None;
        }
        let following = self.releases.iter().skip_while(|other| other.label != release.label).skip(1);
        let mut following = following.filter(|next| release.is_extract || !next.is_extract);
        let next = following.find(|next| year.contains(next.effective_from)).map(|next| next.effective_from);
        let to = next.map_or(Some(year.to), Date::previous_day)?;
        (release.effective_from <= to).then_some(DateRange { from: release.effective_from, to })
    }

    fn loaded(&self) -> String {
        let name = |release: &Release| match self.days_in_force(release) {
            Some(days) => format!("{} ({days})", release.label),
            None => format!("{} (replaced on its first day)", release.label),
        };
        self.releases.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// The rates of a claim: the figures in force on its date, at its place and for its practitioner, and NCCI's edits that
    /// concern it. `in_force` and `located` are of the claim's date and place.
    #[must_use]
    pub fn rates_for<'a>(
        &'a self,
        claim: &Claim,
        in_force: &InForce<'a>,
        located: &Located<'a>,
    ) -> Rates<'a> {
        let figures = self.rates_without_edits(in_force, located, claim.provider().qualifying_apm);
        Rates { edits: self.edits_of(claim), ..figures }
    }

    /// The figures in force at a place, for a practitioner, without NCCI's edits: with them every claim is priced as if no
    /// edits were loaded.
    #[must_use]
    pub fn rates_without_edits<'a>(
        &'a self,
        in_force: &InForce<'a>,
        located: &Located<'a>,
        qualifying_apm: QualifyingApm,
    ) -> Rates<'a> {
        let InForce { release, date, caveat, .. } = in_force;
        let law = self.law.on(*date);
        let factors = factors(release, *date, law, qualifying_apm);
        let geography = self.geography(located.locality, *date);
        let place = located.locality.map(|row| (row, geography.gpcis()));
        let list = self.base_units_on(*date);
        let older_list = list.filter(|list| list.effective_from.year() < date.year());
        let mut caveats = Vec::new();
        caveats.extend(caveat.clone());
        caveats.extend(located.caveat.clone());
        factors.caveats.into_iter().for_each(|caveat| caveats.extend(caveat));
        caveats.extend(unknown_work_index(located.locality, *date, law));
        let is_amended = self.law.is_amended("anesthesia_conversion_factor", *date);
        Rates {
            services: &release.services,
            release: release.source,
            is_extract: release.is_extract,
            geography,
            conversion_factor: factors.factor,
            factor_source: factors.source,
            if_qualifying: if_qualifying(release, *date, place.map(|(_, gpcis)| gpcis), law, qualifying_apm),
            anesthesia: AnesthesiaRates {
                factor: anesthesia_factor(release, place, law, is_amended, qualifying_apm),
                base_units: list.map_or(&[][..], |list| &list.base_units),
                older_list: older_list.map(|list| list.label.as_str()),
            },
            law,
            other_schedules: Arc::new(self.other_schedules_on(*date, located)),
            edits: ClaimEdits::default(),
            terms: None,
            latest_day: None,
            caveats,
        }
    }
}

/// The factors of a qualifying APM participant, if the caller does not know whether the practitioner is one.
fn if_qualifying(
    release: &Release,
    date: Date,
    gpcis: Option<Gpcis>,
    law: &Provisions,
    qualifying_apm: QualifyingApm,
) -> Option<QualifyingFactors> {
    let own =
        release.factors_on(date)?.qualifying_apm.filter(|_| qualifying_apm == QualifyingApm::Unknown)?;
    let anesthesia = qualifying_factor(gpcis, law);
    Some(QualifyingFactors { services: own.factor, source: own.source, anesthesia })
}

/// The latest of the releases of a kind, which are in order: of the whole ones, or else of the extracts.
pub(super) fn latest(releases: &[Release], is_it: impl Fn(&Release) -> bool) -> Option<&Release> {
    let found =
        |is_extract| releases.iter().rev().find(|release| release.is_extract == is_extract && is_it(release));
    found(false).or_else(|| found(true))
}

/// The conversion factor of a practitioner, and why it is less than certain.
struct Factors {
    factor: ConversionFactor,
    source: Option<Source>,
    caveats: [Option<Caveat>; 3],
}

fn factors(release: &Release, date: Date, law: &Provisions, qualifying: QualifyingApm) -> Factors {
    let period = release.factors_on(date);
    let standard = period.map(|period| period.standard);
    let own = period.and_then(|period| period.qualifying_apm);
    let undated = || law.conversion_factor.err().map(|_| Caveat::FactorNotDated { day: date });
    let used = if qualifying == QualifyingApm::Yes { own.or(standard) } else { standard };
    let differs = used.and_then(|used| factors_differ(release, used));
    let (uncertain, missing) = match (qualifying, own) {
        (QualifyingApm::No, _) => (None, undated()),
        (QualifyingApm::Yes | QualifyingApm::Unknown, None) => {
            (None, missing_own_factor(date, law).or_else(undated))
        }
        (QualifyingApm::Unknown, Some(_)) => (Some(Caveat::QualifyingApmUnknown), undated()),
        (QualifyingApm::Yes, Some(own)) => {
            let source = own.source.filter(|_| differs.is_none());
            (source.map(|source| Caveat::FactorNotFromFile { source: source.as_str() }), None)
        }
    };
    let factor = used.map_or_else(|| release.standard_factor(date), |used| used.factor);
    Factors { factor, source: used.and_then(|used| used.source), caveats: [uncertain, missing, differs] }
}

/// That the law and the file of a release have different factors, and which one is used.
fn factors_differ(release: &Release, used: DatedFactor) -> Option<Caveat> {
    let release = release.label.clone();
    match (used.not_used?, used.source) {
        (NotUsed::OfFile(of_file), Some(source)) => {
            Some(Caveat::FileFactorNotUsed { release, of_file, of_law: used.factor, source: source.as_str() })
        }
        (NotUsed::OfFile(_), None) => None,
        (NotUsed::OfLaw(Figure { value: of_law, source }), _) => {
            Some(Caveat::LawFactorNotUsed { release, of_file: used.factor, of_law, source: source.as_str() })
        }
    }
}

/// That neither a file nor the law has the factor of qualifying APM participants, if they have one of their own.
fn missing_own_factor(day: Date, law: &Provisions) -> Option<Caveat> {
    let missing = match law.qualifying_apm_factor_differs {
        Ok(Figure { value: false, .. }) => None,
        Ok(Figure { value: true, .. }) => law.qualifying_apm_conversion_factor.err(),
        Err(missing) => Some(missing),
    };
    missing.map(|Missing { figure }| Caveat::LawValueMissing { figure, day })
}

/// That the work index of a locality is not known: the law does not say whether the floor is in force and the locality is below
/// it, or the floor is not in force and the loaded file has the index with the floor only.
fn unknown_work_index(locality: Option<&LocalityIndices>, day: Date, law: &Provisions) -> Option<Caveat> {
    let row = locality?;
    match law.work_gpci_floor {
        Err(Missing { figure }) => {
            (row.gpcis(true) != row.gpcis(false)).then_some(Caveat::LawValueMissing { figure, day })
        }
        Ok(Figure { value: false, .. }) => {
            let is_floored = row.work_without_floor.is_none() && row.work_with_floor == Some(Gpci::NATIONAL);
            is_floored.then_some(Caveat::WorkIndexWithFloor { day })
        }
        Ok(Figure { value: true, .. }) => None,
    }
}

/// A caveat if the quarter of the date has a later release than the one used: A, B, C, D by quarter.
fn older_release(release: &Release, date: Date) -> Option<Caveat> {
    let quarter = |day: Date| (u8::from(day.month()) - 1) / 3;
    if quarter(release.effective_from) >= quarter(date) {
        return None;
    }
    let letter = ["A", "B", "C", "D"].get(usize::from(quarter(date)))?;
    let wanted = format!("RVU{:02}{letter}", date.year().rem_euclid(100));
    (release.label != wanted).then(|| Caveat::OlderRelease { used: release.label.clone(), wanted })
}
