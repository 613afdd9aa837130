//! What changes Medicare's own payment after the patient's part: therapy assistants, MIPS, sequestration.
//!
//! Tests: rules/cost_sharing.rs, rules/therapy.rs, shares.rs.

use crate::law::Figure;
use crate::pricing::modifiers as m;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::Work;
use crate::vocabulary::{ClaimLine, Money, MultipleProcedure, PcTc, Provider, QualifyingApm, ServiceRow};

/// Reduces the payment of therapy that an assistant furnished: CQ and CO (Social Security Act 1834(v)).
pub(in crate::pricing) fn reduce_for_therapy_assistants(work: &mut Work<'_>) {
    for (line, _) in work.open_lines() {
        if let Some(Figure { value: kept, source }) = line.terms.and_then(|terms| terms.assistant) {
            line.share_step(Rule::TherapyAssistant.by(source), |share| {
                let payment = share.medicare_paid;
                share.assistant_reduction = payment - payment.times(kept);
                Some(Operation::Part(kept))
            });
        }
    }
}

/// Whether a therapy assistant furnished the line's service.
pub(super) fn is_by_therapy_assistant(line: &ClaimLine, row: &ServiceRow) -> bool {
    let is_marked = line.has(m::THERAPIST_ASSISTANT) || line.has(m::OCCUPATIONAL_ASSISTANT);
    is_marked && therapy_assistants_furnish(row)
}

/// Whether therapy assistants furnish the service.
pub(super) fn therapy_assistants_furnish(row: &ServiceRow) -> bool {
    row.multiple_procedure == MultipleProcedure::Therapy || row.pc_tc == PcTc::PhysicalTherapy
}

/// Adds the practitioner's MIPS adjustment, which can be negative (Social Security Act 1848(q)(6)). MIPS does not apply to
/// qualifying APM participants (1848(q)(1)(C)(ii)).
pub(in crate::pricing) fn adjust_by_mips(work: &mut Work<'_>) {
    let Provider { mips_adjustment: adjustment, qualifying_apm, .. } = work.claim.provider();
    if qualifying_apm == QualifyingApm::Yes {
        return;
    }
    for (line, _) in work.open_lines() {
        line.share_step(Rule::MipsAdjustment, |share| {
            share.mips = adjustment.of(share.medicare_paid);
            (share.mips != Money::ZERO).then_some(Operation::Plus(share.mips))
        });
    }
}

/// Takes sequestration (Balanced Budget and Emergency Deficit Control Act 251A(6)).
pub(in crate::pricing) fn take_sequestration(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        let sequestration = line.terms.and_then(|terms| terms.sequestration);
        let Some(Figure { value: rate, source }) = sequestration else { continue };
        line.share_step(Rule::Sequestration.by(source), |share| {
            share.sequestration = share.medicare_paid.times(rate);
            Some(Operation::LessPart(rate.into(), share.sequestration))
        });
    }
}
