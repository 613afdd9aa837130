//! Nonparticipating practitioners: their part of the fee, and the limiting charge of unassigned claims.
//!
//! Tests: rules/participation.rs, shares.rs, audited_rules.rs, figures.txt "Practitioners and participation".

use crate::law::Figure;
use crate::pricing::caveat::Caveat;
use crate::pricing::cost_share::CostShare;
use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Money, Provider, ProviderKind, Share, Status};

/// Takes the nonparticipating practitioner's share of the fee (Social Security Act 1848(a)(3)), and sets the limiting charge
/// of an unassigned claim (1848(g)(2)).
pub(in crate::pricing) fn take_nonparticipating_fee(work: &mut Work<'_>) {
    let provider = work.claim.provider();
    if !provider.accepts_assignment {
        caveat_missing_assignment(work);
    }
    if provider.participating {
        return;
    }
    let always_assigned =
        matches!(provider.kind, ProviderKind::Crna | ProviderKind::AnesthesiologistAssistant);
    let is_physician = provider.kind == ProviderKind::Physician;
    for (line, row) in work.open_lines() {
        if always_assigned || (row.status == Status::Anesthesia && !is_physician) {
            continue;
        }
        let Some(Figure { value: share, source }) = line.lookup(line.law.nonparticipating_share) else {
            continue;
        };
        if is_unassigned(provider) {
            // Both parts in one step, which is how CMS's own look-up computes it.
            line.limiting_charge = limiting_charge(line, line.amount, share);
        }
        line.step(Rule::Nonparticipating.by(source), Operation::Part(share));
    }
}

/// Adds a caveat to an unassigned claim if its practitioner accepts assignment on every claim.
fn caveat_missing_assignment(work: &mut Work<'_>) {
    let provider = work.claim.provider();
    let caveat = if provider.participating {
        Caveat::ParticipatingAccepts
    } else if provider.kind.must_accept_assignment() {
        Caveat::ProfessionAccepts { profession: provider.kind.plural() }
    } else {
        return;
    };
    for (line, _) in work.open_lines() {
        line.add_caveat(caveat.clone());
    }
}

/// The limiting charge: its share of the part of the fee that a nonparticipating practitioner gets.
fn limiting_charge(line: &mut LineWork<'_>, fee: Money, share: Share) -> Option<Money> {
    let limit = line.law.limiting_charge.map_err(|missing| line.miss_beside_amount(missing)).ok()?;
    Some(fee.times(share.times(limit.value)))
}

/// Sets the limiting charge again after a part of the fee moved between two lines.
pub(super) fn limit_by_fee(line: &mut LineWork<'_>) {
    if line.limiting_charge.is_some() {
        line.limiting_charge = limiting_charge(line, line.amount, Share::WHOLE);
    }
}

/// Whether Medicare pays the patient, and the practitioner collects the charge up to its limit.
const fn is_unassigned(provider: Provider) -> bool {
    !provider.participating && !provider.accepts_assignment && !provider.kind.must_accept_assignment()
}

/// Bills the patient of an unassigned claim what Medicare's payment and the patient's share of the allowed amount leave of the
/// charge, up to the limiting charge. Payment and patient together never exceed it. A line without a charge is billed the most
/// that may be charged.
pub(in crate::pricing) fn bill_balance(work: &mut Work<'_>) {
    if !is_unassigned(work.claim.provider()) {
        return;
    }
    bill_balance_of_equipment(work);
    for (line, _) in work.open_lines() {
        let Some(limit) = line.limiting_charge else { continue };
        let charged = line.billed.charge().map_or(limit, |charge| charge.amount().min(limit));
        let share = line.share;
        line.balance_bill = Some(balance(charged, &share));
        let sequestration =
            line.terms.filter(|_| share.mips != Money::ZERO).and_then(|terms| terms.sequestration);
        if let Some(sequestration) = sequestration {
            let before = share.before_sequestration() - share.mips;
            let paid = before - before.times(sequestration.value);
            line.add_caveat(Caveat::MipsUnassigned { paid, patient: charged - paid });
        }
    }
}

/// Bills the patient of an unassigned claim the whole rest of the charge for equipment: the limiting charge is of physicians' services
/// (Social Security Act 1848(g)(1) and (j)(3)).
fn bill_balance_of_equipment(work: &mut Work<'_>) {
    for line in work.lines.iter_mut().filter(|line| line.refusal.is_none()) {
        if let Some(ScheduleRate::Equipment(..)) = line.rate {
            // Without a charge the patient owes what Medicare allows and does not pay.
            let share = line.share;
            let allowed = share.before_sequestration() + share.patient();
            let charged = line.billed.charge().map_or(allowed, |charge| charge.amount());
            line.balance_bill = Some(balance(charged, &share));
            line.add_caveat(Caveat::EquipmentUnassigned);
        }
    }
}

/// What is left of the charge after Medicare's payment and the patient's share of the allowed amount. The patient bears the
/// sequestration, and gains what MIPS adds to a payment that with their share would be more than the charge.
fn balance(charged: Money, share: &CostShare) -> Money {
    charged - share.before_sequestration() - share.patient()
}
