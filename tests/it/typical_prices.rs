//! Typical prices on the page of a code: each equals the estimate of its claim.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::support::asking::cents;
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{read_together, whole_rvu25a, with_codes};
use crate::support::schedule::{schedule_of, schedule_with};
use expect_test::expect;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::starter;
use medpayiq::vocabulary::{Component, GlobalDays, Status};
use medpayiq_cms_files::cms_files;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The claim of an entry of a code's typical prices.
fn claim_of(code: &str, entry: &Value) -> Value {
    let mut line = json!({"hcpcs": code, "modifiers": entry["modifiers"]});
    if !entry["minutes"].is_null() {
        line["minutes"] = entry["minutes"].clone();
    }
    let before = entry["lines_before"].as_array().unwrap();
    let codes: Value = before.iter().map(|line| line["hcpcs"].clone()).collect();
    assert_eq!(entry["primaries"], codes, "{entry}");
    assert_eq!(before.last().map_or(&Value::Null, |line| &line["hcpcs"]), &entry["beside"], "{entry}");
    let lines: Vec<Value> = before.iter().cloned().chain([line]).collect();
    json!({
        "date_of_service": "2025-06-03", "locality": "01112-05", "lines": lines,
        "place_of_service": entry["place_of_service"],
        "provider": {"kind": entry["provider"]},
        "patient": {"deductible_remaining": "0.00"},
    })
}

/// The typical prices of a code, after comparing each with the estimate of its claim.
fn typical(client: &Client, code: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/codes/{code}?locality=01112-05&date=2025-06-03")).json();
    let entries = page["typical"].as_array().unwrap();
    let base = entries.iter().map(|entry| &entry["allowed"]).find(|allowed| !allowed.is_null()).map(cents);
    for entry in entries {
        let answer = client.post("/v1/estimates", &claim_of(code, entry).to_string()).json();
        let line = answer["lines"].as_array().unwrap().last().unwrap();
        let allowed = line.get("amounts").map_or(Value::Null, |amounts| amounts["allowed"].clone());
        assert_eq!(entry["result"], line["result"], "{code} {entry}");
        assert_eq!(entry["allowed"], allowed, "{code} {entry}");
        assert_eq!(entry["confidence"], line["confidence"]["level"], "{code} {entry}");
        let change = Some(&entry["allowed"]).filter(|allowed| !allowed.is_null());
        let change = change.map(|allowed| cents(allowed) - base.unwrap());
        assert_eq!(Some(&entry["change"]).filter(|change| !change.is_null()).map(cents), change, "{code}");
    }
    entries.clone()
}

#[test]
fn every_typical_price_equals_the_estimate_of_its_claim() {
    let codes = starter::codes().unwrap();
    let compared: usize = codes.iter().map(|code| typical(&CLIENT, code.as_str()).len()).sum();
    assert!(compared > 1_000, "{compared} prices");
}

/// The typical prices of a code, one on each line.
fn typical_in_lines(client: &Client, code: &str) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |entry: Value| {
        let modifiers: Vec<String> = entry["modifiers"].as_array().unwrap().iter().map(text).collect();
        let [who, result, allowed] = ["provider", "result", "allowed"].map(|name| text(&entry[name]));
        let (change, effect) = (text(&entry["change"]), text(&entry["effect"]));
        format!("{} {who} {result} {allowed} {change} | {effect}", modifiers.join("-"))
    };
    typical(client, code).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn anesthesia_has_a_typical_price_for_each_of_its_modifiers() {
    expect![[r#"
         physician invalid - - | An anesthesia line needs one of AA, QK, QX, QY, QZ and AD, which say who gave it.
        AA physician priced 246.07 0.00 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700
        QK physician priced 123.04 -123.03 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700; medical direction: 50 percent of the amount
        QY physician priced 123.04 -123.03 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700; medical direction: 50 percent of the amount
        AD physician priced 67.11 -178.96 | anesthesia units: (3 base units + 0.0 time units) x 22.3700
        QX crna priced 123.04 -123.03 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700; medical direction: 50 percent of the amount
        QX anesthesiologist_assistant priced 123.04 -123.03 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700; medical direction: 50 percent of the amount
        QZ crna priced 246.07 0.00 | for 60 minutes; anesthesia units: (7 base units + 4.0 time units) x 22.3700"#]]
    .assert_eq(&typical_in_lines(&CLIENT, "00790"));
}

#[test]
fn the_typical_price_of_an_add_on_is_with_its_primary() {
    expect![[r#"
         physician priced 8.75 0.00 | with 17000, its primary service; geographic adjustment: (0.04 work x 1.088 + 0.16 non-facility PE x 1.419 + 0.00 MP x 0.445) x 32.3465
        52 physician contractor_priced - - | with 17000, its primary service; The Medicare contractor prices modifier 52 by report. It pays between $0.00 and $8.75, depending on the documentation.
        53 physician contractor_priced - - | with 17000, its primary service; CMS publishes figures for modifier 53 on four colonoscopy codes only. For any other code the Medicare contractor decides by report.
         nurse_practitioner priced 7.44 -1.31 | with 17000, its primary service; geographic adjustment: (0.04 work x 1.088 + 0.16 non-facility PE x 1.419 + 0.00 MP x 0.445) x 32.3465; practitioner share: 85 percent of the amount"#]]
    .assert_eq(&typical_in_lines(&CLIENT, "17003"));
}

/// The first typical price of a code, and the lines before it.
fn first(client: &Client, code: &str) -> String {
    let entry = typical(client, code).remove(0);
    let line = |line: &Value| format!("{}-{}", line["hcpcs"].as_str().unwrap(), joined(&line["modifiers"]));
    let before: Vec<String> = entry["lines_before"].as_array().unwrap().iter().map(line).collect();
    format!(
        "{} + {code}-{} {}",
        before.join(" + "),
        joined(&entry["modifiers"]),
        entry["result"].as_str().unwrap()
    )
}

fn joined(texts: &Value) -> String {
    texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join("-")
}

#[test]
fn an_add_on_has_a_primary_where_cms_s_lists_give_none() {
    let mut release = whole_rvu25a();
    with_codes(&mut release, &["47531", "47544", "61510", "61781"]);
    let edits = edits("47544+47531:1 47531>47544:1 61781+:2");
    let client = serve_in_memory(schedule_with(vec![release], edits));
    // NCCI bundles the one with its primaries, and for the other CMS lists none.
    expect!["47531- + 47544-59 priced"].assert_eq(&first(&client, "47544"));
    expect!["61510- + 61781- priced"].assert_eq(&first(&client, "61781"));
    let condition = |code: &str| typical(&client, code)[0]["condition"].clone();
    assert_eq!(
        condition("47544"),
        "Only if the service was separate from those before it, and the record shows it. NCCI bundles it with them."
    );
    assert_eq!(condition("61781"), Value::Null);
}

/// CMS's own release, limits and add-on list without the pairs, if a copy is available.
fn whole_release() -> Option<(Client, Vec<ReleaseContent>)> {
    let paths = [
        "fee-schedule/rvu25a.zip",
        "anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt",
        "ncci/AOC_V2024Q3-F-MCR.txt",
        "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
    ];
    let releases = read_together(&cms_files(paths)?);
    Some((serve_in_memory(schedule_of(releases.clone())), releases))
}

#[test]
fn a_catheter_before_an_add_on_has_26_in_a_hospital() {
    let Some((client, _)) = whole_release() else { return };
    expect!["93458-26 + 93571- contractor_priced"].assert_eq(&first(&client, "93571"));
}

#[test]
fn typical_prices_begin_with_the_reading_if_the_whole_has_no_price() {
    let Some((client, releases)) = whole_release() else { return };
    expect![[r#"
         physician contractor_priced - - | Status C: the Medicare contractor prices this service, usually after it has seen the documentation. It pays at most $358.45, the hospital outpatient amount.
        26 physician priced 15.89 0.00 | geographic adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465
        TC physician contractor_priced - - | Status C: the Medicare contractor prices this service, usually after it has seen the documentation. It pays at most $342.56, the hospital outpatient amount.
        26-52 physician contractor_priced - - | The Medicare contractor prices modifier 52 by report. It pays between $0.00 and $15.89, depending on the documentation.
        26-53 physician contractor_priced - - | CMS publishes figures for modifier 53 on four colonoscopy codes only. For any other code the Medicare contractor decides by report.
        26 nurse_practitioner priced 13.51 -2.38 | geographic adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465; practitioner share: 85 percent of the amount
        26-FX physician priced 15.89 0.00 | geographic adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465
        26-FY physician priced 15.89 0.00 | geographic adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465"#]].assert_eq(&typical_in_lines(&client, "70170"));
    expect![[r#"
         physician other_schedule - - | Status X: by law this is not a physician's service. Medicare pays it under another schedule, if at all.
        26 physician priced 20.05 0.00 | geographic adjustment: (0.37 work x 1.088 + 0.15 non-facility PE x 1.419 + 0.01 MP x 0.445) x 32.3465
        26-52 physician contractor_priced - - | The Medicare contractor prices modifier 52 by report. It pays between $0.00 and $20.05, depending on the documentation.
        26-53 physician contractor_priced - - | CMS publishes figures for modifier 53 on four colonoscopy codes only. For any other code the Medicare contractor decides by report."#]].assert_eq(&typical_in_lines(&client, "83020"));
    let rows = releases.iter().flat_map(|release| match &release.tables {
        ReleaseTables::FeeSchedule(tables) => tables.services.as_slice(),
        ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::ZipLocalities(_)
        | ReleaseTables::Explanations(_)
        | ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_)
        | ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_)
        | ReleaseTables::Law(_) => &[],
    });
    let rows = rows.map(|service| &service.row);
    let readings = rows.clone().filter(|row| row.component == Component::Professional);
    let readings = readings.filter(|row| row.has_published_amount()).map(|row| row.hcpcs);
    let whole = rows.clone().filter(|row| row.component == Component::Global && row.has_published_amount());
    let whole: BTreeSet<_> = whole.map(|row| row.hcpcs).collect();
    let without: Vec<_> = readings.filter(|code| !whole.contains(code)).collect();
    let anesthesia: Vec<_> =
        rows.clone().filter(|row| row.status == Status::Anesthesia).map(|row| row.hcpcs).collect();
    let add_ons: Vec<_> =
        rows.filter(|row| row.global_days == GlobalDays::AddOn).map(|row| row.hcpcs).step_by(8).collect();
    assert_eq!((without.len(), anesthesia.len()), (122, 276));
    let mut third_lines = Vec::new();
    for code in &without {
        let entries = typical(&client, code.as_str());
        let mut priced = entries.iter().filter(|entry| entry["result"] == "priced").peekable();
        let first = priced.peek().unwrap_or_else(|| panic!("{code} has no price"));
        third_lines.extend((first["primaries"].as_array().unwrap().len() == 2).then_some(code.as_str()));
        assert!(priced.all(|entry| entry["modifiers"][0] == "26"), "{code}");
    }
    // Their primary services are add-ons too, so they are the third line of a claim.
    assert_eq!(third_lines, ["92979", "93572"]);
    for code in anesthesia {
        let entries = typical(&client, code.as_str());
        let priced: Vec<_> = entries.iter().filter(|entry| entry["result"] == "priced").collect();
        // Nobody directs the daily management of pain.
        let counts = if code.as_str() == "01996" { (3, 2) } else { (8, 7) };
        assert_eq!((entries.len(), priced.len()), counts, "{code}");
        let is_add_on = ["01953", "01968", "01969"].contains(&code.as_str());
        assert!(priced.iter().all(|entry| entry["beside"].is_null() != is_add_on), "{code}");
    }
    for code in &add_ons {
        typical(&client, code.as_str());
    }
}
