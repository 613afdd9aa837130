//! From a claim that went through every stage to its estimate.

use super::alternates;
use super::caveat::Caveat;
use super::confidence::Confidence;
use super::cost_share::ShareRates;
use super::estimate::{Adjustment, Estimate, FeeFormula, LineEstimate, Outcome, Price, Totals};
use super::other_schedules::ScheduleRate;
use super::predicted_denial::PredictedDenial;
use super::refusal::Refusal;
use super::rules::technical_cuts;
use super::work::{FeeInputs, LineWork, Work};
use crate::vocabulary::{Carc, GroupCode, Money, PaymentSchedule, Rarc, ServiceRow};

/// The remark code of a MIPS adjustment.
const MIPS: &[Rarc] = &[Rarc::known("N807")];

/// The part of the charge above the fee.
const ABOVE_FEE: Carc = Carc::known("45");
/// Several procedures or tests of a day.
const SEVERAL_SERVICES: Carc = Carc::known("59");
/// Taken off by law: images on film and the like, and a negative MIPS adjustment.
const TAKEN_BY_LAW: Carc = Carc::known("237");
/// Added by law: a positive MIPS adjustment.
const ADDED_BY_LAW: Carc = Carc::known("144");
const DEDUCTIBLE: Carc = Carc::known("1");
const COINSURANCE: Carc = Carc::known("2");
const SEQUESTRATION: Carc = Carc::known("253");

/// The estimate of a claim that went through every stage.
pub(super) fn assemble(work: Work<'_>) -> Estimate {
    let inputs = work.fee_inputs();
    let deductible_unknown =
        work.claim.deductible_remaining().is_none() && work.rates.law.part_b_deductible.is_ok();
    let charges = work.claim.lines().iter().map(|line| line.charge().map(|charge| charge.amount()));
    // `collect` would shrink the lines' own allocation to the estimates, which costs more than a new one.
    let mut lines: Vec<LineEstimate> = Vec::with_capacity(work.lines.len());
    lines.extend(work.lines.into_iter().map(|line| line_estimate(line, inputs)));
    let totals = totals(&lines, charges, deductible_unknown);
    Estimate { lines, totals }
}

fn line_estimate(mut line: LineWork<'_>, inputs: FeeInputs) -> LineEstimate {
    let outcome = match line.refusal.take() {
        Some(refusal) => Outcome::NotPriced(refusal),
        None if line.is_priced() => Outcome::Priced(price(&line, inputs)),
        None => Outcome::NotPriced(Refusal::NotListed),
    };
    let charge = line.billed.charge().map(|charge| charge.amount());
    let warnings = line.caveats.iter().filter(|caveat| caveat.is_warning()).cloned().collect();
    let adjustments = adjustments(&outcome, &line, charge);
    let ranges = match &outcome {
        Outcome::Priced(price) => alternates::ranges(&line.caveats, &line.alternates, price, charge),
        Outcome::NotPriced(_) => Vec::new(),
    };
    let schedule = schedule(&line);
    let LineWork { trace, caveats, predicted, edits, at_stake, terms, .. } = line;
    let (trace, predicted_denials, confidence) = match &outcome {
        Outcome::Priced(_) => (trace, predicted, Confidence::of(caveats)),
        // Without an amount there are no steps, and caveats about an amount say nothing.
        Outcome::NotPriced(refusal) => {
            (Vec::new(), refusal.predicted_denial().into_iter().collect(), certainty(refusal, caveats))
        }
    };
    LineEstimate {
        schedule,
        outcome,
        terms: terms.map(ShareRates::from),
        trace,
        adjustments,
        predicted_denials,
        edits,
        at_stake,
        confidence,
        warnings,
        ranges,
    }
}

/// The confidence in a refusal: only the caveats about the refusal itself count.
fn certainty(refusal: &Refusal, mut caveats: Vec<Caveat>) -> Confidence {
    caveats.retain(|caveat| refusal.keeps(caveat));
    caveats.extend(refusal.caveat());
    let Confidence { level, reasons } = Confidence::of(caveats);
    Confidence { level: level.min(refusal.certainty()), reasons }
}

/// The schedule that lists the line.
fn schedule(line: &LineWork<'_>) -> PaymentSchedule {
    line.rate.map_or(PaymentSchedule::Physician, ScheduleRate::schedule)
}

fn price(line: &LineWork<'_>, inputs: FeeInputs) -> Price {
    let FeeInputs { setting, gpcis, factor } = inputs;
    let formula = |row: &ServiceRow| FeeFormula { rvus: row.rvus(setting), gpcis, conversion_factor: factor };
    Price {
        schedule: schedule(line),
        formula: line.row.filter(|row| row.status.pays_from_rvus()).map(formula),
        setting,
        fee_schedule: line.fee_schedule,
        several_services_cut: line.several_services_cut,
        technical_cut: line.technical_cut,
        adjusted: line.adjusted,
        allowed: line.amount,
        limiting_charge: line.limiting_charge,
        share: line.share,
        share_if_deductible_unmet: line.share_if_deductible_unmet,
        balance_bill: line.balance_bill,
        bonus: line.bonus,
    }
}

/// Splits a line's charge: charge = paid + every adjustment. The adjustments of group PR are the patient's.
fn adjustments(outcome: &Outcome, line: &LineWork<'_>, charge: Option<Money>) -> Vec<Adjustment> {
    match outcome {
        Outcome::Priced(price) => {
            let parts = priced_adjustments(price, line, charge).into_iter();
            parts.filter(|part| part.amount != Money::ZERO).collect()
        }
        Outcome::NotPriced(refusal) => match (refusal.predicted_denial(), charge) {
            (Some(PredictedDenial { group, carc, rarc }), Some(amount)) if amount != Money::ZERO => {
                vec![Adjustment { group, carc, rarc, amount }]
            }
            (Some(_) | None, Some(_) | None) => Vec::new(),
        },
    }
}

fn priced_adjustments(price: &Price, line: &LineWork<'_>, charge: Option<Money>) -> [Adjustment; 9] {
    let remarked = |group, carc, rarc, amount| Adjustment { group, carc, rarc, amount };
    let part = |group, carc, amount| remarked(group, carc, &[], amount);
    let (provider, patient) = (GroupCode::Contractual, GroupCode::PatientResponsibility);
    let share = &price.share;
    // On an unassigned claim the patient pays up to the charge or its limit, whatever Medicare's payment lost or gained. So
    // only the part above that is written off, and an assistant's or a MIPS adjustment is in the patient's balance.
    let (collected, assistant_reduction, mips) = match price.balance_bill {
        Some(balance) => (share.before_sequestration() + share.patient() + balance, Money::ZERO, Money::ZERO),
        None => (price.allowed, share.assistant_reduction, share.mips),
    };
    let above = charge.map_or(Money::ZERO, |charge| charge - collected);
    // Reductions with a reason code of their own, up to the part of the charge that is written off.
    let cut = price.technical_cut.min(above);
    let reduced = price.several_services_cut.min(above - cut);
    let by_mips = if mips > Money::ZERO { ADDED_BY_LAW } else { TAKEN_BY_LAW };
    [
        part(provider, ABOVE_FEE, above - cut - reduced),
        part(provider, SEVERAL_SERVICES, reduced),
        remarked(provider, TAKEN_BY_LAW, technical_cuts::remarks(line.billed), cut),
        part(patient, ABOVE_FEE, price.balance_bill.unwrap_or(Money::ZERO)),
        part(patient, DEDUCTIBLE, share.deductible),
        part(patient, COINSURANCE, share.coinsurance),
        part(provider, ABOVE_FEE, assistant_reduction),
        remarked(provider, by_mips, MIPS, Money::ZERO - mips),
        part(provider, SEQUESTRATION, share.sequestration),
    ]
}

/// Sums the lines. `deductible_unknown` asks for the second answer, with none of the deductible met.
fn totals(
    lines: &[LineEstimate],
    charges: impl Iterator<Item = Option<Money>> + Clone,
    deductible_unknown: bool,
) -> Totals {
    let charge = charges.clone().sum::<Option<Money>>();
    let mut totals = Totals { charge, ..Totals::default() };
    let mut unmet = (Money::ZERO, Money::ZERO);
    for (line, charge) in lines.iter().zip(charges.clone()) {
        if is_outside_benefit(line) {
            totals.undetermined_charge += charge.unwrap_or(Money::ZERO);
            continue;
        }
        totals.contractual_write_off += write_off(line);
        let is_open = line.predicted_denials.is_empty() && matches!(line.outcome, Outcome::NotPriced(_));
        totals.undetermined_charge += charge.filter(|_| is_open).unwrap_or(Money::ZERO);
        match &line.outcome {
            Outcome::Priced(price) => {
                let unmet_share = price.share_if_deductible_unmet.unwrap_or(price.share);
                totals.allowed += price.allowed;
                totals.medicare_paid += price.share.medicare_paid;
                totals.patient += price.patient(&price.share);
                unmet.0 += unmet_share.medicare_paid;
                unmet.1 += price.patient(&unmet_share);
            }
            Outcome::NotPriced(_) => {
                let owed = owed_by_patient(line);
                totals.patient += owed;
                unmet.1 += owed;
            }
        }
    }
    totals.if_deductible_unmet = deductible_unknown.then_some(unmet);
    totals
}

/// Whether Medicare probably denies the line, because it is outside the practitioner's benefit. It adds nothing to the sums,
/// not even what the patient would owe under another denial.
fn is_outside_benefit(line: &LineEstimate) -> bool {
    let is_paid = matches!(line.outcome, Outcome::Priced(_)) || owed_by_patient(line) > Money::ZERO;
    is_paid && line.warnings.iter().any(|caveat| matches!(caveat, Caveat::OutsideBenefit { .. }))
}

/// The part of a line's charge that nobody may be asked for. Sequestration is not counted: it is no write-off of the charge.
fn write_off(line: &LineEstimate) -> Money {
    let is_written_off = |part: &&Adjustment| {
        part.group == GroupCode::Contractual && part.carc != SEQUESTRATION && part.carc != ADDED_BY_LAW
    };
    line.adjustments.iter().filter(is_written_off).map(|part| part.amount).sum()
}

fn owed_by_patient(line: &LineEstimate) -> Money {
    let is_owed = |part: &&Adjustment| part.group == GroupCode::PatientResponsibility;
    line.adjustments.iter().filter(is_owed).map(|part| part.amount).sum()
}
