//! Remittances over HTTP: the reports they make, and what is refused.

use crate::support::http::{Answer, Client};
use crate::support::reporting;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::fmt::Write;

pub(crate) const REMITTANCES: &str = "/v1/remittances";
pub(crate) const CONTRIBUTING: &str = "/v1/remittances?contribute=true";
pub(crate) const X12: &str = "application/edi-x12";
pub(crate) const CLINIC: &str = include_str!("../fixtures/x12/clinic.835");
pub(crate) const PAYERS: &str = include_str!("../fixtures/x12/payers.835");
pub(crate) const NOT_PROFESSIONAL: &str = include_str!("../fixtures/x12/not-professional.835");

pub(crate) fn send(client: &Client, path: &str, body: &[u8]) -> Answer {
    client.send("POST", path, &[("content-type", X12)], body)
}

/// The places of a list, such as `3.1` for the first line of the third claim.
fn places(list: &Value) -> String {
    let of_place = |place: &Value| match place["line"].as_u64() {
        Some(line) => format!(" {}.{line}@{}", place["claim"], place["segment"]),
        None => format!(" {}@{}", place["claim"], place["segment"]),
    };
    list.as_array().unwrap().iter().map(of_place).collect()
}

/// An answer in a few lines.
fn describe(answer: &Value) -> String {
    let mut text = String::new();
    for item in answer["reports"].as_array().unwrap() {
        let place = places(&Value::from(vec![item.clone()]));
        writeln!(text, "{} {}", place.trim(), item["report"]).unwrap();
    }
    let (claims, lines, denied) = (&answer["claims"], &answer["lines"], &answer["denied_lines"]);
    writeln!(text, "claims {claims}, lines {lines}, denied {denied}, reversals {}", answer["reversals"])
        .unwrap();
    for skipped in answer["skipped"].as_array().unwrap() {
        writeln!(
            text,
            "{}: {}{}",
            skipped["code"].as_str().unwrap(),
            skipped["count"],
            places(&skipped["places"])
        )
        .unwrap();
    }
    let unbalanced = &answer["unbalanced"];
    writeln!(text, "unbalanced: {}{}", unbalanced["count"], places(&unbalanced["places"])).unwrap();
    if answer["unknown_remarks"] != 0 {
        writeln!(text, "unknown remarks: {}", answer["unknown_remarks"]).unwrap();
    }
    if answer["unknown_modifiers"] != 0 {
        writeln!(text, "unknown modifiers: {}", answer["unknown_modifiers"]).unwrap();
    }
    text
}

fn check(body: &str, golden: &Expect) {
    let server = Server::with_starter_data();
    golden.assert_eq(&describe(&send(&server, REMITTANCES, body.as_bytes()).json()));
}

#[test]
fn denied_lines_of_medicare_make_reports() {
    check(
        CLINIC,
        &expect![[r#"
            1.2@31 {"billed_bucket":"250_to_499","carc":"97","group":"CO","hcpcs":"76377","modifiers":["26"],"payer":"medicare","place_of_service":"11","rarc":["M15","N20"],"service_month":"2025-01"}
            5.2@71 {"billed_bucket":"under_100","carc":"50","group":"PR","hcpcs":"93000","modifiers":[],"payer":"medicare","place_of_service":"22","rarc":["N115","M38"],"service_month":"2025-01"}
            6.1@80 {"billed_bucket":"500_to_999","carc":"16","group":"CO","hcpcs":"00790","modifiers":["AA","P2"],"payer":"medicare","place_of_service":"24","rarc":["N203"],"service_month":"2025-01"}
            claims 7, lines 11, denied 3, reversals {"claims":2,"denied_lines":2,"matched":1}
            unbalanced: 2 6@76 6.1@80
        "#]],
    );
}

#[test]
fn other_payers_and_other_delimiters_are_read() {
    check(
        PAYERS,
        &expect![[r#"
            1.1@12 {"billed_bucket":"100_to_249","carc":"197","group":"CO","hcpcs":"97110","modifiers":["GP"],"payer":"medicare_advantage","place_of_service":"12","rarc":["N54"],"service_month":"2025-02"}
            2.1@19 {"billed_bucket":"100_to_249","carc":"29","group":"CO","hcpcs":"99213","modifiers":[],"payer":"commercial","place_of_service":"11","rarc":[],"service_month":"2024-10"}
            2.2@20 {"billed_bucket":"under_100","carc":"29","group":"CO","hcpcs":"36415","modifiers":[],"payer":"commercial","place_of_service":"11","rarc":[],"service_month":"2024-10"}
            4.1@39 {"billed_bucket":"under_100","carc":"204","group":"PR","hcpcs":"J1100","modifiers":["JZ"],"payer":"medicaid","place_of_service":"49","rarc":[],"service_month":"2025-01"}
            4.2@42 {"billed_bucket":"100_to_249","carc":"16","group":"PI","hcpcs":"99203","modifiers":[],"payer":"medicaid","place_of_service":"49","rarc":["N519","M20"],"service_month":"2025-01"}
            10.1@79 {"billed_bucket":"under_100","carc":"18","group":"OA","hcpcs":"90472","modifiers":[],"payer":"tricare","rarc":[],"service_month":"2025-01"}
            claims 10, lines 13, denied 9, reversals {"claims":1,"denied_lines":1,"matched":1}
            predetermination: 1 7.1@64
            no_month: 1 5.2@54
            unknown_reason: 2 3.1@23 6.1@59
            unbalanced: 2 5@49 5.1@51
            unknown remarks: 2
        "#]],
    );
}

#[test]
fn institutional_claims_make_no_report_and_are_listed() {
    check(
        NOT_PROFESSIONAL,
        &expect![[r#"
        claims 6, lines 7, denied 2, reversals {"claims":0,"denied_lines":0,"matched":0}
        institutional: 3 1@10 2.1@19 2.2@22
        dental: 1 3.1@28
        drug: 1 4.1@33
        other_code_list: 1 4.2@36
        no_line: 1 5@42
        unreadable_code: 1 4.3@39
        no_month: 1 6.1@47
        unbalanced: 0
    "#]],
    );
}

#[test]
fn a_remittance_without_claims_makes_no_report() {
    let start = CLINIC.find("LX*1~").unwrap();
    let end = CLINIC.find("PLB*").unwrap();
    check(
        &format!("{}{}", &CLINIC[..start], &CLINIC[end..]),
        &expect![[r#"
        claims 0, lines 0, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        unbalanced: 0
    "#]],
    );
}

#[test]
fn values_of_no_list_are_left_out_of_reports_and_counted() {
    let body = CLINIC
        .replace("LQ*HE*M15~", "LQ*HE*N998~\nLQ*HE*N999~")
        .replace("HC:76377:26*", "HC:76377:26:94:JO*");
    let body = body.replace("HC:93000*", "HC:02134*");
    check(
        &body,
        &expect![[r#"
            1.2@31 {"billed_bucket":"250_to_499","carc":"97","group":"CO","hcpcs":"76377","modifiers":["26"],"payer":"medicare","place_of_service":"11","rarc":["N20"],"service_month":"2025-01"}
            6.1@81 {"billed_bucket":"500_to_999","carc":"16","group":"CO","hcpcs":"00790","modifiers":["AA","P2"],"payer":"medicare","place_of_service":"24","rarc":["N203"],"service_month":"2025-01"}
            claims 7, lines 11, denied 3, reversals {"claims":2,"denied_lines":2,"matched":1}
            unknown_code: 1 5.2@72
            unbalanced: 2 6@77 6.1@81
            unknown remarks: 2
            unknown modifiers: 2
        "#]],
    );
}

/// The clinic's remittance with other claims.
fn with_claims(claims: &str) -> String {
    let (start, end) = (CLINIC.find("CLP*").unwrap(), CLINIC.find("PLB*").unwrap());
    format!("{}{claims}{}", &CLINIC[..start], &CLINIC[end..])
}

#[test]
fn a_reversal_cancels_the_claim_with_the_opposite_amounts() {
    let claim = |status: &str, sign: &str, carc: &str| {
        format!(
            "CLP*A*{status}*{sign}100*0**MB*77*11~SVC*HC:99213*{sign}100*0~DTM*472*20250115~CAS*CO*{carc}*{sign}100~"
        )
    };
    let body = with_claims(&(claim("1", "", "50") + &claim("1", "", "97") + &claim("22", "-", "50")));
    check(
        &body,
        &expect![[r#"
        2.1@23 {"billed_bucket":"100_to_249","carc":"97","group":"CO","hcpcs":"99213","modifiers":[],"payer":"medicare","place_of_service":"11","rarc":[],"service_month":"2025-01"}
        claims 3, lines 3, denied 1, reversals {"claims":1,"denied_lines":1,"matched":1}
        unbalanced: 0
    "#]],
    );
}

#[test]
fn a_reversal_with_a_number_of_its_own_cancels_the_claim_of_the_providers_number() {
    let claim = |status: &str, sign: &str, number: u8| {
        format!(
            "CLP*A*{status}*{sign}100*0**MB*{number}*11~SVC*HC:99213*{sign}100*0~DTM*472*20250115~CAS*CO*50*{sign}100~"
        )
    };
    let body = with_claims(&(claim("1", "", 77) + &claim("22", "-", 78)));
    check(
        &body,
        &expect![[r#"
        claims 2, lines 2, denied 0, reversals {"claims":1,"denied_lines":1,"matched":1}
        unbalanced: 0
    "#]],
    );
}

#[test]
fn remarks_of_a_claim_follow_those_of_its_line_once() {
    let claim =
        "CLP*A*1*100*0**MB*77*11~MOA***M15*N20~SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*97*100~LQ*HE*M15~";
    check(
        &with_claims(claim),
        &expect![[r#"
            1.1@20 {"billed_bucket":"100_to_249","carc":"97","group":"CO","hcpcs":"99213","modifiers":[],"payer":"medicare","place_of_service":"11","rarc":["M15","N20"],"service_month":"2025-01"}
            claims 1, lines 1, denied 1, reversals {"claims":0,"denied_lines":0,"matched":0}
            unbalanced: 0
        "#]],
    );
}

#[test]
fn an_unpaid_line_without_a_reason_is_listed() {
    let claim = "CLP*A*1*100*0**MB*77*11~SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*45*100~";
    check(
        &with_claims(claim),
        &expect![[r#"
        claims 1, lines 1, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        only_priced: 1 1.1@19
        unbalanced: 0
    "#]],
    );
}

#[test]
fn a_body_that_is_not_a_remittance_is_refused_by_segment() {
    let server = Server::with_starter_data();
    let refused = |body: &str| send(&server, REMITTANCES, body.as_bytes()).problem();
    expect![[r#"
        422 invalid-value
          /segments/1: Expected an ISA segment, which begins an interchange."#]]
    .assert_eq(&refused(""));
    expect![[r#"
        422 invalid-value
          /segments/1/ISA: Expected an ISA segment, which begins an interchange."#]]
    .assert_eq(&refused("{\"remittance\": []}"));
    expect![[r#"
        422 invalid-value
          /segments/3/ST: Expected 835 and version 005010X221, a remittance. This transaction is a claim (837), not an 835."#]]
    .assert_eq(&refused(include_str!("../fixtures/x12/clinic.837")));
    expect![[r#"
        422 invalid-value
          /segments/19: Expected a segment terminator before the end of the input."#]]
    .assert_eq(&refused(&CLINIC[..CLINIC.find("QUILLFEATHER").unwrap()]));
    let wrong = CLINIC.replace("CLP*ACCT-66602*1*140", "CLP*ACCT-66602*QUILLFEATHER*ORSOLA");
    let wrong = wrong
        .replace("SVC*HC:99214*180*0", "SVC*HC:99214*18O*0")
        .replace("CAS*CO*16*180", "CAS*CO*JANEDOE*180");
    let wrong = wrong.replace("DTM*472*20250131", "DTM*472*1941-11-17");
    expect![[r#"
        422 invalid-value
          /segments/37/CLP02: Expected a claim status code of one or two digits, such as 1, 4 or 22.
          /segments/37/CLP03: Expected the charge of the claim in dollars.
          /segments/47/SVC02: Expected the charge of the line in dollars.
          /segments/48/DTM02: Expected a date of eight digits (year, month, day).
          /segments/49/CAS02: Expected a claim adjustment reason code of up to five letters or digits, such as 45 or B7.
          /segments/52/DTM02: Expected a date of eight digits (year, month, day).
          /segments/58/DTM02: Expected a date of eight digits (year, month, day).
          /segments/61/DTM02: Expected a date of eight digits (year, month, day).
          /segments/67/DTM02: Expected a date of eight digits (year, month, day).
          /segments/72/DTM02: Expected a date of eight digits (year, month, day)."#]]
    .assert_eq(&refused(&wrong));
}

#[test]
fn other_media_types_and_parameters_are_refused() {
    let server = Server::with_starter_data();
    let sent = |path, media_type| {
        server.send("POST", path, &[("content-type", media_type)], CLINIC.as_bytes()).problem()
    };
    expect!["415 unsupported-media-type: Send the body with Content-Type: application/edi-x12."]
        .assert_eq(&sent(REMITTANCES, "application/json"));
    expect![[r#"
        400 malformed-request
          /query: Send no parameter except contribute, once, as true or false."#]]
    .assert_eq(&sent("/v1/remittances?store=true", X12));
    expect![[r#"
        400 malformed-request
          /query: Send no parameter except contribute, once, as true or false."#]]
    .assert_eq(&sent("/v1/remittances?contribute=yes", X12));
    expect!["405 method-not-allowed: Method not allowed. This path supports POST, OPTIONS."]
        .assert_eq(&server.get(REMITTANCES).problem());
}

/// The clinic's remittance with its claims repeated.
fn many(times: usize) -> String {
    let (start, end) = (CLINIC.find("LX*1~").unwrap(), CLINIC.find("PLB*").unwrap());
    format!("{}{}{}", &CLINIC[..start], CLINIC[start..end].repeat(times), &CLINIC[end..])
}

#[test]
fn a_remittance_has_a_size_limit() {
    let server = Server::with_starter_data();
    let answer = send(&server, REMITTANCES, many(2_000).as_bytes()).json();
    assert_eq!((&answer["claims"], &answer["lines"]), (&14_000.into(), &22_000.into()));
    assert_eq!(answer["reports"].as_array().unwrap().len(), 6_000);
    assert_eq!(answer["unbalanced"]["places"].as_array().unwrap().len(), 20);
    let too_long = " ".repeat(20 << 20) + CLINIC;
    expect!["413 body-too-large: The body exceeds the limit of 20 MiB."]
        .assert_eq(&send(&server, REMITTANCES, too_long.as_bytes()).problem());
    expect![[r#"
        422 invalid-value
          /segments/292018/SVC: Expected no more than 20000 denied lines in one body."#]]
    .assert_eq(&send(&server, REMITTANCES, many(6_700).as_bytes()).problem());
}

#[test]
fn without_a_database_a_remittance_is_refused() {
    let server = Server::with_own_starter_data();
    server.database.take_away();
    let answer = send(&server, REMITTANCES, CLINIC.as_bytes());
    assert_eq!(answer.header("retry-after"), Some("5"));
    expect!["503 unavailable: The database does not answer. Estimates and look-ups still work."]
        .assert_eq(&answer.problem());
}

/// X12's own examples of remittances.
const EXAMPLES: [&str; 6] = [
    "x12/cob-contractural-adjustment.835",
    "x12/demo.835",
    "x12/managed-care.835",
    "x12/medicare-part-a.835",
    "x12/secondary-payment.835",
    "x12/tertiary-payment.835",
];

#[test]
fn examples_of_x12_are_answered() {
    let Some(files) = cms_files(EXAMPLES) else { return };
    let server = Server::with_starter_data();
    let answers = files.iter().map(|path| {
        let answer = send(&server, REMITTANCES, &std::fs::read(path).unwrap()).json();
        format!("{}\n{}", path.file_name().unwrap().display(), describe(&answer))
    });
    expect![[r#"
        cob-contractural-adjustment.835
        claims 1, lines 1, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        unbalanced: 0
        demo.835
        claims 2, lines 0, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        institutional: 1 1@15
        unbalanced: 0
        managed-care.835
        claims 2, lines 2, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        unbalanced: 0
        medicare-part-a.835
        claims 2, lines 0, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        institutional: 1 1@15
        unbalanced: 0
        secondary-payment.835
        claims 2, lines 2, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        unbalanced: 0
        tertiary-payment.835
        claims 1, lines 1, denied 0, reversals {"claims":0,"denied_lines":0,"matched":0}
        unbalanced: 1 1.1@20
    "#]]
    .assert_eq(&answers.collect::<String>());
}

/// Contributes a remittance with an idempotency key.
fn contribute(server: &Server, key: &str, body: &str) -> Answer {
    let headers = [("content-type", X12), ("idempotency-key", key)];
    server.send("POST", CONTRIBUTING, &headers, body.as_bytes())
}

/// The number of reports that were not retracted.
fn kept(server: &Server) -> u32 {
    let kept = server.database.ask("select count(*)::text from denial_reports where state <> 'gone'");
    kept.parse().unwrap()
}

fn tokens(answer: &Value) -> Vec<String> {
    let reports = answer["reports"].as_array().unwrap().iter();
    reports.map(|report| report["retraction_token"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_contributed_reports_are_the_previewed_ones() {
    let server = Server::with_own_starter_data();
    let preview = send(&server, REMITTANCES, CLINIC.as_bytes()).json();
    assert_eq!((&preview["contributed"], kept(&server)), (&false.into(), 0));
    let answer = send(&server, CONTRIBUTING, CLINIC.as_bytes());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let answer = answer.json();
    assert_eq!((&answer["contributed"], kept(&server)), (&true.into(), 3));
    assert_eq!(describe(&answer), describe(&preview));
    expect![[r#"
        00790 {AA,P2} 24 medicare CO 16 {N203} 2025-01-01 500_to_999 accepted
        76377 {26} 11 medicare CO 97 {M15,N20} 2025-01-01 250_to_499 accepted
        93000 {} 22 medicare PR 50 {N115,M38} 2025-01-01 under_100 accepted"#]].assert_eq(&server.database.ask(
        "select concat_ws(' ', hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month,
                          billed_bucket, appeal_strategy, appeal_outcome, note, state)
         from denial_reports order by hcpcs",
    ));
    for (left, token) in [2, 1, 0].into_iter().zip(tokens(&answer)) {
        let path = format!("/v1/denial-reports/{token}");
        assert_eq!((server.send("DELETE", &path, &[], b"").status, kept(&server)), (204, left));
        assert_eq!(server.send("DELETE", &path, &[], b"").status, 404);
    }
}

#[test]
fn every_previewed_report_can_be_sent_alone() {
    let server = Server::with_own_starter_data();
    for body in [CLINIC, PAYERS] {
        for report in send(&server, REMITTANCES, body.as_bytes()).json()["reports"].as_array().unwrap() {
            let answer = server.post("/v1/denial-reports", &report["report"].to_string());
            assert_eq!(answer.status, 202, "{}", answer.text());
        }
    }
    assert_eq!(kept(&server), 9);
}

#[test]
fn the_same_remittance_counts_once() {
    let server = Server::with_own_starter_data();
    let first = contribute(&server, "one", CLINIC).json();
    assert_eq!(contribute(&server, "one", CLINIC).json(), first);
    assert_eq!(kept(&server), 3);
    expect![[r#"
        422 invalid-value
          /headers/idempotency-key: This key was used for another request within the last 24 hours. Send a new key."#]].assert_eq(&contribute(&server, "one", PAYERS).problem());
    let keyless = send(&server, CONTRIBUTING, PAYERS.as_bytes()).json();
    assert_eq!(send(&server, CONTRIBUTING, PAYERS.as_bytes()).json(), keyless);
    assert_eq!(kept(&server), 9);
    // Two remittances may have the same reports.
    let other = PAYERS.replace("NOPAY31001", "NOPAY31002");
    assert_ne!(tokens(&send(&server, CONTRIBUTING, other.as_bytes()).json()), tokens(&keyless));
    assert_eq!(kept(&server), 15);
    expect![[r#"
        422 invalid-value
          /headers/idempotency-key: The key must have 1 to 255 ASCII characters. A random UUID is a good key."#]]
    .assert_eq(&contribute(&server, "", CLINIC).problem());
}

/// A remittance of denied visits, one for each number.
fn denied_visits(numbers: std::ops::RangeInclusive<u32>) -> String {
    let claim = |number: u32| {
        format!("CLP*A*1*80*0**MB*{number}*11~SVC*HC:99214*80*0~DTM*472*20250115~CAS*CO*50*80~LQ*HE*N115~")
    };
    let (start, end) = (CLINIC.find("CLP*").unwrap(), CLINIC.find("PLB*").unwrap());
    format!("{}{}{}", &CLINIC[..start], numbers.map(claim).collect::<String>(), &CLINIC[end..])
}

#[test]
fn reports_of_remittances_are_published_with_the_others() {
    let server = Server::with_own_starter_data();
    let denials = || server.get("/v1/codes/99214/denials").json();
    contribute(&server, "four", &denied_visits(1..=4)).json();
    assert_eq!(denials()["status"], "insufficient_data");
    contribute(&server, "one more", &denied_visits(5..=5)).json();
    assert_eq!((&denials()["status"], &denials()["reports"]), (&"available".into(), &5.into()));
}

#[test]
fn reports_of_one_practice_take_turns_if_contributors_are_limited() {
    let server = reporting::limiting_server();
    let denials = || server.get("/v1/codes/99214/denials").json();
    let contribute = |from: &str, claims: std::ops::RangeInclusive<u32>| {
        let headers = [("content-type", X12), ("x-forwarded-for", from)];
        server.send("POST", CONTRIBUTING, &headers, denied_visits(claims).as_bytes()).json();
    };
    contribute("192.0.2.1", 1..=9);
    contribute("192.0.2.2", 10..=11);
    assert_eq!(denials()["status"], "insufficient_data", "two reports of a practice count in a step");
    contribute("192.0.2.3", 12..=12);
    assert_eq!((&denials()["status"], &denials()["reports"]), (&"available".into(), &5.into()));
    // The other reports of the first practice wait for their turn.
    assert_eq!(kept(&server), 12);
    contribute("192.0.2.4", 13..=14);
    contribute("192.0.2.5", 15..=15);
    assert_eq!(denials()["reports"], 10);
}

#[test]
fn the_hourly_limit_of_a_contributor_applies_to_remittances() {
    let server = Server::with_own_starter_data();
    let taken = contribute(&server, "large", &many(30)).json();
    assert_eq!(taken["reports"].as_array().unwrap().len(), 90);
    let refused = contribute(&server, "next", CLINIC);
    assert_eq!((refused.status, kept(&server)), (429, 90));
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(contribute(&server, "large", &many(30)).json(), taken);
    // A preview does not count toward the limit.
    assert_eq!(send(&server, REMITTANCES, CLINIC.as_bytes()).status, 200);
    let nothing = CLINIC
        .replace("CAS*CO*97", "CAS*CO*45")
        .replace("CAS*PR*50", "CAS*CO*45")
        .replace("*16*390", "*45*390");
    assert_eq!(
        contribute(&server, "nothing denied", &nothing).json()["reports"].as_array().unwrap().len(),
        0
    );
}
