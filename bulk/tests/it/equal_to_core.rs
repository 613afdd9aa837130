//! The engine answers what the core answers. The claims become the core's types here, without the code that is tested.

use crate::program::{Folder, TINY, value};
use medpayiq_core::law::Law;
use medpayiq_core::pricing::{Outcome, estimate};
use medpayiq_core::schedule::{Schedule, Whereabouts};
use medpayiq_core::snapshot::Snapshot;
use medpayiq_core::vocabulary::{Charge, Claim, ClaimLine, Money, parse_date};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Services of the tiny snapshot, and one that it does not list.
const SERVICES: [(&str, &[&str]); 10] = [
    ("76377", &[]),
    ("76377", &["26"]),
    ("76377", &["TC"]),
    ("76377", &["26", "59"]),
    ("76376", &[]),
    ("36000", &["XU"]),
    ("G0439", &[]),
    ("QQ001", &["53"]),
    ("99213", &["25"]),
    ("0633T", &["22", "GA"]),
];

fn claim(number: usize) -> Value {
    let at = |what: usize, of: usize| number.wrapping_mul(2_654_435_761).wrapping_add(what * 40_503) / 7 % of;
    let lines: Vec<Value> = (0..1 + at(1, 4))
        .map(|line| {
            let (hcpcs, modifiers) = SERVICES[at(line + 2, SERVICES.len())];
            let mut value = json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": 1 + at(line + 9, 3)});
            if at(line + 17, 3) > 0 {
                value["charge"] = json!(format!("{}.{:02}", 20 + at(line + 5, 400), at(line, 100)));
            }
            value
        })
        .collect();
    let place = ["11", "22", "24"][at(5, 3)];
    let mut claim = json!({
        "date_of_service": format!("2025-{:02}-{:02}", 1 + at(3, 12), 1 + at(4, 28)),
        "place_of_service": place, "lines": lines,
    });
    if at(6, 4) > 0 {
        claim["locality"] = json!("01112-05");
    }
    if at(7, 2) > 0 {
        let remaining = ["0.00", "100.00"][at(8, 2)];
        claim["patient"] = json!({"deductible_remaining": remaining});
    }
    claim
}

fn core_line(value: &Value) -> ClaimLine {
    let modifiers = value["modifiers"].as_array().unwrap().iter();
    let modifiers: Vec<_> = modifiers.map(|text| text.as_str().unwrap().parse().unwrap()).collect();
    let charge = value["charge"].as_str().map(|text| Charge::new(text.parse().unwrap()).unwrap());
    let line = ClaimLine::new(value["hcpcs"].as_str().unwrap().parse().unwrap());
    let units = u32::try_from(value["units"].as_u64().unwrap()).unwrap();
    line.with_modifiers(modifiers).unwrap().with_units(units).unwrap().with_charge(charge)
}

/// The lines of the answer as the core has it: result, reason, allowed, paid, patient, confidence and its reasons.
fn expected(schedule: &Schedule, value: &Value) -> Vec<[String; 7]> {
    let lines = value["lines"].as_array().unwrap().iter().map(core_line).collect();
    let day = parse_date(value["date_of_service"].as_str().unwrap()).unwrap();
    let place = value["place_of_service"].as_str().unwrap().parse().unwrap();
    let remaining: Option<Money> =
        value["patient"]["deductible_remaining"].as_str().map(|text| text.parse().unwrap());
    let claim = Claim::new(day, place, lines).unwrap().with_deductible_remaining(remaining).unwrap();
    let in_force = schedule.in_force(Some(day), None).unwrap();
    let at = value["locality"].as_str().map(|text| Whereabouts::Locality(text.parse().unwrap()));
    let located = schedule.locate(in_force.release, at.unwrap_or_default()).unwrap();
    let answer = estimate(&claim, &schedule.rates_for(&claim, &in_force, &located));
    let row = |line: &medpayiq_core::pricing::LineEstimate| {
        let reasons: Vec<&str> = line.confidence.reasons.iter().map(|caveat| caveat.code()).collect();
        let (level, reasons) = (line.confidence.level.as_str().to_owned(), reasons.join(" "));
        match &line.outcome {
            Outcome::Priced(price) => {
                let [allowed, paid, patient] =
                    [price.allowed, price.share.medicare_paid, price.patient(&price.share)]
                        .map(|money| money.cents().to_string());
                ["priced".to_owned(), String::new(), allowed, paid, patient, level, reasons]
            }
            Outcome::NotPriced(refusal) => {
                let (kind, code) = (refusal.kind().as_str().to_owned(), refusal.code().to_owned());
                [kind, code, String::new(), String::new(), String::new(), level, reasons]
            }
        }
    };
    answer.lines.iter().map(row).collect()
}

#[test]
fn three_thousand_claims_are_priced_as_the_core_prices_them() {
    let claims: Vec<Value> = (0..3000).map(claim).collect();
    let folder = Folder::new();
    let mut text = String::new();
    claims.iter().for_each(|claim| writeln!(text, "{claim}").unwrap());
    std::fs::write(folder.path("claims.ndjson"), text).unwrap();
    let schedule = Snapshot::open(TINY.as_ref()).unwrap().into_schedule(Law::shipped().unwrap());
    let expected: Vec<[String; 7]> = claims.iter().flat_map(|claim| expected(&schedule, claim)).collect();
    let priced = folder.priced_rows(&["claims.ndjson"], "out");
    assert_eq!(priced.len(), expected.len());
    let names =
        ["result", "reason", "allowed", "medicare_paid", "patient", "confidence", "confidence_reasons"];
    for (row, expected) in priced.iter().zip(&expected) {
        assert_eq!(&names.map(|name| value(row, name).to_owned()), expected, "{row:?}");
    }
    let count = |result: &str| expected.iter().filter(|row| row[0] == result).count();
    assert!(count("priced") > 1000 && count("priced") < expected.len(), "{} are priced", count("priced"));
}

#[test]
fn parquet_csv_and_json_have_the_same_answers() {
    let folder = Folder::new();
    let mut answers = Vec::new();
    for format in ["parquet", "csv", "ndjson"] {
        let file = format!("claims.{format}");
        folder.succeed(&["generate", &file, "--claims", "2000"]);
        let mut rows = folder.priced_rows(&[&file], &format!("out-{format}"));
        // Rows of JSON have no names.
        rows.iter_mut().flatten().filter(|(name, _)| name == "claim").for_each(|(_, value)| value.clear());
        // A fault of a claim with one line is a fault of its row, if the row is a line.
        rows.iter_mut().flatten().filter(|(name, _)| name == "problem_pointer").for_each(|(_, pointer)| {
            *pointer = pointer.replace("/lines/0", "");
        });
        answers.push(rows);
    }
    assert!(answers[0].len() > 2500, "{} rows", answers[0].len());
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}
