//! The fee schedule under a contract: each amount is that of an estimate under the same terms, beside Medicare's.

use super::CLIENT;
use crate::support::asking::estimate;
use crate::support::checkout;
use crate::support::http::Answer;
use crate::support::program::{Folder, run};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use expect_test::expect;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use std::sync::LazyLock;

const PATH: &str = "/v1/fee-schedule.csv?locality=99999-00&date=2025-01-15";

fn get(path: &str) -> Answer {
    let answer = CLIENT.get(path);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

fn column(text: &str, name: &str) -> usize {
    text.lines().next().unwrap().split(',').position(|column| column == name).unwrap()
}

/// What each setting has: the place of service, and the prefix of its columns.
const SETTINGS: [(&str, &str); 2] = [("11", "non_facility"), ("22", "facility")];

/// The line of the estimate of each claim. There are thousands, so several are asked for at once.
fn lines_of(claims: BTreeSet<String>) -> HashMap<String, Value> {
    const AT_ONCE: usize = 4;
    let claims: Vec<String> = claims.into_iter().collect();
    let estimated = |claims: &[String]| -> Vec<(String, Value)> {
        claims.iter().map(|claim| (claim.clone(), estimate(&CLIENT, claim)["lines"][0].clone())).collect()
    };
    std::thread::scope(|threads| {
        let parts = claims.chunks(claims.len().div_ceil(AT_ONCE));
        let asking: Vec<_> = parts.map(|claims| threads.spawn(move || estimated(claims))).collect();
        asking.into_iter().flat_map(|asked| asked.join().unwrap()).collect()
    })
}

/// The claim of a row in a setting, without terms.
fn claim_of(row: &csv::StringRecord, place: &str) -> String {
    let modifiers: String = row[1].split_whitespace().map(|modifier| format!("-{modifier}")).collect();
    format!("{}{modifiers} @{place}", &row[0])
}

#[test]
fn each_amount_of_the_contract_is_that_of_an_estimate_under_its_terms() {
    let exports = ["clinic", "fees", "uncovered", "half"]
        .map(|terms| (terms, get(&format!("{PATH}&terms={terms}")).text().to_owned()));
    let of_export = |text: &str| rows(text).into_iter().filter(|row| &row[0] != "G2211").collect::<Vec<_>>();
    let mut claims = BTreeSet::new();
    for (terms, text) in &exports {
        for (row, (place, _)) in of_export(text).iter().flat_map(|row| SETTINGS.map(|setting| (row, setting)))
        {
            let claim = claim_of(row, place);
            claims.extend([format!("{claim} under:{terms}"), claim]);
        }
    }
    let lines = lines_of(claims);
    for (terms, text) in &exports {
        let (mut priced, mut refused) = (0, 0);
        for row in of_export(text) {
            assert_eq!(&row[column(text, "terms")], *terms);
            for (place, setting) in SETTINGS {
                let claim = claim_of(&row, place);
                let cell = |name: &str| &row[column(text, &format!("{setting}_{name}"))];
                for (under, kind) in [(String::new(), ""), (format!(" under:{terms}"), "contract_")] {
                    let line = &lines[&format!("{claim}{under}")];
                    let (amount, result) = (cell(&format!("{kind}amount")), cell(&format!("{kind}result")));
                    if line["result"] == "priced" {
                        priced += 1;
                        assert_eq!(line["amounts"]["allowed"], amount, "{claim}{under}");
                        assert_eq!(result, "priced", "{claim}{under}");
                    } else {
                        refused += 1;
                        assert_eq!(line["reason"]["code"], result, "{claim}{under}");
                        assert!(amount.is_empty() || result == "add_on_without_primary", "{claim}{under}");
                    }
                    let confidence = cell(&format!("{kind}confidence"));
                    assert_eq!(line["confidence"]["level"], confidence, "{claim}{under}");
                }
            }
        }
        assert!(priced > 100 && refused > 10, "{terms}: {priced} priced, {refused} refused");
    }
}

#[test]
fn the_contract_s_columns_follow_medicare_s() {
    let answer = get(&format!("{PATH}&codes=20610,64483,76377,99213,99998&terms=fees"));
    expect![[r#"
        code,modifiers,schedule,status,non_facility_amount,non_facility_limiting_charge,non_facility_result,non_facility_confidence,facility_amount,facility_limiting_charge,facility_result,facility_confidence,anesthesia_base_units,anesthesia_factor,drug_unit,drug_limit,pc_tc,global_days,multiple_procedure,bilateral,assistant_surgery,co_surgeons,team_surgery,supervision,endoscopic_base,release,locality,date,non_facility_contract_amount,non_facility_contract_result,non_facility_contract_confidence,facility_contract_amount,facility_contract_result,facility_contract_confidence,terms
        20610,,physician,A,63.40,69.26,priced,high,43.99,48.06,priced,high,,,,,0,000,2,1,1,0,0,09,,RVU25A,99999-00,2025-01-15,100.00,priced,medium,100.00,priced,medium,fees
        64483,,physician,A,236.13,257.97,priced,high,107.71,117.67,priced,high,,,,,0,000,2,1,1,0,0,09,,RVU25A,99999-00,2025-01-15,400.00,priced,medium,400.00,priced,medium,fees
        64483,50,physician,A,354.20,386.96,priced,high,161.57,176.52,priced,high,,,,,0,000,2,1,1,0,0,09,,RVU25A,99999-00,2025-01-15,700.00,priced,medium,700.00,priced,medium,fees
        76377,,physician,A,76.98,84.10,priced,high,,,global_test_in_hospital,none,,,,,1,XXX,0,0,0,0,0,09,,RVU25A,99999-00,2025-01-15,76.98,priced,medium,,global_test_in_hospital,none,fees
        76377,26,physician,A,36.23,39.58,priced,high,36.23,39.58,priced,high,,,,,1,XXX,0,0,0,0,0,09,,RVU25A,99999-00,2025-01-15,36.23,priced,medium,36.23,priced,medium,fees
        76377,TC,physician,A,40.76,44.53,priced,high,,,technical_part_in_hospital,high,,,,,1,XXX,0,0,0,0,0,03,,RVU25A,99999-00,2025-01-15,40.76,priced,medium,,technical_part_in_hospital,high,fees
        99213,,physician,A,88.95,97.18,priced,high,63.72,69.61,priced,high,,,,,0,XXX,0,0,0,0,0,09,,RVU25A,99999-00,2025-01-15,88.95,priced,medium,63.72,priced,medium,fees
    "#]].assert_eq(answer.text());
    let name = answer.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"medpayiq-fee-schedule-99999-00-2025-01-15-fees.csv\"");
    let without = get(&format!("{PATH}&codes=99213"));
    assert!(!without.text().contains("contract"), "{}", without.text());
}

#[test]
fn a_layout_with_one_amount_has_the_contract_s() {
    let plain = |terms: &str| {
        let path = format!("{PATH}&codes=20610,64483,99213,99998&layout=plain{terms}");
        get(&path).text().to_owned()
    };
    expect![[r#"
        code,modifier,amount
        20610,,63.40
        64483,,236.13
        99213,,88.95
    "#]]
    .assert_eq(&plain(""));
    expect![[r#"
        code,modifier,amount
        20610,,100.00
        64483,,400.00
        64483,50,700.00
        99213,,88.95
    "#]]
    .assert_eq(&plain("&terms=fees"));
    expect![[r#"
        code,modifier,amount
        20610,,63.40
        64483,,236.13
        99213,,88.95
        99998,,42.00
    "#]]
    .assert_eq(&plain("&terms=uncovered"));
}

#[test]
fn the_workbook_has_the_contract_s_columns_too() {
    let text = get(&format!("{PATH}&codes=99213,76377&terms=clinic"));
    let path = "/v1/fee-schedule.xlsx?locality=99999-00&date=2025-01-15&codes=99213,76377&terms=clinic";
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(get(path).body)).unwrap();
    let sheet = book.worksheet_range("Fee schedule").unwrap();
    let cell = |cell: &Data| {
        if let Data::Float(figure) = cell { format!("{figure:.2}") } else { cell.to_string() }
    };
    for (row, cells) in sheet.rows().skip(1).zip(rows(text.text())) {
        for name in ["non_facility_contract_amount", "terms"] {
            let at = column(text.text(), name);
            assert_eq!(cell(&row[at]), &cells[at], "{name}");
        }
    }
    assert_eq!(sheet.width(), 35);
}

#[test]
fn the_tag_changes_with_the_terms_and_an_unknown_name_is_refused() {
    let tag = |query: &str| get(&format!("{PATH}&codes=99213{query}")).header("etag").unwrap().to_owned();
    let clinic = tag("&terms=clinic");
    assert_eq!(clinic, tag("&terms=Clinic"), "upper and lower case are the same");
    assert_ne!(clinic, tag(""));
    assert_ne!(clinic, tag("&terms=fees"));
    let path = format!("{PATH}&codes=99213&terms=clinic");
    assert_eq!(CLIENT.send("GET", &path, &[("if-none-match", &clinic)], b"").status, 304);
    let refused = CLIENT.get(&format!("{PATH}&codes=9921&terms=clinc"));
    expect![[r#"
        422 invalid-value
          /query/codes: "9921" is neither a code nor a range of codes. Write it like 99213 or 99202-99215.
          /query/terms: "clinc" is not the name of stored terms. Did you mean clinic? GET /v1/terms lists them."#]].assert_eq(&refused.problem());
}

#[test]
fn the_command_takes_a_file_of_terms() {
    let folder = Folder::new();
    let terms = folder.write("mine.toml", b"percent = 200\n[[fees]]\nhcpcs = \"S9999\"\namount = 12\n");
    let files = checkout("tests/fixtures/cms/rvu26c");
    let arguments = |terms: &str| {
        let all = ["fee-schedule", "--files", files.to_str().unwrap(), "--locality", "01112-05"];
        let more = ["--codes", "99213,S9999", "--layout", "plain", "--terms", terms];
        run(&[&all[..], &more].concat(), &[])
    };
    expect![[r#"
        code,modifier,amount
        99213,,235.56
        S9999,,12.00
    "#]]
    .assert_eq(&arguments(terms.to_str().unwrap()).printed());
    let refused = arguments("clinic").refused();
    assert!(refused.contains("stored terms are in the database"), "{refused}");
}

/// The claim of the OpenAPI document without its place, as an 837P.
pub(super) static INTERCHANGE: LazyLock<String> = LazyLock::new(|| {
    let whole = include_str!("../../../openapi/claims.837");
    whole.replace("N4*SAN FRANCISCO*CA*94110~\n", "").replace("SE*12*", "SE*11*")
});

/// 837P claims under the terms of a contract, by `?terms=`.
#[test]
fn claims_of_an_interchange_are_priced_under_stored_terms() {
    let send = |query: &str, body: &str| {
        let path = format!("/v1/estimates/x12{query}");
        CLIENT.send("POST", &path, &[("content-type", "application/edi-x12")], body.as_bytes())
    };
    let priced = send("?terms=clinic", &INTERCHANGE).json();
    let estimate = &priced["claims"][0]["estimate"];
    assert_eq!(estimate["lines"][0]["amounts"]["allowed"], "55.00", "{priced}");
    assert_eq!(estimate["source"]["terms"]["name"], "clinic");
    assert!(estimate["disclaimer"].as_str().unwrap().contains("payer"));
    assert_eq!(send("?terms=clinc", &INTERCHANGE).status, 422);
    assert_eq!(send("?term=clinic", &INTERCHANGE).status, 400);
    let unassigned = INTERCHANGE.replace("*Y*A*Y*Y~", "*Y*C*Y*Y~");
    assert_ne!(unassigned, *INTERCHANGE);
    let refused = send("?terms=clinic", &unassigned).json();
    let fault = &refused["claims"][0]["problem"]["errors"][0];
    assert!(fault["pointer"].as_str().unwrap().ends_with("/CLM07"), "{refused}");
}
