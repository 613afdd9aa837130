//! Every fault of a FHIR claim is an issue of an OperationOutcome, at the element that it is about.

use crate::fhir::{FHIR_JSON, PREDETERMINE, concept, example, send};
use crate::in_memory::CLIENT;
use crate::support::http::Answer;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// The status of an answer, and the type, place, code and text of each issue.
pub(crate) fn describe(answer: &Answer) -> String {
    if answer.status == 200 {
        return "200".to_owned();
    }
    assert_eq!(answer.header("content-type"), Some(FHIR_JSON), "{}", answer.text());
    let outcome: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let issues = outcome["issue"].as_array().unwrap().iter().map(|issue| {
        let at = issue.get("expression").map_or(&issue["diagnostics"], |expressions| &expressions[0]);
        let details = &issue["details"];
        let own = text(&details["coding"][0]["code"]);
        let at = at.as_str().unwrap_or("-");
        format!(
            "\n  {} {} {own} {at}: {}",
            text(&issue["severity"]),
            text(&issue["code"]),
            text(&details["text"])
        )
    });
    format!("{}{}", answer.status, issues.collect::<String>())
}

/// Changes the claim of the documentation, and compares the answer.
fn check(change: impl FnOnce(&mut Value), expected: &Expect) {
    let mut claim = example();
    change(&mut claim);
    expected.assert_eq(&describe(&send(PREDETERMINE, &claim)));
}

/// Adds a code to the first service.
fn add_coding(claim: &mut Value, coding: Value) {
    claim["item"][0]["productOrService"]["coding"].as_array_mut().unwrap().push(coding);
}

/// Sends these bytes.
fn check_bytes(bytes: &str, expected: &Expect) {
    let answer = CLIENT.send("POST", PREDETERMINE, &[("content-type", FHIR_JSON)], bytes.as_bytes());
    expected.assert_eq(&describe(&answer));
}

#[test]
fn a_body_that_is_no_claim_is_refused() {
    check_bytes(
        "",
        &expect![[r#"
        400
          error structure empty_body Claim: The body is empty. Send a FHIR Claim in JSON."#]],
    );
    check_bytes(
        "{\"resourceType\": \"Claim\",",
        &expect![[r#"
        400
          error structure invalid_syntax Claim: The body is not JSON: EOF while parsing a value at line 1 column 25."#]],
    );
    check_bytes(
        "[]",
        &expect![[r#"
        400
          error structure wrong_type Claim: The element is of another type. Write an object."#]],
    );
    check_bytes(
        r#"{"resourceType": "Claim"}"#,
        &expect![[r#"
        400
          error required missing_field Claim.item: The element item is missing."#]],
    );
    check_bytes(
        r#"{"resourceType": "Bundle", "item": []}"#,
        &expect![[r#"
            422
              error value invalid_value Bundle.entry: There is no Claim. Send one Claim, by itself or in a Bundle."#]],
    );
    check_bytes(
        r#"{"resourceType": "Claim", "item": []}"#,
        &expect![[r#"
        422
          error value wrong_length Claim.item: The claim has 0 services. Send 1 to 50."#]],
    );
    check_bytes(
        r#"{"resourceType": "Claim", "item": [], "item": []}"#,
        &expect![[r#"
        400
          error structure repeated_field Claim.item: The element item is given more than once."#]],
    );
    check_bytes(
        r#"{"resourceType": "Claim", "item": [7, {"productOrService": "99213", "quantity": {"value": "2"}}]}"#,
        &expect![[r#"
            400
              error structure wrong_type Claim.item[0]: The element is of another type. Write an object.
              error structure wrong_type Claim.item[1].productOrService: The element is of another type. Write an object.
              error structure wrong_type Claim.item[1].quantity.value: The element is of another type. Write a JSON number."#]],
    );
}

#[test]
fn every_element_that_is_missing_is_named_at_once() {
    check(
        |claim| claim["item"] = json!([{}, {"sequence": 2}]),
        &expect![[r#"
        422
          error required missing_field Claim.item[0].sequence: The number of the service is missing.
          error required missing_field Claim.item[0].productOrService: The code is missing.
          error required missing_field Claim.item[0].locationCodeableConcept: The code is missing.
          error required missing_field Claim.item[0].serviced: The day of the service is missing. Send servicedDate, or servicedPeriod with a start.
          error required missing_field Claim.item[1].productOrService: The code is missing.
          error required missing_field Claim.item[1].locationCodeableConcept: The code is missing.
          error required missing_field Claim.item[1].serviced: The day of the service is missing. Send servicedDate, or servicedPeriod with a start."#]],
    );
    check(
        |claim| claim["contained"][0]["address"] = json!({"city": "San Francisco"}),
        &expect![[r#"
        422
          error required missing_field Claim.contained[0].address.postalCode: The Location has no ZIP code. Send one, or the parameter zip or locality."#]],
    );
    check(
        |claim| claim["item"][0]["net"] = json!({"currency": "EUR"}),
        &expect![[r#"
        422
          error value invalid_value Claim.item[0].net.currency: Medicare pays US dollars. Write USD.
          error required missing_field Claim.item[0].net.value: The amount has no value."#]],
    );
    check(
        |claim| claim["item"][0]["quantity"] = json!({"unit": "UN"}),
        &expect![[r#"
        422
          error required missing_field Claim.item[0].quantity.value: The quantity has no value."#]],
    );
}

#[test]
fn a_code_must_be_of_a_known_system_and_the_only_one() {
    check(
        |claim| claim["item"][0]["productOrService"] = concept("http://loinc.org", "24627-2"),
        &expect![[r#"
            422
              error code-invalid invalid_value Claim.item[0].productOrService: No code is of a code system that is known here. Send one, such as of http://www.ama-assn.org/go/cpt."#]],
    );
    check(
        |claim| claim["item"][0]["locationCodeableConcept"] = concept("http://example.org/places", "11"),
        &expect![[r#"
            422
              error code-invalid invalid_value Claim.item[0].locationCodeableConcept: No code is of a code system that is known here. Send one, such as of https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set."#]],
    );
    check(
        |claim| claim["item"][0]["modifier"][0] = json!({"text": "25"}),
        &expect![[r#"
        422
          error required missing_field Claim.item[0].modifier[0]: The code is missing."#]],
    );
    check(
        |claim| {
            let second = json!({"system": "http://www.ama-assn.org/go/cpt", "code": "20610"});
            add_coding(claim, second);
        },
        &expect![[r#"
            422
              error business-rule conflict Claim.item[0].productOrService: There are several codes. Send one code, and each service as an item of its own."#]],
    );
    check(
        |claim| {
            let same =
                json!({"system": "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "code": "99213"});
            add_coding(claim, same);
        },
        &expect!["200"],
    );
}

#[test]
fn values_are_checked_as_those_of_an_estimate() {
    check(
        |claim| {
            let cpt = "http://www.ama-assn.org/go/cpt";
            let item = &mut claim["item"][1];
            item["productOrService"] = concept(cpt, "2061");
            item["modifier"] = json!([concept(cpt, "RT"), concept(cpt, "59X")]);
            item["quantity"] = json!({"value": 10_000});
            item["net"] = json!({"value": 12.345});
            item["locationCodeableConcept"]["coding"][0]["code"] = "00".into();
        },
        &expect![[r#"
            422
              error code-invalid invalid_value Claim.item[1].locationCodeableConcept: CMS has not assigned this place of service code. Write two digits, such as 11 (office) or 22 (hospital outpatient department).
              error code-invalid invalid_value Claim.item[1].productOrService: This is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
              error code-invalid invalid_value Claim.item[1].modifier[1]: This is not a modifier. Write two letters or digits, such as 26 or RT.
              error value invalid_value Claim.item[1].net: This is not an amount. Write dollars from 0.01 to 99999999.99, with two decimals at most.
              error value out_of_range Claim.item[1].quantity.value: The quantity is out of range. Write a whole number from 1 to 9999."#]],
    );
    check(
        |claim| claim["item"][2]["quantity"]["value"] = json!(1.5),
        &expect![[r#"
            422
              error value invalid_value Claim.item[2].quantity.value: The quantity is not a whole number. Write one from 1 to 9999."#]],
    );
    check(
        |claim| claim["item"][2]["sequence"] = json!(1),
        &expect![[r#"
            422
              error duplicate repeated_value Claim.item[2].sequence: Another service has the same number. Give each its own."#]],
    );
    check(
        |claim| claim["item"][2]["sequence"] = json!(0),
        &expect![[r#"
        422
          error value out_of_range Claim.item[2].sequence: Number the services from 1."#]],
    );
    check(
        |claim| {
            let numbered = |number: usize| {
                let mut item = claim["item"][0].clone();
                item["sequence"] = number.into();
                item
            };
            claim["item"] = (1..=51).map(numbered).collect();
        },
        &expect![[r#"
            422
              error value wrong_length Claim.item: The claim has 51 services. Send 1 to 50."#]],
    );
}

#[test]
fn days_must_be_whole_loaded_and_priced_alike() {
    check(
        |claim| claim["item"][0]["servicedDate"] = json!("2025-01"),
        &expect![[r#"
        422
          error value invalid_value Claim.item[0].servicedDate: This is not a date. Write year, month and day, such as 2025-12-25."#]],
    );
    check(
        |claim| claim["item"][0]["servicedDate"] = json!("1999-01-15"),
        &expect![[r#"
        422
          error not-found not_loaded Claim.item[0].serviced: No loaded release covers the day of the service. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]],
    );
    let period = |start: &str, end: &str| {
        let period = json!({"start": start, "end": end});
        move |claim: &mut Value| {
            claim["item"][0]["servicedDate"] = Value::Null;
            claim["item"][0]["servicedPeriod"] = period;
        }
    };
    check(period("2025-01-15", "2025-01-20"), &expect!["200"]);
    check(
        period("2025-01-15", "2025-01-14"),
        &expect![[r#"
        422
          error business-rule conflict Claim.item[0].servicedPeriod.end: The last day is before the first."#]],
    );
    check(
        period("2025-12-31", "2026-01-01"),
        &expect![[r#"
        422
          error value invalid_value Claim.item[0].servicedPeriod.end: The conversion factor or the deductible changes between the two days. Split the service at the change."#]],
    );
}

#[test]
fn the_place_is_that_of_the_address_or_of_a_contained_location() {
    check(
        |claim| claim["facility"]["reference"] = json!("Location/office"),
        &expect![[r#"
            422
              error not-found not_loaded Claim.facility.reference: Refer to a Location that is contained, such as #office, or in the same Bundle. Or send the parameter zip or locality."#]],
    );
    check(
        |claim| claim["contained"][0]["resourceType"] = json!("Organization"),
        &expect![[r#"
            422
              error not-found not_loaded Claim.facility.reference: Refer to a Location that is contained, such as #office, or in the same Bundle. Or send the parameter zip or locality."#]],
    );
    check(
        |claim| claim["contained"][0]["address"]["postalCode"] = json!("9411"),
        &expect![[r#"
        422
          error value invalid_value Claim.contained[0].address.postalCode: This is not a ZIP code. Write five or nine digits, such as 94110."#]],
    );
    check(
        |claim| claim["contained"][0]["address"]["postalCode"] = json!("00000"),
        &expect![[r#"
        422
          error not-found not_loaded Claim.contained[0].address.postalCode: The loaded releases do not have this ZIP code. Send the parameter locality, such as 01112-05."#]],
    );
    check(|claim| claim["facility"] = Value::Null, &expect!["200"]);
    let mut elsewhere = example();
    elsewhere["facility"]["reference"] = json!("Location/office");
    let asked = |query: &str| describe(&send(&format!("{PREDETERMINE}?{query}"), &elsewhere));
    expect!["200"].assert_eq(&asked("zip=94110"));
    expect![[r#"
        422
          error value invalid_value /query/zip: This is not a ZIP code. Write five or nine digits, such as 94110."#]].assert_eq(&asked("zip=9411"));
    expect![[r#"
        422
          error business-rule conflict /query/zip: Both locality and zip are given. Send only one."#]]
    .assert_eq(&asked("zip=94110&locality=01112-05"));
    expect![[r#"
        422
          error not-found not_loaded /query/locality: The release has no such locality. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA), 01112-68 (STOCKTON), 02302-99 (REST OF OREGON) and 02402-99 (REST OF WASHINGTON)."#]].assert_eq(&asked("locality=01112-99"));
    expect![[r#"
        400
          error not-supported unknown_parameter /query: Send no parameter except zip or locality, and _format, each once."#]].assert_eq(&asked("postal=94110&_format=xml"));
    expect![[r#"
        422
          error value invalid_value /query/_format: Answers are written in JSON alone. Write json, or leave the parameter out."#]].assert_eq(&asked("_format=xml"));
}

#[test]
fn what_would_change_the_meaning_of_a_claim_is_refused() {
    check(
        |claim| claim["type"]["coding"][0]["code"] = json!("institutional"),
        &expect![[r#"
        422
          error value invalid_value Claim.type: Only professional claims are priced. Send the type professional, or leave it out."#]],
    );
    check(
        |claim| claim["modifierExtension"] = json!([{"url": "http://example.org/not"}]),
        &expect![[r#"
        422
          error extension unknown_field Claim.modifierExtension: This service knows no extension that changes the meaning of an element. Leave it out."#]],
    );
    check(
        |claim| claim["item"][0]["modifierExtension"] = json!([{"url": "http://example.org/not"}]),
        &expect![[r#"
            422
              error extension unknown_field Claim.item[0].modifierExtension: This service knows no extension that changes the meaning of an element. Leave it out."#]],
    );
    let member = |code: &str| json!({"role": concept("", "rendering"), "qualification": concept("http://nucc.org/provider-taxonomy", code)});
    check(
        |claim| claim["careTeam"] = json!([member("363LF0000X"), member("367500000X")]),
        &expect![[r#"
        422
          error business-rule conflict Claim.careTeam: The services are of several professions, which Medicare pays differently. Send a claim for each."#]],
    );
}

#[test]
fn the_framework_s_refusals_are_outcomes_too() {
    let body = example().to_string();
    let sent = |method: &str, path: &str, kind: &str| {
        describe(&CLIENT.send(method, path, &[("content-type", kind)], body.as_bytes()))
    };
    expect![[r#"
        415
          error not-supported unsupported-media-type -: Send the body with Content-Type: application/fhir+json or application/json."#]].assert_eq(&sent("POST", PREDETERMINE, "application/fhir+xml"));
    expect![[r#"
        405
          error not-supported method-not-allowed -: Method not allowed. This path supports POST, OPTIONS."#]]
    .assert_eq(&sent("GET", PREDETERMINE, FHIR_JSON));
    expect![[r#"
        404
          error not-found no-such-path -: Unknown path. The API is described at /docs."#]]
    .assert_eq(&sent("POST", "/fhir/Patient", FHIR_JSON));
    expect![[r#"
        405
          error not-supported method-not-allowed -: Method not allowed. This path supports GET, HEAD, OPTIONS."#]].assert_eq(&sent("POST", "/fhir/metadata", FHIR_JSON));
    let long = " ".repeat(300 * 1024);
    expect![[r#"
        413
          error too-long body-too-large -: The body exceeds the limit of 256 KiB."#]]
    .assert_eq(&describe(&CLIENT.send(
        "POST",
        PREDETERMINE,
        &[("content-type", FHIR_JSON)],
        long.as_bytes(),
    )));
    assert_eq!(sent("POST", PREDETERMINE, "application/json"), "200");
    assert_eq!(sent("POST", "/fhir/Claim/%24predetermine", "application/fhir+json; charset=utf-8"), "200");
}

/// The pointers of all texts and numbers of a value.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| leaves(field, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| leaves(item, &format!("{at}/{number}"), found));
        }
        Value::String(_) | Value::Number(_) => found.push(at.to_owned()),
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn no_fault_repeats_what_was_sent() {
    let mut pointers = Vec::new();
    leaves(&example(), "", &mut pointers);
    assert!(pointers.len() > 40, "{pointers:?}");
    // A name, dates of birth in several forms, a number of Medicare, and a number. A wrong element may hold any of them.
    let private = [
        (json!("Q.Doe"), "Doe"),
        (json!("01/15/1948"), "1948"),
        (json!("1948-01-15"), "1948"),
        (json!("19480115"), "1948"),
        (json!("1948-02-30"), "1948"),
        (json!("1EG4TE5"), "1EG4"),
        (json!(194_801_155), "19480"),
        (json!(-1948.123), "1948"),
    ];
    for pointer in &pointers {
        for (value, secret) in &private {
            let mut claim = example();
            *claim.pointer_mut(pointer).unwrap() = value.clone();
            let answer = send(PREDETERMINE, &claim);
            let is_repeated = answer.status != 200 && answer.text().contains(secret);
            assert!(!is_repeated, "{pointer} {value}: {}", answer.text());
        }
    }
    for query in ["JohnDoe=1", "zip=JohnDoe", "locality=JohnDoe", "zip=94110&zip=JohnDoe", "_format=JohnDoe"]
    {
        let answer = send(&format!("{PREDETERMINE}?{query}"), &example());
        assert!((400..500).contains(&answer.status), "{query}");
        assert!(!answer.text().contains("JohnDoe"), "{query}: {}", answer.text());
        let described = CLIENT.get(&format!("/fhir/metadata?{query}"));
        assert!(!described.text().contains("JohnDoe"), "{query}: {}", described.text());
    }
}
