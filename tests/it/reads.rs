//! Looking codes up: search results, page by page, and the page of one code.

use crate::support::check_answers;
use crate::support::releases::{of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::starter;
use serde_json::Value;

/// Requests each path and compares the answers, as `describe` writes them.
fn check(server: &Server, golden: &Expect, describe: impl Fn(&Value) -> String) {
    check_answers(golden, |path| describe(&server.get(path).json()));
}

/// The codes of a search, and whether there are more.
fn found(answer: &Value) -> String {
    let codes = answer["codes"].as_array().unwrap().iter().map(|code| {
        let modifiers: Vec<&str> =
            code["modifiers"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        format!(
            "{} {} [{}]",
            code["hcpcs"].as_str().unwrap(),
            code["status"].as_str().unwrap(),
            modifiers.join(" ")
        )
    });
    let more = answer["next_cursor"].as_str().map(|cursor| format!("more after {cursor}"));
    let shown: Vec<String> = codes.chain(more).collect();
    if shown.is_empty() { "nothing".to_owned() } else { shown.join("\n") }
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the golden answer")]
fn codes_are_found_by_prefix_words_and_status() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            /v1/codes?q=7637
              76376 A [ 26 TC]
              76377 A [ 26 TC]
            /v1/codes?q=g047
              G0472 X []
              G0473 A []
              G0475 X []
            /v1/codes?q=three-dimensional
              76377 A [ 26 TC]
              76376 A [ 26 TC]
              77063 A [ 26 TC]
              G0279 A [ 26 TC]
              77295 A [ 26 TC]
              70498 A [ 26 TC]
              70496 A [ 26 TC]
              75574 A [ 26 TC]
              71275 A [ 26 TC]
              74261 A [ 26 TC]
            /v1/codes?q=THREE-dimensional+workstation
              76377 A [ 26 TC]
              76376 A [ 26 TC]
            /v1/codes?q=electrocardiogram&limit=3
              93000 A []
              93010 A []
              93005 A []
              more after 93005
            /v1/codes?status=T&limit=200
              36591 T []
              36592 T []
              36598 T []
              94760 T []
              94761 T []
              96523 T []
              G0117 T []
              G0118 T []
            /v1/codes?status=R
              11055 R []
              11056 R []
              11057 R []
              11719 R []
              15824 R []
              33945 R []
              90846 R []
              D7140 R []
              G0127 R []
            /v1/codes?q=9&status=N
              92015 N []
              99397 N []
            /v1/codes?q=zeppelin
              nothing
            /v1/codes?q=%25
              nothing
            /v1/codes?q=7055&limit=1
              70551 A [ 26 TC]
              more after 70551
            /v1/codes?q=7055&limit=1&cursor=70551
              70553 A [ 26 TC]
              more after 70553"#]],
        found,
    );
}

#[test]
fn words_are_searched_if_no_code_matches_and_match_by_prefix() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            /v1/codes?q=76377&limit=1
              76377 A [ 26 TC]
            /v1/codes?q=76377&status=N
              nothing
            /v1/codes?q=ear&limit=3
              14060 A []
              69209 A []
              G0268 A []
              more after G0268
            /v1/codes?q=ack
              nothing"#]],
        found,
    );
}

#[test]
fn pages_of_codes_hold_each_code_once() {
    let server = Server::with_starter_data();
    for limit in [1, 7, 200] {
        let (mut codes, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.get(&format!("/v1/codes?limit={limit}{cursor}")).json();
            let page_codes = page["codes"].as_array().unwrap();
            codes.extend(page_codes.iter().map(|code| code["hcpcs"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            assert_eq!(page_codes.len(), limit);
            cursor = format!("&cursor={next}");
        }
        let expected: Vec<String> = starter::codes().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(codes, expected, "{limit} a page");
    }
}

#[test]
fn pages_of_a_search_add_up_to_its_whole() {
    let server = Server::with_starter_data();
    let codes = |query: &str| {
        let page = server.get(&format!("/v1/codes?{query}")).json();
        let codes = page["codes"].as_array().unwrap().iter();
        let codes: Vec<String> = codes.map(|code| code["hcpcs"].as_str().unwrap().to_owned()).collect();
        (codes, page["next_cursor"].as_str().map(str::to_owned))
    };
    // By the first letters of a code and by words, also with a cursor behind every code that begins so.
    for search in ["q=99", "q=g0", "q=screening", "q=one+or+more", "q=99&status=A"] {
        let (whole, more) = codes(&format!("{search}&limit=200"));
        assert!(whole.len() > 3 && more.is_none(), "{search}: {whole:?}");
        // The best matches of words come first.
        let by_code = search.starts_with("q=99") || search.starts_with("q=g0");
        assert!(whole.is_sorted() || !by_code, "{search}: {whole:?}");
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let (page, next) = codes(&format!("{search}&limit=2{cursor}"));
            paged.extend(page);
            let Some(next) = next else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, whole, "{search}");
        assert_eq!(codes(&format!("{search}&cursor=ZZZZZ")), (Vec::new(), None), "{search}");
    }
}

/// Every path that an answer links to.
fn links(answer: &Value) -> Vec<String> {
    match answer {
        Value::String(text) => {
            Some(text.clone()).filter(|text| text.starts_with("/v1/")).into_iter().collect()
        }
        Value::Array(items) => items.iter().flat_map(links).collect(),
        Value::Object(fields) => fields.values().flat_map(links).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[test]
fn links_keep_the_requested_release_and_place() {
    // The newest release has no localities and not the first code; the later release of 2025 does not have the second.
    let mut newest = of_year("RVU26C", "2026-07-01");
    tables(&mut newest).localities.clear();
    tables(&mut newest).services.retain(|service| service.row.hcpcs.as_str() != "70551");
    let mut later = of_year("RVU25D", "2025-10-01");
    tables(&mut later).services.retain(|service| service.row.hcpcs.as_str() != "76377");
    let server = Server::with(&[whole_rvu25a(), later, newest]);
    check_answers(
        &expect![[r#"
            /v1/zips/94110
              /v1/localities/01112-05?release=RVU25D RVU25D
            /v1/zips/94110?date=2025-01-01
              /v1/localities/01112-05?date=2025-01-01 RVU25A
            /v1/codes?q=70551&release=rvu25a
              /v1/codes/70551?release=RVU25A RVU25A
            /v1/codes?q=70551&date=2025-11-01
              /v1/codes/70551?date=2025-11-01 RVU25D
            /v1/codes?q=70551&date=2025-11-01&release=RVU25A
              /v1/codes/70551?date=2025-11-01&release=RVU25A RVU25A
            /v1/codes?q=76377
              /v1/codes/76377 RVU26C
            /v1/codes/70551?date=2025-01-15
              /v1/codes/70551/denials -
              /v1/codes/70551/edits?date=2025-01-15 2024Q3
              /v1/estimates
              /v1/codes/70551/history -
              /v1/codes/70551/tips?date=2025-01-15 RVU25A
            /v1/codes/76377?date=2025-01-15&zip=94110
              /v1/codes/76377/denials -
              /v1/codes/76377/edits?date=2025-01-15 2024Q3
              /v1/estimates
              /v1/codes/76377/history -
              /v1/codes/76377/tips?date=2025-01-15&zip=94110 RVU25A
            /v1/codes/76377?release=RVU25A&locality=0111205
              /v1/codes/76377/denials -
              /v1/codes/76377/edits?date=2025-01-01 2024Q3
              /v1/estimates
              /v1/codes/76377/history -
              /v1/codes/76377/tips?date=2025-01-01&release=RVU25A&locality=01112-05 RVU25A
            /v1/codes/76377?release=RVU25A&date=2025-11-01
              /v1/codes/76377/denials -
              /v1/codes/76377/edits?date=2025-11-01 2024Q3
              /v1/estimates
              /v1/codes/76377/history -
              /v1/codes/76377/tips?date=2025-11-01&release=RVU25A RVU25A
            /v1/toolkit?codes=70551&date=2025-11-01&zip=94110
              /v1/codes/70551/tips?date=2025-11-01&zip=94110 RVU25D"#]],
        |path| {
            let links = links(&server.get(path).json());
            let shown = links.iter().map(|link| {
                let found = if link == "/v1/estimates" { None } else { Some(server.get(link).json()) };
                let release = found.map(|found| {
                    let named = [&found["release"], &found["source"]["release"]];
                    named.into_iter().find_map(Value::as_str).unwrap_or("-").to_owned()
                });
                format!("{link} {}", release.unwrap_or_default()).trim_end().to_owned()
            });
            shown.collect::<Vec<_>>().join("\n")
        },
    );
}

#[test]
fn tips_of_a_named_release_show_claims_that_name_it_too() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU25D", "2025-10-01")]);
    let tips = |query: &str| server.get(&format!("/v1/codes/76377/tips?date=2025-11-01{query}")).json();
    for (query, named, release) in [("", None, "RVU25D"), ("&release=rvu25a", Some("RVU25A"), "RVU25A")] {
        let answer = tips(query);
        assert_eq!(answer["source"]["release"], release);
        let figures = answer["tips"].as_array().unwrap().iter().map(|tip| &tip["figures"]["claim"]);
        let figures: Vec<_> = figures.filter(|figure| figure.is_object()).collect();
        assert!(figures.len() > 3, "{answer}");
        for figure in figures {
            assert_eq!(figure["request"]["release"].as_str(), named);
            let estimate = server.post("/v1/estimates", &figure["request"].to_string()).json();
            assert_eq!(estimate["source"]["release"], release);
            let mut lines = estimate["lines"].as_array().unwrap().iter();
            let line = lines.find(|line| line["id"] == figure["line"]).unwrap();
            assert_eq!(line["result"], figure["result"]);
        }
    }
}

/// The rows of a code's page in short.
fn page(answer: &Value) -> String {
    let amounts = |amounts: &Value| {
        let setting = |name: &str| amounts[name].as_str().map(str::to_owned);
        let both = setting("non_facility").zip(setting("facility"));
        both.map_or_else(|| "none".to_owned(), |(outside, inside)| format!("{outside}/{inside}"))
    };
    let rows = answer["rows"].as_array().unwrap().iter().map(|row| {
        let of = |name: &str| amounts(&row["amounts"][name]);
        let total = row["rvu"]["total_non_facility"].as_str().unwrap();
        format!(
            "{:2} {} {total} national {} local {} cap {}",
            row["modifier"].as_str().unwrap(),
            row["status"]["code"].as_str().unwrap(),
            of("national"),
            of("local"),
            of("opps_cap")
        )
    });
    let source = format!(
        "{} {} at {}",
        answer["source"]["release"].as_str().unwrap(),
        answer["date"].as_str().unwrap(),
        answer["conversion_factor"].as_str().unwrap()
    );
    let reasons = answer["confidence"]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["code"].as_str().unwrap().to_owned());
    let confidence = [answer["confidence"]["level"].as_str().unwrap().to_owned()]
        .into_iter()
        .chain(reasons)
        .collect::<Vec<_>>()
        .join(" ");
    [format!("{source}, {confidence}")].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_code_page_has_all_rows_with_national_and_local_amounts() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU24A", "2024-01-01")]);
    check(
        &server,
        &expect![[r#"
            /v1/codes/76377
              RVU25A 2025-01-01 at 32.3465, high
                 A 2.38 national 76.98/76.98 local none cap none
              26 A 1.12 national 36.23/36.23 local none cap none
              TC A 1.26 national 40.76/40.76 local none cap none
            /v1/codes/76377?locality=01112-05
              RVU25A 2025-01-01 at 32.3465, high
                 A 2.38 national 76.98/76.98 local 98.89/98.89 cap none
              26 A 1.12 national 36.23/36.23 local 41.69/41.69 cap none
              TC A 1.26 national 40.76/40.76 local 57.20/57.20 cap none
            /v1/codes/76377?zip=94110
              RVU25A 2025-01-01 at 32.3465, high
                 A 2.38 national 76.98/76.98 local 98.89/98.89 cap none
              26 A 1.12 national 36.23/36.23 local 41.69/41.69 cap none
              TC A 1.26 national 40.76/40.76 local 57.20/57.20 cap none
            /v1/codes/76377?zip=90265
              RVU25A 2025-01-01 at 32.3465, medium zip_plus_four_needed
                 A 2.38 national 76.98/76.98 local 87.06/87.06 cap none
              26 A 1.12 national 36.23/36.23 local 38.72/38.72 cap none
              TC A 1.26 national 40.76/40.76 local 48.34/48.34 cap none
            /v1/codes/76377?date=2024-03-08
              RVU24A 2024-03-08 at 32.7442, high
                 A 2.38 national 77.93/77.93 local none cap none
              26 A 1.12 national 36.67/36.67 local none cap none
              TC A 1.26 national 41.26/41.26 local none cap none
            /v1/codes/76377?date=2024-03-09
              RVU24A 2024-03-09 at 33.2875, high
                 A 2.38 national 79.22/79.22 local none cap none
              26 A 1.12 national 37.28/37.28 local none cap none
              TC A 1.26 national 41.94/41.94 local none cap none
            /v1/codes/76377?release=RVU24A&locality=01112-05
              RVU24A 2024-01-01 at 32.7442, high
                 A 2.38 national 77.93/77.93 local 100.11/100.11 cap none
              26 A 1.12 national 36.67/36.67 local 42.20/42.20 cap none
              TC A 1.26 national 41.26/41.26 local 57.91/57.91 cap none"#]],
        page,
    );
}

#[test]
fn an_amount_that_cms_does_not_publish_is_null() {
    check(
        &Server::with(&[whole_rvu25a()]),
        &expect![[r#"
            /v1/codes/g0439
              RVU25A 2025-01-01 at 32.3465, high
                 A 3.91 national 126.47/126.47 local none cap none
            /v1/codes/45378
              RVU25A 2025-01-01 at 32.3465, high
                 A 10.13 national 327.67/177.26 local none cap none
              53 A 5.07 national 164.00/88.95 local none cap none
            /v1/codes/71275?locality=01112-05
              RVU25A 2025-01-01 at 32.3465, high
                 A 8.59 national 277.86/277.86 local 370.70/370.70 cap 347.29/347.29
              26 A 2.57 national 83.13/83.13 local 95.33/95.33 cap none
              TC A 6.02 national 194.73/194.73 local 275.37/275.37 cap 251.96/251.96
            /v1/codes/70170
              RVU25A 2025-01-01 at 32.3465, high
                 C 0.00 national none local none cap 255.54/255.54
              26 A 0.43 national 13.91/13.91 local none cap none
              TC C 0.00 national none local none cap 241.63/241.63
            /v1/codes/84165
              RVU25A 2025-01-01 at 32.3465, high
                 X 0.00 national none local none cap none
              26 A 0.53 national 17.14/17.14 local none cap none
            /v1/codes/99024
              RVU25A 2025-01-01 at 32.3465, high
                 B 0.00 national none local none cap none
            /v1/codes/D7140
              RVU25A 2025-01-01 at 32.3465, high
                 R 0.00 national none local none cap none
            /v1/codes/99213?date=2025-12-31
              RVU25A 2025-12-31 at 32.3465, medium older_release
                 A 2.75 national 88.95/63.72 local none cap none"#]],
        page,
    );
}

#[test]
fn a_code_page_explains_every_indicator() {
    let server = Server::with_starter_data();
    let page = server.get("/v1/codes/76377?locality=01112-05").json();
    assert_eq!(page["rows"].as_array().unwrap().len(), 3);
    let indicators = page["rows"][2]["indicators"].as_object().unwrap().iter();
    let shown: Vec<String> = indicators.map(|(name, value)| format!("{name}: {value}")).collect();
    expect![[r#"
        assistant: {"code":"0","text":"Medicare pays an assistant only if documentation shows the need."}
        bilateral: {"code":"0","text":"Both sides together are paid as one side, not 150 percent."}
        co_surgeon: {"code":"0","text":"Co-surgeons are not permitted."}
        endoscopic_base: null
        global_days: {"code":"XXX","text":"Global periods do not apply."}
        imaging_family: 99
        multiple_procedure: {"code":"0","text":"No multiple procedure reduction."}
        package: {"intraoperative":"0.0000","postoperative":"0.0000","preoperative":"0.0000"}
        pc_tc: {"code":"1","text":"A test with a professional and a technical component. Bill 26, TC, or neither for the whole test."}
        supervision: {"code":"03","text":"Personal supervision by a physician."}
        team: {"code":"0","text":"A surgical team is not permitted."}"#]].assert_eq(&shown.join("\n"));
    expect![[r#"{"facility_na":true,"mp":"0.02","non_facility_na":false,"not_used_for_payment":false,"pe_facility":"1.23","pe_non_facility":"1.23","total_facility":"1.25","total_non_facility":"1.25","work":"0.00"}"#]].assert_eq(&page["rows"][2]["rvu"].to_string());
    expect![[r#"{"code":"A","text":"Medicare pays it separately under the physician fee schedule, if it is covered."}"#]]
        .assert_eq(&page["rows"][2]["status"].to_string());
}

#[test]
fn only_cms_s_own_descriptors_are_shown_and_every_code_is_explained() {
    let server = Server::with_starter_data();
    let codes = server.get("/v1/codes?limit=200").json();
    for code in codes["codes"].as_array().unwrap() {
        let page = server.get(code["link"].as_str().unwrap()).json();
        let hcpcs = page["hcpcs"].as_str().unwrap();
        let is_cms_s = hcpcs.starts_with(|first: char| first.is_ascii_alphabetic() && first != 'D');
        assert_eq!(page["descriptor"].is_string(), is_cms_s, "{hcpcs}");
        assert!(page["explanation"].as_str().unwrap().len() > 20, "{hcpcs}");
        assert_eq!(server.get(page["links"]["history"].as_str().unwrap()).status, 200);
    }
}
