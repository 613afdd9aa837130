//! What a unit limit means for a code: how both sides are billed under it, and which code is for what is above it.

use super::examples::EXAMPLES;
use super::usual::is_read_by_side;
use crate::pricing::LimitedService;
use crate::schedule::Schedule;
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode, ServiceRow, Status, UnitLimit};
use time::Date;

/// How Medicare applies a limit of a day to the claims of a code, how both sides are billed under it, and which code is for what is
/// above it.
pub(crate) fn limit_advice(
    limit: &UnitLimit<'_>,
    rows: &[ServiceRow],
    (schedule, day): (&Schedule, Date),
) -> String {
    let how_applied = how_applied(limit, rows, (schedule, day));
    let beyond = rows.first().and_then(|row| BeyondLimit::of(row.hcpcs, limit.units));
    let Some(beyond) = beyond.filter(|beyond| beyond.is_paid_on(schedule, day)) else {
        return how_applied;
    };
    format!("{how_applied} {}", beyond.in_words(""))
}

/// How Medicare applies a limit of a day to the claims of a code, and how both sides are billed under it.
pub(super) fn how_applied(
    limit: &UnitLimit<'_>,
    rows: &[ServiceRow],
    (schedule, day): (&Schedule, Date),
) -> String {
    const NEVER_OF_PRACTITIONERS: &str = "Medicare's contractor for practitioners pays no unit.";
    const NO_UNIT: &str = "Medicare's contractor for practitioners pays no unit. If the code is of a supplier, the equipment contractor may pay it.";
    const ONE_VISIT: &str = "Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level that the whole day reached.";
    const SECOND_VISIT: &str =
        "A second visit is paid only for an unrelated problem that could not be treated at the first.";
    const EACH_READING: &str =
        "One unit is for both sides. For the reading of the other side bill a second line with modifier 26.";
    const ARMS_AND_LEGS: &str = "One unit is for both arms or for both legs. For one side add modifier 52. If arms and legs were examined, bill two units.";
    const EACH_LIMB: &str = "Bill a unit for each limb.";
    let applied = limit.adjudication.text();
    let row = rows.first();
    match (LimitedService::of(row, schedule.law().on(day)), limit.adjudication) {
        _ if limit.units == 0
            && row.is_some_and(|row| matches!(row.status, Status::NonCovered | Status::Bundled)) =>
        {
            NEVER_OF_PRACTITIONERS.to_owned()
        }
        _ if limit.units == 0 => NO_UNIT.to_owned(),
        _ if is_read_by_side(rows) => format!("{EACH_READING} {applied}"),
        _ if row.is_some_and(|row| EXAMPLES.of_arms_or_legs.contain(row.hcpcs)) => {
            format!("{ARMS_AND_LEGS} {applied}")
        }
        _ if row.is_some_and(|row| EXAMPLES.of_limbs.contain(row.hcpcs)) => format!("{EACH_LIMB} {applied}"),
        (LimitedService::Visit, _) if limit.units > 1 => format!("{ONE_VISIT} {SECOND_VISIT}"),
        (LimitedService::Visit, _) => ONE_VISIT.to_owned(),
        (LimitedService::Other, _) => applied.to_owned(),
        (LimitedService::OneUnit, _) if row.is_some_and(|row| !EXAMPLES.takes_50(row.hcpcs)) => {
            applied.to_owned()
        }
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

/// Whether only a tip explains a limit of a code: it has a code for what goes beyond the first unit or for more than it covers, or one side
/// although its indicator says two.
pub(crate) fn tip_explains_limit(hcpcs: HcpcsCode) -> bool {
    BeyondLimit::of(hcpcs, 1).is_some() || !EXAMPLES.takes_50(hcpcs)
}

/// The code of what is above the limit of another one.
#[derive(Clone, Copy)]
pub(super) struct BeyondLimit {
    pub(super) code: HcpcsCode,
    /// Whether it is billed besides the first unit, or in place of all of it.
    pub(super) is_besides: bool,
}

impl BeyondLimit {
    /// Beside several units of a code, which are on different specimens or tumors, the code of what goes beyond the first says nothing.
    pub(super) fn of(own: HcpcsCode, limit: u32) -> Option<Self> {
        let greater = EXAMPLES.greater(own).map(|code| Self { code, is_besides: false });
        let next = || EXAMPLES.next_unit(own).map(|code| Self { code, is_besides: true });
        greater.or_else(|| next().filter(|_| limit == 1))
    }

    /// Whether the fee schedule of the day has an amount for it.
    fn is_paid_on(&self, schedule: &Schedule, day: Date) -> bool {
        let Ok(in_force) = schedule.in_force(Some(day), None) else { return false };
        in_force.release.services.rows_of(self.code).iter().any(ServiceRow::has_published_amount)
    }

    /// What the code is for. `amount` is what follows its name, such as `, allowed $45.10`.
    pub(super) fn in_words(&self, amount: &str) -> String {
        let code = self.code;
        if self.is_besides {
            format!("What goes beyond the first is {code}{amount}.")
        } else {
            format!("If more was done than this code covers, {code} alone is for all of it{amount}.")
        }
    }
}
