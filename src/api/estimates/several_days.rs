//! Lines that cover several days. They are priced for the first day, so the days must be priced alike.

use crate::schedule::Schedule;
use crate::vocabulary::format_date;
use time::Date;

/// Why a line of these days must be split: they are in two years, or the conversion factor changes between them. `None` if it
/// need not be.
pub(crate) fn fault_of_days(schedule: &Schedule, from: Date, to: Date) -> Option<String> {
    let release = schedule.in_force(Some(from), None).ok().map(|in_force| in_force.release);
    let changes = release.is_some_and(|release| release.standard_factor(from) != release.standard_factor(to));
    (to.year() != from.year() || changes).then(|| {
        let (from, to) = (format_date(from), format_date(to));
        format!(
            "The conversion factor or the deductible changes between {from} and {to}. Split the line at the change."
        )
    })
}
