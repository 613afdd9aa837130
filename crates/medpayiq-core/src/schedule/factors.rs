//! Which conversion factor holds on which day of a release's year.

use super::calendar::CalendarFactor;
use crate::vocabulary::{ConversionFactor, DateRange};
use time::{Date, Month};

/// The conversion factors of a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorPeriod {
    /// The days.
    pub range: DateRange,
    /// The factor of everybody, or from 2026 of all but qualifying APM participants.
    pub standard: ConversionFactor,
    /// The factor of qualifying APM participants, where the law gives them one.
    pub qualifying_apm: Option<QualifyingFactor>,
}

/// The factor of qualifying APM participants, and whether a loaded file shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualifyingFactor {
    /// Dollars for one adjusted RVU.
    pub factor: ConversionFactor,
    /// From CMS's QPP file of the release; else from the calendar of the final rules.
    pub from_file: bool,
}

/// The calendar year of a day.
#[must_use]
pub(super) fn year_of(day: Date) -> DateRange {
    let edge = |month, number| Date::from_calendar_date(day.year(), month, number).unwrap_or(day);
    DateRange { from: edge(Month::January, 1), to: edge(Month::December, 31) }
}

/// The factor periods of a release's calendar year.
///
/// A relative value file prints one factor, but the law changed the factor within 2024. So where the file's
/// factor is one that the calendar knows for the year, the calendar tells the days of each factor; a factor that
/// the calendar does not know holds for the whole year, for CMS's own file is the better witness.
#[must_use]
pub(super) fn factor_periods(
    effective_from: Date,
    standard: ConversionFactor,
    qualifying_apm: Option<ConversionFactor>,
    calendar: &[CalendarFactor],
) -> Vec<FactorPeriod> {
    let year = year_of(effective_from);
    let of_year = |for_qualifying: bool| {
        calendar
            .iter()
            .filter(move |entry| entry.for_qualifying_apm == for_qualifying)
            .filter_map(move |entry| entry.range.intersection(&year).map(|range| (range, entry.factor)))
    };
    let qualifying_on = |range: DateRange| {
        let from_file = qualifying_apm.map(|factor| QualifyingFactor { factor, from_file: true });
        from_file.or_else(|| {
            let (_, factor) = of_year(true).find(|(days, _)| days.contains(range.from))?;
            Some(QualifyingFactor { factor, from_file: false })
        })
    };
    let known: Vec<_> = of_year(false).collect();
    let ranges =
        if known.iter().any(|(_, factor)| *factor == standard) { known } else { vec![(year, standard)] };
    ranges
        .into_iter()
        .map(|(range, standard)| FactorPeriod { range, standard, qualifying_apm: qualifying_on(range) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn entry(from: Date, to: Date, factor: &str, for_qualifying_apm: bool) -> CalendarFactor {
        CalendarFactor { range: DateRange { from, to }, factor: factor.parse().unwrap(), for_qualifying_apm }
    }

    fn calendar() -> Vec<CalendarFactor> {
        vec![
            entry(date!(2024 - 01 - 01), date!(2024 - 03 - 08), "32.7442", false),
            entry(date!(2024 - 03 - 09), date!(2024 - 12 - 31), "33.2875", false),
            entry(date!(2026 - 01 - 01), date!(2026 - 12 - 31), "33.4009", false),
            entry(date!(2026 - 01 - 01), date!(2026 - 12 - 31), "33.5675", true),
        ]
    }

    fn factor_on(periods: &[FactorPeriod], day: Date) -> String {
        periods.iter().find(|period| period.range.contains(day)).unwrap().standard.to_string()
    }

    #[test]
    fn the_factor_of_2024_changes_on_march_9_with_any_file() {
        for file_factor in ["32.7442", "33.2875"] {
            let periods =
                factor_periods(date!(2024 - 01 - 01), file_factor.parse().unwrap(), None, &calendar());
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 08)), "32.7442");
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 09)), "33.2875");
        }
    }

    #[test]
    fn a_factor_the_calendar_does_not_know_holds_all_year() {
        let periods = factor_periods(date!(2024 - 04 - 01), "40".parse().unwrap(), None, &calendar());
        assert_eq!(periods.len(), 1);
        assert_eq!(factor_on(&periods, date!(2024 - 01 - 01)), "40.0000");
    }

    #[test]
    fn qualifying_participants_have_a_factor_of_their_own_from_2026() {
        let standard = "33.4009".parse().unwrap();
        let from_calendar = factor_periods(date!(2026 - 07 - 01), standard, None, &calendar());
        let qualifying = from_calendar[0].qualifying_apm.unwrap();
        assert_eq!((qualifying.factor.to_string().as_str(), qualifying.from_file), ("33.5675", false));
        let file = Some("33.5675".parse().unwrap());
        let from_file = factor_periods(date!(2026 - 07 - 01), standard, file, &calendar());
        assert!(from_file[0].qualifying_apm.unwrap().from_file);
        let before = factor_periods(date!(2024 - 01 - 01), "32.7442".parse().unwrap(), None, &calendar());
        assert!(before.iter().all(|period| period.qualifying_apm.is_none()));
    }
}
