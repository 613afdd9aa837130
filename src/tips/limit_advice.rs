//! What a unit limit means for a code, and how both sides are billed under it.

use super::examples::EXAMPLES;
use super::usual::is_read_by_side;
use crate::pricing::LimitedService;
use crate::schedule::Schedule;
use crate::vocabulary::{AdjudicationIndicator, ServiceRow, UnitLimit};
use time::Date;

/// How Medicare applies a limit of a day to the claims of a code, and how both sides are billed under it.
pub(crate) fn limit_advice(
    limit: &UnitLimit<'_>,
    rows: &[ServiceRow],
    (schedule, day): (&Schedule, Date),
) -> String {
    const NO_UNIT: &str = "Medicare's contractor for practitioners pays no unit. If the code is of a supplier, the equipment contractor may pay it.";
    const ONE_VISIT: &str = "Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level that the whole day reached.";
    const EACH_READING: &str =
        "One unit is for both sides. For the reading of the other side bill a second line with modifier 26.";
    const EACH_LIMB: &str = "Bill a unit for each limb.";
    let applied = limit.adjudication.text();
    let row = rows.first();
    match (LimitedService::of(row, schedule.law().on(day)), limit.adjudication) {
        _ if limit.units == 0 => NO_UNIT.to_owned(),
        _ if row.is_some_and(|row| EXAMPLES.of_lesions.contain(row.hcpcs)) => applied.to_owned(),
        _ if is_read_by_side(rows) => format!("{EACH_READING} {applied}"),
        _ if row.is_some_and(|row| EXAMPLES.of_limbs.contain(row.hcpcs)) => format!("{EACH_LIMB} {applied}"),
        (LimitedService::Visit, _) => ONE_VISIT.to_owned(),
        (LimitedService::Other, _) => applied.to_owned(),
        (LimitedService::OneFee(one_side), _) => format!("{one_side} {applied}"),
        (LimitedService::OneUnit, AdjudicationIndicator::Line) => format!("{} {applied}", both_sides(limit)),
        (LimitedService::OneUnit, AdjudicationIndicator::DateOfServicePolicy) => format!(
            "{} All lines of the day count together, and policy or anatomy rules out more. No appeal helps.",
            both_sides(limit)
        ),
        (LimitedService::OneUnit, AdjudicationIndicator::DateOfServiceClinical) => {
            format!("{} {applied}", both_sides(limit))
        }
    }
}

/// How both sides are billed. With a limit of several units, a line for each side is within it.
const fn both_sides(limit: &UnitLimit<'_>) -> &'static str {
    match limit.units {
        1 => {
            "If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit."
        }
        _ => {
            "If both sides were treated, bill one line with modifier 50 and one unit, which counts as one unit. A line with RT and a line with LT count as two."
        }
    }
}
