//! Whether what is loaded is what CMS has in force on a day, and what to get from CMS if it is not.
//!
//! CMS publishes by a calendar: relative values, ZIP codes and NCCI's edits every quarter, base units for a year. So the day
//! alone says which release is due. It does not say whether CMS was on time.

use super::cms_calendar::{CmsPage, NamedRelease, due, files_of, first_day_after, page};
use super::content::ReleaseKind;
use super::resolve::latest;
use super::{RateRelease, Schedule};
use crate::vocabulary::format_date;
use std::fmt;
use time::Date;

/// How current the loaded releases of one kind are on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyState {
    /// CMS's release of the day is loaded.
    Current,
    /// CMS's release of the day is loaded without some of its files; or figures of the law have no value.
    Incomplete,
    /// Only the program's extract of the day's release is loaded.
    Extract,
    /// An earlier year's list is loaded, and CMS does not publish one every year.
    Unconfirmed,
    /// Only an earlier release is loaded.
    Outdated,
    /// No release that covers the day is loaded.
    Missing,
}

impl CurrencyState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Current, Self::Incomplete, Self::Extract, Self::Unconfirmed, Self::Outdated, Self::Missing];

    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Incomplete => "incomplete",
            Self::Extract => "extract",
            Self::Unconfirmed => "unconfirmed",
            Self::Outdated => "outdated",
            Self::Missing => "missing",
        }
    }
}

/// How current one kind of data is on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// The kind.
    pub kind: ReleaseKind,
    /// How current it is.
    pub state: CurrencyState,
    /// The release that applies to the day, if one is loaded. The law that came with the program is none.
    pub loaded: Option<NamedRelease>,
    /// The release that CMS's calendar has for the day.
    pub due: NamedRelease,
    /// The first day on which a newer release than the loaded one was due.
    pub outdated_since: Option<Date>,
    /// What to get: CMS's names of files. For the law, the figures without a value on the day.
    pub missing: Vec<String>,
    /// Where to get it; `None` for the law, which the operator writes.
    pub page: Option<CmsPage>,
}

/// A loaded release, as far as its currency depends on it.
struct Candidate<'a> {
    label: &'a str,
    effective_from: Date,
    is_extract: bool,
}

impl<'a> Candidate<'a> {
    fn of_rates<T>(release: &'a RateRelease<T>) -> Self {
        Self { label: &release.label, effective_from: release.effective_from, is_extract: false }
    }
}

impl Schedule {
    /// How current each kind of data is on a day.
    #[must_use]
    pub fn currency(&self, day: Date) -> Vec<Currency> {
        let edits = self.edit_releases();
        let ptp = edits.ptp.iter().map(Candidate::from);
        let unit_limits = edits.unit_limits.iter().map(Candidate::from);
        let add_ons = edits.add_ons.iter().map(Candidate::from);
        let laboratory = self.laboratory_rates().iter().map(Candidate::of_rates);
        let drugs = self.drug_limits().iter().map(Candidate::of_rates);
        let equipment = self.equipment_fees().iter().map(Candidate::of_rates);
        let nutrition = self.nutrition_fees().iter().map(Candidate::of_rates);
        // The newest directory and the newest PTP edits apply to every day.
        let zips = self.zips().map(|zips| Candidate {
            label: &zips.label,
            effective_from: zips.effective_from,
            is_extract: zips.is_extract,
        });
        vec![
            self.fee_schedule_currency(day),
            currency_of(ReleaseKind::ZipLocalities, day, newest(zips)),
            self.base_unit_currency(day),
            currency_of(ReleaseKind::PtpEdits, day, newest_whole(ptp)),
            currency_of(ReleaseKind::UnitLimits, day, newest_whole(begun(unit_limits, day))),
            currency_of(ReleaseKind::AddOnCodes, day, newest_whole(begun(add_ons, day))),
            currency_of(ReleaseKind::LaboratoryRates, day, newest(begun(laboratory, day))),
            currency_of(ReleaseKind::DrugLimits, day, newest(begun(drugs, day))),
            currency_of(ReleaseKind::EquipmentFees, day, newest(begun(equipment, day))),
            currency_of(ReleaseKind::NutritionFees, day, newest(begun(nutrition, day))),
            self.law_currency(day),
        ]
    }

    fn fee_schedule_currency(&self, day: Date) -> Currency {
        // The release that prices claims of the day, which can be an extract of its year beside a whole release of an earlier one.
        let priced = self.in_force(Some(day), None).ok().map(|in_force| in_force.release);
        let in_force = priced.or_else(|| latest(self.releases(), |release| release.effective_from <= day));
        let candidate = in_force.map(|release| Candidate {
            label: &release.label,
            effective_from: release.effective_from,
            is_extract: release.is_extract,
        });
        let mut currency = currency_of(ReleaseKind::FeeSchedule, day, candidate);
        if let (CurrencyState::Current, Some(release)) = (currency.state, in_force) {
            let year = release.effective_from.year();
            let tables = [
                (release.localities.is_empty(), format!("GPCI{year}")),
                (release.counties.is_empty(), format!("{:02}LOCCO", year % 100)),
                (release.anesthesia_factors.is_empty(), format!("ANES{year}")),
            ];
            currency.missing = tables.into_iter().filter_map(|(lacks, file)| lacks.then_some(file)).collect();
            if !currency.missing.is_empty() {
                currency.state = CurrencyState::Incomplete;
            }
        }
        currency
    }

    fn base_unit_currency(&self, day: Date) -> Currency {
        let lists = self.anesthesia_base_units().iter().map(|list| Candidate {
            label: &list.label,
            effective_from: list.effective_from,
            is_extract: false,
        });
        let mut currency = currency_of(ReleaseKind::AnesthesiaBaseUnits, day, newest(begun(lists, day)));
        if currency.state == CurrencyState::Outdated {
            currency.state = CurrencyState::Unconfirmed;
            currency.outdated_since = None;
            currency.missing.clear();
        }
        currency
    }

    fn law_currency(&self, day: Date) -> Currency {
        let laws = self.laws().iter().map(|law| Candidate {
            label: &law.label,
            effective_from: law.effective_from,
            is_extract: false,
        });
        let missing: Vec<String> = self.law().expired_on(day).into_iter().map(str::to_owned).collect();
        Currency {
            kind: ReleaseKind::Law,
            state: if missing.is_empty() { CurrencyState::Current } else { CurrencyState::Incomplete },
            loaded: newest(begun(laws, day)).map(NamedRelease::from),
            due: due(ReleaseKind::Law, day),
            outdated_since: None,
            missing,
            page: None,
        }
    }
}

impl<'a, T> From<&'a super::EditRelease<T>> for Candidate<'a> {
    fn from(release: &'a super::EditRelease<T>) -> Self {
        let is_extract = release.is_extract();
        Self { label: &release.label, effective_from: release.effective_from, is_extract }
    }
}

impl From<Candidate<'_>> for NamedRelease {
    fn from(candidate: Candidate<'_>) -> Self {
        Self { label: candidate.label.to_owned(), effective_from: candidate.effective_from }
    }
}

fn begun<'a>(
    releases: impl Iterator<Item = Candidate<'a>>,
    day: Date,
) -> impl Iterator<Item = Candidate<'a>> {
    releases.filter(move |release| release.effective_from <= day)
}

fn newest<'a>(releases: impl IntoIterator<Item = Candidate<'a>>) -> Option<Candidate<'a>> {
    releases.into_iter().max_by_key(|release| release.effective_from)
}

/// The newest of CMS's whole releases, or else of the extracts.
fn newest_whole<'a>(releases: impl Iterator<Item = Candidate<'a>>) -> Option<Candidate<'a>> {
    releases.max_by_key(|release| (!release.is_extract, release.effective_from))
}

fn currency_of(kind: ReleaseKind, day: Date, loaded: Option<Candidate<'_>>) -> Currency {
    let due = due(kind, day);
    let (state, outdated_since) = match &loaded {
        None => (CurrencyState::Missing, None),
        Some(release) if release.effective_from < due.effective_from => {
            (CurrencyState::Outdated, first_day_after(kind, release.effective_from))
        }
        Some(release) if release.is_extract => (CurrencyState::Extract, None),
        Some(_) => (CurrencyState::Current, None),
    };
    let missing = if state == CurrencyState::Current { Vec::new() } else { files_of(kind, day) };
    let loaded = loaded.map(NamedRelease::from);
    Currency { kind, state, loaded, due, outdated_since, missing, page: page(kind) }
}

impl Currency {
    /// Whether the loaded release is newer than the one that is due.
    fn is_early(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| {
            first_day_after(self.kind, self.due.effective_from)
                .is_some_and(|next| loaded.effective_from >= next)
        })
    }
}

/// What it means, in a sentence or two.
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loaded = self.loaded.as_ref().map_or("", |release| release.label.as_str());
        let (due, missing) = (&self.due.label, self.missing.join(", "));
        let since = self.outdated_since.map_or_else(String::new, format_date);
        match (self.kind, self.state) {
            (ReleaseKind::Law, CurrencyState::Current) => {
                write!(f, "No figure of the law has expired.")
            }
            (ReleaseKind::Law, _) => write!(
                f,
                "These figures of the law have expired: {missing}. Import a file such as {}.toml with new values.",
                due.to_lowercase()
            ),
            (_, CurrencyState::Current) if self.is_early() => {
                write!(f, "{loaded} is newer than {due}, which is due.")
            }
            (_, CurrencyState::Current) => write!(f, "{loaded} is the release that is due."),
            (_, CurrencyState::Incomplete) => {
                write!(f, "{loaded} is loaded without {missing}. Import the rest.")
            }
            (_, CurrencyState::Extract) => {
                write!(f, "{loaded} is the starter data, an extract. Import CMS's whole release: {missing}.")
            }
            (_, CurrencyState::Unconfirmed) => write!(
                f,
                "{loaded} is a list of an earlier year. CMS does not publish one every year. If there is a newer list, \
                 import it."
            ),
            (_, CurrencyState::Outdated) => {
                write!(f, "{loaded} has been out of date since {since}. {due} is due: import {missing}.")
            }
            (_, CurrencyState::Missing) => {
                write!(f, "Nothing is loaded for this day. Import {due}: {missing}.")
            }
        }
    }
}
