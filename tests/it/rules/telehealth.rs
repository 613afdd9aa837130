//! Telehealth (Social Security Act 1834(m)).

use super::check_amounts;
use expect_test::expect;

#[test]
fn every_place_and_modifier_of_telehealth_asks_for_the_list() {
    check_amounts(&expect![[r#"
        99213 @10                  priced 88.95 non_facility | high
        99213 @02                  priced 63.72 facility | high
        99214-95 @10               priced 125.18 non_facility | high
        90837 @10                  priced 154.29 non_facility | high
        97110-GP @10 therapy:0.00  priced 28.79 non_facility | high
        96130 @10                  priced 117.42 non_facility | high
        G0438 @10                  priced 160.44 non_facility | high
        99291 @02                  priced 205.72 facility | high
        20610 @10                  priced 63.40 non_facility CO-96 N776 | low not_listed_for_telehealth
        70553-26 @02               priced 104.80 facility CO-96 N776 | low not_listed_for_telehealth
        93306-26 @10               priced 65.34 non_facility CO-96 N776 | low not_listed_for_telehealth
        47562 @02                  priced 648.87 facility CO-96 N776 | low not_listed_for_telehealth
        99213-93 @10               priced 88.95 non_facility | high
        20610-93                   priced 63.40 non_facility CO-96 N776 | low not_listed_for_telehealth
        20610-95 @22               priced 43.99 facility CO-96 N776 | low not_listed_for_telehealth
        99213-GT                   priced 88.95 non_facility | medium modifier_ignored
        99213-GQ                   priced 88.95 non_facility | medium modifier_ignored"#]]);
}
