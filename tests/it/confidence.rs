//! Confidence: its level, and a machine code for every reason.

use crate::support::asking::check;
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn a_locality_gives_high_confidence_and_the_nation_does_not() {
    let server = Server::with_starter_data();
    check(
        &server,
        &expect![[r#"
            76377-26 in:01112-05    priced 41.69 non_facility | high
            76377-26 zip:94110      priced 41.69 non_facility | high
            76377-26 zip:941101234  priced 41.69 non_facility | high
            76377-26 nowhere        priced 36.23 non_facility | low national_amount
            76377-26 in:01112-18    priced 38.72 non_facility | high
            76377-26 zip:90265      priced 38.72 non_facility | medium zip_plus_four_needed
            76377-26 zip:902651234  priced 38.72 non_facility | medium zip_plus_four_needed"#]],
    );
}

#[test]
fn a_release_for_other_dates_lowers_confidence() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU25C", "2025-07-01")]);
    check(
        &server,
        &expect![[r#"
            99213 on:2025-03-31                 priced 88.95 non_facility | high
            99213 on:2025-04-01                 priced 88.95 non_facility | medium older_release
            99213 on:2025-07-01                 priced 88.95 non_facility | high
            99213 on:2025-12-31                 priced 88.95 non_facility | medium older_release
            99213 undated in:01112-05           priced 109.15 non_facility | high
            99213 on:2025-08-01 release:RVU25A  priced 88.95 non_facility | medium chosen_release
            99213 on:2025-08-01 release:rvu25c  priced 88.95 non_facility | high
            99213 undated release:RVU25A        priced 88.95 non_facility | high
            99213 on:2025-02-01 release:RVU25C  priced 88.95 non_facility | medium chosen_release"#]],
    );
}

#[test]
fn a_whole_release_comes_before_an_extract() {
    // The starter data has an extract of RVU26C, which begins later than either of these.
    let server = Server::with(&[whole_rvu25a(), of_year("RVU26A", "2026-01-01")]);
    let priced_by = |request: &str| {
        let answer = server.post("/v1/estimates", request).json();
        (answer["source"]["release"].clone(), answer["source"]["notice"].clone())
    };
    let dated = |day: &str| format!(r#"{{"date_of_service": "{day}", "lines": [{{"hcpcs": "99213"}}]}}"#);
    let (release, _) = priced_by(&dated("2026-08-01"));
    assert_eq!(release, "RVU26A");
    let (release, notice) = priced_by(r#"{"lines": [{"hcpcs": "99213"}]}"#);
    assert_eq!(release, "RVU26A");
    assert_eq!(notice, "No date was given, so 2026-01-01, the first day of RVU26A, was used.");
    let listed = server.get("/v1/releases").json();
    let days =
        listed["releases"].as_array().unwrap().iter().filter(|release| release["kind"] == "fee_schedule");
    let days = days.map(|release| format!("{} to {}", release["release"], release["effective_to"]));
    expect![[r#"
        "RVU25A" to "2025-12-31"
        "RVU26A" to "2026-12-31"
        "RVU26C" to null"#]]
    .assert_eq(&days.collect::<Vec<_>>().join("\n"));
    check(&server, &expect!["99213 on:2026-08-01  priced 91.85 non_facility | medium older_release"]);
}

#[test]
fn confidence_is_that_of_the_lowest_reason() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99213          priced 88.95 non_facility | high
            11056          priced 78.93 non_facility | medium restricted_coverage
            11056 nowhere  priced 78.93 non_facility | low national_amount restricted_coverage
            99213 @66      priced 88.95 non_facility | low unsettled_place_of_service
            11056 @66      priced 78.93 non_facility | low unsettled_place_of_service restricted_coverage
            99213 @05      other_schedule place_not_priced CO-58 M77 | none
            99024 nowhere  bundled always_bundled CO-97 M15 | high
            99999 nowhere  unknown_code not_listed CO-181 N56 | none"#]],
    );
}

#[test]
fn apm_participation_lowers_confidence_if_the_year_has_two_factors() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU26A", "2026-01-01")]);
    check(
        &server,
        &expect![[r#"
        99213 qp:yes                    priced 88.95 non_facility | high
        99213 qp:unknown                priced 88.95 non_facility | high
        99213 qp:no on:2026-01-15       priced 91.85 non_facility | high
        99213 qp:yes on:2026-01-15      priced 92.31 non_facility | medium factor_not_from_file
        99213 qp:unknown on:2026-01-15  priced 91.85 non_facility | medium qualifying_apm_unknown"#]],
    );
}
