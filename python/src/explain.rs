//! How Medicare's payment for a claim comes about, step by step, in the words and names of `POST /v1/estimates`.

use medpayiq_arrow::claims::json::JsonRow;
use medpayiq_arrow::pricer::{estimate, problem};
use medpayiq_claims::{Fault, RawClaim, RawLine, Refused};
use medpayiq_core::pricing::{
    Caveat, Confidence, Estimate, LineEstimate, Outcome, PredictedDenial, Price, Step, Totals,
};
use medpayiq_core::schedule::Schedule;
use medpayiq_core::vocabulary::{ClaimLine, Money, format_date};
use serde_json::{Value, json};

/// Returns the estimate of a claim in JSON with its steps, or what is wrong with it.
pub(crate) fn explain(schedule: &Schedule, claim: &str) -> Value {
    let row = match JsonRow::read(claim) {
        Ok(row) => row,
        Err(refused) => return refusal(None, refused, false),
    };
    let raw = row.claim();
    match estimate(schedule, &raw) {
        Err(refused) => refusal(raw.claim, refused, raw.is_line),
        Ok((checked, estimate)) => json!({
            "claim": raw.claim,
            "date_of_service": format_date(checked.claim.date_of_service()),
            "release": checked.in_force.release.label,
            "locality": checked.located.locality.map(|row| row.locality.to_string()),
            "lines": lines(&raw, checked.claim.lines(), &estimate),
            "totals": totals(&estimate.totals),
            "problem": null,
        }),
    }
}

fn refusal(claim: Option<&str>, refused: Refused, is_line: bool) -> Value {
    let (status, faults) = problem(refused);
    let fault = |fault: Fault| {
        let Fault { pointer, code, detail } = if is_line { fault.about_row() } else { fault };
        json!({"pointer": pointer, "code": code.as_str(), "detail": detail})
    };
    let errors: Vec<Value> = faults.into_iter().map(fault).collect();
    json!({"claim": claim, "lines": null, "totals": null, "problem": {"status": status, "errors": errors}})
}

fn lines(raw: &RawClaim<'_>, lines: &[ClaimLine], estimate: &Estimate) -> Vec<Value> {
    let lines = raw.lines.iter().zip(lines).zip(&estimate.lines).enumerate();
    lines.map(|(position, ((raw, line), estimate))| line_of(position, raw, line, estimate)).collect()
}

fn line_of(position: usize, raw: &RawLine<'_>, line: &ClaimLine, estimate: &LineEstimate) -> Value {
    let (result, reason, amounts) = match &estimate.outcome {
        Outcome::Priced(price) => ("priced", None, Some(amounts(price))),
        Outcome::NotPriced(refusal) => {
            let reason =
                json!({"code": refusal.code(), "text": refusal.to_string(), "source": refusal.source()});
            (refusal.kind().as_str(), Some(reason), None)
        }
    };
    let modifiers = line.modifiers().iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({
        "id": raw.id.map_or_else(|| position.saturating_add(1).to_string(), str::to_owned),
        "hcpcs": line.hcpcs().as_str(),
        "modifiers": modifiers,
        "units": line.units(),
        "result": result,
        "reason": reason,
        "amounts": amounts,
        "trace": estimate.trace.iter().map(step).collect::<Vec<_>>(),
        "predicted_denials": estimate.predicted_denials.iter().map(denial).collect::<Vec<_>>(),
        "confidence": confidence(&estimate.confidence),
        "warnings": reasons(&estimate.warnings),
    })
}

fn step(step: &Step) -> Value {
    json!({
        "rule": step.rule.code(),
        "effect": step.to_string(),
        "amount": step.amount.to_string(),
        "source": step.authority().to_string(),
    })
}

fn amounts(price: &Price) -> Value {
    let share = &price.share;
    json!({
        "fee_schedule": price.fee_schedule.to_string(),
        "adjusted": price.adjusted.to_string(),
        "allowed": price.allowed.to_string(),
        "limiting_charge": text(price.limiting_charge),
        "deductible": share.deductible.to_string(),
        "coinsurance": share.coinsurance.to_string(),
        "sequestration": share.sequestration.to_string(),
        "medicare_paid": share.medicare_paid.to_string(),
        "patient": price.patient(share).to_string(),
        "bonus_estimate": text(price.bonus),
    })
}

fn text(amount: Option<Money>) -> Option<String> {
    amount.map(|amount| amount.to_string())
}

fn denial(denial: &PredictedDenial) -> Value {
    let rarc: Vec<String> = denial.rarc.iter().map(ToString::to_string).collect();
    json!({"group": denial.group.as_str(), "carc": denial.carc.to_string(), "rarc": rarc})
}

fn confidence(confidence: &Confidence) -> Value {
    json!({"level": confidence.level.as_str(), "reasons": reasons(&confidence.reasons)})
}

fn reasons(caveats: &[Caveat]) -> Vec<Value> {
    caveats.iter().map(|caveat| json!({"code": caveat.code(), "text": caveat.to_string()})).collect()
}

fn totals(totals: &Totals) -> Value {
    let unmet = totals.if_deductible_unmet.map(|(medicare_paid, patient)| {
        json!({"medicare_paid": medicare_paid.to_string(), "patient": patient.to_string()})
    });
    json!({
        "charge": text(totals.charge),
        "allowed": totals.allowed.to_string(),
        "medicare_paid": totals.medicare_paid.to_string(),
        "patient": totals.patient.to_string(),
        "contractual_write_off": totals.contractual_write_off.to_string(),
        "undetermined_charge": totals.undetermined_charge.to_string(),
        "if_deductible_unmet": unmet,
    })
}
