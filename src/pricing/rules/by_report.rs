//! Services that a contractor prices by their documentation: 52, 53 without figures of its own, 56 and 66.

use super::modifiers as m;
use crate::pricing::pipeline::{LineWork, Work};
use crate::pricing::refusal::Refusal;
use crate::vocabulary::{Component, Modifier, Money, ServiceRow, Share, Status};

/// Refuses care before surgery alone, which is not paid apart whatever stands beside it.
pub(in crate::pricing) fn refuse_care_before_surgery(work: &mut Work<'_>) {
    let fees: Vec<_> = work.lines.iter().map(|line| line.row.map(|row| work.fee(row))).collect();
    for (line, fee) in work.lines.iter_mut().zip(fees).filter(|(line, _)| line.has(m::FORECARE_ONLY)) {
        let (Some(row), Some(fee)) = (line.row.filter(|_| line.refusal.is_none()), fee) else { continue };
        if reduced(line, row, fee).is_some() {
            continue;
        }
        line.refuse(if row.package.preoperative == Share::ZERO {
            let indicator = row.global_days.text();
            Refusal::ModifierNotAllowed { modifier: m::FORECARE_ONLY, indicator }
        } else {
            Refusal::PreoperativeOnly { part: fee.times(row.package.preoperative) }
        });
    }
}

/// Refuses reduced and discontinued services and teams, each with what could be paid at most where that is known.
pub(in crate::pricing) fn refuse_by_report(work: &mut Work<'_>) {
    let fees: Vec<_> = work.lines.iter().map(|line| line.row.map(|row| work.fee(row))).collect();
    for (line, fee) in work.lines.iter_mut().zip(fees) {
        let (Some(row), Some(fee)) = (line.row.filter(|_| line.refusal.is_none()), fee) else { continue };
        if let Some(refusal) = reduced(line, row, fee) {
            line.refuse(refusal);
        }
    }
}

/// Why only the contractor prices a line.
fn reduced(line: &LineWork<'_>, row: &ServiceRow, fee: Money) -> Option<Refusal> {
    if line.has(Modifier::DISCONTINUED) && row.component != Component::Discontinued {
        Some(Refusal::DiscontinuedByReport)
    } else if line.has(m::TEAM) {
        Some(Refusal::TeamByReport)
    } else if line.has(m::REDUCED) && row.status != Status::Anesthesia {
        Some(Refusal::ReducedByReport { most: fee })
    } else {
        None
    }
}
