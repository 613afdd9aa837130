//! The elements of a FHIR claim that change what it means: each is honoured or refused, never skipped.

use crate::fhir::{CPT, PREDETERMINE, TAXONOMY, amount, concept, example, predetermined, send};
use crate::fhir_faults::describe;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// Changes the claim of the documentation, and compares the answer.
fn check(change: impl FnOnce(&mut Value), expected: &Expect) {
    let mut claim = example();
    change(&mut claim);
    expected.assert_eq(&describe(&send(PREDETERMINE, &claim)));
}

/// The answer to the changed claim of the documentation.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut claim = example();
    change(&mut claim);
    predetermined(PREDETERMINE, &claim)
}

#[test]
fn a_claim_that_is_not_valid_any_more_is_refused() {
    let status = |status: &'static str| move |claim: &mut Value| claim["status"] = json!(status);
    check(status("draft"), &expect!["200"]);
    check(|claim| claim["status"] = Value::Null, &expect!["200"]);
    check(
        status("entered-in-error"),
        &expect![[r#"
        422
          error value invalid_value Claim.status: The claim is not valid any more. Send one with the status active or draft."#]],
    );
    check(
        status("cancelled"),
        &expect![[r#"
        422
          error value invalid_value Claim.status: The claim is not valid any more. Send one with the status active or draft."#]],
    );
    check(
        status("done"),
        &expect![[r#"
        422
          error value invalid_value Claim.status: This is no status of a claim. Send active or draft."#]],
    );
    check(
        |claim| claim["implicitRules"] = json!("http://example.org/rules"),
        &expect![[r#"
        422
          error extension unknown_field Claim.implicitRules: This service knows no rules that change how a resource is read. Leave implicitRules out."#]],
    );
    check(
        |claim| claim["careTeam"] = json!([{"modifierExtension": [{"url": "http://example.org/not"}]}]),
        &expect![[r#"
        422
          error extension unknown_field Claim.careTeam[0].modifierExtension: This service knows no extension that changes the meaning of an element. Leave it out."#]],
    );
    check(
        |claim| claim["contained"][0]["modifierExtension"] = json!([{"url": "http://example.org/not"}]),
        &expect![[r#"
        422
          error extension unknown_field Claim.contained[0].modifierExtension: This service knows no extension that changes the meaning of an element. Leave it out."#]],
    );
}

#[test]
fn a_claim_is_for_an_estimate_and_not_for_an_authorization() {
    let used = |purpose: Value| move |claim: &mut Value| claim["use"] = purpose;
    check(used(json!("predetermination")), &expect!["200"]);
    check(used(json!("claim")), &expect!["200"]);
    check(used(Value::Null), &expect!["200"]);
    check(
        used(json!("preauthorization")),
        &expect![[r#"
            422
              error value invalid_value Claim.use: This service estimates a price and authorizes nothing. Send the use predetermination or claim."#]],
    );
    check(
        used(json!("nothing")),
        &expect![[r#"
            422
              error value invalid_value Claim.use: This is no use of a claim. Send predetermination or claim."#]],
    );
}

#[test]
fn a_charge_that_is_not_the_product_of_its_parts_is_refused() {
    let charged = |price: f64, quantity: u32, factor: Value, net: f64| {
        move |claim: &mut Value| {
            let item = &mut claim["item"][0];
            item["unitPrice"] = json!({"value": price, "currency": "USD"});
            item["quantity"] = json!({"value": quantity});
            item["factor"] = factor;
            item["net"] = json!({"value": net, "currency": "USD"});
        }
    };
    check(charged(1400.0, 1, json!(0.75), 1050.0), &expect!["200"]);
    check(charged(75.05, 2, Value::Null, 150.1), &expect!["200"]);
    check(
        charged(1400.0, 1, json!(0.75), 1400.0),
        &expect![[r#"
            422
              error business-rule conflict Claim.item[0].net: The charge for the whole service is not unitPrice times quantity times factor. Correct it, or leave unitPrice and factor out."#]],
    );
    check(
        charged(75.0, 2, Value::Null, 75.0),
        &expect![[r#"
            422
              error business-rule conflict Claim.item[0].net: The charge for the whole service is not unitPrice times quantity times factor. Correct it, or leave unitPrice and factor out."#]],
    );
}

#[test]
fn other_types_of_claims_are_refused_in_every_system_of_types() {
    for code in ["institutional", "oral", "pharmacy", "vision"] {
        for system in
            ["http://terminology.hl7.org/CodeSystem/claim-type", "http://hl7.org/fhir/ex-claimtype", ""]
        {
            let mut claim = example();
            claim["type"] = concept(system, code);
            let answer = describe(&send(PREDETERMINE, &claim));
            assert!(
                answer.contains("Claim.type: Only professional claims are priced."),
                "{system} {code}: {answer}"
            );
        }
    }
}

#[test]
fn details_are_refused_unless_they_name_a_drug() {
    let detail = |detail: Value| move |claim: &mut Value| claim["item"][0]["detail"] = json!([detail]);
    let drug = || concept("http://hl7.org/fhir/sid/ndc", "47781-0457-01");
    check(
        detail(json!({"sequence": 1, "productOrService": drug(), "quantity": {"value": 2, "unit": "mL"}})),
        &expect!["200"],
    );
    check(
        detail(json!({"sequence": 1, "productOrService": concept(CPT, "20610")})),
        &expect![[r#"
        422
          error extension unknown_field Claim.item[0].detail[0]: Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC."#]],
    );
    check(
        detail(json!({"sequence": 1})),
        &expect![[r#"
        422
          error extension unknown_field Claim.item[0].detail[0]: Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC."#]],
    );
    check(
        detail(json!({"sequence": 1, "productOrService": drug(), "subDetail": [{"sequence": 1}]})),
        &expect![[r#"
        422
          error extension unknown_field Claim.item[0].detail[0].subDetail: Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC."#]],
    );
    check(
        detail(json!({"productOrService": drug(), "modifierExtension": [{"url": "http://example.org/not"}]})),
        &expect![[r#"
        422
          error extension unknown_field Claim.item[0].detail[0].modifierExtension: This service knows no extension that changes the meaning of an element. Leave it out."#]],
    );
}

#[test]
fn a_factor_needs_the_charge_of_the_whole_service() {
    let factor = |factor: Value, with_net: bool| {
        move |claim: &mut Value| {
            claim["item"][0]["factor"] = factor;
            // With a price of one unit, the charge must be its product with the factor.
            let left_out = if with_net { "unitPrice" } else { "net" };
            claim["item"][0][left_out] = Value::Null;
        }
    };
    check(factor(json!(0.5), true), &expect!["200"]);
    check(factor(json!(1.0), false), &expect!["200"]);
    check(
        factor(json!(0.5), false),
        &expect![[r#"
        422
          error required missing_field Claim.item[0].net: A charge with a factor is not computed here. Send the charge for the whole service in net."#]],
    );
    check(
        factor(json!("0.5"), true),
        &expect![[r#"
        400
          error structure wrong_type Claim.item[0].factor: The element is of another type. Write a JSON number."#]],
    );
}

#[test]
fn a_quantity_counts_units_or_minutes() {
    let quantity = |quantity: Value| move |claim: &mut Value| claim["item"][1]["quantity"] = quantity;
    let units = changed(quantity(json!({"value": 2})));
    for unit in [
        json!({"value": 2, "unit": "units"}),
        json!({"value": 2.0, "code": "UN", "unit": "Unit"}),
        json!({"value": 2, "system": "http://unitsofmeasure.org", "code": "1"}),
        json!({"value": 2, "system": "http://unitsofmeasure.org", "code": "{injection}"}),
    ] {
        let answer = changed(quantity(unit.clone()));
        assert_eq!(answer["item"], units["item"], "{unit}");
    }
    let anesthesia = |quantity: Value| {
        changed(|claim| {
            claim["item"] = json!([claim["item"][0]]);
            claim["item"][0]["productOrService"] = concept(CPT, "00142");
            claim["item"][0]["modifier"] = json!([concept(CPT, "AA")]);
            claim["item"][0]["quantity"] = quantity;
        })
    };
    let minutes = anesthesia(json!({"value": 45, "unit": "min"}));
    assert!(amount(&minutes["item"][0]["adjudication"], "eligible").unwrap() > 0, "{minutes}");
    for unit in [
        json!({"value": 45, "unit": "Minutes"}),
        json!({"value": 45, "unit": "minute"}),
        json!({"value": 45, "code": "MJ", "unit": "minutes"}),
        json!({"value": 45, "system": "http://unitsofmeasure.org", "code": "min", "unit": "minutes"}),
    ] {
        assert_eq!(anesthesia(unit.clone())["item"], minutes["item"], "{unit}");
    }
    check(
        quantity(json!({"value": 10, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"})),
        &expect![[r#"
        422
          error value invalid_value Claim.item[1].quantity.code: The unit counts neither units nor minutes. Send the units that Medicare bills, with UN, or the minutes of anesthesia, with min."#]],
    );
    check(
        quantity(json!({"value": 1, "unit": "hours"})),
        &expect![[r#"
        422
          error value invalid_value Claim.item[1].quantity.unit: The unit counts neither units nor minutes. Send the units that Medicare bills, with UN, or the minutes of anesthesia, with min."#]],
    );
    check(
        quantity(json!({"value": 2, "comparator": ">="})),
        &expect![[r#"
        422
          error extension unknown_field Claim.item[1].quantity.comparator: A quantity with a comparator is no number of units. Send the number, without comparator."#]],
    );
}

/// The allowed amount of the first service for this care team and billing provider, in cents.
fn allowed(care_team: &Value, provider: &Value) -> i64 {
    let response = changed(|claim| {
        claim["careTeam"] = care_team.clone();
        claim["provider"] = provider.clone();
    });
    amount(&response["item"][0]["adjudication"], "eligible").unwrap()
}

#[test]
fn the_profession_is_that_of_the_care_team_else_that_of_who_bills() {
    const NURSE: &str = "363LF0000X";
    const RADIOLOGIST: &str = "2085D0003X";
    let none = Value::Null;
    let billing = |code: &str| {
        let url = "http://hl7.org/fhir/us/davinci-pct/StructureDefinition/providerTaxonomy";
        json!({"reference": "Practitioner/1", "extension": [{"url": url, "valueCodeableConcept": concept(TAXONOMY, code)}]})
    };
    let member = |role: Option<&str>, code: &str| {
        let mut member = json!({"sequence": 1, "qualification": concept(TAXONOMY, code)});
        if let Some(role) = role {
            member["role"] = concept("http://terminology.hl7.org/CodeSystem/claimcareteamrole", role);
        }
        member
    };
    let physician = allowed(&none, &none);
    // 42 CFR 414.56: a nurse practitioner is paid 85 percent. 102.30 becomes 86.96 or so: see the amounts of estimates.
    let nurse = allowed(&json!([member(Some("rendering"), NURSE)]), &none);
    assert!(nurse < physician, "{nurse} {physician}");
    for (care_team, provider, expected) in [
        (json!([member(Some("primary"), NURSE)]), none.clone(), nurse),
        (json!([member(None, NURSE)]), none.clone(), nurse),
        (none.clone(), billing(NURSE), nurse),
        (none.clone(), billing(RADIOLOGIST), physician),
        (json!([{"sequence": 1, "provider": {"reference": "Practitioner/1"}}]), billing(NURSE), nurse),
        (json!([member(Some("rendering"), RADIOLOGIST)]), billing(NURSE), physician),
        (json!([member(Some("rendering"), NURSE)]), billing(RADIOLOGIST), nurse),
        (json!([member(Some("rendering"), RADIOLOGIST), member(None, NURSE)]), none.clone(), physician),
        (json!([member(Some("supervisor"), NURSE)]), none.clone(), physician),
    ] {
        assert_eq!(allowed(&care_team, &provider), expected, "{care_team} {provider}");
    }
}

#[test]
fn places_of_service_are_read_in_every_address_of_their_system() {
    for system in [
        "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
        "http://www.cms.gov/medicare/coding/place-of-service-codes/place_of_service_code_set.html",
        "https://www.cms.gov/Medicare/Coding/place-of-service-codes/",
        "https://www.cms.gov/medicare/coding-billing/place-of-service-codes",
        "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",
        "urn:oid:2.16.840.1.113883.6.50",
        "http://terminology.hl7.org/CodeSystem/ex-serviceplace",
    ] {
        check(|claim| claim["item"][0]["locationCodeableConcept"] = concept(system, "11"), &expect!["200"]);
    }
}
