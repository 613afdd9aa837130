//! The codes that examples of tips and toolkits bill together, and the places and modifiers that they try.

use crate::in_memory::CLIENT;
use crate::support::http::Client;
use expect_test::expect;
use medpayiq::starter;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub(crate) const DAY: &str = "date=2025-01-15&locality=01112-05";

pub(crate) static CODES: LazyLock<Vec<String>> =
    LazyLock::new(|| starter::codes().unwrap().iter().map(ToString::to_string).collect());

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(crate) fn toolkit(client: &Client, codes: &[String]) -> Value {
    client.get(&format!("/v1/toolkit?codes={}&{DAY}", codes.join(","))).json()
}

/// The lines of a claim, estimated.
fn lines(place: &str, provider: &str, lines: &Value) -> Vec<Value> {
    let request = json!({
        "date_of_service": "2025-01-15", "locality": "01112-05", "place_of_service": place, "lines": lines,
        "provider": {"kind": provider}, "patient": {"deductible_remaining": "0.00"},
    });
    CLIENT.post("/v1/estimates", &request.to_string()).json()["lines"].as_array().unwrap().clone()
}

/// The claims of a code's computed tips: the first of each tip, as codes with modifiers and the place.
pub(crate) fn examples(client: &Client, code: &str) -> Vec<(String, Value)> {
    let answer = client.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
    let computed = list(&answer["tips"]).iter().filter(|tip| tip["evidence"]["kind"] == "computed");
    let with_claim = computed.filter(|tip| !tip["figures"].is_null() && text(&tip["source"]).contains(';'));
    with_claim.map(|tip| (text(&tip["id"]).to_owned(), tip["figures"]["claim"]["request"].clone())).collect()
}

#[test]
fn every_partner_in_an_example_is_paid_by_itself() {
    let mut partners = BTreeSet::new();
    for code in CODES.iter() {
        for (id, request) in examples(&CLIENT, code) {
            let codes: Vec<&str> = list(&request["lines"]).iter().map(|line| text(&line["hcpcs"])).collect();
            let place = text(&request["place_of_service"]).to_owned();
            // The primary of an add-on can be an add-on too. Then the line before it is its own primary.
            let others = codes.iter().enumerate().filter(|(_, other)| *other != code);
            partners.extend(others.map(|(at, _)| {
                let before: Vec<String> = codes[..=at].iter().map(|code| (*code).to_owned()).collect();
                (before, place.clone(), format!("{code} {id}"))
            }));
        }
    }
    assert!(partners.len() > 200, "{} partners", partners.len());
    for (codes, place, example) in partners {
        let partner = codes.last().unwrap();
        // Some examples are about a place where nothing is paid.
        let is_paid_with = |codes: &[String]| {
            let claim: Value = codes.iter().map(|code| json!({"hcpcs": code})).collect();
            [place.as_str(), "11"].iter().any(|place| {
                let answers = lines(place, "physician", &claim);
                answers.last().is_some_and(|line| line["result"] == "priced")
            })
        };
        let is_paid = is_paid_with(std::slice::from_ref(partner)) || is_paid_with(&codes);
        assert!(is_paid, "{example}: {partner} at {place}");
    }
}

#[test]
fn every_add_on_in_an_example_has_its_primary() {
    let mut add_ons = 0;
    for code in CODES.iter() {
        let alone = lines("11", "physician", &json!([{"hcpcs": code}]));
        if alone[0]["reason"]["code"] != "add_on_without_primary" {
            continue;
        }
        let of_limit = examples(&CLIENT, code).into_iter().filter(|(id, _)| id == "unit-limit");
        for (_, request) in of_limit {
            add_ons += 1;
            assert!(list(&request["lines"]).len() >= 2, "{code}");
        }
    }
    assert!(add_ons > 10, "{add_ons} add-on codes");
}

/// The modifiers with which both lines of a pair are billed: `site` stands for another site of the same kind.
fn billed_with(modifier: &str) -> Option<&'static str> {
    let sites = [["RT", "LT"], ["E1", "E2"], ["FA", "F1"], ["TA", "T1"], ["LC", "LD"]];
    let kind = sites.iter().find(|kind| kind.iter().any(|site| site.as_bytes()[0] == modifier.as_bytes()[0]));
    let is_side = ["RT", "LT"].contains(&modifier);
    let is_coronary = ["LC", "LD", "LM", "RC", "RI"].contains(&modifier);
    let kind = if is_coronary { Some(&sites[4]) } else { kind.filter(|kind| is_side || kind[0] != "RT") };
    kind.map(|kind| if kind[0] == modifier { kind[1] } else { kind[0] })
}

/// A line with a modifier. Anesthesia has its minutes and says who gave it.
fn line(code: &str, modifier: Option<&str>) -> Value {
    let is_anesthesia = code.starts_with('0') && !code.ends_with('T');
    let modifiers: Vec<&str> = is_anesthesia.then_some("AA").into_iter().chain(modifier).collect();
    json!({"hcpcs": code, "modifiers": modifiers, "minutes": is_anesthesia.then_some(60)})
}

#[test]
fn every_modifier_of_a_conflict_resolves_it() {
    let (mut pairs, mut tried) = (0, 0);
    for codes in CODES.chunks(50) {
        let answer = toolkit(&CLIENT, codes);
        for conflict in list(&answer["bundling_conflicts"]["rows"]) {
            let [one, two] = [&conflict["column_one"], &conflict["column_two"]];
            let may_resolve = conflict["modifier_indicator"] == "1";
            // An edit of two services that are billed otherwise names no modifier, or only those for another case.
            let is_otherwise = !text(&conflict["advice"]).starts_with("Only if the record shows");
            let has_modifiers = !list(&conflict["modifiers"]).is_empty();
            assert!(has_modifiers == may_resolve || (may_resolve && is_otherwise), "{conflict}");
            let finds = |claim: &Value, state: &str| {
                // Some tests are refused in a hospital, some operations need one.
                ["22", "11"].iter().any(|place| {
                    let edits = lines(place, "physician", claim)[1]["edits"].clone();
                    list(&edits).iter().any(|hit| hit["kind"] == "ptp" && hit["state"] == state)
                })
            };
            // An estimate does not apply the edits of a code that another schedule pays.
            if !finds(&json!([line(text(one), None), line(text(two), None)]), "denied") {
                continue;
            }
            pairs += 1;
            for modifier in list(&conflict["modifiers"]).iter().map(|entry| text(&entry["modifier"])) {
                let site = billed_with(modifier).filter(|_| !["25", "57"].contains(&modifier));
                // FT says more about critical care that has 25.
                let critical = |code: &Value| json!({"hcpcs": code, "modifiers": ["25", "FT"]});
                let marked = |code: &Value| {
                    if modifier == "FT" { critical(code) } else { line(text(code), Some(modifier)) }
                };
                let claims = [
                    json!([line(text(one), site), marked(two)]),
                    json!([marked(one), line(text(two), None)]),
                ];
                let resolves = claims.iter().any(|claim| finds(claim, "resolved_by_modifier"));
                tried += 1;
                assert!(resolves, "{one} {two} {modifier}");
            }
        }
    }
    assert!(pairs > 500 && tried > 1_000, "{pairs} pairs, {tried} modifiers");
}

#[test]
fn no_conflict_names_a_code_that_is_never_paid() {
    let codes: Vec<String> = ["99213", "97010", "99397", "36591", "99024"].map(str::to_owned).to_vec();
    let answer = toolkit(&CLIENT, &codes);
    let named = list(&answer["bundling_conflicts"]["rows"]).iter();
    let named: Vec<[&str; 2]> =
        named.map(|row| [text(&row["column_one"]), text(&row["column_two"])]).collect();
    assert_eq!(named, [["99213", "36591"]]);
}

#[test]
fn every_pitfall_changes_what_is_paid() {
    let mut rows = 0;
    for codes in CODES.chunks(50) {
        for row in list(&toolkit(&CLIENT, codes)["modifier_pitfalls"]) {
            assert_ne!(row["change"], "0.00", "{row}");
            assert!(row["standing"] == "valid" || row["standing"] == "by_report", "{row}");
            rows += 1;
        }
    }
    assert!(rows > 500, "{rows} rows");
}

#[test]
fn the_other_modifiers_do_what_their_list_says() {
    let mut tried = 0;
    // Each modifier of each code is an estimate, so a third of the codes must do.
    for codes in CODES.chunks(50).step_by(3) {
        let answer = toolkit(&CLIENT, codes);
        for others in list(&answer["other_modifiers"]) {
            let line = |modifiers: &[&str]| json!([{"hcpcs": others["hcpcs"], "modifiers": modifiers}]);
            let page = CLIENT.get(&format!("/v1/codes/{}?{DAY}", text(&others["hcpcs"]))).json();
            let Some(place) = page["typical"][0]["place_of_service"].as_str() else { continue };
            let plain = lines(place, "physician", &line(&[]));
            if plain[0]["result"] != "priced" {
                continue;
            }
            for (kind, is_refused) in [("refused", true), ("no_effect", false), ("unchanged", false)] {
                for joined in list(&others[kind]).iter().map(text) {
                    let modifiers: Vec<&str> = joined.split('-').collect();
                    let provider = match joined {
                        "AS" => "physician_assistant",
                        "CQ-GP" => "physical_therapist",
                        "CO-GO" => "occupational_therapist",
                        _ => "physician",
                    };
                    let place = if joined == "78" && place == "11" { "22" } else { place };
                    let same = lines(place, "physician", &line(&[]));
                    let answer = lines(place, provider, &line(&modifiers));
                    let is_paid = answer[0]["amounts"]["allowed"] == same[0]["amounts"]["allowed"];
                    let assists = ["80", "AS"].contains(&joined);
                    assert!(is_paid != is_refused || assists, "{} {joined} {kind}", others["hcpcs"]);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 3_000, "{tried} modifiers");
}

#[test]
fn a_code_of_one_place_is_tried_there() {
    let answer = toolkit(&CLIENT, &["85060".to_owned()]);
    expect![[r#"
        {
          "allowed": "26.37",
          "name": "inpatient hospital",
          "place_of_service": "21"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&answer["codes"][0]["other_place"]).unwrap());
    assert_eq!(answer["codes"][0]["office"], Value::Null);
    let pitfalls = list(&answer["modifier_pitfalls"]).iter();
    assert!(pitfalls.map(|row| &row["place_of_service"]).all(|place| place == "21"));
    assert_eq!(answer["unit_limits"]["rows"][0]["at_stake"], "26.37");
    let page = CLIENT.get(&format!("/v1/codes/85060?{DAY}")).json();
    assert_eq!(page["typical"][0]["place_of_service"], "21");
    assert_eq!(page["typical"][0]["allowed"], "26.37");
    let html = CLIENT.get(&format!("/v1/toolkit.html?codes=85060&{DAY}")).text().to_owned();
    assert!(html.contains("$26.37 at 21 (inpatient hospital)"));
    let tips = CLIENT.get(&format!("/v1/codes/85060/tips?{DAY}")).json();
    let tips: Vec<&str> = list(&tips["tips"]).iter().map(|tip| text(&tip["text"])).collect();
    expect!["Medicare pays the interpretation of a smear for hospital inpatients only (place of service 21). At place of service 21 (inpatient hospital) it is allowed $26.37; in an office (11) or a hospital outpatient department (22) it is not paid."]
        .assert_eq(tips[0]);
    assert!(tips.iter().any(|tip| tip.ends_with("Priced at place of service 21 (inpatient hospital).")));
}

#[test]
fn a_code_that_needs_a_modifier_is_tried_with_it() {
    let answer = toolkit(&CLIENT, &["98940".to_owned()]);
    let row = &answer["codes"][0];
    assert_eq!((text(&row["modifiers"][0]), text(&row["office"])), ("AT", "32.40"));
    for pitfall in list(&answer["modifier_pitfalls"]) {
        assert_eq!(text(&pitfall["modifiers"][0]), "AT", "{pitfall}");
    }
    let trigger = &answer["denial_triggers"][0];
    assert_eq!(text(&trigger["instead"]), "98940-AT at 11 (office)");
}

#[test]
fn every_example_of_therapy_names_the_discipline() {
    const DISCIPLINES: [&str; 3] = ["GP", "GO", "GN"];
    let is_therapy = |code: &str| {
        let reasons = &lines("11", "physician", &json!([{"hcpcs": code}]))[0]["confidence"]["reasons"];
        list(reasons).iter().any(|reason| reason["code"] == "discipline_modifier_missing")
    };
    let therapy: BTreeSet<&str> = CODES.iter().map(String::as_str).filter(|code| is_therapy(code)).collect();
    let mut named = 0;
    for code in &therapy {
        // One tip is about a line that does not name it.
        for (id, request) in examples(&CLIENT, code).into_iter().filter(|(id, _)| id != "therapy-discipline")
        {
            for line in list(&request["lines"]).iter().filter(|line| therapy.contains(text(&line["hcpcs"]))) {
                let count =
                    list(&line["modifiers"]).iter().filter(|one| DISCIPLINES.contains(&text(one))).count();
                assert_eq!(count, 1, "{code} {id}: {line}");
                named += 1;
            }
        }
    }
    assert!(therapy.len() > 10 && named > 100, "{} codes, {named} lines", therapy.len());
    let answer = toolkit(&CLIENT, &therapy.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
    for row in list(&answer["modifier_pitfalls"]) {
        let count = list(&row["modifiers"]).iter().filter(|one| DISCIPLINES.contains(&text(one))).count();
        assert_eq!(count, 1, "{row}");
    }
}

/// What the toolkit names in place of a whole test that is billed for a hospital patient, and what is lost.
fn instead_of_the_whole_test(code: &str) -> String {
    let answer = toolkit(&CLIENT, &[code.to_owned()]);
    let mut triggers = list(&answer["denial_triggers"]).iter();
    let of_hospital = triggers.find(|row| text(&row["billed"]).contains(" at 22 ("));
    of_hospital
        .map(|row| format!("{}: {}", text(&row["instead"]), text(&row["at_stake"])))
        .unwrap_or_default()
}

#[test]
fn a_whole_test_in_a_hospital_names_the_code_of_its_reading() {
    expect!["93010 at 22 (on-campus outpatient hospital): 8.88"]
        .assert_eq(&instead_of_the_whole_test("93000"));
    expect!["93016 + 93018 at 22 (on-campus outpatient hospital): 39.07"]
        .assert_eq(&instead_of_the_whole_test("93015"));
    let texts = ["93000", "93015", "93005"].map(|code| {
        let tips = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
        let mut tips = list(&tips["tips"]).iter();
        let tip = tips.find(|tip| tip["id"] == "technical-part-in-hospital");
        format!("{code}: {}", tip.map(|tip| text(&tip["text"])).unwrap_or_default())
    });
    expect![[r#"
        93000: In an office Medicare allows $17.29. For a hospital patient it pays the practice nothing. Medicare pays the equipment and staff to the hospital. If you read the test, bill 93010 ($8.88). Priced at place of service 22 (on-campus outpatient hospital).
        93015: In an office Medicare allows $91.23. For a hospital patient it pays the practice nothing. Medicare pays the equipment and staff to the hospital. Bill the code of the part that you did: 93016 ($23.32) or 93018 ($15.75). Priced at place of service 22 (on-campus outpatient hospital).
        93005: In an office Medicare allows $8.41. For a hospital patient it pays the practice nothing. In place of service 22 the technical component is in the hospital's own payment. Medicare does not pay it to a practitioner."#]].assert_eq(&texts.join("\n"));
}

/// The lines of a tip's claim, estimated as the tip bills them.
fn estimated(claim: &Value) -> Vec<Value> {
    let answer = CLIENT.post("/v1/estimates", &claim["request"].to_string());
    assert_eq!(answer.status, 200, "{claim}");
    list(&answer.json()["lines"]).to_vec()
}

#[test]
fn an_estimate_pays_every_modifier_that_a_tip_advises() {
    let mut advised = 0;
    for code in CODES.iter() {
        let answer = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
        for tip in list(&answer["tips"]).iter().filter(|tip| tip["id"] == "paid-in-its-place") {
            let (denied, paid) = (&tip["figures"]["claim"], &tip["figures"]["compared_with"]);
            let codes = list(&denied["request"]["lines"]).len();
            assert_eq!(estimated(denied).last().unwrap()["result"], "denied_by_edit", "{code}");
            if !text(&tip["text"]).contains("If the services were separate") {
                continue;
            }
            assert_eq!(list(&paid["request"]["lines"]).len(), codes, "{code}: {tip}");
            assert!(estimated(paid).iter().all(|line| line["result"] == "priced"), "{code}: {tip}");
            advised += 1;
        }
    }
    assert!(advised > 25, "{advised} tips advise a modifier");
}

#[test]
fn no_example_bills_two_variants_of_one_service() {
    const VARIANTS: &[[&str; 2]] =
        &[["20611", "20610"], ["74178", "74177"], ["19083", "76942"], ["70553", "70551"], ["93000", "93010"]];
    for [column_one, column_two] in VARIANTS {
        for (id, request) in examples(&CLIENT, column_two) {
            let bills = |code: &str| list(&request["lines"]).iter().any(|line| text(&line["hcpcs"]) == code);
            assert!(!bills(column_one) || id != "paid-in-its-place", "{column_two}: {request}");
        }
    }
}

/// The place of service of a code's examples.
fn place_of(code: &str) -> String {
    let page = CLIENT.get(&format!("/v1/codes/{code}?{DAY}")).json();
    text(&page["typical"][0]["place_of_service"]).to_owned()
}

#[test]
fn operations_with_a_long_stay_are_billed_for_inpatients() {
    let places = ["33533", "22612", "22551", "63047", "27447", "99222", "20610"];
    let places = places.map(|code| format!("{code} {}", place_of(code)));
    expect!["33533 21, 22612 21, 22551 22, 63047 22, 27447 22, 99222 21, 20610 11"]
        .assert_eq(&places.join(", "));
}

/// The ids of a code's tips.
fn ids(code: &str) -> Vec<String> {
    let tips = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
    list(&tips["tips"]).iter().map(|tip| text(&tip["id"]).to_owned()).collect()
}

#[test]
fn nobody_bills_what_their_profession_does_not_do() {
    for code in ["17311", "69436", "66821"] {
        assert!(!ids(code).contains(&"nonphysician".to_owned()), "{code}");
    }
    for code in ["90935", "64493", "62323"] {
        assert!(!ids(code).iter().any(|id| id.contains("assistant")), "{code}");
    }
    // Medicare pays a chiropractor for no visit.
    assert!(!ids("98940").contains(&"visit-same-day".to_owned()));
    assert!(
        ids("20610").contains(&"nonphysician".to_owned()) && ids("22551").contains(&"assistant".to_owned())
    );
}
