//! Faults of payers, each injected into one line of a claim that was else paid as estimated.

use super::remitting::Payment;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{EditHit, EditKind, EditState, Estimate, LineEstimate, Outcome, Rule, estimate};
use medpayiq::schedule::{Located, Schedule};
use medpayiq::variance::Change;
use medpayiq::vocabulary::{GroupCode, Money, Share};
use serde_json::{Value, json};

/// The faults that are injected.
pub(crate) const FAULTS: &[Change] = &[
    Change::Locality,
    Change::Setting,
    Change::Participation,
    Change::Practitioner,
    Change::Rank,
    Change::Bilateral,
    Change::Sequestration,
    Change::Release,
    Change::ContractPercent,
    Change::Units,
    Change::Modifier,
    Change::Edit,
    Change::Charge,
];

fn cents(line: &Value) -> Money {
    line["charge"].as_str().unwrap().parse().unwrap()
}

/// The payment of a line with the fault; `None` if the fault changes nothing there.
pub(crate) fn faulty(
    schedule: &Schedule,
    claim: &Value,
    right: &Estimate,
    index: usize,
    fault: Change,
    dice: u64,
) -> Option<Payment> {
    let line = &right.lines[index];
    let charge = cents(&claim["lines"][index]);
    if fault == Change::Edit {
        let paid = Payment::of(&without_edit(schedule, claim, line, index)?, charge);
        return (paid.allowed > Money::ZERO).then_some(paid);
    }
    let Outcome::Priced(own) = &line.outcome else { return None };
    let right = Payment::of(line, charge);
    let payment = match fault {
        Change::Sequestration => {
            let sequestration = own.share.sequestration;
            let mut payment = right.clone();
            payment.paid += sequestration;
            payment.adjustments.retain(|(_, carc, _)| carc != "253");
            return (sequestration.cents() > 1).then_some(payment);
        }
        Change::ContractPercent => {
            let percent = [70, 80, 90, 110, 120, 125, 130, 150][usize::try_from(dice % 8).unwrap()];
            let allowed = own.adjusted.times(Share::from_scaled(percent * 100).unwrap());
            if own.adjusted.cents() < 2_000 {
                return None;
            }
            let paid = allowed.times(Share::from_scaled(8_000).unwrap());
            let rest = vec![
                (GroupCode::PatientResponsibility, "2".to_owned(), allowed - paid),
                (GroupCode::Contractual, "45".to_owned(), charge - allowed),
            ];
            Payment { allowed, paid, adjustments: rest, remarks: Vec::new() }
        }
        Change::Rank => Payment::of(&other_rank(schedule, claim, line, index)?, charge),
        other @ (Change::Locality
        | Change::Setting
        | Change::Participation
        | Change::Practitioner
        | Change::Bilateral
        | Change::Release
        | Change::Units
        | Change::Modifier
        | Change::Edit
        | Change::Charge
        | Change::Unknown) => Payment::of(&changed(schedule, claim, index, other, dice)?, charge),
    };
    (payment.allowed != right.allowed && payment.allowed > Money::ZERO).then_some(payment)
}

fn line_of(schedule: &Schedule, claim: &Value, index: usize) -> Option<LineEstimate> {
    let priced = price(schedule, serde_json::from_value(claim.clone()).unwrap()).ok()?;
    let line = priced.estimate.lines.into_iter().nth(index)?;
    matches!(line.outcome, Outcome::Priced(_)).then_some(line)
}

/// The line as it is paid without NCCI edits, if one denies it.
fn without_edit(
    schedule: &Schedule,
    claim: &Value,
    line: &LineEstimate,
    index: usize,
) -> Option<LineEstimate> {
    let is_denied = |hit: &EditHit| hit.state == EditState::Denied && hit.edit.kind() == EditKind::Ptp;
    line.edits.iter().any(is_denied).then_some(())?;
    let request: EstimateRequest = serde_json::from_value(claim.clone()).unwrap();
    let priced = price(schedule, request).ok()?;
    let claim = priced.claim;
    let in_force = schedule.in_force(Some(claim.date_of_service()), None).unwrap();
    let located = Located::at(priced.locality?);
    let rates = schedule.rates_without_edits(&in_force, &located, claim.provider().qualifying_apm);
    let line = estimate(&claim, &rates).lines.into_iter().nth(index)?;
    matches!(line.outcome, Outcome::Priced(_)).then_some(line)
}

/// The line as the only one of its day if it was reduced.
fn other_rank(schedule: &Schedule, claim: &Value, line: &LineEstimate, index: usize) -> Option<LineEstimate> {
    let ranks = [
        Rule::MultipleSurgery,
        Rule::EndoscopyFamily,
        Rule::MultipleImaging,
        Rule::MultipleCardiovascular,
        Rule::MultipleOphthalmology,
        Rule::MultipleTherapy,
    ];
    line.trace.iter().any(|step| ranks.contains(&step.rule)).then_some(())?;
    let mut alone = claim.clone();
    alone["lines"] = json!([claim["lines"][index]]);
    line_of(schedule, &alone, 0)
}

/// The line of the claim with the change.
fn changed(
    schedule: &Schedule,
    claim: &Value,
    index: usize,
    change: Change,
    dice: u64,
) -> Option<LineEstimate> {
    let mut other = claim.clone();
    let billed = &mut other["lines"][index];
    let mut modifiers: Vec<String> = serde_json::from_value(billed["modifiers"].clone()).unwrap();
    match change {
        Change::Locality => {
            let all: Vec<String> =
                schedule.releases()[0].localities.iter().map(|row| row.locality.to_string()).collect();
            other["locality"] = json!(all[usize::try_from(dice).unwrap_or(0) % all.len()]);
        }
        Change::Setting => {
            let is_office = claim["place_of_service"] == "11";
            other["place_of_service"] = json!(if is_office { "22" } else { "11" });
        }
        Change::Participation => {
            let participating = claim["provider"]["participating"].as_bool().unwrap();
            other["provider"]["participating"] = json!(!participating);
        }
        Change::Practitioner => {
            let kinds = ["physician", "nurse_practitioner", "clinical_social_worker"];
            other["provider"]["kind"] = json!(kinds[usize::try_from(dice % 3).unwrap()]);
        }
        Change::Bilateral => {
            let had = modifiers.len();
            modifiers.retain(|one| one != "50");
            if modifiers.len() == had {
                // 50 says nothing on a code without sides.
                let code = billed["hcpcs"].as_str().unwrap().parse().unwrap();
                let rows = schedule.releases()[0].services.rows_of(code);
                rows.iter().any(|row| row.bilateral.pays_each_side()).then_some(())?;
                modifiers.push("50".to_owned());
            }
            (modifiers.len() <= 4).then(|| billed["modifiers"] = json!(modifiers))?;
        }
        Change::Release => other["release"] = json!("RVU25C"),
        Change::Units => {
            let units = billed["units"].as_u64().unwrap();
            billed["minutes"].is_null().then_some(())?;
            billed["units"] = json!(if units > 1 { 1 } else { 2 });
        }
        Change::Modifier => {
            let dropped = modifiers.iter().position(|one| one != "50")?;
            modifiers.remove(dropped);
            billed["modifiers"] = json!(modifiers);
        }
        Change::Charge => billed["charge"] = Value::Null,
        Change::Rank | Change::Sequestration | Change::ContractPercent | Change::Edit | Change::Unknown => {
            return None;
        }
    }
    line_of(schedule, &other, index)
}
