//! When each reason and remark code was in force. X12 maintains the codes; the files have numbers and dates only.

use super::service_month::ServiceMonth;
use crate::vocabulary::{Carc, Rarc, parse_date};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;
use time::Date;

/// The days of a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeDates {
    /// The day from which it is in force. None if it is not known.
    pub start: Option<Date>,
    /// The day from which it is no longer in force. None if it still is.
    pub stop: Option<Date>,
}

/// How the days of a code fit the month of a service.
///
/// A payer uses the codes of the day on which it decides, and it decides after the service. So a code may be newer than the
/// service, but never older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeAge {
    /// It was in force in the month.
    InForce,
    /// It began after the month: the payer decided later.
    Newer {
        /// The day from which it is in force.
        start: Date,
    },
    /// It was stopped before the month.
    Older {
        /// The day from which it is no longer in force.
        stop: Date,
    },
}

impl CodeDates {
    /// Compares the days with the month of a service.
    #[must_use]
    pub fn age_in(self, month: ServiceMonth) -> CodeAge {
        match (self.start, self.stop) {
            (_, Some(stop)) if stop < month.first_day() => CodeAge::Older { stop },
            (Some(start), _) if start > month.last_day() => CodeAge::Newer { start },
            (_, _) => CodeAge::InForce,
        }
    }
}

/// The reason codes: their days, and whether we class them as adjustments of a line that was paid correctly.
static REASONS: LazyLock<BTreeMap<Carc, (CodeDates, bool)>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../data/reason-codes/carc.csv"));
    rows.map(|(carc, dates, class)| (carc, (dates, class == "A"))).collect()
});

/// The remark codes and their days.
static REMARKS: LazyLock<BTreeMap<Rarc, CodeDates>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../data/reason-codes/rarc.csv"));
    rows.map(|(rarc, dates, _)| (rarc, dates)).collect()
});

/// Reads the rows below a header: code, start, stop and the rest. A test checks that every row can be read.
fn rows<Code: FromStr>(csv: &'static str) -> impl Iterator<Item = (Code, CodeDates, &'static str)> {
    csv.lines().skip(1).filter_map(|row| {
        let mut cells = row.split(',');
        let code = cells.next()?.parse().ok()?;
        let mut day = || match cells.next()? {
            "" => Some(None),
            text => parse_date(text).ok().map(Some),
        };
        let dates = CodeDates { start: day()?, stop: day()? };
        Some((code, dates, cells.next().unwrap_or_default()))
    })
}

/// Every reason code, and whether we class it as an adjustment of a line that was paid correctly.
pub(super) fn all_reasons() -> impl Iterator<Item = (Carc, bool)> {
    REASONS.iter().map(|(carc, (_, is_adjustment))| (*carc, *is_adjustment))
}

/// The days of a reason code; None if it is unknown.
pub(super) fn dates_of_reason(carc: Carc) -> Option<CodeDates> {
    REASONS.get(&carc).map(|(dates, _)| *dates)
}

/// Every remark code with its days.
pub(super) fn all_remarks() -> impl Iterator<Item = (Rarc, CodeDates)> {
    REMARKS.iter().map(|(rarc, dates)| (*rarc, *dates))
}

/// The days of a remark code; None if it is unknown.
pub(super) fn dates_of_remark(rarc: Rarc) -> Option<CodeDates> {
    REMARKS.get(&rarc).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(carc: &str, month: &str) -> CodeAge {
        dates_of_reason(carc.parse().unwrap()).unwrap().age_in(month.parse().unwrap())
    }

    #[test]
    fn every_row_is_read() {
        let rows = |csv: &str| csv.lines().count() - 1;
        assert_eq!(REASONS.len(), rows(include_str!("../../data/reason-codes/carc.csv")));
        assert_eq!(REMARKS.len(), rows(include_str!("../../data/reason-codes/rarc.csv")));
        assert_eq!((REASONS.len(), REMARKS.len()), (407, 1_197));
        let is_ordered =
            |dates: &CodeDates| dates.start.is_none() || dates.stop.is_none() || dates.start < dates.stop;
        assert!(REASONS.values().all(|(dates, _)| is_ordered(dates)));
        assert!(REMARKS.values().all(is_ordered));
    }

    #[test]
    fn a_code_may_be_newer_than_the_service_but_not_older() {
        let day = |text: &str| parse_date(text).unwrap();
        assert_eq!(age("97", "2000-01"), CodeAge::InForce);
        assert_eq!(age("15", "2018-05"), CodeAge::InForce);
        assert_eq!(age("15", "2018-06"), CodeAge::Older { stop: day("2018-05-01") });
        assert_eq!(age("307", "2025-02"), CodeAge::Newer { start: day("2025-03-01") });
        assert_eq!(age("307", "2025-03"), CodeAge::InForce);
        assert_eq!(age("P32", "2005-01"), CodeAge::InForce);
    }
}
