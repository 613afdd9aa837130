//! Compares the product's prices of random claims with those of the naive implementation.
//!
//! If the rules leave a choice and the two chose differently, the claim is changed to a form that both read alike, or left
//! out. [`alike`] and [`is_read_apart`] name each such choice.

use crate::figures::rvu25d;
use crate::naive::claims::{Codes, random_claim};
use crate::naive::gates::discipline;
use crate::naive::{LineAnswer, own_tests};
use medpayiq::api::price;
use medpayiq::pricing::{Adjustment, Estimate, LineEstimate, Outcome, Price, Rule, Totals};
use medpayiq::schedule::{Release, Schedule};
use medpayiq::vocabulary::{
    Component, GroupCode, HcpcsCode, Money, MultipleProcedure, PcTc, ServiceRow, Status,
};
use serde_json::{Value, json};

/// The number of claims that are drawn; `DIFFERENTIAL_CLAIMS` overrides it.
const CLAIMS: u64 = 25_000;

/// The newest release of 2025. All claims are of that year.
pub(crate) fn release_of_2025(schedule: &Schedule) -> &Release {
    schedule.releases().iter().rfind(|release| release.label.starts_with("RVU25")).unwrap()
}

fn row<'a>(schedule: &'a Schedule, line: &Value) -> Option<&'a ServiceRow> {
    let code: HcpcsCode = line["hcpcs"].as_str()?.parse().ok()?;
    let services = &release_of_2025(schedule).services;
    services.row(code, Component::Global).or_else(|| services.rows_of(code).first())
}

fn modifiers(line: &Value) -> Vec<String> {
    let texts = line["modifiers"].as_array().cloned().unwrap_or_default();
    texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Returns the claim without what the two implementations read differently on purpose.
pub(crate) fn alike(schedule: &Schedule, mut claim: Value) -> Value {
    for line in claim["lines"].as_array_mut().unwrap() {
        let Some(row) = row(schedule, line) else { continue };
        let mut texts = modifiers(line);
        // The product prices therapy codes without a discipline with a caveat; the naive implementation refuses them.
        let is_therapy = row.multiple_procedure == MultipleProcedure::Therapy;
        let code = row.hcpcs.as_str();
        if is_therapy && !texts.iter().any(|text| matches!(text.as_str(), "GN" | "GO" | "GP")) {
            let other = if texts.iter().any(|text| text == "CO") { "GO" } else { "GP" };
            texts.truncate(3);
            texts.push(discipline(code).unwrap_or(other).to_owned());
        }
        // No file lists X-rays. Only codes that both take for an X-ray keep FX and FY.
        let is_radiograph = row.pc_tc == PcTc::DiagnosticTest && ("71045"..="71048").contains(&code);
        texts.retain(|text| is_radiograph || (text != "FX" && text != "FY"));
        // The product refuses or ignores package modifiers of assistants, and CQ and CO outside therapy.
        let assists = texts.iter().any(|text| matches!(text.as_str(), "80" | "81" | "82" | "AS"));
        let is_therapy = is_therapy || row.pc_tc == PcTc::PhysicalTherapy;
        texts.retain(|text| match text.as_str() {
            "54" | "55" => !assists,
            "CQ" | "CO" => is_therapy,
            _ => true,
        });
        line["modifiers"] = json!(texts);
        // The product reads units as minutes, as the claim form does. Only 01953 has units.
        if row.status == Status::Anesthesia && code != "01953" {
            line["units"] = json!(1);
        }
    }
    claim
}

/// Whether the two read a claim differently as a whole. Each condition is a choice that the rules leave.
pub(crate) fn is_read_apart(schedule: &Schedule, claim: &Value) -> bool {
    let lines = claim["lines"].as_array().unwrap();
    let has = |wanted: &[&str]| {
        lines.iter().any(|line| modifiers(line).iter().any(|text| wanted.contains(&text.as_str())))
    };
    let rows: Vec<_> = lines.iter().filter_map(|line| row(schedule, line)).collect();
    let is_visit = |row: &&ServiceRow| ("99202"..="99499").contains(&row.hcpcs.as_str());
    let eye_visit = |row: &&ServiceRow| ("92002"..="92014").contains(&row.hcpcs.as_str());
    let has_procedure = rows.iter().any(|row| row.global_days.is_procedure());
    let visits = rows.iter().filter(|row| is_visit(row) || eye_visit(row)).count();
    let anesthesia: Vec<_> = lines
        .iter()
        .filter(|line| row(schedule, line).is_some_and(|row| row.status == Status::Anesthesia))
        .filter(|line| line["hcpcs"] != "01953")
        .collect();
    let has_office_visit = rows.iter().any(|row| ("99202"..="99215").contains(&row.hcpcs.as_str()));
    let visits_are_plain = lines.iter().all(|line| {
        !row(schedule, line).is_some_and(|row| is_visit(&row))
            || modifiers(line).iter().all(|text| text == "25")
    });
    // The two differ in which codes are visits, and in whether a procedure of an assistant has a package.
    (visits > 0 && has_procedure && (has(&["80", "81", "82", "AS"]) || rows.iter().any(|row| eye_visit(row) || !is_office_or_hospital(row) && is_visit(row))))
        // They differ in anesthesia without minutes, and in a session with two kinds of supervision.
        || anesthesia.iter().any(|line| line["minutes"].is_null())
        || (anesthesia.len() > 1 && has(&["AD"]))
        || (has(&["52", "53"]) && rows.iter().any(|row| eye_visit(row) || is_visit(row) && !is_office_or_hospital(row)))
        // They differ in whether a refused visit still bundles G2211.
        || (rows.iter().any(|row| row.hcpcs.as_str() == "G2211") && (has_procedure || !has_office_visit || !visits_are_plain))
        // The product ranks aftercare on its own line with the surgery; the naive implementation ranks it alone.
        || (has(&["54"]) && has(&["55"]))
}

fn is_office_or_hospital(row: &ServiceRow) -> bool {
    const VISITS: [(&str, &str); 7] = [
        ("99202", "99215"),
        ("99221", "99239"),
        ("99242", "99255"),
        ("99281", "99285"),
        ("99291", "99292"),
        ("99304", "99318"),
        ("99341", "99350"),
    ];
    VISITS.iter().any(|(first, last)| (*first..=*last).contains(&row.hcpcs.as_str()))
}

/// How many cents a line may differ. Each part, side and unit that a rule reduces is rounded once more.
fn tolerance(line: &LineEstimate, units: i64) -> i64 {
    let is_of_parts = |rule| matches!(rule, Rule::OppsCap | Rule::Bilateral);
    let is_rounded_apart = line.trace.iter().any(|step| is_of_parts(step.rule)) || units > 1;
    if is_rounded_apart { units.max(1) * 2 } else { 0 }
}

/// The adjusted amount of a line in cents; 0 if it has no price.
fn adjusted(line: &LineEstimate) -> i64 {
    match &line.outcome {
        Outcome::Priced(price) => price.adjusted.cents(),
        Outcome::NotPriced(_) => 0,
    }
}

fn result_apart(here: &LineEstimate, there: &LineAnswer, modifiers: &[String]) -> Option<String> {
    let result = match &here.outcome {
        Outcome::Priced(_) => "priced",
        Outcome::NotPriced(refusal) => refusal.kind().as_str(),
    };
    // The product denies anesthesia by the surgeon and refuses 56 without a package. The naive implementation bundles both.
    // Neither is paid.
    let nothing: &[&str] = if modifiers.iter().any(|text| text == "56") {
        &["bundled", "invalid"]
    } else {
        &["bundled", "denied_by_edit"]
    };
    let same_nothing = nothing.contains(&result) && nothing.contains(&there.result.as_str());
    (result != there.result && !same_nothing)
        .then(|| format!("result {result}, {} there ({}) {:?}", there.result, there.note, here.edits))
}

/// Whether the groups and codes of a remittance differ from those of the rules.
fn remittance_apart(here: &LineEstimate, there: &LineAnswer) -> Option<String> {
    let denials: Vec<_> =
        here.predicted_denials.iter().map(|denial| (denial.group.as_str(), denial.carc.as_str())).collect();
    if there.denial.is_some_and(|denial| !denials.contains(&denial)) {
        return Some(format!("denials {denials:?}, {:?} there", there.denial));
    }
    let any = |carc: &str, fits: fn(&Adjustment) -> bool| {
        here.adjustments.iter().any(|part| part.carc.as_str() == carc && fits(part))
    };
    let is_patients = any("253", |part| part.group != GroupCode::Contractual);
    let has_remark = matches!(here.outcome, Outcome::Priced(_)) && any("59", |part| !part.rarc.is_empty());
    if is_patients || has_remark {
        return Some(format!("adjustments {:?}", here.adjustments));
    }
    let is_priced = matches!(here.outcome, Outcome::Priced(_)) && there.result == "priced";
    (is_priced && there.outside_benefit && !is_outside_benefit(here))
        .then(|| "it is outside the benefit".to_owned())
}

/// Whether the product says that a line is outside the practitioner's benefit.
pub(crate) fn is_outside_benefit(line: &LineEstimate) -> bool {
    line.warnings.iter().any(|caveat| caveat.code() == "outside_benefit")
}

/// Lines outside the practitioner's benefit add nothing to the totals.
fn totals_apart(totals: &Totals, here: &[LineEstimate]) -> Option<String> {
    let inside = here.iter().filter(|line| !is_outside_benefit(line));
    let mut sums = [Money::ZERO; 3];
    for line in inside {
        let shares = match &line.outcome {
            Outcome::Priced(price) => [price.allowed, price.share.medicare_paid, price.patient(&price.share)],
            Outcome::NotPriced(_) => {
                let of_patient =
                    line.adjustments.iter().filter(|part| part.group == GroupCode::PatientResponsibility);
                [Money::ZERO, Money::ZERO, of_patient.map(|part| part.amount).sum()]
            }
        };
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum += share;
        }
    }
    ([totals.allowed, totals.medicare_paid, totals.patient] != sums)
        .then(|| format!("totals {totals:?}, not {sums:?}"))
}

/// The deductible of a claim, whichever lines use it up. It shows a deductible that is waived wrongly.
fn deductibles_apart(here: &[LineEstimate], there: &[LineAnswer], tolerance: i64) -> Option<String> {
    let ours =
        here.iter().filter_map(|line| line.outcome.price()).map(|price| price.share.deductible.cents());
    let (ours, theirs): (i64, i64) = (ours.sum(), there.iter().filter_map(|line| line.deductible).sum());
    ((ours - theirs).abs() > tolerance).then(|| format!("deductible {ours}, {theirs} there"))
}

/// Whether sequestration, Medicare's payment or the patient's part differ. No text settles whether MIPS adjusts an unassigned
/// claim, so there the line may follow either reading. Payment and patient together are never more than the bill.
fn payment_apart(price: &Price, there: &LineAnswer, tolerance: i64) -> Option<String> {
    let paid = price.share.medicare_paid.cents();
    let here = [price.share.sequestration.cents(), paid];
    let without_mips = there.sequestration.zip(there.medicare_paid).map(|(taken, paid)| [taken, paid]);
    let is_close =
        |there: [i64; 2]| here.iter().zip(there).all(|(one, other)| (one - other).abs() <= tolerance);
    let either = [without_mips, there.with_mips];
    let bill = there.medicare_paid.zip(there.patient).map(|(paid, patient)| paid + patient);
    let billed = paid + price.patient(&price.share).cents();
    let is_same_bill = bill.is_some_and(|bill| {
        let is_settled = without_mips.is_some_and(is_close);
        billed <= bill + tolerance * 3 && (!is_settled || billed >= bill - tolerance * 3)
    });
    let fits = either.into_iter().flatten().any(is_close) && is_same_bill;
    (!fits).then(|| format!("paid {price:?}, not {there:?}"))
}

fn amounts_apart(here: &LineEstimate, there: &LineAnswer, units: i64) -> Option<String> {
    let Outcome::Priced(price) = &here.outcome else { return None };
    let tolerance = tolerance(here, units);
    // Lines that tie, or differ by a cent, may use up a deductible in another order. Their sum is compared for the claim.
    if there.deductible != Some(price.share.deductible.cents()) {
        return None;
    }
    if let Some(what) = payment_apart(price, there, tolerance) {
        return Some(what);
    }
    let is_anesthesia = here.trace.iter().any(|step| step.rule == Rule::AnesthesiaUnits);
    let pairs = [
        ("fee_schedule", Some(price.fee_schedule), there.fee_schedule),
        ("allowed", Some(price.allowed), there.allowed),
        ("coinsurance", Some(price.share.coinsurance), there.coinsurance),
        ("limiting_charge", price.limiting_charge, there.limiting_charge),
    ];
    pairs.into_iter().find_map(|(name, here, there_cents)| {
        // The product shows the time of the session, the naive implementation that of the line. Limits of anesthesia by others
        // than physicians do not arise.
        if is_anesthesia && matches!(name, "fee_schedule" | "limiting_charge") {
            return None;
        }
        let cents = here.map(Money::cents);
        let close = match (cents, there_cents) {
            (Some(one), Some(other)) => {
                (one - other).abs() <= tolerance * if name == "limiting_charge" { 2 } else { 1 }
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        (!close).then(|| format!("{name} {cents:?}, {there_cents:?} there ({})", there.note))
    })
}

/// Returns the first difference between the two: in the result of a line, in the total, or in the shares of a line. Ties are
/// broken in different ways, so that shares are compared only if the adjusted amounts of the line are equal.
pub(crate) fn apart(claim: &Value, estimate: &Estimate, there: &[LineAnswer]) -> Option<String> {
    let lines = claim["lines"].as_array().unwrap();
    let here = &estimate.lines[..];
    if let Some(what) = totals_apart(&estimate.totals, here) {
        return Some(what);
    }
    let units = |position: usize| lines[position]["units"].as_i64().unwrap_or(1);
    for (position, (here, there)) in here.iter().zip(there).enumerate() {
        // If anesthesia codes have equal base units, either can be the one that is paid. The total is compared.
        if lines[position]["minutes"].is_i64() {
            continue;
        }
        let what = result_apart(here, there, &modifiers(&lines[position]));
        if let Some(what) = what.or_else(|| remittance_apart(here, there)) {
            return Some(format!("line {position} {}: {what}", lines[position]));
        }
    }
    let sum_here: i64 = here.iter().map(adjusted).sum();
    let sum_there: i64 =
        there.iter().filter(|line| line.result == "priced").filter_map(|line| line.adjusted).sum();
    let close: i64 = here
        .iter()
        .enumerate()
        .map(|(position, line)| tolerance(line, units(position)) + i64::from(line.trace.len() > 3))
        .sum();
    if (sum_here - sum_there).abs() > close {
        let each: Vec<_> =
            here.iter().map(adjusted).zip(there.iter().map(|line| line.adjusted.unwrap_or(0))).collect();
        return Some(format!("total {sum_here}, {sum_there} there: {each:?}"));
    }
    let equal = |position: &usize| {
        (adjusted(&here[*position]) - there[*position].adjusted.unwrap_or(0)).abs()
            <= tolerance(&here[*position], units(*position))
    };
    // Where ties are broken in another way, another line is reduced, and a waiver of its deductible is worth another amount.
    let is_same_order = (0..here.len()).all(|position| equal(&position));
    if let Some(what) = deductibles_apart(here, there, close).filter(|_| is_same_order) {
        return Some(what);
    }
    (0..here.len()).filter(equal).find_map(|position| {
        amounts_apart(&here[position], &there[position], units(position))
            .map(|what| format!("line {position} {}: {what}", lines[position]))
    })
}

#[test]
fn random_claims_are_priced_as_the_naive_reading_prices_them() {
    let (Some(schedule), Some(reference)) = (rvu25d(), own_tests::reference()) else { return };
    let codes = Codes::of(&reference);
    let count = std::env::var("DIFFERENTIAL_CLAIMS").ok().map_or(CLAIMS, |text| text.parse().unwrap());
    let mut all_apart = Vec::new();
    let mut compared = 0;
    for seed in 0..count {
        let claim = alike(&schedule, random_claim(seed, &codes));
        if is_read_apart(&schedule, &claim) {
            continue;
        }
        compared += 1;
        let here = price(&schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
        let is_outside = |position: usize| is_outside_benefit(&here.lines[position]);
        let there = reference.price_with_benefit(&claim, is_outside);
        if let Some(what) = apart(&claim, &here, &there) {
            all_apart.push(format!("seed {seed} {what}\n    in {claim}"));
        }
    }
    eprintln!("{compared} of {count} claims compared, {} apart", all_apart.len());
    assert!(compared * 100 > count * 85, "only {compared} of {count} claims are read alike");
    let shown = all_apart.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(all_apart.is_empty(), "{} of {compared} apart:\n{shown}", all_apart.len());
}

#[test]
fn equal_fees_rank_by_charge_and_not_by_order() {
    let (Some(schedule), Some(reference)) = (rvu25d(), own_tests::reference()) else { return };
    for lines in [
        ["43246-62-LT $900.00", "43246-RT $800.00"],
        ["43246-62-LT $800.00", "43246-RT $900.00"],
        ["43246-62-LT", "43246-RT $900.00"],
        ["43246-62-LT", "43246-RT"],
        ["29863-54 $900.00", "29863-LT"],
        ["33405-55 $900.00", "33405 $800.00"],
        ["92133-LT", "92133-RT $900.00"],
        ["92133-62-LT $800.00", "92133-RT $900.00"],
        ["73721-TC $900.00", "73721 $800.00"],
        ["70553-26-LT $900.00", "70553-26-RT $800.00"],
    ] {
        let mut claim = own_tests::request("24", &lines);
        let mut totals = Vec::new();
        for _ in 0..2 {
            let there = reference.price(&claim);
            let here = price(&schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
            assert_eq!(apart(&claim, &here, &there), None, "{claim}");
            totals.push(here.totals.allowed);
            claim["lines"].as_array_mut().unwrap().reverse();
        }
        assert_eq!(totals[0], totals[1], "{claim}");
    }
}
