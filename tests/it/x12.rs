//! Prices claims of X12 interchanges over HTTP, from the starter data.

use crate::in_memory::{answered, post};
use crate::support::releases::{of_year, read_together};
use crate::support::server::Server;
use expect_test::{expect, expect_file};
use medpayiq_cms_files::cms_files;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write;

const ESTIMATES: &str = "/v1/estimates/x12";
const X12: &str = "application/edi-x12";
const CLINIC: &str = include_str!("../fixtures/x12/clinic.837");
const TWO_INTERCHANGES: &str = include_str!("../fixtures/x12/two-interchanges.837");

/// What the fixtures say about their patients and claims. No answer may contain it.
const PRIVATE: &[&str] = &[
    "QUILLFEATHER",
    "ORSOLA",
    "7ZZ7ZZ",
    "19411117",
    "1941-11-17",
    "ACCT",
    "NOWHERE",
    "94014",
    "CLEARING",
    "LINEREF",
    "THISTLEDOWN",
    "BARNABY",
    "8YY8YY",
    "1939-02-03",
    "19390203",
    "MARROWBONE",
    "CECILY",
    "9XX9XX",
    "1936-06-06",
    "19360606",
    "PEPPERCORN",
    "AMBROSE",
    "6WW6WW",
    "10029",
    "LOCKSMITH",
    "HORATIO",
    "5VV5VV",
];

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("-")
}

/// Writes an answer in a few lines.
fn describe(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    let mut lines = String::new();
    for claim in answer["claims"].as_array().unwrap() {
        let notes: Vec<_> =
            claim["notes"].as_array().unwrap().iter().map(|note| text(note, "/code")).collect();
        let (date, place) =
            (text(claim, "/estimate/date_of_service"), text(claim, "/estimate/source/locality"));
        let (number, part, segment) = (&claim["claim"], &claim["part"], &claim["segment"]);
        writeln!(lines, "claim {number} part {part} at {segment}: {date} {place} {notes:?}").unwrap();
        for line in claim.pointer("/estimate/lines").and_then(Value::as_array).into_iter().flatten() {
            let (id, code, result) = (text(line, "/id"), text(line, "/hcpcs"), text(line, "/result"));
            let (reason, allowed) = (text(line, "/reason/code"), text(line, "/amounts/allowed"));
            writeln!(lines, "  {id} {code} {result} {reason} {allowed}").unwrap();
        }
        for fault in claim.pointer("/problem/errors").and_then(Value::as_array).into_iter().flatten() {
            writeln!(lines, "  {} {}", text(fault, "/pointer"), text(fault, "/detail")).unwrap();
        }
    }
    writeln!(lines, "{}", answer["totals"]).unwrap();
    lines
}

#[test]
fn each_claim_has_an_estimate_or_its_problem() {
    expect![[r#"
        claim 1 part 1 at 21: 2025-01-15 01182-18 ["claim_split"]
          1 71260 priced - 189.35
          2 76377 priced - 38.72
        claim 1 part 2 at 21: 2025-01-22 01182-18 ["claim_split"]
          3 99213 priced - 98.19
        claim 2 part null at 42: 2025-01-20 01112-05 ["billing_provider_zip"]
          1 00790 priced - 302.00
        claim 3 part null at 53: - - []
          /segments/53/CLM05-1 Expected a two-digit place of service code that CMS assigns, followed by the component separator that ISA16 declares.
          /segments/53/CLM07 Expected A, B or C, which says whether the provider accepts assignment.
          /segments/55/SV101-2 Expected a HCPCS code of five letters or digits, such as 99213.
          /segments/55/SV102 Expected the charge of the line in dollars, 0 or more.
          /segments/57/DTP03 Expected D8 and a date of eight digits (year, month, day), or RD8 and two such dates joined by a hyphen.
          /segments/54/DTP Expected a DTP*472 segment with the date of service of this line.
          /segments/56/SV1 Expected an SV1 segment with the service of this line.
        {"allowed":"628.26","estimated":3,"medicare_paid":"492.56","patient":"125.65","refused":1,"voided":0}
    "#]].assert_eq(&describe(&answered(ESTIMATES, X12, CLINIC.as_bytes())));
    expect![[r#"
        claim 1 part null at 13: 2025-02-05 13202-01 ["billing_provider_zip", "home_not_read", "profession_from_taxonomy"]
          1 99348 priced - 70.33
        claim 2 part null at 31: 2025-02-03 - ["no_zip", "profession_from_taxonomy", "unassigned", "several_days", "charges_differ"]
          1 97110 priced - 48.09
          2 97140 priced - 19.67
        {"allowed":"138.09","estimated":2,"medicare_paid":"108.26","patient":"38.85","refused":0,"voided":0}
    "#]].assert_eq(&describe(&answered(ESTIMATES, X12, TWO_INTERCHANGES.as_bytes())));
}

#[test]
fn line_ids_are_the_numbers_of_the_claim_if_they_are_unique() {
    let ids = |second: &str| {
        let body = CLINIC.replacen("LX*2~", second, 1);
        let answer: Value = serde_json::from_str(&answered(ESTIMATES, X12, body.as_bytes())).unwrap();
        let lines = answer["claims"][0]["estimate"]["lines"].as_array().unwrap();
        lines.iter().map(|line| text(line, "/id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("LX*72~"), ["1", "72"]);
    assert_eq!(ids("LX*1~"), ["1", "2"]);
    // Without LX, SV1 begins the next line.
    assert_eq!(ids(""), ["1", "2"]);
}

#[test]
fn an_interchange_gets_the_estimate_that_json_gets() {
    let claims: Value = serde_json::from_str(&answered(ESTIMATES, X12, CLINIC.as_bytes())).unwrap();
    let json = br#"{"date_of_service": "2025-01-15", "place_of_service": "11", "zip": "90001", "lines": [
        {"id": "1", "hcpcs": "71260", "charge": "600"},
        {"id": "2", "hcpcs": "76377", "modifiers": ["26"], "charge": "300"}]}"#;
    let json: Value =
        serde_json::from_str(&answered("/v1/estimates", "application/json; charset=utf-8", json)).unwrap();
    assert_eq!(claims["claims"][0]["estimate"], json);
}

#[test]
fn the_operation_of_json_claims_answers_an_interchange_with_the_same_bytes() {
    for body in [CLINIC, TWO_INTERCHANGES] {
        let alias = answered("/v1/estimates", X12, body.as_bytes());
        assert_eq!(alias, answered(ESTIMATES, X12, body.as_bytes()));
    }
    let refused = |path: &str| post(path, X12, b"ISA").problem();
    assert_eq!(refused("/v1/estimates"), refused(ESTIMATES));
}

#[test]
fn the_operation_of_interchanges_takes_nothing_else() {
    expect!["415 unsupported-media-type: Send the body with Content-Type: application/edi-x12."]
        .assert_eq(&post(ESTIMATES, "application/json", b"{}").problem());
    expect![[r#"
        400 malformed-request
          /query/trace: "trace" is not a parameter of this operation. Its only parameter is terms."#]]
    .assert_eq(&post("/v1/estimates/x12?trace=true", X12, CLINIC.as_bytes()).problem());
}

#[test]
fn the_documented_interchange_is_priced() {
    let document = serde_json::to_value(medpayiq::api::document()).unwrap();
    let body = "/paths/~1v1~1estimates~1x12/post/requestBody/content/application~1edi-x12/example";
    let answer: Value =
        serde_json::from_str(&answered(ESTIMATES, X12, text(&document, body).as_bytes())).unwrap();
    assert_eq!(text(&answer, "/claims/0/estimate/lines/0/amounts/allowed"), "41.69");
}

#[test]
fn a_body_that_is_not_professional_claims_is_refused_by_segment() {
    let refused = |body: &[u8]| post(ESTIMATES, X12, body).problem();
    expect![[r#"
        422 invalid-value
          /segments/1/ISA: Expected an ISA segment, which begins an interchange."#]]
    .assert_eq(&refused(b"{\"lines\": []}"));
    expect![[r#"
        422 invalid-value
          /segments/1: Expected an ISA segment, which begins an interchange."#]]
    .assert_eq(&refused(b""));
    expect![[r#"
        422 invalid-value
          /segments/3/ST: Expected 837 and version 005010X222, a professional claim; institutional and dental claims are not supported."#]].assert_eq(&refused(CLINIC.replace("005010X222A1", "005010X223A2").as_bytes()));
    let cut = CLINIC.find("CLM*ACCT-55502").unwrap() + 8;
    expect![[r#"
        422 invalid-value
          /segments/42: Expected a segment terminator before the end of the input."#]]
    .assert_eq(&refused(&CLINIC.as_bytes()[..cut]));
    expect!["415 unsupported-media-type: Send the body with Content-Type: application/edi-x12."]
        .assert_eq(&post(ESTIMATES, "text/plain", CLINIC.as_bytes()).problem());
}

#[test]
fn an_interchange_may_be_longer_than_a_json_claim() {
    let claim_start = CLINIC.find("HL*2").unwrap();
    let claim_end = CLINIC.find("HL*3").unwrap();
    let with = |times: usize| {
        let claims = CLINIC[claim_start..claim_end].repeat(times);
        format!("{}{claims}{}", &CLINIC[..claim_start], &CLINIC[claim_end..])
    };
    let answer: Value = serde_json::from_str(&answered(ESTIMATES, X12, with(1_000).as_bytes())).unwrap();
    assert_eq!(answer["claims"].as_array().unwrap().len(), 2_002);
    assert_eq!(answer["totals"]["estimated"], 2_001);
    assert_eq!(post(ESTIMATES, X12, with(5_000).as_bytes()).status, 413);
    assert_eq!(post("/v1/estimates", "application/json", with(1_000).as_bytes()).status, 413);
}

/// Returns the clinic's interchange with one claim: its CLM05-3 is `frequency`, its lines have these services and dates.
fn one_claim(frequency: &str, lines: &[(&str, &str)]) -> String {
    let (start, end) = (CLINIC.find("CLM*").unwrap(), CLINIC.find("SE*56").unwrap());
    let mut body = format!("{}CLM*ACCT*100***11:B:{frequency}*Y*A*Y*Y~", &CLINIC[..start]);
    for (service, days) in lines {
        write!(body, "LX*1~SV1*HC:{service}~DTP*472*{days}~").unwrap();
    }
    body + &CLINIC[end..]
}

#[test]
fn a_line_that_charges_nothing_is_priced_as_if_its_charge_were_unknown() {
    let day = "D8*20250115";
    let body = one_claim(
        "1",
        &[("99213*100*UN*1***1", day), ("3074F*0*UN*1***1", day), ("76377*0.00*UN*1***1", day)],
    );
    let answer = answered(ESTIMATES, X12, body.as_bytes());
    expect![[r#"
        claim 1 part null at 21: 2025-01-15 01112-05 ["billing_provider_zip", "zero_charge", "zero_charge"]
          1 99213 priced - 100.00
          2 3074F unknown_code not_in_starter_data -
          3 76377 priced - 98.89
        {"allowed":"198.89","estimated":1,"medicare_paid":"155.93","patient":"39.78","refused":0,"voided":0}
    "#]]
    .assert_eq(&describe(&answer));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    expect!["Segment 26 charges $0.00, and Medicare never pays more than the charge. The line was priced as if its charge were unknown, so its amounts show what it would be worth."].assert_eq(text(&answer, "/claims/0/notes/1/text"));
    let body = br#"{"lines": [{"hcpcs": "99213", "charge": "0.00"}]}"#;
    assert_eq!(post("/v1/estimates", "application/json", body).status, 422);
}

#[test]
fn a_claim_that_cancels_an_earlier_one_is_not_in_the_totals() {
    let with = |frequency| {
        let body = one_claim(frequency, &[("99213*100*UN*1***1", "D8*20250115")]);
        describe(&answered(ESTIMATES, X12, body.as_bytes()))
    };
    expect![[r#"
        claim 1 part null at 21: 2025-01-15 01112-05 ["billing_provider_zip"]
          1 99213 priced - 100.00
        {"allowed":"100.00","estimated":1,"medicare_paid":"78.40","patient":"20.00","refused":0,"voided":0}
    "#]]
    .assert_eq(&with("1"));
    expect![[r#"
        claim 1 part null at 21: 2025-01-15 01112-05 ["billing_provider_zip", "replacement_claim"]
          1 99213 priced - 100.00
        {"allowed":"100.00","estimated":1,"medicare_paid":"78.40","patient":"20.00","refused":0,"voided":0}
    "#]]
    .assert_eq(&with("7"));
    expect![[r#"
        claim 1 part null at 21: - - ["void_claim"]
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":0,"voided":1}
    "#]]
    .assert_eq(&with("8"));
}

#[test]
fn a_line_across_a_new_factor_or_year_must_be_split() {
    let with = |server: &Server, days: &[&str]| {
        let lines: Vec<_> = days.iter().map(|days| ("99213*100*UN*1***1", *days)).collect();
        let body = one_claim("1", &lines);
        describe(server.send("POST", ESTIMATES, &[("content-type", X12)], body.as_bytes()).text())
    };
    let server = Server::with(&[of_year("RVU24A", "2024-01-01"), of_year("RVU25A", "2025-01-01")]);
    expect![[r#"
        claim 1 part null at 21: - - ["billing_provider_zip", "several_days", "several_days", "charges_differ"]
          /segments/27/DTP03 The conversion factor or the deductible changes between 2024-12-30 and 2025-01-01. Split the line at the change.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]].assert_eq(&with(&server, &["RD8*20241230-20241231", "RD8*20241230-20250101"]));
    expect![[r#"
        claim 1 part null at 21: - - ["billing_provider_zip", "several_days"]
          /segments/24/DTP03 The conversion factor or the deductible changes between 2024-03-08 and 2024-03-09. Split the line at the change.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]].assert_eq(&with(&server, &["RD8*20240308-20240309"]));
    expect![[r#"
        claim 1 part null at 21: 2024-03-09 01112-05 ["billing_provider_zip", "several_days"]
          1 99213 priced - 100.00
        {"allowed":"100.00","estimated":1,"medicare_paid":"78.40","patient":"20.00","refused":0,"voided":0}
    "#]]
    .assert_eq(&with(&server, &["RD8*20240309-20240310"]));
    expect![[r#"
        claim 1 part null at 21: - - ["billing_provider_zip", "several_days"]
          /segments/24/DTP03 The conversion factor or the deductible changes between 2025-12-31 and 2026-01-02. Split the line at the change.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]].assert_eq(&with(&server, &["RD8*20251231-20260102"]));
    // No loaded release covers the first year.
    expect![[r#"
        claim 1 part null at 21: - - ["billing_provider_zip", "several_days"]
          /segments/24/DTP03 No loaded release covers 2023-12-31. Loaded: RVU24A (2024-01-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
          /segments/24/DTP03 The conversion factor or the deductible changes between 2023-12-31 and 2024-01-02. Split the line at the change.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]].assert_eq(&with(&server, &["RD8*20231231-20240102"]));
}

#[test]
fn totals_of_an_interchange_may_exceed_the_largest_amount() {
    let line = ("99397*99999999.99*UN*1***1", "D8*20250115");
    let answer: Value =
        serde_json::from_str(&answered(ESTIMATES, X12, one_claim("1", &[line; 2]).as_bytes())).unwrap();
    assert_eq!(answer.pointer("/totals/patient").unwrap(), "199999999.98");
    assert_eq!(answer.pointer("/claims/0/estimate/totals/charge").unwrap(), "199999999.98");
}

#[test]
fn all_faults_of_a_service_are_reported_at_once() {
    let day = "D8*20250115";
    let body = one_claim("1", &[("9921:2*-40*UN*0*00", day), ("99213*1*MJ*10000", day)]);
    expect![[r#"
        claim 1 part null at 21: - - []
          /segments/23/SV105 Expected a two-digit place of service code that CMS assigns, or nothing.
          /segments/23/SV101-2 Expected a HCPCS code of five letters or digits, such as 99213.
          /segments/23/SV101 Expected modifiers of two letters or digits each.
          /segments/23/SV102 Expected the charge of the line in dollars, 0 or more.
          /segments/23/SV104 Expected a number of units up to 9999, with no more than three decimals.
          /segments/26/SV104 Expected a whole number of minutes from 1 to 9999.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]]
    .assert_eq(&describe(&answered(ESTIMATES, X12, body.as_bytes())));
}

#[test]
fn a_line_number_must_not_be_empty() {
    let body = one_claim("1", &[("99213*100*UN*1***1", "D8*20250115")]).replacen("LX*1~", "LX~", 1);
    expect![[r#"
        claim 1 part null at 21: - - []
          /segments/22/LX01 Expected the number of the line, one to six digits.
        {"allowed":"0.00","estimated":0,"medicare_paid":"0.00","patient":"0.00","refused":1,"voided":0}
    "#]]
    .assert_eq(&describe(&answered(ESTIMATES, X12, body.as_bytes())));
}

/// X12's own examples of professional claims.
const EXAMPLES: [&str; 9] = [
    "x12/demo.837",
    "x12/demo.example1.837",
    "x12/demo.example11.837",
    "x12/demo.example12.837",
    "x12/demo.example2.837",
    "x12/demo.example6.837",
    "x12/demo.example7.837",
    "x12/demo.example8.837",
    "x12/demo.example9.837",
];

/// Sends each example as it is, and again with dates of 2025 and the component separator that it uses. Some examples declare
/// `:` in ISA16 but use `>`.
#[test]
fn examples_of_x12_are_priced_or_refused_with_a_reason() {
    let Some(releases) = cms_files(["fee-schedule/rvu25a.zip", "zip/zip5_oct2025.zip"]) else { return };
    let Some(files) = cms_files(EXAMPLES) else { return };
    let server = Server::with(&read_together(&releases));
    let mut examples = String::new();
    for path in files {
        let body = std::fs::read_to_string(&path).unwrap();
        let mended = body.replace("*2005", "*2025").replace("-2005", "-2025").replace("*2006", "*2025");
        let mended = if body.contains("HC>") { mended.replace("*T*:~", "*T*>~") } else { mended };
        let [then, now] = [body, mended].map(|body| {
            let answer = server.send("POST", ESTIMATES, &[("content-type", X12)], body.as_bytes());
            describe(answer.text())
        });
        writeln!(examples, "{}\n{then}mended, in 2025:\n{now}", path.file_name().unwrap().display()).unwrap();
    }
    expect_file!["../fixtures/x12/examples.txt"].assert_eq(&examples);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_body_reveals_nothing_about_a_patient(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[~*:A-Z0-9\n]{0,3}", 0..4_usize), 0..5),
        which in 0..2_usize,
    ) {
        let mut body = [CLINIC, TWO_INTERCHANGES][which].as_bytes().to_vec();
        for (place, new, length) in changes {
            let start = place.index(body.len());
            let end = (start + length).min(body.len());
            body.splice(start..end, new.bytes());
        }
        let answer = post(ESTIMATES, X12, &body);
        prop_assert!(matches!(answer.status, 200 | 422), "{}", answer.status);
        let answer = answer.text();
        for private in PRIVATE {
            prop_assert!(!answer.contains(private), "{private} in {answer}");
        }
    }
}
