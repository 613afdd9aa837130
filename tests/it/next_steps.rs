//! What to do about a denial: in estimates, in comparisons of remittances, in reports, and in letters.

use crate::in_memory::CLIENT;
use crate::remittance_privacy::dump;
use crate::support::asking::{estimate, request};
use crate::support::checkout;
use crate::support::cluster::Database;
use crate::support::http::Answer;
use crate::support::program::{Service, run_on};
use crate::support::schedule::schedule_under;
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::law::Law;
use medpayiq::pricing::{NextAction, NextStep};
use medpayiq::vocabulary::{Carc, GroupCode};
use serde_json::{Value, json};
use std::fs;

fn in_san_francisco(claim: &str) -> String {
    format!("{claim} in:01112-05")
}

/// What an estimate says about each line of a claim, in short.
fn steps(claim: &str) -> String {
    let answer = estimate(&CLIENT, &in_san_francisco(claim));
    let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let denial = &line["predicted_denials"][0];
        let denial = format!("{}-{}", text(&denial["group"]), text(&denial["carc"]));
        let Some(step) = line.get("next_step") else { return format!("{denial} none") };
        let deadline = step.get("deadline").map_or_else(String::new, |deadline| {
            format!(
                " {} {} {} from {} until {}",
                text(&deadline["kind"]),
                deadline["within"],
                text(&deadline["unit"]),
                text(&deadline["counted_from"]),
                text(&deadline["last_day"])
            )
        });
        assert!(!text(&step["why"]).is_empty() && !text(&step["source"]).is_empty());
        format!("{denial} {} appeal:{}{deadline}", text(&step["action"]), text(&step["appeal_can_help"]))
    });
    format!("{claim}: {}", lines.collect::<Vec<_>>().join(" + "))
}

#[test]
fn each_denied_line_says_what_to_do_by_when_and_whether_to_appeal() {
    let claims = [
        "99213",
        "45385+45380 @22",
        "99213+17000",
        "36592+99213",
        "99213+G2211",
        "G2211",
        "20610*9",
        "99213-26",
        "99213-GY",
        "99213-GZ",
        "99213+99213",
        "98940",
        "98940-GA",
        "76377 @22",
        "76377-TC @22",
        "00790-AA @21",
        "99213-GA",
        "97110-GP therapy:9000.00",
        "99213-26 on:2026-07-31",
    ];
    expect![[r#"
        99213: --- none
        45385+45380 @22: --- none + CO-236 reopen appeal:depends reopening 12 months from date_of_initial_determination until -
        99213+17000: CO-236 reopen appeal:depends reopening 12 months from date_of_initial_determination until - + --- none
        36592+99213: CO-236 write_off appeal:no + --- none
        99213+G2211: --- none + --- none
        G2211: CO-B15 reopen appeal:depends reopening 12 months from date_of_initial_determination until -
        20610*9: CO-151 appeal appeal:yes redetermination 120 days from receipt_of_notice until -
        99213-26: CO-4 correct_and_resubmit appeal:no claim 12 months from date_of_service until 2026-01-15
        99213-GY: PR-96 bill_patient appeal:no
        99213-GZ: CO-50 appeal appeal:yes redetermination 120 days from receipt_of_notice until -
        99213+99213: --- none + OA-18 reopen appeal:depends reopening 12 months from date_of_initial_determination until -
        98940: CO-50 reopen appeal:depends reopening 12 months from date_of_initial_determination until -
        98940-GA: PR-50 bill_patient appeal:depends
        76377 @22: CO-109 correct_and_resubmit appeal:no claim 12 months from date_of_service until 2026-01-15
        76377-TC @22: CO-109 bill_elsewhere appeal:no
        00790-AA @21: CO-16 correct_and_resubmit appeal:no claim 12 months from date_of_service until 2026-01-15
        99213-GA: PR-50 appeal appeal:yes redetermination 120 days from receipt_of_notice until -
        97110-GP therapy:9000.00: PR-119 reopen appeal:depends reopening 12 months from date_of_initial_determination until -
        99213-26 on:2026-07-31: CO-4 correct_and_resubmit appeal:no claim 12 months from date_of_service until 2027-07-31"#]].assert_eq(&claims.map(steps).join("\n"));
}

#[test]
fn an_edit_with_indicator_0_cannot_be_appealed_and_one_with_1_depends() {
    let step = |claim: &str| {
        let answer = estimate(&CLIENT, &in_san_francisco(claim));
        let lines = answer["lines"].as_array().unwrap().clone();
        let line = lines.into_iter().find(|line| line["edits"][0]["state"] == "denied").unwrap();
        let indicator = line["edits"][0]["modifier_indicator"]["code"].as_str().unwrap().to_owned();
        (indicator, line["next_step"]["action"].clone(), line["next_step"]["appeal_can_help"].clone())
    };
    assert_eq!(step("45385+45380 @22"), ("1".to_owned(), json!("reopen"), json!("depends")));
    assert_eq!(step("45380+45378 @22"), ("0".to_owned(), json!("write_off"), json!("no")));
}

#[test]
fn the_giving_of_a_vaccine_says_at_whose_rate_it_is_paid() {
    for code in ["G0008", "G0009", "G0010"] {
        let line = estimate(&CLIENT, &in_san_francisco(code))["lines"][0].clone();
        assert_eq!(
            (&line["result"], &line["reason"]["code"]),
            (&json!("other_schedule"), &json!("vaccine_administration"))
        );
        assert!(
            line["reason"]["text"].as_str().unwrap().contains("CMS's own rate of the locality"),
            "{line}"
        );
        assert!(line.get("next_step").is_none(), "{line}");
    }
}

#[test]
fn a_minimal_answer_has_no_next_step() {
    let body = request("99213-GZ in:01112-05").to_string();
    let headers = [("content-type", "application/json"), ("prefer", "return=minimal")];
    let answer = CLIENT.send("POST", "/v1/estimates", &headers, body.as_bytes());
    assert!(!answer.text().contains("next_step"), "{}", answer.text());
    assert!(answer.body.len() < 600, "{} bytes", answer.body.len());
}

#[test]
fn without_a_date_of_service_no_last_day_is_guessed() {
    let line = estimate(&CLIENT, "99213-26 undated in:01112-05")["lines"][0].clone();
    assert_eq!(line["next_step"]["deadline"]["within"], 12);
    assert!(line["next_step"]["deadline"].get("last_day").is_none(), "{line}");
}

#[test]
fn a_time_limit_that_the_law_does_not_have_is_left_out() {
    let folder = fs::read_dir(checkout("data/law")).unwrap().map(|entry| entry.unwrap().path());
    let is_wanted = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|extension| extension == "toml") && !path.ends_with("appeals.toml")
    };
    let files: Vec<(String, String)> = folder
        .filter(is_wanted)
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()))
        .collect();
    let law = Law::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
    let schedule = schedule_under(law);
    let claim: EstimateRequest = serde_json::from_value(request("99213-26 in:01112-05")).unwrap();
    let answer = price(&schedule, claim).unwrap().answer().to_json();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let step = &answer["lines"][0]["next_step"];
    assert_eq!(step["action"], "correct_and_resubmit");
    assert!(step.get("deadline").is_none(), "{step}");
}

#[test]
fn the_vocabulary_has_every_action_and_time_limit() {
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let codes = |list: &str| {
        let listed = vocabulary[list].as_array().unwrap().iter();
        listed.map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    expect![[r#"
        correct_and_resubmit reopen appeal bill_patient bill_elsewhere write_off
        yes no depends
        claim reopening redetermination reconsideration hearing council_review judicial_review"#]]
    .assert_eq(&["next_actions", "appeal_chances", "deadlines"].map(codes).join("\n"));
}

/// Denials as a remittance codes them.
const DENIALS: [&str; 23] = [
    "CO-16 M53",
    "CO-50 N115",
    "CO-50 MA130",
    "CO-97 M15",
    "CO-97",
    "CO-236",
    "PR-96",
    "PR-96 N425",
    "PR-96 N115",
    "CO-96 N425",
    "CO-96",
    "OA-18",
    "CO-29",
    "CO-109",
    "CO-22",
    "PR-26",
    "CO-151",
    "CO-11",
    "CO-B15",
    "CO-B7",
    "PR-204",
    "CO-B13",
    "CO-A8",
];

#[test]
fn the_codes_of_a_remittance_say_what_to_do() {
    let step = |text: &str| {
        let mut words = text.split(' ');
        let (group, carc) = words.next().unwrap().split_once('-').unwrap();
        let (group, carc): (GroupCode, Carc) = (group.parse().unwrap(), carc.parse().unwrap());
        let remarks: Vec<_> = words.map(|remark| remark.parse().unwrap()).collect();
        let step = NextStep::of_denial(group, carc, &remarks);
        let shown =
            step.map(|step| format!("{} appeal:{}", step.action.as_str(), step.appeal_can_help.as_str()));
        format!("{text}: {}", shown.unwrap_or_else(|| "nothing is known".to_owned()))
    };
    expect![[r#"
        CO-16 M53: correct_and_resubmit appeal:depends
        CO-50 N115: appeal appeal:yes
        CO-50 MA130: correct_and_resubmit appeal:no
        CO-97 M15: write_off appeal:no
        CO-97: reopen appeal:depends
        CO-236: reopen appeal:depends
        PR-96: bill_patient appeal:depends
        PR-96 N425: bill_patient appeal:no
        PR-96 N115: appeal appeal:yes
        CO-96 N425: bill_patient appeal:no
        CO-96: appeal appeal:depends
        OA-18: reopen appeal:depends
        CO-29: write_off appeal:no
        CO-109: bill_elsewhere appeal:no
        CO-22: bill_elsewhere appeal:no
        PR-26: bill_patient appeal:depends
        CO-151: appeal appeal:yes
        CO-11: reopen appeal:depends
        CO-B15: reopen appeal:depends
        CO-B7: write_off appeal:depends
        PR-204: bill_patient appeal:no
        CO-B13: write_off appeal:no
        CO-A8: nothing is known"#]]
    .assert_eq(&DENIALS.map(step).join("\n"));
    assert_eq!(NextAction::ALL.len(), 6);
}

/// A request for a letter about the first line of a claim.
fn letter(claim: &str, denial: Value, accept: &str) -> Answer {
    let body = json!({"claim": request(&in_san_francisco(claim)), "denied_line": "1", "denial": denial, "notice_date": "2025-02-03"});
    let headers = [("content-type", "application/json"), ("accept", accept)];
    CLIENT.send("POST", "/v1/appeal-letters", &headers, body.to_string().as_bytes())
}

#[test]
fn a_letter_has_the_line_the_grounds_the_sources_and_blanks() {
    let answer =
        letter("76377-26$300.00", json!({"group": "CO", "carc": "50", "rarc": ["N115"]}), "text/plain");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    expect![[r#"
        [Read this before you send the letter, and delete it. The last day to file this request has passed, or passes today. A late request needs good cause, which the letter must explain (42 CFR 405.942(b)). Without it, the claim can at most be reopened.]

        Date: ____________________

        From: ____________________
              ____________________

        To: Medicare administrative contractor 01112, Part B appeals
            ____________________

        Request for a redetermination

        Patient's name: ____________________
        Medicare number: ____________________
        Claim control number: ____________________
        Practitioner and NPI: ____________________
        Date of service: January 15, 2025
        Service: 76377-26, 1 unit, charge $300.00
        Place of service: 11
        Denial: CO-50, remarks N115
        Date of the remittance advice: February 3, 2025
        Last day to file this request: June 8, 2025

        We disagree with the denial of this service and ask you to pay it.

        76377-26 was reasonable and necessary for this patient (Social Security Act 1862(a)(1)(A)).

        The enclosed record shows the reason for the service and what was done: ________________________________________

        Medicare's amount for the line as billed is $41.69 (CMS MPFS RVU25A, locality 01112-05).

        Enclosed:
        - the remittance advice with the denial
        - the signed record of the service, with orders and results
        - the coverage policy (LCD or NCD), with the parts that the patient meets marked

        Sources: 42 CFR 405.940 to 405.946; Social Security Act 1862(a)(1)(A); 42 CFR 405.924, 405.940

        Name: ____________________
        Signature: ____________________
        Telephone: ____________________
    "#]].assert_eq(answer.text());
}

#[test]
fn a_letter_about_an_edit_names_the_edit() {
    let denial = json!({"carc": "236"});
    let answer = letter("45380+45385 @22", denial, "text/plain");
    assert_eq!(answer.status, 200, "{}", answer.text());
    expect![[r#"
        [Read this before you send the letter, and delete it. The edit has modifier indicator 1. If the record shows that the services were separate, have the claim reopened and add the modifier that says so. An appeal helps only with that record. Without it, write the line off.]

        [Read this before you send the letter, and delete it. The last day to file this request has passed, or passes today. A late request needs good cause, which the letter must explain (42 CFR 405.942(b)). Without it, the claim can at most be reopened.]

        Date: ____________________

        From: ____________________
              ____________________

        To: Medicare administrative contractor 01112, Part B appeals
            ____________________

        Request for a redetermination

        Patient's name: ____________________
        Medicare number: ____________________
        Claim control number: ____________________
        Practitioner and NPI: ____________________
        Date of service: January 15, 2025
        Service: 45380, 1 unit
        Place of service: 22
        Denial: CO-236
        Date of the remittance advice: February 3, 2025
        Last day to file this request: June 8, 2025

        We disagree with the denial of this service and ask you to pay it.

        The line was denied under the NCCI edit of 45385 and 45380. Its modifier indicator is 1: both services are payable if they were separate.

        The enclosed record shows that the services were separate (another encounter, site, or practitioner): ________________________________________

        Medicare's amount for the line as billed is $17.56 (CMS MPFS RVU25A, locality 01112-05).

        Enclosed:
        - the remittance advice with the denial
        - the signed record of the service, with orders and results
        - the records of both services of the day

        Sources: 42 CFR 405.940 to 405.946; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9; 42 CFR 405.980(a)(3); rationale of the edit in CMS's file: More extensive procedure

        Name: ____________________
        Signature: ____________________
        Telephone: ____________________
    "#]].assert_eq(answer.text());
}

#[test]
fn the_page_of_a_letter_has_the_same_words() {
    let denial = || json!({"carc": "50"});
    let text = letter("76377-26", denial(), "text/plain").text().to_owned();
    let page = letter("76377-26", denial(), "text/html");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for line in text.lines().filter(|line| !line.is_empty() && !line.contains("____") && !line.contains(": "))
    {
        let line = line.trim_start_matches("[Read this before you send the letter, and delete it. ");
        let line = line.trim_start_matches("- ").trim_end_matches(']').replace('\'', "&#39;");
        assert!(page.text().contains(&line), "{line}");
    }
}

#[test]
fn a_letter_in_json_has_the_levels_of_appeal() {
    let answer = letter("76377-26", json!({"carc": "50"}), "*/*").json();
    let levels = answer["levels"].as_array().unwrap().iter().map(|level| {
        let deadline = &level["deadline"];
        format!(
            "{} {} {} {} {}",
            deadline["kind"],
            deadline["within"],
            deadline["unit"],
            deadline["last_day"],
            level["least_amount"]
        )
    });
    expect![[r#"
        "redetermination" 120 "days" "2025-06-08" null
        "reconsideration" 180 "days" null null
        "hearing" 60 "days" null "190.00"
        "council_review" 60 "days" null null
        "judicial_review" 60 "days" null "1900.00""#]]
    .assert_eq(&levels.collect::<Vec<_>>().join("\n"));
    // 3 February, five days for the delivery, and 120 days.
    assert_eq!(answer["next_step"]["deadline"]["last_day"], "2025-06-08");
}

#[test]
fn a_letter_that_cannot_help_is_refused_and_says_what_to_do() {
    let said = |claim: &str, denial: Value| {
        let answer = letter(claim, denial, "text/plain");
        let problem: Value = serde_json::from_str(answer.text()).unwrap();
        let faults = problem["errors"].as_array().unwrap().iter();
        let faults = faults.map(|fault| format!("{} {}", fault["pointer"], fault["detail"]));
        format!("{} {}", answer.status, faults.collect::<Vec<_>>().join("\n    "))
    };
    let refusals = [
        said("45378+45380 @22", json!({"carc": "236"})),
        said("45378+45380 @22", json!({"carc": "97"})),
        said("99213-GY", json!({"group": "PR", "carc": "96", "rarc": ["N425"]})),
        said("99213", json!({"carc": "29"})),
        said("99213", json!({"carc": "45"})),
        said("99213", json!({"carc": "097", "group": "XX", "rarc": ["Q1"]})),
        said("9921+99213 undated", json!({"carc": "50"})),
    ];
    expect![[r#"
        422 "/denial/carc" "An appeal cannot help. The edit has modifier indicator 0: Medicare never pays both codes, and no appeal changes the edit. Only if a code was billed by mistake, have the claim reopened and correct it."
        422 "/denial/carc" "An appeal cannot help. The edit has modifier indicator 0: Medicare never pays both codes, and no appeal changes the edit. Only if a code was billed by mistake, have the claim reopened and correct it."
        422 "/denial/carc" "An appeal cannot help. The law excludes the service, so no record makes it payable. The patient owes the charge, with or without a notice."
        422 "/denial/carc" "An appeal cannot help. A claim that was filed late has no appeal rights, and the patient may not be billed. Only an exception of 42 CFR 424.44(b), such as an error of Medicare, lets the contractor take it."
        422 "/denial/carc" "CARC 45 does not deny a line. Send the code that explains why it was not paid."
        422 "/denial/group" "This is not a claim adjustment group code. Write CO, PR, OA, PI or CR."
            "/denial/carc" "This is not a claim adjustment reason code (CARC). Write one to three digits, or a letter and one or two digits, such as 97 or B7."
            "/denial/rarc/0" "This is not a remittance advice remark code (RARC). Write M, MA or N and one to three digits, such as M15, MA130 or N115."
        422 "/claim/date_of_service" "A letter is about a day. Send the date of service."
            "/claim/lines/0/hcpcs" "\"9921\" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.""#]].assert_eq(&refusals.join("\n"));
    let body = json!({"claim": request("99213+99214 in:01112-05"), "denial": {"carc": "50"}}).to_string();
    let answer = CLIENT.post("/v1/appeal-letters", &body);
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("The claim has several lines. Write the id of the denied one: 1, 2."),
        "{}",
        answer.text()
    );
}

#[test]
fn a_letter_is_about_medicare_and_follows_a_notice_after_the_service() {
    let said = |terms: Value, notice: &str| {
        let mut claim = request("99213 in:01112-05");
        claim["terms"] = terms;
        let body = json!({"claim": claim, "denial": {"carc": "50"}, "notice_date": notice}).to_string();
        let answer = CLIENT.post("/v1/appeal-letters", &body);
        if answer.status == 200 { "200".to_owned() } else { answer.problem() }
    };
    assert_eq!(said(Value::Null, "2025-01-15"), "200");
    expect![[r#"
        422 invalid-value
          /claim/terms: A letter is about what Medicare owes. Leave the terms of a contract out.
        422 invalid-value
          /claim/terms: A letter is about what Medicare owes. Leave the terms of a contract out.
        422 invalid-value
          /notice_date: This day is before the service of 2025-01-15. Write the date of the remittance advice with the denial.
        422 invalid-value
          /notice_date: This day is in the future. Write the date of the remittance advice with the denial."#]].assert_eq(
        &[
            said(json!({"percent": "300"}), "2025-02-03"),
            said(json!("clinic"), "2025-02-03"),
            said(Value::Null, "2025-01-14"),
            said(Value::Null, "2199-01-01"),
        ]
        .join("\n"),
    );
}

#[test]
fn no_field_of_a_letter_takes_a_name() {
    let body =
        json!({"claim": request("99213 in:01112-05"), "denial": {"carc": "50"}, "patient_name": "Jane Doe"})
            .to_string();
    let answer = CLIENT.post("/v1/appeal-letters", &body);
    assert_eq!(answer.status, 400);
    assert!(!answer.text().contains("Jane Doe"), "{}", answer.text());
}

#[test]
fn nothing_of_a_letter_is_kept_or_logged() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LOG", "trace")]);
    let body = json!({
        "claim": {"date_of_service": "2025-01-15", "locality": "01112-05",
                  "lines": [{"id": "ZANZIBARQX", "hcpcs": "76377", "modifiers": ["26"], "charge": "98765.43"}]},
        "denied_line": "ZANZIBARQX", "denial": {"carc": "50"}, "notice_date": "2025-02-03",
    });
    let answer = service.client.post("/v1/appeal-letters", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.text().contains("$98,765.43"), "{}", answer.text());
    let kept = format!("{}{}", service.log(), dump(&database));
    for secret in ["ZANZIBARQX", "98765", "98,765"] {
        assert!(!kept.contains(secret), "{secret}");
    }
}

#[test]
fn an_edit_check_and_a_row_of_a_batch_say_what_to_do_too() {
    let claim = request(&in_san_francisco("45385+45380 @22"));
    let whole = CLIENT.post("/v1/estimates", &claim.to_string()).json();
    let expected = &whole["lines"][1]["next_step"];
    let checked = CLIENT.post("/v1/edits/check", &claim.to_string()).json();
    assert_eq!(&checked["lines"][1]["next_step"], expected);
    assert!(checked["lines"][0].get("next_step").is_none(), "{checked}");
    let batch = |body: String| {
        let kind = [("content-type", "application/x-ndjson")];
        let answer = CLIENT.send("POST", "/v1/estimates/batch", &kind, body.as_bytes());
        serde_json::from_str::<Value>(answer.text()).unwrap()
    };
    let row = batch(claim.to_string());
    for name in ["action", "appeal_can_help", "deadline"] {
        assert_eq!(row["lines"][1]["next_step"][name], expected[name], "{row}");
    }
    assert!(row["lines"][0].get("next_step").is_none() && row.get("terms").is_none(), "{row}");
    // Another payer has its own rules and time limits.
    let mut under_terms = claim;
    under_terms["terms"] = json!({"percent": "110"});
    let row = batch(under_terms.to_string());
    assert!(row["lines"][1].get("next_step").is_none(), "{row}");
    assert_eq!(row["terms"], "inline");
    let checked = CLIENT.post("/v1/edits/check", &under_terms.to_string()).json();
    assert!(checked["lines"][1].get("next_step").is_none(), "{checked}");
}

#[test]
fn the_command_line_says_what_to_do_about_a_denial() {
    let place = ["--locality", "01112-05", "--date", "2025-01-15", "--pos", "22"];
    let database = Database::with_starter_data();
    let printed = run_on(&database, &[&["explain", "45385", "45380"], &place[..]].concat()).printed();
    let said: Vec<&str> =
        printed.lines().skip_while(|line| !line.starts_with("If Medicare denies it")).take(2).collect();
    expect![[r#"
        If Medicare denies it: Reopen, within 12 months of the date of the initial determination. An appeal can help in some cases.
          The edit has modifier indicator 1. If the record shows that the services were separate, have the claim reopened and add the modifier that says so. An appeal helps only with that record. Without it, write the line off. [NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9; 42 CFR 405.980(a)(3)]"#]].assert_eq(&said.join("\n"));
    let printed = run_on(&database, &[&["explain", "99213"], &place[..]].concat()).printed();
    assert!(!printed.contains("If Medicare denies it"), "{printed}");
}

#[test]
fn a_toolkit_says_what_to_do_about_each_denial_that_it_predicts() {
    let toolkit = CLIENT.get("/v1/toolkit?codes=76377,98940&date=2025-01-15&locality=01112-05").json();
    let triggers = toolkit["denial_triggers"].as_array().unwrap().iter().map(|trigger| {
        let step = &trigger["next_step"];
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {}-{}: {} appeal:{} {}",
            text(&trigger["hcpcs"]),
            text(&trigger["tip"]),
            text(&trigger["group"]),
            text(&trigger["carc"]),
            text(&step["action"]),
            text(&step["appeal_can_help"]),
            text(&step["deadline"]["kind"]),
        )
    });
    expect![[r#"
        76377 76377-units CO-151: appeal appeal:yes redetermination
        76377 76376-or-76377 CO-236: write_off appeal:no -
        76377 rendering-beside-guidance CO-236: reopen appeal:depends reopening
        76377 missing-26-in-hospital CO-109: correct_and_resubmit appeal:no claim
        98940 chiropractic-active-treatment CO-50: reopen appeal:depends reopening
        98940 unit-limit CO-151: reopen appeal:no reopening"#]]
    .assert_eq(&triggers.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_page_gives_a_time_limit_to_the_actions_that_have_one() {
    let page = std::fs::read_to_string(checkout("docs/denials-and-appeals.md")).unwrap();
    for action in NextAction::ALL {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", action.as_str())));
        let cells: Vec<&str> = row.unwrap_or_default().trim_matches('|').split('|').map(str::trim).collect();
        let [_, meaning, limit] = cells[..] else { panic!("{action:?}: {row:?}") };
        assert!(!meaning.is_empty());
        assert_eq!(limit.is_empty(), action.deadline().is_none(), "{action:?}: {row:?}");
    }
}
