//! Whole answers of `POST /v1/estimates`, to the last byte.

use crate::support::asking::{estimate, request};
use crate::support::server::Server;
use expect_test::{ExpectFile, expect_file};

fn check(claim: &str, expected: &ExpectFile) {
    let server = Server::with_starter_data();
    let mut answer = estimate(&server, claim);
    // The starter files' sums change with every change of the starter data.
    for file in answer["source"]["files"].as_array_mut().unwrap() {
        file["sha256"] = "(64 digits)".into();
    }
    expected.assert_eq(&(serde_json::to_string_pretty(&answer).unwrap() + "\n"));
}

#[test]
fn the_whole_answer_to_76377_26_in_san_francisco() {
    check("76377-26$300 in:01112-05 owes:0.00", &expect_file!["golden/seed_example.json"]);
}

#[test]
fn the_whole_answer_to_a_bundled_line() {
    check("99024$80.5 in:01112-05", &expect_file!["golden/bundled_line.json"]);
}

#[test]
fn the_whole_answer_to_several_lines() {
    check(
        "99213-25$150+93000$40+36415$10+99999$5 in:13202-01 owes:100",
        &expect_file!["golden/several_lines.json"],
    );
}

#[test]
fn the_whole_answer_to_a_capped_image_in_an_unknown_place() {
    check(
        "71275 nowhere by:nurse_practitioner nonparticipating",
        &expect_file!["golden/capped_nationally.json"],
    );
}

#[test]
fn fields_of_an_answer_are_in_the_documented_order() {
    let server = Server::with_starter_data();
    let body = server.post("/v1/estimates", &request("76377-26$300 in:01112-05 owes:0").to_string()).body;
    let text = String::from_utf8(body).unwrap();
    let fields = [
        "lines",
        "id",
        "hcpcs",
        "modifiers",
        "units",
        "result",
        "rvu",
        "setting",
        "gpci",
        "conversion_factor",
        "amounts",
        "trace",
        "adjustments",
        "edits",
        "predicted_denials",
        "confidence",
        "warnings",
        "totals",
        "disclaimer",
    ];
    let positions =
        fields.map(|field| text.find(&format!("\"{field}\":")).unwrap_or_else(|| panic!("{field}")));
    assert!(positions.is_sorted(), "{positions:?}");
}
