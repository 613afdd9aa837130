//! X12 files as they come in practice, over HTTP: byte order marks, marks of the file's end, wrapped lines, padded elements,
//! parts of units, series of days, later payers, acknowledgements, and reason codes of other days.

use crate::in_memory::{answered, post};
use crate::remittances::{CONTRIBUTING, REMITTANCES, X12, send};
use crate::support::http::Answer;
use crate::support::releases::read_together;
use crate::support::reporting::{self, report, somebody};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq_cms_files::cms_files;
use serde_json::{Value, json};

const ESTIMATES: &str = "/v1/estimates";

const ISA: &str = "ISA*00*          *00*          *ZZ*SENDERONE      *ZZ*RECEIVERONE    *250210*0930*^*00501*000000777*0*T*:~";

/// A remittance with these claims.
fn remittance(claims: &str) -> String {
    format!(
        "{ISA}GS*HP*SENDERONE*RECEIVERONE*20250210*0930*1*X*005010X221A1~ST*835*0001~TRN*1*CHK1*1999999999~LX*1~{claims}\
         SE*9*0001~GE*1*1~IEA*1*000000777~"
    )
}

/// A denied visit in a remittance.
const VISIT: &str =
    "CLP*A1*1*150*0*0*MB*ICN1*11*1~SVC*HC:99213:25*150*0**1~DTM*472*20250115~CAS*CO*16*150~LQ*HE*M51~";

/// A claim with these lines at this place. The subscriber's SBR01 is given.
fn claim(payer: &str, place: &str, lines: &[(&str, &str)]) -> String {
    let lines: String =
        lines.iter().map(|(service, days)| format!("LX*1~SV1*HC:{service}~DTP*472*{days}~")).collect();
    format!(
        "{ISA}GS*HC*SENDERONE*RECEIVERONE*20250210*0930*1*X*005010X222A1~ST*837*0001*005010X222A1~HL*1**20*1~\
         NM1*85*2*BAY CLINIC*****XX*1999999984~N4*SAN FRANCISCO*CA*94110~HL*2*1*22*0~SBR*{payer}*18*******MB~\
         CLM*A1*150***{place}:B:1*Y*A*Y*Y~SBR*P*18*GRP1******CI~{lines}SE*9*0001~GE*1*1~IEA*1*000000777~"
    )
}

fn wrapped(body: &str, width: usize, line_break: &str) -> String {
    let lines: Vec<_> =
        body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(line_break)
}

fn utf_16(body: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(body.encode_utf16()).flat_map(order).collect()
}

/// The detail of the only fault of a refused body.
fn fault(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let answer: Value = serde_json::from_str(answer.text()).unwrap();
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{errors:?}");
    format!("{} {}", errors[0]["pointer"].as_str().unwrap(), errors[0]["detail"].as_str().unwrap())
}

fn priced(body: &[u8]) -> Value {
    serde_json::from_str(&answered(ESTIMATES, X12, body)).unwrap()
}

#[test]
fn every_form_of_a_remittance_makes_the_same_reports() {
    let server = Server::with_starter_data();
    let plain = remittance(VISIT);
    let expected = send(&server, REMITTANCES, plain.as_bytes()).json();
    assert_eq!(
        expected["reports"][0]["report"],
        json!({
            "hcpcs": "99213", "modifiers": ["25"], "place_of_service": "11", "payer": "medicare", "group": "CO",
            "carc": "16", "rarc": ["M51"], "service_month": "2025-01", "billed_bucket": "100_to_249"
        })
    );
    let padded = plain.replace("*MB*", "*MB *").replace("*11*1~", "* 11*1  ~").replace("*HE*", "*HE *");
    let padded = padded.replace("CO*16*", "CO*16 *").replace("*472*", "*472 *").replace(":25*", " :25 *");
    let forms = [
        format!("\u{feff}{plain}"),
        format!("{plain}\r\n\u{1a}"),
        format!("{plain}\0\0\0"),
        wrapped(&plain, 80, "\r\n"),
        wrapped(&plain, 105, "\n"),
        wrapped(&plain, 7, "\r"),
        padded,
    ];
    for form in forms {
        assert_eq!(send(&server, REMITTANCES, form.as_bytes()).json(), expected, "{form}");
    }
    let twice = format!("\u{feff}{plain}\r\n\u{feff}{plain}");
    let answer = send(&server, REMITTANCES, twice.as_bytes()).json();
    assert_eq!((&answer["claims"], &answer["denied_lines"]), (&json!(2), &json!(2)));
}

#[test]
fn an_allowed_amount_counts_wherever_the_line_is_broken_or_padded() {
    let server = Server::with_starter_data();
    let allowed = remittance(&format!("{VISIT}AMT*B6*80~"));
    let padded = allowed.replace("AMT*B6*", "AMT*B6 *");
    for width in 1..=allowed.len() {
        let answer = send(&server, REMITTANCES, wrapped(&allowed, width, "\r\n").as_bytes()).json();
        assert_eq!((&answer["lines"], &answer["denied_lines"]), (&json!(1), &json!(0)), "{width}");
    }
    assert_eq!(send(&server, REMITTANCES, padded.as_bytes()).json()["denied_lines"], 0);
}

#[test]
fn what_is_no_remittance_is_refused_by_name() {
    let server = Server::with_starter_data();
    let refused = |body: &[u8]| fault(&send(&server, REMITTANCES, body));
    let set = |set: &str, version: &str| {
        format!(
            "{ISA}GS*FA*A*B*20250210*0930*1*X*{version}~ST*{set}*0001*{version}~SE*2*0001~GE*1*1~IEA*1*1~"
        )
    };
    expect!["/segments/3 Expected 835 and version 005010X221, a remittance. This is an acknowledgement (TA1), not an 835."]
        .assert_eq(&refused(format!("{ISA}TA1*000000777*250210*0930*R*020~IEA*0*000000777~").as_bytes()));
    expect!["/segments/2 Expected 835 and version 005010X221, a remittance. The interchange is empty: it has no transaction (ST)."]
        .assert_eq(&refused(format!("{ISA}IEA*0*000000777~").as_bytes()));
    expect!["/segments/3/ST Expected 835 and version 005010X221, a remittance. This transaction is an acknowledgement (999), not an 835."]
        .assert_eq(&refused(set("999", "005010X231A1").as_bytes()));
    expect!["/segments/3/ST Expected 835 and version 005010X221, a remittance. This transaction is an acknowledgement (997), not an 835."]
        .assert_eq(&refused(set("997", "005010").as_bytes()));
    expect!["/segments/3/ST Expected 835 and version 005010X221, a remittance. This transaction is a claim status or an acknowledgement of claims (277), not an 835."]
        .assert_eq(&refused(set("277", "005010X214").as_bytes()));
    expect!["/segments/1/ISA Expected text in ASCII or UTF-8. This is UTF-16: save it again in UTF-8."]
        .assert_eq(&refused(&utf_16(&remittance(VISIT), u16::to_le_bytes)));
    assert!(refused(&utf_16(&remittance(VISIT), u16::to_be_bytes)).contains("UTF-16"));
    assert!(refused(&utf_16(&remittance(VISIT), u16::to_be_bytes)[2..]).contains("UTF-16"));
    expect!["/segments/1/ISA Expected a segment terminator right after ISA16. There is a blank, which would end every segment at its first blank: remove it."]
        .assert_eq(&refused(remittance(VISIT).replacen(":~", ": ~", 1).as_bytes()));
    let lines = wrapped(&remittance(VISIT), 400, "\n").replace('~', "\n").replace("*MB*", "*\nMB*");
    expect!["/segments/7 Expected a segment of this kind of transaction. A line break ends segments here: lines must not be wrapped."]
        .assert_eq(&refused(lines.as_bytes()));
    let claims = |body: String| fault(&post(ESTIMATES, X12, body.as_bytes()));
    expect!["/segments/3/ST Expected 837 and version 005010X222, a professional claim; institutional and dental claims are not supported. This transaction is a remittance (835), not an 837."]
        .assert_eq(&claims(remittance(VISIT)));
    assert!(
        claims(format!("{ISA}TA1*1*250210*0930*A*000~IEA*0*1~"))
            .contains("acknowledgement (TA1), not an 837")
    );
}

#[test]
fn a_modifier_of_one_character_is_left_out_and_counted() {
    let server = Server::with_starter_data();
    let body = remittance(&VISIT.replace(":25*", ":5:26:7*"));
    let answer = send(&server, REMITTANCES, body.as_bytes()).json();
    assert_eq!(answer["reports"][0]["report"]["modifiers"], json!(["26"]));
    assert_eq!(answer["unknown_modifiers"], 2);
}

#[test]
fn the_reason_with_the_greatest_amount_is_reported() {
    let server = Server::with_starter_data();
    let carc = |adjustments: &str| {
        let body = remittance(&VISIT.replace("CAS*CO*16*150~", adjustments));
        send(&server, REMITTANCES, body.as_bytes()).json()["reports"][0]["report"]["carc"].clone()
    };
    assert_eq!(carc("CAS*CO*288*100*1*16*50~"), "288");
    assert_eq!(carc("CAS*CO*219*100*1*16*50~"), "219", "we have no words for it");
    assert_eq!(carc("CAS*CO*59*100*1*16*50~"), "16", "59 may be a reduction only");
    assert_eq!(carc("CAS*CO*131*100*1*16*50~"), "16", "131 is a discount");
}

#[test]
fn reasons_and_remarks_must_not_be_older_than_the_service() {
    let server = Server::with_own_starter_data();
    let line = |day: &str, carc: &str, rarc: &str| {
        let body = VISIT.replace("20250115", day).replace("*16*", &format!("*{carc}*")).replace("M51", rarc);
        send(&server, CONTRIBUTING, remittance(&body).as_bytes()).json()
    };
    let old = line("20030115", "17", "MA03");
    assert_eq!(old["reports"][0]["report"]["rarc"], json!(["MA03"]));
    assert_eq!(old["reports"][0]["notes"], json!(null));
    let stopped = line("20250115", "17", "MA03");
    assert_eq!((&stopped["reports"], &stopped["unknown_remarks"]), (&json!([]), &json!(1)));
    expect!["the line was denied, but CARC 17 was stopped on 2009-07-01, before the month of the service: ask the payer for the reason"]
        .assert_eq(stopped["skipped"][0]["text"].as_str().unwrap());
    assert_eq!(stopped["skipped"][0]["code"], "stopped_reason");
    let newer = line("20250115", "307", "N913");
    expect!["CARC 307 is in force from 2025-03-01, after the month of the service. That is right if the payer decided later."]
        .assert_eq(newer["reports"][0]["notes"][0]["text"].as_str().unwrap());
    assert_eq!(newer["reports"][0]["notes"][1]["code"], "remark_newer_than_service");

    let by_hand = |fields: Value| reporting::send(&server, &somebody(), None, &report(&fields).to_string());
    expect![[r#"
        422 invalid-value
          /carc: CARC 17 was stopped on 2009-07-01, before the month of the service. Send the code that the payer uses now
          /rarc/0: RARC MA03 was stopped on 2006-10-01, before the month of the service. Leave it out"#]]
    .assert_eq(&by_hand(json!({"carc": "17", "rarc": ["MA03"], "service_month": "2025-01"})).problem());
    let newer = by_hand(json!({"carc": "307", "rarc": [], "service_month": "2024-12"}));
    let newer: Value = serde_json::from_str(newer.text()).unwrap();
    assert_eq!(
        (&newer["status"], &newer["notes"][0]["code"]),
        (&json!("accepted"), &json!("reason_newer_than_service"))
    );
    let then = by_hand(json!({"carc": "17", "rarc": ["MA03"], "service_month": "2006-03"}));
    assert!(then.status == 202 && !then.text().contains("notes"), "{}", then.text());
}

#[test]
fn a_series_of_days_is_within_the_unit_limit_of_a_day() {
    let line = |service: &str, days: &str| {
        let answer = priced(claim("P", "21", &[(service, days)]).as_bytes());
        let line = answer["claims"][0]["estimate"]["lines"][0].clone();
        let confidence = line["confidence"]["reasons"].as_array().unwrap().clone();
        let divided = confidence.iter().any(|reason| reason["code"] == "units_divided_by_days");
        format!("{} {} {divided}", line["result"].as_str().unwrap(), line["amounts"]["allowed"])
    };
    assert_eq!(line("99231*450*UN*3***1", "RD8*20250115-20250117"), "priced \"161.37\" true");
    assert_eq!(line("99231*450*UN*3***1", "D8*20250115"), "denied_by_edit null false");
    // Four units over three days are rounded to one a day, five to two.
    assert_eq!(line("99231*450*UN*4***1", "RD8*20250115-20250117"), "priced \"215.16\" true");
    assert_eq!(line("99231*450*UN*5***1", "RD8*20250115-20250117"), "denied_by_edit null false");
}

#[test]
fn a_part_of_a_unit_refuses_the_line_and_not_the_claim() {
    let day = "D8*20250115";
    let lines =
        [("99213*150*UN*1.5***1", day), ("76377:26*90*UN*1.0***1", day), ("A0425:RH*200*UN*12.4***1", day)];
    let answer = priced(claim("P", "11", &lines).as_bytes());
    let results = |answer: &Value| -> Vec<String> {
        let lines = answer["claims"][0]["estimate"]["lines"].as_array().unwrap();
        lines.iter().map(|line| line["result"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(results(&answer), ["invalid", "priced", "unknown_code"]);
    let visit = &answer["claims"][0]["estimate"]["lines"][0];
    assert_eq!(visit["reason"]["code"], "units_not_whole");
    assert_eq!((&visit["units"], &visit["adjustments"][0]["rarc"]), (&json!(2), &json!(["M53"])));
    let notes = answer["claims"][0]["notes"].as_array().unwrap();
    assert_eq!(notes.iter().filter(|note| note["code"] == "part_of_unit").count(), 2);
    let Some(releases) = cms_files(["fee-schedule/rvu25a.zip"]) else { return };
    let server = Server::with(&read_together(&releases));
    let answer = send(&server, ESTIMATES, claim("P", "41", &lines[2..]).as_bytes()).json();
    assert_eq!(results(&answer), ["other_schedule"]);
}

#[test]
fn a_claim_of_which_another_payer_is_first_has_a_note() {
    let notes = |payer: &str| {
        let answer = priced(claim(payer, "11", &[("99213*150*UN*1***1", "D8*20250115")]).as_bytes());
        let notes = answer["claims"][0]["notes"].as_array().unwrap().clone();
        notes.iter().find(|note| note["code"] == "not_first_payer").map(|note| note["text"].to_string())
    };
    assert_eq!((notes("P"), notes("")), (None, None));
    expect![[r#""SBR01 in segment 8 is not P: another payer pays this claim first. The amounts are what Medicare pays as the first payer. As a later payer it pays no more than what is left (42 CFR 411.33).""#]]
        .assert_eq(&notes("S").unwrap());
    assert!(notes("T").is_some());
}
