//! Equipment and supplies: the fees of a state, whose contractor pays, and what has no amount.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, check_shares, estimate, request};
use crate::support::checkout;
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::{schedule_of, schedule_with};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::{Outcome, Refusal, RefusalKind};
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
            A4565 in:10112-00 on:2026-01-15
            A4565*2$30.00 in:10112-00 on:2026-01-15
            A4565*2$20.00 in:10112-00 on:2026-01-15
            L8600 in:10112-00 on:2026-01-15
            L8600 in:01112-05 on:2026-01-15
            L8600 zip:94110 on:2026-01-15
            L8600 zip:99501 on:2026-01-15
            V2632-LT zip:99501 on:2026-01-15
            A4217 in:10112-00 on:2026-01-15
            A4217-AU in:10112-00 on:2026-01-15
            A6011 @22 in:10112-00 on:2026-01-15
            A4565 @22 in:10112-00 on:2026-01-15
            A4321 in:10112-00 on:2026-01-15
            A4565 nowhere on:2026-01-15
            A4565 on:2026-01-15
            A4565-GY in:10112-00 on:2026-01-15
            A4565 in:10112-00 nonparticipating unassigned on:2026-01-15
            A4565 in:10112-00 on:2026-07-01
            Q4010+Q4010 in:10112-00 on:2026-01-15"#]],
    );
}

#[test]
fn a_rural_fee_follows_the_zip_code() {
    check(
        &CLIENT,
        &expect![[r#"
            L8678 zip:36104 on:2026-01-15
            L8678 zip:35958 on:2026-01-15
            L8678 in:10112-00 on:2026-01-15
            L8678 zip:99501 on:2026-01-15
            L8678 zip:99545 on:2026-01-15
            A4565 zip:35958 on:2026-01-15"#]],
    );
}

#[test]
fn modifiers_choose_the_row_and_other_contractors_are_named() {
    check(
        &CLIENT,
        &expect![[r#"
            E0782-NU-KF in:10112-00 on:2026-01-15
            E0782-KF-UE in:10112-00 on:2026-01-15
            E0782-RR-KF in:10112-00 on:2026-01-15
            E0782 in:10112-00 on:2026-01-15
            E0782-NU in:10112-00 on:2026-01-15
            E0749-RR-KF in:10112-00 on:2026-01-15
            E0143-NU in:10112-00 on:2026-01-15
            B4034 in:10112-00 on:2026-01-15
            B9002-RR in:10112-00 on:2026-01-15"#]],
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
        L8678*2$100.00 zip:36104 on:2026-01-15 owes:0.00",
        &expect![[r#""#]],
    );
}

#[test]
fn the_trace_of_an_item_names_fee_and_release() {
    let answer = estimate(&CLIENT, "E0782-RR-KF$700.00 in:10112-00 on:2026-01-15 owes:0.00");
    let line = &answer["lines"][0];
    let steps = line["trace"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        format!("{} {}: {} ({})", text("amount"), text("rule"), text("effect"), text("source"))
    });
    expect![[r#""#]].assert_eq(&steps.collect::<Vec<_>>().join("\n"));
    expect![[r#""#]].assert_eq(&line["source"].to_string());
    let warnings =
        line["warnings"].as_array().unwrap().iter().map(|warning| warning["text"].as_str().unwrap());
    expect![[r#""#]].assert_eq(&warnings.collect::<Vec<_>>().join("\n"));
    let reason = |claim: &str| {
        let answer = estimate(&CLIENT, &format!("{claim} in:10112-00 on:2026-01-15"));
        answer["lines"][0]["reason"]["text"].as_str().unwrap().to_owned()
    };
    let texts = ["E0782", "E0749-RR-KF", "E0143-NU", "A4321"].map(reason);
    expect![[r#""#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_code_shows_its_fees_by_state() {
    let page = CLIENT.get("/v1/codes/L8678?date=2026-01-15").json();
    let item = &page["other_schedules"][0];
    assert_eq!(
        (&page["rows"], item["equipment"]["fees"].as_array().unwrap().len()),
        (&Value::Array(Vec::new()), 53)
    );
    expect![[r#""#]].assert_eq(&item["equipment"]["fees"][0].to_string());
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
    expect![[r#""#]].assert_eq(&items("/v1/codes/E0782?date=2026-01-15"));
    expect![[r#""#]].assert_eq(&items("/v1/codes/B9002/history"));
    for path in ["/codes/L8678?date=2026-01-15", "/codes/B9002?date=2026-01-15"] {
        assert_eq!(CLIENT.get(path).status, 200, "{path}");
    }
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
            // The fee schedule has two of the items, as part of the practitioner's service.
            Outcome::NotPriced(refusal) if refusal.kind() == RefusalKind::Bundled => {
                assert!(["A4310", "A4338"].contains(&row.hcpcs.as_str()), "{}", row.hcpcs);
            }
            Outcome::NotPriced(refusal) => {
                let expected = match row.jurisdiction {
                    Jurisdiction::Equipment => Refusal::EquipmentContractor,
                    _ if row.is_capped_rental() => Refusal::CappedRental,
                    _ => Refusal::EquipmentWithoutFee { state: row.fees.0[0].state },
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
            L8678 zip:35958 on:2026-01-15
            L8678 zip:36104 on:2026-01-15
            E0782-UE-KF in:10112-00 on:2026-01-15
            B4034 in:10112-00 on:2026-01-15"#]],
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
    expect![[r#""#]].assert_eq(&of_kind(&releases["releases"]));
}
