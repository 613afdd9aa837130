//! Services that a contractor prices by their documentation: 52, 53 without figures of its own, 56 and 66.

use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{FeeInputs, LineWork, Work};
use crate::vocabulary::{Component, Modifier, ServiceRow, Share, Status};

/// Refuses care before surgery alone, which is not paid apart whatever stands beside it.
pub(in crate::pricing) fn refuse_care_before_surgery(work: &mut Work<'_>) {
    let here = work.fee_inputs();
    for (line, row) in work.open_lines().filter(|(line, _)| line.has(m::FORECARE_ONLY)) {
        if by_report(line, row, here).is_some() {
            continue;
        }
        line.refuse(if row.package.preoperative == Share::ZERO {
            let indicator = row.global_days.text();
            Refusal::ModifierNotAllowed { modifier: m::FORECARE_ONLY, indicator }
        } else {
            Refusal::PreoperativeOnly { part: here.fee(row).times(row.package.preoperative) }
        });
    }
}

/// Refuses reduced and discontinued services and teams, each with what could be paid at most where that is known.
pub(in crate::pricing) fn refuse_by_report(work: &mut Work<'_>) {
    let here = work.fee_inputs();
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        if let Some(refusal) = by_report(line, row, here) {
            line.refuse(refusal);
        }
    }
}

/// Why only the contractor prices a line.
fn by_report(line: &LineWork<'_>, row: &ServiceRow, here: FeeInputs) -> Option<Refusal> {
    if line.has(Modifier::DISCONTINUED) && row.component != Component::Discontinued {
        Some(Refusal::DiscontinuedByReport)
    } else if line.has(m::TEAM) {
        Some(Refusal::TeamByReport)
    } else if line.has(m::REDUCED) && row.status != Status::Anesthesia {
        Some(Refusal::ReducedByReport { most: here.fee(row) })
    } else {
        None
    }
}
