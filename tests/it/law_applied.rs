//! What an imported file of the law does to answers: its factors, the work floor, and the files that an answer lists.

use crate::support::asking::{check, estimate};
use crate::support::importing::fixture;
use crate::support::program::{Folder, run};
use crate::support::releases::{file, fixture as release_of, of_year, tables};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::law::Amendment;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use serde_json::Value;

/// A figure with one value that replaces what the law has.
fn figure(name: &str, unit: &str, value: &str) -> String {
    format!("[{name}]\nunit = \"{unit}\"\nvalues = [{{ {value}, source = \"An act\", replaces = true }}]\n")
}

fn factor(value: &str) -> String {
    figure("conversion_factor", "dollars per RVU", value)
}

fn law(label: &str, text: &str) -> ReleaseContent {
    let amendment = Amendment::read("law.toml", text).unwrap();
    ReleaseContent {
        label: label.to_owned(),
        effective_from: amendment.first_day().unwrap(),
        files: vec![file(&format!("{label}.toml"), '7')],
        tables: ReleaseTables::Law(Box::new(amendment)),
    }
}

fn texts(answer: &Value, list: &str) -> Vec<String> {
    let list = answer["lines"][0].pointer(list).unwrap().as_array().unwrap();
    list.iter().map(|reason| reason["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_imported_factor_counts_and_the_answer_names_the_file_that_contradicts_it() {
    let of_2023 = factor("from = 2023-01-01, to = 2023-12-31, value = \"39\"");
    let of_2026 = factor("from = 2026-07-01, to = 2026-12-31, value = \"40\"");
    let releases = [
        of_year("RVU23A", "2023-01-01"),
        of_year("RVU26A", "2026-01-01"),
        of_year("RVU26C", "2026-07-01"),
        law("LAW-2023", &of_2023),
        law("LAW-2026", &of_2026),
    ];
    let server = Server::with(&releases);
    check(
        &server,
        &expect![[r#"
        99214 on:2023-02-01  priced 150.93 non_facility | medium conversion_factors_differ
        99214 on:2026-02-01  priced 129.26 non_facility | high
        99214 on:2026-07-01  priced 154.80 non_facility | medium conversion_factors_differ"#]],
    );
    let answer = estimate(&server, "99214 on:2026-07-01");
    expect!["RVU26C has the conversion factor 33.4009, but the imported law has 40.0000 (An act). The factor of the law was used."].assert_eq(&texts(&answer, "/confidence/reasons").join("\n"));
    assert_eq!(answer["source"]["conversion_factor"], "40.0000");
    let page = server.get("/v1/codes/99214?date=2026-07-01").json();
    assert_eq!(page["confidence"]["reasons"][0]["code"], "conversion_factors_differ");
}

#[test]
fn a_factor_that_begins_within_the_year_contradicts_no_file_of_before() {
    let from_march = factor("from = 2027-03-09, value = \"35\"");
    let server = Server::with(&[of_year("RVU27A", "2027-01-01"), law("LAW-2027", &from_march)]);
    let page = |day: &str| server.get(&format!("/v1/codes/99214?date={day}")).json();
    assert_eq!(page("2027-03-08")["conversion_factor"], "36.0000");
    let after = page("2027-03-09");
    assert_eq!(after["conversion_factor"], "35.0000");
    assert_eq!(after["confidence"]["level"], "high");
}

#[test]
fn a_factor_that_the_shipped_law_does_not_have_is_used_with_both_named() {
    let mut release = of_year("RVU26C", "2026-07-01");
    tables(&mut release).conversion_factor = Some("34.0000".parse().unwrap());
    let server = Server::with(&[release]);
    let answer = estimate(&server, "99214 on:2026-07-01");
    assert_eq!(answer["source"]["conversion_factor"], "34.0000");
    expect!["RVU26C has the conversion factor 34.0000, but the law has 33.4009 (CY 2026 final rule). The factor of the release was used, because its file may be newer."].assert_eq(&texts(&answer, "/confidence/reasons").join("\n"));
}

#[test]
fn an_imported_anesthesia_factor_counts_and_names_the_file_that_contradicts_it() {
    let text = figure(
        "anesthesia_conversion_factor",
        "dollars per anesthesia unit",
        "from = 2025-07-01, to = 2025-12-31, value = \"25\"",
    );
    let server = Server::with(&[of_year("RVU25C", "2025-07-01"), law("LAW-2025", &text)]);
    let answer = estimate(&server, "00790-AA*97 in:01112-05 on:2025-07-01 @21");
    expect![[r#"
        The units were read as minutes, because the claim form has the minutes in its units.
        CMS's ANES file has the anesthesia factor 22.3700 for this place. It is 27.5300 by the imported law: the national factor, weighted with the place's GPCIs as CMS weights it. The factor of the law was used.
        The base units are from ANES_BASE_2022, the newest list that is loaded."#]].assert_eq(&texts(&answer, "/confidence/reasons").join("\n"));
    // Without the weights of the indices the national factor cannot be that of a place.
    let text = text.replace("2025", "2024");
    let server = Server::with(&[of_year("RVU24C", "2024-07-01"), law("LAW-2024", &text)]);
    let answer = estimate(&server, "00790-AA*97 in:01112-05 on:2024-07-01 @21");
    expect![[r#"
        The units were read as minutes, because the claim form has the minutes in its units.
        The law has no value of anesthesia_work_share on 2024-07-01, so the rule that needs it was not applied. Import a file of the law with that value. The allowed amount is between $0.00 and $302.00.
        The base units are from ANES_BASE_2022, the newest list that is loaded."#]].assert_eq(&texts(&answer, "/confidence/reasons").join("\n"));
}

#[test]
fn a_work_index_that_is_loaded_with_the_floor_only_is_named_if_there_is_no_floor() {
    let lapse =
        figure("work_gpci_floor", "true or false", "from = 2025-03-01, to = 2025-03-31, value = false");
    let server = Server::with(&[of_year("RVU25A", "2025-01-01"), law("LAPSE", &lapse)]);
    check(
        &server,
        &expect![[r#"
        99213 in:10112-00 on:2025-02-28  priced 81.86 non_facility | high
        99213 in:10112-00 on:2025-03-01  priced 81.86 non_facility | low work_index_with_floor
        99213 in:01112-05 on:2025-03-01  priced 109.15 non_facility | high"#]],
    );
    let answer = estimate(&server, "99213 in:10112-00 on:2025-03-01");
    expect!["On 2025-03-01 the work GPCI has no floor, but the loaded GPCI file has this locality's index with the floor of 1.000 only. The index may be lower, and the amount too high. How much is not known."].assert_eq(&texts(&answer, "/confidence/reasons").join("\n"));
    // A file with both columns has the index.
    let text = lapse.replace("2025", "2024").replace("-03-01", "-05-01").replace("-03-31", "-05-31");
    let server = Server::with(&[release_of("rvu24b"), law("LAPSE", &text)]);
    check(&server, &expect!["99213 in:10112-00 on:2024-05-01  priced 83.37 non_facility | high"]);
}

#[test]
fn an_answer_lists_the_files_of_the_law_and_of_the_zip_codes() {
    let july = figure("film_cut", "percent", "from = 2025-07-01, to = 2025-07-31, value = \"30\"");
    let all = figure("scanner_cut", "percent", "from = 2025-01-01, value = \"20\"");
    let server = Server::with(&[law("JULY", &july), law("ALWAYS", &all)]);
    let files = |answer: &Value| -> Vec<String> {
        let files = answer["source"]["files"].as_array().unwrap();
        files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
    };
    let of_claim = |claim: &str| files(&estimate(&server, claim));
    expect![[r#"
        starter RVU25A/anesthesia_factors.csv
        starter RVU25A/localities.csv
        starter RVU25A/locality_counties.csv
        starter RVU25A/service_rows.csv
        ALWAYS.toml"#]]
    .assert_eq(&of_claim("99213 in:01112-05 on:2025-06-30").join("\n"));
    expect![[r#"
        starter RVU25A/anesthesia_factors.csv
        starter RVU25A/localities.csv
        starter RVU25A/locality_counties.csv
        starter RVU25A/service_rows.csv
        starter ZIP5_2025Q4/zip_localities.csv
        JULY.toml
        ALWAYS.toml"#]]
    .assert_eq(&of_claim("99213 zip:94110 on:2025-07-01").join("\n"));
    expect![[r#"
        starter RVU25A/anesthesia_factors.csv
        starter RVU25A/localities.csv
        starter RVU25A/locality_counties.csv
        starter RVU25A/service_rows.csv
        starter ANES_BASE_2022/anesthesia_base_units.csv
        JULY.toml
        ALWAYS.toml"#]]
    .assert_eq(&of_claim("00790-AA*97 in:01112-05 on:2025-07-01 @21").join("\n"));
    for path in ["/v1/codes/99213", "/v1/codes/99213/tips", "/v1/toolkit"] {
        let codes = if path.ends_with("toolkit") { "&codes=99213" } else { "" };
        let answer = server.get(&format!("{path}?date=2025-07-01{codes}")).json();
        let files = files(&answer);
        assert!(files.ends_with(&["JULY.toml".to_owned(), "ALWAYS.toml".to_owned()]), "{path}: {files:?}");
    }
}

#[test]
fn an_estimate_for_people_has_the_range_of_a_reason() {
    let service = ["99213", "--modifier", "95", "--locality", "01112-05", "--date", "2025-01-15"];
    let printed =
        run(&[&["estimate"], &service[..], &["--files", &fixture("rvu25a")]].concat(), &[]).printed();
    let reason = printed.lines().find(|line| line.contains("telehealth_modifier_in_office")).unwrap();
    expect!["  telehealth_modifier_in_office: Since 2024 telehealth is billed with place of service 02 or 10. Modifier 95 in an office was priced as an in-person service. The allowed amount is between $73.35 and $109.15."].assert_eq(reason);
}

#[test]
fn files_that_contradict_each_other_are_refused_by_an_estimate_too() {
    let folder = Folder::new();
    let rate = |value: &str, more: &str| {
        format!(
            "[sequestration]\nunit = \"percent\"\nvalues = [{{ from = 2025-01-01, to = 2025-06-30, value = \"{value}\", source = \"{value}\"{more} }}]\n"
        )
    };
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    folder.write("a.toml", rate("7", "").as_bytes());
    folder.write("b.toml", rate("8", "").as_bytes());
    let price = |files: &[&str]| run(&[&["estimate", "99213", "--files"], files].concat(), &[]);
    let one = price(&[&path("a.toml"), &fixture("rvu25a")]);
    assert!(one.success, "{}", one.stderr);
    expect![[r#"
        medpayiq: b.toml line 3, sequestration: the law has 7 from 2025-01-01 to 2025-06-30 (7). Add replaces = true to take the place of it.
    "#]].assert_eq(&price(&[&path("a.toml"), &path("b.toml")]).refused());
    folder.write("b.toml", rate("8", ", replaces = true").as_bytes());
    assert!(price(&[&path("a.toml"), &path("b.toml")]).success);
}
