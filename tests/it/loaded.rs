//! Reads of the loaded data: history, releases, localities, ZIP codes; and the entity tag of every read.

use crate::support::asking::estimate;
use crate::support::check_answers;
use crate::support::releases::{NATION, of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::schedule::content::ReleaseContent;
use medpayiq::store::Consent;
use medpayiq::vocabulary::Setting;

/// A release of October without 99214, with more work for 99213 and another status of 97010.
fn changed_in_october() -> ReleaseContent {
    let mut october = of_year("RVU25D", "2025-10-01");
    let services = &mut tables(&mut october).services;
    services.retain(|service| service.row.hcpcs.as_str() != "99214");
    for service in services.iter_mut().filter(|service| service.row.hcpcs.as_str() == "99213") {
        service.row.work = "1.40".parse().unwrap();
        service.total_non_facility = service.row.rvus(Setting::NonFacility).total();
        service.total_facility = service.row.rvus(Setting::Facility).total();
    }
    for service in services.iter_mut().filter(|service| service.row.hcpcs.as_str() == "97010") {
        service.row.status = "A".parse().unwrap();
    }
    october
}

#[test]
fn a_history_lists_the_changes_between_releases() {
    let october = changed_in_october();
    let server = Server::with(&[whole_rvu25a(), of_year("RVU24A", "2024-01-01"), october]);
    check_answers(
        &expect![[r#"
            /v1/codes/99213/history
              "RVU24A" "2024-01-01" "2024-03-08" "32.7442" true
                {"change":null,"modifier":"","national":{"facility":"64.51","non_facility":"90.05"},"status":"A","total_facility":"1.97","total_non_facility":"2.75","work":"1.30"}
              "RVU24A" "2024-03-09" "2024-12-31" "33.2875" true
                {"change":{"conversion_factor_was":"32.7442","national":{"facility":"1.07","non_facility":"1.49"},"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":{"facility":"65.58","non_facility":"91.54"},"status":"A","total_facility":"1.97","total_non_facility":"2.75","work":"1.30"}
              "RVU25A" "2025-01-01" "2025-09-30" "32.3465" true
                {"change":{"conversion_factor_was":"33.2875","national":{"facility":"-1.86","non_facility":"-2.59"},"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":{"facility":"63.72","non_facility":"88.95"},"status":"A","total_facility":"1.97","total_non_facility":"2.75","work":"1.30"}
              "RVU25D" "2025-10-01" "2025-12-31" "32.3465" true
                {"change":{"conversion_factor_was":null,"national":{"facility":"3.24","non_facility":"3.24"},"since":"RVU25A","status_was":null,"total_facility":"0.10","total_non_facility":"0.10"},"modifier":"","national":{"facility":"66.96","non_facility":"92.19"},"status":"A","total_facility":"2.07","total_non_facility":"2.85","work":"1.40"}
              "RVU26C" "2026-07-01" "2026-12-31" "33.4009" true
                {"change":{"conversion_factor_was":"32.3465","national":{"facility":"-9.51","non_facility":"3.00"},"since":"RVU25D","status_was":null,"total_facility":"-0.35","total_non_facility":"0.00"},"modifier":"","national":{"facility":"57.45","non_facility":"95.19"},"status":"A","total_facility":"1.72","total_non_facility":"2.85","work":"1.30"}
            /v1/codes/99214/history
              "RVU24A" "2024-01-01" "2024-03-08" "32.7442" true
                {"change":null,"modifier":"","national":{"facility":"94.96","non_facility":"126.72"},"status":"A","total_facility":"2.90","total_non_facility":"3.87","work":"1.92"}
              "RVU24A" "2024-03-09" "2024-12-31" "33.2875" true
                {"change":{"conversion_factor_was":"32.7442","national":{"facility":"1.57","non_facility":"2.10"},"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":{"facility":"96.53","non_facility":"128.82"},"status":"A","total_facility":"2.90","total_non_facility":"3.87","work":"1.92"}
              "RVU25A" "2025-01-01" "2025-09-30" "32.3465" true
                {"change":{"conversion_factor_was":"33.2875","national":{"facility":"-2.73","non_facility":"-3.64"},"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":{"facility":"93.80","non_facility":"125.18"},"status":"A","total_facility":"2.90","total_non_facility":"3.87","work":"1.92"}
              "RVU25D" "2025-10-01" "2025-12-31" "32.3465" false
              "RVU26C" "2026-07-01" "2026-12-31" "33.4009" true
                {"change":{"conversion_factor_was":"32.3465","national":{"facility":"-9.30","non_facility":"10.43"},"since":"RVU25A","status_was":null,"total_facility":"-0.37","total_non_facility":"0.19"},"modifier":"","national":{"facility":"84.50","non_facility":"135.61"},"status":"A","total_facility":"2.53","total_non_facility":"4.06","work":"1.92"}
            /v1/codes/97010/history
              "RVU24A" "2024-01-01" "2024-03-08" "32.7442" true
                {"change":null,"modifier":"","national":null,"status":"B","total_facility":"0.20","total_non_facility":"0.20","work":"0.06"}
              "RVU24A" "2024-03-09" "2024-12-31" "33.2875" true
                {"change":{"conversion_factor_was":"32.7442","national":null,"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":null,"status":"B","total_facility":"0.20","total_non_facility":"0.20","work":"0.06"}
              "RVU25A" "2025-01-01" "2025-09-30" "32.3465" true
                {"change":{"conversion_factor_was":"33.2875","national":null,"since":"RVU24A","status_was":null,"total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":null,"status":"B","total_facility":"0.20","total_non_facility":"0.20","work":"0.06"}
              "RVU25D" "2025-10-01" "2025-12-31" "32.3465" true
                {"change":{"conversion_factor_was":null,"national":null,"since":"RVU25A","status_was":"B","total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":null,"status":"A","total_facility":"0.20","total_non_facility":"0.20","work":"0.06"}
              "RVU26C" "2026-07-01" "2026-12-31" "33.4009" true
                {"change":{"conversion_factor_was":"32.3465","national":null,"since":"RVU25D","status_was":"A","total_facility":"0.00","total_non_facility":"0.00"},"modifier":"","national":null,"status":"B","total_facility":"0.20","total_non_facility":"0.20","work":"0.06"}"#]],
        |path| {
            let answer = server.get(path).json();
            let releases = answer["releases"].as_array().unwrap().iter().map(|release| {
                let rows: String =
                    release["rows"].as_array().unwrap().iter().map(|row| format!("\n  {row}")).collect();
                format!(
                    "{} {} {} {} {}{rows}",
                    release["release"],
                    release["effective_from"],
                    release["effective_to"],
                    release["conversion_factor"],
                    release["listed"]
                )
            });
            releases.collect::<Vec<_>>().join("\n")
        },
    );
}

#[test]
fn a_release_is_in_force_until_the_next_of_its_year() {
    let releases = [
        ("RVU24A", "2024-01-01"),
        ("RVU25B", "2025-04-01"),
        ("RVU25BR", "2025-04-01"),
        ("RVU25D", "2025-10-01"),
    ];
    let server = Server::with(&releases.map(|(label, day)| of_year(label, day)));
    let answer = server.get("/v1/releases").json();
    let shown = answer["releases"].as_array().unwrap().iter().map(|release| {
        let [label, from, to] = ["release", "effective_from", "effective_to"].map(|field| &release[field]);
        format!("{label} {from} {to}")
    });
    expect![[r#"
        "RVU24A" "2024-01-01" "2024-12-31"
        "RVU25A" "2025-01-01" "2025-03-31"
        "RVU25B" "2025-04-01" null
        "RVU25BR" "2025-04-01" "2025-09-30"
        "RVU25D" "2025-10-01" "2025-12-31"
        "RVU26C" "2026-07-01" "2026-12-31"
        "ZIP5_2025Q4" "2025-10-01" null
        "ANES_BASE_2022" "2022-01-01" null
        "PTP_2024Q3" "2024-07-01" null
        "MUE_2024Q3" "2024-07-01" null
        "MUE_2026Q2" "2026-04-01" null
        "AOC_2024Q3" "2024-07-01" null
        "AOC_2026Q2" "2026-04-01" null"#]]
    .assert_eq(&shown.collect::<Vec<_>>().join("\n"));
    let history = server.get("/v1/codes/99214/history").json();
    let shown = history["releases"].as_array().unwrap().iter().map(|entry| {
        let [label, from, to] = ["release", "effective_from", "effective_to"].map(|field| &entry[field]);
        format!("{label} {from} {to} {}", entry["rows"][0]["change"]["conversion_factor_was"])
    });
    expect![[r#"
        "RVU24A" "2024-01-01" "2024-03-08" null
        "RVU24A" "2024-03-09" "2024-12-31" "32.7442"
        "RVU25A" "2025-01-01" "2025-03-31" "33.2875"
        "RVU25B" "2025-04-01" null null
        "RVU25BR" "2025-04-01" "2025-09-30" null
        "RVU25D" "2025-10-01" "2025-12-31" null
        "RVU26C" "2026-07-01" "2026-12-31" "32.3465""#]]
    .assert_eq(&shown.collect::<Vec<_>>().join("\n"));
    let problem = server.get("/v1/codes/99214?date=2022-01-01").problem();
    expect![[r#"
        422 invalid-value
          /query/date: No loaded release covers 2022-01-01. Loaded: RVU24A (2024-01-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-03-31), RVU25B (replaced on its first day), RVU25BR (2025-04-01 to 2025-09-30), RVU25D (2025-10-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]].assert_eq(&problem);
}

#[test]
fn loaded_releases_are_listed_with_their_files() {
    let server = Server::with(&[of_year("RVU24A", "2024-01-01")]);
    let answer = server.get("/v1/releases").json();
    let shown = answer["releases"].as_array().unwrap().iter().map(|release| {
        let mut release = release.clone();
        for file in release["files"].as_array_mut().unwrap() {
            assert_eq!(file["sha256"].take().as_str().unwrap().len(), 64);
        }
        release.to_string()
    });
    expect![[r#"
        {"conversion_factors":[{"from":"2024-01-01","qualifying_apm":null,"standard":"32.7442","to":"2024-03-08"},{"from":"2024-03-09","qualifying_apm":null,"standard":"33.2875","to":"2024-12-31"}],"effective_from":"2024-01-01","effective_to":"2024-12-31","extract":false,"files":[{"name":"PPRRVU25_JAN.csv","sha256":null}],"kind":"fee_schedule","localities":110,"notice":null,"release":"RVU24A","rows":1418}
        {"conversion_factors":[{"from":"2025-01-01","qualifying_apm":null,"standard":"32.3465","to":"2025-12-31"}],"effective_from":"2025-01-01","effective_to":"2025-12-31","extract":true,"files":[{"name":"starter RVU25A/anesthesia_factors.csv","sha256":null},{"name":"starter RVU25A/localities.csv","sha256":null},{"name":"starter RVU25A/locality_counties.csv","sha256":null},{"name":"starter RVU25A/service_rows.csv","sha256":null}],"kind":"fee_schedule","localities":109,"notice":"These figures come from the starter data, an extract of the release. Import the whole CMS release to price every code.","release":"RVU25A","rows":1413}
        {"conversion_factors":[{"from":"2026-01-01","qualifying_apm":"33.5675","standard":"33.4009","to":"2026-12-31"}],"effective_from":"2026-07-01","effective_to":"2026-12-31","extract":true,"files":[{"name":"starter RVU26C/localities.csv","sha256":null},{"name":"starter RVU26C/service_rows.csv","sha256":null}],"kind":"fee_schedule","localities":109,"notice":"These figures come from the starter data, an extract of the release. Import the whole CMS release to price every code.","release":"RVU26C","rows":1413}
        {"conversion_factors":[],"effective_from":"2025-10-01","effective_to":null,"extract":true,"files":[{"name":"starter ZIP5_2025Q4/zip_localities.csv","sha256":null}],"kind":"zip_localities","localities":null,"notice":"These figures come from the starter data, an extract of the release. Import the whole CMS release to price every code.","release":"ZIP5_2025Q4","rows":571}
        {"conversion_factors":[],"effective_from":"2022-01-01","effective_to":null,"extract":false,"files":[{"name":"starter ANES_BASE_2022/anesthesia_base_units.csv","sha256":null}],"kind":"anesthesia_base_units","localities":null,"notice":null,"release":"ANES_BASE_2022","rows":276}
        {"conversion_factors":[],"effective_from":"2024-07-01","effective_to":null,"extract":true,"files":[{"name":"starter PTP_2024Q3/ptp_edits.csv","sha256":null}],"kind":"ptp_edits","localities":null,"notice":"The starter data has only the edits between its own codes. Import the whole NCCI quarter to check every code.","release":"PTP_2024Q3","rows":39004}
        {"conversion_factors":[],"effective_from":"2024-07-01","effective_to":null,"extract":true,"files":[{"name":"starter MUE_2024Q3/unit_limits.csv","sha256":null}],"kind":"unit_limits","localities":null,"notice":"The starter data has only the edits between its own codes. Import the whole NCCI quarter to check every code.","release":"MUE_2024Q3","rows":843}
        {"conversion_factors":[],"effective_from":"2026-04-01","effective_to":null,"extract":true,"files":[{"name":"starter MUE_2026Q2/unit_limits.csv","sha256":null}],"kind":"unit_limits","localities":null,"notice":"The starter data has only the edits between its own codes. Import the whole NCCI quarter to check every code.","release":"MUE_2026Q2","rows":850}
        {"conversion_factors":[],"effective_from":"2024-07-01","effective_to":null,"extract":true,"files":[{"name":"starter AOC_2024Q3/add_on_codes.csv","sha256":null}],"kind":"add_on_codes","localities":null,"notice":"The starter data has only the edits between its own codes. Import the whole NCCI quarter to check every code.","release":"AOC_2024Q3","rows":518}
        {"conversion_factors":[],"effective_from":"2026-04-01","effective_to":null,"extract":true,"files":[{"name":"starter AOC_2026Q2/add_on_codes.csv","sha256":null}],"kind":"add_on_codes","localities":null,"notice":"The starter data has only the edits between its own codes. Import the whole NCCI quarter to check every code.","release":"AOC_2026Q2","rows":720}"#]].assert_eq(&shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_locality_is_listed_and_has_a_page() {
    let server = Server::with_starter_data();
    // RVU26C of the starter data has neither counties nor anesthesia factors.
    let list = server.get("/v1/localities?date=2025-01-15").json();
    let localities = list["localities"].as_array().unwrap();
    assert_eq!(localities.len(), 109);
    for locality in localities {
        let name = locality["locality"].as_str().unwrap();
        let mut page = server.get(&format!("/v1/localities/{name}?date=2025-01-15")).json();
        assert_eq!(page.as_object_mut().unwrap().remove("release").unwrap(), "RVU25A");
        assert_eq!(page, *locality);
        assert_eq!(
            name,
            format!("{}-{}", locality["mac"].as_str().unwrap(), locality["number"].as_str().unwrap())
        );
        assert!(locality["counties"].as_array().is_some_and(|counties| !counties.is_empty()), "{name}");
        assert!(locality["anesthesia_conversion_factor"].is_string(), "{name}");
    }
    let shown = |path: &str| serde_json::to_string_pretty(&server.get(path).json()).unwrap();
    expect![[r#"
        {
          "anesthesia_conversion_factor": "22.37",
          "counties": [
            "SAN FRANCISCO/ALAMEDA/CONTRA COSTA/SAN MATEO"
          ],
          "gpci": {
            "mp": "0.445",
            "pe": "1.419",
            "work": "1.088"
          },
          "locality": "01112-05",
          "mac": "01112",
          "name": "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)",
          "number": "05",
          "release": "RVU25A",
          "state": "CA",
          "work_gpci_with_floor": "1.088",
          "work_gpci_without_floor": null
        }"#]]
    .assert_eq(&shown("/v1/localities/01112-05?date=2025-01-15"));
    // Some of CMS's files list Southern California under another contractor.
    assert_eq!(server.get("/v1/localities/01112-18").json()["locality"], "01182-18");
    let whole = Server::with(&[whole_rvu25a()]);
    assert_eq!(
        whole.get(&format!("/v1/localities/{NATION}?date=2025-01-15")).json()["gpci"]["work"],
        "1.000"
    );
}

#[test]
fn a_zip_code_has_its_locality_or_all_candidates() {
    let server = Server::with_starter_data();
    check_answers(
        &expect![[r#"
            /v1/zips/94110
              {"candidates":[],"link":"/v1/localities/01112-05","locality":"01112-05","name":"SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)","plus_four_needed":false,"release":"ZIP5_2025Q4","rural":null,"state":"CA","zip":"94110"}
            /v1/zips/94110-1234
              {"candidates":[],"link":"/v1/localities/01112-05","locality":"01112-05","name":"SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)","plus_four_needed":false,"release":"ZIP5_2025Q4","rural":null,"state":"CA","zip":"941101234"}
            /v1/zips/941101234
              {"candidates":[],"link":"/v1/localities/01112-05","locality":"01112-05","name":"SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)","plus_four_needed":false,"release":"ZIP5_2025Q4","rural":null,"state":"CA","zip":"941101234"}
            /v1/zips/90265
              {"candidates":[{"locality":"01182-17","name":"OXNARD-THOUSAND OAKS-VENTURA"},{"locality":"01182-18","name":"LOS ANGELES-LONG BEACH-ANAHEIM (LOS ANGELES/ORANGE CNTY)"}],"link":"/v1/localities/01182-18","locality":"01182-18","name":"LOS ANGELES-LONG BEACH-ANAHEIM (LOS ANGELES/ORANGE CNTY)","plus_four_needed":true,"release":"ZIP5_2025Q4","rural":null,"state":"CA","zip":"90265"}
            /v1/zips/35958
              {"candidates":[{"locality":"10112-00","name":"ALABAMA"}],"link":"/v1/localities/10112-00","locality":"10112-00","name":"ALABAMA","plus_four_needed":true,"release":"ZIP5_2025Q4","rural":"R","state":"AL","zip":"35958"}"#]],
        |path| server.get(path).json().to_string(),
    );
}

#[test]
fn a_search_finds_a_word_with_another_ending() {
    let server = Server::with_starter_data();
    let found = |q: &str| {
        let answer = server.get(&format!("/v1/codes?q={q}")).json();
        let codes = answer["codes"].as_array().unwrap().iter();
        codes.map(|code| code["hcpcs"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("whole+knee+replacement"), ["27447"]);
    assert_eq!(found("knee+replacements"), found("knees+replacing"));
    for (plural, singular) in [("biopsies", "biopsy"), ("studies", "study"), ("arteries", "artery")] {
        let codes = found(plural);
        assert!(!codes.is_empty(), "{plural}");
        assert_eq!(codes, found(singular), "{plural}");
    }
}

#[test]
fn an_answer_names_the_day_it_assumed() {
    let server = Server::with_starter_data();
    let notice = |answer: serde_json::Value| answer["source"]["notice"].as_str().unwrap().to_owned();
    let shown = |day: &str, release: &str| {
        format!("No date was given, so {day}, the first day of {release}, was used.")
    };
    let newest = shown("2026-07-01", "RVU26C");
    let post = |more: &str| {
        let request = format!(r#"{{"lines": [{{"hcpcs": "76377"}}]{more}}}"#);
        server.post("/v1/estimates", &request).json()
    };
    for (dated, undated) in [
        (post(r#", "date_of_service": "2025-01-01""#), post("")),
        (server.get("/v1/codes/76377?date=2025-01-01").json(), server.get("/v1/codes/76377").json()),
    ] {
        assert_eq!(notice(undated), format!("{} {newest}", notice(dated)));
    }
    assert!(notice(post(r#", "release": "RVU25A""#)).ends_with(&shown("2025-01-01", "RVU25A")));
}

#[test]
fn an_estimate_for_a_border_zip_shows_candidates_and_range() {
    let server = Server::with_starter_data();
    let answer = estimate(&server, "76377-26+99213 zip:90265");
    expect![[r#"
        {
          "allowed_range": {
            "high": "136.91",
            "low": "135.07"
          },
          "candidates": [
            {
              "allowed": "135.07",
              "locality": "01182-17",
              "name": "OXNARD-THOUSAND OAKS-VENTURA"
            },
            {
              "allowed": "136.91",
              "locality": "01182-18",
              "name": "LOS ANGELES-LONG BEACH-ANAHEIM (LOS ANGELES/ORANGE CNTY)"
            }
          ],
          "detail": "The ZIP code spans several localities, and its last four digits decide. CMS's file of nine-digit ZIP codes is not loaded, so the default locality was priced. The candidates are the localities of nearby ZIP codes. If you know the right one, send it as locality."
        }"#]].assert_eq(&serde_json::to_string_pretty(&answer["zip"]).unwrap());
    assert!(estimate(&server, "76377-26 zip:94110").get("zip").is_none());
    let alone = estimate(&server, "76377-26 zip:35958");
    assert!(alone["zip"]["allowed_range"].is_null());
    expect!["The ZIP code spans several localities, and its last four digits decide. CMS's file of nine-digit ZIP codes is not loaded, so the default locality was priced. The other localities are unknown, because all nearby ZIP codes of the state have the same one, so no range can be given. If you know the right one, send it as locality."].assert_eq(alone["zip"]["detail"].as_str().unwrap());
}

#[test]
fn every_read_has_a_strong_entity_tag_and_returns_304_for_it() {
    let server = Server::with_starter_data();
    let paths = [
        "/v1/codes",
        "/v1/codes?q=7637",
        "/v1/codes/76377",
        "/v1/codes/76377?zip=94110",
        "/v1/codes/76377/history",
        "/v1/releases",
        "/v1/localities",
        "/v1/localities/01112-05",
        "/v1/zips/94110",
        "/openapi.json",
    ];
    for path in paths {
        let first = server.get(path);
        let tag = first.header("etag").unwrap();
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");
        let ask = |tag: &str| server.send("GET", path, &[("if-none-match", tag)], b"");
        for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let answer = ask(&known);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{path} {known}");
            // Answers that were compressed have the weak form, so the caller's own form comes back.
            let form = if known.starts_with("W/") { known.as_str() } else { tag };
            assert_eq!(answer.header("etag"), Some(form));
        }
        for unknown in ["\"other\"", "", "junk"] {
            assert_eq!(ask(unknown).body, first.body, "{path} {unknown}");
        }
        let head = server.send("HEAD", path, &[("if-none-match", tag)], b"");
        assert_eq!(head.status, 304, "{path}");
    }
}

#[test]
fn an_entity_tag_changes_only_with_the_loaded_data() {
    let server = Server::with_own_starter_data();
    let tag = || server.get("/v1/codes/99213/history").header("etag").unwrap().to_owned();
    let before = tag();
    server.reload();
    assert_eq!(tag(), before);
    server.publish(&of_year("RVU24A", "2024-01-01"), Consent::Replace).unwrap();
    assert_eq!(tag(), before, "what is published shows on reading it");
    server.reload();
    assert_ne!(tag(), before);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the golden answer")]
fn the_list_of_releases_says_what_is_current_on_a_day() {
    let server = Server::with(&[of_year("RVU26C", "2026-07-01")]);
    let describe = |path: &str| {
        let answer = server.get(path).json();
        let currency = &answer["currency"];
        let kinds = currency["kinds"].as_array().unwrap().iter().map(|kind| {
            let shown = ["kind", "state", "loaded", "due", "outdated_since", "outdated_days"];
            shown.map(|field| kind[field].to_string().replace('"', "")).join(" ")
        });
        [currency["date"].to_string()].into_iter().chain(kinds).collect::<Vec<_>>().join("\n")
    };
    let days = ["2026-09-30", "2026-10-01"].map(|day| describe(&format!("/v1/releases?date={day}")));
    expect![[r#"
        "2026-09-30"
        fee_schedule current RVU26C RVU26C null null
        zip_localities outdated ZIP5_2025Q4 ZIP5_2026Q3 2026-01-01 272
        anesthesia_base_units unconfirmed ANES_BASE_2022 ANES_BASE_2026 null null
        ptp_edits outdated PTP_2024Q3 PTP_2026Q3 2024-10-01 729
        unit_limits outdated MUE_2026Q2 MUE_2026Q3 2026-07-01 91
        add_on_codes outdated AOC_2026Q2 AOC_2026Q3 2026-07-01 91
        laboratory_rates missing null CLFS_2026Q3 null null
        drug_limits missing null ASP_2026Q3 null null
        equipment_fees missing null DMEPOS_2026Q3 null null
        nutrition_fees missing null DMEPEN_2026Q3 null null
        law current null LAW-2026 null null
        "2026-10-01"
        fee_schedule outdated RVU26C RVU26D 2026-10-01 0
        zip_localities outdated ZIP5_2025Q4 ZIP5_2026Q4 2026-01-01 273
        anesthesia_base_units unconfirmed ANES_BASE_2022 ANES_BASE_2026 null null
        ptp_edits outdated PTP_2024Q3 PTP_2026Q4 2024-10-01 730
        unit_limits outdated MUE_2026Q2 MUE_2026Q4 2026-07-01 92
        add_on_codes outdated AOC_2026Q2 AOC_2026Q4 2026-07-01 92
        laboratory_rates missing null CLFS_2026Q4 null null
        drug_limits missing null ASP_2026Q4 null null
        equipment_fees missing null DMEPOS_2026Q4 null null
        nutrition_fees missing null DMEPEN_2026Q4 null null
        law current null LAW-2026 null null"#]]
    .assert_eq(&days.join("\n"));
    let today = time::OffsetDateTime::now_utc().date();
    let shown = [today, today.previous_day().unwrap()].map(|day| format!("\"{day}\""));
    assert!(shown.contains(&describe("/v1/releases").lines().next().unwrap().to_owned()));
    let answer = server.get("/v1/releases?date=2026-10-01").json();
    expect![[r#"
        {
          "due": "RVU26D",
          "due_from": "2026-10-01",
          "kind": "fee_schedule",
          "loaded": "RVU26C",
          "loaded_from": "2026-07-01",
          "message": "RVU26C has been out of date since 2026-10-01. RVU26D is due: import rvu26d.zip.",
          "missing": [
            "rvu26d.zip"
          ],
          "outdated_days": 0,
          "outdated_since": "2026-10-01",
          "page": {
            "title": "PFS Relative Value Files",
            "url": "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
          },
          "state": "outdated"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&answer["currency"]["kinds"][0]).unwrap());
}
