//! The fee schedule of a place as a file: each amount is that of an estimate, and each layout is what its reader expects.

use crate::in_memory::serve_in_memory;
use crate::support::asking::request;
use crate::support::checkout;
use crate::support::http::{Answer, Client};
use crate::support::program::run;
use crate::support::releases::{fixture, of_year, read_all, read_together};
use crate::support::schedule::{schedule_of, schedule_with};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use expect_test::expect;
use flate2::read::GzDecoder;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::fee_schedule::{CodeFilter, Exported, FeeScheduleExport, FileForm, Layout};
use medpayiq::pricing::{Outcome, Refusal};
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditReleases, Schedule, Whereabouts};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::io::{Cursor, Read};
use std::sync::{Arc, LazyLock};
use time::macros::date;

/// A fee schedule of 2026, laboratory rates, payment limits of drugs, fees of equipment, and base units of anesthesia.
fn releases() -> Vec<ReleaseContent> {
    let mut releases = vec![of_year("RVU26A", "2026-01-01"), fixture("zip5"), fixture("clfs")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    let starter = medpayiq::starter::releases().unwrap().into_iter();
    releases
        .extend(starter.filter(|release| matches!(release.tables, ReleaseTables::AnesthesiaBaseUnits(_))));
    releases
}

static CLIENT: LazyLock<Client> =
    LazyLock::new(|| serve_in_memory(schedule_with(releases(), EditReleases::default())));

/// The amounts of a day at the locality of San Francisco.
const PATH: &str = "/v1/fee-schedule.csv?locality=01112-05&date=2026-01-15";

fn get(path: &str) -> Answer {
    let answer = CLIENT.get(path);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// The rows of a file without its heading.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// The columns of one setting: the place of service, and the positions of amount, limiting charge and result.
const SETTINGS: [(&str, [usize; 3]); 2] = [("11", [4, 5, 6]), ("22", [8, 9, 10])];

#[test]
fn each_amount_is_that_of_an_estimate_of_the_code_alone() {
    let rows = rows(get(PATH).text());
    assert!(rows.len() > 250, "{} rows", rows.len());
    let (mut priced, mut refused) = (0, 0);
    for row in &rows {
        let modifiers: String = row[1].split_whitespace().map(|modifier| format!("-{modifier}")).collect();
        for (place, [amount, limit, result]) in SETTINGS {
            let claim = format!("{}{modifiers} @{place} in:01112-05 on:2026-01-15", row[0]);
            let line = line(&claim);
            if line["result"] == "priced" {
                priced += 1;
                assert_eq!(line["amounts"]["allowed"], row[amount].as_str(), "{claim}");
                assert_eq!(row[result], "priced", "{claim}");
                let unassigned = self::line(&format!("{claim} nonparticipating unassigned"));
                let most = unassigned["amounts"]["limiting_charge"].as_str().unwrap_or_default();
                assert_eq!(most, row[limit], "{claim}");
            } else if line["reason"]["code"] == "complexity_without_visit" {
                let with_visit = format!("99213+{claim}");
                let answer = CLIENT.post("/v1/estimates", &request(&with_visit).to_string()).json();
                assert_eq!(answer["lines"][1]["amounts"]["allowed"], row[amount].as_str(), "{claim}");
            } else {
                refused += 1;
                assert_eq!(line["reason"]["code"], row[result].as_str(), "{claim}");
                assert_eq!((row[amount].as_str(), row[limit].as_str()), ("", ""), "{claim}");
            }
            assert_eq!(line["confidence"]["level"], row[result + 1].as_str(), "{claim}");
        }
    }
    assert!(priced > 200 && refused > 50, "{priced} priced, {refused} refused");
}

fn line(claim: &str) -> Value {
    CLIENT.post("/v1/estimates", &request(claim).to_string()).json()["lines"][0].clone()
}

#[test]
fn the_file_has_components_other_schedules_anesthesia_and_reasons() {
    let codes = "00790,36415,70553,76377,80053,83036,84165,99213,A4565,E0782,G2211,J1885,45378";
    let text = get(&format!("{PATH}&codes={codes}"));
    expect![[r#"
        code,modifiers,schedule,status,non_facility_amount,non_facility_limiting_charge,non_facility_result,non_facility_confidence,facility_amount,facility_limiting_charge,facility_result,facility_confidence,anesthesia_base_units,anesthesia_factor,drug_unit,drug_limit,pc_tc,global_days,multiple_procedure,bilateral,assistant_surgery,co_surgeons,team_surgery,supervision,endoscopic_base,release,locality,date
        00790,,,J,,,anesthesia_modifier_missing,none,,,anesthesia_modifier_missing,none,7,22.3700,,,9,XXX,9,9,9,9,9,09,,RVU26A,01112-05,2026-01-15
        36415,,clinical_laboratory,X,9.34,,priced,high,9.34,,priced,low,,,,,9,XXX,9,9,9,9,9,09,,CLFS_2026Q1,01112-05,2026-01-15
        45378,,physician,A,430.09,469.87,priced,high,209.70,229.10,priced,high,,,,,0,000,2,0,1,0,0,09,,RVU26A,01112-05,2026-01-15
        45378,53,physician,A,215.12,235.02,priced,high,105.16,114.89,priced,high,,,,,0,000,2,0,1,0,0,09,,RVU26A,01112-05,2026-01-15
        70553,,physician,A,429.69,469.44,priced,high,,,global_test_in_hospital,none,,,,,1,XXX,4,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        70553,26,physician,A,124.02,135.49,priced,high,124.02,135.49,priced,high,,,,,1,XXX,4,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        70553,TC,physician,A,305.68,333.96,priced,high,,,technical_part_in_hospital,high,,,,,1,XXX,4,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        76377,,physician,A,102.12,111.57,priced,high,,,global_test_in_hospital,none,,,,,1,XXX,0,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        76377,26,physician,A,43.05,47.03,priced,high,43.05,47.03,priced,high,,,,,1,XXX,0,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        76377,TC,physician,A,59.07,64.53,priced,high,,,technical_part_in_hospital,high,,,,,1,XXX,0,0,0,0,0,03,,RVU26A,01112-05,2026-01-15
        80053,,clinical_laboratory,,10.56,,priced,high,10.56,,priced,low,,,,,,,,,,,,,,CLFS_2026Q1,01112-05,2026-01-15
        80053,QW,clinical_laboratory,,10.56,,priced,high,10.56,,priced,low,,,,,,,,,,,,,,CLFS_2026Q1,01112-05,2026-01-15
        83036,,clinical_laboratory,,9.71,,priced,high,9.71,,priced,low,,,,,,,,,,,,,,CLFS_2026Q1,01112-05,2026-01-15
        83036,QW,clinical_laboratory,,9.71,,priced,high,9.71,,priced,low,,,,,,,,,,,,,,CLFS_2026Q1,01112-05,2026-01-15
        84165,,clinical_laboratory,X,10.74,,priced,high,10.74,,priced,low,,,,,9,XXX,9,9,9,9,9,09,,CLFS_2026Q1,01112-05,2026-01-15
        84165,26,physician,A,20.70,22.61,priced,high,20.70,22.61,priced,high,,,,,6,XXX,0,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        99213,,physician,A,112.71,123.14,priced,high,75.74,82.75,priced,high,,,,,0,XXX,0,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        A4565,,equipment,,10.98,,priced,high,10.98,,priced,low,,,,,,,,,,,,,,DMEPOS_2026Q1,01112-05,2026-01-15
        E0782,NU KF,equipment,,6118.73,,priced,high,6118.73,,priced,low,,,,,,,,,,,,,,DMEPOS_2026Q1,01112-05,2026-01-15
        E0782,RR KF,equipment,,611.90,,priced,high,611.90,,priced,low,,,,,,,,,,,,,,DMEPOS_2026Q1,01112-05,2026-01-15
        E0782,UE KF,equipment,,4589.04,,priced,high,4589.04,,priced,low,,,,,,,,,,,,,,DMEPOS_2026Q1,01112-05,2026-01-15
        G2211,,physician,A,18.45,20.16,complexity_without_visit,high,18.45,20.16,complexity_without_visit,high,,,,,0,ZZZ,0,0,0,0,0,09,,RVU26A,01112-05,2026-01-15
        J1885,,drug_limits,E,0.33,,priced,high,0.33,,priced,low,,,15 MG,0.333,9,XXX,9,9,9,9,9,09,,ASP_2026Q1,01112-05,2026-01-15
    "#]].assert_eq(text.text());
}

#[test]
fn the_plain_layout_has_the_rows_with_an_amount() {
    let codes = "00790,76377,83036,99213,E0782,G2211";
    let path = format!("{PATH}&codes={codes}&layout=plain");
    expect![[r#"
        code,modifier,amount
        76377,,102.12
        76377,26,43.05
        76377,TC,59.07
        83036,,9.71
        83036,QW,9.71
        99213,,112.71
        E0782,NU KF,6118.73
        E0782,RR KF,611.90
        E0782,UE KF,4589.04
        G2211,,18.45
    "#]]
    .assert_eq(get(&path).text());
    let in_facility = get(&format!("{path}&setting=facility"));
    expect![[r#"
        code,modifier,amount
        76377,26,43.05
        83036,,9.71
        83036,QW,9.71
        99213,,75.74
        E0782,NU KF,6118.73
        E0782,RR KF,611.90
        E0782,UE KF,4589.04
        G2211,,18.45
    "#]]
    .assert_eq(in_facility.text());
}

#[test]
fn the_layout_of_openemr_has_its_columns_and_one_modifier() {
    let answer = get(&format!("{PATH}&codes=76377,83036,99213,E0782&layout=openemr"));
    assert_eq!(answer.header("content-type"), Some("text/tab-separated-values; charset=utf-8"));
    expect![[r#"
        plan<tab>code<tab>modifier<tab>type<tab>fee
        <tab>76377<tab><tab>VT<tab>102.12
        <tab>76377<tab>26<tab>VT<tab>43.05
        <tab>76377<tab>TC<tab>VT<tab>59.07
        <tab>83036<tab><tab>VT<tab>9.71
        <tab>83036<tab>QW<tab>VT<tab>9.71
        <tab>99213<tab><tab>VT<tab>112.71
    "#]]
    .assert_eq(&answer.text().replace('\t', "<tab>"));
    let name = answer.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"medpayiq-fee-schedule-01112-05-2026-01-15-openemr.txt\"");
}

#[test]
fn the_workbook_has_the_cells_of_the_text() {
    let text = rows(get(PATH).text());
    let answer = get("/v1/fee-schedule.xlsx?locality=01112-05&date=2026-01-15");
    let name = answer.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"medpayiq-fee-schedule-01112-05-2026-01-15.xlsx\"");
    assert_eq!(answer.body, get("/v1/fee-schedule.xlsx?locality=01112-05&date=2026-01-15").body);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.body)).unwrap();
    let sheet = book.worksheet_range("Fee schedule").unwrap();
    assert_eq!(sheet.height(), text.len() + 1);
    for (row, cells) in sheet.rows().skip(1).zip(&text) {
        for (position, (cell, text)) in row.iter().zip(cells).enumerate() {
            match cell {
                Data::Float(figure) => assert_eq!(*figure, text.parse::<f64>().unwrap(), "{cells:?}"),
                Data::String(cell) => assert_eq!(cell, text, "{cells:?}"),
                Data::Empty => assert_eq!("", text, "column {position} of {cells:?}"),
                Data::Int(_)
                | Data::Bool(_)
                | Data::DateTime(_)
                | Data::DateTimeIso(_)
                | Data::DurationIso(_)
                | Data::Error(_) => panic!("{cell:?}"),
            }
        }
    }
}

#[test]
fn the_same_file_is_not_sent_again() {
    let answer = get(PATH);
    let tag = answer.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    let again = CLIENT.send("GET", PATH, &[("if-none-match", &tag)], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag.as_str()));
    let others = ["&codes=99213", "&layout=plain", "&setting=facility", "&release=RVU26A"];
    for other in others.map(|other| format!("{PATH}{other}")) {
        assert_ne!(get(&other).header("etag"), Some(tag.as_str()), "{other}");
    }
    let head = CLIENT.send("HEAD", PATH, &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), Some(tag.as_str()));
    assert_eq!(head.header("content-disposition"), answer.header("content-disposition"));
}

#[test]
fn the_file_is_compressed_for_who_accepts_it() {
    let plain = get(PATH);
    let answer = CLIENT.send("GET", PATH, &[("accept-encoding", "gzip")], b"");
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.header("etag").unwrap().starts_with("W/\""));
    let mut text = Vec::new();
    GzDecoder::new(answer.body.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
}

#[test]
fn a_wrong_query_says_what_to_send() {
    let said = |query: &str| {
        let answer = CLIENT.get(&format!("/v1/fee-schedule.{query}"));
        let problem: Value = serde_json::from_str(answer.text()).unwrap();
        let errors = problem["errors"].as_array().unwrap().clone();
        let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
        let faults =
            errors.iter().map(|fault| format!("{}: {}", text(fault, "pointer"), text(fault, "detail")));
        format!("{} {query}\n  {}", answer.status, faults.collect::<Vec<_>>().join("\n  "))
    };
    let queries = [
        "csv?locality=01112-05&zip=94110",
        "csv?locality=01112-99&date=2026-01-15",
        "csv?locality=01112-05&date=2026-01-15&codes=9921,99215-99202",
        "csv?locality=01112-05&date=2026-01-15&codes=,",
        "csv?locality=01112-05&layout=word",
        "csv?locality=01112-05&setting=office",
        "csv?locality=01112-05&date=1999-01-01",
        "xlsx?locality=01112-05&date=2026-01-15&layout=openemr",
        "csv?locality=01112-05&state=CA",
    ];
    expect![[r#"
        422 csv?locality=01112-05&zip=94110
          /query/zip: Both locality and zip are given. Send only one.
        422 csv?locality=01112-99&date=2026-01-15
          /query/locality: RVU26A has no locality 01112-99. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA), 01112-68 (STOCKTON), 02302-99 (REST OF OREGON) and 02402-99 (REST OF WASHINGTON).
        422 csv?locality=01112-05&date=2026-01-15&codes=9921,99215-99202
          /query/codes: "9921" is neither a code nor a range of codes. Write it like 99213 or 99202-99215.
        422 csv?locality=01112-05&date=2026-01-15&codes=,
          /query/codes: The list has 0 codes and ranges. Send 1 to 500, separated by commas.
        400 csv?locality=01112-05&layout=word
          /query/layout: "word" is not a value of layout. Write one of full, plain, openemr.
        400 csv?locality=01112-05&setting=office
          /query/setting: "office" is not a value of setting. Write non_facility or facility.
        422 csv?locality=01112-05&date=1999-01-01
          /query/date: No loaded release covers 1999-01-01. Loaded: RVU26A (2026-01-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        422 xlsx?locality=01112-05&date=2026-01-15&layout=openemr
          /query/layout: OpenEMR reads text, not workbooks. Ask for /v1/fee-schedule.csv with layout=openemr.
        400 csv?locality=01112-05&state=CA
          /query/state: "state" is not a parameter of this operation. Its parameters are setting, layout, codes, terms, date, release, locality and zip."#]].assert_eq(&queries.map(said).join("\n"));
}

/// The whole file in this layout, without a server.
fn exported(schedule: Arc<Schedule>, codes: CodeFilter) -> (String, usize) {
    let exported = Exported {
        day: Some(date!(2025 - 10 - 15)),
        release: None,
        place: Whereabouts::Locality("01112-05".parse().unwrap()),
        setting: None,
        layout: Layout::Full,
        codes,
    };
    let mut export = FeeScheduleExport::new(schedule, exported, FileForm::Text);
    let (mut text, mut longest) = (Vec::new(), 0);
    while let Some(piece) = export.next_piece().unwrap() {
        longest = longest.max(piece.len());
        text.extend(piece);
    }
    (String::from_utf8(text).unwrap(), longest)
}

#[test]
fn rows_of_cms_s_whole_release_are_estimates_too() {
    let Some(files) = cms_files([
        "fee-schedule/rvu25d.zip",
        "part-b/section 508 version of Oct 2025 ASP Pricing File 091725.csv",
        "ncci/AOC_V2024Q3-F-MCR.txt",
        "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
    ]) else {
        return;
    };
    let schedule = Arc::new(schedule_of(read_together(&files)));
    let (text, longest) = exported(Arc::clone(&schedule), CodeFilter::default());
    // A piece is no longer than its limit and one more row.
    assert!(longest < 66 * 1024, "{longest} bytes");
    let rows = rows(&text);
    assert!(rows.len() > 19_000, "{} rows", rows.len());
    let mut add_ons = 0;
    for row in rows.iter().step_by(23) {
        let modifiers: String = row[1].split_whitespace().map(|modifier| format!("-{modifier}")).collect();
        for (place, [amount, _, result]) in SETTINGS {
            let claim = format!("{}{modifiers} @{place} in:01112-05 on:2025-10-15", row[0]);
            let claim: EstimateRequest = serde_json::from_value(request(&claim)).unwrap();
            let line = price(&schedule, claim).unwrap().estimate.lines.remove(0);
            match &line.outcome {
                Outcome::Priced(price) => assert_eq!(price.allowed.to_string(), row[amount], "{row:?}"),
                Outcome::NotPriced(refusal) => {
                    assert_eq!(refusal.code(), row[result], "{row:?}");
                    // An add-on code has the amount at stake, unless it is G2211, which is paid with a visit only.
                    if *refusal == Refusal::AddOnWithoutPrimary && row[0] != "G2211" {
                        let at_stake = line.at_stake.map(|at_stake| at_stake.to_string());
                        assert_eq!(at_stake.unwrap_or_default(), row[amount], "{row:?}");
                        add_ons += 1;
                    }
                }
            }
        }
    }
    assert!(add_ons > 20, "{add_ons}");
    let complexity = rows.iter().find(|row| row[0] == "G2211").unwrap();
    assert_ne!(complexity[4], "");
}

#[test]
fn the_command_writes_the_same_file() {
    let said = |arguments: &[&str]| run(arguments, &[]);
    let files = checkout("tests/fixtures/cms/rvu26c");
    let file = files.to_str().unwrap();
    let arguments = |more: &[&'static str]| {
        let mut all = vec!["fee-schedule", "--files", file, "--locality", "01112-05"];
        all.extend(more);
        said(&all)
    };
    let printed = arguments(&["--date", "2026-07-15", "--codes", "99213", "--layout", "plain"]).printed();
    expect![[r#"
        code,modifier,amount
        99213,,117.78
    "#]]
    .assert_eq(&printed);
    assert_eq!(arguments(&["--codes", "9921"]).code, Some(2));
    assert_eq!(said(&["fee-schedule", "--files", file]).code, Some(2));
}

#[test]
fn without_a_place_amounts_are_national() {
    let answer = get("/v1/fee-schedule.csv?date=2026-01-15&codes=99213");
    let row = rows(answer.text()).remove(0);
    let line = line("99213 nowhere on:2026-01-15");
    assert_eq!(line["amounts"]["allowed"], row[4].as_str());
    assert_eq!((row[7].as_str(), row[24].as_str()), ("low", ""));
    let name = answer.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"medpayiq-fee-schedule-national-2026-01-15.csv\"");
}
