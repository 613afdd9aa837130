//! The conversion factors of a release's year, each with its days.

use crate::law::{Law, Source};
use crate::vocabulary::{ConversionFactor, DateRange};
use time::{Date, Month};

/// The conversion factors of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorPeriod {
    /// The days.
    pub range: DateRange,
    /// The factor of everybody, or from 2026 of all but qualifying APM participants.
    pub standard: ConversionFactor,
    /// The law's source of that factor; `None` if it is from the release's own file.
    pub source: Option<Source>,
    /// The factor of qualifying APM participants, if they have one.
    pub qualifying_apm: Option<QualifyingFactor>,
}

/// The factor of qualifying APM participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualifyingFactor {
    /// Dollars for one adjusted RVU.
    pub factor: ConversionFactor,
    /// The law's source of it; `None` if it is from CMS's QPP file of the release.
    pub source: Option<Source>,
}

impl FactorPeriod {
    /// Whether another period has the same factors.
    fn has_factors_of(&self, other: &Self) -> bool {
        Self { range: other.range, ..*self } == *other
    }
}

/// The calendar year of a day.
#[must_use]
pub(super) fn year_of(day: Date) -> DateRange {
    let edge = |month, number| Date::from_calendar_date(day.year(), month, number).unwrap_or(day);
    DateRange { from: edge(Month::January, 1), to: edge(Month::December, 31) }
}

/// The factor periods of a release's calendar year.
///
/// A relative value file has one factor, but the law changed the factor within 2024. So if the law has the file's factor for
/// the year, the days of each factor are those of the law. If the law does not have it, CMS's own file is right, and its factor
/// is that of the whole year. Days for which the law has no factor have the file's.
#[must_use]
pub(super) fn factor_periods(
    effective_from: Date,
    standard: ConversionFactor,
    qualifying_apm: Option<ConversionFactor>,
    law: &Law,
) -> Vec<FactorPeriod> {
    let year = year_of(effective_from);
    let is_known =
        law.periods_in(year).any(|law| law.conversion_factor.is_ok_and(|own| own.value == standard));
    let mut periods: Vec<FactorPeriod> = Vec::new();
    for law in law.periods_in(year) {
        let Some(range) = law.days.intersection(&year) else { continue };
        let dated = law.conversion_factor.ok().filter(|_| is_known);
        let of_file = qualifying_apm.map(|factor| QualifyingFactor { factor, source: None });
        let of_law = law.qualifying_apm_conversion_factor.ok();
        let of_law = of_law.map(|own| QualifyingFactor { factor: own.value, source: Some(own.source) });
        let next = FactorPeriod {
            range,
            standard: dated.map_or(standard, |own| own.value),
            source: dated.map(|own| own.source),
            qualifying_apm: of_file.or(of_law),
        };
        match periods.last_mut() {
            Some(last) if last.has_factors_of(&next) => last.range.to = range.to,
            Some(_) | None => periods.push(next),
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn law() -> Law {
        Law::shipped().unwrap()
    }

    fn factor_on(periods: &[FactorPeriod], day: Date) -> String {
        periods.iter().find(|period| period.range.contains(day)).unwrap().standard.to_string()
    }

    #[test]
    fn the_factor_of_2024_changes_on_march_9_with_any_file() {
        for file_factor in ["32.7442", "33.2875"] {
            let periods = factor_periods(date!(2024 - 01 - 01), file_factor.parse().unwrap(), None, &law());
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 08)), "32.7442");
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 09)), "33.2875");
        }
    }

    #[test]
    fn a_factor_the_calendar_does_not_know_holds_all_year() {
        let periods = factor_periods(date!(2024 - 04 - 01), "40".parse().unwrap(), None, &law());
        assert_eq!(periods.len(), 1);
        assert_eq!(factor_on(&periods, date!(2024 - 01 - 01)), "40.0000");
    }

    #[test]
    fn qualifying_participants_have_a_factor_of_their_own_from_2026() {
        let standard = "33.4009".parse().unwrap();
        let from_calendar = factor_periods(date!(2026 - 07 - 01), standard, None, &law());
        let qualifying = from_calendar[0].qualifying_apm.unwrap();
        assert_eq!((qualifying.factor.to_string().as_str(), qualifying.source.is_some()), ("33.5675", true));
        let file = Some("33.5675".parse().unwrap());
        let from_file = factor_periods(date!(2026 - 07 - 01), standard, file, &law());
        assert_eq!(from_file[0].qualifying_apm.unwrap().source, None);
        let before = factor_periods(date!(2024 - 01 - 01), "32.7442".parse().unwrap(), None, &law());
        assert!(before.iter().all(|period| period.qualifying_apm.is_none()));
    }
}
