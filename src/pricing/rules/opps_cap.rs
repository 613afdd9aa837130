//! The technical part of imaging is paid no more than a hospital outpatient department would be.

use crate::pricing::amount::opps_cap_amount;
use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::Work;
use crate::pricing::trace::{Operation, Rule};
use crate::vocabulary::{Component, Money};

/// Holds each test to its OPPS amount where that is the lower (Deficit Reduction Act, section 5102(b)): a whole one by
/// its whole fee, a reduced one by what the reduction left of its technical part.
pub(in crate::pricing) fn hold_to_hospital_amount(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    for (line, row) in work.open_lines() {
        let cap_of = |row| opps_cap_amount(line.rows, row, setting, gpcis, factor);
        let Some(cap) = cap_of(row) else { continue };
        let technical_cap = match row.component {
            Component::Global => line.sibling(Component::Technical).and_then(cap_of),
            Component::Technical | Component::Professional | Component::Discontinued => Some(cap),
        };
        let over_whole = (line.unit - cap).max(Money::ZERO).for_units(line.count - line.reduced_tests);
        let over_reduced =
            technical_cap.map_or(Money::ZERO, |cap| (line.technical_left - cap).max(Money::ZERO));
        let over = over_whole + over_reduced.for_units(line.reduced_tests);
        if line.count == 1 && line.reduced_tests == 0 && over > Money::ZERO {
            line.step(Rule::OppsCap, Operation::Limit(line.amount - over));
        } else {
            line.take_off(Rule::OppsCap, over);
        }
        // Where the cap is below the whole test, its order beside the reduction decides the amount.
        if line.reduced_tests > 0 && (over_reduced > Money::ZERO || line.unit > cap) {
            line.doubt(Doubt::ReductionAndCap);
        }
    }
}
