//! Always-therapy services: every unit of the day but the highest loses half of its practice expense, whatever the
//! discipline (Social Security Act 1848(b)(7)).

use super::modifiers as m;
use crate::pricing::amount::therapy_reduced_amount;
use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::Work;
use crate::pricing::refusal::PredictedDenial;
use crate::pricing::trace::{Operation, Rule};
use crate::vocabulary::MultipleProcedure;

/// Reduces the later units, each to the amount that CMS publishes for it.
pub(in crate::pricing) fn reduce_later_units(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    let threshold = work.rates.therapy_threshold;
    let is_therapy = |indicator| indicator == MultipleProcedure::Therapy;
    // The unit with the highest practice expense is paid in full; among equals the one with the highest fee.
    let rank = |row: &crate::vocabulary::ServiceRow| row.rvus(setting).practice_expense;
    let lines = work.open().filter(|(_, _, row)| is_therapy(row.multiple_procedure));
    let full = lines
        .map(|(position, line, row)| (rank(row), line.fee_schedule, line.precedence(), position))
        .max()
        .map(|(.., position)| position);
    for (position, line) in work.lines.iter_mut().enumerate() {
        let is_open = line.refusal.is_none();
        let Some(row) = line.row.filter(|row| is_open && is_therapy(row.multiple_procedure)) else {
            continue;
        };
        let later = line.count - u32::from(full == Some(position));
        let off = line.fee_schedule - therapy_reduced_amount(row.rvus(setting), gpcis, factor);
        if later > 0 {
            line.step(Rule::MultipleTherapy, Operation::Less(off.for_units(later)));
        }
        if line.any_of(m::DISCIPLINES).is_none() {
            line.doubt(Doubt::DisciplineMissing);
            line.predicted.push(PredictedDenial::contractual("4", &[]));
        }
        if let Some(threshold) = threshold.filter(|_| !line.has(m::THRESHOLD_EXCEPTION)) {
            line.doubt(Doubt::TherapyThreshold { threshold });
        }
    }
}
