//! Estimates in short: a line of text for a claim, and another for its answer.
//!
//! `36592+99213-25*2$300 @22` is a claim of two lines, the second with a modifier, two units and a charge, at place of
//! service 22. `66984-55~20` is aftercare of 20 days. The date of a claim is 2025-01-15 and its locality one with indices of
//! 1.000, unless the text names others.

use super::http::Client;
use super::releases::NATION;
use expect_test::Expect;
use serde_json::{Map, Value, json};

/// Sends each claim of the table's first column and compares the answers with the second column.
///
/// A claim with several lines has a row for each. From the second row on, the first column is `+`.
pub(crate) fn check(client: &Client, table: &Expect) {
    let rows = table.data().lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with("+ "));
    let claims: Vec<&str> = rows.map(|row| row.split("  ").next().unwrap_or_default()).collect();
    let width = claims.iter().map(|claim| claim.len()).max().expect("a row") + 2;
    let rows_with_answers = claims.iter().map(|claim| {
        let answer = estimate(client, claim);
        let lines: Vec<String> = answer["lines"].as_array().unwrap().iter().map(short).collect();
        format!("{claim:width$}{}", lines.join(&format!("\n{:width$}", "+")))
    });
    table.assert_eq(&rows_with_answers.collect::<Vec<_>>().join("\n"));
}

/// Returns the answer to a claim, after checks that every answer must pass.
pub(crate) fn estimate(client: &Client, claim: &str) -> Value {
    let request = request(claim);
    let answer = client.post("/v1/estimates", &request.to_string()).json();
    let (asked, lines) = (request["lines"].as_array().unwrap(), answer["lines"].as_array().unwrap());
    assert_eq!(lines.len(), asked.len());
    for (asked, line) in asked.iter().zip(lines) {
        assert_eq!(line["hcpcs"], asked["hcpcs"]);
        check_laws(line, asked["charge"].as_str());
    }
    answer
}

/// Who pays what of each line, in the order: allowed, deductible, coinsurance, sequestration, Medicare, patient.
pub(crate) fn check_shares(client: &Client, claims: &str, table: &Expect) {
    let share = |claim: &str| {
        let answer = estimate(client, claim);
        let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
            let amounts = &line["amounts"];
            let of = |name: &str| amounts[name].as_str().unwrap_or("-").to_owned();
            let names = ["allowed", "deductible", "coinsurance", "sequestration", "medicare_paid", "patient"];
            names.map(of).join(" ")
        });
        let totals = &answer["totals"];
        let totals = ["allowed", "medicare_paid", "patient"].map(|name| totals[name].as_str().unwrap());
        format!("{claim}: {} = {}", lines.collect::<Vec<_>>().join(" + "), totals.join(" "))
    };
    table.assert_eq(&claims.lines().map(|claim| share(claim.trim())).collect::<Vec<_>>().join("\n"));
}

/// The request for a claim in short.
pub(crate) fn request(claim: &str) -> Value {
    let mut words = claim.split_whitespace();
    let lines: Vec<Value> = words.next().unwrap().split('+').map(line).collect();
    let mut request = Map::new();
    request.insert("lines".to_owned(), lines.into());
    request.insert("date_of_service".to_owned(), "2025-01-15".into());
    request.insert("locality".to_owned(), NATION.into());
    let mut provider = Map::new();
    for word in words {
        let (name, value) = word.split_once(':').unwrap_or((word, ""));
        match name {
            "on" => request.insert("date_of_service".to_owned(), value.into()),
            "undated" => request.remove("date_of_service"),
            "in" => request.insert("locality".to_owned(), value.into()),
            "zip" => request.remove("locality").and(request.insert("zip".to_owned(), value.into())),
            "nowhere" => request.remove("locality"),
            "release" => request.insert(name.to_owned(), value.into()),
            "owes" => request.insert("patient".to_owned(), json!({"deductible_remaining": value})),
            "therapy" => request.insert("patient".to_owned(), json!({"therapy_used": value})),
            "by" => provider.insert("kind".to_owned(), value.into()),
            "under" => request.insert("terms".to_owned(), value.into()),
            "qp" => provider.insert("qualifying_apm".to_owned(), value.into()),
            "mips" => provider.insert("mips_adjustment_percent".to_owned(), value.into()),
            "nonparticipating" => provider.insert("participating".to_owned(), false.into()),
            "unassigned" => provider.insert("accepts_assignment".to_owned(), false.into()),
            _ => request.insert("place_of_service".to_owned(), word.strip_prefix('@').unwrap().into()),
        };
    }
    request.insert("provider".to_owned(), provider.into());
    request.into()
}

fn line(text: &str) -> Value {
    let (text, charge) = text.split_once('$').map_or((text, None), |(text, charge)| (text, Some(charge)));
    let (text, units) =
        text.split_once('*').map_or((text, 1), |(text, units)| (text, units.parse().unwrap()));
    let (text, days) = text.split_once('~').map_or((text, None), |(text, days)| (text, Some(days)));
    let mut parts = text.split('-');
    let (hcpcs, modifiers) = (parts.next().unwrap(), parts.collect::<Vec<_>>());
    let mut line = json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": units});
    if let Some(charge) = charge {
        line["charge"] = charge.into();
    }
    if let Some(days) = days {
        line["postoperative_days"] = days.parse::<u32>().unwrap().into();
    }
    line
}

/// A line's answer in short: result, amount or reason, denial, confidence with its reasons.
pub(crate) fn short(line: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = vec![text(&line["result"])];
    if let Some(amounts) = line.get("amounts") {
        words.push(text(&amounts["allowed"]));
        if amounts["allowed"] != amounts["fee_schedule"] {
            words.push(format!("of {}", text(&amounts["fee_schedule"])));
        }
        words.push(text(line.get("source").map_or(&line["setting"], |source| &source["schedule"])));
    } else {
        words.push(text(&line["reason"]["code"]));
    }
    for denial in line["predicted_denials"].as_array().unwrap() {
        words.push(format!("{}-{}", text(&denial["group"]), text(&denial["carc"])));
        words.extend(denial["rarc"].as_array().unwrap().iter().map(text));
    }
    words.push(format!("| {}", text(&line["confidence"]["level"])));
    let reasons = line["confidence"]["reasons"].as_array().unwrap();
    words.extend(reasons.iter().map(|reason| text(&reason["code"])));
    words.join(" ")
}

/// Warnings that do not lower the confidence in the amount of the line.
const CERTAIN: [&str; 15] = [
    "equipment_unassigned",
    "equipment_by_patients_state",
    "earlier_rental_not_checked",
    "discarded_drug_not_stated",
    "laboratory_certificate_not_checked",
    "earlier_procedures_not_checked",
    "earlier_units_not_checked",
    "notice_given",
    "therapy_threshold",
    "therapy_review",
    "participating_accepts_assignment",
    "mips_unassigned",
    "preventive_for_screening",
    "profession_accepts_assignment",
    // Of a figure that the allowed amount does not depend on; `law_missing` checks the others.
    "law_value_missing",
];

/// Reasons that can lower the confidence in a line without a price: old edits, a ring of edits, a list that may be incomplete or
/// is missing, care that no text prices, and who bears a denial.
const OF_REFUSALS: [&str; 6] = [
    "older_edits",
    "edits_in_ring",
    "preventive_list",
    "care_before_surgery",
    "threshold_group",
    "law_value_missing",
];

/// Checks what holds for every line: it has either a price or a reason with a source, its parts add up, and it has no caveat
/// about an amount that it does not have.
fn check_laws(line: &Value, charge: Option<&str>) {
    let priced = line["result"] == "priced";
    let is_elsewhere = line.get("source").is_some();
    let from_rvus = priced && !is_elsewhere && line["trace"][0]["rule"] != "anesthesia_units";
    assert_eq!(line.get("amounts").is_some(), priced, "{line}");
    assert_eq!(line.get("setting").is_some(), priced && !is_elsewhere, "{line}");
    for field in ["rvu", "gpci", "conversion_factor"] {
        assert_eq!(line.get(field).is_some(), from_rvus, "{field} of {line}");
    }
    assert_eq!(line.get("reason").is_none(), priced, "{line}");
    let (reasons, warnings) = (&line["confidence"]["reasons"], &line["warnings"]);
    let (reasons, warnings) = (reasons.as_array().unwrap(), warnings.as_array().unwrap());
    if priced {
        let lowers = |warning: &&Value| !CERTAIN.contains(&warning["code"].as_str().unwrap());
        assert!(warnings.iter().filter(lowers).all(|warning| reasons.contains(warning)), "{line}");
        assert_eq!(reasons.is_empty(), line["confidence"]["level"] == "high", "{line}");
    } else {
        let of_refusal = |reason: &Value| OF_REFUSALS.contains(&reason["code"].as_str().unwrap());
        assert!(reasons.iter().all(of_refusal), "{line}");
        assert!(line["reason"]["source"].as_str().is_some_and(|source| !source.is_empty()), "{line}");
    }
    assert!(priced || line["trace"].as_array().unwrap().is_empty(), "{line}");
    if priced {
        check_sums(line, charge);
    }
}

fn check_sums(line: &Value, charge: Option<&str>) {
    let amounts = &line["amounts"];
    let cents = |name: &str| cents(&amounts[name]);
    let parts = cents("deductible") + cents("coinsurance") + cents("sequestration") + cents("medicare_paid");
    let trace = line["trace"].as_array().unwrap();
    let changes_payment = ["therapy_assistant", "mips_adjustment"].map(Value::from);
    if !trace.iter().any(|step| changes_payment.contains(&step["rule"])) {
        assert_eq!(cents("allowed"), parts, "{line}");
    }
    assert_eq!(trace[0]["amount"], amounts["fee_schedule"], "{line}");
    assert_eq!(trace.last().unwrap()["amount"], amounts["medicare_paid"], "{line}");
    assert!(trace.iter().all(|step| !step["source"].as_str().unwrap().is_empty()), "{line}");
    let adjustments = line["adjustments"].as_array().unwrap();
    let adjusted: i64 = adjustments.iter().map(|adjustment| self::cents(&adjustment["amount"])).sum();
    if let Some(charge) = charge {
        assert_eq!(self::cents(&charge.into()), cents("medicare_paid") + adjusted, "{line}");
    }
}

/// The cents of an amount on the wire.
pub(crate) fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap();
    let (dollars, cents) = text.split_once('.').unwrap_or((text, "00"));
    format!("{dollars}{cents:0<2}").parse().unwrap()
}
