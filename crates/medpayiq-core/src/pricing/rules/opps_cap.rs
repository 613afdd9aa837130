//! Medicare pays the technical component of imaging no more than a hospital outpatient department (OPPS) would get.
//!
//! Tests: components.rs, readings.rs, statuses.rs, figures.txt "The OPPS cap".

use crate::pricing::alternate_reading::AlternateReading;
use crate::pricing::caveat::Caveat;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Component, Money, ServiceRow};

/// Caps whole tests at their OPPS amounts before any reduction, if that order is followed.
pub(in crate::pricing) fn cap_whole_tests_first(work: &mut Work<'_>) {
    if !work.follows(AlternateReading::CapFirst) {
        return;
    }
    let inputs = work.fee_inputs();
    for (line, row) in work.open_lines() {
        let cap_of = |row| inputs.opps_cap(line.rows, row);
        let (Some(cap), Some(technical)) = (cap_of(row), technical_row(line, row).and_then(cap_of)) else {
            continue;
        };
        let over = (line.unit - cap).max(Money::ZERO);
        line.components.technical = line.components.technical.min(technical);
        line.unit = line.unit - over;
        line.take_off(Rule::OppsCap, over.for_units(line.count));
    }
}

/// Whether the technical component of a line's test is above its outpatient cap.
pub(super) fn is_above_cap(work: &Work<'_>, line: &LineWork<'_>) -> bool {
    let inputs = work.fee_inputs();
    let cap_of = |row| inputs.opps_cap(line.rows, row);
    let cap = line.row.and_then(|row| technical_row(line, row)).and_then(cap_of);
    cap.is_some_and(|cap| cap < line.components.technical)
}

/// The row of a test's technical component.
fn technical_row<'a>(line: &'a LineWork<'_>, row: &'a ServiceRow) -> Option<&'a ServiceRow> {
    match row.component {
        Component::Global => line.sibling(Component::Technical),
        Component::Technical | Component::Professional | Component::Discontinued => Some(row),
    }
}

/// Caps each test at its OPPS amount (Deficit Reduction Act, section 5102(b)). The cap of a whole test is compared with its
/// whole fee, and the cap of a reduced test with what the reduction left of its technical component.
pub(in crate::pricing) fn cap_at_hospital_amount(work: &mut Work<'_>) {
    let inputs = work.fee_inputs();
    for (line, row) in work.open_lines() {
        let cap_of = |row| inputs.opps_cap(line.rows, row);
        let Some(cap) = cap_of(row) else { continue };
        let technical_cap = technical_row(line, row).and_then(cap_of);
        let over_whole = (line.unit - cap).max(Money::ZERO).for_units(line.count - line.reduced_tests);
        let over_reduced =
            technical_cap.map_or(Money::ZERO, |cap| (line.technical_left - cap).max(Money::ZERO));
        let over = over_whole + over_reduced.for_units(line.reduced_tests);
        if line.count == 1 && line.reduced_tests == 0 && over > Money::ZERO {
            line.step(Rule::OppsCap, Operation::Limit(line.amount - over));
        } else {
            line.take_off(Rule::OppsCap, over);
        }
        // If the cap is below the whole test, the order of cap and reduction decides the amount.
        if line.reduced_tests > 0 && (over_reduced > Money::ZERO || line.unit > cap) {
            line.add_caveat(Caveat::ReductionAndCap);
        }
    }
}
