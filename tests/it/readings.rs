//! If two readings of the rules give different amounts, the reason has the range between them.

use crate::support::asking::estimate;
use crate::support::releases::{of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::vocabulary::BilateralSurgery;
use serde_json::Value;

/// The ranges of a claim's reasons, line by line.
fn check(server: &Server, claim: &str, expected: &Expect) {
    let answer = estimate(server, claim);
    let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
        let reasons = line["confidence"]["reasons"].as_array().unwrap().iter();
        let ranges: Vec<String> = reasons.filter_map(range).collect();
        let allowed = line["amounts"]["allowed"].as_str().unwrap_or("not priced");
        format!("{} {allowed} {}", line["hcpcs"].as_str().unwrap(), ranges.join(", ")).trim_end().to_owned()
    });
    expected.assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

fn range(reason: &Value) -> Option<String> {
    let (code, text) = (reason["code"].as_str().unwrap(), reason["text"].as_str().unwrap());
    let range = text.rsplit_once("The allowed amount is between $")?.1.strip_suffix('.')?.replace(',', "");
    let (low, high) = range.split_once(" and $")?;
    Some(format!("{code} {low} to {high}"))
}

#[test]
fn units_may_rank_alone_or_as_one_procedure() {
    let server = Server::with(&[whole_rvu25a()]);
    check(&server, "17311*2", &expect!["17311 991.74 units_ranked 991.74 to 1322.32"]);
    // The charge limits the amount, however the units rank.
    check(&server, "17311*2$900", &expect!["17311 900.00"]);
    // The units of one line change the amount of another.
    check(
        &server,
        "17311*2+20610",
        &expect![[r#"
        17311 991.74 units_ranked 991.74 to 1322.32
        20610 31.70"#]],
    );
}

#[test]
fn the_cap_may_come_before_the_reduction() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        "71275+70553",
        &expect![[r#"
        71275 176.34 reduction_and_cap 168.08 to 176.34
        70553 314.08"#]],
    );
}

#[test]
fn the_scanner_reduction_may_come_after_the_other_one() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        "74177-CT+70553",
        &expect![[r#"
        74177 170.15 scanner_cut_order 170.15 to 261.02
        70553 314.08 scanner_cut_order 209.44 to 314.08"#]],
    );
}

#[test]
fn the_endoscopy_base_may_be_deducted_from_each_side() {
    // Few endoscopies are done on both sides. Two codes of the starter data are changed to be.
    let mut release = whole_rvu25a();
    let services = tables(&mut release).services.iter_mut();
    for service in services.filter(|service| matches!(service.row.hcpcs.as_str(), "45380" | "45385")) {
        service.row.bilateral = BilateralSurgery::OneHundredFifty;
    }
    let server = Server::with(&[release]);
    check(
        &server,
        "45385-50+45380-50-59 @22",
        &expect![[r#"
        45385 364.38
        45380 111.93 bilateral_endoscopy 23.30 to 111.93"#]],
    );
}

#[test]
fn a_shared_package_may_rank_by_its_part() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        "66984-55+45385 @22",
        &expect![[r#"
        66984 104.35 package_part_ranked 52.18 to 104.35, days_of_care_unknown 0.00 to 104.35
        45385 121.46 package_part_ranked 121.46 to 242.92"#]],
    );
    // Both readings rank these lines alike.
    check(
        &server,
        "66984-54+45385 @22",
        &expect![[r#"
        66984 417.40
        45385 121.46"#]],
    );
}

#[test]
fn either_side_may_be_paid_in_full() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        "20610-RT+20610-LT",
        &expect![[r#"
        20610 47.55 bilateral_by_lines 31.70 to 63.40
        20610 47.55 bilateral_by_lines 31.70 to 63.40"#]],
    );
}

#[test]
fn two_units_may_be_both_sides_unless_the_line_names_one() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        "64483+64484*2",
        &expect![[r#"
        64483 236.13
        64484 159.15 bilateral_by_units 159.15 to 212.20"#]],
    );
    check(
        &server,
        "64483+64484-RT*2",
        &expect![[r#"
        64483 236.13
        64484 212.20"#]],
    );
    check(
        &server,
        "64483+64484-RT-LT*2",
        &expect![[r#"
        64483 236.13
        64484 159.15"#]],
    );
    check(
        &server,
        "64483+64484-LT*3",
        &expect![[r#"
        64483 236.13
        64484 318.30"#]],
    );
    // Each side is paid in full in both readings.
    check(&server, "73721-RT*2", &expect!["73721 328.13"]);
    check(&server, "73721*2", &expect!["73721 328.13"]);
    // Two fingers of one hand, and one of each hand.
    check(&server, "20550-F1-F2*2", &expect!["20550 84.92 units_ranked 84.92 to 113.22"]);
    check(&server, "20550-F1-F6*2", &expect!["20550 84.92"]);
    // The units of one line change the amount of another.
    check(
        &server,
        "20610*2+17000",
        &expect![[r#"
        20610 95.10 bilateral_by_units 63.40 to 95.10
        17000 33.16 bilateral_by_units 33.16 to 66.31"#]],
    );
}

#[test]
fn a_qualifying_participant_is_paid_by_another_factor() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU26A", "2026-01-01")]);
    check(
        &server,
        "99213+99213-25 qp:unknown on:2026-01-15",
        &expect![[r#"
        99213 91.85 qualifying_apm_unknown 91.85 to 92.31
        99213 91.85 qualifying_apm_unknown 91.85 to 92.31"#]],
    );
}

#[test]
fn an_unassigned_place_may_be_a_facility() {
    let server = Server::with(&[whole_rvu25a()]);
    check(&server, "99213 @66", &expect!["99213 88.95 unsettled_place_of_service 63.72 to 88.95"]);
    check(&server, "99213-95", &expect!["99213 88.95 telehealth_modifier_in_office 63.72 to 88.95"]);
}

#[test]
fn a_line_that_may_be_denied_may_pay_nothing() {
    let server = Server::with(&[whole_rvu25a()]);
    check(&server, "22551-62 @21", &expect!["22551 1046.01 specialties_unknown 0.00 to 1046.01"]);
    check(&server, "22551-62$1000 @21", &expect!["22551 1000.00 specialties_unknown 0.00 to 1000.00"]);
}
