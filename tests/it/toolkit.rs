//! The Revenue Protection Toolkit: as JSON, a workbook, a page.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::support::check_answers;
use crate::support::http::Answer;
use crate::support::schedule::schedule_of;
use crate::support::server::Server;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use expect_test::{Expect, expect, expect_file};
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::starter;
use medpayiq::toolkit::{Origin, Reported, Section, Toolkit, page, workbook};
use medpayiq::vocabulary::parse_date;
use serde_json::Value;
use std::io::Cursor;

const CODES: &str = "codes=76377,76376,99213,20610,45380,45385,17003&locality=01112-05&date=2025-01-15";

#[test]
fn the_toolkit_has_every_part() {
    let mut answer = CLIENT.get(&format!("/v1/toolkit?{CODES}")).json();
    for file in answer["source"]["files"].as_array_mut().unwrap() {
        file["sha256"] = "(64 digits)".into();
    }
    let text = serde_json::to_string_pretty(&answer).unwrap() + "\n";
    expect_file!["golden/toolkit.json"].assert_eq(&text);
}

#[test]
fn without_edits_the_toolkit_says_that_nothing_is_known() {
    let is_no_edit = |release: &ReleaseContent| {
        use ReleaseTables::{AddOnCodes, PtpEdits, UnitLimits};
        !matches!(release.tables, AddOnCodes(_) | PtpEdits(_) | UnitLimits(_))
    };
    let releases = starter::releases().unwrap().into_iter().filter(is_no_edit).collect();
    let client = serve_in_memory(schedule_of(releases));
    let answer = client.get(&format!("/v1/toolkit?{CODES}")).json();
    for section in ["bundling_conflicts", "unit_limits"] {
        assert_eq!(answer[section]["state"], "not_loaded");
        assert_eq!(answer[section]["rows"], serde_json::json!([]));
    }
    let page = client.get(&format!("/v1/toolkit.html?{CODES}"));
    assert!(page.text().contains("so nothing is known"));
    let mut book = sheets(&client.get(&format!("/v1/toolkit.xlsx?{CODES}")));
    let conflicts = book.worksheet_range("Bundling conflicts").unwrap();
    assert!(conflicts.get((1, 0)).unwrap().to_string().contains("so nothing is known"));
}

/// The workbook of an answer.
pub(crate) fn sheets(answer: &Answer) -> Xlsx<Cursor<Vec<u8>>> {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    open_workbook_from_rs(Cursor::new(answer.body.clone())).unwrap()
}

#[test]
fn the_workbook_has_a_sheet_for_each_subject_and_the_json_s_figures() {
    let answer = CLIENT.get(&format!("/v1/toolkit.xlsx?{CODES}"));
    assert_eq!(
        answer.header("content-type"),
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    );
    let name = "medpayiq-toolkit-RVU25A-PTP_2024Q3-MUE_2024Q3-AOC_2026Q2-01112-05-2025-01-15.xlsx";
    assert_eq!(answer.header("content-disposition"), Some(&*format!("attachment; filename=\"{name}\"")));
    let mut book = sheets(&answer);
    let names = book.sheet_names();
    expect![[r#"["About", "Codes", "Denial triggers", "Reported denials", "Modifier pitfalls", "Bundling conflicts", "Unit limits", "Tips"]"#]]
        .assert_eq(&format!("{names:?}"));
    let json = CLIENT.get(&format!("/v1/toolkit?{CODES}")).json();
    // A line about the other modifiers of each code comes after its rows.
    let rows = |name: &str| json[name].as_array().unwrap().clone();
    let pitfalls = Value::Array([rows("modifier_pitfalls"), rows("other_modifiers")].concat());
    for (sheet, list) in [
        ("Codes", &json["codes"]),
        ("Denial triggers", &json["denial_triggers"]),
        ("Modifier pitfalls", &pitfalls),
        ("Bundling conflicts", &json["bundling_conflicts"]["rows"]),
        ("Unit limits", &json["unit_limits"]["rows"]),
    ] {
        let range = book.worksheet_range(sheet).unwrap();
        assert_eq!(range.height(), list.as_array().unwrap().len() + 1, "{sheet}");
        assert!(range.rows().next().unwrap().iter().all(|cell| !cell.is_empty()), "{sheet}");
    }
    let codes = book.worksheet_range("Codes").unwrap();
    let first: Vec<&Data> = codes.rows().nth(1).unwrap().iter().collect();
    assert_eq!(first[0], &Data::String("76377".to_owned()));
    assert_eq!(first[4], &Data::Float(98.89));
    assert_eq!(json["codes"][0]["office"], "98.89");
}

#[test]
fn the_same_releases_make_the_same_bytes() {
    for path in ["/v1/toolkit", "/v1/toolkit.xlsx", "/v1/toolkit.html"] {
        let ask = |query: &str| CLIENT.get(&format!("{path}?{query}"));
        let (first, second) = (ask(CODES), ask(CODES));
        let tag = first.header("etag").unwrap().to_owned();
        assert_eq!(first.body, second.body, "{path}");
        assert!(tag.starts_with('"'), "{tag}");
        let again = CLIENT.send("GET", &format!("{path}?{CODES}"), &[("if-none-match", &tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let elsewhere = ask(&CODES.replace("01112-05", "13202-01"));
        assert_ne!(elsewhere.header("etag"), Some(tag.as_str()), "{path}");
    }
}

/// One row of the modifier pitfalls, on one line.
fn pitfall(hcpcs: &str, modifiers: &[&str]) -> String {
    let answer = CLIENT.get(&format!("/v1/toolkit?codes={hcpcs}&locality=01112-05&date=2025-01-15")).json();
    let rows = answer["modifier_pitfalls"].as_array().unwrap();
    let row = rows.iter().find(|row| row["modifiers"] == serde_json::json!(modifiers)).unwrap();
    format!(
        "{} {} at {} allowed {} change {}: {}",
        modifiers.join("-"),
        row["standing"].as_str().unwrap(),
        row["place_of_service"].as_str().unwrap(),
        row["allowed"],
        row["change"],
        row["effect"].as_str().unwrap()
    )
}

#[test]
fn a_modifier_row_agrees_with_the_estimate() {
    for (hcpcs, modifiers, expected) in [
        (
            "97110",
            &["CQ", "GP"][..],
            expect![[
                r#"CQ-GP valid at 11 allowed "35.72" change "-4.21": therapy assistant: 85 percent of the amount; Medicare pays $23.80 instead of $28.01; the allowed amount does not change"#
            ]],
        ),
        (
            "45385",
            &["PT"],
            expect![[
                r#"PT valid at 22 allowed "278.13" change "13.63": Medicare pays $231.68 instead of $218.05; the allowed amount does not change"#
            ]],
        ),
        (
            "27447",
            &["78"],
            expect![[
                r#"78 valid at 22 allowed "1000.04" change "-449.30": return to operating room: 69 percent of the amount"#
            ]],
        ),
        (
            "70553",
            &["26"],
            expect![[
                r#"26 valid at 11 allowed "120.10" change "-296.03": only the interpretation is billed, the professional component"#
            ]],
        ),
        (
            "20610",
            &["50"],
            expect![[
                r#"50 valid at 11 allowed "116.12" change "38.71": bilateral: 150 percent of the amount"#
            ]],
        ),
    ] {
        expected.assert_eq(&pitfall(hcpcs, modifiers));
    }
}

#[test]
fn modifiers_that_change_no_amount_are_one_line() {
    let codes = "codes=99213,45385,70553,17003&locality=01112-05&date=2025-01-15";
    let answer = CLIENT.get(&format!("/v1/toolkit?{codes}")).json();
    let lines = answer["other_modifiers"].as_array().unwrap().iter();
    let lines = lines
        .map(|other| format!("{}: {}", other["hcpcs"].as_str().unwrap(), other["effect"].as_str().unwrap()));
    expect![[r#"
        99213: Medicare refuses the line ($109.15 lost) with: 26, TC, 52, 53, 54, 55, 56, 73, 74. Accepted without a change of the amount: 24, 25, 57.
        45385: Medicare refuses the line ($278.13 lost) with: 26, TC, 54, 55, 56, 73, 74. The Medicare contractor decides the amount by the documentation: 22, 52, 53. Accepted without a change of the amount: 78, 59.
        70553: Medicare refuses the line ($416.13 lost) with: 54, 55, 56, 73, 74. The Medicare contractor decides the amount by the documentation: 52, 53. Accepted without a change of the amount: 59.
        17003: Medicare refuses the line ($8.75 lost) with: 26, TC, 54, 55, 56, 73, 74. The Medicare contractor decides the amount by the documentation: 52, 53. Accepted without a change of the amount: 59."#]].assert_eq(&lines.collect::<Vec<_>>().join("\n"));
    let page = CLIENT.get(&format!("/v1/toolkit.html?{codes}"));
    assert_eq!(page.text().matches("Medicare refuses the line").count(), 4);
}

#[test]
fn the_version_names_every_release() {
    let answer = CLIENT.get(&format!("/v1/toolkit?{CODES}"));
    let json = answer.json();
    assert_eq!(json["source"]["edits_release"], "2024Q3");
    let version = json["version"].as_str().unwrap();
    expect!["RVU25A-PTP_2024Q3-MUE_2024Q3-AOC_2026Q2-01112-05-2025-01-15"].assert_eq(version);
    let disposition = format!("inline; filename=\"medpayiq-toolkit-{version}.json\"");
    assert_eq!(answer.header("content-disposition"), Some(disposition.as_str()));
    let tips = CLIENT.get("/v1/codes/76377/tips?date=2025-01-15").json();
    assert_eq!(tips["source"]["edits_release"], "2024Q3");
}

#[test]
fn workbook_texts_are_indented_after_figures() {
    let workbook = CLIENT.get(&format!("/v1/toolkit.xlsx?{CODES}")).body;
    let mut files = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut styles = String::new();
    std::io::Read::read_to_string(&mut files.by_name("xl/styles.xml").unwrap(), &mut styles).unwrap();
    let indented: Vec<&str> = styles.split("<alignment ").filter(|style| style.contains("indent=")).collect();
    assert!(indented.len() > 1, "{styles}");
    assert!(indented.iter().all(|style| style.starts_with("horizontal=\"left\"")), "{indented:#?}");
}

#[test]
fn a_page_break_never_separates_an_introduction_from_its_table() {
    let page = CLIENT.get(&format!("/v1/toolkit.html?{CODES}"));
    assert!(page.text().contains("section > p { break-inside: avoid; break-after: avoid;"));
}

#[test]
fn the_workbook_has_the_same_bytes_two_seconds_later() {
    let ask = || CLIENT.get(&format!("/v1/toolkit.xlsx?{CODES}")).body;
    let first = ask();
    // The time in a zip file counts by two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(first, ask());
}

#[test]
fn the_page_has_every_code_and_section() {
    let answer = CLIENT.get(&format!("/v1/toolkit.html?{CODES}"));
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.header("content-disposition").unwrap().starts_with("inline; filename="));
    let text = answer.text();
    for name in [
        "Codes",
        "Denial triggers",
        "Reported denials",
        "Modifier pitfalls",
        "Bundling conflicts",
        "Unit limits",
        "Tips",
    ] {
        assert!(text.contains(&format!("<h2>{name}</h2>")), "{name}");
    }
    for code in ["76377", "99213", "20610", "45380", "45385", "17003"] {
        assert!(text.contains(&format!("<td class=\"short\">{code}</td>")), "{code}");
    }
}

#[test]
fn markup_in_a_report_is_escaped() {
    let hostile = "<script>alert('x')</script>";
    let toolkit = Toolkit {
        origin: Origin {
            date: parse_date("2025-01-15").unwrap(),
            release: hostile.to_owned(),
            ptp: None,
            unit_limits: None,
            add_ons: None,
            other_schedules: Vec::new(),
            locality: Some(("01112-05".parse().unwrap(), "A & B".to_owned())),
            notices: vec![hostile.to_owned()],
        },
        services: Vec::new(),
        denial_triggers: Vec::new(),
        reported_denials: Reported { threshold: 5, codes: None },
        deadlines: Vec::new(),
        modifiers: Vec::new(),
        other_modifiers: Vec::new(),
        conflicts: not_loaded(),
        unit_limits: not_loaded(),
        tips: Vec::new(),
    };
    let html = page(&toolkit, hostile).unwrap();
    let own = "<script src=\"/assets/page.js\" defer></script>";
    assert!(!html.replace(own, "").contains("<script"), "{html}");
    assert!(html.contains("A &#38; B") || html.contains("A &amp; B"));
    assert!(!workbook(&toolkit, hostile).unwrap().is_empty());
}

fn not_loaded<T>() -> Section<T> {
    Section { release: None, is_older: false, unknown: Vec::new(), rows: Vec::new() }
}

#[test]
fn every_denial_trigger_equals_the_prediction_of_an_estimate() {
    let answer = CLIENT.get(&format!("/v1/toolkit?{CODES}")).json();
    for trigger in answer["denial_triggers"].as_array().unwrap() {
        let hcpcs = trigger["hcpcs"].as_str().unwrap();
        let tips = CLIENT.get(&format!("/v1/codes/{hcpcs}/tips?locality=01112-05&date=2025-01-15")).json();
        let tip = tips["tips"].as_array().unwrap().iter().find(|tip| tip["id"] == trigger["tip"]).unwrap();
        let side = &tip["figures"]["claim"];
        let estimate = CLIENT.post("/v1/estimates", &side["request"].to_string()).json();
        let lines = estimate["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["id"] == side["line"]).unwrap();
        let predicted = &line["predicted_denials"][0];
        for field in ["group", "carc", "rarc"] {
            assert_eq!(predicted[field], trigger[field], "{trigger}");
        }
    }
}

/// The claims that a toolkit shows as paid instead of denied ones, each with the denied one.
fn paid_instead(codes: &str) -> String {
    let answer = CLIENT.get(&format!("/v1/toolkit?codes={codes}&locality=01112-05&date=2025-01-15")).json();
    let triggers = answer["denial_triggers"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
    let rows = triggers.map(|row| format!("{}: {}", text(&row["billed"]), text(&row["instead"])));
    rows.collect::<Vec<_>>().join("\n")
}

/// If an edit bundles a code, Medicare pays the other code. Another place of service is no way to bill.
#[test]
fn what_is_paid_instead_has_the_same_services_and_place() {
    check_answers(
        &expect![[r#"
            45380
              45380 x 2 at 22 (on-campus outpatient hospital): 45380 at 22 (on-campus outpatient hospital)
              99213 + 45380 at 22 (on-campus outpatient hospital): 99213-25 + 45380 at 22 (on-campus outpatient hospital)
              45385 + 45380 at 22 (on-campus outpatient hospital): 45385 + 45380-59 at 22 (on-campus outpatient hospital)
            17003
              17000 + 17003 x 14 at 11 (office): 17004 at 11 (office)
              17003 at 11 (office): 17000 + 17003 at 11 (office)
              17004 + 17003 at 11 (office): 17004 at 11 (office)
            G0121
              99213 + G0121 at 22 (on-campus outpatient hospital): 99213-25 + G0121 at 22 (on-campus outpatient hospital)
              G0121 x 2 at 22 (on-campus outpatient hospital): G0121 at 22 (on-campus outpatient hospital)
            93000
              93000 + 93010 at 11 (office): nothing
              93000 at 22 (on-campus outpatient hospital): 93010 at 22 (on-campus outpatient hospital)
              93015 + 93000 at 11 (office): nothing
            97165
              97166-GO + 97165-GO at 11 (office): 97166-GO at 11 (office)
              97165-GO x 2 at 11 (office): 97165-GO at 11 (office)
              97165 at 11 (office): 97165-GO at 11 (office)"#]],
        paid_instead,
    );
}

fn check_problems(golden: &Expect) {
    let server = Server::with_starter_data();
    check_answers(golden, |path| server.get(path).problem());
}

#[test]
fn every_fault_of_a_toolkit_query_is_named() {
    check_problems(&expect![[r#"
        /v1/toolkit
          422 invalid-value
            /query/codes: The list has 0 codes. Send 1 to 50, separated by commas.
        /v1/toolkit?codes=
          422 invalid-value
            /query/codes: The list has 0 codes. Send 1 to 50, separated by commas.
        /v1/toolkit?codes=9921,99213,9-213&zip=1&date=x
          422 invalid-value
            /query/codes: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            /query/codes: "9-213" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            /query/date: "x" is not a date. Write it like 2025-12-25.
            /query/zip: "1" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
        /v1/toolkit?codes=99213,99999,0633T
          422 invalid-value
            /query/codes: 99999 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
            /query/codes: 0633T is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
        /v1/toolkit.xlsx?codes=99213&code=1
          400 malformed-request
            /query/code: "code" is not a parameter of this operation. Did you mean codes? Its parameters are codes, date, release, locality and zip.
        /v1/toolkit.html?codes=99213&locality=01112-98
          422 invalid-value
            /query/locality: RVU26C has no locality 01112-98. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA) and 01112-68 (STOCKTON).
        /v1/codes/99999/tips
          404 not-found: 99999 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
        /v1/codes/9921/tips?date=x
          422 invalid-value
            /path/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/codes/99213/tips?release=RVU25A&date=2024-01-15
          422 invalid-value
            /query/release: RVU25A prices dates of service in 2025 only, not 2024-01-15."#]]);
    let many = vec!["99213"; 51].join(",");
    let problem = CLIENT.get(&format!("/v1/toolkit?codes={many}")).problem();
    assert!(problem.contains("/query/codes: The list has 51 codes. Send 1 to 50"), "{problem}");
}

#[test]
fn a_toolkit_may_have_fifty_codes() {
    let codes: Vec<String> =
        starter::codes().unwrap().iter().step_by(7).take(50).map(ToString::to_string).collect();
    let answer: Value = CLIENT.get(&format!("/v1/toolkit?codes={}", codes.join(","))).json();
    assert_eq!(answer["codes"].as_array().unwrap().len(), 50);
    sheets(&CLIENT.get(&format!("/v1/toolkit.xlsx?codes={}", codes.join(","))));
}
