//! Denial reports and what is published about them, as a biller sees it.

use crate::support::http::Answer;
use crate::support::program::run;
use crate::support::reporting::{contribute, covered, report, retract, send, server, somebody, token};
use crate::support::server::Server;
use expect_test::expect_file;
use medpayiq::api::Reporting;
use medpayiq::denials::PublicationTerms;
use serde_json::{Value, json};

const CODE: &str = "/v1/codes/76377/denials";

/// Everything of an answer except its date header.
pub(crate) fn whole(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers =
        answer.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    (answer.status, headers, answer.text().to_owned())
}

#[test]
fn four_reports_look_like_none_and_the_fifth_opens_the_table() {
    let server = server();
    let none = whole(&server.get(CODE));
    assert_eq!(none.2, r#"{"hcpcs":"76377","status":"insufficient_data","threshold":5}"#);
    for _ in 0..4 {
        contribute(&server, &json!({}));
        assert_eq!(whole(&server.get(CODE)), none);
    }
    let etag = server.get(CODE).header("etag").unwrap().to_owned();
    let unchanged = || server.send("GET", CODE, &[("if-none-match", &etag)], b"").status;
    assert_eq!(unchanged(), 304);
    contribute(&server, &json!({}));
    assert_eq!((unchanged(), covered(&server, "76377")), (200, Some(5)));
}

#[test]
fn figures_change_only_with_every_fifth_report() {
    let server = server();
    let mut seen = Vec::new();
    for number in 1..=15 {
        contribute(&server, &json!({"payer": if number % 2 == 0 { "medicaid" } else { "medicare" }}));
        seen.push(whole(&server.get(CODE)));
    }
    for (number, answer) in (1..).zip(&seen) {
        assert_eq!(*answer, seen[(number / 5 * 5_usize).max(1) - 1], "{number} reports");
    }
    assert_ne!(seen[9], seen[4]);
    assert_eq!(covered(&server, "76377"), Some(15));
}

#[test]
fn the_answer_to_a_report_does_not_depend_on_the_count() {
    let server = server();
    let answers = (0..11).map(|_| {
        let answer = send(&server, &somebody(), None, &report(&json!({})).to_string());
        let (status, headers, body) = whole(&answer);
        (status, headers, body.replace(&token(&answer), "TOKEN"))
    });
    let answers: Vec<_> = answers.collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert!(answers[0].1.contains(&("cache-control".to_owned(), "no-store".to_owned())));
}

#[test]
fn an_unknown_code_has_too_few_reports_like_any_other() {
    let server = server();
    for hcpcs in ["99999", "ABCDE"] {
        let expected = json!({"hcpcs": hcpcs, "status": "insufficient_data", "threshold": 5});
        assert_eq!(server.get(&format!("/v1/codes/{hcpcs}/denials")).json(), expected);
    }
    assert!(server.get("/v1/codes/9999/denials").problem().starts_with("422 invalid-value"));
    assert!(server.get("/v1/codes/76377/denials?x=1").problem().starts_with("400 malformed-request"));
}

#[test]
fn figures_are_counts_of_single_fields_with_rare_values_pooled() {
    let server = server();
    let worked = json!({"strategy": "added_modifier", "outcome": "overturned"});
    let partly = json!({"strategy": "added_modifier", "outcome": "partly_overturned"});
    let stood = json!({"strategy": "documentation", "outcome": "upheld"});
    for fields in [
        json!({"appeal": worked, "modifiers": ["26", "59"]}),
        json!({"appeal": partly}),
        json!({"appeal": stood, "payer": "medicaid"}),
        json!({"appeal": stood, "carc": "50", "rarc": ["N115", "M15"], "payer": "tricare"}),
        json!({"appeal": {"strategy": "reopening", "outcome": "overturned"}, "carc": "50", "rarc": [], "modifiers": []}),
        json!({"note": "This claim waits."}),
    ] {
        contribute(&server, &fields);
    }
    let answer = serde_json::to_string_pretty(&server.get(CODE).json()).unwrap();
    expect_file!["golden/denials.json"].assert_eq(&(answer + "\n"));
}

#[test]
fn the_operator_can_raise_the_terms() {
    let terms = PublicationTerms::new(7, 4).unwrap();
    let server = Server::reporting(Reporting { trusts_forwarded_for: true, terms, ..Reporting::default() });
    for number in 0..6 {
        contribute(&server, &json!({"payer": if number < 3 { "medicaid" } else { "medicare" }}));
    }
    let insufficient = json!({"hcpcs": "76377", "status": "insufficient_data", "threshold": 7});
    assert_eq!(server.get(CODE).json(), insufficient);
    contribute(&server, &json!({}));
    let payers = server.get(CODE).json()["payers"].clone();
    assert_eq!(payers, json!({"values": [{"payer": "medicare", "reports": 4}], "other": 3}));
}

#[test]
fn nobody_can_lower_the_terms() {
    for (variable, value, expected) in [
        ("MEDPAYIQ_DENIAL_THRESHOLD", "4", "a whole number from 5 to 1000"),
        ("MEDPAYIQ_DENIAL_THRESHOLD", "five", "a whole number from 5 to 1000"),
        ("MEDPAYIQ_DENIAL_CELL_MINIMUM", "1", "a whole number from 2 to 1000"),
        ("MEDPAYIQ_DENIAL_MOST_OF_ONE", "0", "a whole number from 1 to 1000"),
        ("MEDPAYIQ_DENIAL_MOST_OF_ONE", "5", "a whole number from 1 to 4"),
        ("MEDPAYIQ_REPORTS_PER_HOUR", "0", "a whole number from 1 to 1000000"),
        ("MEDPAYIQ_TRUST_FORWARDED_FOR", "yes", "true or false"),
    ] {
        let refused = run(&["serve"], &[(variable, value)]).refused();
        assert_eq!(refused, format!("medpayiq: {variable} is {value:?}. Write {expected}.\n"));
    }
}

#[test]
fn a_retracted_report_leaves_at_the_next_step_or_closes_the_table() {
    let server = server();
    let mut tokens: Vec<_> = (0..7).map(|_| contribute(&server, &json!({}))).collect();
    let figures = whole(&server.get(CODE));
    assert_eq!(retract(&server, &tokens.remove(0)), 204);
    assert_eq!(whole(&server.get(CODE)), figures, "six remain");
    // The sixth and seventh wait: with three more the figures move, and the retracted one is gone from them.
    (0..3).for_each(|_| tokens.push(contribute(&server, &json!({}))));
    assert_eq!(covered(&server, "76377"), Some(9));
    tokens.drain(..4).for_each(|token| assert_eq!(retract(&server, &token), 204));
    assert_eq!(covered(&server, "76377"), Some(9));
    assert_eq!(retract(&server, &tokens.remove(0)), 204);
    assert_eq!(covered(&server, "76377"), None, "four remain");
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "4");
    // One more is not five more: between what was seen before and what is seen next lie five reports at least.
    (0..4).for_each(|_| _ = contribute(&server, &json!({})));
    assert_eq!(covered(&server, "76377"), None);
    contribute(&server, &json!({}));
    assert_eq!(covered(&server, "76377"), Some(9));
}

#[test]
fn a_token_retracts_its_report_once() {
    let server = server();
    let token = contribute(&server, &json!({}));
    assert_eq!((token.len(), retract(&server, &token), retract(&server, &token)), (40, 204, 404));
    for unknown in ["0".repeat(40), "x".repeat(40), "1".to_owned(), "J%C3%B6rg".to_owned()] {
        let answer = server.send("DELETE", &format!("/v1/denial-reports/{unknown}"), &[], b"").problem();
        assert_eq!(answer, "404 not-found: No report has this token, or it was already retracted.");
    }
    assert!(server.send("GET", "/v1/denial-reports/x", &[], b"").problem().starts_with("405"));
    assert!(server.send("GET", "/v1/denial-reports", &[], b"").problem().starts_with("405"));
}

#[test]
fn a_request_counts_once_for_its_idempotency_key() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let first = token(&send(&server, &from, Some("a key"), &body));
    assert_eq!(token(&send(&server, &from, Some("a key"), &body)), first);
    let kept = "select count(*)::text from denial_reports";
    assert_eq!(server.database.ask(kept), "1");
    let other = report(&json!({"payer": "medicaid"})).to_string();
    let problem = send(&server, &from, Some("a key"), &other).problem();
    let reused = "422 invalid-value\n  /headers/idempotency-key: This key was used for another request within the last 24 hours. Send a new key.";
    assert_eq!(problem, reused);
    // Somebody else's key of the same text is another one, and a new key counts again.
    assert_ne!(token(&send(&server, &somebody(), Some("a key"), &body)), first);
    assert_ne!(token(&send(&server, &from, Some("another key"), &body)), first);
    assert_eq!(server.database.ask(kept), "3");
    // What was taken back does not come again with a late retry.
    assert_eq!(retract(&server, &first), 204);
    assert_eq!(token(&send(&server, &from, Some("a key"), &body)), first);
    assert_eq!(server.database.ask(kept), "2");
    for key in ["", &"k".repeat(256)] {
        assert!(
            send(&server, &from, Some(key), &body)
                .problem()
                .starts_with("422 invalid-value\n  /headers/idempotency-key")
        );
    }
}

#[test]
fn an_idempotency_key_is_valid_across_midnight_and_for_a_day() {
    let server = server();
    server.database.own_clock();
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let first = token(&send(&server, &from, Some("key"), &body));
    server.database.move_clock("23 hours 50 minutes");
    assert_eq!(token(&send(&server, &from, Some("key"), &body)), first);
    // It ends with the hour: no finer time is stored.
    server.database.move_clock("25 hours 1 minute");
    assert_ne!(token(&send(&server, &from, Some("key"), &body)), first);
}

#[test]
fn every_reason_is_listed_with_its_days_and_the_frequent_with_a_fix() {
    let server = server();
    let codes = server.get("/v1/reason-codes").json();
    let (reasons, remarks) = (codes["reasons"].as_array().unwrap(), codes["remarks"].as_array().unwrap());
    assert_eq!((reasons.len(), remarks.len()), (407, 1_197));
    let worded = |codes: &[Value]| {
        let texts =
            codes.iter().map(|code| ["meaning", "typical_fix"].map(|text| code[text].as_str().unwrap()));
        texts
            .filter(|[meaning, fix]| {
                assert_eq!(meaning.len() > 5, fix.len() > 5, "{meaning}: {fix}");
                !meaning.is_empty()
            })
            .count()
    };
    assert_eq!((worded(reasons), worded(remarks)), (168, 98));
    let described = |carc: &str| reasons.iter().find(|reason| reason["carc"] == carc).unwrap();
    assert_eq!(described("288")["start"], "2017-11-01");
    assert_eq!((&described("15")["stop"], &described("97")["stop"]), (&json!("2018-05-01"), &json!(null)));
    for reason in reasons {
        let body = report(&json!({"carc": reason["carc"], "hcpcs": "99213"})).to_string();
        let is_refused = reason["class"]["code"] == "A" || !reason["stop"].is_null();
        let expected = if is_refused { 422 } else { 202 };
        assert_eq!(send(&server, &somebody(), None, &body).status, expected, "{reason}");
    }
    assert!(server.get("/v1/reason-codes?class=A").problem().starts_with("400 malformed-request"));
}
