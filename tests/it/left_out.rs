//! What the loaded data cannot decide: every line that it could change says so.

use crate::support::asking::{check, estimate};
use crate::support::releases::whole_rvu25a;
use crate::support::server::Server;
use expect_test::expect;

#[test]
fn a_modifier_units_or_another_line_that_may_change_the_price_in_a_way_not_known_lowers_the_confidence() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99213-25      priced 88.95 non_facility | high
            27447-50 @22  priced 1886.45 of 1257.63 facility | high
            27447-80 @22  priced 201.22 of 1257.63 facility | high
            99213-ZZ      priced 88.95 non_facility | medium unknown_modifier
            99213*2       priced 177.90 of 88.95 non_facility | medium unit_limit_not_checked
            97110*2       priced 50.62 of 28.79 non_facility CO-4 | medium discipline_modifier_missing unit_limit_not_checked
            73030*2       priced 67.28 of 33.64 non_facility | medium bilateral_by_lines unit_limit_not_checked
            17003         priced 6.47 non_facility | low add_on_primary_not_checked
            11042+11102   priced 125.18 non_facility | medium edits_not_checked
            +             priced 47.88 of 95.75 non_facility | medium edits_not_checked
            99213+11042   bundled visit_in_package CO-97 M144 | high
            +             priced 125.18 non_facility | medium edits_not_checked
            70551+70553   priced 127.00 of 193.43 non_facility | medium edits_not_checked
            +             priced 314.08 non_facility | medium edits_not_checked
            99213+93000   priced 88.95 non_facility | medium edits_not_checked
            +             priced 13.91 non_facility | medium edits_not_checked
            99213+99213   priced 88.95 non_facility | medium edits_not_checked
            +             denied_by_edit exact_duplicate OA-18 | high"#]],
    );
}

#[test]
fn what_is_not_known_of_other_claims_is_told_and_leaves_the_amount_as_sure() {
    let server = Server::with(&[whole_rvu25a()]);
    let told = ["99213", "99213-24", "97110-GP", "97110-GP-KX", "93000", "36415"].map(|claim| {
        let line = &estimate(&server, claim)["lines"][0];
        let codes: Vec<&str> = line["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|warning| warning["code"].as_str().unwrap())
            .collect();
        format!("{claim}: {} {:?}", line["confidence"]["level"].as_str().unwrap(), codes)
    });
    expect![[r#"
        99213: high ["earlier_procedures_not_checked"]
        99213-24: high []
        97110-GP: high ["therapy_threshold"]
        97110-GP-KX: high []
        93000: high []
        36415: high []"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn a_line_that_loses_its_price_to_another_shows_no_steps_of_it() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
        45378+45385 @22  bundled endoscopic_base CO-97 | high
        +                priced 242.92 facility | medium edits_not_checked"#]],
    );
}
