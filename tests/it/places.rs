//! Places of service: the setting of each, telehealth, and services marked NA in a setting.

use crate::support::asking::check;
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::vocabulary::PlaceOfService;
use serde_json::Value;

#[test]
fn every_place_of_service_has_its_setting() {
    let server = Server::with(&[whole_rvu25a()]);
    let table = expect![[r#"
        99213 @01  priced 88.95 non_facility | high
        99213 @02  priced 63.72 facility | high
        99213 @03  priced 88.95 non_facility | high
        99213 @04  priced 88.95 non_facility | high
        99213 @05  other_schedule place_not_priced CO-58 M77 | none
        99213 @06  other_schedule place_not_priced CO-58 M77 | none
        99213 @07  other_schedule place_not_priced CO-58 M77 | none
        99213 @08  other_schedule place_not_priced CO-58 M77 | none
        99213 @09  priced 88.95 non_facility | high
        99213 @10  priced 88.95 non_facility | high
        99213 @11  priced 88.95 non_facility | high
        99213 @12  priced 88.95 non_facility | high
        99213 @13  priced 88.95 non_facility | high
        99213 @14  priced 88.95 non_facility | high
        99213 @15  priced 88.95 non_facility | high
        99213 @16  priced 88.95 non_facility | high
        99213 @17  priced 88.95 non_facility | high
        99213 @18  priced 88.95 non_facility | high
        99213 @19  priced 63.72 facility | high
        99213 @20  priced 88.95 non_facility | high
        99213 @21  priced 63.72 facility | high
        99213 @22  priced 63.72 facility | high
        99213 @23  priced 63.72 facility | high
        99213 @24  priced 63.72 facility | high
        99213 @25  priced 88.95 non_facility | high
        99213 @26  priced 63.72 facility | high
        99213 @27  priced 88.95 non_facility | high
        99213 @31  priced 63.72 facility | high
        99213 @32  priced 88.95 non_facility | high
        99213 @33  priced 88.95 non_facility | high
        99213 @34  priced 63.72 facility | high
        99213 @41  priced 63.72 facility | high
        99213 @42  priced 63.72 facility | high
        99213 @49  priced 88.95 non_facility | high
        99213 @50  priced 88.95 non_facility | high
        99213 @51  priced 63.72 facility | high
        99213 @52  priced 63.72 facility | high
        99213 @53  priced 63.72 facility | high
        99213 @54  priced 88.95 non_facility | high
        99213 @55  priced 88.95 non_facility | high
        99213 @56  priced 63.72 facility | high
        99213 @57  priced 88.95 non_facility | high
        99213 @58  priced 88.95 non_facility | high
        99213 @60  priced 88.95 non_facility | high
        99213 @61  priced 63.72 facility | high
        99213 @62  priced 88.95 non_facility | high
        99213 @65  priced 88.95 non_facility | high
        99213 @66  priced 88.95 non_facility | low unsettled_place_of_service
        99213 @71  priced 88.95 non_facility | high
        99213 @72  priced 88.95 non_facility | high
        99213 @81  priced 88.95 non_facility | high
        99213 @99  priced 88.95 non_facility | high"#]];
    assert_eq!(PlaceOfService::all().count(), 52);
    assert!(PlaceOfService::all().all(|place| table.data().contains(&format!("@{} ", place.code()))));
    check(&server, &table);
}

#[test]
fn a_single_digit_is_a_place_without_its_leading_zero() {
    let server = Server::with(&[whole_rvu25a()]);
    check(
        &server,
        &expect![[r#"
            99213 @1  priced 88.95 non_facility | high
            99213 @2  priced 63.72 facility | high
            99213 @5  other_schedule place_not_priced CO-58 M77 | none"#]],
    );
    let csv = "date_of_service,place_of_service,hcpcs\n2025-01-15,2,99213\n2025-01-15,02,99213\n";
    let answer = server.send("POST", "/v1/estimates/batch", &[("content-type", "text/csv")], csv.as_bytes());
    let rows: Vec<Value> = answer.text().lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let allowed = |row: usize| rows[row].pointer("/lines/0/amounts/allowed").unwrap();
    assert_eq!((allowed(0), allowed(0)), (&"63.72".into(), allowed(1)));
}

#[test]
fn a_place_cannot_be_billed_before_its_code_existed() {
    let server = Server::with(&[
        of_year("RVU16A", "2016-01-01"),
        of_year("RVU21A", "2021-01-01"),
        of_year("RVU23A", "2023-01-01"),
        of_year("RVU23D", "2023-10-01"),
    ]);
    check(
        &server,
        &expect![[r#"
            99213 @02 on:2016-12-31  invalid place_not_yet_assigned CO-5 M77 | none
            99213 @10 on:2021-12-31  invalid place_not_yet_assigned CO-5 M77 | none
            99213 @27 on:2023-09-30  invalid place_not_yet_assigned CO-5 M77 | none
            99213 @27 on:2023-10-01  priced 93.19 non_facility | high
            99213 @02 on:2021-06-01  priced 70.92 facility | medium older_release conversion_factors_differ"#]],
    );
}

#[test]
fn telehealth_is_paid_in_the_setting_of_its_place() {
    let server = Server::with(&[
        whole_rvu25a(),
        of_year("RVU22A", "2022-01-01"),
        of_year("RVU23D", "2023-10-01"),
        of_year("RVU24A", "2024-01-01"),
    ]);
    check(
        &server,
        &expect![[r#"
            99213 @02                   priced 63.72 facility | high
            99213 @10                   priced 88.95 non_facility | high
            99213-95 @10                priced 88.95 non_facility | high
            99213-95 @02                priced 63.72 facility | high
            99213-95 @11                priced 88.95 non_facility | medium telehealth_modifier_in_office
            99213-95 @22                priced 63.72 facility | high
            99213-93 @10                priced 88.95 non_facility | high
            99213-GT @02                priced 63.72 facility | medium modifier_ignored
            99213-95 @11 on:2023-12-31  priced 93.19 non_facility | high
            99213-95 @11 on:2024-01-01  priced 90.05 non_facility | medium telehealth_modifier_in_office
            99213 @10 on:2022-02-01     priced 99.00 non_facility | low conversion_factors_differ early_home_telehealth
            99213 @10 on:2023-12-31     priced 93.19 non_facility | low early_home_telehealth
            99213 @10 on:2024-01-01     priced 90.05 non_facility | high"#]],
    );
}

#[test]
fn a_service_rare_in_a_setting_has_a_caveat() {
    let server = Server::with(&[whole_rvu25a()]);
    // Services that are rare in offices, and services of each PC/TC kind that are rare in facilities.
    check(
        &server,
        &expect![[r#"
            27447 @11     priced 1257.63 non_facility | medium rare_in_non_facility
            27447 @22     priced 1257.63 facility | high
            27447 @21     priced 1257.63 facility | high
            G0439 @11     priced 126.47 non_facility | high
            G0439 @22     priced 126.47 facility | low rare_in_facility
            G0439 @31     priced 126.47 facility | low rare_in_facility
            93306-TC @31  priced 122.59 facility | low technical_part_in_facility rare_in_facility
            93005 @24     priced 6.15 facility | low technical_part_in_facility rare_in_facility
            97110-GP @31  priced 28.79 facility | low therapy_in_nursing_stay rare_in_facility
            97110-GP @32  priced 28.79 non_facility | high"#]],
    );
}
