//! Denial reports and what is published of them, as a biller meets them.

use crate::support::check_answers;
use crate::support::http::Answer;
use crate::support::program::{run, run_on};
use crate::support::reporting::{
    contribute, covered, limiting_server, report, retract, send, server, somebody, token,
};
use crate::support::server::Server;
use expect_test::{Expect, expect, expect_file};
use medpayiq::api::Reporting;
use medpayiq::denials::Terms;
use serde_json::{Value, json};

const CODE: &str = "/v1/codes/76377/denials";

/// Everything of an answer but the day and time at which it was given.
fn whole(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status, headers.collect(), answer.text().to_owned())
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
fn the_figures_move_with_every_fifth_report_only() {
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
fn the_answer_to_a_report_is_the_same_whatever_the_count_is() {
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
fn a_code_that_nobody_knows_has_too_few_reports_like_any_other() {
    let server = server();
    for hcpcs in ["99999", "ABCDE"] {
        let expected = json!({"hcpcs": hcpcs, "status": "insufficient_data", "threshold": 5});
        assert_eq!(server.get(&format!("/v1/codes/{hcpcs}/denials")).json(), expected);
    }
    assert!(server.get("/v1/codes/9999/denials").problem().starts_with("422 invalid-value"));
    assert!(server.get("/v1/codes/76377/denials?x=1").problem().starts_with("400 malformed-request"));
}

#[test]
fn the_figures_are_one_way_counts_with_what_is_rare_pooled() {
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
        json!({"note": "The sixth waits."}),
    ] {
        contribute(&server, &fields);
    }
    let answer = serde_json::to_string_pretty(&server.get(CODE).json()).unwrap();
    expect_file!["golden/denials.json"].assert_eq(&(answer + "\n"));
}

#[test]
fn the_operator_can_raise_the_terms() {
    let terms = Terms::new(7, 4).unwrap();
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
        ("MEDPAYIQ_DENIAL_MOST_OF_ONE", "0", "a whole number from 1 to 4"),
        ("MEDPAYIQ_DENIAL_MOST_OF_ONE", "5", "a whole number from 1 to 4"),
        ("MEDPAYIQ_REPORTS_PER_HOUR", "0", "a whole number from 1 to 1000000"),
        ("MEDPAYIQ_TRUST_FORWARDED_FOR", "yes", "true or false"),
    ] {
        let refused = run(&["serve"], &[(variable, value)]).refused();
        assert_eq!(refused, format!("medpayiq: {variable} is {value:?}. Write {expected}.\n"));
    }
}

#[test]
fn a_retracted_report_leaves_with_the_next_step_or_closes_the_table() {
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
fn a_token_takes_its_report_back_once() {
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
fn a_request_counts_once_under_its_key() {
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
fn a_key_is_honoured_across_midnight_and_forgotten_after_a_day() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let first = token(&send(&server, &from, Some("key"), &body));
    let change = |statement: &str| {
        server
            .database
            .ask(&format!("with done as ({statement} returning 1) select count(*)::text from done"))
    };
    // The day's key becomes yesterday's.
    server.database.ask("alter table idempotency_keys drop constraint idempotency_keys_key_fkey");
    server.database.ask("alter table contributor_allowances drop constraint contributor_allowances_key_fkey");
    server.database.ask("alter table contributor_codes drop constraint contributor_codes_key_fkey");
    assert_eq!(change("update contributor_keys set valid_on = valid_on - 1"), "1");
    assert_eq!(token(&send(&server, &from, Some("key"), &body)), first);
    assert_eq!(change("update idempotency_keys set began_at = began_at - interval '25 hours'"), "1");
    assert_ne!(token(&send(&server, &from, Some("key"), &body)), first);
    assert_eq!(server.database.ask("select count(*)::text from contributor_keys"), "2");
}

#[test]
fn a_contributor_s_reports_are_limited_by_the_hour() {
    let reporting = Reporting { trusts_forwarded_for: true, reports_per_hour: 3, ..Reporting::default() };
    let server = Server::reporting(reporting);
    let (from, body) = ("192.0.2.7", report(&json!({})).to_string());
    for _ in 0..3 {
        token(&send(&server, from, None, &body));
    }
    let refused = send(&server, from, None, &body);
    assert!(refused.problem().starts_with("429 too-many-reports: "), "{}", refused.problem());
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1190..=1200).contains(&wait), "{wait}");
    // The last address of the header is the proxy's word, those before it are the caller's.
    assert_eq!(send(&server, "198.51.100.1, 192.0.2.7", None, &body).status, 429);
    assert_eq!(send(&server, "192.0.2.7, 198.51.100.1", None, &body).status, 202);
    let later = "with done as (update contributor_allowances set full_at = full_at - interval '20 minutes' returning 1) select 'done'";
    server.database.ask(later);
    assert_eq!(send(&server, from, None, &body).status, 202);
    assert_eq!(send(&server, from, None, &body).status, 429);
}

#[test]
fn nobody_s_word_on_addresses_is_believed_unless_the_operator_says_so() {
    let server = Server::reporting(Reporting { reports_per_hour: 2, ..Reporting::default() });
    let body = report(&json!({})).to_string();
    let statuses =
        ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|from| send(&server, from, None, &body).status);
    assert_eq!(statuses, [202, 202, 429]);
}

#[test]
fn one_contributor_may_open_a_table_where_the_operator_sets_no_limit() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let seen: Vec<_> = (0..11)
        .map(|_| {
            token(&send(&server, &from, None, &body));
            covered(&server, "76377")
        })
        .collect();
    let expected = (1..=11).map(|sent| (sent >= 5).then_some(sent / 5 * 5));
    assert_eq!(seen, expected.collect::<Vec<_>>());
}

#[test]
fn one_contributor_cannot_read_another_s_report_out() {
    let server = limiting_server();
    let victim = json!({
        "payer": "tricare", "group": "PR", "carc": "50", "rarc": ["N386"], "modifiers": ["GA"],
        "appeal": {"strategy": "medical_necessity_letter", "outcome": "upheld"},
    });
    contribute(&server, &victim);
    let none = whole(&server.get(CODE));
    let from = somebody();
    // Guess at it, look, take the guesses back and guess again: half of the guesses are right.
    let mut guesses = Vec::new();
    for round in 0..4 {
        guesses.drain(..).for_each(|guess: String| assert_eq!(retract(&server, &guess), 204));
        for guess in 0..5 {
            let fields = if guess % 2 == 0 { victim.clone() } else { json!({"rarc": [], "modifiers": []}) };
            guesses.push(token(&send(&server, &from, None, &report(&fields).to_string())));
            assert_eq!(whole(&server.get(CODE)), none, "guess {guess} of round {round}");
        }
    }
    // Two others make a step, of which the guesser has two reports at most, and those that he took back are none.
    (0..3).for_each(|_| _ = contribute(&server, &json!({})));
    assert_eq!(covered(&server, "76377"), None);
    contribute(&server, &json!({}));
    assert_eq!(covered(&server, "76377"), Some(5));
    assert!(!server.get(CODE).text().contains("N386"), "{}", server.get(CODE).text());
}

#[test]
fn many_reports_of_one_contributor_are_counted_two_a_turn_and_none_is_lost() {
    let server = limiting_server();
    let from = somebody();
    let body = report(&json!({"payer": "medicaid"})).to_string();
    let tokens: Vec<_> = (0..7).map(|_| token(&send(&server, &from, None, &body))).collect();
    let medicaid = || {
        let payers = server.get(CODE).json()["payers"]["values"].clone();
        let named = payers.as_array().into_iter().flatten().find(|value| value["payer"] == "medicaid");
        named.map(|value| value["reports"].as_u64().unwrap())
    };
    let mut seen = Vec::new();
    for _ in 0..12 {
        contribute(&server, &json!({}));
        seen.push((covered(&server, "76377"), medicaid()));
    }
    let expected = [(None, None), (Some(5), Some(2)), (Some(10), Some(4)), (Some(15), Some(6))];
    let expected: Vec<_> =
        [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3].into_iter().map(|step| expected[step]).collect();
    assert_eq!(seen, expected);
    assert_eq!(
        server.database.ask("select count(*)::text from denial_reports where state = 'accepted'"),
        "19"
    );
    // The next day he is nobody known, and one taken back before its turn has never come.
    assert_eq!(retract(&server, &tokens[6]), 204);
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "18");
}

#[test]
fn who_contributed_is_remembered_over_midnight_and_for_a_day() {
    let server = limiting_server();
    let from = somebody();
    let turns = || server.database.ask("select string_agg(turn::text, ' ' order by id) from denial_reports");
    let send = || token(&send(&server, &from, None, &report(&json!({})).to_string()));
    let alter = |sql: &str| {
        server
            .database
            .ask(&format!("with altered as ({sql} returning 1) select count(*)::text from altered"))
    };
    (0..2).for_each(|_| _ = send());
    alter("update contributor_codes set last_came_at = last_came_at - interval '23 hours'");
    send();
    assert_eq!(turns(), "1 1 2");
    alter("update contributor_codes set last_came_at = last_came_at - interval '25 hours'");
    send();
    assert_eq!(turns(), "1 1 2 1");
}

#[test]
fn more_than_thirty_of_a_code_within_an_hour_wait_for_a_moderator() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({"note": "Always append XS."})).to_string());
    for _ in 0..36 {
        token(&send(&server, &from, None, &body));
    }
    assert_eq!(covered(&server, "76377"), Some(30));
    let reports = |arguments: &[&str]| run_on(&server.database, &[&["reports"], arguments].concat());
    let listed = reports(&["list", "--recent", "1"]).printed();
    let lines: Vec<_> = listed.lines().collect();
    assert_eq!(lines.len(), 14, "{listed}");
    let day = server.database.ask("select max(received_on)::text from denial_reports");
    let summary = "76377-26 medicare CO-97 M15 2025-01 POS 11 100_to_249";
    assert_eq!(lines[..2], [format!("31 held {day} {summary}"), "  note: Always append XS.".to_owned()]);
    assert_eq!(lines[12], format!("30 accepted {day} {summary}"));
    for id in ["31", "32", "33", "34", "35"] {
        assert_eq!(covered(&server, "76377"), Some(30));
        assert_eq!(reports(&["release", id]).printed(), format!("released report {id}\n"));
    }
    assert_eq!(covered(&server, "76377"), Some(35));
    // Held and deleted ones leave with the next step.
    assert_eq!(reports(&["hold", "1"]).printed(), "held report 1\n");
    assert_eq!(reports(&["delete", "2"]).printed(), "deleted report 2\n");
    assert_eq!(reports(&["delete", "36"]).printed(), "deleted report 36\n");
    assert_eq!(covered(&server, "76377"), Some(35));
    (0..5).for_each(|_| _ = contribute(&server, &json!({})));
    assert_eq!(covered(&server, "76377"), Some(38));
    assert_eq!(
        server.database.ask("select string_agg(id::text, ' ') from denial_reports where state <> 'accepted'"),
        "1"
    );
    for (command, said) in
        [("hold", "no counted report"), ("release", "no held report"), ("delete", "no report")]
    {
        let refused = reports(&[command, "2"]).refused();
        assert!(refused.contains(&format!("{said} with the number 2")), "{refused}");
    }
    assert!(reports(&["hold", "1"]).refused().contains("no counted report"));
}

#[test]
fn nothing_of_a_contributor_is_in_the_database() {
    let server = server();
    send(&server, "203.0.113.77", Some("a key of mine"), &report(&json!({})).to_string());
    let token = token(&send(&server, "2001:db8::77", None, &report(&json!({})).to_string()));
    let tables = server.database.ask(
        "select concat_ws(' ', (select string_agg(t::text, ' ') from denial_reports as t),
                (select string_agg(t::text, ' ') from contributor_allowances as t),
                (select string_agg(t::text, ' ') from contributor_codes as t),
                (select string_agg(t::text, ' ') from idempotency_keys as t))",
    );
    let addresses = ["203.0.113.77", "cb00714d", "2001:db8", "20010db8", "a key of mine", token.as_str()];
    assert!(tables.len() > 500 && addresses.iter().all(|text| !tables.contains(text)), "{tables}");
    let columns = "select string_agg(data_type, ' ') from information_schema.columns where table_name = 'denial_reports' and data_type ~ 'time|inet'";
    assert_eq!(server.database.ask(&columns.replace("string_agg(data_type, ' ')", "count(*)::text")), "0");
}

#[test]
fn every_reason_that_may_be_reported_is_listed_with_what_mends_it() {
    let server = server();
    let codes = server.get("/v1/reason-codes").json();
    let (reasons, remarks) = (codes["reasons"].as_array().unwrap(), codes["remarks"].as_array().unwrap());
    assert_eq!((reasons.len(), remarks.len()), (135, 80));
    for code in reasons.iter().chain(remarks) {
        for text in ["meaning", "typical_fix"] {
            assert!(code[text].as_str().is_some_and(|text| text.len() > 5), "{code}");
        }
    }
    for reason in reasons {
        let body = report(&json!({"carc": reason["carc"], "hcpcs": "99213"})).to_string();
        let expected = if reason["class"]["code"] == "A" { 422 } else { 202 };
        assert_eq!(send(&server, &somebody(), None, &body).status, expected, "{reason}");
    }
    assert!(server.get("/v1/reason-codes?class=A").problem().starts_with("400 malformed-request"));
}

/// Sends each change to a report and compares the problems.
fn check(golden: &Expect) {
    let server = server();
    check_answers(golden, |fields| {
        let fields: Value = serde_json::from_str(fields).unwrap();
        send(&server, &somebody(), None, &report(&fields).to_string()).problem()
    });
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn each_wrong_value_is_named_with_what_is_expected_and_not_repeated() {
    check(&expect![[r#"
        {"hcpcs": "7637"}
          422 invalid-value
            /hcpcs: not a HCPCS code: expected four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439
        {"hcpcs": "SMITH", "modifiers": ["260", "5-"], "place_of_service": "00", "payer": "John", "group": "XX", "carc": "ABC"}
          422 invalid-value
            /hcpcs: not a HCPCS code: expected four digits and a digit or letter, or a letter and four digits, such as 99213, 0633T or G0439
            /modifiers/0: not a modifier: expected two letters or digits, such as 26 or RT
            /modifiers/1: not a modifier: expected two letters or digits, such as 26 or RT
            /place_of_service: CMS has not assigned this place of service code. Send one such as 11 (office) or 22 (on-campus outpatient hospital).
            /payer: not one of medicare, medicare_advantage, medicaid, commercial, tricare, workers_comp, other
            /group: not a claim adjustment group code: expected one of CO, PR, OA, PI, CR
            /carc: not a claim adjustment reason code: expected one to three digits, or a letter and one or two digits, such as 97 or B7
        {"modifiers": ["26", "59", "RT", "LT", "76"], "rarc": ["M15", "X1"]}
          422 invalid-value
            /modifiers: The list has 5 values. Send at most 4.
            /rarc/1: not a remittance advice remark code: expected M, MA or N and one to three digits, such as M15, MA130 or N115
        {"carc": "45"}
          422 invalid-value
            /carc: 45 is no denial (the charge is above the fee schedule or contract): report the reason for which the line was not paid
        {"carc": "253", "group": "PR"}
          422 invalid-value
            /carc: 253 is no denial (sequestration): report the reason for which the line was not paid
        {"carc": "199"}
          422 invalid-value
            /carc: not a claim adjustment reason code that is known here; the nearest are 198, 197, 194
        {"carc": "B99"}
          422 invalid-value
            /carc: not a claim adjustment reason code that is known here; the nearest are B9, B23, B22
        {"service_month": "2025-01-15", "billed_bucket": "$137.50", "appeal": {"strategy": "shouting", "outcome": "won"}}
          422 invalid-value
            /service_month: not a month: expected year and month from 2000 on, such as 2025-01, and never a day
            /billed_bucket: not one of under_100, 100_to_249, 250_to_499, 500_to_999, 1000_to_4999, 5000_or_more
            /appeal/strategy: not one of corrected_claim, added_modifier, documentation, medical_necessity_letter, policy_citation, reopening, first_level_appeal, higher_level_appeal, peer_to_peer, retroactive_authorization, coordination_of_benefits, other
            /appeal/outcome: not one of overturned, partly_overturned, upheld, pending
        {"service_month": "2999-01"}
          422 invalid-value
            /service_month: This month has not begun.
        {"note": ""}
          422 invalid-value
            /note: empty: leave it out"#]]);
}

#[test]
fn what_is_of_no_list_is_refused_however_well_formed() {
    check(&expect![[r#"
        {"rarc": ["N519", "N478", "N263", "MA999"]}
          422 invalid-value
            /rarc/1: not a remark code that is known here: leave it out, or take one of GET /v1/reason-codes
            /rarc/2: not a remark code that is known here: leave it out, or take one of GET /v1/reason-codes
            /rarc/3: not a remark code that is known here: leave it out, or take one of GET /v1/reason-codes
        {"modifiers": ["JO", "HN", "DO", "E1"]}
          422 invalid-value
            /modifiers/0: no modifier of CPT or HCPCS, such as 26 or RT
            /modifiers/2: no modifier of CPT or HCPCS, such as 26 or RT
        {"modifiers": ["51", "94", "78", "26"]}
          422 invalid-value
            /modifiers/1: no modifier of CPT or HCPCS, such as 26 or RT
        {"modifiers": ["ZZ", "99", "00"]}
          422 invalid-value
            /modifiers/0: no modifier of CPT or HCPCS, such as 26 or RT
            /modifiers/2: no modifier of CPT or HCPCS, such as 26 or RT
        {"hcpcs": "02134"}
          422 invalid-value
            /hcpcs: in no section of CPT or HCPCS Level II: there is no such code
        {"hcpcs": "90210"}
          422 invalid-value
            /hcpcs: in no section of CPT or HCPCS Level II: there is no such code
        {"hcpcs": "Z9999"}
          422 invalid-value
            /hcpcs: in no section of CPT or HCPCS Level II: there is no such code
        {"hcpcs": "0000A"}
          422 invalid-value
            /hcpcs: in no section of CPT or HCPCS Level II: there is no such code"#]]);
}

#[test]
fn beside_a_whole_release_a_code_of_cpt_is_one_that_it_lists() {
    let server = server();
    let send = |hcpcs: &str| send(&server, &somebody(), None, &report(&json!({"hcpcs": hcpcs})).to_string());
    assert_eq!(send("12345").status, 202, "the starter data are an extract");
    server.database.ask("with whole as (update releases set starter = false returning 1) select 'whole'");
    server.reload();
    for hcpcs in ["12345", "94110", "1234F"] {
        let refused = send(hcpcs);
        assert_eq!(
            refused.problem(),
            "422 invalid-value\n  /hcpcs: a code that no loaded release lists: see GET /v1/codes?q= for those that there are"
        );
        assert!(!refused.text().contains(hcpcs), "{}", refused.text());
    }
    for hcpcs in ["76377", "J1100", "D0120", "G2211"] {
        assert_eq!(send(hcpcs).status, 202, "{hcpcs}");
    }
}

#[test]
fn each_fault_of_form_is_named_without_what_was_sent() {
    check(&expect![[r#"
        {"patient_name": "Jane Doe"}
          422 invalid-value
            : The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome) and note. No field is for a patient.
        {"Jane Doe 078-05-1120": true, "appeal": {"strategy": "other", "outcome": "upheld", "mbi": "1EG4TE5MK73"}}
          422 invalid-value
            : The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome) and note. No field is for a patient.
            /appeal: The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, carc, rarc, service_month, billed_bucket, appeal (strategy, outcome) and note. No field is for a patient.
        {"note": {"ssn": "078-05-1120"}}
          400 malformed-request
            /note: The value has the wrong type: expected a string.
        {"note": ["Jane", "Doe"], "payer": 780511204}
          400 malformed-request
            /note: The value has the wrong type: expected a string.
            /payer: The value has the wrong type: expected a string.
        {"modifiers": "26", "rarc": [{"name": "Jane"}, "M15"], "appeal": ["Jane"]}
          400 malformed-request
            /appeal: The value has the wrong type: expected an object.
            /modifiers: The value has the wrong type: expected a list.
            /rarc/0: The value has the wrong type: expected a string.
        {"carc": null}
          400 malformed-request
            /carc: The value has the wrong type: expected a string."#]]);
}

#[test]
fn a_query_has_no_room_for_a_patient_either_and_is_not_repeated() {
    let server = server();
    let body = report(&json!({})).to_string();
    let json = [("content-type", "application/json")];
    let x12 = [("content-type", "application/edi-x12")];
    const ONLY_CONTRIBUTE: &str = "Send no parameter except contribute, once, as true or false.";
    for (path, headers, expected) in [
        ("/v1/denial-reports?patient=JohnSmith&mbi=1EG4TE5MK73", json, "Send no parameters."),
        ("/v1/remittances?JohnSmith=1", x12, ONLY_CONTRIBUTE),
        ("/v1/remittances?contribute=JohnSmith", x12, ONLY_CONTRIBUTE),
    ] {
        let refused = server.send("POST", path, &headers, body.as_bytes());
        assert_eq!(refused.problem(), format!("400 malformed-request\n  /query: {expected}"));
        assert!(!refused.text().contains("John"), "{}", refused.text());
    }
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}

#[test]
fn a_body_that_is_no_report_is_refused() {
    let server = server();
    let post = |body: &str| server.post("/v1/denial-reports", body).problem();
    assert_eq!(post("[]"), "400 malformed-request\n  : The value has the wrong type: expected an object.");
    assert!(post("{}").starts_with("400 malformed-request\n  : missing field `hcpcs`"));
    assert!(post("Jane Doe").starts_with("400 malformed-request\n  : The body is not JSON: expected value"));
    let twice = report(&json!({})).to_string().replacen('{', r#"{"note": "Jane Doe", "note": "x", "#, 1);
    assert_eq!(post(&twice), "400 malformed-request\n  /note: A field is given more than once.");
    let deep = format!("{}{}", r#"{"note":"#.repeat(1500), "}".repeat(1500));
    assert!(post(&deep).starts_with("400 malformed-request"));
    let long = report(&json!({"note": "x".repeat(20_000)})).to_string();
    assert!(post(&long).starts_with("413 body-too-large"));
    let text = [("content-type", "text/plain")];
    let answer = server.send("POST", "/v1/denial-reports", &text, report(&json!({})).to_string().as_bytes());
    assert!(answer.problem().starts_with("415 unsupported-media-type"));
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "0");
}
