//! Services that the contractor prices by their documentation: modifiers 52, 53 without published figures, 56 and 66.
//!
//! Tests: rules/by_report.rs, rules/split_care.rs, rules/surgeons.rs, audited_rules.rs.

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{FeeInputs, LineWork, Work};
use crate::vocabulary::{Component, Modifier, ServiceRow, Share, Status};

/// Refuses care before surgery alone. Medicare never pays it separately.
pub(in crate::pricing) fn refuse_care_before_surgery(work: &mut Work<'_>) {
    let inputs = work.fee_inputs();
    for (line, row) in work.open_lines().filter(|(line, _)| line.has(m::PREOPERATIVE_ONLY)) {
        if by_report(line, row, inputs).is_some() {
            continue;
        }
        line.refuse(if row.package.preoperative == Share::ZERO {
            let indicator = row.global_days.text();
            Refusal::ModifierNotAllowed { modifier: m::PREOPERATIVE_ONLY, indicator }
        } else {
            Refusal::PreoperativeOnly { part: inputs.fee(row).times(row.package.preoperative) }
        });
    }
}

/// Refuses reduced and discontinued services and teams, with the most that can be paid if that is known.
pub(in crate::pricing) fn refuse_by_report(work: &mut Work<'_>) {
    let inputs = work.fee_inputs();
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        if let Some(refusal) = by_report(line, row, inputs) {
            line.refuse(refusal);
        } else if line.has(m::REDUCED) && row.status != Status::Anesthesia {
            // The lesser of charge and fee follows: practitioners reduce the charge for what they did not do.
            line.add_caveat(Caveat::ReducedByCharge);
        }
    }
}

/// Why only the contractor can price a line.
fn by_report(line: &LineWork<'_>, row: &ServiceRow, inputs: FeeInputs) -> Option<Refusal> {
    if line.has(Modifier::DISCONTINUED) && row.component != Component::Discontinued {
        Some(Refusal::DiscontinuedByReport)
    } else if line.has(m::TEAM) {
        Some(Refusal::TeamByReport)
    } else if line.has(m::REDUCED) && row.status != Status::Anesthesia && line.billed.charge().is_none() {
        Some(Refusal::ReducedByReport { most: inputs.fee(row) })
    } else {
        None
    }
}
