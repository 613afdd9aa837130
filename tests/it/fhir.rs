//! A FHIR claim is answered with the amounts of `POST /v1/estimates`.

use crate::in_memory::CLIENT;
use crate::laws::claim;
use crate::support::checkout;
use crate::support::http::Answer;
use medpayiq::vocabulary::{Claim, ClaimLine, Money, ProviderKind};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const PREDETERMINE: &str = "/fhir/Claim/$predetermine";
pub(crate) const FHIR_JSON: &str = "application/fhir+json";
pub(crate) const CPT: &str = "http://www.ama-assn.org/go/cpt";
const PLACES: &str = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
pub(crate) const TAXONOMY: &str = "http://nucc.org/provider-taxonomy";

/// The claim of three services that the documentation shows.
pub(crate) fn example() -> Value {
    serde_json::from_str(&std::fs::read_to_string(checkout("openapi/fhir-claim.json")).unwrap()).unwrap()
}

pub(crate) fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

pub(crate) fn send(path: &str, claim: &Value) -> Answer {
    CLIENT.send("POST", path, &[("content-type", FHIR_JSON)], claim.to_string().as_bytes())
}

pub(crate) fn predetermined(path: &str, claim: &Value) -> Value {
    let answer = send(path, claim);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(FHIR_JSON)), "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn estimated(request: &Value) -> Value {
    CLIENT.post("/v1/estimates", &request.to_string()).json()
}

/// The parts of an adjudication with this category.
fn parts<'a>(list: &'a Value, category: &str) -> Vec<&'a Value> {
    let is_meant = |part: &&Value| part["category"]["coding"][0]["code"] == category;
    list.as_array().unwrap().iter().filter(is_meant).collect()
}

/// The amount of a category in cents, if there is one.
pub(crate) fn amount(list: &Value, category: &str) -> Option<i64> {
    parts(list, category).first().map(|part| cents(&part["amount"]))
}

fn cents(amount: &Value) -> i64 {
    assert_eq!(amount["currency"], "USD");
    let value: Money = amount["value"].to_string().parse().unwrap();
    value.cents()
}

fn cents_of(text: &Value) -> Option<i64> {
    text.as_str().map(|text| text.parse::<Money>().unwrap().cents())
}

/// The group, CARC, RARC and cents of each part of a category.
fn reasons(list: &Value, category: &str) -> Vec<(Vec<String>, Option<i64>)> {
    let reason = |part: &Value| {
        let codes = part["reason"]["coding"].as_array().unwrap().iter();
        let codes = codes.map(|coding| coding["code"].as_str().unwrap().to_owned()).collect();
        (codes, part.get("amount").map(cents))
    };
    parts(list, category).into_iter().map(reason).collect()
}

/// The same of an estimate's adjustments or denials.
fn estimated_reasons(list: &Value) -> Vec<(Vec<String>, Option<i64>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let reason = |one: &Value| {
        let mut codes = vec![text(&one["carc"]), text(&one["group"])];
        codes.extend(one["rarc"].as_array().unwrap().iter().map(text));
        (codes, cents_of(&one["amount"]))
    };
    list.as_array().unwrap().iter().map(reason).collect()
}

/// Compares a service with a line of an estimate.
fn check_item(item: &Value, line: &Value, charge: Option<i64>) {
    let adjudication = &item["adjudication"];
    assert_eq!(amount(adjudication, "submitted"), charge, "{item}");
    for (category, field) in [
        ("eligible", "allowed"),
        ("deductible", "deductible"),
        ("coinsurance", "coinsurance"),
        ("benefit", "medicare_paid"),
        ("memberliability", "patient"),
    ] {
        assert_eq!(amount(adjudication, category), cents_of(&line["amounts"][field]), "{category} of {item}");
    }
    assert_eq!(reasons(adjudication, "adjustmentreason"), estimated_reasons(&line["adjustments"]), "{item}");
    assert_eq!(
        reasons(adjudication, "denialreason"),
        estimated_reasons(&line["predicted_denials"]),
        "{item}"
    );
    let result = parts(adjudication, "result");
    let code = result.first().map(|part| &part["reason"]["coding"][0]["code"]);
    assert_eq!(code, line["reason"].get("code"), "{item}");
    assert_eq!(item["extension"][0]["valueCode"], line["confidence"]["level"], "{item}");
}

fn check_total(response: &Value, totals: &Value) {
    for (category, field) in [
        ("submitted", "charge"),
        ("eligible", "allowed"),
        ("benefit", "medicare_paid"),
        ("memberliability", "patient"),
    ] {
        assert_eq!(amount(&response["total"], category), cents_of(&totals[field]), "{category}");
    }
}

#[test]
fn a_fhir_claim_of_three_services_has_the_amounts_of_estimates() {
    let response = predetermined(PREDETERMINE, &example());
    let estimate = estimated(
        &json!({"date_of_service": "2025-01-15", "place_of_service": "11", "zip": "94110", "lines": [
            {"hcpcs": "99213", "modifiers": ["25"], "charge": "180"},
            {"hcpcs": "20610", "charge": "150"},
            {"hcpcs": "G0439", "charge": "200"},
        ]}),
    );
    let items = response["item"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    let lines = estimate["lines"].as_array().unwrap();
    for ((item, line), charge) in items.iter().zip(lines).zip([18_000, 15_000, 20_000]) {
        check_item(item, line, Some(charge));
        assert!(line["amounts"].is_object(), "{line}");
    }
    check_total(&response, &estimate["totals"]);
    assert_eq!(response["outcome"], "complete");
    assert!(send(PREDETERMINE, &example()).text().contains(r#""value":180.00,"currency":"USD""#));
}

/// The taxonomy codes of some professions.
const PROFESSIONS: [(ProviderKind, &str); 4] = [
    (ProviderKind::Physician, "207R00000X"),
    (ProviderKind::NursePractitioner, "363LF0000X"),
    (ProviderKind::PhysicianAssistant, "363A00000X"),
    (ProviderKind::Crna, "367500000X"),
];

/// The same line as a line of an estimate and as a service of a FHIR claim.
fn both_forms(number: usize, line: &ClaimLine, place: &str) -> (Value, Value) {
    let modifiers: Vec<String> = line.modifiers().iter().map(ToString::to_string).collect();
    let hcpcs = line.hcpcs().to_string();
    let mut asked = json!({"id": number.to_string(), "hcpcs": hcpcs, "modifiers": modifiers});
    let coded: Vec<Value> = modifiers.iter().map(|modifier| concept(CPT, modifier)).collect();
    let mut item = json!({
        "sequence": number,
        "productOrService": concept(CPT, &hcpcs),
        "modifier": coded,
        "servicedDate": "2025-01-15",
        "locationCodeableConcept": concept(PLACES, place),
    });
    if let Some(minutes) = line.minutes() {
        asked["minutes"] = minutes.into();
        item["quantity"] = json!({"value": minutes, "unit": "min"});
    } else {
        asked["units"] = line.units().into();
        item["quantity"] = json!({"value": f64::from(line.units())});
    }
    if let Some(charge) = line.charge().map(|charge| charge.amount().max(Money::from_cents(1))) {
        asked["charge"] = charge.to_string().into();
        item["net"] = json!({"value": charge.to_string().parse::<f64>().unwrap(), "currency": "USD"});
    }
    (asked, item)
}

fn check_random(claim: &Claim) {
    let place = claim.place_of_service().code();
    let (lines, items): (Vec<Value>, Vec<Value>) =
        claim.lines().iter().zip(1..).map(|(line, number)| both_forms(number, line, place)).unzip();
    let listed = PROFESSIONS.iter().find(|(kind, _)| *kind == claim.provider().kind);
    let (kind, taxonomy) = listed.unwrap_or(&PROFESSIONS[0]);
    let request = json!({
        "date_of_service": "2025-01-15", "place_of_service": place, "locality": "01112-05",
        "provider": {"kind": kind.as_str()}, "lines": lines,
    });
    let resource = json!({
        "resourceType": "Claim", "item": items,
        "careTeam": [{"role": concept("", "primary"), "qualification": concept(TAXONOMY, taxonomy)}],
    });
    let (response, estimate) =
        (predetermined("/fhir/Claim/$predetermine?locality=01112-05", &resource), estimated(&request));
    let answered = response["item"].as_array().unwrap().iter().zip(estimate["lines"].as_array().unwrap());
    for ((item, line), asked) in answered.zip(&lines) {
        assert_eq!(item["itemSequence"].to_string(), line["id"].as_str().unwrap());
        check_item(item, line, cents_of(&asked["charge"]));
    }
    check_total(&response, &estimate["totals"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn random_fhir_claims_have_the_amounts_of_estimates(claim in claim()) {
        check_random(&claim);
    }
}

#[test]
fn services_of_two_days_are_priced_as_two_claims() {
    let mut claim = example();
    claim["item"][1]["servicedDate"] = Value::Null;
    claim["item"][1]["servicedPeriod"] = json!({"start": "2025-01-16T09:00:00-08:00", "end": "2025-01-16"});
    let response = predetermined(PREDETERMINE, &claim);
    let estimate =
        |day: &str, lines: Value| estimated(&json!({"date_of_service": day, "zip": "94110", "lines": lines}));
    let visit = estimate(
        "2025-01-15",
        json!([{"hcpcs": "99213", "modifiers": ["25"], "charge": "180"}, {"hcpcs": "G0439", "charge": "200"}]),
    );
    let injection = estimate("2025-01-16", json!([{"hcpcs": "20610", "charge": "150"}]));
    let sequences = response["item"].as_array().unwrap().iter().map(|item| item["itemSequence"].to_string());
    assert_eq!(sequences.collect::<Vec<_>>(), ["1", "2", "3"]);
    check_item(&response["item"][0], &visit["lines"][0], Some(18_000));
    check_item(&response["item"][1], &injection["lines"][0], Some(15_000));
    check_item(&response["item"][2], &visit["lines"][1], Some(20_000));
    let sum = |field: &str| Some(cents_of(&visit["totals"][field])? + cents_of(&injection["totals"][field])?);
    assert_eq!(amount(&response["total"], "benefit"), sum("medicare_paid"));
    assert_eq!(amount(&response["total"], "memberliability"), sum("patient"));
}

#[test]
fn a_price_for_one_unit_is_multiplied_and_the_address_names_the_place() {
    let mut claim = example();
    claim["item"] = json!([claim["item"][1]]);
    claim["item"][0]["net"] = Value::Null;
    claim["item"][0]["quantity"] = json!({"value": 2});
    claim["item"][0]["unitPrice"] = json!({"value": 75.05, "currency": "USD"});
    let response = predetermined("/fhir/Claim/$predetermine?locality=13202-01&_format=json", &claim);
    let lines = json!([{"hcpcs": "20610", "units": 2, "charge": "150.10"}]);
    let estimate =
        estimated(&json!({"date_of_service": "2025-01-15", "locality": "13202-01", "lines": lines}));
    check_item(&response["item"][0], &estimate["lines"][0], Some(15_010));
    let notes = response["processNote"].to_string();
    assert!(notes.contains("13202-01"), "{notes}");
}

#[test]
fn a_service_with_an_unknown_payment_makes_the_answer_partial() {
    let mut claim = example();
    claim["item"][1]["productOrService"] = concept(CPT, "99999");
    let response = predetermined(PREDETERMINE, &claim);
    assert_eq!(response["outcome"], "partial");
    let number = response["item"][1]["noteNumber"][0].as_u64().unwrap();
    let note = &response["processNote"][usize::try_from(number - 1).unwrap()];
    assert_eq!(note["number"], number);
    assert_eq!(parts(&response["item"][1]["adjudication"], "result")[0]["reason"]["text"], note["text"]);
}

#[test]
fn the_capability_statement_names_the_operation() {
    let answer = CLIENT.get("/fhir/metadata?_format=application/fhir%2Bjson");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(FHIR_JSON)));
    let statement: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(statement["resourceType"], "CapabilityStatement");
    assert_eq!(statement["fhirVersion"], "4.0.1");
    let operation = &statement["rest"][0]["resource"][0]["operation"][0];
    assert_eq!(*operation, json!({"name": "predetermine", "definition": "#predetermine"}));
    assert_eq!(statement["contained"][0]["id"], "predetermine");
}
