//! Equipment and supplies: the fees of a state, the contractor that pays, and what has no amount.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, check_shares, estimate, request};
use crate::support::checkout;
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::{schedule_of, schedule_with};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{Outcome, Refusal};
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditReleases, Schedule};
use medpayiq::vocabulary::{EquipmentFee, Jurisdiction, Money};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::sync::LazyLock;

/// A fee schedule of 2026, a few items of equipment and nutrition, and five ZIP codes: 35958 and 99545 are rural.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| serve_in_memory(schedule_with(releases(), EditReleases::default())));

fn releases() -> Vec<ReleaseContent> {
    let mut releases = vec![of_year("RVU26A", "2026-01-01"), fixture("zip5")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    releases
}

#[test]
fn an_item_is_paid_the_fee_of_the_state() {
    check(
        &CLIENT,
        &expect![[r#"
            A4565 in:10112-00 on:2026-01-15                              priced 10.98 equipment | high
            A4565*2$30.00 in:10112-00 on:2026-01-15                      priced 21.96 of 10.98 equipment | medium unit_limit_not_checked
            A4565*2$20.00 in:10112-00 on:2026-01-15                      priced 20.00 of 10.98 equipment | medium unit_limit_not_checked
            L8600 in:10112-00 on:2026-01-15                              priced 764.47 equipment | high
            L8600 in:01112-05 on:2026-01-15                              priced 833.22 equipment | high
            L8600 zip:94110 on:2026-01-15                                priced 833.22 equipment | high
            L8600 zip:99501 on:2026-01-15                                contractor_priced equipment_without_fee | none
            V2632-LT zip:99501 on:2026-01-15                             priced 145.73 equipment | high
            A4217 in:10112-00 on:2026-01-15                              priced 3.80 equipment | medium joint_jurisdiction
            A4217-AU in:10112-00 on:2026-01-15                           priced 3.80 equipment | medium joint_jurisdiction
            A6011 @22 in:10112-00 on:2026-01-15                          priced 3.25 equipment | low joint_jurisdiction equipment_in_facility
            A4565 @22 in:10112-00 on:2026-01-15                          priced 10.98 equipment | low equipment_in_facility
            A4321 in:10112-00 on:2026-01-15                              contractor_priced equipment_without_fee | none
            A4565 nowhere on:2026-01-15                                  figure_missing equipment_state_unknown | none
            A4565 on:2026-01-15                                          contractor_priced equipment_without_fee | none
            A4565-GY in:10112-00 on:2026-01-15                           not_covered declared_not_covered PR-96 N425 | high
            A4565 in:10112-00 nonparticipating unassigned on:2026-01-15  priced 10.98 equipment | high
            A4565 in:10112-00 on:2026-07-01                              priced 10.98 equipment | medium older_release
            Q4010+Q4010 in:10112-00 on:2026-01-15                        priced 24.80 equipment | medium edits_not_checked
            +                                                            denied_by_edit exact_duplicate OA-18 | high"#]],
    );
}

#[test]
fn a_rural_fee_follows_the_zip_code() {
    check(
        &CLIENT,
        &expect![[r#"
            L8678 zip:36104 on:2026-01-15    priced 13.24 equipment | medium rural_by_zip_file
            L8678 zip:35958 on:2026-01-15    priced 27.55 equipment | medium rural_by_zip_file
            L8678 in:10112-00 on:2026-01-15  priced 13.24 equipment | medium rural_not_known
            L8678 zip:99501 on:2026-01-15    priced 27.22 equipment | high
            L8678 zip:99545 on:2026-01-15    priced 27.22 equipment | high
            A4565 zip:35958 on:2026-01-15    priced 10.98 equipment | high"#]],
    );
}

#[test]
fn the_answer_says_which_fee_the_zip_code_decided() {
    let texts = ["zip:35958", "zip:36104", "in:10112-00"].map(|place| {
        let answer = estimate(&CLIENT, &format!("L8678 {place} on:2026-01-15"));
        answer["lines"][0]["confidence"]["reasons"][0]["text"].as_str().unwrap().to_owned()
    });
    expect![[r#"
        The ZIP code to locality file says that the ZIP code is rural, so the rural fee of $27.55 for one unit was used, and not the non-rural fee of $13.24. CMS's own list of rural ZIP codes for equipment decides, and was not read.
        The ZIP code to locality file says that the ZIP code is non-rural, so the non-rural fee of $13.24 for one unit was used, and not the rural fee of $27.55. CMS's own list of rural ZIP codes for equipment decides, and was not read.
        The non-rural fee was used. In rural areas the fee of one unit is $27.55. Send the ZIP code to apply it."#]].assert_eq(&texts.join("\n"));
}

#[test]
fn modifiers_choose_the_row_and_other_contractors_are_named() {
    check(
        &CLIENT,
        &expect![[r#"
            E0782-NU-KF in:10112-00 on:2026-01-15        priced 6118.73 equipment | high
            E0782-KF-UE in:10112-00 on:2026-01-15        priced 4589.04 equipment | high
            E0782-RR-KF in:10112-00 on:2026-01-15        priced 611.90 equipment | high
            E0782-NU-RR-KF in:10112-00 on:2026-01-15     invalid modifiers_clash CO-4 N519 | none
            E0782-KF-UE-NU in:10112-00 on:2026-01-15     invalid modifiers_clash CO-4 N519 | none
            E0782-RR-KF-UE in:10112-00 on:2026-01-15     invalid modifiers_clash CO-4 N519 | none
            E0782-RR-KF-MS in:10112-00 on:2026-01-15     invalid modifiers_clash CO-4 N519 | none
            E0782-RR-KF-KH in:10112-00 on:2026-01-15     priced 611.90 equipment | high
            E0782-NU-KF-KJ in:10112-00 on:2026-01-15     invalid modifiers_clash CO-4 N519 | none
            E0782-RR-KF-KI-KJ in:10112-00 on:2026-01-15  invalid modifiers_clash CO-4 N519 | none
            E0782-RR-KF-BP-BR in:10112-00 on:2026-01-15  invalid modifiers_clash CO-4 N519 | none
            A4217-AU-AW in:10112-00 on:2026-01-15        invalid modifiers_clash CO-4 N519 | none
            A4217-AU-AV in:10112-00 on:2026-01-15        invalid modifiers_clash CO-4 N519 | none
            L8678-RA-RB in:10112-00 on:2026-01-15        invalid modifiers_clash CO-4 N519 | none
            L8678-KM-KN in:10112-00 on:2026-01-15        invalid modifiers_clash CO-4 N519 | none
            E0782 in:10112-00 on:2026-01-15              invalid equipment_modifier_missing CO-4 | high
            E0782-NU in:10112-00 on:2026-01-15           invalid equipment_modifier_missing CO-4 | high
            E0749-RR-KF in:10112-00 on:2026-01-15        other_schedule capped_rental | none
            E0143-NU in:10112-00 on:2026-01-15           other_schedule equipment_contractor | none
            B4034 in:10112-00 on:2026-01-15              other_schedule equipment_contractor | none
            B9002-RR in:10112-00 on:2026-01-15           other_schedule equipment_contractor | none"#]],
    );
}

/// The fixtures, with a catheter and a tape that the physician fee schedule lists with status P: one of both contractors, one of the
/// equipment contractor.
fn releases_with_supplies() -> Vec<ReleaseContent> {
    let mut releases = releases();
    for release in &mut releases {
        if let ReleaseTables::EquipmentFees(rows) = &mut release.tables {
            let like = rows.iter().find(|row| row.hcpcs.as_str() == "A4217").unwrap().clone();
            for (code, jurisdiction) in [("A4338", Jurisdiction::Joint), ("A4310", Jurisdiction::Equipment)] {
                rows.push(EquipmentFee { hcpcs: code.parse().unwrap(), jurisdiction, ..like.clone() });
            }
        }
    }
    releases
}

#[test]
fn a_supply_of_status_p_says_whose_it_is() {
    let client = serve_in_memory(schedule_with(releases_with_supplies(), EditReleases::default()));
    check(
        &client,
        &expect![[r#"
            A4338 in:10112-00 on:2026-01-15        other_schedule equipment_contractor | none
            A4310 in:10112-00 on:2026-01-15        other_schedule equipment_contractor | none
            99213+A4338 in:10112-00 on:2026-01-15  priced 84.53 non_facility | medium edits_not_checked
            +                                      bundled incident_to_another_line CO-97 | high"#]],
    );
    let texts = ["A4338", "A4310"].map(|code| {
        let answer = estimate(&client, &format!("{code} in:10112-00 on:2026-01-15"));
        answer["lines"][0]["reason"]["text"].as_str().unwrap().to_owned()
    });
    expect![[r#"
        Status P: the practitioner's contractor pays this item only as part of a service of the same day, and never separately. Otherwise the equipment contractor (DME MAC) pays it. Bill it there, with the enrollment of a supplier.
        The equipment contractor (DME MAC) pays this item. The practitioner's contractor does not. Bill it there, with the enrollment of a supplier."#]].assert_eq(&texts.join("\n"));
    // Without the fee schedule of equipment nobody can be named.
    check(
        &serve_in_memory(schedule_with(vec![of_year("RVU26A", "2026-01-01")], EditReleases::default())),
        &expect!["A4338 in:10112-00 on:2026-01-15  other_schedule not_on_this_schedule | none"],
    );
}

#[test]
fn the_patient_pays_deductible_and_coinsurance_of_an_item() {
    check_shares(
        &CLIENT,
        "L8600$1000.00 in:10112-00 on:2026-01-15 owes:0.00
        L8600$1000.00 in:10112-00 on:2026-01-15 owes:283.00
        L8600$500.00 in:10112-00 on:2026-01-15 owes:283.00
        E0782-NU-KF$7000.00 in:10112-00 on:2026-01-15 owes:0.00
        Q4010*2$100.00 in:10112-00 on:2026-01-15 owes:0.00
        Q4010*2$100.00 in:10112-00 on:2026-01-15 owes:0.00 mips:9.00
        L8678*2$100.00 zip:35958 on:2026-01-15 owes:0.00
        L8678*2$100.00 zip:36104 on:2026-01-15 owes:0.00
        A4565$50.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned
        A4565$9.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned
        A4565$50.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned by:nurse_practitioner",
        &expect![[r#"
            L8600$1000.00 in:10112-00 on:2026-01-15 owes:0.00: 764.47 0.00 152.89 12.23 599.35 152.89 = 764.47 599.35 152.89
            L8600$1000.00 in:10112-00 on:2026-01-15 owes:283.00: 764.47 283.00 96.29 7.70 377.48 379.29 = 764.47 377.48 379.29
            L8600$500.00 in:10112-00 on:2026-01-15 owes:283.00: 500.00 283.00 43.40 3.47 170.13 326.40 = 500.00 170.13 326.40
            E0782-NU-KF$7000.00 in:10112-00 on:2026-01-15 owes:0.00: 6118.73 0.00 1223.75 97.90 4797.08 1223.75 = 6118.73 4797.08 1223.75
            Q4010*2$100.00 in:10112-00 on:2026-01-15 owes:0.00: 49.60 0.00 9.92 0.79 38.89 9.92 = 49.60 38.89 9.92
            Q4010*2$100.00 in:10112-00 on:2026-01-15 owes:0.00 mips:9.00: 49.60 0.00 9.92 0.79 38.89 9.92 = 49.60 38.89 9.92
            L8678*2$100.00 zip:35958 on:2026-01-15 owes:0.00: 55.10 0.00 11.02 0.88 43.20 11.02 = 55.10 43.20 11.02
            L8678*2$100.00 zip:36104 on:2026-01-15 owes:0.00: 26.48 0.00 5.30 0.42 20.76 5.30 = 26.48 20.76 5.30
            A4565$50.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned: 10.98 0.00 2.20 0.18 8.60 41.40 = 10.98 8.60 41.40
            A4565$9.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned: 9.00 0.00 1.80 0.14 7.06 1.94 = 9.00 7.06 1.94
            A4565$50.00 in:10112-00 on:2026-01-15 owes:0.00 nonparticipating unassigned by:nurse_practitioner: 10.98 0.00 2.20 0.18 8.60 2.20 = 10.98 8.60 2.20"#]],
    );
    let line =
        estimate(&CLIENT, "A4565$50.00 in:10112-00 on:2026-01-15 nonparticipating unassigned")["lines"][0]
            .clone();
    let warnings: Vec<&Value> =
        line["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert!(warnings.contains(&&Value::from("equipment_unassigned")), "{warnings:?}");
}

#[test]
fn the_trace_of_an_item_names_fee_and_release() {
    let answer = estimate(&CLIENT, "E0782-RR-KF$700.00 in:10112-00 on:2026-01-15 owes:0.00");
    let line = &answer["lines"][0];
    let steps = line["trace"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        format!("{} {}: {} ({})", text("amount"), text("rule"), text("effect"), text("source"))
    });
    expect![[r#"
        611.90 equipment_fee: the rate of one unit is $611.90 (Social Security Act 1834(a), (h), (i); 42 CFR 414.200 to 414.232; Pub. 100-04 ch. 20, 20 and 30; CMS DMEPOS_2026Q1)
        611.90 lesser_of_charge_and_fee: the fee is lower than the charge of $700.00 (Social Security Act 1834(a)(1)(B), (h)(1)(A))
        489.52 coinsurance: less $122.38, 20 percent of the amount (Social Security Act 1833(a)(1), (dd))
        479.73 sequestration: less $9.79, 2 percent of the amount (Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended)"#]].assert_eq(&steps.collect::<Vec<_>>().join("\n"));
    expect![[r#"{"release":"DMEPOS_2026Q1","schedule":"equipment"}"#]].assert_eq(&line["source"].to_string());
    let warnings = line["warnings"].as_array().unwrap().iter();
    let codes: Vec<&str> = warnings.clone().map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["equipment_by_patients_state", "earlier_rental_not_checked"]);
    let warnings = warnings.map(|warning| warning["text"].as_str().unwrap());
    expect![[r#"
        Medicare pays equipment and supplies by the state of the patient's home. The state of the place of the request was used.
        Modifier RR pays one month of rental. Medicare stops when the rentals reach the purchase price. Earlier months were not checked."#]].assert_eq(&warnings.collect::<Vec<_>>().join("\n"));
    let reason = |claim: &str| {
        let answer = estimate(&CLIENT, &format!("{claim} in:10112-00 on:2026-01-15"));
        answer["lines"][0]["reason"]["text"].as_str().unwrap().to_owned()
    };
    let texts = ["E0782", "E0749-RR-KF", "E0143-NU", "A4321"].map(reason);
    expect![[r#"
        The fee schedule lists this item only with a modifier: NU with KF, RR with KF, UE with KF. NU is new, UE used, RR rented.
        Medicare rents this item for up to 13 months, with fees that fall after the third month. The months of rental are not known here, so there is no amount.
        The equipment contractor (DME MAC) pays this item. The practitioner's contractor does not. Bill it there, with the enrollment of a supplier.
        The fee schedule has no fee of this item in AL. The Medicare contractor sets the price."#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_code_shows_its_fees_by_state() {
    let page = CLIENT.get("/v1/codes/L8678?date=2026-01-15").json();
    let item = &page["other_schedules"][0];
    assert_eq!(
        (&page["rows"], item["equipment"]["fees"].as_array().unwrap().len()),
        (&Value::Array(Vec::new()), 53)
    );
    expect![[r#"{"non_rural":"13.24","rural":"27.55","state":"AL"}"#]]
        .assert_eq(&item["equipment"]["fees"][0].to_string());
    let short = |item: &Value| {
        let names = ["release", "modifier", "second_modifier", "rate"];
        names.map(|name| item[name].to_string()).join(" ")
            + " "
            + &item["equipment"]["jurisdiction"].to_string()
    };
    let items = |path: &str| {
        let page = CLIENT.get(path).json();
        let items = page["other_schedules"].as_array().unwrap().iter();
        items.map(short).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"
        "DMEPOS_2026Q1" "NU" "KF" null "L"
        "DMEPOS_2026Q1" "RR" "KF" null "L"
        "DMEPOS_2026Q1" "UE" "KF" null "L""#]]
    .assert_eq(&items("/v1/codes/E0782?date=2026-01-15"));
    expect![[r#"
        "DMEPEN_2026Q1" "MS" null null "D"
        "DMEPEN_2026Q1" "NU" null null "D"
        "DMEPEN_2026Q1" "RR" null null "D"
        "DMEPEN_2026Q1" "UE" null null "D""#]]
    .assert_eq(&items("/v1/codes/B9002/history"));
    for path in ["/codes/L8678?date=2026-01-15", "/codes/B9002?date=2026-01-15"] {
        assert_eq!(CLIENT.get(path).status, 200, "{path}");
    }
}

#[test]
fn a_toolkit_has_codes_that_only_another_schedule_lists() {
    let toolkit = CLIENT.get("/v1/toolkit?codes=99213,L8678,B9002&date=2026-01-15&zip=35958").json();
    let codes = toolkit["codes"].as_array().unwrap().iter();
    let short = |code: &Value| ["hcpcs", "status", "office"].map(|name| code[name].to_string()).join(" ");
    expect![[r#"
        "99213" "A" "84.53"
        "L8678" null "27.55"
        "B9002" null null"#]]
    .assert_eq(&codes.map(short).collect::<Vec<_>>().join("\n"));
    assert_eq!(CLIENT.get("/v1/toolkit?codes=99213,L8679&date=2026-01-15").status, 422);
}

#[test]
fn a_toolkit_has_the_unit_limit_of_a_code_of_another_schedule() {
    let client = serve_in_memory(schedule_with(releases(), edits("99213<=1:3 L8678<=4:3")));
    let toolkit = client.get("/v1/toolkit?codes=99213,L8678&date=2026-01-15&zip=35958").json();
    let rows = toolkit["unit_limits"]["rows"].as_array().unwrap().iter();
    let short = |row: &Value| ["hcpcs", "units", "at_stake"].map(|name| row[name].to_string()).join(" ");
    expect![[r#"
        "99213" 1 "84.53"
        "L8678" 4 "110.20""#]]
    .assert_eq(&rows.map(short).collect::<Vec<_>>().join("\n"));
}

/// The amounts of every row of a file in Alabama, outside rural areas, in cents: the number of rows that are priced, and their
/// sum.
fn priced_rows(schedule: &Schedule, rows: &[EquipmentFee]) -> (usize, i64) {
    let (mut count, mut sum) = (0, Money::ZERO);
    for row in rows {
        let modifiers: String =
            row.modifiers.iter().flatten().map(|modifier| format!("-{modifier}")).collect();
        let claim = request(&format!("{}{modifiers} in:10112-00 on:2026-01-15", row.hcpcs));
        let claim: EstimateRequest = serde_json::from_value(claim).unwrap();
        let priced = price(schedule, claim).unwrap();
        match &priced.estimate.lines[0].outcome {
            Outcome::Priced(price) => {
                count += 1;
                sum += price.allowed;
            }
            // The fee schedule lists two of the items as parts of the practitioner's service.
            Outcome::NotPriced(Refusal::SupplyWithoutService) => {
                assert!(["A4310", "A4338"].contains(&row.hcpcs.as_str()), "{}", row.hcpcs);
                assert_eq!(row.jurisdiction, Jurisdiction::Joint, "{}", row.hcpcs);
            }
            Outcome::NotPriced(refusal) => {
                let expected = match row.jurisdiction {
                    Jurisdiction::Equipment => Refusal::EquipmentContractor,
                    Jurisdiction::Local | Jurisdiction::Joint if row.is_capped_rental() => {
                        Refusal::CappedRental
                    }
                    Jurisdiction::Local | Jurisdiction::Joint => {
                        Refusal::EquipmentWithoutFee { state: row.fees.0[0].state }
                    }
                };
                assert_eq!(refusal, &expected, "{} {modifiers}", row.hcpcs);
            }
        }
    }
    (count, sum.cents())
}

#[test]
fn every_row_of_cms_s_files_has_an_answer() {
    let Some(paths) = cms_files(["part-b/DMEPOS26_JAN.xlsx", "part-b/DMEPEN26_JAN.xlsx"]) else { return };
    // The figures were made from the files by another program.
    let expected = [
        ("DMEPOS_2026Q1", 3_515, 14_332_321_740, (258, 38_267_477)),
        ("DMEPEN_2026Q1", 50, 112_874_393, (0, 0)),
    ];
    for (path, expected) in paths.iter().zip(expected) {
        let release = read_all(path).remove(0);
        let (ReleaseTables::EquipmentFees(rows) | ReleaseTables::NutritionFees(rows)) =
            release.tables.clone()
        else {
            panic!("{}", release.label)
        };
        let fees = rows.iter().flat_map(|row| &row.fees.0).flat_map(|fees| [fees.non_rural, fees.rural]);
        let sum: Money = fees.flatten().sum();
        let schedule = schedule_of(vec![of_year("RVU26A", "2026-01-01"), release.clone()]);
        let priced = priced_rows(&schedule, &rows);
        assert_eq!((release.label.as_str(), rows.len(), sum.cents(), priced), expected);
    }
}

#[test]
fn the_fees_are_published_and_read_again() {
    let server = Server::with(&releases());
    check(
        &server,
        &expect![[r#"
            L8678 zip:35958 on:2026-01-15          priced 27.55 equipment | medium rural_by_zip_file
            L8678 zip:36104 on:2026-01-15          priced 13.24 equipment | medium rural_by_zip_file
            E0782-UE-KF in:10112-00 on:2026-01-15  priced 4589.04 equipment | high
            B4034 in:10112-00 on:2026-01-15        other_schedule equipment_contractor | none"#]],
    );
    let releases = server.get("/v1/releases?date=2026-02-01").json();
    let of_kind = |list: &Value| {
        let kinds = list.as_array().unwrap().iter();
        let kinds = kinds.filter(|release| {
            ["equipment_fees", "nutrition_fees"].map(Value::from).contains(&release["kind"])
        });
        kinds
            .map(|release| format!("{} {}", release["release"], release["rows"]))
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect![[r#"
        "DMEPOS_2026Q1" 16
        "DMEPEN_2026Q1" 5"#]]
    .assert_eq(&of_kind(&releases["releases"]));
}

#[test]
fn modifiers_of_other_services_have_no_effect_on_an_item() {
    check(
        &CLIENT,
        &expect![[r#"
            E0143-NU-F1 in:10112-00 on:2026-01-15  other_schedule equipment_contractor | none
            E0143-NU-RT in:10112-00 on:2026-01-15  other_schedule equipment_contractor | none
            L8678-F1 in:10112-00 on:2026-01-15     priced 13.24 equipment | medium rural_not_known
            L8678-E1 in:10112-00 on:2026-01-15     priced 13.24 equipment | medium rural_not_known modifier_ignored
            L8678-LT in:10112-00 on:2026-01-15     priced 13.24 equipment | medium rural_not_known
            A4565-50 in:10112-00 on:2026-01-15     priced 10.98 equipment | medium modifier_ignored
            A4565-LC in:10112-00 on:2026-01-15     priced 10.98 equipment | medium modifier_ignored
            A4565-JW in:10112-00 on:2026-01-15     priced 10.98 equipment | medium modifier_ignored"#]],
    );
    // Another contractor pays a walker, whatever the modifiers.
    let warnings = |claim: &str| {
        let answer = estimate(&CLIENT, &format!("{claim} in:10112-00 on:2026-01-15"));
        answer["lines"][0]["warnings"].as_array().unwrap().len()
    };
    assert_eq!(["E0143-NU-F1", "E0143-NU-RT", "E0143-NU"].map(warnings), [1, 0, 0]);
}

#[test]
fn a_fee_is_in_force_from_the_first_day_of_its_release() {
    check(&CLIENT, &expect!["A4565 in:10112-00 on:2026-01-01  priced 10.98 equipment | high"]);
}
