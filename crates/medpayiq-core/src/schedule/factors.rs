//! The conversion factors of a release's year, each with its days.

use crate::law::{Figure, Law, Provisions, Source};
use crate::vocabulary::{ConversionFactor, DateRange};
use time::{Date, Month};

/// The conversion factors of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorPeriod {
    /// The days.
    pub range: DateRange,
    /// The factor of everybody, or from 2026 of all but qualifying APM participants.
    pub standard: DatedFactor,
    /// The factor of qualifying APM participants, if they have one.
    pub qualifying_apm: Option<DatedFactor>,
}

/// Dollars for one adjusted RVU in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedFactor {
    /// The factor.
    pub factor: ConversionFactor,
    /// The law's source of it; `None` if it is from a file of the release.
    pub source: Option<Source>,
    /// The factor that was not used, if the law and the file of the release contradict each other.
    pub not_used: Option<NotUsed>,
}

/// A conversion factor that was not used, because another one contradicts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotUsed {
    /// The factor in the file of the release. An amendment of the law has another one.
    OfFile(ConversionFactor),
    /// The factor of the law that came with the program. The file of the release has another one and may be newer.
    OfLaw(Figure<ConversionFactor>),
}

impl FactorPeriod {
    /// Whether another period has the same factors.
    fn has_factors_of(&self, other: &Self) -> bool {
        Self { range: other.range, ..*self } == *other
    }
}

impl DatedFactor {
    const fn of_file(factor: ConversionFactor) -> Self {
        Self { factor, source: None, not_used: None }
    }

    const fn of_law(figure: Figure<ConversionFactor>) -> Self {
        Self { factor: figure.value, source: Some(figure.source), not_used: None }
    }
}

/// The law that dates the factors.
pub(super) struct Laws<'a> {
    /// The law that came with the program.
    pub(super) shipped: &'a Law,
    /// The same with every loaded amendment.
    pub(super) amended: &'a Law,
}

/// The calendar year of a day.
#[must_use]
pub(super) fn year_of(day: Date) -> DateRange {
    let edge = |month, number| Date::from_calendar_date(day.year(), month, number).unwrap_or(day);
    DateRange { from: edge(Month::January, 1), to: edge(Month::December, 31) }
}

/// The factor periods of a release's calendar year.
///
/// A relative value file has one factor, but the law changed the factor within 2024. So on each day the factor is the first of:
/// that of an amendment, which an operator imported; that of the program's own law, if that law or an amendment has the
/// file's factor on some day of the year; that of the file. If the program's law does not have the file's factor, CMS's file
/// may be newer, so it is used. The file of qualifying APM participants comes before the program's law on every day.
#[must_use]
pub(super) fn factor_periods(
    effective_from: Date,
    standard: ConversionFactor,
    qualifying_apm: Option<ConversionFactor>,
    laws: &Laws<'_>,
) -> Vec<FactorPeriod> {
    let year = year_of(effective_from);
    let has_factor = |law: &Law| {
        law.periods_in(year).any(|period| period.conversion_factor.is_ok_and(|own| own.value == standard))
    };
    let is_known = has_factor(laws.shipped) || has_factor(laws.amended);
    let dated = |law: &Provisions, range: DateRange| {
        let is_amended = |figure| laws.amended.is_amended(figure, range.from);
        let of_law = law.conversion_factor.ok();
        let used = of_law.filter(|_| is_known || is_amended("conversion_factor"));
        let standard = used.map_or(DatedFactor::of_file(standard), DatedFactor::of_law);
        let of_law = law.qualifying_apm_conversion_factor.ok();
        // The same factor in a file is the better source.
        let amended = of_law.filter(|own| {
            qualifying_apm != Some(own.value) && is_amended("qualifying_apm_conversion_factor")
        });
        let of_file = qualifying_apm.map(DatedFactor::of_file);
        let qualifying_apm =
            amended.map(DatedFactor::of_law).or(of_file).or_else(|| of_law.map(DatedFactor::of_law));
        FactorPeriod { range, standard, qualifying_apm }
    };
    let days = |law: &Provisions| law.days.intersection(&year);
    let all: Vec<FactorPeriod> =
        laws.amended.periods_in(year).filter_map(|law| Some(dated(law, days(law)?))).collect();
    joined(with_contradictions(all, effective_from, standard, qualifying_apm, laws.amended))
}

/// The periods with the factors that were not used.
///
/// The file of a release has the factor of one day, so another factor of the law contradicts it only if the file's factor is
/// that of no day from the release's first day on.
fn with_contradictions(
    mut periods: Vec<FactorPeriod>,
    effective_from: Date,
    standard: ConversionFactor,
    qualifying_apm: Option<ConversionFactor>,
    law: &Law,
) -> Vec<FactorPeriod> {
    let current = || periods.iter().filter(|period| effective_from <= period.range.to);
    let has_standard = current().any(|period| period.standard.factor == standard);
    let has_qualifying =
        current().any(|period| period.qualifying_apm.map(|own| own.factor) == qualifying_apm);
    for period in &mut periods {
        let day = period.range.from;
        // The shipped law counts only if it has the file's factor too, on other days.
        let has_standard = has_standard || !law.is_amended("conversion_factor", day);
        let law = law.on(day);
        contradict(&mut period.standard, standard, has_standard, law.conversion_factor.ok());
        if let (Some(own), Some(of_file)) = (&mut period.qualifying_apm, qualifying_apm) {
            contradict(own, of_file, has_qualifying, law.qualifying_apm_conversion_factor.ok());
        }
    }
    periods
}

/// Notes the factor that was not used. `is_explained` is whether the law accounts for the file's factor: it is that of some day
/// from the release's first day on.
fn contradict(
    used: &mut DatedFactor,
    of_file: ConversionFactor,
    is_explained: bool,
    of_law: Option<Figure<ConversionFactor>>,
) {
    used.not_used = match (used.source, of_law) {
        (Some(_), _) => (!is_explained && used.factor != of_file).then_some(NotUsed::OfFile(of_file)),
        (None, Some(of_law)) => (of_law.value != of_file).then_some(NotUsed::OfLaw(of_law)),
        (None, None) => None,
    };
}

/// Neighboring periods of the same factors as one.
fn joined(all: Vec<FactorPeriod>) -> Vec<FactorPeriod> {
    let mut periods: Vec<FactorPeriod> = Vec::new();
    for next in all {
        match periods.last_mut() {
            Some(last) if last.has_factors_of(&next) => last.range.to = next.range.to,
            Some(_) | None => periods.push(next),
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Amendment;
    use time::macros::date;

    fn factor(text: &str) -> ConversionFactor {
        text.parse().unwrap()
    }

    /// The periods of a file's factors under the shipped law and these values of the standard factor, each with its days.
    fn periods(first_day: Date, file: &str, qualifying: Option<&str>, values: &[&str]) -> Vec<FactorPeriod> {
        periods_amended("conversion_factor", first_day, file, qualifying, values)
    }

    fn periods_amended(
        figure: &str,
        first_day: Date,
        file: &str,
        qualifying: Option<&str>,
        values: &[&str],
    ) -> Vec<FactorPeriod> {
        let shipped = Law::shipped().unwrap();
        let entry = |value: &&str| format!("{{ {value}, source = \"an act\", replaces = true }},");
        let values: String = values.iter().map(entry).collect();
        let text = format!("[{figure}]\nunit = \"dollars per RVU\"\nvalues = [{values}]");
        let amendments = Amendment::read("law.toml", &text).ok();
        let (amended, _) = shipped.clone().overlaid_by(&amendments);
        let laws = Laws { shipped: &shipped, amended: &amended };
        factor_periods(first_day, factor(file), qualifying.map(factor), &laws)
    }

    fn on(periods: &[FactorPeriod], day: Date) -> DatedFactor {
        periods.iter().find(|period| period.range.contains(day)).unwrap().standard
    }

    fn factor_on(periods: &[FactorPeriod], day: Date) -> String {
        on(periods, day).factor.to_string()
    }

    #[test]
    fn the_factor_of_2024_changes_on_march_9_with_any_file() {
        for file in ["32.7442", "33.2875"] {
            let periods = periods(date!(2024 - 01 - 01), file, None, &[]);
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 08)), "32.7442");
            assert_eq!(factor_on(&periods, date!(2024 - 03 - 09)), "33.2875");
            assert!(periods.iter().all(|period| period.standard.not_used.is_none()));
        }
    }

    #[test]
    fn a_factor_that_the_shipped_law_does_not_know_holds_all_year_and_contradicts_it() {
        let periods = periods(date!(2024 - 04 - 01), "40", None, &[]);
        for (day, of_law) in [(date!(2024 - 01 - 01), "32.7442"), (date!(2024 - 12 - 31), "33.2875")] {
            let used = on(&periods, day);
            assert_eq!((used.factor, used.source), (factor("40"), None));
            assert!(
                matches!(used.not_used, Some(NotUsed::OfLaw(figure)) if figure.value == factor(of_law)),
                "{used:?}"
            );
        }
    }

    #[test]
    fn an_imported_factor_wins_on_its_days_over_any_file() {
        let whole = ["from = 2022-01-01, to = 2022-12-31, value = \"39\""];
        let periods = periods(date!(2022 - 01 - 01), "34.6062", None, &whole);
        let used = on(&periods, date!(2022 - 06 - 01));
        assert_eq!(used.factor, factor("39"));
        assert_eq!(used.source.map(Source::as_str), Some("an act"));
        assert_eq!(used.not_used, Some(NotUsed::OfFile(factor("34.6062"))));
    }

    #[test]
    fn an_imported_factor_from_a_later_day_contradicts_no_file_of_the_days_before() {
        let act = ["from = 2027-03-09, to = 2027-12-31, value = \"35\""];
        let without_law = periods(date!(2027 - 01 - 01), "34", None, &act);
        let with_law = periods(date!(2026 - 01 - 01), "33.4009", None, &[&*act[0].replace("2027", "2026")]);
        for (periods, day, before) in
            [(without_law, date!(2027 - 03 - 09), "34.0000"), (with_law, date!(2026 - 03 - 09), "33.4009")]
        {
            assert_eq!(factor_on(&periods, day.previous_day().unwrap()), before);
            assert_eq!((on(&periods, day).factor, on(&periods, day).not_used), (factor("35"), None));
        }
    }

    #[test]
    fn a_file_of_the_days_of_an_imported_factor_contradicts_it() {
        let july = ["from = 2026-07-01, to = 2026-12-31, value = \"40\""];
        let periods = periods(date!(2026 - 07 - 01), "33.4009", None, &july);
        let of_file = Some(NotUsed::OfFile(factor("33.4009")));
        assert_eq!(on(&periods, date!(2026 - 07 - 01)).not_used, of_file);
        assert_eq!(factor_on(&periods, date!(2026 - 07 - 01)), "40.0000");
        assert_eq!(on(&periods, date!(2026 - 06 - 30)).not_used, None);
    }

    #[test]
    fn the_shipped_law_counts_on_the_days_that_an_imported_factor_leaves() {
        let winter = ["from = 2024-01-01, to = 2024-03-08, value = \"30\""];
        let periods = periods(date!(2024 - 01 - 01), "32.7442", None, &winter);
        assert_eq!(factor_on(&periods, date!(2024 - 03 - 08)), "30.0000");
        assert_eq!(factor_on(&periods, date!(2024 - 03 - 09)), "33.2875");
    }

    #[test]
    fn qualifying_participants_have_a_factor_of_their_own_from_2026() {
        let own = |periods: Vec<FactorPeriod>| periods[0].qualifying_apm;
        let of_2026 = |qualifying| own(periods(date!(2026 - 07 - 01), "33.4009", qualifying, &[])).unwrap();
        let from_law = of_2026(None);
        assert_eq!((from_law.factor, from_law.source.is_some()), (factor("33.5675"), true));
        assert_eq!(of_2026(Some("33.5675")).source, None);
        assert_eq!(own(periods(date!(2024 - 01 - 01), "32.7442", None, &[])), None);
    }

    #[test]
    fn an_imported_factor_of_qualifying_participants_wins_over_their_file() {
        let figure = "qualifying_apm_conversion_factor";
        let used = |value: &str| {
            let value = format!("from = 2026-01-01, to = 2026-12-31, value = \"{value}\"");
            let day = date!(2026 - 07 - 01);
            periods_amended(figure, day, "33.4009", Some("33.5675"), &[&*value])[0].qualifying_apm.unwrap()
        };
        let other = used("40");
        assert_eq!((other.factor, other.not_used), (factor("40"), Some(NotUsed::OfFile(factor("33.5675")))));
        assert_eq!(used("33.5675"), DatedFactor::of_file(factor("33.5675")));
    }
}
