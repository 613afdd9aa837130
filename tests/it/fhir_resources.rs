//! FHIR claims as others send them: the shapes of HL7's and Da Vinci's examples, within a Parameters or a Bundle, and answers with
//! every element that FHIR R4 demands.

use crate::fhir::{CPT, FHIR_JSON, PREDETERMINE, TAXONOMY, amount, concept, example, predetermined, send};
use crate::fhir_faults::describe;
use crate::in_memory::CLIENT;
use crate::support::checkout;
use expect_test::{Expect, expect};
use medpayiq::vocabulary::Money;
use serde_json::{Value, json};

fn check(resource: &Value, expected: &Expect) {
    expected.assert_eq(&describe(&send(PREDETERMINE, resource)));
}

/// The answer without the moment at which it was made.
fn answer(resource: &Value) -> Value {
    let mut answer = predetermined(PREDETERMINE, resource);
    assert!(answer["created"].as_str().unwrap().ends_with('Z'));
    answer["created"] = Value::Null;
    answer
}

/// An example of HL7, unchanged.
fn hl7(name: &str) -> Value {
    let path = checkout(&format!("tests/fixtures/fhir/hl7/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A claim in the shape of HL7's example of the form CMS-1500.
fn hl7_cms_1500() -> Value {
    json!({
        "resourceType": "Claim", "id": "MED-00050", "status": "active", "use": "claim",
        "contained": [
            {"resourceType": "Patient", "id": "patient-1", "gender": "female", "birthDate": "1954-06-11"},
            {"resourceType": "Coverage", "id": "coverage-1", "status": "active"}
        ],
        "type": concept("http://terminology.hl7.org/CodeSystem/claim-type", "institutional"),
        "subType": concept("https://www.cms.gov/codes/billtype", "831"),
        "patient": {"reference": "#patient-1"}, "created": "2015-10-16T00:00:00-07:00",
        "careTeam": [{"sequence": 1, "provider": {"reference": "Practitioner/example"}}],
        "supportingInfo": [{"sequence": 1, "category": concept("http://terminology.hl7.org/CodeSystem/claiminformationcategory", "discharge")}],
        "item": [{
            "sequence": 1, "careTeamSequence": [1], "diagnosisSequence": [2, 4], "informationSequence": [1],
            "productOrService": concept(CPT, "62264"), "servicedDate": "2015-10-13",
            "locationCodeableConcept":
                concept("https://www.cms.gov/medicare/coding/place-of-service-codes/place_of_service_code_set.html", "24"),
            "unitPrice": {"value": 12500.00, "currency": "USD"}, "net": {"value": 12500.00, "currency": "USD"}
        }],
        "total": {"value": 12500.00, "currency": "USD"}
    })
}

const PCT: &str = "http://hl7.org/fhir/us/davinci-pct";

/// A claim in the shape of Da Vinci's good faith estimate (PCT) of a professional.
fn good_faith_estimate() -> Value {
    let extension = |name: &str, kind: &str, value: Value| json!({"url": format!("{PCT}/StructureDefinition/{name}"), kind: value});
    let taxonomy = concept(TAXONOMY, "2085D0003X");
    json!({
        "resourceType": "Claim", "id": "gfe", "status": "active", "use": "predetermination", "created": "2025-01-10",
        "meta": {"profile": [format!("{PCT}/StructureDefinition/davinci-pct-gfe-professional")]},
        "extension": [
            extension("gfeSubmitter", "valueReference", json!({"reference": "Organization/submitter"})),
            extension("providerEventMethodology", "valueString", json!("EEMM1022"))
        ],
        "type": concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "patient": {"reference": "Patient/patient1001"},
        "provider": {
            "extension": [extension("providerTaxonomy", "valueCodeableConcept", taxonomy)],
            "reference": "Practitioner/prac002"
        },
        "careTeam": [{
            "sequence": 1, "provider": {"reference": "Practitioner/prac002"},
            "role": concept(&format!("{PCT}/CodeSystem/PCTCareTeamRole"), "rendering"),
            "qualification": concept(TAXONOMY, "363LF0000X")
        }],
        "facility": {"reference": "Location/office"},
        "item": [{
            "extension": [extension("serviceDescription", "valueString", json!("Visit"))],
            "sequence": 1, "careTeamSequence": [1], "productOrService": concept(CPT, "99213"), "servicedDate": "2025-01-15",
            "locationCodeableConcept":
                concept("https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "11"),
            "quantity": {"value": 1}, "unitPrice": {"value": 200.0, "currency": "USD"}, "net": {"value": 200.0, "currency": "USD"},
            "detail": [{"sequence": 1, "productOrService": concept("http://hl7.org/fhir/sid/ndc", "47781-0457-01")}]
        }],
        "total": {"value": 200.0, "currency": "USD"}
    })
}

/// A Bundle of a claim with others around it, and with the Location to which the claim refers.
fn bundle(claim: &Value) -> Value {
    let location = json!({"resourceType": "Location", "id": "office", "address": {"postalCode": "94110"}});
    let entry = |resource: &Value| {
        let (kind, id) = (resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap_or("x"));
        json!({"fullUrl": format!("http://example.org/fhir/{kind}/{id}"), "resource": resource})
    };
    let patient = json!({"resourceType": "Patient", "id": "patient1001", "birthDate": "1955-07-23"});
    json!({
        "resourceType": "Bundle", "type": "collection", "timestamp": "2025-01-10T11:01:00+05:00",
        "entry": [entry(claim), entry(&patient), entry(&location)]
    })
}

fn parameters(resource: &Value) -> Value {
    json!({"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": resource}]})
}

#[test]
fn hl7_examples_are_refused_with_what_to_send() {
    check(
        &hl7("Claim-860150"),
        &expect![[r#"
            422
              error code-invalid invalid_value Claim.item[0].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt.
              error required missing_field Claim.item[0].locationCodeableConcept: The code is missing."#]],
    );
    check(
        &hl7("Claim-960151"),
        &expect![[r#"
            422
              error not-found not_loaded Claim.facility.reference: Refer to a Location that is contained, such as #office, or in the same Bundle. Or send the parameter zip or locality.
              error value invalid_value Claim.type: Only professional claims are priced. Send the type professional, or leave it out.
              error code-invalid invalid_value Claim.item[0].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt.
              error required missing_field Claim.item[0].locationCodeableConcept: The code is missing."#]],
    );
    check(
        &hl7("Claim-100156"),
        &expect![[r#"
            422
              error value invalid_value Claim.type: Only professional claims are priced. Send the type professional, or leave it out.
              error code-invalid invalid_value Claim.item[0].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt.
              error code-invalid invalid_value Claim.item[1].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt.
              error extension unknown_field Claim.item[2].detail[0]: Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC.
              error extension unknown_field Claim.item[2].detail[1]: Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC.
              error code-invalid invalid_value Claim.item[2].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt."#]],
    );
}

#[test]
fn hl7_s_professional_claim_is_priced_with_a_code_a_place_and_a_loaded_day() {
    let mut claim = hl7("Claim-860150");
    let item = &mut claim["item"][0];
    item["productOrService"] = concept(CPT, "99213");
    item["servicedDate"] = json!("2025-01-15");
    item["locationCodeableConcept"] =
        concept("https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "11");
    let answer = predetermined(&format!("{PREDETERMINE}?zip=94110"), &claim);
    let lines = json!([{"hcpcs": "99213", "charge": "75.00"}]);
    let request = json!({"date_of_service": "2025-01-15", "zip": "94110", "lines": lines});
    let estimate = CLIENT.post("/v1/estimates", &request.to_string()).json();
    for (category, field) in
        [("eligible", "allowed"), ("benefit", "medicare_paid"), ("memberliability", "patient")]
    {
        let of_answer = amount(&answer["item"][0]["adjudication"], category).unwrap();
        let of_estimate: Money = estimate["totals"][field].as_str().unwrap().parse().unwrap();
        assert_eq!(of_answer, of_estimate.cents(), "{category}");
    }
    assert_eq!((&answer["use"], &answer["outcome"]), (&json!("predetermination"), &json!("complete")));
}

#[test]
fn the_shape_of_hl7_s_cms_1500_is_priced_as_a_professional_claim() {
    let mut medical = hl7_cms_1500();
    check(
        &medical,
        &expect![[r#"
            422
              error value invalid_value Claim.type: Only professional claims are priced. Send the type professional, or leave it out.
              error not-found not_loaded Claim.item[0].serviced: No loaded release covers the day of the service. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]],
    );
    medical["type"]["coding"][0]["system"] = json!("http://hl7.org/fhir/ex-claimtype");
    check(
        &medical,
        &expect![[r#"
            422
              error value invalid_value Claim.type: Only professional claims are priced. Send the type professional, or leave it out.
              error not-found not_loaded Claim.item[0].serviced: No loaded release covers the day of the service. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]],
    );
    medical["type"] = Value::Null;
    check(
        &medical,
        &expect![[r#"
            422
              error not-found not_loaded Claim.item[0].serviced: No loaded release covers the day of the service. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]],
    );
    medical["item"][0]["servicedDate"] = json!("2025-01-15");
    check(&medical, &expect!["200"]);
}

#[test]
fn a_good_faith_estimate_is_priced_at_its_location() {
    let claim = good_faith_estimate();
    check(
        &claim,
        &expect![[r#"
        422
          error not-found not_loaded Claim.facility.reference: Refer to a Location that is contained, such as #office, or in the same Bundle. Or send the parameter zip or locality."#]],
    );
    let mut contained = claim.clone();
    contained["facility"]["reference"] = json!("#office");
    contained["contained"] = json!([bundle(&claim)["entry"][2]["resource"]]);
    let expected = answer(&contained);
    assert!(expected["processNote"].to_string().contains("nurse practitioner"), "{expected}");
    let collection = bundle(&claim);
    assert_eq!(answer(&collection), expected);
    assert_eq!(answer(&parameters(&contained)), expected);
    assert_eq!(answer(&parameters(&collection)), expected);
    let marked = format!("\u{feff}{collection}");
    let sent = CLIENT.send("POST", PREDETERMINE, &[("content-type", FHIR_JSON)], marked.as_bytes());
    assert_eq!(sent.status, 200, "{}", sent.text());
    // Da Vinci's packet has a Bundle within a Bundle.
    let packet = json!({"resourceType": "Bundle", "type": "document", "entry": [
        {"resource": {"resourceType": "Composition", "status": "final"}}, {"resource": collection}]});
    assert_eq!(answer(&packet), expected);
    for reference in ["http://example.org/fhir/Location/office", "Location/office"] {
        let mut claim = claim.clone();
        claim["facility"]["reference"] = json!(reference);
        assert_eq!(answer(&bundle(&claim)), expected, "{reference}");
    }
}

#[test]
fn a_bundle_must_have_one_claim_and_its_faults_are_those_of_the_claim() {
    let mut claim = good_faith_estimate();
    let mut two = bundle(&claim);
    two["entry"][1]["resource"] = claim.clone();
    check(
        &two,
        &expect![[r#"
        422
          error value invalid_value Bundle.entry: There are several Claims. Send each in a request of its own."#]],
    );
    check(
        &json!({"resourceType": "Bundle", "type": "collection"}),
        &expect![[r#"
        422
          error value invalid_value Bundle.entry: There is no Claim. Send one Claim, by itself or in a Bundle."#]],
    );
    check(
        &json!({"resourceType": "Parameters", "parameter": [{"name": "resource", "valueString": "x"}]}),
        &expect![[r#"
        422
          error value invalid_value Parameters.parameter: There is no Claim. Send one Claim, by itself or in a Bundle."#]],
    );
    check(
        &json!({"resourceType": "Bundle", "entry": {"resource": claim}}),
        &expect![[r#"
        400
          error structure wrong_type Bundle: The resource cannot be read. Its element entry is a list of objects."#]],
    );
    check(
        &json!({"resourceType": "Patient"}),
        &expect![[r#"
        422
          error value invalid_value Claim.resourceType: The body is another resource. Send a Claim, or a Parameters or Bundle with one Claim."#]],
    );
    let mut rules = bundle(&claim);
    rules["implicitRules"] = json!("http://example.org/rules");
    check(
        &rules,
        &expect![[r#"
        422
          error extension unknown_field Bundle.implicitRules: This service knows no rules that change how a resource is read. Leave implicitRules out."#]],
    );
    claim["item"][0]["productOrService"] = concept(CPT, "9921");
    let mut faulty = bundle(&claim);
    faulty["entry"][2]["resource"]["address"]["postalCode"] = json!("9411");
    check(
        &parameters(&faulty),
        &expect![[r#"
        422
          error value invalid_value Parameters.parameter[0].resource.entry[2].resource.address.postalCode: This is not a ZIP code. Write five or nine digits, such as 94110.
          error code-invalid invalid_value Claim.item[0].productOrService: This is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439."#]],
    );
    faulty["entry"][2]["resource"]["id"] = json!(7);
    check(
        &faulty,
        &expect![[r#"
        400
          error structure wrong_type Bundle.entry[2].resource.id: The element is of another type. Write a text in quotes."#]],
    );
}

/// The elements that FHIR R4 demands of a ClaimResponse: those with a cardinality of at least one.
fn missing(resource: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    let mut need = |at: &str, value: &Value, names: &[&str]| {
        let absent = names.iter().filter(|name| {
            let element = &value[**name];
            element.is_null() || element.as_array().is_some_and(Vec::is_empty) || element == ""
        });
        missing.extend(absent.map(|name| format!("{at}.{name}")));
    };
    need(
        "ClaimResponse",
        resource,
        &["resourceType", "status", "type", "use", "patient", "created", "insurer", "outcome"],
    );
    for item in resource["item"].as_array().unwrap() {
        need("item", item, &["itemSequence", "adjudication"]);
        for part in item["adjudication"].as_array().unwrap() {
            need("item.adjudication", part, &["category"]);
        }
    }
    for total in resource["total"].as_array().unwrap() {
        need("total", total, &["category", "amount"]);
    }
    for note in resource["processNote"].as_array().unwrap() {
        need("processNote", note, &["text"]);
    }
    missing
}

/// Every empty list, empty object and empty text of a resource. FHIR allows none.
fn empty_elements(value: &Value) -> usize {
    match value {
        Value::Array(items) => {
            usize::from(items.is_empty()) + items.iter().map(empty_elements).sum::<usize>()
        }
        Value::Object(fields) => {
            usize::from(fields.is_empty()) + fields.values().map(empty_elements).sum::<usize>()
        }
        Value::String(text) => usize::from(text.is_empty()),
        Value::Null => 1,
        Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[test]
fn every_answer_has_what_fhir_r4_demands_and_nothing_empty() {
    let without_charge = |mut claim: Value| {
        for item in claim["item"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().retain(|name, _| name != "net" && name != "unitPrice");
        }
        claim
    };
    let mut unknown = without_charge(example());
    unknown["item"][1]["productOrService"] = concept(CPT, "99999");
    for claim in [example(), without_charge(example()), unknown, bundle(&good_faith_estimate())] {
        let response = predetermined(PREDETERMINE, &claim);
        assert_eq!(missing(&response), [""; 0], "{response}");
        assert_eq!(empty_elements(&response), 0, "{response}");
    }
    for faulty in [json!({"resourceType": "Claim", "item": []}), json!({"resourceType": "Patient"})] {
        let outcome: Value = serde_json::from_slice(&send(PREDETERMINE, &faulty).body).unwrap();
        for issue in outcome["issue"].as_array().unwrap() {
            assert!(issue["severity"].is_string() && issue["code"].is_string(), "{outcome}");
        }
        assert_eq!(empty_elements(&outcome), 0, "{outcome}");
    }
}
