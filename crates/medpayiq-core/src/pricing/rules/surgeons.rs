//! Assistants, co-surgeons and teams (Pub. 100-04 ch. 12, 20.4.3, 40.8, 40.9).
//!
//! Tests: rules/surgeons.rs, readings.rs, figures.txt "Assistants and co-surgeons".

use crate::law::{Figure, Lookup};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{AssistantSurgery, CoSurgeons, Modifier, ServiceRow, Share, TeamSurgery};

/// Refuses assistants, co-surgeons and teams that the code's indicators do not allow.
pub(in crate::pricing) fn gate_by_surgical_role(work: &mut Work<'_>) {
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        if let Some(modifier) = line.any_of(m::ASSISTANTS) {
            gate_assistant(line, row, modifier);
        }
        if line.has(m::CO_SURGEON) {
            gate_co_surgeon(line, row);
        }
        if line.has(m::TEAM) {
            gate_team(line, row);
        }
    }
}

fn gate_assistant(line: &mut LineWork<'_>, row: &ServiceRow, modifier: Modifier) {
    let indicator = row.assistant.text();
    match row.assistant {
        AssistantSurgery::Paid => {}
        AssistantSurgery::WithDocumentation => {
            line.add_caveat(Caveat::AssistantByReport);
            line.predicted.push(PredictedDenial::contractual("54", &[]));
        }
        AssistantSurgery::NotPaid => line.refuse(Refusal::SurgeonNotPaid { modifier, indicator }),
        AssistantSurgery::NotApplicable => line.refuse(Refusal::ModifierNotAllowed { modifier, indicator }),
    }
}

fn gate_co_surgeon(line: &mut LineWork<'_>, row: &ServiceRow) {
    let (modifier, indicator) = (m::CO_SURGEON, row.co_surgeons.text());
    match row.co_surgeons {
        CoSurgeons::Permitted => line.add_caveat(Caveat::SpecialtiesUnknown),
        CoSurgeons::WithDocumentation => {
            line.add_caveat(Caveat::CoSurgeonsByReport);
            line.predicted.push(PredictedDenial::contractual("54", &[]));
        }
        CoSurgeons::NotPermitted => line.refuse(Refusal::SurgeonNotPaid { modifier, indicator }),
        CoSurgeons::NotApplicable => line.refuse(Refusal::ModifierNotAllowed { modifier, indicator }),
    }
}

/// A permitted team has no formula: [`super::by_report`] refuses it.
fn gate_team(line: &mut LineWork<'_>, row: &ServiceRow) {
    let (modifier, indicator) = (m::TEAM, row.team.text());
    match row.team {
        TeamSurgery::WithDocumentation | TeamSurgery::ByReport => {}
        TeamSurgery::NotPermitted => line.refuse(Refusal::SurgeonNotPaid { modifier, indicator }),
        TeamSurgery::NotApplicable => line.refuse(Refusal::ModifierNotAllowed { modifier, indicator }),
    }
}

/// Takes the part of an assistant or a co-surgeon, of the fee after all surgical rules.
pub(in crate::pricing) fn take_surgical_role_share(work: &mut Work<'_>) {
    for (line, _) in work.open_lines() {
        let Some((rule, share)) = role_share(line) else { continue };
        if let Some(Figure { value, source }) =
            line.lookup(share).filter(|figure| figure.value < Share::WHOLE)
        {
            line.step(rule.by(source), Operation::Part(value));
        }
    }
}

/// The rule of the role that a line's modifiers name, and its share of the surgical fee.
fn role_share(line: &LineWork<'_>) -> Option<(Rule, Lookup<Figure<Share>>)> {
    if line.any_of(m::ASSISTANTS).is_some() {
        Some((Rule::AssistantAtSurgery, line.law.assistant_at_surgery_share))
    } else if line.has(m::CO_SURGEON) {
        Some((Rule::CoSurgeons, line.law.co_surgeon_share))
    } else {
        None
    }
}

/// The part of the surgical fee that the role keeps, for ranking: the whole without a role, or without its figure.
pub(in crate::pricing) fn share_of_role(line: &LineWork<'_>) -> Share {
    let share = role_share(line).and_then(|(_, share)| share.ok());
    share.map_or(Share::WHOLE, |figure| figure.value)
}
