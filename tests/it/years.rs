//! Other years: 2024's two factors, 2026's two, a year without GPCIs, and the work floor.

use crate::support::asking::{check, estimate, request};
use crate::support::check_answers;
use crate::support::releases::{NATION, fixture, of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn the_factor_of_2024_changed_in_march() {
    let server = Server::with(&[of_year("RVU24A", "2024-01-01"), of_year("RVU24B", "2024-04-01")]);
    check(
        &server,
        &expect![[r#"
            99214 on:2024-01-01                 priced 126.72 non_facility | high
            99214 on:2024-03-08                 priced 126.72 non_facility | high
            99214 on:2024-03-09                 priced 128.82 non_facility | high
            99214 on:2024-04-01                 priced 128.82 non_facility | high
            99214 on:2024-12-31                 priced 128.82 non_facility | medium older_release
            99214 on:2024-03-08 release:RVU24B  priced 126.72 non_facility | medium chosen_release
            99214 on:2024-03-09 qp:yes          priced 128.82 non_facility | high"#]],
    );
}

#[test]
fn from_2026_qualifying_participants_have_a_factor_of_their_own() {
    let mut pair = of_year("RVU26A", "2026-01-01");
    tables(&mut pair).qualifying_apm_conversion_factor = Some("33.5675".parse().unwrap());
    let server = Server::with(&[pair, whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99214 on:2026-01-02             priced 129.26 non_facility | high
            99214 on:2026-01-02 qp:no       priced 129.26 non_facility | high
            99214 on:2026-01-02 qp:yes      priced 129.91 non_facility | high
            99214 on:2026-01-02 qp:unknown  priced 129.26 non_facility | medium qualifying_apm_unknown
            99214 on:2025-12-31 qp:yes      priced 125.18 non_facility | medium older_release"#]],
    );
    let factor = |claim: &str| estimate(&server, claim)["lines"][0]["conversion_factor"].clone();
    assert_eq!([factor("99214 on:2026-01-02"), factor("99214 on:2026-01-02 qp:yes")], ["33.4009", "33.5675"]);
}

#[test]
fn a_year_without_gpcis_has_national_amounts_and_names_the_file() {
    let mut release = of_year("RVU26C", "2026-07-01");
    tables(&mut release).localities.clear();
    let server = Server::with(&[whole_rvu25a(), release]);
    check(
        &server,
        &expect![[r#"
            99214 on:2026-07-02 nowhere  priced 129.26 non_facility | low national_amount
            99214 on:2025-07-02          priced 125.18 non_facility | medium older_release"#]],
    );
    check_answers(
        &expect![[r#"
            99214 on:2026-07-02
              422 invalid-value
                /locality: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip.
            99214 on:2026-07-02 zip:94110
              422 invalid-value
                /zip: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip."#]],
        |claim| server.post("/v1/estimates", &request(claim).to_string()).problem(),
    );
    assert_eq!(
        server.get("/v1/codes/99214?date=2026-07-02").json()["rows"][0]["amounts"]["local"],
        serde_json::Value::Null
    );
    check_answers(
        &expect![[r#"
            /v1/codes/99214?date=2026-07-02&locality=01112-05
              422 invalid-value
                /query/locality: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip.
            /v1/codes/99214?date=2026-07-02&zip=94110
              422 invalid-value
                /query/zip: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip.
            /v1/localities/01112-05?date=2026-07-02
              404 not-found: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip."#]],
        |path| server.get(path).problem(),
    );
    let releases = server.get("/v1/releases").json();
    let notice = releases["releases"][1]["notice"].as_str().unwrap();
    assert!(
        notice.starts_with("The GPCIs of 2026 are not loaded, so RVU26C has national amounts"),
        "{notice}"
    );
    // The locality of a ZIP code needs no GPCIs.
    assert_eq!(server.get("/v1/zips/94110?date=2026-07-02").json()["locality"], "01112-05");
    let localities = server.get("/v1/localities?date=2026-07-02").json();
    expect![[r#"{"localities":[],"notice":"The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip.","release":"RVU26C"}"#]].assert_eq(&localities.to_string());
}

#[test]
fn a_release_without_gpcis_uses_those_of_its_year() {
    let mut release = of_year("RVU25C", "2025-07-01");
    tables(&mut release).localities.clear();
    let server = Server::with(&[whole_rvu25a(), release]);
    let answer = estimate(&server, "99214 on:2025-07-02 in:02102-01");
    assert_eq!(answer["lines"][0]["amounts"]["fee_schedule"], "158.97");
    expect!["RVU25C has no localities of its own, so those of RVU25A, of the same year, are used."]
        .assert_eq(answer["source"]["notice"].as_str().unwrap());
}

#[test]
fn the_small_releases_of_three_years_are_priced_by_date() {
    let server = Server::with(&[fixture("rvu24b"), fixture("rvu25d"), fixture("rvu26c")]);
    check(
        &server,
        &expect![[r#"
            99213 on:2024-05-01 in:01112-05         priced 112.33 non_facility | high
            99213 on:2025-10-15 in:01112-05         priced 109.15 non_facility | high
            99213 on:2026-07-15 in:01112-05         priced 117.78 non_facility | high
            99213 on:2026-07-15 in:01112-05 qp:yes  priced 118.37 non_facility | high
            99213 on:2026-07-15 in:10112-00         priced 87.53 non_facility | high"#]],
    );
}

#[test]
fn the_work_floor_applies_on_its_days_only() {
    let server = Server::with(&[fixture("rvu24b"), of_year("RVU27A", "2027-01-01")]);
    // Alabama's work index is 0.980, and 1.000 while the floor is in force.
    let work = |claim: &str| estimate(&server, claim)["lines"][0]["gpci"]["work"].clone();
    assert_eq!(work("99213 on:2024-05-01 in:10112-00"), "1.000");
    assert_eq!(work(&format!("99213 undated release:RVU27A in:{NATION}")), "1.000");
    let mut later = fixture("rvu26c");
    later.label = "RVU27C".to_owned();
    later.effective_from = medpayiq::vocabulary::parse_date("2027-07-01").unwrap();
    let server = Server::with(&[fixture("rvu26c"), later]);
    assert_eq!(work_of(&server, "2026-12-31"), "1.000");
    assert_eq!(work_of(&server, "2027-07-01"), "0.980");
    // If the file has one column only, its index applies on every day.
    let server = Server::with(&[of_year("RVU27A", "2027-01-01")]);
    assert_eq!(work_of(&server, "2027-07-01"), "1.000");
}

fn work_of(server: &Server, day: &str) -> String {
    let answer = server.get(&format!("/v1/localities/10112-00?date={day}")).json();
    let page = server.get(&format!("/v1/codes/99213?date={day}&locality=10112-00")).json();
    // A future day has no estimate, but the code page has its amounts.
    let estimate =
        server.post("/v1/estimates", &request(&format!("99213 on:{day} in:10112-00")).to_string()).json();
    if estimate["lines"][0]["result"] == "priced" {
        assert_eq!(answer["gpci"], estimate["lines"][0]["gpci"]);
        assert_eq!(
            page["rows"][0]["amounts"]["local"]["non_facility"],
            estimate["lines"][0]["amounts"]["fee_schedule"]
        );
    }
    answer["gpci"]["work"].as_str().unwrap().to_owned()
}
