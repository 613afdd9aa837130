//! Services that a contractor prices by their documentation: 52, 53 without figures of its own, 56 and 66.

use super::modifiers as m;
use crate::pricing::amount::fee_schedule_amount;
use crate::pricing::pipeline::Work;
use crate::pricing::refusal::Refusal;
use crate::vocabulary::{Component, Modifier, Share, Status};

/// Refuses reduced services and care before surgery alone, each with what could be paid at most.
pub(in crate::pricing) fn refuse_by_report(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    for (line, row) in work.open_lines().filter(|(line, _)| !line.line.modifiers.is_empty()) {
        let fee = || fee_schedule_amount(row.rvus(setting), gpcis, factor);
        if line.has(Modifier::DISCONTINUED) && row.component != Component::Discontinued {
            line.refuse(Refusal::DiscontinuedByReport);
        } else if line.has(m::TEAM) {
            line.refuse(Refusal::TeamByReport);
        } else if line.has(m::REDUCED) && row.status != Status::Anesthesia {
            line.refuse(Refusal::ReducedByReport { most: fee() });
        } else if line.has(m::FORECARE_ONLY) && row.package.preoperative == Share::ZERO {
            let indicator = row.global_days.text();
            line.refuse(Refusal::ModifierNotAllowed { modifier: m::FORECARE_ONLY, indicator });
        } else if line.has(m::FORECARE_ONLY) {
            line.refuse(Refusal::PreoperativeOnly { part: fee().times(row.package.preoperative) });
        }
    }
}
